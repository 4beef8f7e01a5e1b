//! Key results joined to KPIs and owners, and what must hold between a goal's key results: weights, targets, dates.

use super::goals::Joins;
use super::model::{KeyResult, KpiIx, Named, Names};
use super::owners;
use super::tree::key_result_in;
use super::values::is_percent;
use crate::base::codes::{
    BARE_PERCENT, DUPLICATE_ID, ENDS_BEFORE_START, GRADE_WITHOUT_REASON, MIXED_WEIGHTS, TARGET_IS_BASELINE,
    TYPED_VALUE_ON_KPI, UNKNOWN_REFERENCE, WEIGHT_SUM,
};
use crate::base::{Diagnostic, FileId, Place, Sink};
use crate::domain::{Date, key};
use crate::parse::doc::{Baseline, Closing, KeyResultDoc, KrKindDoc, ObjectiveDoc, Target};

/// Takes the key results out of a goal's page, checks them and joins them.
pub fn join(goal: &mut ObjectiveDoc, joins: &Joins<'_>, sink: &mut Sink) -> Vec<KeyResult> {
    check_reasons(goal, sink);
    record_grades(goal, sink);
    let docs = std::mem::take(&mut goal.key_results);
    check_ids(&docs, goal.file, sink);
    check_weights(&docs, goal.file, sink);
    docs.into_iter().map(|doc| join_one(doc, goal.file, joins, sink)).collect()
}

/// A grade in the front matter needs a reason, unless the closing section gives another one.
fn check_reasons(goal: &ObjectiveDoc, sink: &mut Sink) {
    let closing: Vec<String> = goal.closing.iter().flat_map(|c| &c.grades).map(|(id, ..)| key(id)).collect();
    let open = goal.key_results.iter().filter(|kr| !closing.contains(&key(&kr.id)));
    let grades = open.filter_map(|kr| Some((kr.grade.as_deref()?, format!("{}.grade", kr.path), kr.id.as_str())));
    let manual = goal.manual.as_deref().map(|grade| (grade, "score".to_owned(), goal.id.as_str()));
    for (grade, path, id) in grades.chain(manual) {
        if grade.why.as_deref().is_some_and(|why| !why.trim().is_empty()) {
            continue;
        }
        let name = path.rsplit('.').next().unwrap_or(&path);
        let help = format!("write why people agreed on it: `{name}: {{value: {}, why: …}}`", grade.value);
        let message = format!("the grade of `{id}` has no reason");
        sink.push(Diagnostic::new(GRADE_WITHOUT_REASON, goal.file, Place::Value(path.clone()), message).help(help));
    }
}

/// The closing section's grades win over `grade:`.
fn record_grades(goal: &mut ObjectiveDoc, sink: &mut Sink) {
    let Some(Closing { grades, .. }) = &goal.closing else { return };
    let mut recorded = Vec::new();
    for (id, grade, (start, end)) in grades {
        match key_result_in(goal, id) {
            Ok(kr) => recorded.push((kr as usize, grade.clone())),
            Err(near) => {
                let message = format!("`{}` has no key result `{id}`", goal.id);
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let at = Place::Span(*start, *end);
                sink.push(Diagnostic::new(UNKNOWN_REFERENCE, goal.file, at, message).help_opt(help));
            }
        }
    }
    for (kr, grade) in recorded {
        goal.key_results[kr].grade = Some(Box::new(grade));
    }
}

fn join_one(mut doc: KeyResultDoc, file: FileId, joins: &Joins<'_>, sink: &mut Sink) -> KeyResult {
    let mut link = |id: &Option<String>, name: &str| {
        let id = id.as_deref()?;
        let found = joins.names.kpi(id);
        if found.is_none() {
            sink.push(unknown_kpi(id, file, Place::Value(format!("{}.{name}", doc.path)), joins.names));
        }
        found
    };
    let kpi = link(&doc.kpi, "kpi");
    let guard = link(&doc.guarded_by, "guarded_by");
    if doc.kpi.is_some() && doc.value.take().is_some() {
        let at = Place::Value(format!("{}.value", doc.path));
        sink.push(typed_value(&doc, file, at));
    }
    let unit = doc.unit.as_deref().or_else(|| kpi.map(|ix| joins.unit(ix))).unwrap_or_default();
    check_target(&doc, unit, file, sink);
    check_dates(&doc, file, sink);
    let owners = owners::join(&doc.owners, joins.names, joins.people);
    let parts = match &doc.kind {
        KrKindDoc::Parts(parts) => {
            check_ids(parts, file, sink);
            check_weights(parts, file, sink);
            parts.iter().map(|part| join_one(part.clone(), file, joins, sink)).collect()
        }
        _ => Vec::new(),
    };
    KeyResult { doc, kpi, owners, parts, values: Vec::new(), guard }
}

