use super::model::{ObjectiveIx, ParentTo, TeamIx};
use super::testing::{codes, goal, key_result, kpi, model, number, supports, weighted};
use crate::base::FileId;
use crate::domain::Period;
use crate::parse::doc::{Doc, KeyResultDoc, KrKindDoc, ObjectiveDoc, TeamDoc};

fn objective(doc: ObjectiveDoc) -> Doc {
    Doc::Objective(Box::new(doc))
}

fn supporting(file: u32, id: &str, parents: &[&str]) -> Doc {
    objective(ObjectiveDoc { supports: supports(parents), ..goal(file, id, "FY26-Q3") })
}

fn with_key_results(key_results: Vec<KeyResultDoc>) -> Doc {
    objective(ObjectiveDoc { key_results, ..goal(0, "OPS-1", "FY26-Q3") })
}

#[test]
fn a_circle_is_named_whole_and_loses_its_last_edge() {
    let (model, sink) = model(vec![supporting(0, "A", &["B"]), supporting(1, "B", &["C"]), supporting(2, "C", &["A"])]);
    assert_eq!(codes(&sink), ["E103"]);
    assert!(sink.as_slice()[0].message.ends_with("A → B → C → A"), "{}", sink.as_slice()[0].message);
    assert_eq!(sink.as_slice()[0].primary.file, FileId(2));
    let levels: Vec<u32> = model.objectives.iter().map(|o| o.level).collect();
    assert_eq!(levels, [2, 1, 0]);
    assert!(model.objectives[2].parents.is_empty());
}

#[test]
fn a_goal_that_supports_itself_is_a_circle() {
    let (_, sink) = model(vec![supporting(0, "A", &["A"])]);
    assert_eq!(codes(&sink), ["E103"]);
}

#[test]
fn a_goal_has_several_parents_and_the_first_one_places_it() {
    let parent = ObjectiveDoc { key_results: vec![key_result("KR1", 0.0, 1.0)], ..goal(1, "CO-2", "FY26-Q3") };
    let (model, sink) = model(vec![
        objective(goal(0, "CO-1", "FY2026")),
        objective(parent),
        supporting(2, "OPS-2", &["co-1", "CO-2#kr1"]),
    ]);
    assert!(sink.as_slice().is_empty(), "{:?}", sink.as_slice());
    let index = |id: &str| model.objectives.iter().position(|o| o.doc.id == id).unwrap();
    let ops = &model.objectives[index("OPS-2")];
    assert_eq!(ops.parents[0].to, ParentTo::Objective(ObjectiveIx(index("CO-1") as u32)));
    assert!(matches!(ops.parents[1].to, ParentTo::KeyResult(kr) if kr.1 == 0));
    assert!(model.objectives[index("CO-1")].children[0].primary);
    assert!(!model.objectives[index("CO-2")].children[0].primary);
}

#[test]
fn the_same_id_may_stand_in_two_periods_but_not_in_one() {
    let continued = ObjectiveDoc {
        continues: Period::parse("FY26-Q2", &super::testing::settings().calendar),
        ..goal(1, "ops-2", "FY26-Q3")
    };
    let (model, sink) = model(vec![
        objective(goal(0, "OPS-2", "FY26-Q2")),
        objective(continued),
        objective(goal(2, "OPS-2", "FY26-Q3")),
    ]);
    assert_eq!(codes(&sink), ["E101"]);
    assert_eq!(model.objectives.len(), 2);
    assert_eq!(model.objectives[1].predecessor, Some(ObjectiveIx(0)));
    assert_eq!(model.objectives[0].successor, Some(ObjectiveIx(1)));
    assert_eq!(model.objectives[0].address, "objectives/fy2026-q2/ops-2");
}

#[test]
fn ids_that_differ_only_in_their_signs_would_share_an_address() {
    let (_, sink) = model(vec![objective(goal(0, "OPS 2", "FY26-Q3")), objective(goal(1, "OPS-2", "FY26-Q3"))]);
    assert_eq!(codes(&sink), ["E114"]);
}

#[test]
fn weights_are_for_all_or_for_none_and_guardrails_are_exempt() {
    let guard = KeyResultDoc { kind: KrKindDoc::AtMost(20.0), target: None, ..key_result("KR3", 5.0, 0.0) };
    let found = |krs: Vec<KeyResultDoc>| codes(&model(vec![with_key_results(krs)]).1);
    assert_eq!(found(vec![weighted("KR1", 60.0), weighted("KR2", 40.0), guard]), [""; 0]);
    assert_eq!(found(vec![weighted("KR1", 60.0), key_result("KR2", 0.0, 1.0)]), ["E106"]);
    assert_eq!(found(vec![weighted("KR1", 60.0), weighted("KR2", 39.0)]), ["E107"]);
    assert_eq!(found(vec![weighted("KR1", 33.3), weighted("KR2", 33.3), weighted("KR3", 33.3)]), [""; 0]);
}

#[test]
fn weights_of_dropped_ones_may_stay_or_be_shared_out() {
    let dropped = crate::parse::doc::Event { date: None, why: None, agreed: None };
    let gone = || KeyResultDoc { dropped: Some(Box::new(dropped.clone())), ..weighted("KR3", 20.0) };
    for (one, two) in [(40.0, 40.0), (50.0, 50.0)] {
        let (_, sink) = model(vec![with_key_results(vec![weighted("KR1", one), weighted("KR2", two), gone()])]);
        assert_eq!(codes(&sink), [""; 0]);
    }
}

#[test]
fn a_typed_value_beside_a_kpi_is_ignored_and_said() {
    let fed = KeyResultDoc {
        kpi: Some("First-Attempt".to_owned()),
        value: Some(number(88.0)),
        ..key_result("KR1", 85.0, 92.0)
    };
    let (model, sink) = model(vec![with_key_results(vec![fed]), Doc::Kpi(Box::new(kpi(1, "first-attempt")))]);
    assert_eq!(codes(&sink), ["E110"]);
    assert_eq!(model.objectives[0].key_results[0].doc.value, None);
    assert_eq!(model.kpis[0].used_by.len(), 1);
}

#[test]
fn where_no_list_says_so_a_team_that_a_goal_names_is_one() {
    let named = || objective(ObjectiveDoc { team: Some("operations".to_owned()), ..goal(0, "OPS-1", "FY26-Q3") });
    let (found, _) = model(vec![named()]);
    assert_eq!(found.teams[0].objectives, [ObjectiveIx(0)]);
    let row = TeamDoc { id: "sales".to_owned(), file: Some(FileId(3)), span: Some((0, 5)), ..TeamDoc::default() };
    let (listed, _) = model(vec![named(), Doc::Teams(vec![row])]);
    assert_eq!((listed.teams.len(), listed.objectives[0].team), (1, None));
}

#[test]
fn teams_that_are_part_of_each_other_are_a_circle() {
    let row = |id: &str, part_of: &str, start| TeamDoc {
        id: id.to_owned(),
        part_of: Some(part_of.to_owned()),
        file: Some(FileId(3)),
        span: Some((start, start + 5)),
        ..TeamDoc::default()
    };
    let (model, sink) = model(vec![Doc::Teams(vec![row("a", "b", 0), row("b", "a", 10)])]);
    assert_eq!(codes(&sink), ["E103"]);
    assert_eq!((model.teams[0].part_of, model.teams[1].part_of), (Some(TeamIx(1)), None));
}
