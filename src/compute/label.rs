//! Why a point is special, and what that says in the light of the good direction (`statistics.md` ).

use crate::parse::doc::Direction;

/// Why a point is special; one reason a point, the strongest. `true`: upwards, or above the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Common,
    /// Outside a limit.
    Outside(bool),
    /// One of 7 rising or falling points.
    Trend(bool),
    /// Near a limit, with a second such point in a window of three.
    TwoInThree(bool),
    /// One of 7 points on one side of the mean.
    Shift(bool),
    /// Further from the point before than moving ranges go (rule set `wheeler`).
    Jump(bool),
    /// Nearer to a limit than to the mean, with two more such points in a window of four (rule set `wheeler`).
    ThreeInFour(bool),
    /// One of 8 points on one side of the mean (rule set `wheeler`).
    Eight(bool),
    /// In a run on one side of the median that is longer than chance makes (rule set `run`).
    LongRun(bool),
}

/// What a point says in the light of the direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointType {
    Common,
    Improvement,
    Concern,
    /// Special, without a good direction.
    Neutral,
}

impl Label {
    /// Whether the point points upwards; `None` for common causes.
    pub fn up(self) -> Option<bool> {
        match self {
            Label::Common => None,
            Label::Outside(up)
            | Label::Trend(up)
            | Label::TwoInThree(up)
            | Label::Shift(up)
            | Label::Jump(up)
            | Label::ThreeInFour(up)
            | Label::Eight(up)
            | Label::LongRun(up) => Some(up),
        }
    }

    /// The name in data files; that of NHSRplotthedots where it has one.
    pub fn name(self) -> &'static str {
        match self {
            Label::Common => "Common Cause",
            Label::Outside(true) => "Above UCL",
            Label::Outside(false) => "Below LCL",
            Label::Trend(true) => "7 Point Trend (Increasing)",
            Label::Trend(false) => "7 Point Trend (Decreasing)",
            Label::TwoInThree(true) => "2 in 3 Above CL",
            Label::TwoInThree(false) => "2 in 3 Below CL",
            Label::Shift(true) => "7 Points Above CL",
            Label::Shift(false) => "7 Points Below CL",
            Label::Jump(true) => "Single Jump (Increasing)",
            Label::Jump(false) => "Single Jump (Decreasing)",
            Label::ThreeInFour(true) => "3 in 4 Above CL",
            Label::ThreeInFour(false) => "3 in 4 Below CL",
            Label::Eight(true) => "8 Points Above CL",
            Label::Eight(false) => "8 Points Below CL",
            Label::LongRun(true) => "Long Run Above CL",
            Label::LongRun(false) => "Long Run Below CL",
        }
    }

    /// What the point says, given the good direction.
    pub fn point_type(self, direction: Option<Direction>) -> PointType {
        match (self.up(), direction) {
            (None, _) => PointType::Common,
            (Some(up), Some(Direction::Increase)) if up => PointType::Improvement,
            (Some(up), Some(Direction::Decrease)) if !up => PointType::Improvement,
            (Some(_), Some(Direction::Increase | Direction::Decrease)) => PointType::Concern,
            (Some(_), _) => PointType::Neutral,
        }
    }

    /// The name of the point's type in data files.
    pub fn type_name(self, direction: Option<Direction>) -> &'static str {
        match (self.point_type(direction), self.up()) {
            (PointType::Common, _) => "common_cause",
            (PointType::Improvement, _) => "special_cause_improvement",
            (PointType::Concern, _) => "special_cause_concern",
            (PointType::Neutral, Some(true)) => "special_cause_neutral_high",
            (PointType::Neutral, _) => "special_cause_neutral_low",
        }
    }

    /// The variation icon of a series whose last point this is.
    pub fn icon(self, direction: Option<Direction>) -> &'static str {
        match (self.point_type(direction), self.up() == Some(true)) {
            (PointType::Common, _) => "common_cause",
            (PointType::Improvement, true) => "improvement_high",
            (PointType::Improvement, false) => "improvement_low",
            (PointType::Concern, true) => "concern_high",
            (PointType::Concern, false) => "concern_low",
            (PointType::Neutral, true) => "neutral_high",
            (PointType::Neutral, false) => "neutral_low",
        }
    }
}
