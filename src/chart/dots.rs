//! Points of a line chart: a dot each up to 120, signals larger, gap ends and provisional ones hollow.

use super::backend::{Plot, Role};
use super::line::Chart;
use super::series::{DOTTED, Point};
use super::spec::Special;
use super::svg::Ink;

/// From here on dots are smaller, and in the narrow drawing specks of one element without tooltips.
const CROWDED: usize = 60;

impl Chart<'_> {
    /// All dots, the line's end on top.
    pub fn dots(&self, plot: &Plot) {
        let points = &self.series.points;
        if points.len() > DOTTED {
            self.signal_specks(plot);
        } else if points.len() > CROWDED && !self.frame.wide {
            let plain = points.iter().enumerate().filter(|(i, p)| p.dot.signal.is_none() && !self.hollow(*i));
            specks(plot, "sg", plain.map(|(_, p)| p));
            self.signal_specks(plot);
            for (_, p) in points.iter().enumerate().filter(|(i, _)| self.hollow(*i)) {
                plot.dot(Role::HollowDot, (p.day, p.value), 2.2, None);
            }
        } else {
            self.each_dot(plot);
        }
        if let Some((_, now)) = self.series.now() {
            let (x, y) = plot.at(now.day, now.value);
            plot.ink(|ink| self.end_dot(ink, x, y, 4.4, " end"));
        }
    }

    fn hollow(&self, i: usize) -> bool {
        self.series.points[i].dot.provisional || self.series.at_gap(i)
    }

    fn signal_specks(&self, plot: &Plot) {
        let of = |special| self.series.points.iter().filter(move |p| p.dot.signal == Some(special));
        specks(plot, "sg-good", of(Special::Better));
        specks(plot, "sg-bad", of(Special::Worse));
        for p in of(Special::Unusual) {
            let (x, y) = plot.at(p.day, p.value);
            plot.ink(|ink| ink.special(Special::Unusual, "", (x, y), 2.4, None));
        }
    }

    /// A dot per point with its native tooltip.
    fn each_dot(&self, plot: &Plot) {
        let points = &self.series.points;
        let radius = if self.frame.wide && points.len() <= CROWDED { 2.4 } else { 1.8 };
        let mut title = String::new();
        plot.raw("<g class=\"pt\">");
        for (i, p) in points.iter().enumerate() {
            let value = self.spec.style.quantity(p.value, &self.spec.unit);
            title.clear();
            title.extend([p.dot.label.as_str(), ": ", value.as_str()]);
            let at = (p.day, p.value);
            if self.hollow(i) {
                plot.dot(Role::HollowDot, at, radius + 0.8, Some(&title));
            } else if let Some(special) = p.dot.signal {
                let place = plot.at(p.day, p.value);
                plot.ink(|ink| ink.special(special, "", place, radius + 1.0, Some(&title)));
            } else {
                plot.dot(Role::Dot, at, radius, Some(&title));
            }
        }
        plot.raw("</g>");
    }

    /// The dot at the line's end, repeated beside its label.
    pub fn end_dot(&self, ink: &mut Ink, x: f64, y: f64, radius: f64, end: &str) {
        match self.series.now().map(|(_, p)| p.dot) {
            Some(dot) if dot.provisional || self.spec.stopped.is_some() => ink.circle("p-h", x, y, radius - 0.6, None),
            Some(dot) => match dot.signal {
                Some(special) => ink.special(special, end, (x, y), radius, None),
                None => ink.circle(&format!("pt{end}"), x, y, radius - 0.2, None),
            },
            None => {}
        }
    }
}

fn specks<'a>(plot: &Plot, class: &str, points: impl Iterator<Item = &'a Point<'a>>) {
    let places: Vec<_> = points.map(|p| plot.at(p.day, p.value)).collect();
    plot.ink(|ink| ink.specks(class, places));
}
