//! `goalpost.toml`.

use super::super::config::{Overrides, settings as read};
use super::{settings, sources};
use crate::base::{Level, Sink};
use crate::domain::{Date, Host};
use crate::parse::doc::RollUp;
use crate::resolve::settings::{AfterChange, AsOfOrigin, PeopleShown, Policy};

#[test]
fn without_a_file_everything_has_a_default() {
    let (settings, findings) = settings("");
    assert!(findings.is_empty());
    assert_eq!(
        (settings.title.as_str(), settings.policy.as_str(), settings.theme.as_str()),
        ("Goals", "goalpost", "default")
    );
    assert_eq!(settings.separators.decimal, None);
    assert_eq!(settings.policies["goalpost"], Policy::Gap(0.05, 0.15));
    assert_eq!(settings.policies["ratio"], Policy::Ratio { good: 0.90, middle: 0.70, grace: true });
    assert_eq!(settings.as_of.origin, AsOfOrigin::Today);
}

#[test]
fn every_key_is_read() {
    let (s, findings) = settings(
        "title = \"Larkmoor\"\nas_of = 2025-11-18\nlocale = \"de\"\nbase_url = \"https://example.com\"\n\
         [calendar]\nfiscal_year_start = \"April\"\n\
         [csv]\ndelimiter = \"tab\"\ndecimal = \",\"\nthousands = \".\"\nmissing_values = [\"\", \"k.A.\"]\nencoding = \"utf-16le\"\n\
         [scoring]\npolicy = \"own\"\nobjective_status = \"weakest\"\nroll_up = \"both\"\nafter_change = \"worse\"\n\
         [policies.own]\nratio = [0.95, 0.75]\n[people]\nshow = \"roles\"\n\
         [theme]\nname = \"paper\"\n[theme.tokens]\naccent = \"#0f5a56\"\npaper = { light = \"#fff\", dark = \"#000\" }\n\
         [words]\nObjective = \"Ziel\"\n[lints]\nno-owner = \"error\"\nL103 = \"off\"\n[markdown]\nraw_html = true\n",
    );
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!((s.as_of.date, s.as_of.origin), (Date::constant(2025, 11, 18), AsOfOrigin::Configuration));
    assert_eq!((s.separators.decimal, s.calendar.fiscal_start), (Some(','), 4));
    assert_eq!((s.csv.delimiter, s.csv.decimal, s.csv.thousands), (Some('\t'), Some(','), Some('.')));
    assert_eq!(s.csv.missing_values, Some(vec![String::new(), "k.A.".to_owned()]));
    assert_eq!(s.policies["own"], Policy::Ratio { good: 0.95, middle: 0.75, grace: false });
    assert!(s.weakest && s.raw_html && s.roll_up == RollUp::Both && s.after_change == AfterChange::Worse);
    assert_eq!(s.people, PeopleShown::Roles);
    assert_eq!((s.tokens["accent"].dark.as_deref(), s.tokens["paper"].dark.as_deref()), (None, Some("#000")));
    assert_eq!(s.words["Objective"], "Ziel");
    assert_eq!((s.lints["L101"], s.lints["L103"]), (Some(Level::Error), None));
}

#[test]
fn the_as_of_date_is_the_arguments_then_the_files_then_the_epochs() {
    let day = |d| Date::constant(2026, 1, d);
    let at = |as_of, source_date, toml| {
        let sources = sources(&[("goalpost.toml", toml)]);
        let overrides = Overrides { as_of, source_date, revision: None, today: day(31), base_url: None, drafts: false };
        let found = read(sources.by_path("goalpost.toml"), &overrides, &mut Sink::default()).as_of;
        (found.date, found.origin)
    };
    let written = "as_of = \"2026-01-03\"";
    assert_eq!(at(Some(day(1)), Some(day(2)), written), (day(1), AsOfOrigin::Argument));
    assert_eq!(at(None, Some(day(2)), written), (day(3), AsOfOrigin::Configuration));
    assert_eq!(at(None, Some(day(2)), ""), (day(2), AsOfOrigin::SourceDateEpoch));
    assert_eq!(at(None, None, ""), (day(31), AsOfOrigin::Today));
}