/// The finding for a reference to a KPI that is not there.
pub fn unknown_kpi(id: &str, file: FileId, at: Place, names: &Names) -> Diagnostic {
    let near = names.suggestion(id, |n| matches!(n, Named::Kpi(_)));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("a KPI is a page of its own: `kpis/{}.md`", key(id)),
    };
    Diagnostic::new(UNKNOWN_REFERENCE, file, at, format!("there is no KPI `{id}`")).help(help)
}

/// The finding for a value that is typed where a series gives it.
pub fn typed_value(doc: &KeyResultDoc, file: FileId, at: Place) -> Diagnostic {
    let kpi = doc.kpi.as_deref().unwrap_or_default();
    let message = format!("`{}` is read from the KPI `{kpi}`, so this value is ignored", doc.id);
    Diagnostic::new(TYPED_VALUE_ON_KPI, file, at, message)
        .help(format!("leave it out; a new value belongs into the series of `{kpi}`"))
}

fn check_ids(docs: &[KeyResultDoc], file: FileId, sink: &mut Sink) {
    for (i, doc) in docs.iter().enumerate() {
        let Some(first) = docs[..i].iter().find(|other| key(&other.id) == key(&doc.id)) else { continue };
        let finding = Diagnostic::new(
            DUPLICATE_ID,
            file,
            Place::Key(doc.path.clone()),
            format!("`{}` is already the id of a key result of this goal", doc.id),
        );
        let finding = finding.also(file, Place::Key(first.path.clone()), "the first one");
        sink.push(finding.help("an id is for life: give the new one the next number"));
    }
}

/// All or none have a weight; weights in % make 100.
fn check_weights(docs: &[KeyResultDoc], file: FileId, sink: &mut Sink) {
    let weighted: Vec<&KeyResultDoc> = docs.iter().filter(|doc| doc.weight.is_some()).collect();
    let Some(first) = weighted.first() else { return };
    let at = |doc: &KeyResultDoc| Place::Value(format!("{}.weight", doc.path));
    let bare: Vec<&KeyResultDoc> = docs.iter().filter(|doc| doc.weight.is_none() && needs_weight(doc)).collect();
    if let Some(one) = bare.first() {
        let ids: Vec<&str> = bare.iter().map(|doc| doc.id.as_str()).collect();
        let verb = if ids.len() == 1 { "has" } else { "have" };
        let message = format!("{} {verb} no weight, while others have one", ids.join(", "));
        let finding = Diagnostic::new(MIXED_WEIGHTS, file, Place::Key(one.path.clone()), message)
            .also(file, at(first), "a weight")
            .help("give every key result a weight, or none");
        sink.push(finding);
        return;
    }
    let percent = |doc: &&KeyResultDoc| doc.weight.is_some_and(|w| w.percent);
    match weighted.iter().find(|doc| !percent(doc)) {
        Some(plain) if weighted.iter().any(percent) => {
            let message = format!("the weight of `{}` is a plain number, while others are in %", plain.id);
            let finding = Diagnostic::new(MIXED_WEIGHTS, file, at(plain), message);
            sink.push(finding.help("write all weights in %, or all as plain numbers"));
        }
        Some(_) => {}
        None => check_sum(&weighted, file, at(first), sink),
    }
}

