//! The words that set a page apart from the others: term frequency times inverse document frequency (Spärck Jones 1972).

use super::words::{each_word, fold};
use crate::base::{Sink, par_map};
use rapidhash::RapidHashMap;

/// Words picked from one page.
const MOST: usize = 8;
/// Shorter words of spaced scripts say too little.
const SHORTEST: usize = 4;
/// Pages tokenised at a time.
const CHUNK: usize = 256;

/// In how many pages each word stands.
pub struct Frequencies {
    pages: usize,
    of: RapidHashMap<Box<str>, u32>,
}

impl Frequencies {
    /// Counts the words of these texts.
    pub fn new<T: Sync>(items: &[T], text: impl Fn(&T) -> String + Sync) -> Self {
        let mut of: RapidHashMap<Box<str>, u32> = RapidHashMap::default();
        for some in items.chunks(CHUNK) {
            for counts in par_map(some, &mut Sink::default(), |item, _| count(&text(item))) {
                for word in counts.into_keys() {
                    *of.entry(word.into()).or_insert(0) += 1;
                }
            }
        }
        // A word of one page alone is counted as such by its absence.
        of.retain(|_, n| *n > 1);
        Self { pages: items.len(), of }
    }

    /// The words of a text that most set it apart, in the order of the alphabet.
    pub fn pick(&self, text: &str) -> Vec<String> {
        let weight = |word: &str, count: u32| {
            let pages = self.of.get(word).copied().unwrap_or(1);
            f64::from(count) * (self.pages.max(1) as f64 / f64::from(pages)).ln()
        };
        let mut all: Vec<(f64, String)> = count(text).into_iter().map(|(w, n)| (weight(&w, n), w)).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut picked: Vec<String> = all.into_iter().take(MOST).map(|(_, w)| w).collect();
        picked.sort();
        picked
    }
}

fn count(text: &str) -> RapidHashMap<String, u32> {
    let mut out = RapidHashMap::default();
    each_word(&fold(text), |word| {
        let long = word.chars().count() >= SHORTEST || !word.is_ascii();
        if long && !word.starts_with(|c: char| c.is_ascii_digit()) {
            match out.get_mut(word) {
                Some(n) => *n += 1,
                None => {
                    out.insert(word.to_owned(), 1);
                }
            }
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_page_says_is_not_picked_before_what_one_page_says() {
        let texts = ["the parcels go to lockers", "the parcels go by van", "the parcels wait"].map(String::from);
        let found = Frequencies::new(&texts, Clone::clone);
        let picked = found.pick(&format!("{} lockers lockers", texts[0]));
        assert_eq!(picked, ["lockers", "parcels"]);
        assert!(found.of.get("parcels") == Some(&3) && !found.of.contains_key("lockers"));
    }
}
