//! Texts of a line chart: right-end labels pushed apart, texts and numbered notes in free slots of the plot.

use super::backend::Plot;
use super::line::{Chart, clipped, drawable_range};
use super::number::usable;
use super::place::{Rect, Room, declutter};
use super::series::DOTTED;
use super::spec::{FanStep, Note};
use super::svg::Anchor;
use super::{gutter, text};

/// Least distance between labels at the line's end.
const GAP: f64 = 15.0;
/// Farther than this from its mark, a label gets a leader line.
const LEADER: f64 = 3.0;
/// Radius of a note's number with air around it.
const NOTE: f64 = 9.0;

/// A label at the right end.
struct EndLabel {
    y: f64,
    /// Where its mark ends.
    x: f64,
    class: &'static str,
    words: String,
    /// Repeats the dot of the line's end.
    dotted: bool,
}

pub(super) struct Labels<'a> {
    chart: &'a Chart<'a>,
    plot: &'a Plot,
    room: Room,
    ends: Vec<EndLabel>,
}

impl<'a> Labels<'a> {
    /// `places`: where the points of the series lie.
    pub fn new(chart: &'a Chart<'a>, plot: &'a Plot, places: &[(f64, f64)]) -> Self {
        let bounds = Rect { x0: chart.left, y0: chart.frame.top - 8.0, x1: chart.right - 1.0, y1: chart.bottom - 2.0 };
        let mut room = Room::new(bounds);
        let mut rest = places;
        for run in chart.series.runs() {
            let (run, behind) = rest.split_at(run.len());
            room.take_line(run);
            rest = behind;
        }
        room.take_line(&clipped(&chart.spec.pace, chart.days).iter().map(|p| plot.at(p.0, p.1)).collect::<Vec<_>>());
        if chart.series.points.len() <= DOTTED {
            places.iter().for_each(|(x, y)| room.take(Rect::around(*x, *y, 3.5)));
        }
        if let Some((now, _)) = chart.series.now() {
            let (x, y) = places[now];
            room.take(Rect::around(x, y, 5.5));
        }
        Self { chart, plot, room, ends: Vec::new() }
    }

    pub fn draw(mut self, notes: &[(u32, &Note)]) {
        self.take_goals();
        self.take_fan();
        let texts = self.numbers(notes);
        self.take_range();
        self.target();
        self.baseline();
        self.stopped();
        self.range();
        self.gaps();
        if self.chart.frame.wide {
            for (x, y, words) in texts {
                let right = (Anchor::Start, x + NOTE + 4.0, y + 4.0);
                let left = (Anchor::End, x - NOTE - 4.0, y + 4.0);
                // Lower, where a rule runs through its row.
                let lower = [(right.0, right.1, y + 14.0), (left.0, left.1, y + 14.0)];
                self.text("t", &words, [right, left].into_iter().chain(lower));
            }
            self.pace();
        }
        self.now();
        self.likely();
        self.at_the_end();
    }

    /// Neither text nor number may lie on the ticks of target and baseline or on target steps.
    fn take_goals(&mut self) {
        let spec = self.chart.spec;
        for mark in [&spec.target, &spec.baseline] {
            if let Some((x, y)) = self.chart.mark(self.plot, mark.as_ref()) {
                self.room.take(Rect { x0: x - 9.0, y0: y - 2.0, x1: x + 5.0, y1: y + 2.0 });
            }
        }
        for (start, end, value) in &spec.target_steps {
            if let Some(value) = usable(*value) {
                let days = &self.chart.days;
                let ends = [(days.noon(*start), value), (days.noon(*end), value)];
                self.room.take_line(&ends.map(|(day, v)| self.plot.at(day, v)));
            }
        }
    }

    /// Nor on the edges of the fan and the way through its middle.
    fn take_fan(&mut self) {
        let days = self.chart.days;
        let steps = self.chart.steps_to_come();
        let path = |of: fn(&FanStep) -> f64| -> Vec<(f64, f64)> {
            steps.iter().filter_map(|s| Some(self.plot.at(days.noon(s.date), usable(of(s))?))).collect()
        };
        for line in [path(|s| s.value), path(|s| s.most.0), path(|s| s.most.1)] {
            self.room.take_line(&line);
        }
    }

