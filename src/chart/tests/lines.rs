//! What a line chart says and draws.

use super::*;

#[test]
fn a_line_chart_keeps_to_its_budget() {
    for (name, spec) in lines() {
        let names = spec.target.as_ref().map_or(0, |t| t.label.len());
        let size = both(super::super::line(spec)).len();
        assert!(size <= 24 * 1024 + 14 * names, "{name}: {size} bytes");
    }
}

#[test]
fn the_table_is_what_was_given_newest_first() {
    let values = [88.44, f64::NAN, 90.65, -3.0];
    let drawing = super::super::line(&full(&values, Size::Main, "Target", 90.0));
    let rows = [["slot 3", "−3.0"], ["slot 2", "90.7"], ["slot 1", "–"], ["slot 0", "88.4"]];
    assert_eq!(cells(&drawing.table), rows);
    assert_eq!(drawing.table.head, ["Date", "Share, %"]);
}

#[test]
fn a_cropped_axis_says_so_and_a_gap_breaks_the_line() {
    let values: Vec<f64> = (0..20).map(|i| if i == 9 { f64::NAN } else { 88.0 + f64::from(i % 4) }).collect();
    let drawing = super::super::line(&full(&values, Size::Main, "Target", 89.0));
    assert!(drawing.subtitle.starts_with("KR1 · share, weekly. Axis starts at 8"), "{}", drawing.subtitle);
    for svg in [&drawing.svg, &drawing.narrow] {
        assert_eq!(svg.matches("class=\"p-h\"").count(), 2, "{svg}");
    }
    let path = drawing.svg.split("class=\"dline\" d=\"").nth(1).and_then(|d| d.split('"').next()).unwrap();
    assert_eq!(path.matches('M').count(), 2, "{path}");
}

