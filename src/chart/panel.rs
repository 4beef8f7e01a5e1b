//! 6-12 panel: six weeks and twelve months over one value axis, beside the year before and the plan.

use super::describe::UNKNOWN;
use super::number::usable;
use super::place::TEXT;
use super::small::{BOTTOM, EndLabel, HEIGHT, Small, TOP, UNDER, WIDTH, broken_line};
use super::spec::{Drawing, PanelPoint, PanelSpec, Special, Table};
use super::svg::{Anchor, Ink, Name};
use super::text;

/// Width of the plot of weeks, and between the two plots.
const WEEKS: f64 = 104.0;
const BETWEEN: f64 = 20.0;

/// Draws a 6-12 panel; empty without a value.
pub fn panel(spec: &PanelSpec) -> Drawing {
    let drawing = Drawing { subtitle: spec.subtitle.clone(), table: table(spec), ..Drawing::default() };
    let labels = labels(spec);
    let all = spec.weeks.iter().chain(&spec.months);
    if !all.clone().any(|p| known(p.value).is_some()) {
        return drawing;
    }
    let values: Vec<f64> = all.flat_map(|p| [p.value, p.before, p.plan]).filter_map(known).collect();
    let Some(small) = Small::new(&values, &spec.style, &spec.unit, &labels) else { return drawing };
    let mut ink = Ink::with_capacity(6144);
    ink.open("v-1", WIDTH, HEIGHT, &Name::Figure(&spec.id));
    let start = if spec.weeks.is_empty() { small.left } else { small.left + WEEKS + BETWEEN };
    let months = Part::new(&small, &spec.months, (start, small.right), 6.0);
    let weeks = Part::new(&small, &spec.weeks, (small.left, small.left + WEEKS), 8.0);
    months.quarters(&mut ink);
    for part in [&weeks, &months].into_iter().filter(|p| !p.points.is_empty()) {
        part.draw(spec, &mut ink);
    }
    small.tick_labels(&mut ink);
    months.initials(&mut ink);
    let newest = if spec.weeks.is_empty() { &months } else { &weeks };
    newest.end_dot(spec.signal, &mut ink);
    if !spec.weeks.is_empty() {
        // Under the weeks, and under the numbers of the value axis where it is long.
        let end = small.left + WEEKS + BETWEEN - 8.0;
        let words = text::fit(&spec.weeks_label, TEXT, false, end);
        let half = text::width(&words, TEXT, false) / 2.0;
        let middle = (small.left + WEEKS / 2.0 - 4.0).min(end - half).max(half);
        ink.text("t3", Anchor::Middle, middle, UNDER, &text::isolated(&words));
    }
    small.end_labels(&mut ink, &labels);
    ink.close();
    Drawing {
        svg: ink.into_string(),
        subtitle: small.subtitle(&spec.subtitle, &spec.words.axis_starts_at, &spec.style, &spec.unit),
        description: spec.description.clone(),
        ..drawing
    }
}

fn known(value: Option<f64>) -> Option<f64> {
    value.and_then(usable)
}

/// The newest month of this year and of the year before, and the plan.
fn labels(spec: &PanelSpec) -> Vec<EndLabel> {
    let last = |value: fn(&PanelPoint) -> Option<f64>| spec.months.last().and_then(|p| known(value(p)));
    let number = |v: f64| spec.style.short(v, &spec.unit);
    let all = [
        last(|p| p.value).map(|value| EndLabel { value, class: "td", words: number(value) }),
        last(|p| p.before).map(|value| EndLabel { value, class: "t3", words: number(value) }),
        last(|p| p.plan).map(|value| EndLabel { value, class: "tb", words: spec.words.plan.clone() }),
    ];
    all.into_iter().flatten().collect()
}

/// Months, then weeks, newest first.
fn table(spec: &PanelSpec) -> Table {
    let w = &spec.words;
    let planned = spec.weeks.iter().chain(&spec.months).any(|p| p.plan.is_some());
    let mut head = vec![w.time.clone(), w.value.clone(), w.before.clone()];
    head.extend(planned.then(|| w.plan.clone()));
    let text = |v: Option<f64>| known(v).map_or_else(|| UNKNOWN.to_owned(), |v| spec.style.text(v));
    let rows = spec.months.iter().rev().chain(spec.weeks.iter().rev()).map(|p| {
        let mut row = vec![p.label.clone(), text(p.value), text(p.before)];
        row.extend(planned.then(|| text(p.plan)));
        row
    });
    Table { head, rows: rows.collect() }
}

