//! Prose becomes HTML, through the whole way from files.

use crate::memory::{Repository, overrides};
use goalpost::present::PresentCx;
use goalpost::render::markdown::{self, Prose};
use goalpost::session::{self, Report};
use std::sync::Arc;

const OBJECTIVE: &str = "---\ntitle: Deliver right\nid: OPS-2\nperiod: 2026-Q1\nowner: ann\nkey_results:\n  KR1: {title: Visits, unit: visits, baseline: 0, target: 10, value: 5}\n---\n";
const KPI: &str = "---\ntitle: First visits\nid: first\nunit: \"%\"\ncadence: week\naggregate: mean\ndirection: increase\n---\n## How\n";
const CSV: &str = "date,value\n2026-01-05,50\n2026-01-12,60\n2026-01-19,70\n";

/// A small site with this free page.
fn site(body: &str) -> Arc<Report> {
    let page = format!("---\ntitle: Page\n---\n{body}");
    let files = [
        ("goalpost.toml", "title = \"T\"\nas_of = 2026-02-01\nlocale = \"en\"\n"),
        ("objectives/ops-2.md", OBJECTIVE),
        ("kpis/first.md", KPI),
        ("kpis/first.csv", CSV),
        ("pages/page.md", &page),
        ("static/p.png", "x"),
    ];
    let repository = Repository::from_texts(files);
    session::score(&repository, &overrides()).unwrap()
}

fn html(body: &str) -> String {
    let report = site(body);
    let cx = PresentCx::new(&report.model, &report.scores, &report.sources, &report.findings);
    let doc = &report.model.pages[0];
    let prose = Prose { cx: &cx, root: "../../", period: None, top_heading: 2 };
    markdown::body(&prose, doc.file, &doc.common.body)
}

/// Codes and texts of the findings on the free page.
fn findings(body: &str) -> Vec<(String, String, String)> {
    let report = site(body);
    let text = report.sources.by_path("pages/page.md").unwrap().text.clone();
    let on_page = report.findings.iter().filter(|f| f.primary.path == "pages/page.md");
    on_page
        .map(|f| {
            let at = text[f.primary.start..f.primary.end].to_owned();
            (f.code.id().to_owned(), at, f.help.join(" "))
        })
        .collect()
}

#[test]
fn headings_start_below_the_title_and_carry_anchors() {
    let out = html("# One\n\n### Two\n");
    assert!(out.contains("<h2 id=\"one\">One <a class=\"anchor\" href=\"#one\""), "{out}");
    assert!(out.contains("<h4 id=\"two\">"), "{out}");
}

#[test]
fn an_id_becomes_a_link_with_its_title() {
    let out = html("[[ops-2]], [[first|our words]], [[OPS-2#KR1]], [[nothing]]\n");
    let link =
        "<a href=\"../../objectives/2026-q1/ops-2/index.html\"><span class=\"lid\">OPS-2</span> Deliver right</a>";
    assert!(out.contains(link), "{out}");
    assert!(out.contains("<a href=\"../../kpis/first/index.html\">our words</a>"), "{out}");
    assert!(out.contains("index.html#kr1\"><span class=\"lid\">OPS-2 KR1</span> Visits</a>"), "{out}");
    assert!(out.ends_with(", nothing</p>\n"), "{out}");
}

#[test]
fn a_link_to_a_source_file_leads_to_its_page() {
    let out =
        html("[k](../kpis/first.md#how) ![pic](../static/p.png) [x](https://example.com) [j](javascript:alert(1))\n");
    assert!(out.contains("<a href=\"../../kpis/first/index.html#how\">k</a>"), "{out}");
    assert!(out.contains("<img src=\"../../static/p.png\" alt=\"pic\" loading=\"lazy\">"), "{out}");
    assert!(out.contains("<a href=\"https://example.com\">x</a>"), "{out}");
    assert!(!out.contains("javascript"), "{out}");
}

#[test]
fn no_address_outside_the_site_is_loaded() {
    assert_eq!(html("![far](https://example.com/p.png)\n"), "<p><a href=\"https://example.com/p.png\">far</a></p>\n");
}

