//! How a text becomes words that can be searched. `search.js` folds and cuts a question in the same way: a change here
//! is a change there.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without accents and points, half and full width alike.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let plain = text.to_lowercase().nfkd().filter(|c| !is_accent(*c)).nfc().collect::<String>();
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            c => out.push(c),
        }
    }
    out
}

/// Accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic, the Arabic stretch.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Scripts written without spaces between words, and Hangul, whose words carry endings: searched by pairs of signs.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || !c.is_ascii() && is_combining_mark(c)
}

/// Signs that hold an id together: `OPS-2`, `FY26.Q3`.
fn is_joint(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '/')
}

/// The words of a folded text. An id counts as a whole (`ops2`) and in its parts.
pub fn each_word(folded: &str, mut found: impl FnMut(&str)) {
    let chunks = folded.split(|c: char| !(is_word(c) || is_joint(c))).filter(|c| !c.is_empty());
    for chunk in chunks {
        if chunk.bytes().all(|b| b.is_ascii_alphanumeric()) {
            found(chunk);
            continue;
        }
        if chunk.contains(is_joint) && chunk.contains(|c: char| c.is_ascii_digit()) {
            let whole: String = chunk.chars().filter(|c| !is_joint(*c)).collect();
            found(&whole);
        }
        chunk.split(is_joint).filter(|w| !w.is_empty()).for_each(|word| cut(word, &mut found));
    }
}

/// A word of a spaced script as it is; a run of another as pairs, and its last sign.
fn cut(word: &str, found: &mut impl FnMut(&str)) {
    if !word.contains(is_unspaced) {
        found(word);
        return;
    }
    let mut from = 0;
    let ends: Vec<usize> = word.char_indices().map(|(i, _)| i).chain([word.len()]).collect();
    for pair in ends.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let sign = &word[start..end];
        if !sign.contains(is_unspaced) {
            continue;
        }
        if from < start {
            found(&word[from..start]);
        }
        let next = word[end..].chars().next().filter(|c| is_unspaced(*c));
        found(&word[start..end + next.map_or(0, char::len_utf8)]);
        from = end;
    }
    if from < word.len() {
        found(&word[from..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        each_word(&fold(text), |w| out.push(w.to_owned()));
        out
    }

    #[test]
    fn accents_case_and_width_do_not_matter() {
        assert_eq!(words("Überprüfung der ＫＰＩ, Łódź"), ["uberprufung", "der", "kpi", "lodz"]);
        assert_eq!(fold("Straße ΟΔΟΣ"), "strasse οδοσ");
        assert_eq!(words("مُحَمَّد"), words("محمد"));
    }

    #[test]
    fn an_id_is_found_as_a_whole_and_in_parts() {
        assert_eq!(words("OPS-2: first-attempt"), ["ops2", "ops", "2", "first", "attempt"]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(words("配送率2025年"), ["配送", "送率", "率", "2025", "年"]);
        assert_eq!(words("한국어"), ["한국", "국어", "어"]);
    }
}
