//! What a written reference means (`domain.md` §1): ids compared without case, one namespace for all kinds.

use super::model::{KpiIx, Named, Names, ObjectiveIx, PersonIx, TeamIx};
use crate::base::codes::{DUPLICATE_ID, UNKNOWN_REFERENCE};
use crate::base::suggest::nearest;
use crate::base::{Diagnostic, FileId, Place};
use crate::domain::{Date, GoalRef, Period, key};

/// What a reference led to.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    One(Named),
    /// Nothing has this id.
    Nothing,
    /// Goals have this id, but none in the period behind `@`.
    NotInPeriod(String),
    /// Several kinds of things have this id, and the reference does not say which it means.
    Several(Vec<Named>),
}

impl Named {
    /// The word that stands before a colon where an id alone is not enough: `team:ops`.
    pub fn kind(&self) -> &'static str {
        match self {
            Named::Objective(_) => "objective",
            Named::Kpi(_) => "kpi",
            Named::Team(_) => "team",
            Named::Person(_) => "person",
            Named::Page(_) | Named::Glossary | Named::Strategy => "page",
            Named::Period(_) => "period",
            Named::Review(_) => "review",
            Named::Priority(_) => "priority",
            Named::Term(..) => "term",
        }
    }

    /// The objective, if it is one.
    pub fn objective(&self) -> Option<ObjectiveIx> {
        if let Named::Objective(ix) = self { Some(*ix) } else { None }
    }
}

impl Found {
    /// The objective, if it led to one.
    pub fn objective(&self) -> Option<ObjectiveIx> {
        if let Found::One(named) = self { named.objective() } else { None }
    }
}

impl Names {
    /// Adds a thing under its id and under `kind:id`.
    pub fn add(&mut self, id: &str, named: Named) {
        let plain = key(id);
        self.written.entry(plain.clone()).or_insert_with(|| id.trim().to_owned());
        self.insert(format!("{}:{plain}", named.kind()), named.clone());
        self.insert(plain, named);
    }

    fn insert(&mut self, key: String, named: Named) {
        // Hardly a name means two things: room for one is enough to begin with.
        self.entries.entry(key).or_insert_with(|| Vec::with_capacity(1)).push(named);
    }

    /// Adds a thing that is only meant where its kind is said: reviews share their ids with periods.
    pub fn add_qualified(&mut self, id: &str, named: Named) {
        self.insert(format!("{}:{}", named.kind(), key(id)), named);
    }

    /// Whether something has this id without a kind before it.
    pub fn knows(&self, id: &str) -> bool {
        self.entries.contains_key(&key(id))
    }

    /// What a reference means on a page of the writer's period (`None`: the page has none).
    pub fn find(&self, reference: &GoalRef, writer: Option<&Period>) -> Found {
        self.find_among(reference, writer, |_| true)
    }

    /// As [`Names::find`], among the things that `accept` takes.
    pub fn find_among(&self, reference: &GoalRef, writer: Option<&Period>, accept: impl Fn(&Named) -> bool) -> Found {
        let entries: Vec<&Named> = self.entries_of(reference).iter().filter(|n| accept(n)).collect();
        let goals: Vec<ObjectiveIx> = entries.iter().filter_map(|n| n.objective()).collect();
        if let Some(period) = &reference.period {
            return self.exactly(&goals, period);
        }
        let mut kinds: Vec<Named> =
            entries.into_iter().filter(|n| !matches!(n, Named::Objective(_))).cloned().collect();
        if let Some(ix) = self.choose(&goals, writer) {
            kinds.insert(0, Named::Objective(ix));
        }
        match kinds.len() {
            0 => Found::Nothing,
            1 => Found::One(kinds.remove(0)),
            _ => Found::Several(kinds),
        }
    }

    fn entries_of(&self, reference: &GoalRef) -> &[Named] {
        let id = key(&reference.id);
        let found = match &reference.kind {
            Some(kind) => self.entries.get(&format!("{kind}:{id}")),
            None => self.entries.get(&id).or_else(|| {
                // `[[FY26 Q3]]`: a period in any of its forms.
                let period = Period::parse(&reference.id, &self.calendar)?;
                self.entries.get(&format!("period:{}", key(&period.name)))
            }),
        };
        found.map_or(&[], Vec::as_slice)
    }

    /// The one of these goals in exactly the period behind `@`; `ongoing` names the one without a period.
    fn exactly(&self, goals: &[ObjectiveIx], period: &str) -> Found {
        let wanted = Period::parse(period, &self.calendar);
        let fits = |own: Option<&Period>| match (own, &wanted) {
            (Some(own), Some(wanted)) => same_period(own, wanted),
            (None, None) => period.eq_ignore_ascii_case("ongoing"),
            _ => false,
        };
        match goals.iter().copied().find(|ix| fits(self.period_of(*ix))) {
            Some(ix) => Found::One(Named::Objective(ix)),
            None if goals.is_empty() => Found::Nothing,
            None => Found::NotInPeriod(period.to_owned()),
        }
    }

