//! Every link, anchor and component in prose leads somewhere, or is a finding.

use super::model::{Model, Named, Names};
use super::target::{self, PathTarget};
use crate::base::suggest::nearest;
use crate::base::{Code, Diagnostic, FileId, Place, Sink, SourceFile, Sources, codes, par_map};
use crate::domain::{GoalRef, Period, key};
use crate::parse::doc::{Body, Common};
use crate::parse::markdown::{self, LinkText, Scan};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Pages by what their prose names: the file of the page that is named, the files of the pages that name it, in order.
pub type Mentions = BTreeMap<FileId, BTreeSet<FileId>>;

/// A piece of prose, the file it stands in and the period it speaks from.
struct Prose<'a> {
    file: FileId,
    /// The file of the page that shows it: a note of a check-in stands on its goal's page.
    page: FileId,
    text: Text<'a>,
    period: Option<&'a Period>,
}

/// Where its words are.
#[derive(PartialEq)]
enum Text<'a> {
    /// A page's body.
    Body(Cow<'a, Body>),
    /// A note that was cut out of its file.
    Note(Cow<'a, str>),
}

impl Text<'_> {
    fn to_owned(&self) -> Text<'static> {
        match self {
            Text::Body(body) => Text::Body(Cow::Owned(body.clone().into_owned())),
            Text::Note(note) => Text::Note(Cow::Owned(note.clone().into_owned())),
        }
    }
}

/// The links of a site as they were checked.
pub struct Links {
    names: Arc<Names>,
    anchors: Anchors,
    checked: Vec<Arc<Checked>>,
    pub mentions: Arc<Mentions>,
}

/// A piece of prose with what was found in it.
struct Checked {
    file: Arc<SourceFile>,
    text: Text<'static>,
    scan: Option<Arc<Scan>>,
    findings: Vec<Diagnostic>,
    /// The file of the page that shows it, and the files of the pages it names.
    page: FileId,
    named: Vec<FileId>,
}

/// The headings' anchors of the files that links with an anchor lead to.
type Anchors = BTreeMap<FileId, Vec<String>>;

/// A piece of prose, what is known of it from before, and what stands in it.
type Scanned<'a> = (Prose<'a>, Option<&'a Arc<Checked>>, Option<Arc<Scan>>);

