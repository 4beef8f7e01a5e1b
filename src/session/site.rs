//! One state of the site: everything computed, and each of its files made when it is asked for.

use super::Report;
use super::locate::locate;
use crate::base::{Diagnostic, Files, Out, Sink, both, par_map};
use crate::present::data::{self, DataId};
use crate::present::pages::search;
use crate::present::{self, PageId, PresentCx, search_index};
use crate::render::theme::{self, Theme};
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A site without its bytes.
pub struct Site {
    pub report: Arc<Report>,
    pub(super) theme: Arc<Theme>,
    /// The findings of all stages before pages, not yet located.
    found: Vec<Diagnostic>,
    items: OnceLock<Arc<Items>>,
    /// Those of the build before.
    items_before: Option<Arc<Items>>,
}

/// All files of a site: pages first, in order.
#[derive(Default)]
pub struct Items {
    list: Vec<Item>,
    by_path: OnceLock<HashMap<String, usize>>,
}

/// One file of a site: its path, and what it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub path: String,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Page(PageId),
    /// Its index in the theme's assets.
    Asset(usize),
    Data(DataId),
}

impl Site {
    pub(super) fn new(report: Arc<Report>, theme: Arc<Theme>, found: Vec<Diagnostic>, before: Option<&Site>) -> Self {
        let items_before = before.and_then(|before| before.items.get().cloned());
        Self { report, theme, found, items: OnceLock::new(), items_before }
    }

    /// What pages may read.
    fn cx(&self) -> PresentCx<'_> {
        let Report { model, scores, sources, findings } = &*self.report;
        PresentCx::new(model, scores, sources, findings).showing(&self.theme.shown)
    }

    /// All files of the site; those of the build before where they are equal.
    pub fn items(&self) -> &Arc<Items> {
        self.items_of(&self.cx())
    }

    fn items_of(&self, cx: &PresentCx<'_>) -> &Arc<Items> {
        self.items.get_or_init(|| {
            let list = self.list(cx);
            let before = self.items_before.as_ref().filter(|before| before.list == list);
            before.map_or_else(|| Arc::new(Items { list, by_path: OnceLock::new() }), Arc::clone)
        })
    }

    fn list(&self, cx: &PresentCx<'_>) -> Vec<Item> {
        let page = |id: &PageId, _: &mut Sink| Item { path: present::path(cx, *id), what: What::Page(*id) };
        let mut list = par_map(&present::plan(cx), &mut Sink::default(), page);
        let assets = self.theme.assets.iter().enumerate();
        list.extend(assets.map(|(i, (path, _))| Item { path: path.clone(), what: What::Asset(i) }));
        list.extend(data::plan(cx).into_iter().map(|(path, id)| Item { path, what: What::Data(id) }));
        list
    }

    /// A number for everything that pages load: styles, scripts, pictures. Others have another one.
    pub fn digest_of_loaded(&self) -> u64 {
        let sources = &self.report.sources;
        let beside = data::beside_pages(sources).flat_map(|file| [file.path.as_bytes(), file.bytes()]);
        let assets = self.theme.assets.iter().flat_map(|(path, bytes)| [path.as_bytes(), bytes]);
        assets.chain(beside).fold(0, |sum: u64, bytes| sum.rotate_left(1) ^ rapidhash::v3::rapidhash_v3(bytes))
    }

    /// Whether a template is the author's: only those can fail.
    pub fn has_own_templates(&self) -> bool {
        let mut files = self.report.sources.iter();
        files.any(|f| theme::is_made_of(f) && f.is(&["html"]))
    }

    /// The bytes of one file.
    ///
    /// # Errors
    /// A template's mistake.
    pub fn make(&self, item: &Item) -> Result<Vec<u8>, Box<Diagnostic>> {
        make(&self.cx(), &self.theme, item.what)
    }

    /// The report with what making pages has found.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn with(&self, more: Vec<Diagnostic>, files: &dyn Files) -> io::Result<Arc<Report>> {
        if more.is_empty() {
            return Ok(self.report.clone());
        }
        let mut report = Report::clone(&self.report);
        let found = [&self.found[..], &once(more)].concat();
        report.findings = locate(&found, &mut report.sources, files, None)?.0;
        Ok(Arc::new(report))
    }

    /// Makes every file and hands it on as soon as it is made; a template's mistake is a finding. Returns how many
    /// pages there are.
    ///
    /// # Errors
    /// Trouble of `out`.
    pub(super) fn publish(&self, out: &dyn Out, sink: &mut Sink) -> io::Result<usize> {
        let cx = self.cx();
        let trouble: Mutex<Option<io::Error>> = Mutex::new(None);
        let check = |result: io::Result<()>| {
            if let Err(error) = result {
                trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
        };
        let items = self.items_of(&cx);
        out.begin(items.list.len());
        let (large, items): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|item| item.is_large());
        let (sheets, items): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|item| item.is_of_search());
        let publish = |item: &&Item, sink: &mut Sink| match make(&cx, &self.theme, item.what) {
            Ok(bytes) => check(out.file(&item.path, &bytes)),
            Err(finding) => sink.push(*finding),
        };
        // No page reads the index: its words are gathered beside the pages. What both read is made on all threads, and
        // so before: a thread that waits for its part of it must not take up a page that waits for the whole.
        search::entries(&cx);
        both(|| search_index::prepare(&cx), || par_map(&items, sink, publish));
        par_map(&sheets, sink, publish);
        for item in large {
            if let What::Data(id) = item.what {
                check(out.stream(&item.path, &mut |to| data::write(&cx, id, to)));
            }
        }
        match trouble.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(items.iter().filter(|item| item.is_page()).count()),
        }
    }
}

/// What is wrong in a template is wrong on every page that is made with it: it is told of the first one.
fn once(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::new();
    for finding in found {
        let told = |known: &&Diagnostic| {
            (known.code, &known.primary, &known.message) == (finding.code, &finding.primary, &finding.message)
        };
        if !kept.iter().any(|known| told(&known)) {
            kept.push(finding);
        }
    }
    kept
}

impl Items {
    /// The file at a path of the site.
    pub fn at(&self, path: &str) -> Option<&Item> {
        let index = || self.list.iter().enumerate().map(|(i, item)| (item.path.clone(), i)).collect();
        Some(&self.list[*self.by_path.get_or_init(index).get(path)?])
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Item> {
        self.list.iter()
    }
}

impl Item {
    /// Whether a template makes it.
    pub fn is_page(&self) -> bool {
        matches!(self.what, What::Page(_))
    }

    fn is_large(&self) -> bool {
        matches!(self.what, What::Data(id) if id.is_large())
    }

    fn is_of_search(&self) -> bool {
        matches!(self.what, What::Data(DataId::Search(_)))
    }
}

fn make(cx: &PresentCx<'_>, theme: &Theme, what: What) -> Result<Vec<u8>, Box<Diagnostic>> {
    match what {
        What::Page(id) => theme.render(present::view(cx, id)),
        What::Asset(i) => Ok(theme.assets[i].1.clone()),
        What::Data(id) => {
            let mut bytes = Vec::new();
            // Memory takes everything.
            let _ = data::write(cx, id, &mut bytes);
            Ok(bytes)
        }
    }
}