    /// "Likely 91.6", and under it "90.3 to 92.9".
    fn likely(&mut self) {
        let (spec, steps) = (self.chart.spec, self.chart.steps_to_come());
        let Some(end) = steps.last() else { return };
        let (x, y) = self.plot.at(self.chart.days.noon(end.date), end.value);
        self.end_label("t", &spec.words.likely, end.value, x, y);
        let gutter = self.chart.frame.gutter;
        let words = text::fit(&gutter::between(spec, end.most, gutter), 12.0, false, gutter - 10.0);
        self.ends.push(EndLabel { y: y + 0.1, x: self.chart.right, class: "t3", words, dotted: false });
    }

    /// No text may lie on the mean or on trial limits; a number may, it has a ground of its own.
    fn take_range(&mut self) {
        let spec = self.chart.spec;
        let days = self.chart.range_days();
        if let Some(middle) = spec.middle.and_then(usable) {
            self.room.take_line(&[self.plot.at(days.start, middle), self.plot.at(days.end, middle)]);
        }
        if let Some((lower, upper, mean)) = drawable_range(spec.range) {
            let edges = if spec.trial { vec![mean, lower, upper] } else { vec![mean] };
            for value in edges {
                self.room.take_line(&[self.plot.at(days.start, value), self.plot.at(days.end, value)]);
            }
        }
    }

    fn text(&mut self, class: &str, words: &str, slots: impl IntoIterator<Item = (Anchor, f64, f64)>) -> bool {
        let placed = self.room.place(words, false, slots);
        if let Some((anchor, x, y)) = placed {
            self.plot.ink(|ink| ink.text(class, anchor, x, y, words));
        }
        placed.is_some()
    }

    /// The numbers of notes, near the line or at the plot's edge; returns where their texts want to be.
    fn numbers(&mut self, notes: &[(u32, &Note)]) -> Vec<(f64, f64, String)> {
        let mut texts = Vec::new();
        for (number, note) in notes {
            let Some(((day, y), slots)) = self.slots(note) else { continue };
            let x = day.clamp(self.chart.left + NOTE, self.chart.right - NOTE - 1.0);
            let Some(at) = slots.into_iter().find(|at| self.room.free(&Rect::around(x, *at, NOTE))) else { continue };
            self.room.take(Rect::around(x, at, NOTE));
            let (from, to) = if at < y { (at + 8.0, y - 6.0) } else { (at - 8.0, y + 6.0) };
            let led = (to - from) * (y - at) > 0.0;
            if led {
                self.room.take(Rect { x0: x.min(day) - 1.0, y0: from.min(to), x1: x.max(day) + 1.0, y1: from.max(to) });
            }
            self.plot.ink(|ink| {
                if led {
                    ink.line("ldr", x, from, day, to);
                }
                ink.circle("nb", x, at, 8.0, None);
                ink.text("nbt", Anchor::Middle, x, at + 4.0, &number.to_string());
            });
            texts.push((x, at, note.text.clone()));
        }
        texts
    }

    /// The point a note speaks of, and heights its number could take, nearest first.
    fn slots(&self, note: &Note) -> Option<((f64, f64), Vec<f64>)> {
        let points = &self.chart.series.points;
        let after = points.iter().find(|p| p.dot.date >= note.date).or_else(|| points.last())?;
        let point = (self.plot.x(self.chart.days.noon(note.date)), self.plot.y(after.value));
        let (top, bottom) = (self.chart.frame.top + 2.0, self.chart.bottom - 12.0);
        let mut slots = vec![point.1 - 24.0, point.1 + 25.0, top, bottom];
        slots.extend((1..12).map(|i| top + f64::from(i) * 20.0).filter(|y| *y < bottom));
        Some((point, slots))
    }

    fn target(&mut self) {
        let spec = self.chart.spec;
        let place = self.chart.mark(self.plot, spec.target.as_ref());
        if let (Some(mark), Some((x, y))) = (&spec.target, place) {
            let word = if mark.label.is_empty() { &spec.words.target } else { &mark.label };
            self.end_label("tb", word, mark.value, x + 3.0, y);
        } else if let Some((_, end, value)) = spec.target_steps.last().filter(|s| usable(s.2).is_some()) {
            let (x, y) = self.plot.at(self.chart.days.morning(*end) + 1.0, *value);
            self.end_label("tb", &spec.words.target, *value, x, y);
        }
    }