/// Checks the prose of all pages, and says which page names which. A piece that was scanned before is not scanned again
/// while its file is the very same; nor is it checked again while that holds for the names, and the anchors are equal.
pub fn check(model: &Model, sources: &Sources, before: Option<&Links>, sink: &mut Sink) -> Links {
    let known = |(i, prose): (usize, &Prose<'_>)| {
        let known = before?.checked.get(i)?;
        (Arc::ptr_eq(&known.file, sources.shared(prose.file)) && known.text == prose.text).then_some(known)
    };
    let prose = all(model);
    let knowns: Vec<Option<&Arc<Checked>>> = prose.iter().enumerate().map(known).collect();
    let prose: Vec<(Prose<'_>, Option<&Arc<Checked>>)> = prose.into_iter().zip(knowns).collect();
    let scans = par_map(&prose, sink, |(prose, known), _| match known {
        Some(known) => known.scan.clone(),
        None => scan(prose, sources).map(Arc::new),
    });
    let found: Vec<Scanned<'_>> =
        prose.into_iter().zip(scans).map(|((prose, known), scan)| (prose, known, scan)).collect();
    let anchors = anchors(model, sources, &found);
    let same = before.filter(|b| Arc::ptr_eq(&b.names, &model.names) && b.anchors == anchors);
    let checked = par_map(&found, &mut Sink::default(), |(prose, known, scan), _| match known {
        Some(known) if same.is_some() => Arc::clone(known),
        _ => Arc::new(Checked::new(prose, scan, model, sources, &anchors)),
    });
    checked.iter().flat_map(|c| &c.findings).for_each(|finding| sink.push(finding.clone()));
    let names_the_same = |b: &&Links| {
        b.checked.len() == checked.len()
            && b.checked.iter().zip(&checked).all(|(a, b)| (a.page, &a.named) == (b.page, &b.named))
    };
    let mentions = same.filter(names_the_same).map_or_else(|| Arc::new(mentions(&checked)), |b| b.mentions.clone());
    Links { names: model.names.clone(), anchors, checked, mentions }
}

fn mentions(checked: &[Arc<Checked>]) -> Mentions {
    let mut mentions = Mentions::new();
    for piece in checked {
        for file in piece.named.iter().filter(|file| **file != piece.page) {
            mentions.entry(*file).or_default().insert(piece.page);
        }
    }
    mentions
}

impl Checked {
    fn new(prose: &Prose<'_>, scan: &Option<Arc<Scan>>, model: &Model, sources: &Sources, anchors: &Anchors) -> Self {
        let file = sources.shared(prose.file).clone();
        let cx = Cx { model, sources, file: &file, period: prose.period, anchors };
        let findings = scan.as_ref().map_or_else(Vec::new, |scan| cx.check(scan));
        let named = scan.as_ref().map_or_else(Vec::new, |scan| named_in(model, sources, prose, scan));
        Self { text: prose.text.to_owned(), scan: scan.clone(), findings, page: prose.page, named, file }
    }
}

/// The files of the pages that a piece of prose links to or shows a number of.
fn named_in(model: &Model, sources: &Sources, prose: &Prose<'_>, scan: &Scan) -> Vec<FileId> {
    let of_id = |id: &str| target::file_of(model, &target::find(model, id, prose.period)?.named);
    let of_link = |link: &LinkText| match link {
        LinkText::Wiki { id, .. } => of_id(id),
        LinkText::Relative(address) => match target::follow(sources, Some(sources.file(prose.file)), address) {
            PathTarget::File(file, _) => Some(file),
            _ => None,
        },
    };
    let links = scan.links.iter().filter_map(|(link, _)| of_link(link));
    let calls = scan.components.iter().filter_map(|(text, _)| of_id(&markdown::call(text).ok()?.argument));
    links.chain(calls).collect()
}

/// All prose of the site, in the order of the model.
fn all(model: &Model) -> Vec<Prose<'_>> {
    let mut out = Vec::new();
    for (_, objective) in model.objectives() {
        let doc = &objective.doc;
        let period = doc.period.as_ref();
        let prose = |file, text| Prose { file, page: doc.file, text, period };
        out.push(prose(doc.file, body(&doc.common)));
        out.extend(doc.closing.as_ref().map(|closing| prose(doc.file, note(&closing.note))));
        let notes = objective.entries.iter().filter(|e| !e.note.is_empty());
        out.extend(notes.map(|e| prose(e.file, note(&e.note))));
    }
    let mut pages: Vec<(Option<FileId>, &Common, Option<&Period>)> = Vec::new();
    pages.extend(model.kpis.iter().map(|k| (Some(k.doc.file), &k.doc.common, None)));
    pages.extend(model.teams.iter().map(|t| (t.doc.file, &t.doc.common, None)));
    pages.extend(model.people.iter().map(|p| (p.doc.file, &p.doc.common, None)));
    let periods = model.periods.iter().filter_map(|p| p.doc.as_ref());
    pages.extend(periods.map(|d| (Some(d.file), &d.common, Some(&d.period))));
    pages.extend(model.reviews.iter().map(|r| (Some(r.doc.file), &r.doc.common, Some(&r.period))));
    out.extend(model.reviews.iter().filter_map(|r| {
        let text = note(r.doc.headline.as_deref()?);
        Some(Prose { file: r.doc.file, page: r.doc.file, text, period: Some(&r.period) })
    }));
    let free = model.pages.iter().chain(&model.glossary).chain(&model.strategy);
    pages.extend(free.map(|p| (Some(p.file), &p.common, None)));
    out.extend(pages.into_iter().filter_map(|(file, common, period)| {
        let file = file?;
        Some(Prose { file, page: file, text: body(common), period })
    }));
    let notes = model.check_in_files.iter();
    out.extend(notes.map(|f| Prose { file: f.file, page: f.file, text: note(&f.note), period: None }));
    out
}

