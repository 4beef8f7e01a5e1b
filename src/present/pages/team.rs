//! Teams.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use crate::resolve::model::TeamIx;
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The list of teams.
pub fn index(cx: &PresentCx<'_>) -> PageView {
    let frame = Frame::new("teams", paths::TEAMS, cx.format.word("Teams"), "teams");
    page(frame, "teams.html", &View {})
}

/// The page of one team.
pub fn view(cx: &PresentCx<'_>, ix: TeamIx) -> PageView {
    let frame = Frame::new("team", paths::team(cx.model, ix), cx.model.team(ix).name.clone(), "teams");
    page(frame, "team.html", &View {})
}