    /// Beside its tick where there is room, else at the end.
    fn baseline(&mut self) {
        let spec = self.chart.spec;
        let Some((x, y)) = self.chart.mark(self.plot, spec.baseline.as_ref()) else { return };
        let Some(mark) = &spec.baseline else { return };
        let word = if mark.label.is_empty() { &spec.words.baseline } else { &mark.label };
        let value = spec.style.text(mark.value);
        let left = (x - 4.0).max(self.chart.left + 1.0);
        let full = format!("{} {value}", text::isolated(word));
        let slots = [
            (Anchor::End, x + 6.0, y + 17.0),
            (Anchor::End, x + 6.0, y - 7.0),
            (Anchor::Start, left, y + 17.0),
            (Anchor::Start, left, y - 7.0),
            (Anchor::End, x + 6.0, y + 24.0),
            (Anchor::Start, left, y + 24.0),
        ];
        let short = [full.as_str(), value.as_str()];
        if !short.into_iter().any(|words| self.text("t", words, slots)) {
            self.end_label("t", word, mark.value, x + 4.0, y);
        }
    }

    /// "Normal range 86.6 to 89.7" at an edge of the band, and the mean at the right end.
    fn range(&mut self) {
        let spec = self.chart.spec;
        if let Some(middle) = spec.middle.and_then(usable) {
            let (x, y) = self.plot.at(self.chart.range_days().end, middle);
            self.end_label("t", &spec.words.middle, middle, x, y);
        }
        let Some((lower, upper, mean)) = drawable_range(spec.range) else { return };
        let name = text::isolated(&spec.words.normal_range);
        let to = text::isolated(&spec.words.to);
        let full = format!("{name} {} {to} {}", spec.style.text(lower), spec.style.text(upper));
        let (low, high) = (self.plot.y(lower), self.plot.y(upper));
        let days = self.chart.range_days();
        let (left, right) = (self.plot.x(days.start) + 4.0, self.plot.x(days.end) - 4.0);
        let middle = (left + right) / 2.0;
        let mut slots = vec![(Anchor::Start, left, low + 13.0), (Anchor::Start, left, high - 5.0)];
        slots.extend([(Anchor::End, right, low + 13.0), (Anchor::End, right, high - 5.0)]);
        slots.extend([(Anchor::Middle, middle, low + 13.0), (Anchor::Middle, middle, high - 5.0)]);
        // Inside the band, where that is high enough.
        slots.extend([(Anchor::Start, left, low - 5.0), (Anchor::Start, left, high + 12.0)]);
        if !self.text("t3", &full, slots.iter().copied()) {
            self.text("t3", &name, slots);
        }
        let y = self.plot.y(mean);
        self.end_label("t", &spec.words.mean, mean, self.plot.x(days.end), y);
    }

    /// Says "No data" in gaps of two slots and more, where they are wide enough.
    fn gaps(&mut self) {
        let chart = self.chart;
        let words = &chart.spec.words.no_data;
        let width = text::width(words, 12.0, false) + 8.0;
        for pair in chart.series.points.windows(2).filter(|pair| pair[1].missing >= 2) {
            let (a, b) = (self.plot.at(pair[0].day, pair[0].value), self.plot.at(pair[1].day, pair[1].value));
            if b.0 - a.0 >= width {
                let (x, y) = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
                let slots = [y + 4.0, y - 14.0, y + 22.0, chart.bottom - 8.0, chart.frame.top + 6.0];
                self.text("t3", words, slots.map(|y| (Anchor::Middle, x, y)));
            }
        }
    }

    /// Hatches the days since a series stopped and says so.
    fn stopped(&mut self) {
        let chart = self.chart;
        let Some((until, words)) = &chart.spec.stopped else { return };
        let Some(last) = chart.series.points.last() else { return };
        let (from, to) = (self.plot.x(last.day) + 6.0, self.plot.x(chart.days.morning(*until) + 1.0));
        if to - from < 4.0 {
            return;
        }
        let y = chart.frame.top + 4.0;
        let said = self.text(
            "t3",
            words,
            [(Anchor::Middle, (from + to) / 2.0, y), (Anchor::End, to - 2.0, y), (Anchor::Start, from, y)],
        );
        let top = if said { y + 6.0 } else { chart.frame.top };
        self.plot.ink(|ink| {
            let height = chart.bottom - top;
            ink.raw("<path class=\"hatch\" d=\"");
            let mut foot = from - height + 8.0;
            while foot < to {
                // A line rising to the right, cut at the sides.
                let (x0, x1) = (foot.max(from), (foot + height).min(to));
                ink.raw("M").num(x0).raw(" ").num(chart.bottom - (x0 - foot));
                ink.raw("l").num(x1 - x0).raw(" ").num(x0 - x1);
                foot += 8.0;
            }
            ink.raw("\"/>");
        });
    }

