//! Points of a line chart: a dot each up to 120, signals larger, gap ends and provisional ones hollow.

use super::backend::Plot;
use super::line::Chart;
use super::series::DOTTED;
use super::spec::Special;
use super::svg::Ink;

/// From here on dots are smaller, and in the narrow drawing specks of one element without tooltips.
const CROWDED: usize = 60;

impl Chart<'_> {
    /// All dots at their places, the line's end on top.
    pub fn dots(&self, plot: &Plot, places: &[(f64, f64)]) {
        let points = &self.series.points;
        if points.len() > DOTTED || !self.spec.besides.dots {
            plot.ink(|ink| self.signal_specks(ink, places));
        } else if points.len() > CROWDED && !self.frame.wide {
            plot.ink(|ink| {
                ink.specks("sg", self.placed(places, |i| points[i].dot.signal.is_none() && !self.hollow(i)));
                self.signal_specks(ink, places);
                for (x, y) in self.placed(places, |i| self.hollow(i)) {
                    ink.circle("p-h", x, y, 2.2, None);
                }
            });
        } else {
            plot.ink(|ink| self.each_dot(ink, places));
        }
        if let Some((now, _)) = self.series.now() {
            let (x, y) = places[now];
            plot.ink(|ink| self.end_dot(ink, x, y, 4.4, " end"));
        }
    }

    fn hollow(&self, i: usize) -> bool {
        self.series.points[i].dot.provisional || self.series.at_gap(i)
    }

    /// The places of some points.
    fn placed(&self, places: &[(f64, f64)], of: impl Fn(usize) -> bool) -> impl Iterator<Item = (f64, f64)> {
        places.iter().copied().enumerate().filter(move |(i, _)| of(*i)).map(|(_, place)| place)
    }

    fn signal_specks(&self, ink: &mut Ink, places: &[(f64, f64)]) {
        let of = |special| self.placed(places, move |i| self.series.points[i].dot.signal == Some(special));
        ink.specks("sg-good", of(Special::Better));
        ink.specks("sg-bad", of(Special::Worse));
        for place in of(Special::Unusual) {
            ink.special(Special::Unusual, "", place, 2.4, None);
        }
    }

    /// A dot per point with its native tooltip.
    fn each_dot(&self, ink: &mut Ink, places: &[(f64, f64)]) {
        let points = &self.series.points;
        let radius = if self.frame.wide && points.len() <= CROWDED { 2.4 } else { 1.8 };
        let mut title = String::new();
        ink.raw("<g class=\"pt\">");
        for (i, (p, (x, y))) in points.iter().zip(places).enumerate() {
            title.clear();
            title.extend([p.dot.label.as_str(), ": "]);
            self.spec.style.write_quantity(p.value, &self.spec.unit, &mut title);
            if self.hollow(i) {
                ink.circle("p-h", *x, *y, radius + 0.8, Some(&title));
            } else if let Some(special) = p.dot.signal {
                ink.special(special, "", (*x, *y), radius + 1.0, Some(&title));
            } else {
                ink.circle("", *x, *y, radius, Some(&title));
            }
        }
        ink.raw("</g>");
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
