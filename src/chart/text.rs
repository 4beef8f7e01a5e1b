//! Text widths without fonts: the larger advance of Arial metrics and Noto Sans per character, so that a label
//! laid out here fits whatever sans-serif the reader has.

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

/// Signs and letters beyond ASCII: regular and bold.
#[rustfmt::skip]
const BEYOND: [(char, u16, u16); 30] = [
    ('£', 572, 572), ('°', 428, 428), ('±', 572, 572), ('·', 278, 285), ('×', 584, 584),
    ('ß', 631, 711), ('ä', 561, 604), ('è', 564, 591), ('é', 564, 591), ('ö', 605, 619),
    ('ü', 618, 657), ('–', 556, 556), ('—', 1000, 1000), ('\u{2018}', 222, 278), ('\u{2019}', 222, 278),
    ('“', 359, 500), ('”', 359, 500), ('•', 376, 376), ('…', 1000, 1000), ('‰', 1177, 1281),
    ('€', 572, 572), ('↑', 500, 500), ('→', 1000, 1000), ('↓', 500, 500), ('−', 584, 584),
    ('≤', 549, 549), ('≥', 549, 549), ('▲', 990, 990), ('►', 990, 990), ('▼', 990, 990),
];

/// Slack for system fonts nobody measured.
const SLACK: f64 = 1.03;

/// Width in pixels of a text at this size.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let thousandths: u32 = text.chars().map(|c| u32::from(advance(c, bold))).sum();
    f64::from(thousandths) * size / 1000.0 * SLACK
}

fn advance(c: char, bold: bool) -> u16 {
    let code = u32::from(c);
    if (32..127).contains(&code) {
        let table = if bold { &BOLD } else { &REGULAR };
        return table[(code - 32) as usize];
    }
    if let Ok(at) = BEYOND.binary_search_by_key(&c, |entry| entry.0) {
        return if bold { BEYOND[at].2 } else { BEYOND[at].1 };
    }
    match code {
        // Combining marks, joiners and direction signs take no room.
        0..32 | 0x300..0x370 | 0x591..0x5c8 | 0x64b..0x660 | 0x200b..0x2010 | 0x202a..0x202f | 0x2060..0x2070 => 0,
        0xa0 | 0x202f => 278,
        // East Asian scripts fill the em; pictographs are wider still.
        0x1100..0x1200 | 0x2e80..0xfb00 | 0xfe30..0xfff0 | 0x20000..0x40000 => 1000,
        0x1f000..0x20000 => 1400,
        _ => 700,
    }
}

/// The text, or as much of its start as fits with `…`; empty where not even that does.
pub(super) fn fit(text: &str, size: f64, bold: bool, room: f64) -> String {
    if width(text, size, bold) <= room {
        return text.to_owned();
    }
    let room = room - width("…", size, bold);
    let mut used = 0.0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        used += f64::from(advance(c, bold)) * size / 1000.0 * SLACK;
        if used > room {
            break;
        }
        end = at + c.len_utf8();
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
    fn the_table_beyond_ascii_is_sorted() {
        assert!(BEYOND.windows(2).all(|w| w[0].0 < w[1].0));
    }

    #[test]
    fn widths_are_generous_and_marks_take_no_room() {
        assert!((width("0", 10.0, false) - 5.72 * 1.03).abs() < 1e-9);
        assert_eq!(width("e\u{301}", 12.0, false), width("e", 12.0, false));
        assert!(width("配達", 12.0, false) > width("ab", 12.0, false));
        assert!(width("Now", 12.0, true) > width("Now", 12.0, false));
    }

    #[test]
    fn a_text_that_does_not_fit_is_cut_with_an_ellipsis() {
        assert_eq!(fit("Move a parcel", 12.0, false, 500.0), "Move a parcel");
        let cut = fit("Move a parcel for less", 12.0, false, 70.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0, false) <= 70.0, "{cut}");
        assert_eq!(fit("Move", 12.0, false, 5.0), "");
    }
}
