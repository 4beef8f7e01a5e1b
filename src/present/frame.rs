//! What every page carries around its own blocks.

use serde::Serialize;

/// A link inside the site; `href` is relative to the site's root and always ends in a real file.
#[derive(Clone, Debug, Default, Serialize, PartialEq)]
pub struct Link {
    pub href: String,
    pub text: String,
    /// The id shown before the text, where it has one.
    pub id: Option<String>,
}

/// A group of links in the rail.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RailGroup {
    pub title: String,
    pub links: Vec<RailLink>,
    /// "All 120".
    pub more: Option<Link>,
}

/// One link of the rail.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RailLink {
    pub href: String,
    pub text: String,
    pub id: Option<String>,
    /// Indentation, 0 to 4.
    pub depth: u8,
    /// This page.
    pub current: bool,
}

/// The frame of a page: under `page` in templates.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Frame {
    /// `objective`, `kpi`, … for classes.
    pub kind: &'static str,
    /// Of the document: "Deliver right the first time · Larkmoor Parcels" is made by the template.
    pub title: String,
    pub description: Option<String>,
    /// `../../` or empty: put before every `href`.
    pub root: String,
    /// This page's own address.
    pub path: String,
    /// The entry of the bar that is current: `overview`, `goals`, `kpis`, `teams`, `reviews`, `glossary`, or empty.
    pub section: &'static str,
    pub crumbs: Vec<Link>,
    /// The last crumb, where it is shorter than the title: the id.
    pub here: Option<String>,
    /// On this page: anchors (`#s-kr`).
    pub toc: Vec<Link>,
    /// Pages nearby: ids and titles, never a score or a status, at most 30 to a group.
    pub rail: Vec<RailGroup>,
    /// Mistakes in this page's own files; while one stands, the page's numbers are not known.
    pub mistakes: Vec<Mistake>,
    /// Pages whose prose names this one.
    pub mentioned_on: Vec<Link>,
    /// Path of the source file in the repository.
    pub source: Option<String>,
    /// "Last updated 16 Nov 2025", if the history is known.
    pub updated: Option<String>,
    /// Where to edit it, if the repository is known.
    pub edit: Option<String>,
    /// Takes the place of the as-of date where the page speaks on a day of its own: "Frozen 7 Oct 2025".
    pub dated: Option<String>,
    /// "Data through 16 Nov 2025", ready.
    pub data_through: Option<String>,
    /// Inherited keys: key and file, for the footer.
    pub inherited: Vec<(String, String)>,
}

impl Link {
    /// A link without an id.
    pub fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into(), id: None }
    }

    /// A link to something with an id.
    pub fn with_id(href: impl Into<String>, id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into(), id: Some(id.into()) }
    }
}

/// A mistake as the page tells it.
#[derive(Clone, Debug, Serialize)]
pub struct Mistake {
    /// `kpis/late.csv`
    pub file: String,
    pub line: usize,
    pub message: String,
    pub help: Vec<String>,
}

impl Frame {
    /// The frame of the page at `path`, with the way back to the site's root.
    pub fn new(kind: &'static str, path: impl Into<String>, title: impl Into<String>, section: &'static str) -> Self {
        let path = path.into();
        Self {
            kind,
            title: title.into(),
            root: "../".repeat(path.matches('/').count()),
            path,
            section,
            ..Self::default()
        }
    }
}