#[test]
fn the_repository_is_an_address_or_a_table() {
    let (s, findings) = settings("repository = \"https://github.com/larkmoor/goals/\"\n");
    let repository = s.repository.unwrap();
    assert_eq!((repository.host, repository.branch.as_str(), findings), (Host::GitHub, "main", vec![]));
    let (s, findings) = settings(
        "[repository]\nurl = \"https://git.example.com/larkmoor/goals.git\"\nhost = \"forgejo\"\nbranch = \"live\"\nfolder = \"/goals/\"\n",
    );
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(
        s.repository.unwrap().edit("a.md").unwrap(),
        "https://git.example.com/larkmoor/goals/_edit/live/goals/a.md"
    );
    let (s, findings) = settings("repository = \"https://git.example.com/goals\"\n");
    assert_eq!(
        findings,
        ["1:14 E018 `https://git.example.com/goals` does not say whose forms the repository has \
          [\"https://git.example.com/goals\"] | Write: repository = { url = \"https://git.example.com/goals\", host = \
          \"gitlab\" }, or gitea, forgejo, other"]
    );
    assert_eq!(s.repository.unwrap().edit("a.md"), None);
    assert_eq!(settings("repository = \"github.com/larkmoor/goals\"\n").0.repository, None);
}

#[test]
fn mistakes_have_their_place_and_the_rest_is_read() {
    let (s, findings) = settings(
        "title = Larkmoor\nlocael = \"en\"\n[scoring]\npolicy = \"golpost\"\n[calendar]\nfiscal_year_start = \"Arpil\"\n\
         [lints]\nno-onwer = \"off\"\nduplicate-id = \"off\"\nno-owner = \"of\"\n",
    );
    assert_eq!(s.title, "Larkmoor");
    assert_eq!(
        findings,
        [
            "1:9 E016 the configuration cannot be read here: string values must be quoted, expected literal string \
             [Larkmoor] | Write: title = \"Larkmoor\"",
            "2:1 E009 there is no key `locael` in goalpost.toml [locael] | Did you mean `locale`?",
            "6:21 E014 `Arpil` is not a month [\"Arpil\"] | Did you mean `April`? | Write its name, or a number from 1 to 12",
            "4:10 E014 there is no policy `golpost` [\"golpost\"] | Did you mean `goalpost`? | Write one of burning, \
             engagedly, goalpost, oboard, ratio, upraise, viva, or make it under [policies.golpost]: gap = [0.05, 0.15]",
            "9:1 L304 `duplicate-id` is a mistake, and its level cannot be changed [duplicate-id] | leave the line out; only codes that begin with L have a level to change",
            "8:1 L304 there is no lint `no-onwer` [no-onwer] | Did you mean `no-owner`?",
            "10:12 E014 `of` is none of the words that `no-owner` knows [\"of\"] | Did you mean `off`? | The words are \
             error, warning, info, off",
        ]
    );
}

#[test]
fn a_policy_is_in_order_and_of_one_kind() {
    let (_, findings) =
        settings("[policies]\na = { gap = [0.2, 0.1] }\nb = { gap = [0, 1], ratio = [1, 0] }\nc = {}\n");
    assert_eq!(findings.len(), 3);
    assert!(findings[0].starts_with("2:13 E011 the gap for good cannot be larger"), "{findings:?}");
    assert!(findings[1].starts_with("3:7 E115 the policy `b` has both `gap` and `ratio` [gap]"), "{findings:?}");
    assert!(findings[2].starts_with("4:1 E018 `gap` is missing in a policy [c]"), "{findings:?}");
}

#[test]
fn other_products_rules_are_known_by_name() {
    let (s, findings) = settings("[scoring]\npolicy = \"viva\"");
    assert!(findings.is_empty() && s.policy == "viva");
    assert_eq!(s.policies["viva"], Policy::Gap(0.0, 0.25));
    assert_eq!(s.policies["engagedly"], Policy::Gap(0.165, 0.33));
    assert_eq!(s.policies["upraise"], Policy::Ratio { good: 0.95, middle: 0.75, grace: false });
    assert_eq!(s.policies["oboard"], Policy::Ratio { good: 0.70, middle: 0.40, grace: false });
    assert_eq!(s.policies["burning"], Policy::Gap(0.2, 0.4));
}

#[test]
fn a_locale_says_how_fractions_are_written() {
    for (locale, decimal) in
        [("en-GB", Some('.')), ("de", Some(',')), ("de-CH", Some('.')), ("pt_BR", Some(',')), ("xx", None)]
    {
        assert_eq!(settings(&format!("locale = \"{locale}\"")).0.separators.decimal, decimal, "{locale}");
    }
    assert!(settings("locale = \"English\"").1[0].contains("E014 `English` is not a locale"));
}
