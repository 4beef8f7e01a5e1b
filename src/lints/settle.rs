//! Levels and exceptions: what the site and its pages decide about lints.

use super::echoes::without_echoes;
use crate::base::codes::{ALLOW_WITHOUT_REASON, UNKNOWN_LINT, UNUSED_ALLOW};
use crate::base::suggest::nearest;
use crate::base::{Code, Diagnostic, FileId, Place};
use crate::parse::doc::{Allow, Common};
use crate::resolve::model::{Kpi, Model};
use std::collections::HashMap;

/// Applies the configured levels and the pages' `allow:` entries, and adds findings about the exceptions themselves.
pub fn settle(findings: Vec<Diagnostic>, model: &Model) -> Vec<Diagnostic> {
    let mut exceptions = Exceptions::of(model);
    let mut kept: Vec<Diagnostic> =
        without_echoes(findings, model).into_iter().filter(|finding| !exceptions.cover(finding)).collect();
    kept.extend(exceptions.list.iter().filter_map(|exception| complaint(exception, model)));
    kept.into_iter().filter_map(|finding| levelled(finding, model)).collect()
}

/// The finding at the site's level; `None` where the site switched it off.
fn levelled(mut finding: Diagnostic, model: &Model) -> Option<Diagnostic> {
    if finding.code.is_lint()
        && let Some(level) = model.settings.lints.get(finding.code.id())
    {
        finding.level = (*level)?;
    }
    Some(finding)
}

/// One `allow:` entry.
struct Exception<'a> {
    file: FileId,
    entry: &'a Allow,
    code: Option<Code>,
    used: bool,
}

/// All `allow:` entries, by page.
struct Exceptions<'a> {
    list: Vec<Exception<'a>>,
    by_page: HashMap<FileId, Vec<usize>>,
    /// The KPIs that read a CSV file.
    readers: HashMap<FileId, Vec<&'a Kpi>>,
}

impl<'a> Exceptions<'a> {
    fn of(model: &'a Model) -> Self {
        let mut list = Vec::new();
        let mut by_page: HashMap<FileId, Vec<usize>> = HashMap::new();
        for (file, common) in pages(model) {
            for entry in &common.allow {
                by_page.entry(file).or_default().push(list.len());
                list.push(Exception { file, entry, code: Code::find(entry.code.trim()), used: false });
            }
        }
        let mut readers: HashMap<FileId, Vec<&Kpi>> = HashMap::new();
        for kpi in &model.kpis {
            if let Some(csv) = kpi.series.file {
                readers.entry(csv).or_default().push(kpi);
            }
        }
        Self { list, by_page, readers }
    }

    /// Whether a page takes the finding upon itself. Mistakes cannot be allowed.
    fn cover(&mut self, finding: &Diagnostic) -> bool {
        if self.list.is_empty() || !finding.code.is_lint() {
            return false;
        }
        let mut covered = false;
        for page in self.pages_of(finding) {
            for i in self.by_page.get(&page).into_iter().flatten() {
                let exception = &mut self.list[*i];
                if exception.code == Some(finding.code) {
                    exception.used = true;
                    covered = true;
                }
            }
        }
        covered
    }

    /// A finding inside a CSV belongs to the one KPI that reads it; in a sheet of many, to the one whose cell it is.
    fn pages_of(&self, finding: &Diagnostic) -> Vec<FileId> {
        match self.readers.get(&finding.primary.file).map(Vec::as_slice) {
            None => vec![finding.primary.file],
            Some([only]) => vec![only.doc.file],
            Some(many) => many.iter().filter(|kpi| owns(kpi, &finding.primary.at)).map(|kpi| kpi.doc.file).collect(),
        }
    }
}

fn owns(kpi: &Kpi, at: &Place) -> bool {
    matches!(at, Place::Span(start, end) if kpi.series.points.iter().any(|point| point.span == (*start, *end)))
}

