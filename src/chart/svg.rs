//! The SVG writer all charts share: classes instead of colours, one decimal, one string.

use super::spec::Special;
use std::fmt::Write;

/// Markup under construction, in UTF-8. Coordinates are CSS pixels.
#[derive(Debug, Default)]
pub(super) struct Ink(Vec<u8>);

/// Where a text hangs on its coordinate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a drawing is named for assistive technology.
pub(super) enum Name<'a> {
    /// `{id}-t` and `{id}-d` of the figure around it.
    Figure(&'a str),
    /// A sentence of its own; without one the drawing is decoration.
    Sentence(&'a str),
}

impl Ink {
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    pub fn into_string(self) -> String {
        String::from_utf8(self.0).expect("only whole texts were written")
    }

    pub fn open(&mut self, class: &str, width: f64, height: f64, name: &Name<'_>) {
        self.raw("<svg class=\"").raw(class).raw("\" viewBox=\"0 0 ").num(width).raw(" ").num(height);
        self.raw("\" width=\"").num(width).raw("\" height=\"").num(height).raw("\" direction=\"ltr\"");
        match name {
            Name::Figure(id) => {
                self.raw(" role=\"img\" aria-labelledby=\"").escaped(id).raw("-t\" aria-describedby=\"").escaped(id);
                self.raw("-d\">");
            }
            Name::Sentence("") => {
                self.raw(" aria-hidden=\"true\" focusable=\"false\">");
            }
            Name::Sentence(sentence) => {
                self.raw(" role=\"img\" aria-label=\"").escaped(sentence).raw("\">");
            }
        }
    }

    pub fn close(&mut self) {
        self.raw("</svg>");
    }

    pub fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.extend_from_slice(markup.as_bytes());
        self
    }

    /// Text between tags or in an attribute; control characters, which XML forbids, are left out.
    pub fn escaped(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        if text.bytes().all(|b| matches!(b, b' '..=b'~') && !matches!(b, b'<' | b'>' | b'&' | b'"')) {
            return self.raw(text);
        }
        while let Some(at) = rest.find(|c: char| matches!(c, '<' | '>' | '&' | '"') || c.is_control()) {
            let (plain, from) = rest.split_at(at);
            let mut marks = from.chars();
            self.raw(plain).raw(match marks.next() {
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                Some('&') => "&amp;",
                Some('"') => "&quot;",
                _ => " ",
            });
            rest = marks.as_str();
        }
        self.raw(rest)
    }

    /// A coordinate with at most one decimal.
    pub fn num(&mut self, v: f64) -> &mut Self {
        self.tenths(tenth(v))
    }

    /// A coordinate given in tenths of a pixel.
    pub fn tenths(&mut self, v: i32) -> &mut Self {
        let (whole, tenth) = (v.unsigned_abs() / 10, v.unsigned_abs() % 10);
        if v < 0 {
            self.0.push(b'-');
        }
        if whole > 999 {
            self.raw(itoa::Buffer::new().format(whole / 1000));
        }
        // All five signs in one word, of which those are kept that count.
        let digit = |n: u32| b'0' + (n % 10) as u8;
        let signs = [digit(whole / 100), digit(whole / 10), digit(whole), b'.', digit(tenth), 0, 0, 0];
        let skipped = match whole {
            100.. => 0,
            10.. => 1,
            0 if tenth > 0 => 3,
            _ => 2,
        };
        let end = self.0.len() + if tenth > 0 { 5 } else { 3 } - skipped;
        self.0.extend_from_slice(&(u64::from_le_bytes(signs) >> (8 * skipped)).to_le_bytes());
        self.0.truncate(end);
        self
    }

    /// An attribute; `open` is all before its number.
    fn attr(&mut self, open: &str, v: f64) -> &mut Self {
        self.raw(open).num(v).raw("\"")
    }

    /// `/>`, or the native tooltip and the end tag.
    fn end(&mut self, tag: &str, title: Option<&str>) {
        match title {
            Some(title) => self.raw("><title>").escaped(title).raw("</title></").raw(tag).raw(">"),
            None => self.raw("/>"),
        };
    }

    pub fn line(&mut self, class: &str, x1: f64, y1: f64, x2: f64, y2: f64) {
        self.raw("<path class=\"").raw(class).raw("\" d=\"M").num(x1).raw(" ").num(y1);
        if y1 == y2 {
            self.raw("H").num(x2);
        } else if x1 == x2 {
            self.raw("V").num(y2);
        } else {
            self.raw("L").num(x2).raw(" ").num(y2);
        }
        self.raw("\"/>");
    }

    pub fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64, title: Option<&str>) {
        self.raw("<rect class=\"").raw(class).raw("\"").attr(" x=\"", x).attr(" y=\"", y);
        self.attr(" width=\"", width.max(0.0)).attr(" height=\"", height.max(0.0)).end("rect", title);
    }

    pub fn circle(&mut self, class: &str, x: f64, y: f64, r: f64, title: Option<&str>) {
        self.raw("<circle");
        if !class.is_empty() {
            self.raw(" class=\"").raw(class).raw("\"");
        }
        self.attr(" cx=\"", x).attr(" cy=\"", y).attr(" r=\"", r).end("circle", title);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes back the end of the path just written, so that it can go on; false if there is none.
    pub fn reopen(&mut self) -> bool {
        let open = self.0.ends_with(b"\"/>");
        if open {
            self.0.truncate(self.0.len() - 3);
        }
        open
    }

    /// Round or square specks, as the class has it, in one element.
    pub fn specks(&mut self, class: &str, points: impl IntoIterator<Item = (f64, f64)>) {
        let mut last: Option<(i32, i32)> = None;
        for (x, y) in points.into_iter().map(|(x, y)| (tenth(x), tenth(y))) {
            match last {
                None => self.raw("<path class=\"").raw(class).raw("\" d=\"M").tenths(x).raw(" ").tenths(y),
                Some((px, py)) => self.raw("m").tenths(x - px).raw(" ").tenths(y - py),
            };
            self.raw("h0");
            last = Some((x, y));
        }
        if last.is_some() {
            self.raw("\"/>");
        }
    }

    pub fn path(&mut self, class: &str, d: &str, title: Option<&str>) {
        self.raw("<path class=\"").raw(class).raw("\" d=\"").raw(d).raw("\"").end("path", title);
    }

    /// A line through these points; a single one becomes a dot where the class has round ends.
    /// A closed area.
    pub fn polygon(&mut self, class: &str, points: impl IntoIterator<Item = (f64, f64)>) {
        self.raw("<path class=\"").raw(class).raw("\" d=\"");
        self.trail(points.into_iter().map(|(x, y)| (tenth(x), tenth(y))));
        self.raw("z\"/>");
    }

    pub fn polyline(&mut self, class: &str, points: impl IntoIterator<Item = (f64, f64)>) {
        self.raw("<path class=\"").raw(class).raw("\" d=\"");
        self.trail(points.into_iter().map(|(x, y)| (tenth(x), tenth(y))));
        self.raw("\"/>");
    }

    /// Path commands through points in tenths, relative and as short as they come.
    pub fn trail(&mut self, points: impl IntoIterator<Item = (i32, i32)>) {
        let mut last: Option<(i32, i32)> = None;
        let mut command = 'M';
        for (x, y) in points {
            let Some(from) = last.replace((x, y)) else {
                self.raw("M").tenths(x).raw(" ").tenths(y);
                continue;
            };
            let (dx, dy) = (x - from.0, y - from.1);
            command = match (dx, dy) {
                (_, 0) => {
                    self.raw("h").tenths(dx);
                    'h'
                }
                (0, _) => {
                    self.raw("v").tenths(dy);
                    'v'
                }
                _ => {
                    match command {
                        'l' if dx < 0 => {}
                        'l' => self.0.push(b' '),
                        _ => self.0.push(b'l'),
                    }
                    self.tenths(dx).raw(if dy < 0 { "" } else { " " }).tenths(dy);
                    'l'
                }
            };
        }
        if command == 'M' && last.is_some() {
            self.raw("h0");
        }
    }

    pub fn text(&mut self, class: &str, anchor: Anchor, x: f64, y: f64, text: &str) {
        self.raw("<text class=\"").raw(class).raw("\"").attr(" x=\"", x).attr(" y=\"", y);
        self.raw(match anchor {
            Anchor::Start => ">",
            Anchor::Middle => " text-anchor=\"middle\">",
            Anchor::End => " text-anchor=\"end\">",
        });
        self.escaped(text).raw("</text>");
    }

    pub fn diamond(&mut self, class: &str, x: f64, y: f64, r: f64, title: Option<&str>) {
        let d = d(|p| write!(p, "M{:.1} {:.1}l{r:.1} {r:.1}-{r:.1} {r:.1}-{r:.1}-{r:.1}z", x, y - r));
        self.path(class, &d, title);
    }

    /// The dot of a value that breaks a rule; `end` is more of its class.
    pub fn special(&mut self, special: Special, end: &str, (x, y): (f64, f64), radius: f64, title: Option<&str>) {
        match special {
            Special::Better => self.circle(&format!("p-good{end}"), x, y, radius, title),
            Special::Worse => self.diamond(&format!("p-bad{end}"), x, y, radius * 1.2, title),
            Special::Unusual => {
                let half = radius * 0.9;
                self.rect(&format!("pt{end}"), x - half, y - half, 2.0 * half, 2.0 * half, title);
            }
        }
    }

    /// A triangle pointing down.
    pub fn triangle(&mut self, class: &str, x: f64, y: f64, r: f64, title: Option<&str>) {
        let d = d(|p| write!(p, "M{:.1} {:.1}h{:.1}l-{r:.1} {:.1}z", x - r, y - r * 0.8, 2.0 * r, r * 1.8));
        self.path(class, &d, title);
    }

    /// The shape of a band or status token, filled or hollow; tokens without a verdict are a ring.
    pub fn symbol(&mut self, shape: &str, hollow: bool, x: f64, y: f64, r: f64, title: Option<&str>) {
        match (shape, hollow) {
            ("good", false) => self.circle("p-good", x, y, r * 0.95, title),
            ("good", true) => self.circle("h-good", x, y, r * 0.95, title),
            ("middle", false) => self.diamond("p-warn", x, y, r * 1.12, title),
            ("middle", true) => self.diamond("h-warn", x, y, r * 1.12, title),
            ("bad", false) => self.triangle("p-bad", x, y, r * 1.05, title),
            ("bad", true) => self.triangle("h-bad", x, y, r * 1.05, title),
            _ => self.circle("p-none", x, y, r * 0.85, title),
        }
    }
}

