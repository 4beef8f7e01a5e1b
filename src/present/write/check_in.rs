//! A check-in to fill in: ids, and in comments titles, last values and targets. As it stands it says nothing wrong.

use super::{comment, reference, values};
use crate::domain::Date;
use crate::present::PresentCx;
use crate::resolve::model::{KrIx, ObjectiveIx};

/// The text for these goals on that day; without comments where an address has to be short.
pub(super) fn text(cx: &PresentCx<'_>, goals: &[ObjectiveIx], day: Date, comments: bool) -> String {
    let f = &cx.format;
    let mut text = String::new();
    if comments {
        text.push_str(&comment(&f.word(
            "Fill in what you know and leave the rest; words between these signs are not published. Nothing new on a goal? Write: No change. Do you need help? Begin a line with Help: and say what, of @whom, by when.",
        )));
    }
    for goal in goals {
        if !text.is_empty() {
            text.push('\n');
        }
        entry(cx, *goal, day, comments, &mut text);
    }
    text
}

fn entry(cx: &PresentCx<'_>, ix: ObjectiveIx, day: Date, comments: bool, text: &mut String) {
    let f = &cx.format;
    let title = &cx.model.objective(ix).doc.title;
    let confidence = cx.scores.objective(ix).confidence.map(|c| (c * 10.0).round());
    text.push_str(&format!("## {}", reference(cx, ix, day)));
    if let Some(n) = confidence {
        text.push_str(&format!(" {n}/10"));
    }
    text.push('\n');
    if comments {
        let pattern = match confidence {
            Some(_) => "{title}. How sure are you by now, of 10?",
            None => "{title}. How sure are you, of 10? Write it behind the id: {example}",
        };
        let example = format!("{} 7/10", reference(cx, ix, day));
        text.push_str(&comment(&f.fill(pattern, &[("title", title), ("example", &example)])));
    }
    for index in 0..cx.model.objective(ix).key_results.len() as u32 {
        let asked = values::asked(cx, KrIx(ix, index));
        if comments && let Some(about) = asked.about {
            text.push_str(&comment(&about));
        }
        for id in asked.ids {
            text.push_str(&format!("- {id}: \n"));
        }
    }
    if comments {
        text.push_str(&comment(&f.word("What happened? A sentence or two, below this line.")));
    }
}