fn body(common: &Common) -> Text<'_> {
    Text::Body(Cow::Borrowed(&common.body))
}

fn note(text: &str) -> Text<'_> {
    Text::Note(Cow::Borrowed(text))
}

/// What there is to check in a piece of prose, with places in its file; nothing for most.
fn scan(prose: &Prose<'_>, sources: &Sources) -> Option<Scan> {
    let file = &sources.file(prose.file).text;
    let scan = match &prose.text {
        Text::Body(body) => {
            let part = |&(start, end): &(u32, u32)| file.get(start as usize..end as usize);
            if !body.ranges.iter().filter_map(part).any(has_marks) {
                return None;
            }
            markdown::scan_body(file, body)
        }
        Text::Note(note) if has_marks(note) => {
            let mut scan = markdown::scan(note, 0..note.len());
            let start = file.find(&**note);
            let places = scan.links.iter_mut().map(|l| &mut l.1);
            for range in places.chain(scan.components.iter_mut().map(|c| &mut c.1)) {
                *range = place(file, note, start, range);
            }
            scan
        }
        Text::Note(_) => return None,
    };
    (!scan.links.is_empty() || !scan.components.is_empty()).then_some(scan)
}

/// Links of every kind have a bracket.
fn has_marks(text: &str) -> bool {
    text.contains("](") || text.contains("[[") || text.contains("{{") || text.contains("]:")
}

/// Where a part of a note stands in the file: the note may have been put together from several lines.
fn place(file: &str, note: &str, start: Option<usize>, range: &Range<usize>) -> Range<usize> {
    match start.map(|s| s + range.start).or_else(|| file.find(&note[range.clone()])) {
        Some(start) => start..start + range.len(),
        None => 0..0,
    }
}

/// The headings' anchors of every file that a link with an anchor leads to.
fn anchors(model: &Model, sources: &Sources, found: &[Scanned<'_>]) -> Anchors {
    let mut wanted = BTreeSet::new();
    for (prose, scan) in found.iter().filter_map(|(prose, _, scan)| Some((prose, scan.as_ref()?))) {
        for (link, _) in &scan.links {
            match link {
                LinkText::Wiki { id, .. } if id.contains('#') => {
                    let target = target::find(model, id, prose.period);
                    wanted.extend(target.and_then(|t| target::file_of(model, &t.named)));
                }
                LinkText::Relative(address) if address.contains('#') => {
                    match target::follow(sources, Some(sources.file(prose.file)), address) {
                        PathTarget::Here(_) => wanted.insert(prose.file),
                        PathTarget::File(file, _) => wanted.insert(file),
                        _ => false,
                    };
                }
                _ => {}
            }
        }
    }
    let wanted: Vec<FileId> = wanted.into_iter().collect();
    let scans = par_map(&wanted, &mut Sink::default(), |file, _| {
        let text = &sources.file(*file).text;
        // The front matter holds no heading that a link could mean, and comes before every range of the body.
        let start = body_start(text);
        markdown::scan(text, start..text.len()).headings.into_iter().map(|h| h.anchor).collect()
    });
    wanted.into_iter().zip(scans).collect()
}

/// The first byte behind the front matter.
fn body_start(text: &str) -> usize {
    if !text.starts_with("---") {
        return 0;
    }
    text[3..].find("\n---").and_then(|i| text[i + 4..].find('\n').map(|j| i + 4 + j + 1)).unwrap_or(0)
}

/// What a check of one piece of prose may see.
struct Cx<'a> {
    model: &'a Model,
    sources: &'a Sources,
    file: &'a SourceFile,
    period: Option<&'a Period>,
    anchors: &'a Anchors,
}

