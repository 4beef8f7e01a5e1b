//! The index cut into sheets that a script loads one by one: words in the order of the alphabet, entries in the order
//! of their weight.

use crate::base::{Sink, par_map};
use std::fmt::Write;

/// Where a word stands in an entry, the heaviest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Id and title.
    Name = 0,
    /// Owner, team, tag, period, heading.
    About = 1,
    /// A word that sets the page apart.
    Body = 2,
}

/// Where one word was found: an entry's number and the field, the heaviest of them.
pub type Places = Vec<(u32, Field)>;

/// Places of one word that a sheet lists; what the script does not see of a commoner word it takes as possible.
const MOST_PLACES: usize = 400;
/// Comes after every word: what an empty sheet begins with.
const LAST: &str = "\u{10ffff}";

/// So many sheets of about the same size: the first word of each, and its lines.
///
/// A line is the word, a tab, and its entries: three lists (one a [`Field`]) with `;` between, in each the distances
/// from number to number in base 36 with `,` between; `+` at the end where the list is cut.
pub fn sheets(mut words: Vec<(String, Places)>, count: usize) -> Vec<(String, String)> {
    // As JavaScript compares texts.
    words.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
    let lines = par_map(&words, &mut Sink::default(), |(word, places), _| line(word, places));
    let all: usize = lines.iter().map(String::len).sum();
    let mut out: Vec<(String, String)> = Vec::with_capacity(count);
    let mut written = 0;
    for (line, (word, _)) in lines.iter().zip(words) {
        let room = written * count < all * out.len();
        match out.last_mut().filter(|_| room) {
            Some((_, sheet)) => {
                sheet.push('\n');
                sheet.push_str(line);
            }
            None => out.push((word, line.clone())),
        }
        written += line.len();
    }
    out.resize(count, (LAST.to_owned(), String::new()));
    out
}

fn line(word: &str, places: &[(u32, Field)]) -> String {
    let mut places = places.to_vec();
    places.sort_by_key(|(entry, field)| (*field, *entry));
    let cut = places.len() > MOST_PLACES;
    places.truncate(MOST_PLACES);
    let mut out = format!("{word}\t");
    for field in [Field::Name, Field::About, Field::Body] {
        if field != Field::Name {
            out.push(';');
        }
        let mut before = 0;
        for (i, (entry, _)) in places.iter().filter(|(_, f)| *f == field).enumerate() {
            let _ = write!(out, "{}{}", if i > 0 { "," } else { "" }, base36(entry - before));
            before = *entry;
        }
    }
    while out.ends_with(';') {
        out.pop();
    }
    if cut {
        out.push('+');
    }
    out
}

fn base36(mut n: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(n % 36, 36).unwrap_or('0'));
        n /= 36;
        if n == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_lists_the_distances_of_each_field() {
        let places = [(40, Field::Name), (3, Field::Name), (5, Field::Body)];
        assert_eq!(line("parcel", &places), "parcel\t3,11;;5");
        assert_eq!(line("van", &[(0, Field::About)]), "van\t;0");
    }

    #[test]
    fn a_very_common_word_is_cut_and_says_so() {
        let all = line("the", &(0..1000).map(|i| (i, Field::Name)).collect::<Places>());
        assert_eq!((all.matches(',').count(), all.ends_with('+')), (MOST_PLACES - 1, true));
    }

    #[test]
    fn sheets_follow_the_alphabet_and_are_about_of_one_size() {
        let words = (0..20_000).rev().map(|i| (format!("w{i:05}"), vec![(i, Field::Name)])).collect();
        let sheets = sheets(words, 7);
        assert!(sheets.len() == 7 && sheets.is_sorted_by_key(|(first, _)| first.clone()));
        let sizes: Vec<usize> = sheets.iter().map(|(_, text)| text.len()).collect();
        assert!(sizes.iter().all(|s| s.abs_diff(sizes[0]) < 200), "{sizes:?}");
        assert!(sheets.iter().all(|(first, text)| text.starts_with(first)));
    }

    #[test]
    fn a_site_of_one_word_still_has_every_sheet_of_its_plan() {
        let sheets = sheets(vec![("one".to_owned(), vec![(0, Field::Name)])], 2);
        assert_eq!(sheets, [("one".to_owned(), "one\t0".to_owned()), (LAST.to_owned(), String::new())]);
    }
}
