//! Goals that were carried on from one period to another, with their scores.

use super::Figure;
use crate::chart;
use crate::chart::spec::SlopeSpec;
use crate::compute::like_for_like::Carried;
use crate::present::PresentCx;
use crate::resolve::model::ObjectiveIx;

/// Lines of a slope that can be told apart.
const LINES: usize = 9;

/// Carried goals with both scores, as far as both are known.
pub fn both_scores(cx: &PresentCx<'_>, carried: &[Carried]) -> Vec<(ObjectiveIx, f64, f64)> {
    let score = |ix| cx.scores.objective(ix).score;
    carried.iter().filter_map(|c| Some((c.now, score(c.before)?, score(c.now)?))).collect()
}

/// Their scores in the one period and in the other; of many, those that moved most. Below three there is nothing to see.
pub fn slope(cx: &PresentCx<'_>, carried: &[Carried], left: String, right: String) -> Option<Figure> {
    let f = &cx.format;
    let mut items = both_scores(cx, carried);
    let all = items.len();
    if all < 3 {
        return None;
    }
    items.sort_by(|a, b| (b.2 - b.1).abs().total_cmp(&(a.2 - a.1).abs()).then(a.0.cmp(&b.0)));
    items.truncate(LINES);
    let counts = [("n", LINES.to_string()), ("all", all.to_string())];
    let subtitle = match all > LINES {
        true => f.fill(
            "Score then and now; the {n} of {all} that moved most.",
            &counts.each_ref().map(|(name, n)| (*name, n.as_str())),
        ),
        false => f.word("Score then and now."),
    };
    let title = f.fill("{n} goals carried on", &[("n", &all.to_string())]);
    let spec = SlopeSpec {
        id: "slope".to_owned(),
        title: title.clone(),
        subtitle,
        left,
        right,
        items: items.into_iter().map(|(ix, a, b)| (cx.model.objective(ix).doc.id.clone(), a, b)).collect(),
        style: f.style(2),
    };
    Some(Figure::new("slope", &title, chart::slope(&spec)))
}
