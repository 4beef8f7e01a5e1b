//! `{{ kpi("id") }}`, `{{ chart("id") }}`, `{{ kr("OPS-2#KR1") }}`, `{{ score("OPS-2") }}`: numbers in prose are read,
//! not typed, so they never differ from the page they speak of.

use super::{Prose, escaped};
use crate::chart::spec::{BulletSpec, Size};
use crate::chart::{self};
use crate::domain::{Period, slug};
use crate::parse::markdown::{Call, Versus};
use crate::present::format::UNKNOWN;
use crate::present::measures::Measure;
use crate::present::parts::{Figure, KrNumbers, StatusView};
use crate::resolve::model::{KpiIx, KrIx, ObjectiveIx};
use crate::resolve::target;

/// The HTML of a component.
pub(super) enum Made {
    /// Fits into a sentence.
    Inline(String),
    /// Stands alone: no paragraph around it.
    Block(String),
}

/// Makes a component; `plain` where neither a link nor a block may stand. `None`: it names nothing.
pub(super) fn make(prose: &Prose<'_>, own: Option<&Period>, call: &Call, plain: bool) -> Option<Made> {
    let cx = prose.cx;
    let written = written_period(prose, call);
    let period = written.as_ref().or(prose.period);
    match call.name.as_str() {
        "kpi" => {
            let (ix, _) = target::kpi(cx.model, &call.argument)?;
            Some(Made::Inline(kpi(prose, ix, period, call.versus, plain)))
        }
        "chart" => {
            let (ix, _) = target::kpi(cx.model, &call.argument)?;
            let measure = Measure::new(cx, ix);
            let id = format!("chart-{}", slug(&measure.kpi.doc.id));
            match measure.figure(&id, &measure.headline(), measure.newest(104), Size::Main) {
                Some(drawn) if !plain => Some(Made::Block(figure(prose, &drawn))),
                _ => Some(Made::Inline(kpi(prose, ix, period, None, plain))),
            }
        }
        "kr" => {
            let ix = target::key_result(cx.model, &call.argument, own)?;
            Some(if plain { Made::Inline(key_result_words(prose, ix)) } else { Made::Block(key_result(prose, ix)) })
        }
        "score" => {
            let ix = target::objective(cx.model, &call.argument, own)?;
            Some(Made::Inline(score(prose, ix, plain)))
        }
        _ => None,
    }
}

/// `period="2026-01"`.
fn written_period(prose: &Prose<'_>, call: &Call) -> Option<Period> {
    Period::parse(call.period.as_deref()?, &prose.cx.model.settings.calendar)
}

fn link(prose: &Prose<'_>, href: &str, html: &str, plain: bool) -> String {
    if plain { html.to_owned() } else { format!("<a href=\"{}{}\">{html}</a>", prose.root, escaped(href)) }
}

fn kpi(prose: &Prose<'_>, ix: KpiIx, period: Option<&Period>, versus: Option<Versus>, plain: bool) -> String {
    let text = escaped(&kpi_text(prose, ix, period, versus));
    let href = target::kpi_address(prose.cx.model, ix);
    format!("<span class=\"c-kpi\">{}</span>", link(prose, &href, &text, plain))
}

/// The value over the period, else the latest, with its unit; or its difference from what it is compared with.
fn kpi_text(prose: &Prose<'_>, ix: KpiIx, period: Option<&Period>, versus: Option<Versus>) -> String {
    let m = Measure::new(prose.cx, ix);
    let whole = period.and_then(|period| Some((period, m.in_period(period)?)));
    let (value, target) = match (&whole, period) {
        (Some((_, p)), _) => (p.value, p.target),
        (None, Some(_)) => (None, None),
        (None, None) => (m.score.latest().map(|l| l.value), m.score.target),
    };
    let text = match (versus, value) {
        (None, value) => value.map(|v| m.text(v)),
        (Some(Versus::Target), Some(v)) => target.map(|t| m.signed_text(m.gap(v, t))),
        (Some(Versus::LastYear), Some(v)) => {
            let year = match &whole {
                Some((period, now)) => m.year_earlier(period, now),
                None => m.score.year_before,
            };
            year.map(|year| m.signed_text(v - year))
        }
        (Some(_), None) => None,
    };
    text.unwrap_or_else(|| format!("{UNKNOWN} ({})", prose.cx.format.word("no data")))
}

/// A component in plain words, for titles. `None`: it names nothing.
pub(super) fn words(prose: &Prose<'_>, call: &Call) -> Option<String> {
    let cx = prose.cx;
    let written = written_period(prose, call);
    match call.name.as_str() {
        "kpi" | "chart" => {
            let (ix, _) = target::kpi(cx.model, &call.argument)?;
            Some(kpi_text(prose, ix, written.as_ref().or(prose.period), call.versus))
        }
        "kr" => Some(key_result_text(prose, target::key_result(cx.model, &call.argument, prose.period)?)),
        "score" => {
            let ix = target::objective(cx.model, &call.argument, prose.period)?;
            Some(cx.format.score(cx.scores.objective(ix).score))
        }
        _ => None,
    }
}

