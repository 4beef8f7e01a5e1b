//! What a line chart has beside its line.

/// What is made beside the line itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Besides {
    /// A second drawing, for narrow places.
    pub narrow: bool,
    /// Sentences for those who do not see it.
    pub description: bool,
    /// The values drawn, as a table.
    pub table: bool,
    /// On the line a dot for each value, with its number.
    pub dots: bool,
}

impl Besides {
    /// Whether something says when each value was.
    pub fn tells_values(self) -> bool {
        self.description || self.table || self.dots
    }
}

impl Default for Besides {
    fn default() -> Self {
        Self { narrow: true, description: true, table: true, dots: true }
    }
}
