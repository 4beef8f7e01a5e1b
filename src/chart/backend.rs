//! The only file that knows plotters: scales, gridlines, lines, areas and points of the large charts.
//!
//! Plotters hands a backend nothing but a colour and a width. No colour is ever written: the RGB triple carries the
//! number of a [`Role`], which is written as its class. Coordinates are integers, so the canvas is ten times finer than
//! the CSS pixels written.

use super::svg::{Ink, tenth};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingArea;
use plotters::element::{PathElement, Rectangle};
use plotters::style::{Color, RGBColor, ShapeStyle};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};
use std::cell::RefCell;
use std::convert::Infallible;
use std::ops::Range;
use std::rc::Rc;

/// What a mark means; its class is what themes style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Grid,
    Zero,
    Band,
    Mean,
    Limit,
    Pace,
    Likely,
    Line,
    ThinLine,
    Provisional,
    Target,
    PastTarget,
}

const CLASSES: [(Role, &str); 12] = [
    (Role::Grid, "grid"),
    (Role::Zero, "axis"),
    (Role::Band, "band"),
    (Role::Mean, "mean"),
    (Role::Limit, "lim"),
    (Role::Pace, "pace"),
    (Role::Likely, "fline"),
    (Role::Line, "dline"),
    (Role::ThinLine, "dline thin"),
    (Role::Provisional, "dline prov"),
    (Role::Target, "tgt"),
    (Role::PastTarget, "tgtl"),
];

impl Role {
    fn style(self) -> ShapeStyle {
        RGBColor(0, 0, self as u8).filled()
    }

    fn class(key: BackendColor) -> &'static str {
        CLASSES.iter().find(|(role, _)| *role as u8 == key.rgb.2).map_or("", |(_, class)| class)
    }

    /// Hairlines are snapped to the middle of a pixel.
    fn is_hairline(key: BackendColor) -> bool {
        [Role::Grid, Role::Zero].iter().any(|role| *role as u8 == key.rgb.2)
    }
}

/// A plot: data coordinates (days, values) over a rectangle of the drawing.
pub(super) struct Plot {
    area: DrawingArea<Pen, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    ink: Rc<RefCell<Ink>>,
    days: Range<f64>,
    values: Range<f64>,
}

impl Plot {
    /// A plot of `days` × `values` over the rectangle `left..right` × `top..bottom` in CSS pixels.
    /// Both ranges must be finite and not empty: plotters never returns from an infinite one.
    pub fn new(ink: Ink, days: Range<f64>, values: Range<f64>, x: Range<f64>, y: Range<f64>) -> Self {
        let ink = Rc::new(RefCell::new(ink));
        let size = (tenth(x.end).unsigned_abs(), tenth(y.end).unsigned_abs());
        let root: DrawingArea<Pen, Shift> = Pen { ink: Rc::clone(&ink), size, last: None }.into();
        let spec = Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
            days.clone(),
            values.clone(),
            (tenth(x.start)..tenth(x.end), tenth(y.end)..tenth(y.start)),
        );
        Self { area: root.apply_coord_spec(spec), ink, days, values }
    }

    /// Gives the markup back.
    pub fn finish(self) -> Ink {
        self.ink.take()
    }

    /// Writes what is no plot: texts, symbols, axis ticks.
    pub fn ink<R>(&self, write: impl FnOnce(&mut Ink) -> R) -> R {
        write(&mut self.ink.borrow_mut())
    }

    pub fn raw(&self, markup: &str) {
        self.ink.borrow_mut().raw(markup);
    }

    fn held(&self, (day, value): (f64, f64)) -> (f64, f64) {
        (day.clamp(self.days.start, self.days.end), value.clamp(self.values.start, self.values.end))
    }

    /// CSS pixels of a data point; points outside the plot lie on its edge.
    pub fn at(&self, day: f64, value: f64) -> (f64, f64) {
        let (x, y) = self.area.map_coordinate(&self.held((day, value)));
        (f64::from(x) / 10.0, f64::from(y) / 10.0)
    }

    pub fn x(&self, day: f64) -> f64 {
        self.at(day, self.values.start).0
    }

    pub fn y(&self, value: f64) -> f64 {
        self.at(self.days.start, value).1
    }

    /// A line through data points.
    pub fn line(&self, role: Role, points: impl IntoIterator<Item = (f64, f64)>) {
        let points: Vec<_> = points.into_iter().map(|p| self.held(p)).collect();
        self.area.draw(&PathElement::new(points, role.style())).ok();
    }

    /// A rule across the plot at a value.
    pub fn across(&self, role: Role, value: f64) {
        self.stretch(role, self.days.clone(), value);
    }

    /// A horizontal line over some days.
    pub fn stretch(&self, role: Role, days: Range<f64>, value: f64) {
        let ends = [self.held((days.start, value)), self.held((days.end, value))];
        self.area.draw(&PathElement::new(ends, role.style())).ok();
    }

    /// An area over days and values.
    pub fn area(&self, role: Role, days: Range<f64>, values: Range<f64>) {
        let corners = [self.held((days.start, values.end)), self.held((days.end, values.start))];
        self.area.draw(&Rectangle::new(corners, role.style())).ok();
    }

    /// A closed area through data points.
    pub fn polygon(&self, class: &str, points: impl IntoIterator<Item = (f64, f64)>) {
        let places: Vec<_> = points.into_iter().map(|(day, value)| self.at(day, value)).collect();
        self.ink(|ink| ink.polygon(class, places));
    }
}

/// What plotters draws with.
struct Pen {
    ink: Rc<RefCell<Ink>>,
    size: (u32, u32),
    /// The class of the path just written and where it ends: the next of its kind goes into the same element.
    last: Option<(&'static str, usize)>,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Pen {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let key = style.color();
        let class = Role::class(key);
        let mut ink = self.ink.borrow_mut();
        if self.last != Some((class, ink.len())) || !ink.reopen() {
            ink.raw("<path class=\"").raw(class).raw("\" d=\"");
        }
        if Role::is_hairline(key) {
            ink.trail(path.into_iter().map(|(x, y)| (x, (y + 5) / 10 * 10 + 5)));
        } else {
            ink.trail(path);
        }
        ink.raw("\"/>");
        self.last = Some((class, ink.len()));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, _: bool) -> Drawn {
        let mut ink = self.ink.borrow_mut();
        ink.raw("<rect class=\"").raw(Role::class(style.color()));
        ink.raw("\" x=\"").tenths(a.0.min(b.0)).raw("\" y=\"").tenths(a.1.min(b.1));
        ink.raw("\" width=\"").tenths((b.0 - a.0).abs()).raw("\" height=\"").tenths((b.1 - a.1).abs()).raw("\"/>");
        Ok(())
    }
}
