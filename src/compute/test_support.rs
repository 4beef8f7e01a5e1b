//! What the tests of this layer share.

use super::scores::{KrScore, ObjectiveScore, Scores};
use crate::base::{Diagnostic, FileId, Sink};
use crate::domain::number::Separators;
use crate::domain::{Cadence, Calendar, Date, Period, Quantity};
use crate::parse::doc::{
    Aggregate, Baseline, Common, DataDoc, Dialect, Direction, Event, GoalKind, KeyResultDoc, KpiDoc, KrKindDoc,
    ObjectiveDoc, RollUp, RuleSet, Target, Weight,
};
use crate::resolve::model::{
    Child, DatedValue, KeyResult, Kpi, KpiIx, Model, Objective, ObjectiveIx, Point, Points, Reported, Series,
};
use crate::resolve::settings::{AfterChange, AsOf, AsOfOrigin, HistorySettings, PeopleShown, Settings};
use include_dir::{Dir, include_dir};
use std::sync::Arc;

static VECTORS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tests/vectors");

/// The text of a vector's file.
pub fn vector(path: &str) -> &'static str {
    VECTORS.get_file(path).and_then(|f| f.contents_utf8()).unwrap_or_else(|| panic!("no vector {path}"))
}

/// A vector's file as JSON.
pub fn json(path: &str) -> serde_json::Value {
    serde_json::from_str(vector(path)).unwrap()
}

/// Dates and values of the series that a case of `folder` names.
pub fn vector_series(folder: &str, input: &str) -> (Vec<String>, Vec<Option<f64>>) {
    let path = input.strip_prefix("../").map_or(format!("{folder}/{input}"), str::to_owned);
    let row = |line: &str| {
        let (date, value) = line.split_once(',').unwrap();
        (date.to_owned(), value.parse().ok())
    };
    vector(&path).lines().skip(1).map(row).unzip()
}

/// The cadence of this name.
pub fn cadence(name: &str) -> Cadence {
    [Cadence::Day, Cadence::Workday, Cadence::Week, Cadence::Month, Cadence::Quarter, Cadence::Year]
        .into_iter()
        .find(|c| c.name() == name)
        .unwrap()
}

/// A site in memory, built goal by goal.
pub struct Site {
    pub model: Model,
}

/// A day from its ISO form.
pub fn d(text: &str) -> Date {
    text.parse().unwrap()
}

/// A number as written.
pub fn q(value: f64) -> Quantity {
    Quantity { value, unit: String::new(), signed: false, of: None }
}

/// A reported number.
pub fn number(day: &str, value: f64) -> DatedValue {
    DatedValue { date: d(day), value: Reported::Number(value), file: FileId(0) }
}

/// A key result of a kind, without anything else.
pub fn kr(id: &str, kind: KrKindDoc) -> KeyResult {
    let doc = KeyResultDoc {
        id: id.to_owned(),
        path: format!("key_results.{id}"),
        title: id.to_owned(),
        kpi: None,
        measure: None,
        unit: None,
        decimals: None,
        baseline: None,
        target: None,
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
        kind,
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
    };
    KeyResult { doc, kpi: None, owners: Vec::new(), parts: Vec::new(), values: Vec::new(), guard: None }
}

/// A metric from baseline to target with reported values.
pub fn metric(id: &str, baseline: f64, target: f64, values: &[(&str, f64)]) -> KeyResult {
    let mut out = kr(id, KrKindDoc::Metric);
    out.doc.baseline = Some(Baseline::Number(q(baseline)));
    out.doc.target = Some(Target::Number(q(target)));
    out.values = values.iter().map(|(day, value)| number(day, *value)).collect();
    out
}

/// The same key result with something changed.
pub fn with(mut kr: KeyResult, change: impl FnOnce(&mut KeyResult)) -> KeyResult {
    change(&mut kr);
    kr
}

impl KeyResult {
    /// The same once more.
    pub fn again(&self) -> Self {
        let parts = self.parts.iter().map(KeyResult::again).collect();
        let (owners, values) = (self.owners.clone(), self.values.clone());
        Self { doc: self.doc.clone(), kpi: self.kpi, owners, parts, values, guard: self.guard }
    }
}

/// A weight in plain numbers.
pub fn weighted(kr: KeyResult, value: f64) -> KeyResult {
    with(kr, |kr| kr.doc.weight = Some(Weight { value, percent: false }))
}

/// Something that happened on a day, agreed by nobody.
pub fn event(day: &str) -> Option<Box<Event>> {
    Some(Box::new(Event { date: Some(d(day)), why: Some("because".to_owned()), agreed: None }))
}

fn kpi_doc(id: &str, cadence: Cadence, aggregate: Aggregate) -> KpiDoc {
    KpiDoc {
        file: FileId(0),
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
        cadence: Some(cadence),
        unit: String::new(),
        decimals: None,
        direction: Some(Direction::Increase),
        aggregate: Some(aggregate),
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
        rules: RuleSet::Nhs,
        screen_outliers: true,
        forecast: true,
        missing_is_zero: false,
        cumulative: false,
        on_duplicate: None,
        grace: None,
        common: Common::default(),
    }
}

