//! The words that set a page apart from the others: term frequency times inverse document frequency (Spärck Jones 1972).

use super::words::{each_word, fold};
use crate::base::{Sink, par_map};
use rapidhash::RapidHashMap;
use std::borrow::Cow;

/// Words picked from one page.
const MOST: usize = 8;
/// Shorter words of spaced scripts say too little.
const SHORTEST: usize = 4;
/// Pages tokenised at a time.
const CHUNK: usize = 256;

/// The words of each text that most set it apart from the others, in the order of the alphabet.
pub fn picks<'a, T: Sync>(items: &'a [T], text: impl Fn(&'a T) -> Cow<'a, str> + Sync) -> Vec<Vec<String>> {
    let chunks: Vec<&'a [T]> = items.chunks(CHUNK).collect();
    let counted = par_map(&chunks, &mut Sink::default(), |some, _| Counted::new(some.iter().map(&text)));
    let mut pages: RapidHashMap<&str, u32> = RapidHashMap::default();
    for (word, n) in counted.iter().flat_map(|chunk| &chunk.words) {
        *pages.entry(word).or_insert(0) += n;
    }
    let picked = par_map(&counted, &mut Sink::default(), |chunk, _| chunk.pick(&pages, items.len()));
    picked.into_iter().flatten().collect()
}

/// The words of some texts.
struct Counted {
    /// Each word, and in how many of the texts it stands.
    words: Vec<(String, u32)>,
    /// Of each text its words, by their places above, and how often each stands there.
    texts: Vec<Vec<(u32, u32)>>,
}

impl Counted {
    fn new<'a>(texts: impl Iterator<Item = Cow<'a, str>>) -> Self {
        let mut places: RapidHashMap<String, u32> = RapidHashMap::default();
        let mut words: Vec<(String, u32)> = Vec::new();
        // For each word: the last text that it was met in, and where it stands among that text's words.
        let mut met: Vec<(usize, usize)> = Vec::new();
        let mut counts: Vec<(u32, u32)> = Vec::new();
        let texts = texts.enumerate().map(|(n, text)| {
            counts.clear();
            each_word(&fold(&text), |word| {
                let long = word.len() >= SHORTEST || !word.is_ascii();
                if !long || word.starts_with(|c: char| c.is_ascii_digit()) {
                    return;
                }
                let place = places.get(word).copied().unwrap_or_else(|| {
                    let place = words.len() as u32;
                    words.push((word.to_owned(), 0));
                    met.push((usize::MAX, 0));
                    places.insert(word.to_owned(), place);
                    place
                });
                let (text, at) = &mut met[place as usize];
                if *text == n {
                    counts[*at].1 += 1;
                } else {
                    (*text, *at) = (n, counts.len());
                    counts.push((place, 1));
                    words[place as usize].1 += 1;
                }
            });
            counts.clone()
        });
        let texts = texts.collect();
        Self { words, texts }
    }

    fn pick(&self, pages: &RapidHashMap<&str, u32>, all: usize) -> Vec<Vec<String>> {
        let rarity = |word: &str| (all as f64 / f64::from(pages.get(word).copied().unwrap_or(1))).ln();
        let rarity: Vec<f64> = self.words.iter().map(|(word, _)| rarity(word)).collect();
        let pick = |counts: &Vec<(u32, u32)>| {
            let text = |word: u32| self.words[word as usize].0.as_str();
            let of = |(word, n): &(u32, u32)| (f64::from(*n) * rarity[*word as usize], *word);
            let mut words: Vec<(f64, u32)> = counts.iter().map(of).collect();
            let heaviest = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then_with(|| text(a.1).cmp(text(b.1)));
            if words.len() > MOST {
                words.select_nth_unstable_by(MOST, heaviest);
                words.truncate(MOST);
            }
            let mut picked: Vec<String> = words.into_iter().map(|(_, word)| text(word).to_owned()).collect();
            picked.sort();
            picked
        };
        self.texts.iter().map(pick).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_page_says_is_not_picked_before_what_one_page_says() {
        let texts =
            ["the parcels go to lockers lockers", "the parcels go by van", "the parcels wait"].map(String::from);
        let picked = picks(&texts, |text| text.into());
        assert_eq!(picked[0], ["lockers", "parcels"]);
        let picked = picks(
            &[&texts[..], &["parcels lockers van wait dogs cats mice cows hens fish".to_owned()]].concat(),
            |text| text.into(),
        );
        assert_eq!(picked[3], ["cats", "cows", "dogs", "fish", "hens", "lockers", "mice", "wait"]);
    }
}
