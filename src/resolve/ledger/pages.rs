//! The pages that are followed, as they stood at one time: their own keys, and those their folders gave them.

use crate::base::past::{Keys, Outline};
use crate::domain::Calendar;
use crate::domain::Period;
use crate::parse::keys::Section;
use crate::parse::outline::followed;
use std::collections::BTreeMap;
use std::sync::Arc;

/// `_defaults.yml` by folder.
#[derive(Clone, Debug, Default)]
pub(super) struct Defaults(pub BTreeMap<String, Arc<Outline>>);

/// The folder whose defaults a path holds.
pub(super) fn defaults_of(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    matches!(name, "_defaults.yml" | "_defaults.yaml").then_some(folder)
}

impl Defaults {
    /// A page's keys with what it takes over from its folders, nearest first, from their names, and from its own.
    pub fn complete(&self, section: Section, path: &str, outline: &Outline, calendar: &Calendar) -> Keys {
        let mut keys = outline.keys.clone();
        let known = followed(section);
        for folder in folders(path) {
            let given = self.0.get(folder).into_iter().flat_map(|d| &d.keys);
            for (key, value) in given.filter(|(key, _)| known.contains(&key.as_str()) || key.starts_with("target ")) {
                keys.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let named = || if section == Section::Objective { stem.to_uppercase() } else { stem.to_owned() };
        keys.entry("id".to_owned()).or_insert_with(named);
        if section == Section::Objective {
            let folder = path.rsplit('/').skip(1).find_map(|name| Period::parse(name, calendar));
            if let Some(period) = folder {
                keys.entry("period".to_owned()).or_insert(period.name);
            }
        }
        keys
    }
}

/// The folder of a path and those above it, nearest first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    let above = |path: &str| path.rfind('/').map_or(0, |end| end);
    let first = &path[..above(path)];
    std::iter::successors(Some(first), move |folder| (!folder.is_empty()).then(|| &folder[..above(folder)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_folder_gives_first() {
        assert_eq!(folders("a/b/c.md").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(folders("c.md").collect::<Vec<_>>(), [""]);
    }
}
