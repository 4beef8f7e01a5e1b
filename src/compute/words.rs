//! The number form that findings are written in.

/// A value of any size with four digits that matter: `92.3`, `127.8`, `446923`.
pub fn plain(value: f64) -> String {
    let decimals = match value.abs() {
        ..1.0 => 4,
        ..100.0 => 2,
        ..1000.0 => 1,
        _ => 0,
    };
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_write_numbers_plainly() {
        assert_eq!((plain(92.3).as_str(), plain(1250.0).as_str(), plain(-0.00001).as_str()), ("92.3", "1250", "0"));
    }
}
