//! The feed of what changed.

use super::{WEEKS, WeekView};
use crate::present::edits::EditView;
use crate::present::frame::Link;
use crate::present::{PresentCx, paths};

/// The feed: an entry a week, with the same in words.
pub fn feed(cx: &PresentCx<'_>) -> String {
    let f = &cx.format;
    let base = cx.model.settings.base_url.clone().map(|url| format!("{}/", url.trim_end_matches('/')));
    let site = base.as_deref().unwrap_or_default();
    let id = |rest: &str| match &base {
        Some(base) => format!("{base}{rest}"),
        None => format!("urn:goalpost:{}:{rest}", crate::domain::slug(&cx.model.settings.title)),
    };
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    let title = format!("{} · {}", cx.model.settings.title, f.word("What changed"));
    out.push_str(&format!("<title>{}</title>\n<id>{}</id>\n", xml(&title), xml(&id(paths::CHANGES))));
    out.push_str(&format!("<updated>{}T00:00:00Z</updated>\n", cx.scores.as_of));
    out.push_str(&format!("<author><name>{}</name></author>\n", xml(&cx.model.settings.title)));
    out.push_str(&format!("<link href=\"{site}{}\"/>\n", paths::CHANGES));
    for week in cx.weeks().iter().take(WEEKS) {
        let link = format!("{}#{}", paths::CHANGES, week.anchor);
        let day = week.end.min(cx.scores.as_of);
        let lines: String = lines(cx, week).iter().map(|line| format!("<li>{}</li>", xml(line))).collect();
        out.push_str(&format!(
            "<entry><title>{}</title><id>{}</id><updated>{day}T00:00:00Z</updated><link href=\"{site}{link}\"/>\
             <content type=\"html\">{}</content></entry>\n",
            xml(&week.title),
            xml(&id(&link)),
            xml(&format!("<ul>{lines}</ul>")),
        ));
    }
    out.push_str("</feed>\n");
    out
}

/// A week in sentences, most important first.
fn lines(cx: &PresentCx<'_>, week: &WeekView) -> Vec<String> {
    let f = &cx.format;
    let named = |l: &Link| l.id.as_ref().map_or_else(|| l.text.clone(), |id| format!("{id} {}", l.text));
    let none = f.word("not written");
    let edit = |e: &EditView| {
        let (old, new) = (e.old.as_deref().unwrap_or(&none), e.new.as_deref().unwrap_or(&none));
        let what = named(&e.what);
        f.fill("{what}: {field} {old} → {new}", &[("what", &what), ("field", &e.field), ("old", old), ("new", new)])
    };
    let change = |l: &Link, old: &str, new: &str| {
        f.fill("{what}: {old} → {new}", &[("what", &named(l)), ("old", old), ("new", new)])
    };
    let mut out: Vec<String> = week.moved.iter().chain(&week.edits).map(edit).collect();
    for group in &week.statuses {
        out.extend(group.goals().map(|(goal, _)| change(goal, &group.old.word, &group.new.word)));
    }
    out.extend(week.scores.iter().map(|s| change(&s.goal, &s.old, &s.new)));
    out.extend(week.signals.iter().map(|s| f.fill("{what}: {text}", &[("what", &named(&s.kpi)), ("text", &s.text)])));
    out.extend(week.added.iter().map(|l| f.fill("{what}: new", &[("what", &named(l))])));
    out.extend(week.gone.iter().map(|(id, title)| f.fill("{what}: gone", &[("what", &format!("{id} {title}"))])));
    let restated = week.restated.iter();
    out.extend(restated.map(|r| {
        let what = f.fill("{kpi}, {date}", &[("kpi", &r.kpi.text), ("date", &r.of)]);
        let after = r.after.as_deref().unwrap_or(&none);
        f.fill("{what}: restated, {old} → {new}", &[("what", &what), ("old", &r.before), ("new", after)])
    }));
    out
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
