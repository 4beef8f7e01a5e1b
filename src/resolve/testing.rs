//! Documents for unit tests, as a page with nothing but a title would give them.

use super::model::Model;
use super::settings::Settings;
use crate::base::{FileId, Sink, Sources};
use crate::domain::{Calendar, Period, Quantity};
use crate::parse::config::{self, Overrides};
use crate::parse::doc::{
    Baseline, Common, DataDoc, Doc, GoalKind, KeyResultDoc, KpiDoc, KrKindDoc, ObjectiveDoc, SupportDoc, Target, Weight,
};
use jiff::civil::date;

/// Fiscal years from April, as of the middle of FY26-Q3.
pub fn settings() -> Settings {
    let overrides = Overrides {
        as_of: Some(date(2025, 11, 18)),
        source_date: None,
        revision: None,
        today: date(2025, 11, 18),
        base_url: None,
        drafts: false,
    };
    let mut settings = config::settings(None, &overrides, &mut Sink::default());
    settings.calendar = Calendar { fiscal_start: 4 };
    settings
}

/// Resolves documents; file 0 to 9 exist.
pub fn model(docs: Vec<Doc>) -> (Model, Sink) {
    let sources = Sources::new((0..10).map(|i| (format!("{i}.md"), Vec::new())).collect());
    let mut sink = Sink::default();
    let model = super::resolve(docs, settings(), &sources, None, &mut sink);
    model.findings().for_each(|finding| sink.push(finding.clone()));
    super::strays(&model, &mut sink);
    (model, sink)
}

/// The codes of the findings, in order.
pub fn codes(sink: &Sink) -> Vec<&'static str> {
    sink.as_slice().iter().map(|finding| finding.code.id()).collect()
}

pub fn goal(file: u32, id: &str, period: &str) -> ObjectiveDoc {
    ObjectiveDoc {
        file: FileId(file),
        id: id.to_owned(),
        id_written: true,
        title: id.to_owned(),
        period: Period::parse(period, &settings().calendar),
        folder_period: None,
        continues: None,
        team: None,
        owners: Vec::new(),
        sponsor: None,
        contributors: Vec::new(),
        kind: GoalKind::Aspirational,
        priority: None,
        supports: Vec::new(),
        key_results: Vec::new(),
        roll_up: None,
        policy: None,
        weight: None,
        manual: None,
        stretch: false,
        changed: Vec::new(),
        paused: None,
        dropped: None,
        closed: None,
        draft: false,
        confidence: None,
        not_doing: Vec::new(),
        money: None,
        work: Vec::new(),
        needs: Vec::new(),
        takeaway: None,
        check_ins: Vec::new(),
        closing: None,
        common: Common::default(),
    }
}

pub fn supports(ids: &[&str]) -> Vec<SupportDoc> {
    let support = |(i, id): (usize, &&str)| SupportDoc {
        to: (*id).to_owned(),
        share: None,
        weight: None,
        path: format!("supports.{i}"),
    };
    ids.iter().enumerate().map(support).collect()
}

pub fn number(value: f64) -> Quantity {
    Quantity { value, unit: String::new(), signed: false, of: None }
}

/// A metric from one number to another.
pub fn key_result(id: &str, baseline: f64, target: f64) -> KeyResultDoc {
    KeyResultDoc {
        id: id.to_owned(),
        path: format!("key_results.{id}"),
        title: id.to_owned(),
        kpi: None,
        measure: None,
        unit: None,
        decimals: None,
        baseline: Some(Baseline::Number(number(baseline))),
        target: Some(Target::Number(number(target))),
        text_target: None,
        confidential: false,
        weight: None,
        must: false,
        priority: None,
        stretch: false,
        labels: Vec::new(),
        start: None,
        due: None,
        plan: Vec::new(),
        kind: KrKindDoc::Metric,
        allowed: 0,
        value: None,
        owners: Vec::new(),
        confidence: None,
        changed: Vec::new(),
        paused: None,
        dropped: None,
        note: None,
        grade: None,
        guarded_by: None,
    }
}

pub fn weighted(id: &str, percent: f64) -> KeyResultDoc {
    KeyResultDoc { weight: Some(Weight { value: percent, percent: true }), ..key_result(id, 0.0, 10.0) }
}

pub fn kpi(file: u32, id: &str) -> KpiDoc {
    KpiDoc {
        file: FileId(file),
        id: id.to_owned(),
        id_written: true,
        title: id.to_owned(),
        short: None,
        what: None,
        why: None,
        how: None,
        who: None,
        when: None,
        role: None,
        team: None,
        cadence: None,
        unit: String::new(),
        decimals: None,
        direction: None,
        aggregate: None,
        weight: None,
        data: DataDoc::default(),
        targets: Vec::new(),
        target: None,
        tolerance: None,
        bands: None,
        benchmark: None,
        guarded_by: Vec::new(),
        leads: Vec::new(),
        drivers: Vec::new(),
        by: None,
        events: Vec::new(),
        rebase: Vec::new(),
        from: None,
        min_n: 20.0,
        floor: None,
        ceil: None,
        window: None,
        lock: None,
        rules: Default::default(),
        screen_outliers: false,
        forecast: true,
        missing_is_zero: false,
        cumulative: false,
        on_duplicate: None,
        grace: None,
        common: Common::default(),
    }
}
