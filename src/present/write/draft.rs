//! The next period's page of a closed goal, as its *Next* says: a draft for people to agree on.

mod key_results;
mod kpi;

use super::NewFile;
use crate::base::FileId;
use crate::domain::next::Next;
use crate::domain::{Date, Period, key};
use crate::parse::keys::Section;
use crate::parse::{front_matter, yaml};
use crate::present::PresentCx;
use crate::resolve::model::{Objective, ObjectiveIx};
use serde_yaml::{Mapping, Value};

/// Keys that speak of the period that is over, or that are written anew.
const OVER: &[&str] = &[
    "period",
    "continues",
    "start",
    "end",
    "draft",
    "changed",
    "paused",
    "dropped",
    "closed",
    "check_ins",
    "score",
    "takeaway",
    "confidence",
    "aliases",
    "work",
    "needs",
    "not_doing",
    "money",
    "key_results",
    "title",
    "id",
];

/// What rolling a goal over makes: files to write, and what is left for people to do.
#[derive(Debug, Default, PartialEq)]
pub struct Rolled {
    pub files: Vec<NewFile>,
    pub notes: Vec<String>,
}

/// Writes the pages that follow from a goal's close; never one that is there.
///
/// # Errors
/// Why nothing follows, in words.
pub fn roll(cx: &PresentCx<'_>, ix: ObjectiveIx, to: &Period) -> Result<Rolled, String> {
    let f = &cx.format;
    let goal = cx.model.objective(ix);
    let (Some(from), Some(closing)) = (&goal.doc.period, known(cx, ix)) else {
        return Err(f.word("it is not closed yet: its page has no section `## Close`"));
    };
    if cx.model.broken.contains(&goal.doc.file) {
        return Err(f.word("its page has a mistake; mend it first"));
    }
    let written = closing.next.as_deref().unwrap_or_default();
    match Next::parse(written) {
        None if written.trim().is_empty() => {
            Err(f.word("its close has no line `Next: carry`, change, stop or becomes KPI"))
        }
        None => Err(f.fill("“{next}” is neither carry, change, stop nor becomes KPI", &[("next", written)])),
        Some(Next::Stop) => Err(f.word("it stops here")),
        Some(Next::BecomesKpi) => Ok(kpi::rolled(cx, ix, to)),
        Some(next) => {
            let path = path(cx, ix, from, to);
            if let Some(page) = taken(cx, ix, to, &path) {
                return Err(f.fill("{page} is there already", &[("page", &page)]));
            }
            let text = page(cx, ix, to, next);
            Ok(Rolled { files: vec![NewFile { name: path, text }], notes: Vec::new() })
        }
    }
}

/// The closing section, where the as-of date knows it.
fn known<'a>(cx: &PresentCx<'a>, ix: ObjectiveIx) -> Option<&'a crate::parse::doc::Closing> {
    let closing = cx.model.objective(ix).doc.closing.as_ref()?;
    closing.date.is_none_or(|day| day <= cx.scores.as_of).then_some(closing)
}

/// The file beside its like: the folder that is named by the old period becomes one of the new.
fn path(cx: &PresentCx<'_>, ix: ObjectiveIx, from: &Period, to: &Period) -> String {
    let file = cx.sources.file(cx.model.objective(ix).doc.file);
    let calendar = &cx.model.settings.calendar;
    let folder: Vec<String> = file
        .folder()
        .split('/')
        .map(|part| match Period::parse(part, calendar) {
            Some(period) if period.name == from.name => to.slug(),
            _ => part.to_owned(),
        })
        .collect();
    let folder = folder.join("/");
    let name = file.name();
    if folder == file.folder() { format!("{folder}/{}/{name}", to.slug()) } else { format!("{folder}/{name}") }
}

/// The page that stands where the new one would: continuing this goal, with its id, or at its path; drafts too.
fn taken(cx: &PresentCx<'_>, ix: ObjectiveIx, to: &Period, path: &str) -> Option<String> {
    let goal = cx.model.objective(ix);
    let page = |goal: &Objective| cx.sources.file(goal.doc.file).path.clone();
    let after = goal.successor.map(|next| cx.model.objective(next)).filter(|g| g.doc.period.as_ref() == Some(to));
    // Goals are in the order of period and id.
    let place = |g: &Objective| (g.doc.period.is_none(), g.doc.period.clone(), key(&g.doc.id));
    let wanted = (false, Some(to.clone()), key(&goal.doc.id));
    let at = cx.model.objectives.partition_point(|g| place(g) < wanted);
    let named = cx.model.objectives.get(at).map(|g| &**g).filter(|g| place(g) == wanted);
    after.or(named).map(page).or_else(|| cx.sources.by_path(path).map(|file| file.path.clone()))
}