/// Both ways are right: the weights of dropped ones left as they were, or shared out anew.
fn check_sum(weighted: &[&KeyResultDoc], file: FileId, at: Place, sink: &mut Sink) {
    let sum = |docs: &mut dyn Iterator<Item = &&KeyResultDoc>| docs.filter_map(|doc| doc.weight).map(|w| w.value).sum();
    let all: f64 = sum(&mut weighted.iter());
    let live: f64 = sum(&mut weighted.iter().filter(|doc| doc.dropped.is_none() && !doc.stretch));
    let fits = |total: f64| (total - 100.0).abs() <= 0.5 + 1e-9;
    if fits(all) || fits(live) {
        return;
    }
    let terms: Vec<String> = weighted.iter().filter_map(|doc| doc.weight).map(|w| format!("{} %", w.value)).collect();
    let message = format!("the weights add up to {} %, not to 100 %", (live * 100.0).round() / 100.0);
    sink.push(
        Diagnostic::new(WEIGHT_SUM, file, at, message)
            .label(terms.join(" + "))
            .help("change them so that they make 100 %, or write plain numbers: `weight: 2` beside `weight: 1`"),
    );
}

/// Guardrails cap, and others have no score: they need no weight.
fn needs_weight(doc: &KeyResultDoc) -> bool {
    let scored = !matches!(
        doc.kind,
        KrKindDoc::AtLeast(_)
            | KrKindDoc::AtMost(_)
            | KrKindDoc::Between(..)
            | KrKindDoc::FindBaseline { .. }
            | KrKindDoc::Text
    );
    scored && !doc.stretch && doc.dropped.is_none()
}

fn check_target(doc: &KeyResultDoc, unit: &str, file: FileId, sink: &mut Sink) {
    if !matches!(doc.kind, KrKindDoc::Metric) {
        return;
    }
    let at = Place::Value(format!("{}.target", doc.path));
    let baseline = if let Some(Baseline::Number(b)) = &doc.baseline { Some(b.value) } else { None };
    let same = match (&doc.target, baseline) {
        (Some(Target::Number(t)), Some(b)) => (t.value - b).abs() <= 1e-12 * b.abs().max(1.0),
        (Some(Target::Percent(p)), _) => *p == 0.0,
        (Some(Target::Plus(step)), _) => step.value == 0.0,
        _ => false,
    };
    if same {
        let bound = baseline.map_or_else(|| "…".to_owned(), |b| b.to_string());
        let finding = Diagnostic::new(TARGET_IS_BASELINE, file, at.clone(), "target and baseline are the same");
        sink.push(finding.label("nothing to progress to").help(format!(
            "for a number that shall stay where it is, write `at_least: {bound}` or `at_most: {bound}` and no target"
        )));
    }
    if let Some(Target::Percent(step)) = doc.target
        && is_percent(unit)
    {
        let sign = if step < 0.0 { "" } else { "+" };
        let message = format!("`{sign}{step}%` of a percentage can mean two things");
        let finding = Diagnostic::new(BARE_PERCENT, file, at, message)
            .help(format!("for {step} percentage points write `target: \"{sign}{step} points\"`"));
        let relative = baseline.map(|b| (b * (1.0 + step / 100.0) * 1e6).round() / 1e6);
        sink.push(finding.help(match relative {
            Some(value) => format!("for {step} % of the baseline write the number itself: `target: {value}`"),
            None => format!("for {step} % of the baseline write the number that makes"),
        }));
    }
}

fn check_dates(doc: &KeyResultDoc, file: FileId, sink: &mut Sink) {
    let mut check = |start: Option<Date>, end: Option<Date>, path: &str, word: &str| {
        if let (Some(start), Some(end)) = (start, end)
            && end < start
        {
            let message = format!("{end} lies before the start, {start}");
            let at = Place::Value(format!("{path}.{word}"));
            let finding = Diagnostic::new(ENDS_BEFORE_START, file, at, message);
            sink.push(finding.help("exchange the two dates, or check their years"));
        }
    };
    check(doc.start, doc.due, &doc.path, "due");
    for owner in &doc.owners {
        check(owner.from, owner.until, &owner.path, "until");
    }
}

/// The KPIs that a key result reads, its parts included.
pub fn kpis_of(kr: &KeyResult) -> Vec<KpiIx> {
    kr.kpi.into_iter().chain(kr.parts.iter().flat_map(kpis_of)).collect()
}