    /// The writer's own period, else a longer one around it, else the current one, else the newest.
    fn choose(&self, goals: &[ObjectiveIx], writer: Option<&Period>) -> Option<ObjectiveIx> {
        goals.iter().copied().min_by_key(|ix| self.distance(self.period_of(*ix), writer, self.as_of))
    }

    /// Whether an id may mean one goal on one day and another on the next: several goals have it.
    pub fn depend_on_the_day(&self) -> bool {
        self.entries.values().any(|named| named.iter().filter(|named| named.objective().is_some()).nth(1).is_some())
    }

    /// The smaller, the nearer: class, days within the class.
    fn distance(&self, goal: Option<&Period>, writer: Option<&Period>, today: Option<Date>) -> (u8, i64) {
        match (goal, writer) {
            (Some(goal), Some(own)) if same_period(goal, own) => (0, 0),
            (Some(goal), Some(own)) if goal.covers(own) => (1, i64::from(goal.days())),
            (Some(goal), _) if today.is_some_and(|day| goal.contains(day)) => (2, i64::from(goal.days())),
            (None, None) => (0, 0),
            (None, Some(_)) => (2, i64::MAX),
            (Some(goal), _) => (3, -i64::from(crate::domain::period::days_between(Date::ZERO, goal.start))),
        }
    }

    /// The goal that somebody means who writes its id on this day: the shortest period around the day, else the
    /// one that began last before it, else the newest.
    pub fn goal_on(&self, reference: &GoalRef, day: Date) -> Found {
        let goals: Vec<ObjectiveIx> = self.entries_of(reference).iter().filter_map(Named::objective).collect();
        if let Some(period) = &reference.period {
            return self.exactly(&goals, period);
        }
        let begun: Vec<ObjectiveIx> =
            goals.iter().copied().filter(|ix| self.period_of(*ix).is_none_or(|p| p.start <= day)).collect();
        let among = if begun.is_empty() { &goals } else { &begun };
        let own = Period::explicit(day, day);
        match among.iter().copied().min_by_key(|ix| self.distance(self.period_of(*ix), Some(&own), Some(day))) {
            Some(ix) => Found::One(Named::Objective(ix)),
            None => Found::Nothing,
        }
    }

    fn period_of(&self, ix: ObjectiveIx) -> Option<&Period> {
        self.goal_periods.get(ix.0 as usize).and_then(Option::as_ref)
    }

    /// The KPI with this id, with or without `kpi:` before it.
    pub fn kpi(&self, id: &str) -> Option<KpiIx> {
        self.of_kind("kpi", id, |n| if let Named::Kpi(ix) = n { Some(*ix) } else { None })
    }

    /// The team with this id, with or without `team:` before it.
    pub fn team(&self, id: &str) -> Option<TeamIx> {
        self.of_kind("team", id, |n| if let Named::Team(ix) = n { Some(*ix) } else { None })
    }

    /// The team that a check-in file's name begins with: `delivery`, `delivery-ops-2`, `delivery-2`.
    pub fn team_of_file(&self, name: &str) -> Option<TeamIx> {
        let cuts = name.char_indices().rev().filter(|(_, c)| matches!(c, '-' | '_' | ' ')).map(|(at, _)| at);
        std::iter::once(name.len()).chain(cuts).find_map(|end| self.team(&name[..end]))
    }

    /// The person with this id, with or without `person:` or `@` before it.
    pub fn person(&self, id: &str) -> Option<PersonIx> {
        let id = id.trim().trim_start_matches('@');
        self.of_kind("person", id, |n| if let Named::Person(ix) = n { Some(*ix) } else { None })
    }

    fn of_kind<T>(&self, kind: &str, id: &str, pick: impl Fn(&Named) -> Option<T>) -> Option<T> {
        let id = key(id);
        let id = id.strip_prefix(kind).and_then(|rest| rest.strip_prefix(':')).map_or(id.as_str(), str::trim);
        self.entries.get(&format!("{kind}:{id}"))?.iter().find_map(pick)
    }

    /// The known id nearest to a word, as its author wrote it, among the things that `accept` takes.
    pub fn suggestion(&self, word: &str, accept: impl Fn(&Named) -> bool) -> Option<String> {
        let known = self.written.keys().filter(|id| self.entries.get(*id).is_some_and(|e| e.iter().any(&accept)));
        let near = nearest(word, known.map(String::as_str))?;
        self.written.get(near).cloned()
    }

