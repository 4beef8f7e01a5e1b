//! What a closed goal says comes next.

/// The four ways on that a close can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The same goal again.
    Carry,
    /// The same goal with other targets.
    Change,
    Stop,
    /// It was reached, and is watched from now on.
    BecomesKpi,
}

impl Next {
    /// Reads `carry`, `change: half of it by June`, `stop`, `becomes KPI`: the first word that is one of them.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        text.split(|c: char| !c.is_alphanumeric()).find_map(|word| match word {
            "carry" | "carried" | "carries" | "continue" | "continues" => Some(Next::Carry),
            "change" | "changed" | "changes" => Some(Next::Change),
            "stop" | "stops" | "stopped" | "drop" | "dropped" => Some(Next::Stop),
            "become" | "becomes" | "graduate" | "graduates" | "kpi" => Some(Next::BecomesKpi),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_that_is_known_decides() {
        for (text, next) in [
            ("carry", Some(Next::Carry)),
            ("Carry, without KR3.", Some(Next::Carry)),
            ("change: half of it by June", Some(Next::Change)),
            ("We stop.", Some(Next::Stop)),
            ("becomes a KPI", Some(Next::BecomesKpi)),
            ("KPI", Some(Next::BecomesKpi)),
            ("we will see", None),
            ("", None),
        ] {
            assert_eq!(Next::parse(text), next, "{text}");
        }
    }
}