fn d(write: impl FnOnce(&mut String) -> std::fmt::Result) -> String {
    let mut path = String::with_capacity(48);
    // Writing to a string does not fail.
    let _ = write(&mut path);
    path
}

/// Pixels to tenths, halves away from zero.
pub(super) fn tenth(v: f64) -> i32 {
    let tenths = v * 10.0;
    (tenths + 0.5_f64.copysign(tenths)) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short() {
        let mut ink = Ink::default();
        for coordinate in [12.34, -0.5, 7.0, -0.01, 1024.96, 100.0, 99.96, -345.6, 20_007.1] {
            ink.num(coordinate).raw(" ");
        }
        assert_eq!(ink.into_string(), "12.3 -.5 7 0 1025 100 100 -345.6 20007.1 ");
    }

    #[test]
    fn paths_are_relative_and_a_lone_point_is_a_dot() {
        let mut ink = Ink::default();
        ink.polyline("dline", [(1.0, 2.0), (2.0, 1.5), (3.0, 2.5), (4.0, 2.5), (4.0, 9.0)]);
        ink.polyline("dline", [(1.0, 2.0)]);
        assert_eq!(
            ink.into_string(),
            "<path class=\"dline\" d=\"M1 2l1-.5 1 1h1v6.5\"/><path class=\"dline\" d=\"M1 2h0\"/>"
        );
    }

    #[test]
    fn texts_are_escaped() {
        let mut ink = Ink::default();
        ink.escaped("A<b> & \"c\"\u{7}");
        assert_eq!(ink.into_string(), "A&lt;b&gt; &amp; &quot;c&quot; ");
    }
}