/// Every page that may carry `allow:`.
fn pages(model: &Model) -> Vec<(FileId, &Common)> {
    let mut pages: Vec<(FileId, &Common)> = model.objectives.iter().map(|o| (o.doc.file, &o.doc.common)).collect();
    pages.extend(model.kpis.iter().map(|k| (k.doc.file, &k.doc.common)));
    pages.extend(model.teams.iter().filter_map(|t| t.doc.file.map(|file| (file, &t.doc.common))));
    pages.extend(model.people.iter().filter_map(|p| p.doc.file.map(|file| (file, &p.doc.common))));
    pages.extend(model.periods.iter().filter_map(|p| p.doc.as_ref()).map(|p| (p.file, &p.common)));
    pages.extend(model.reviews.iter().map(|r| (r.doc.file, &r.doc.common)));
    let free = model.pages.iter().chain(&model.glossary).chain(&model.strategy);
    pages.extend(free.map(|p| (p.file, &p.common)));
    pages
}

/// What is wrong with an exception itself.
fn complaint(exception: &Exception<'_>, model: &Model) -> Option<Diagnostic> {
    let Exception { file, entry, code, used } = exception;
    let at = Place::Value(entry.path.clone());
    let Some(code) = code else {
        let message = format!("no lint is called `{}`", entry.code);
        let known = Code::all().filter(|code| code.is_lint()).flat_map(|code| [code.id(), code.name()]);
        let help = nearest(entry.code.trim(), known).map(|near| format!("did you mean `{near}`?"));
        return Some(Diagnostic::new(UNKNOWN_LINT, *file, at, message).help_opt(help));
    };
    if !code.is_lint() {
        let message = format!("`{}` is a mistake and not advice: it cannot be allowed", entry.code);
        let help = format!("mend it; `goalpost explain {}` says how", code.id());
        return Some(Diagnostic::new(UNKNOWN_LINT, *file, at, message).help(help));
    }
    // What is switched off is not looked for, so nobody knows.
    if !used && !model.settings.is_off(*code) {
        let message = format!("nothing here needs the exception from `{}`", code.name());
        return Some(Diagnostic::new(UNUSED_ALLOW, *file, at, message).help("leave it out"));
    }
    if entry.why.as_deref().is_none_or(|why| why.trim().is_empty()) {
        let message = format!("the exception from `{}` gives no reason", code.name());
        let line = format!("write `allow: [{{code: {}, why: …}}]`", code.id());
        return Some(Diagnostic::new(ALLOW_WITHOUT_REASON, *file, at, message).help(line));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Level;
    use crate::base::codes::{NO_OWNER, ONE_KEY_RESULT, WEIGHT_SUM};
    use crate::parse::doc::{Doc, ObjectiveDoc};
    use crate::resolve::testing::{goal, model};

    fn allowing(codes: &[(&str, Option<&str>)]) -> Model {
        let mut page: ObjectiveDoc = goal(0, "OPS-1", "FY26-Q3");
        for (i, (code, why)) in codes.iter().enumerate() {
            let why = why.map(str::to_owned);
            page.common.allow.push(Allow { code: (*code).to_owned(), why, path: format!("allow.{i}") });
        }
        model(vec![Doc::Objective(Box::new(page))]).0
    }

    fn settled(model: &Model, codes: &[Code]) -> Vec<(&'static str, Level)> {
        let found = codes.iter().map(|code| Diagnostic::new(*code, FileId(0), Place::File, "")).collect();
        settle(found, model).iter().map(|finding| (finding.code.id(), finding.level)).collect()
    }

    #[test]
    fn a_page_allows_a_lint_with_a_reason_and_never_a_mistake() {
        let model = allowing(&[("no-owner", Some("shared by all")), ("E107", Some("no")), ("L103", None)]);
        let left = settled(&model, &[NO_OWNER, WEIGHT_SUM, ONE_KEY_RESULT]);
        assert_eq!(left, [("E107", Level::Error), ("L304", Level::Warning), ("L302", Level::Warning)]);
    }

    #[test]
    fn an_exception_that_nothing_needs_is_said() {
        let model = allowing(&[("L101", Some("why")), ("no-onwer", Some("why"))]);
        assert_eq!(settled(&model, &[]), [("L303", Level::Info), ("L304", Level::Warning)]);
    }

    #[test]
    fn a_site_moves_a_lint_or_switches_it_off() {
        let mut model = allowing(&[]);
        model.settings.lints.insert("L101".to_owned(), Some(Level::Error));
        model.settings.lints.insert("L103".to_owned(), None);
        assert_eq!(settled(&model, &[NO_OWNER, ONE_KEY_RESULT]), [("L101", Level::Error)]);
    }
}
