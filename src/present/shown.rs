//! What a theme shows of each page: a part that no template mentions is not made.

/// The templates of the pages that there are many of: only these leave out what is not shown.
pub const ASKED: [&str; 4] = ["objective.html", "kpi.html", "person.html", "catalogue.html"];

/// What a theme shows.
#[derive(Debug, PartialEq)]
pub struct Shown {
    /// By the template of the page.
    pub mentioned: Vec<(&'static str, Mentioned)>,
    /// Each value of a line has a dot that tells it.
    pub dots: bool,
}

/// What templates mention.
#[derive(Debug, PartialEq)]
pub struct Mentioned {
    pub view: Part,
    /// Of the frame.
    pub page: Part,
}

/// What is shown of a value.
#[derive(Debug, PartialEq)]
pub enum Part {
    /// All of it.
    Whole,
    /// These fields, in the order of their names; of a list, these of each item.
    Fields(Vec<(String, Part)>),
}

impl Shown {
    /// What the template of a page mentions; `None` for those that show everything.
    pub fn of(&self, template: &str) -> Option<&Mentioned> {
        self.mentioned.iter().find(|(name, _)| *name == template).map(|(_, mentioned)| mentioned)
    }

    /// Whether a page's template mentions a part of its view, something around it or something in it.
    pub fn has(&self, template: &str, part: &str) -> bool {
        self.of(template).is_none_or(|shown| part.split('.').try_fold(&shown.view, Part::field).is_some())
    }

    /// Whether a page's template mentions a part of its frame.
    pub fn frames(&self, template: &str, part: &str) -> bool {
        self.of(template).is_none_or(|shown| shown.page.field(part).is_some())
    }
}

impl Part {
    /// What is shown of a field; `None`: nothing.
    pub fn field<'a>(&'a self, name: &str) -> Option<&'a Self> {
        match self {
            Part::Whole => Some(self),
            // They are few, and mostly of different lengths.
            Part::Fields(fields) => fields.iter().find(|(field, _)| field == name).map(|(_, part)| part),
        }
    }

    /// So many fields at most.
    pub fn most(&self) -> usize {
        match self {
            Part::Whole => usize::MAX,
            Part::Fields(fields) => fields.len(),
        }
    }

    fn add<'p>(&mut self, mut path: impl Iterator<Item = &'p str>) {
        let Part::Fields(fields) = self else { return };
        match path.next() {
            // A number stands for an item of a list.
            Some(name) if !name.starts_with(|c: char| c.is_ascii_digit()) => {
                let at = fields.binary_search_by(|(field, _)| field.as_str().cmp(name)).unwrap_or_else(|at| {
                    fields.insert(at, (name.to_owned(), Part::Fields(Vec::new())));
                    at
                });
                fields[at].1.add(path);
            }
            _ => *self = Part::Whole,
        }
    }
}

/// From paths such as `score.pace`; an empty one is all of it.
impl FromIterator<String> for Part {
    fn from_iter<I: IntoIterator<Item = String>>(paths: I) -> Self {
        let mut all = Part::Fields(Vec::new());
        paths.into_iter().for_each(|path| all.add(path.split('.').filter(|name| !name.is_empty())));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_shown_where_it_or_its_whole_or_a_piece_of_it_is_mentioned() {
        let of = |list: &[&str]| {
            let part = || list.iter().map(|p| (*p).to_owned()).collect();
            Shown { mentioned: vec![("a.html", Mentioned { view: part(), page: part() })], dots: true }
        };
        let some = of(&["score.score", "head"]);
        assert!(some.has("a.html", "score") && some.has("a.html", "head.owners") && some.has("a.html", "score.score"));
        assert!(!some.has("a.html", "score.pace") && !some.has("a.html", "header") && !some.has("a.html", "body"));
        assert!(of(&[""]).has("a.html", "body") && some.has("b.html", "body"));
        assert!(some.frames("a.html", "head") && !some.frames("a.html", "rail") && some.frames("b.html", "rail"));
    }
}