#[test]
fn tables_are_aligned_by_class_and_scroll() {
    let out = html("| A | B |\n|:--|--:|\n| 1 | [[first|x]] |\n");
    assert!(
        out.contains("<div class=\"tablewrap\" role=\"region\" tabindex=\"0\" aria-label=\"Table: A, B\">"),
        "{out}"
    );
    assert!(out.contains("<th scope=\"col\" class=\"left\">A</th><th scope=\"col\" class=\"right\">B</th>"), "{out}");
    assert!(out.contains("<td class=\"right\"><a href=\"../../kpis/first/index.html\">x</a></td>"), "{out}");
    assert!(!out.contains("style"), "{out}");
}

#[test]
fn footnotes_are_numbered_and_lead_back() {
    let out = html("A[^b] and[^a] and again[^b].\n\n[^a]: First.\n[^b]: Second.\n");
    assert!(out.contains("<a id=\"fnref-1\" href=\"#fn-1\""), "{out}");
    assert!(out.contains("<a id=\"fnref-1-2\" href=\"#fn-1\""), "{out}");
    assert!(out.contains("<li id=\"fn-1\" value=\"1\"><p>Second. <a class=\"fnback\""), "{out}");
}

#[test]
fn alerts_tasks_and_code_are_plain_html() {
    let out =
        html("> [!WARNING]\n> Careful.\n\n- [x] done\n- [ ] open\n\n~~gone~~\n\n```rust\nlet a = \"<b>\";\n```\n");
    assert!(
        out.contains("<div class=\"alert alert-warning\" role=\"note\"><p class=\"alert-title\">Warning</p>"),
        "{out}"
    );
    assert!(out.contains("<input type=\"checkbox\" disabled checked aria-label=\"Done\">"), "{out}");
    assert!(out.contains("<del>gone</del>"), "{out}");
    assert!(out.contains("<code class=\"language-rust\">let a = &quot;&lt;b&gt;&quot;;"), "{out}");
}

#[test]
fn raw_html_is_shown_and_comments_are_not() {
    let out = html("<script>alert(1)</script>\n\na <b>c</b> <!-- hidden -->\n");
    assert!(out.contains("&lt;script&gt;") && out.contains("&lt;b&gt;c&lt;/b&gt;") && !out.contains("hidden"), "{out}");
}

#[test]
fn numbers_in_prose_are_read_from_their_series() {
    let out = html(
        "Now {{ kpi(\"first\") }}, in January {{ kpi(\"first\", period=\"2026-01\") }}.\n\n{{ kr(\"OPS-2#KR1\") }}\n",
    );
    assert!(out.contains("Now <span class=\"c-kpi\"><a href=\"../../kpis/first/index.html\">70%</a></span>"), "{out}");
    assert!(
        out.contains("in January <span class=\"c-kpi\"><a href=\"../../kpis/first/index.html\">60%</a></span>"),
        "{out}"
    );
    assert!(out.contains("<div class=\"krbar\">") && !out.contains("<p><div"), "{out}");
}

#[test]
fn a_chart_in_the_middle_of_a_sentence_does_not_break_the_paragraph() {
    let out = html("Before {{ chart(\"first\") }} after.\n\n{{ chart(\"first\") }}\n");
    assert!(out.starts_with("<p>Before </p>\n<figure"), "{out}");
    assert!(out.contains("</figure>\n<p> after.</p>") && !out.contains("<p></p>"), "{out}");
}

#[test]
fn what_leads_nowhere_is_found_at_its_place() {
    let found = findings(
        "[[firts]] [k](../kpis/frist.md) [k](../kpis/first.md#hwo)\n{{ kip(\"first\") }} {{ kpi(\"frist\") }} [[first#nope]]\n`[[code]]`\n",
    );
    let codes: Vec<_> = found.iter().map(|f| (f.0.as_str(), f.1.as_str())).collect();
    assert_eq!(
        codes,
        [
            ("E104", "[[firts]]"),
            ("E104", "../kpis/frist.md"),
            ("E105", "../kpis/first.md#hwo"),
            ("E113", "{{ kip(\"first\") }}"),
            ("E102", "{{ kpi(\"frist\") }}"),
            ("E105", "[[first#nope]]"),
        ]
    );
    assert!(found[0].2.contains("first") && found[1].2.contains("../kpis/first.md"), "{found:?}");
    assert!(found[2].2.contains("#how") && found[3].2.contains("kpi") && found[4].2.contains("first"), "{found:?}");
}

#[test]
fn a_page_without_mistakes_has_no_finding() {
    assert_eq!(
        findings("[[first]] [[OPS-2#KR1]] [h](#here) [k](../kpis/first.md#how) {{ score(\"OPS-2\") }}\n\n## Here\n"),
        []
    );
}