/// One of the two plots.
struct Part<'a> {
    small: &'a Small,
    points: &'a [PanelPoint],
    ends: (f64, f64),
    first: f64,
    step: f64,
}

impl<'a> Part<'a> {
    fn new(small: &'a Small, points: &'a [PanelPoint], ends: (f64, f64), inset: f64) -> Self {
        let room = ends.1 - ends.0 - 2.0 * inset;
        let step = room / points.len().saturating_sub(1).max(1) as f64;
        let first = if points.len() == 1 { (ends.0 + ends.1) / 2.0 } else { ends.0 + inset };
        Self { small, points, ends, first, step }
    }

    fn x(&self, i: usize) -> f64 {
        self.first + i as f64 * self.step
    }

    /// Half way to the point before, and to the one after; within the plot.
    fn around(&self, i: usize) -> (f64, f64) {
        let (from, to) = (self.x(i) - self.step / 2.0, self.x(i) + self.step / 2.0);
        (from.max(self.ends.0), to.min(self.ends.1))
    }

    /// A wash over the running quarter, a dotted line where one begins.
    fn quarters(&self, ink: &mut Ink) {
        let current: Vec<usize> = (0..self.points.len()).filter(|i| self.points[*i].current).collect();
        if let (Some(first), Some(last)) = (current.first(), current.last()) {
            let (from, to) = (self.around(*first).0, self.around(*last).1);
            ink.rect("now", from, TOP - 4.0, to - from, BOTTOM - TOP + 4.0, None);
        }
        for i in (1..self.points.len()).filter(|i| self.points[*i].opens) {
            let x = self.around(i).0;
            ink.line("qline", x, TOP - 4.0, x, BOTTOM);
        }
    }

    fn draw(&self, spec: &PanelSpec, ink: &mut Ink) {
        self.small.grid(ink, self.ends);
        self.plans(ink);
        broken_line(ink, "cline", &self.places(|p| p.before));
        broken_line(ink, "dline", &self.places(|p| p.value));
        for (i, p) in self.points.iter().enumerate() {
            if let Some(v) = known(p.value) {
                let title = format!("{}: {}", p.label, spec.style.quantity(v, &spec.unit));
                ink.circle("pt", self.x(i), self.small.y(v), 2.2, Some(&title));
            }
        }
    }

    fn places(&self, value: fn(&PanelPoint) -> Option<f64>) -> Vec<(f64, Option<f64>)> {
        let y = |p| known(value(p)).map(|v| self.small.y(v));
        self.points.iter().enumerate().map(|(i, p)| (self.x(i), y(p))).collect()
    }

    /// Bars of the plan, one for neighbours with the same.
    fn plans(&self, ink: &mut Ink) {
        let mut i = 0;
        while i < self.points.len() {
            let plan = known(self.points[i].plan);
            let same = self.points[i..].iter().take_while(|p| known(p.plan) == plan).count().max(1);
            if let Some(plan) = plan {
                let y = self.small.y(plan);
                ink.line("tgtl", self.around(i).0, y, self.around(i + same - 1).1, y);
            }
            i += same;
        }
    }

    fn initials(&self, ink: &mut Ink) {
        for (i, p) in self.points.iter().enumerate() {
            ink.text("t3", Anchor::Middle, self.x(i), UNDER, &p.tick);
        }
    }

    /// The newest value, which looks otherwise where it breaks a rule.
    fn end_dot(&self, signal: Option<Special>, ink: &mut Ink) {
        let newest = self.points.iter().enumerate().rev().find_map(|(i, p)| Some((self.x(i), known(p.value)?)));
        let Some((x, value)) = newest else { return };
        let y = self.small.y(value);
        match signal {
            Some(special) => ink.special(special, " end", (x, y), 4.2, None),
            None => ink.circle("pt end", x, y, 4.0, None),
        }
    }
}
