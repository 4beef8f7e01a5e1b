//! Which key result of one version of a page is which of the next. An id is for life; where somebody changed it all
//! the same, or put a new one into a plain list, the title tells, else what is measured.

use crate::base::past::Keys;
use crate::domain::key;

/// Key results of one version: ids and keys.
type Parts = [(String, Keys)];
/// Whether one before may be one after.
type Rule = dyn Fn(&(String, Keys), &(String, Keys)) -> bool;

/// For each part before, its index after.
pub(super) fn pairs(before: &Parts, after: &Parts) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; before.len()];
    let rules: [&Rule; 4] = [
        &|a, b| key(&a.0) == key(&b.0) && title(&a.1) == title(&b.1),
        &|a, b| !title(&a.1).is_empty() && title(&a.1) == title(&b.1),
        &|a, b| key(&a.0) == key(&b.0),
        &|a, b| alike(&a.1, &b.1),
    ];
    for rule in rules {
        for (i, a) in before.iter().enumerate() {
            if found[i].is_none() {
                found[i] = (0..after.len()).find(|j| !found.contains(&Some(*j)) && rule(a, &after[*j]));
            }
        }
    }
    found
}

fn title(keys: &Keys) -> String {
    keys.get("title").map(|t| key(t)).unwrap_or_default()
}

/// Whether two key results measure the same: at least two of what makes them one are equal, and none contradicts.
fn alike(a: &Keys, b: &Keys) -> bool {
    const SAME: [&str; 5] = ["kpi", "unit", "baseline", "target", "milestones"];
    let equal = |name: &&str| a.get(*name).is_some_and(|value| b.get(*name) == Some(value));
    SAME.iter().filter(|name| equal(name)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(id: &str, title: &str, target: &str) -> (String, Keys) {
        let keys = [("title", title), ("target", target), ("unit", "days")];
        (id.to_owned(), keys.map(|(k, v)| (k.to_owned(), v.to_owned())).into())
    }

    #[test]
    fn one_put_in_front_of_a_plain_list_moves_the_others_along() {
        let before = [part("KR1", "Fast", "1"), part("KR2", "Cheap", "2")];
        let after = [part("KR1", "Good", "9"), part("KR2", "Fast", "1"), part("KR3", "Cheap", "2")];
        assert_eq!(pairs(&before, &after), [Some(1), Some(2)]);
    }

    #[test]
    fn a_new_id_with_a_new_title_is_known_by_what_it_measures() {
        let before = [part("KR1", "Fast", "1"), part("KR2", "Cheap", "2")];
        let after = [part("KR7", "Quick", "1"), part("KR2", "Cheaper", "2")];
        assert_eq!(pairs(&before, &after), [Some(0), Some(1)]);
    }

    #[test]
    fn one_that_went_has_no_partner() {
        assert_eq!(
            pairs(&[part("KR1", "Fast", "1"), part("KR2", "Cheap", "2")], &[part("KR2", "Cheap", "2")]),
            [None, Some(0)]
        );
    }
}