fn page(cx: &PresentCx<'_>, ix: ObjectiveIx, to: &Period, next: Next) -> String {
    let doc = &cx.model.objective(ix).doc;
    let own = front(cx, doc.file);
    let mut keys = Mapping::new();
    let mut put = |key: &str, value: Value| keys.insert(Value::from(key), value);
    put("title", Value::from(doc.title.as_str()));
    put("id", Value::from(doc.id.as_str()));
    put("period", Value::from(short(to)));
    put("continues", Value::from(doc.period.as_ref().map(short).unwrap_or_default()));
    put("draft", Value::from(true));
    for (key, value) in own.iter().chain(&inherited(cx, ix)) {
        if let Some(name) = canonical(key).filter(|name| !OVER.contains(name)) {
            put(name, value.clone());
        }
    }
    let list = value(&own, "key_results").and_then(|list| key_results::next(cx, ix, list, to, next));
    if let Some(list) = list {
        put("key_results", list);
    }
    let yaml = serde_yaml::to_string(&Value::Mapping(keys)).unwrap_or_default();
    let body = body(cx, ix);
    format!("---\n{}{yaml}---\n{}", remarks(cx, ix), if body.is_empty() { body } else { format!("{body}\n") })
}

/// The front matter of a file as a mapping.
fn front(cx: &PresentCx<'_>, file: FileId) -> Mapping {
    let file = cx.sources.file(file);
    let block = front_matter::split(file);
    let value = block.and_then(|block| yaml::read(&file.text[block.yaml]).value);
    match value {
        Some(Value::Mapping(map)) => map,
        _ => Mapping::new(),
    }
}

/// What the page took over from its folder, which the new page's folder may not say.
fn inherited(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Mapping {
    let taken = &cx.model.objective(ix).doc.common.inherited;
    let of = |(key, file): &(String, FileId)| Some((Value::from(key.as_str()), value(&front(cx, *file), key)?.clone()));
    taken.iter().filter_map(of).collect()
}

/// The value behind a key of an objective, however it is written.
fn value<'m>(keys: &'m Mapping, name: &str) -> Option<&'m Value> {
    let is_it = |written: &Value| canonical(written).is_some_and(|found| found == name);
    keys.iter().find(|(key, _)| is_it(key)).map(|(_, value)| value)
}

/// A key of an objective by its own name.
fn canonical(written: &Value) -> Option<&'static str> {
    Section::Objective.find(written.as_str()?).map(|key| key.name)
}

/// How it ended and what was learned, as comments at the head of the draft.
fn remarks(cx: &PresentCx<'_>, ix: ObjectiveIx) -> String {
    let f = &cx.format;
    let doc = &cx.model.objective(ix).doc;
    let score = cx.scores.objective(ix);
    let period = doc.period.as_ref().map(|p| f.period(p)).unwrap_or_default();
    let places = [("period", &*period), ("score", &*f.score(score.score)), ("status", &*f.word(score.status.word()))];
    let mut lines = vec![
        f.fill("Follows {period}, which ended with {score}: {status}.", &places),
        f.word("Agree on the targets, then take out the line `draft: true`."),
    ];
    if let Some(closing) = &doc.closing {
        let told = [
            ("Problem: {text}", &closing.problem),
            ("Try: {text}", &closing.try_next),
            ("Next: {text}", &closing.next),
        ];
        let told = told.into_iter().filter_map(|(pattern, text)| Some((pattern, text.as_ref()?)));
        lines.extend(told.map(|(pattern, text)| f.fill(pattern, &[("text", &text.replace('\n', " "))])));
    }
    lines.iter().map(|line| format!("# {line}\n")).collect()
}

fn body(cx: &PresentCx<'_>, ix: ObjectiveIx) -> String {
    let doc = &cx.model.objective(ix).doc;
    let text = &cx.sources.file(doc.file).text;
    let parts = doc.common.body.ranges.iter().filter_map(|(from, to)| text.get(*from as usize..*to as usize));
    parts.collect::<String>().trim().to_owned()
}

/// A period as people write it: `FY26-Q3`.
fn short(period: &Period) -> String {
    match period.name.strip_prefix("FY20") {
        Some(rest) => format!("FY{rest}"),
        None => period.name.clone(),
    }
}

/// Whether a day lies before the new period, so that nothing can be due on it.
fn is_past(day: Date, to: &Period) -> bool {
    day < to.start
}