impl Cx<'_> {
    fn check(&self, scan: &Scan) -> Vec<Diagnostic> {
        let mut sink = Sink::default();
        for (link, range) in &scan.links {
            match link {
                LinkText::Wiki { id, .. } => self.wiki(id, range, &mut sink),
                LinkText::Relative(address) => self.relative(address, range, &mut sink),
            }
        }
        for (call, range) in &scan.components {
            self.component(call, range, &mut sink);
        }
        sink.into_vec()
    }

    fn finding(&self, code: Code, range: &Range<usize>, message: String) -> Diagnostic {
        Diagnostic::new(code, self.file.id, place_of(range), message)
    }

    /// `[[id]]`, `[[OPS-2#KR1]]`, `[[page#heading]]`.
    fn wiki(&self, id: &str, range: &Range<usize>, sink: &mut Sink) {
        let reference = GoalRef::parse(id);
        let names = &self.model.names;
        if let Some(mut finding) =
            names.complaint(&names.find(&reference, self.period), &reference, self.file.id, place_of(range), |_| true)
        {
            if finding.code == codes::UNKNOWN_REFERENCE {
                finding.code = codes::BROKEN_LINK;
                finding.message = format!("the link leads nowhere: {}", finding.message);
            }
            return sink.push(finding);
        }
        let Some(target) = target::find(self.model, id, self.period) else { return };
        let Some(anchor) = &target.anchor else { return };
        let file = target::file_of(self.model, &target.named);
        let known = self.known_anchors(file, Some(&target.named));
        self.anchor(anchor, &known, &target.words(self.model).1, range, sink);
    }

    /// `[text](../kpis/x.md#how)`.
    fn relative(&self, address: &str, range: &Range<usize>, sink: &mut Sink) {
        match target::follow(self.sources, Some(self.file), address) {
            PathTarget::Here(anchor) => {
                let known = self.known_anchors(Some(self.file.id), target::page_of(self.model, self.file).as_ref());
                self.anchor(&anchor, &known, "this page", range, sink);
            }
            PathTarget::File(id, Some(anchor)) => {
                let file = self.sources.file(id);
                let known = self.known_anchors(Some(id), target::page_of(self.model, file).as_ref());
                self.anchor(&anchor, &known, &file.path, range, sink);
            }
            PathTarget::File(_, None) | PathTarget::Made(_) => {}
            PathTarget::Nowhere(path) => {
                let near = nearest(&path, self.sources.iter().map(|f| f.path.as_str()));
                let help = match near {
                    Some(near) => format!("did you mean {}?", relative_to(self.file.folder(), near)),
                    None => {
                        "a link is relative to the folder of its page; `[[id]]` finds a page wherever it is".to_owned()
                    }
                };
                let message = format!("the link leads nowhere: there is no file {path}");
                sink.push(self.finding(codes::BROKEN_LINK, range, message).help(help));
            }
        }
    }

    /// Headings of a file, and the key results of an objective.
    fn known_anchors(&self, file: Option<FileId>, named: Option<&Named>) -> Vec<String> {
        let mut known = file.and_then(|f| self.anchors.get(&f)).cloned().unwrap_or_default();
        if let Some(Named::Objective(ix)) = named {
            known.extend(self.model.objective(*ix).key_results.iter().map(|k| key(&k.doc.id)));
        }
        known
    }

    fn anchor(&self, anchor: &str, known: &[String], page: &str, range: &Range<usize>, sink: &mut Sink) {
        let wanted = crate::domain::slug(anchor);
        if anchor.is_empty() || known.iter().any(|k| k == anchor || *k == wanted) {
            return;
        }
        let help = nearest(&wanted, known.iter().map(String::as_str)).map(|n| format!("did you mean #{n}?"));
        let message = format!("{page} has no heading #{anchor}");
        sink.push(self.finding(codes::BROKEN_ANCHOR, range, message).help_opt(help));
    }

    /// `{{ kpi("id") }}` and its like.
    fn component(&self, text: &str, range: &Range<usize>, sink: &mut Sink) {
        let call = match markdown::call(text) {
            Ok(call) => call,
            Err(problem) => {
                let name = text.split('(').next().unwrap_or(text).trim();
                let near = nearest(name, markdown::COMPONENTS.iter().copied()).filter(|n| *n != name);
                let help = match near {
                    Some(near) => format!("did you mean {near}?"),
                    None => {
                        r#"write {{ kpi("id") }}, {{ chart("id") }}, {{ kr("OPS-2#KR1") }} or {{ score("OPS-2") }}"#
                            .into()
                    }
                };
                return sink.push(self.finding(codes::UNKNOWN_COMPONENT, range, problem).help(help));
            }
        };
        if let Some(period) =
            call.period.as_deref().filter(|p| Period::parse(p, &self.model.settings.calendar).is_none())
        {
            let message = format!("`{period}` is not a period");
            sink.push(self.finding(codes::BAD_PERIOD, range, message).help("write it like 2026-Q3 or FY26-Q3"));
        }
        let wrong = &call.argument;
        let (what, near) = match call.name.as_str() {
            "kpi" | "chart" if target::kpi(self.model, wrong).is_none() => {
                ("KPI", nearest(wrong, self.model.kpis.iter().map(|k| k.doc.id.as_str())).map(str::to_owned))
            }
            "kr" if target::key_result(self.model, wrong, self.period).is_none() => ("key result", self.near_kr(wrong)),
            "score" if target::objective(self.model, wrong, self.period).is_none() => {
                ("objective", target::suggestion(self.model, wrong))
            }
            _ => return,
        };
        let help = near.map(|n| format!("did you mean {}(\"{n}\")?", call.name));
        sink.push(
            self.finding(codes::UNKNOWN_REFERENCE, range, format!("no {what} has the id {wrong}")).help_opt(help),
        );
    }

    fn near_kr(&self, wrong: &str) -> Option<String> {
        let Some(ix) = target::objective(self.model, wrong, self.period) else {
            return target::suggestion(self.model, wrong);
        };
        let objective = self.model.objective(ix);
        let part = wrong.split_once('#').map_or("", |(_, part)| part);
        let ids = objective.key_results.iter().map(|k| k.doc.id.as_str());
        nearest(part, ids.clone()).or_else(|| ids.clone().next()).map(|kr| format!("{}#{kr}", objective.doc.id))
    }
}