    /// Names the pace line beside it.
    fn pace(&mut self) {
        let path = clipped(&self.chart.spec.pace, self.chart.days);
        let (Some(first), Some(last)) = (path.first(), path.last()) else { return };
        let mut slots = Vec::with_capacity(8);
        for share in [0.5, 0.65, 0.35, 0.8] {
            let day = first.0 + (last.0 - first.0) * share;
            let Some(pair) = path.windows(2).find(|w| w[0].0 <= day && day <= w[1].0 && w[0].0 < w[1].0) else {
                continue;
            };
            let value = pair[0].1 + (pair[1].1 - pair[0].1) * (day - pair[0].0) / (pair[1].0 - pair[0].0);
            let (x, y) = self.plot.at(day, value);
            let rising = pair[1].1 >= pair[0].1;
            let (above, below) = if rising { (Anchor::End, Anchor::Start) } else { (Anchor::Start, Anchor::End) };
            slots.extend([(above, x, y - 7.0), (below, x, y + 16.0)]);
        }
        self.text("t", &self.chart.spec.words.pace, slots);
    }

    /// "Now 90.6%", with the dot of the line's end; a stopped series gives the day instead.
    fn now(&mut self) {
        let spec = self.chart.spec;
        let Some((_, now)) = self.chart.series.now() else { return };
        let (class, word) = match &spec.stopped {
            Some(_) => ("t3", super::describe::day(spec, now.dot.date)),
            None => ("td", spec.words.now.clone()),
        };
        let words = self.wording(&word, now.value, &spec.unit, class == "td", 21.0);
        let y = self.plot.y(now.value);
        // Where the line ends at the label, its dot would only be repeated.
        let x = self.plot.x(now.day);
        self.ends.push(EndLabel { y, x: x + 6.0, class, words, dotted: x < self.chart.right - 24.0 });
    }

    fn end_label(&mut self, class: &'static str, word: &str, value: f64, x: f64, y: f64) {
        let words = self.wording(word, value, "", class == "tb", 10.0);
        self.ends.push(EndLabel { y, x, class, words, dotted: false });
    }

    /// Word and value as long as the gutter allows; a long word is cut, a value never unless it alone is too long.
    fn wording(&self, word: &str, value: f64, unit: &str, bold: bool, indent: f64) -> String {
        let room = self.chart.frame.gutter - indent;
        let style = &self.chart.spec.style;
        let (long, short) = (style.quantity(value, unit), style.short(value, unit));
        let fits = |words: &String| text::width(words, 12.0, bold) <= room;
        let isolated = text::isolated(word);
        let with_word = [format!("{isolated} {long}"), format!("{isolated} {short}")];
        if let Some(words) = with_word.into_iter().find(fits) {
            return words;
        }
        let rest = room - text::width(&short, 12.0, bold) - 4.0;
        match text::fit(word, 12.0, bold, rest) {
            cut if cut.chars().count() > 3 => format!("{} {short}", text::isolated(&cut)),
            _ if fits(&long) => long,
            _ => text::fit(&short, 12.0, bold, room),
        }
    }

    fn at_the_end(&self) {
        let chart = self.chart;
        let wanted: Vec<f64> = self.ends.iter().map(|l| l.y).collect();
        let placed = declutter(&wanted, GAP, chart.frame.top, chart.bottom - 2.0);
        for (label, y) in self.ends.iter().zip(placed) {
            self.plot.ink(|ink| {
                if label.dotted {
                    chart.end_dot(ink, chart.right + 11.0, y, 3.6, "");
                } else if (y - label.y).abs() > LEADER && chart.right - label.x < 30.0 {
                    ink.line("ldr", label.x.max(chart.right) + 1.0, label.y, chart.right + 7.0, y);
                }
                let indent = if label.dotted { 19.0 } else { 8.0 };
                ink.text(label.class, Anchor::Start, chart.right + indent, y + 4.0, &label.words);
            });
        }
    }
}