    /// The finding for a reference that did not lead to one thing; `None` where it did.
    /// `accept` says what kinds would do here, and with that what is offered instead.
    pub fn complaint(
        &self,
        found: &Found,
        reference: &GoalRef,
        file: FileId,
        at: Place,
        accept: impl Fn(&Named) -> bool,
    ) -> Option<Diagnostic> {
        let id = &reference.id;
        match found {
            Found::One(_) => None,
            Found::Nothing => {
                Some(Diagnostic::new(UNKNOWN_REFERENCE, file, at, format!("nothing has the id `{id}`")).help(
                    match self.suggestion(id, accept) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("write the id of a page that is there, or make the one with `id: {id}`"),
                    },
                ))
            }
            Found::NotInPeriod(period) => {
                let periods = self.periods_of(id).join(", ");
                Some(
                    Diagnostic::new(UNKNOWN_REFERENCE, file, at, format!("there is no `{id}` in {period}"))
                        .help(format!("`{id}` is a goal of {periods}")),
                )
            }
            Found::Several(things) => {
                let ways: Vec<String> = things.iter().map(|n| format!("`{}:{id}`", n.kind())).collect();
                let message = format!("`{id}` is the id of more than one thing");
                let help = format!("say which one you mean: {}", ways.join(" or "));
                Some(Diagnostic::new(DUPLICATE_ID, file, at, message).help(help))
            }
        }
    }

    /// The names of the periods in which a goal has this id, in order.
    fn periods_of(&self, id: &str) -> Vec<String> {
        let mut periods: Vec<Option<&Period>> = self
            .entries
            .get(&format!("objective:{}", key(id)))
            .into_iter()
            .flatten()
            .filter_map(|n| n.objective().map(|ix| self.period_of(ix)))
            .collect();
        periods.sort();
        periods.into_iter().map(|p| p.map_or_else(|| "no period (ongoing)".to_owned(), |p| p.name.clone())).collect()
    }
}

/// Whether two periods are the same: by name (a goal may start later in its quarter), or by their days.
pub fn same_period(a: &Period, b: &Period) -> bool {
    a.name == b.name || (a.start == b.start && a.end == b.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Calendar;
    use jiff::civil::date;

    fn names() -> Names {
        let calendar = Calendar { fiscal_start: 4 };
        let periods = ["FY26-Q1", "FY26-Q2", "FY26-Q3", "FY26-Q4"];
        let mut names = Names { calendar, as_of: Some(date(2025, 11, 18)), ..Names::default() };
        for (i, period) in periods.iter().enumerate() {
            names.goal_periods.push(Period::parse(period, &calendar));
            names.add("OPS-2", Named::Objective(ObjectiveIx(i as u32)));
        }
        for (i, (id, period)) in [("CO-1", "FY2025"), ("CO-1", "FY2026"), ("OLD", "FY26-Q1")].iter().enumerate() {
            names.goal_periods.push(Period::parse(period, &calendar));
            names.add(id, Named::Objective(ObjectiveIx(4 + i as u32)));
        }
        names.add("ops", Named::Team(TeamIx(0)));
        names.add("ops", Named::Kpi(KpiIx(0)));
        names
    }

    fn find(names: &Names, text: &str, writer: Option<&str>) -> Found {
        let writer = writer.and_then(|p| Period::parse(p, &names.calendar));
        names.find(&GoalRef::parse(text), writer.as_ref())
    }

    fn goal(ix: u32) -> Found {
        Found::One(Named::Objective(ObjectiveIx(ix)))
    }

    #[test]
    fn an_id_means_the_writers_own_period_then_the_year_around_it_then_the_current_then_the_newest() {
        let names = names();
        assert_eq!(find(&names, "ops-2", Some("FY26-Q1")), goal(0));
        assert_eq!(find(&names, "CO-1", Some("FY25-Q2")), goal(4));
        assert_eq!(find(&names, "OPS-2", Some("FY24-Q1")), goal(2));
        assert_eq!(find(&names, "OPS-2", None), goal(2));
        assert_eq!(find(&names, "OLD", Some("FY26-Q3")), goal(6));
        assert_eq!(find(&names, "OPS-2@FY26 Q4", Some("FY26-Q1")), goal(3));
        assert_eq!(find(&names, "OPS-2@FY27-Q1", None), Found::NotInPeriod("FY27-Q1".to_owned()));
    }

    #[test]
    fn a_check_in_means_the_goal_of_its_day() {
        let names = names();
        let on = |text: &str, day| names.goal_on(&GoalRef::parse(text), day);
        assert_eq!(on("OPS-2", date(2025, 4, 8)), goal(0));
        assert_eq!(on("OLD", date(2025, 7, 2)), goal(6));
        assert_eq!(on("OPS-2@FY26-Q1", date(2025, 7, 2)), goal(0));
        assert_eq!(on("OPS-9", date(2025, 7, 2)), Found::Nothing);
    }

    #[test]
    fn a_clash_of_kinds_is_settled_by_the_kind_before_the_colon() {
        let names = names();
        assert!(matches!(find(&names, "ops", None), Found::Several(_)));
        assert_eq!(find(&names, "team:OPS", None), Found::One(Named::Team(TeamIx(0))));
        assert_eq!(names.kpi("ops"), Some(KpiIx(0)));
    }

    #[test]
    fn the_nearest_id_is_offered_as_it_is_written() {
        let names = names();
        assert_eq!(names.suggestion("CO1", |_| true).as_deref(), Some("CO-1"));
    }
}
