//! Text widths without fonts: the larger advance of Arial metrics and Noto Sans per character, so that a label
//! laid out here fits whatever sans-serif the reader has.

use super::widths::{CYRILLIC, GREEK, HEBREW, LATIN, arabic};
use std::borrow::Cow;

/// Advance widths per 1,000 em of the printable ASCII characters, regular weight.
#[rustfmt::skip]
const REGULAR: [u16; 95] = [
    278, 278, 408, 646, 572, 889, 732, 225, 333, 333, 551, 584, 278, 333, 278, 372,
    572, 572, 572, 572, 572, 572, 572, 572, 572, 572, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 730, 667, 611, 778, 741, 339, 500, 667, 556, 907, 760, 781,
    667, 781, 722, 667, 611, 731, 667, 944, 667, 667, 611, 329, 372, 329, 572, 556,
    333, 561, 615, 500, 615, 564, 344, 615, 618, 258, 258, 534, 258, 935, 618, 605,
    615, 615, 413, 500, 361, 618, 508, 786, 529, 510, 500, 380, 551, 380, 584,
];

/// The same, bold.
#[rustfmt::skip]
const BOLD: [u16; 95] = [
    278, 333, 474, 646, 572, 901, 750, 266, 339, 339, 545, 584, 285, 333, 285, 413,
    572, 572, 572, 572, 572, 572, 572, 572, 572, 572, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 740, 667, 611, 778, 765, 389, 556, 722, 611, 943, 813, 796,
    667, 796, 722, 667, 611, 756, 667, 967, 667, 667, 611, 333, 413, 333, 584, 556,
    362, 604, 633, 556, 633, 591, 387, 633, 657, 305, 305, 620, 305, 982, 657, 619,
    633, 633, 454, 556, 434, 657, 569, 856, 578, 569, 500, 394, 551, 394, 584,
];

/// Signs beyond ASCII: regular and bold.
#[rustfmt::skip]
const SIGNS: [(char, u16, u16); 24] = [
    ('£', 572, 572), ('°', 428, 428), ('±', 572, 572), ('·', 278, 285), ('×', 584, 584),
    ('–', 556, 556), ('—', 1000, 1000), ('\u{2018}', 222, 278), ('\u{2019}', 222, 278),
    ('“', 359, 500), ('”', 359, 500), ('•', 376, 376), ('…', 1000, 1000), ('‰', 1177, 1281),
    ('€', 572, 572), ('↑', 500, 500), ('→', 1000, 1000), ('↓', 500, 500), ('−', 584, 584),
    ('≤', 549, 549), ('≥', 549, 549), ('▲', 990, 990), ('►', 990, 990), ('▼', 990, 990),
];

/// Size of a chart's texts.
pub(super) const SIZE: f64 = 12.0;

/// Slack for system fonts nobody measured.
const SLACK: f64 = 1.03;

/// How much wider bold letters are, beyond ASCII; Arabic ones more so.
const BOLDER: f64 = 1.12;
const BOLDER_ARABIC: f64 = 1.26;

/// Width in pixels of a text at this size.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let mut chars = text.chars().peekable();
    let mut thousandths = 0.0;
    while let Some(c) = chars.next() {
        thousandths += advance(c, chars.peek().copied(), bold);
    }
    thousandths * size / 1000.0 * SLACK
}

/// The advance of a character before another one, or at the end.
fn advance(c: char, next: Option<char>, bold: bool) -> f64 {
    let code = u32::from(c);
    if (32..127).contains(&code) {
        let table = if bold { &BOLD } else { &REGULAR };
        return table[(code - 32) as usize].into();
    }
    if let Ok(at) = SIGNS.binary_search_by_key(&c, |entry| entry.0) {
        return if bold { SIGNS[at].2 } else { SIGNS[at].1 }.into();
    }
    let of = |table: &[u16], first: u32| table.get((code - first) as usize).copied().unwrap_or(700);
    let (regular, bolder) = match code {
        // Combining marks, joiners and direction signs take no room.
        0..32 | 0x300..0x370 | 0x591..0x5c8 | 0x64b..0x660 | 0x200b..0x2010 | 0x202a..0x202f | 0x2060..0x2070 => {
            return 0.0;
        }
        0xa0 | 0x202f => (278, 1.0),
        0xc0..0x180 => (of(&LATIN, 0xc0), BOLDER),
        0x384..0x3cf => (of(&GREEK, 0x384), BOLDER),
        0x400..0x460 => (of(&CYRILLIC, 0x400), BOLDER),
        0x5d0..0x5eb => (of(&HEBREW, 0x5d0), BOLDER),
        0x600..0x700 => (arabic_before(c, next), BOLDER_ARABIC),
        // East Asian scripts fill the em; pictographs are wider still.
        0x1100..0x1200 | 0x2e80..0xfb00 | 0xfe30..0xfff0 | 0x20000..0x40000 => (1000, 1.0),
        0x1f000..0x20000 => (1400, 1.0),
        _ => (700, BOLDER),
    };
    f64::from(regular) * if bold { bolder } else { 1.0 }
}