#[test]
fn notes_are_numbered_by_date_and_the_newest_five_are_drawn() {
    let drawing = super::super::line(&full(&[88.0, 89.0, 88.5, 90.0], Size::Main, "Launch", 89.0));
    assert_eq!(drawing.notes.iter().map(|n| n.0).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(drawing.svg.matches("class=\"nbt\"").count(), 5);
    assert!(!drawing.svg.contains(">2</text>") && drawing.svg.contains(">7</text>"));
}

#[test]
fn both_drawings_are_named_by_the_figure() {
    let Drawing { svg, narrow, .. } = super::super::line(&full(&[1.0, 2.0], Size::Half, "Target", 1.5));
    for (svg, class) in [(svg, "class=\"v-w\""), (narrow, "class=\"v-n\"")] {
        assert!(
            svg.contains("aria-labelledby=\"chart-t\" aria-describedby=\"chart-d\"") && svg.contains(class),
            "{svg}"
        );
    }
}

#[test]
fn nothing_is_made_beside_the_drawing_that_nobody_wants() {
    let spec = full(&[1.0, 2.0], Size::Half, "Target", 1.5);
    let whole = super::super::line(&spec);
    let besides = Besides { narrow: false, description: false, table: false, dots: true };
    let alone = super::super::line(&LineSpec { besides, ..spec });
    assert_eq!(Drawing { svg: whole.svg, subtitle: whole.subtitle, notes: whole.notes, ..Drawing::default() }, alone);
}

#[test]
fn a_line_without_dots_keeps_its_end_and_its_real_changes() {
    let mut spec = full(&[1.0, 2.0, 3.0], Size::Half, "Target", 1.5);
    spec.dots[1].signal = Some(Special::Better);
    let dotted = super::super::line(&spec).svg;
    spec.besides.dots = false;
    let plain = super::super::line(&spec).svg;
    assert!(dotted.contains("<title>slot 0: ") && !plain.contains("<title>slot"), "{plain}");
    assert!(plain.contains("sg-good") && plain.contains("pt end"), "{plain}");
}

#[test]
fn the_description_tells_start_extremes_latest_and_target() {
    let text = super::super::line(&full(&[88.0, 91.0, 87.0, 90.0], Size::Main, "Target", 90.0)).description;
    for part in [
        "Start 88.0% (slot 0)",
        "lowest 87.0% (slot 2)",
        "highest 91.0% (slot 1)",
        "now 90.0% (slot 3)",
        "Target 94.5%",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn years_and_millennia_have_an_axis() {
    for (start, end) in
        [(date(2025, 6, 1), date(2025, 6, 1)), (date(2000, 1, 1), END), (date(1, 1, 1), date(9999, 12, 31))]
    {
        let spec = LineSpec { start, end, notes: vec![], ..full(&[1.0, 2.0], Size::Half, "Target", 1.5) };
        check("years", &both(super::super::line(&spec)));
        let reversed = LineSpec { start: end, end: start, ..spec };
        check("reversed", &both(super::super::line(&reversed)));
    }
}

#[test]
fn many_quarters_are_named_by_their_years_and_years_but_once() {
    let quarter = |i: i16| {
        let start = date(2016 + i / 4, (i % 4 * 3 + 1) as i8, 1);
        let end = start.checked_add(2.months()).unwrap().last_of_month();
        AxisPeriod { label: format!("Q{} {}", i % 4 + 1, start.year()), start, end, current: false }
    };
    let year = |y: i16| AxisPeriod { label: y.to_string(), start: date(y, 1, 1), end: date(y, 12, 31), current: false };
    let words = |start: Date, periods: Vec<AxisPeriod>| {
        let end = periods.last().unwrap().end;
        let spec = LineSpec { start, end, periods, notes: vec![], ..full(&[1.0, 2.0], Size::Main, "Target", 1.5) };
        let dots = spec
            .dots
            .iter()
            .enumerate()
            .map(|(i, d)| Dot { date: start.checked_add((i as i64 * 9).days()).unwrap(), ..d.clone() });
        let spec = LineSpec { dots: dots.collect(), ..spec };
        let wide = super::super::line(&spec).svg;
        texts(&wide).into_iter().map(|t| t.1).collect::<Vec<_>>()
    };
    let three = words(date(2016, 4, 1), (1..13).map(quarter).collect());
    assert!(three.contains(&"2018".to_owned()) && !three.contains(&"Q2".to_owned()), "{three:?}");
    let ten = words(date(2016, 1, 1), (2016..2026).map(year).collect());
    assert_eq!(ten.iter().filter(|t| *t == "2020").count(), 1, "{ten:?}");
}

#[test]
fn a_normal_range_begins_with_its_process() {
    let whole = full(&[1.0, 2.0, 1.0, 2.0, 1.0], Size::Main, "Target", 1.5);
    let later = LineSpec { range_since: Some(date(2025, 4, 20)), ..whole.clone() };
    let mean = |spec: &LineSpec| {
        let svg = super::super::line(spec).svg;
        svg.split('<').find(|t| t.contains("class=\"mean\"")).unwrap().to_owned()
    };
    assert_ne!(mean(&whole), mean(&later));
    check("later", &both(super::super::line(&later)));
}

#[test]
fn what_is_likely_stands_first_in_the_table_and_moves_have_a_column() {
    let (_, spec) = lines().iter().find(|(name, _)| name == "typical, Main, tall").unwrap();
    let drawing = super::super::line(spec);
    assert_eq!(drawing.table.head[2], "Change");
    let rows = &drawing.table.rows.markup;
    assert!(rows.starts_with("<tr><th scope=\"row\">week 5</th><td class=\"num\">Likely "), "{rows:.90}");
    assert!(drawing.description.contains(" Likely "), "{}", drawing.description);
    assert!(drawing.svg.contains("class=\"fan\"") && drawing.svg.contains("class=\"mrbar\""));
}

#[test]
fn a_move_is_not_drawn_across_a_gap_or_the_beginning_of_a_new_process() {
    let day = |i: i64| START.checked_add(i.days()).unwrap();
    let values = [Some(1.0), Some(2.0), None, Some(4.0), Some(7.0), Some(8.0)];
    let dot = |(i, value): (usize, &Option<f64>)| Dot {
        date: day(i as i64),
        label: i.to_string(),
        value: *value,
        provisional: false,
        signal: None,
    };
    let spec = LineSpec {
        dots: values.iter().enumerate().map(dot).collect(),
        start: day(0),
        end: day(5),
        range_since: Some(day(5)),
        moves: Some(Moves { limit: None, title: String::new() }),
        months: months(),
        ..LineSpec::default()
    };
    let rows = super::super::line(&spec).table.rows.markup;
    let moves: Vec<&str> =
        rows.split("</tr>").filter_map(|row| row.rsplit_once("</td>")?.0.rsplit('>').next()).collect();
    assert_eq!(moves, ["–", "+3.0", "–", "–", "+1.0", "–"]);
}

#[test]
fn an_unusual_value_and_a_middle_line_have_looks_and_words_of_their_own() {
    let spec = LineSpec {
        dots: (0..9)
            .map(|i| Dot {
                date: START.checked_add(i64::from(i).days()).unwrap(),
                label: i.to_string(),
                value: Some(f64::from(i)),
                provisional: false,
                signal: (i == 4).then_some(Special::Unusual),
            })
            .collect(),
        start: START,
        end: START.checked_add(8.days()).unwrap(),
        middle: Some(4.0),
        months: months(),
        ..LineSpec::default()
    };
    let drawing = super::super::line(&spec);
    assert!(drawing.svg.contains("<rect class=\"pt\"") && drawing.svg.contains("Middle line 4.0"), "{}", drawing.svg);
    assert!(!drawing.svg.contains("p-good") && !drawing.svg.contains("p-bad") && !drawing.svg.contains("\"band\""));
    assert!(drawing.description.contains(" Middle line 4.0.") && drawing.description.contains(" Unusual: 1."));
    assert!(drawing.table.rows.markup.contains("Unusual"));
}