/// A KPI with its rows.
pub fn kpi(id: &str, cadence: Cadence, aggregate: Aggregate, rows: &[(&str, f64)]) -> Kpi {
    let points: Vec<Point> = rows
        .iter()
        .map(|(day, value)| Point {
            date: d(day),
            value: *value,
            weight: None,
            target: None,
            reported_at: None,
            span: (0, 0),
        })
        .collect();
    Kpi {
        doc: kpi_doc(id, cadence, aggregate),
        series: Series { file: None, points: Points::from(&points[..]), blanks: Vec::new(), ..Series::default() },
        team: None,
        who: None,
        guarded_by: Vec::new(),
        leads: Vec::new(),
        drivers: Vec::new(),
        from: None,
        used_by: Vec::new(),
        address: String::new(),
    }
}

/// Settings as of a day, otherwise the defaults.
pub fn settings(as_of: &str) -> Settings {
    Settings {
        file: None,
        title: String::new(),
        description: None,
        as_of: AsOf { date: d(as_of), origin: AsOfOrigin::Argument },
        locale: None,
        base_url: None,
        repository: None,
        feeds: Default::default(),
        left_out: Default::default(),
        logo: None,
        calendar: Calendar { fiscal_start: 4 },
        separators: Separators::default(),
        csv: Dialect::default(),
        policy: "goalpost".to_owned(),
        policies: Default::default(),
        weakest: false,
        roll_up: RollUp::KeyResults,
        after_change: AfterChange::Today,
        people: PeopleShown::Names,
        history: HistorySettings::default(),
        theme: "default".to_owned(),
        tokens: Default::default(),
        words: Default::default(),
        lints: Default::default(),
        raw_html: false,
        drafts: false,
        revision: None,
    }
}

fn objective_doc(id: &str, period: Option<Period>) -> ObjectiveDoc {
    ObjectiveDoc {
        file: FileId(0),
        id: id.to_owned(),
        id_written: true,
        title: id.to_owned(),
        period,
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

impl Site {
    /// An empty site whose fiscal year starts in April.
    pub fn new(as_of: &str) -> Self {
        let model = Model {
            broken: Default::default(),
            ledger: Default::default(),
            seals: Vec::new(),
            mentions: Default::default(),
            ties: Default::default(),
            settings: settings(as_of),
            objectives: Vec::new(),
            kpis: Vec::new(),
            teams: Vec::new(),
            people: Vec::new(),
            periods: Vec::new(),
            reviews: Vec::new(),
            pages: Vec::new(),
            glossary: None,
            strategy: None,
            check_in_files: Vec::new(),
            names: Default::default(),
            kpi_by_id: Default::default(),
        };
        Self { model }
    }

    /// Adds a KPI.
    pub fn kpi(&mut self, kpi: Kpi) -> KpiIx {
        self.model.kpis.push(Arc::new(kpi));
        KpiIx(self.model.kpis.len() as u32 - 1)
    }

    /// Adds a goal; an empty period is none.
    pub fn goal(&mut self, id: &str, period: &str, key_results: Vec<KeyResult>) -> ObjectiveIx {
        let period = Period::parse(period, &self.model.settings.calendar);
        self.model.objectives.push(Arc::new(Objective {
            doc: objective_doc(id, period),
            team: None,
            owners: Vec::new(),
            parents: Vec::new(),
            children: Vec::new(),
            predecessor: None,
            successor: None,
            key_results,
            strays: Vec::new(),
            entries: Vec::new(),
            level: 0,
            address: String::new(),
            findings: Vec::new(),
        }));
        ObjectiveIx(self.model.objectives.len() as u32 - 1)
    }

    /// The page of a goal, to write on.
    pub fn doc(&mut self, ix: ObjectiveIx) -> &mut ObjectiveDoc {
        &mut Arc::make_mut(&mut self.model.objectives[ix.0 as usize]).doc
    }

    /// Lets a goal support another, or one of its key results.
    pub fn support(
        &mut self,
        child: ObjectiveIx,
        parent: ObjectiveIx,
        key_result: Option<u32>,
        weight: f64,
        share: f64,
    ) {
        let child = Child { objective: child, key_result, share, weight, primary: true };
        Arc::make_mut(&mut self.model.objectives[parent.0 as usize]).children.push(child);
    }

    /// Everything, and the findings.
    pub fn compute(&self) -> (Scores, Vec<Diagnostic>) {
        let mut sink = Sink::default();
        let scores = super::compute(&self.model, None, &mut sink);
        (scores, sink.into_vec())
    }

    /// One goal's numbers.
    pub fn score(&self, ix: ObjectiveIx) -> ObjectiveScore {
        self.compute().0.objective(ix).clone()
    }
}

/// The numbers of a single key result in a goal of FY26-Q3 (1 October to 31 December 2025).
pub fn score_of(as_of: &str, key_result: KeyResult) -> KrScore {
    score_with(as_of, Vec::new(), key_result, |_| {})
}

/// The same with KPIs, and with something written on the goal.
pub fn score_with(
    as_of: &str,
    kpis: Vec<Kpi>,
    key_result: KeyResult,
    write: impl FnOnce(&mut ObjectiveDoc),
) -> KrScore {
    let mut site = Site::new(as_of);
    site.model.kpis = kpis.into_iter().map(Arc::new).collect();
    let ix = site.goal("O", "FY26-Q3", vec![key_result]);
    write(site.doc(ix));
    site.score(ix).key_results[0].clone()
}