/// A letter that joins the next one is narrower than at the end of a word.
fn arabic_before(letter: char, next: Option<char>) -> u16 {
    let (ending, joined) = arabic(letter);
    let joins = |c: char| matches!(c, '\u{622}'..='\u{64a}' | '\u{671}'..='\u{6d3}');
    joined.filter(|_| next.is_some_and(joins)).unwrap_or(ending)
}

/// The text, or as much of its start as fits with `…`; empty where not even that does.
pub(super) fn fit(text: &str, size: f64, bold: bool, room: f64) -> String {
    if width(text, size, bold) <= room {
        return text.to_owned();
    }
    let room = (room - width("…", size, bold)) / (size / 1000.0 * SLACK);
    let (mut used, mut end) = (0.0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if used + advance(c, None, bold) > room {
            break;
        }
        end = at + c.len_utf8();
        used += advance(c, chars.peek().map(|(_, next)| *next), bold);
    }
    match text[..end].trim_end() {
        "" => String::new(),
        start => format!("{start}…"),
    }
}

/// A word before a number, isolated where it runs right to left, so that the number stays behind it.
pub(super) fn isolated(word: &str) -> Cow<'_, str> {
    let right_to_left = |c| matches!(u32::from(c), 0x590..0x900 | 0xfb1d..0xfe00 | 0xfe70..0xff00);
    if word.contains(right_to_left) { format!("\u{2068}{word}\u{2069}").into() } else { word.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_signs_is_sorted() {
        assert!(SIGNS.windows(2).all(|w| w[0].0 < w[1].0));
    }

    #[test]
    fn widths_are_generous_and_marks_take_no_room() {
        assert!((width("0", 10.0, false) - 5.72 * 1.03).abs() < 1e-9);
        assert_eq!(width("e\u{301}", 12.0, false), width("e", 12.0, false));
        assert!(width("配達", 12.0, false) > width("ab", 12.0, false));
        assert!(width("Now", 12.0, true) > width("Now", 12.0, false));
    }

    #[test]
    fn words_of_other_scripts_are_as_wide_as_a_browser_sets_them() {
        // Measured at 1,000 px, regular and bold: the wider one of Noto Sans and Debian's fallback.
        let measured = [
            ("Доставка с первой попытки", 13467.0, 14444.0),
            ("Щедрый ЖЮШ", 7361.0, 7789.0),
            ("Παράδοση με την πρώτη", 11587.0, 12304.0),
            ("משלוח בניסיון הראשון", 9330.0, 9949.0),
            ("配達完了率", 5000.0, 5000.0),
            ("Świeżość łącz", 6272.0, 6662.0),
            ("المستهدف", 4377.0, 5214.0),
            ("قيمة البداية", 4713.0, 5717.0),
            ("الوتيرة", 2755.0, 3341.0),
            ("في الأسابيع", 4732.0, 5928.0),
        ];
        for (word, regular, bold) in measured {
            let ours = width(word, 1000.0, false);
            assert!(ours >= regular && ours < regular * 1.2, "{word}: {ours} against {regular}");
            let ours = width(word, 1000.0, true);
            assert!(ours >= bold && ours < bold * 1.2, "{word}, bold: {ours} against {bold}");
        }
    }

    #[test]
    fn a_text_that_does_not_fit_is_cut_with_an_ellipsis() {
        assert_eq!(fit("Move a parcel", 12.0, false, 500.0), "Move a parcel");
        let cut = fit("Move a parcel for less", 12.0, false, 70.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0, false) <= 70.0, "{cut}");
        assert_eq!(fit("Move", 12.0, false, 5.0), "");
    }
}