/// A place that could not be found again is the file.
fn place_of(range: &Range<usize>) -> Place {
    if range.is_empty() { Place::File } else { Place::Span(range.start as u32, range.end as u32) }
}

/// A path as it would be written on a page of this folder.
fn relative_to(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut out = "../".repeat(from.len() - same);
    out.push_str(&to[same..].join("/"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_path_is_written_from_the_page() {
        assert_eq!(relative_to("objectives/q3", "kpis/x.md"), "../../kpis/x.md");
        assert_eq!(relative_to("kpis", "kpis/x.md"), "x.md");
        assert_eq!(relative_to("", "kpis/x.md"), "kpis/x.md");
    }

    #[test]
    fn a_place_in_a_note_is_found_again_in_its_file() {
        let file = "## OPS-2\n- KR1: 3\nfirst line\nSee [[x]] here\n";
        let note = "first line\nSee [[x]] here";
        let at = note.find("[[x]]").unwrap();
        let whole = place(file, note, file.find(note), &(at..at + 5));
        assert_eq!(&file[whole], "[[x]]");
        let joined = "first line See [[x]] here";
        let at = joined.find("[[x]]").unwrap();
        assert_eq!(&file[place(file, joined, file.find(joined), &(at..at + 5))], "[[x]]");
        assert_eq!(place(file, "[[y]]", None, &(0..5)), 0..0);
    }

    #[test]
    fn the_front_matter_is_no_heading() {
        assert_eq!(body_start("---\na: 1\n---\n# B\n"), 13);
        assert_eq!(body_start("# B\n"), 0);
    }
}
