//! What is shown just now: the last good site, and the mistakes over it.

use crate::base::diag::Located;
use crate::base::{Diagnostic, Level};
use crate::session::{Item, Items, Site};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Shared by the builder and all connections.
#[derive(Default)]
pub(super) struct Shown {
    now: Mutex<Now>,
    changed: Condvar,
}

/// One moment.
#[derive(Clone, Default)]
pub(super) struct Now {
    /// Counts the moments.
    pub moment: u64,
    site: Option<Arc<Served>>,
    /// The last site of which every page could be made, for pages that the newest cannot make.
    whole: Option<Arc<Served>>,
    pub mistakes: Arc<Vec<Mistake>>,
}

/// A site and where its files are.
pub(super) struct Served {
    pub site: Arc<Site>,
    items: Arc<Items>,
    /// Pages that were made, until the next site comes.
    made: Mutex<HashMap<String, Arc<Vec<u8>>>>,
    /// Of everything that pages load.
    loads: u64,
}

/// A mistake as it stands over a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Mistake {
    pub place: String,
    /// The finding with its excerpt.
    pub text: String,
}

impl Served {
    pub fn new(site: Arc<Site>) -> Self {
        let (items, loads) = (site.items().clone(), site.digest_of_loaded());
        Self { site, items, made: Mutex::default(), loads }
    }

    /// The bytes of one file; `None` where there is none.
    pub fn file(&self, path: &str) -> Option<Result<Arc<Vec<u8>>, Box<Diagnostic>>> {
        let item = self.items.at(path)?;
        if let Some(bytes) = lock(&self.made).get(path) {
            return Some(Ok(bytes.clone()));
        }
        Some(self.site.make(item).map(|bytes| {
            let bytes = Arc::new(bytes);
            if item.is_page() {
                lock(&self.made).insert(path.to_owned(), bytes.clone());
            }
            bytes
        }))
    }

    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter()
    }
}

impl Now {
    /// A file of the site, as it is, else as it last was.
    pub fn file(&self, path: &str) -> Option<Arc<Vec<u8>>> {
        match self.site.as_ref()?.file(path) {
            Some(Ok(bytes)) => Some(bytes),
            Some(Err(_)) => self.whole.as_ref()?.file(path)?.ok(),
            None => None,
        }
    }

    /// Whether there is such a file, made or not.
    pub fn has(&self, path: &str) -> bool {
        self.site.as_ref().is_some_and(|site| site.items.at(path).is_some())
    }

    /// What a page looks like: another number, if its bytes or what it loads have changed.
    pub fn look(&self, page: &[u8]) -> u64 {
        rapidhash::v3::rapidhash_v3(page) ^ self.site.as_ref().map_or(0, |site| site.loads)
    }
}

impl Shown {
    pub fn now(&self) -> Now {
        lock(&self.now).clone()
    }

    /// Shows a site without mistakes. Nobody waits until the one before is taken apart.
    pub fn site(&self, site: Arc<Served>) {
        let before = self.change(|now| {
            now.mistakes = Arc::default();
            now.site.replace(site)
        });
        drop(before);
    }

    /// Every page of this site could be made.
    pub fn is_whole(&self, site: Arc<Served>) {
        let before = lock(&self.now).whole.replace(site);
        drop(before);
    }

    /// Shows mistakes over what is shown; over `instead`, if there is nothing yet.
    pub fn mistakes(&self, mistakes: Vec<Mistake>, instead: impl FnOnce() -> Arc<Served>) {
        self.change(|now| {
            now.site.get_or_insert_with(instead);
            now.mistakes = Arc::new(mistakes);
        });
    }

    fn change<T>(&self, change: impl FnOnce(&mut Now) -> T) -> T {
        let mut now = lock(&self.now);
        let result = change(&mut now);
        now.moment += 1;
        self.changed.notify_all();
        result
    }

    /// The next moment after one; `None` if nothing happens for a while.
    pub fn after(&self, moment: u64, patience: Duration) -> Option<Now> {
        let now = lock(&self.now);
        let wait = self.changed.wait_timeout_while(now, patience, |now| now.moment == moment);
        let (now, waited) = wait.unwrap_or_else(PoisonError::into_inner);
        (!waited.timed_out()).then(|| now.clone())
    }
}

/// Errors with their excerpts, for the overlay.
pub(super) fn mistakes(findings: &[Located], render: impl Fn(&Located) -> String) -> Vec<Mistake> {
    let place = |f: &Located| format!("{}:{}:{}", f.primary.path, f.primary.line, f.primary.column);
    let errors = findings.iter().filter(|f| f.level == Level::Error);
    errors.map(|f| Mistake { place: place(f), text: render(f).trim_end().to_owned() }).collect()
}

/// A panic while one page was made leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