/// A chart in the middle of prose, with its numbers.
fn figure(prose: &Prose<'_>, figure: &Figure) -> String {
    let f = &prose.cx.format;
    let level = (prose.top_heading + 1).clamp(2, 6);
    let id = escaped(&figure.id);
    let title = escaped(&figure.title);
    let mut out =
        format!("<figure class=\"inprose\" id=\"{id}\"><figcaption><h{level} id=\"{id}-t\">{title}</h{level}>");
    out.push_str(&format!("<p>{}</p></figcaption>\n{}{}", escaped(&figure.subtitle), figure.svg, figure.narrow));
    out.push_str(&format!("<p class=\"vh\" id=\"{id}-d\">{}</p>", escaped(&figure.description)));
    if !figure.notes.is_empty() {
        out.push_str("<ol class=\"fignotes\">");
        for (number, text) in &figure.notes {
            out.push_str(&format!("<li value=\"{number}\">{}</li>", escaped(text)));
        }
        out.push_str("</ol>");
    }
    if figure.count > 0 {
        out.push_str(&format!(
            "<details class=\"data\"><summary>{}</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\">",
            escaped(&f.fill("Data table, {n} rows", &[("n", &figure.count.to_string())]))
        ));
        out.push_str(&format!("<table><caption class=\"vh\">{title}</caption><thead><tr>"));
        for (i, head) in figure.head.iter().enumerate() {
            let class = if i > 0 { " class=\"num\"" } else { "" };
            out.push_str(&format!("<th scope=\"col\"{class}>{}</th>", escaped(head)));
        }
        out.push_str("</tr></thead><tbody>");
        out.push_str(&figure.body);
        out.push_str("</tbody></table></div></details>");
    }
    out.push_str("</figure>");
    out
}

/// Shape and word of a status.
fn status(view: &StatusView) -> String {
    let hollow =
        view.hollow.as_ref().map(|h| format!(" <span class=\"asof\">{}</span>", escaped(h))).unwrap_or_default();
    format!(
        "<span class=\"st {}{}\"><svg class=\"ic\" aria-hidden=\"true\" focusable=\"false\"><use href=\"#i-{}\"/></svg>{}{hollow}</span>",
        view.band,
        if view.hollow.is_some() { " hollow" } else { "" },
        view.shape,
        escaped(&view.word)
    )
}

/// A key result's bar with its numbers.
fn key_result(prose: &Prose<'_>, ix: KrIx) -> String {
    let cx = prose.cx;
    let f = &cx.format;
    let kr = cx.model.key_result(ix);
    let score = cx.scores.key_result(ix);
    let numbers = KrNumbers::new(cx, ix);
    let hidden = kr.doc.confidential;
    let end = |value: Option<f64>| match value {
        Some(value) if !hidden => numbers.quantity(f, value),
        _ => String::new(),
    };
    let (from, to) = (end(score.baseline), end(score.target));
    let id = format!("{} {}", cx.model.objective(ix.0).doc.id, kr.doc.id);
    let bar = chart::bullet(&BulletSpec {
        progress: score.progress,
        expected: score.expected,
        from,
        to,
        label: format!("{id}: {}", key_result_text(prose, ix)),
    });
    let href = format!("{}/index.html#{}", cx.model.objective(ix.0).address, slug(&kr.doc.id));
    let name = format!("<span class=\"lid\">{}</span> {}", escaped(&id), escaped(&kr.doc.title));
    format!(
        "<div class=\"krbar\"><p class=\"krname\">{}</p><div class=\"krdraw\">{bar}</div><p class=\"krnow\">{} {}</p></div>",
        link(prose, &href, &name, false),
        escaped(&key_result_text(prose, ix)),
        status(&StatusView::new(f, score.status, score.hollow_since))
    )
}

fn key_result_words(prose: &Prose<'_>, ix: KrIx) -> String {
    escaped(&key_result_text(prose, ix))
}

/// "498 lockers of 600 lockers", or that the numbers are confidential.
fn key_result_text(prose: &Prose<'_>, ix: KrIx) -> String {
    let cx = prose.cx;
    let f = &cx.format;
    let score = cx.scores.key_result(ix);
    if cx.model.key_result(ix).doc.confidential {
        return f.word("numbers are confidential");
    }
    let numbers = KrNumbers::new(cx, ix);
    let value = f.quantity_opt(score.value, &numbers.unit, numbers.decimals);
    match score.target {
        Some(target) => format!("{value}, {} {}", f.word("target"), numbers.quantity(f, target)),
        None => value,
    }
}

/// An objective's score beside what is expected, with its status.
fn score(prose: &Prose<'_>, ix: ObjectiveIx, plain: bool) -> String {
    let cx = prose.cx;
    let f = &cx.format;
    let score = cx.scores.objective(ix);
    let number = escaped(&f.score(score.score));
    let href = format!("{}/index.html", cx.model.objective(ix).address);
    let beside = match score.expected.filter(|_| !score.ended) {
        Some(expected) => format!(" ({} {})", escaped(&f.word("expected")), escaped(&f.score(Some(expected)))),
        None => String::new(),
    };
    let word = if plain {
        escaped(&f.word(score.status.word()))
    } else {
        status(&StatusView::new(f, score.status, score.hollow_since))
    };
    format!("<span class=\"c-kpi\">{}</span>{beside} {word}", link(prose, &href, &number, plain))
}
