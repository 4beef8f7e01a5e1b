//! Numbers as charts write them: values with the site's separators, ticks with one scale per axis.

use super::spec::NumberStyle;

/// Sizes beyond this are no measure of anything and would overflow a scale.
const LARGEST: f64 = 1e300;
/// Sizes below this are zero to a scale.
const SMALLEST: f64 = 1e-290;
/// From here on digits say nothing; written as `1.2e13`.
const SCIENTIFIC: f64 = 1e13;

/// A value a scale can carry: finite and not absurd; `None` for the rest.
pub(super) fn usable(value: f64) -> Option<f64> {
    match value.abs() {
        size if size < SMALLEST => Some(0.0),
        size if size < LARGEST => Some(value),
        _ => None,
    }
}

/// Units of the last digit in one, by the number of decimals.
const UNITS: [u64; 7] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/// Writes a whole number as it is; a site has millions of days, and `write!` takes five times as long.
pub fn push_whole(out: &mut String, whole: u32) {
    out.push_str(itoa::Buffer::new().format(whole));
}

impl NumberStyle {
    /// `1,303.8` with a real minus; rounds half away from zero, never −0.
    pub fn text(&self, value: f64) -> String {
        self.with_decimals(value, self.decimals)
    }

    /// `90.6%`, `£3.42`; units that are words are left to the subtitle.
    pub(super) fn quantity(&self, value: f64, unit: &str) -> String {
        let mut out = String::with_capacity(24);
        self.write_quantity(value, unit, &mut out);
        out
    }

    /// Like [`NumberStyle::quantity`], at the end of another text.
    pub(super) fn write_quantity(&self, value: f64, unit: &str, out: &mut String) {
        let start = out.len();
        self.write(value, out);
        attach_at(out, start, unit);
    }

    /// `1.3M`: two or three digits, for gutters too narrow for the value.
    pub(super) fn short(&self, value: f64, unit: &str) -> String {
        let scale = scale_of(value.abs());
        if scale.1.is_empty() {
            return self.quantity(value, unit);
        }
        let scaled = value / scale.0;
        let text = self.with_decimals(scaled, u8::from(scaled.abs() < 100.0));
        attach(&format!("{text}{}", scale.1), unit)
    }

    /// Tick labels: as many decimals as the step needs, one scale for the whole axis (`0.5M`, `1.0M`).
    pub(super) fn ticks(&self, ticks: &[f64]) -> Vec<String> {
        let largest = ticks.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        let step = ticks.windows(2).map(|w| w[1] - w[0]).fold(f64::INFINITY, f64::min);
        let scale = scale_of(largest);
        let decimals = (0..=6u8).find(|d| whole(ticks, scale.0, *d));
        match decimals {
            Some(d) if largest < SCIENTIFIC => ticks
                .iter()
                .map(|v| {
                    let suffix = if *v == 0.0 { "" } else { scale.1 };
                    format!("{}{suffix}", self.with_decimals(v / scale.0, if *v == 0.0 { 0 } else { d }))
                })
                .collect(),
            _ => {
                ticks.iter().map(|v| if v.abs() < step / 1e6 { "0".to_owned() } else { self.scientific(*v) }).collect()
            }
        }
    }

    pub(super) fn with_decimals(&self, value: f64, decimals: u8) -> String {
        let mut out = String::with_capacity(24);
        self.write_with(value, decimals, &mut out);
        out
    }

    /// Like [`NumberStyle::text`], at the end of another text.
    pub(super) fn write(&self, value: f64, out: &mut String) {
        self.write_with(value, self.decimals, out);
    }

    fn write_with(&self, value: f64, decimals: u8, out: &mut String) {
        if value.is_nan() || value.abs() >= SCIENTIFIC {
            out.push_str(&self.scientific(value));
            return;
        }
        // Below the bound both factors fit: digits are written as the integer they are.
        let decimals = usize::from(decimals).min(UNITS.len() - 1);
        let digits = rounded(value.abs(), UNITS[decimals] as f64);
        if value < 0.0 && digits > 0 {
            out.push('−');
        }
        self.write_whole(digits / UNITS[decimals], out);
        if decimals > 0 {
            out.push(self.decimal);
            push_digits(out, digits, decimals);
        }
    }

    /// A whole number in groups of three digits.
    fn write_whole(&self, whole: u64, out: &mut String) {
        if whole < 1000 {
            out.push_str(itoa::Buffer::new().format(whole));
            return;
        }
        self.write_whole(whole / 1000, out);
        out.push(self.group);
        push_digits(out, whole, 3);
    }

    fn scientific(&self, value: f64) -> String {
        format!("{value:.1e}")
            .replace('-', "−")
            .replace('.', &self.decimal.to_string())
            .replace(",0e", "e")
            .replace(".0e", "e")
    }
}

/// The last digits of a number.
fn push_digits(out: &mut String, number: u64, digits: usize) {
    for unit in UNITS[..digits].iter().rev() {
        out.push(char::from(b'0' + (number / unit % 10) as u8));
    }
}

/// A size in units of its last digit; halves go away from zero in spite of binary noise: 1.005 is 1.01.
fn rounded(size: f64, unit: f64) -> u64 {
    // Towards zero is down here: no size is negative.
    (size * unit * (1.0 + 4.0 * f64::EPSILON) + 0.5) as u64
}

fn scale_of(size: f64) -> (f64, &'static str) {
    match size {
        s if s >= 1e12 => (1e12, "tn"),
        s if s >= 1e9 => (1e9, "bn"),
        s if s >= 1e6 => (1e6, "M"),
        s if s >= 1e4 => (1e3, "k"),
        _ => (1.0, ""),
    }
}

fn whole(ticks: &[f64], scale: f64, decimals: u8) -> bool {
    ticks.iter().all(|v| {
        let digits = v / scale * 10f64.powi(i32::from(decimals));
        (digits - digits.round()).abs() <= 1e-6 * digits.abs().max(1e-3)
    })
}

/// Units that are signs stand at the number; words do not.
pub(super) fn is_sign(unit: &str) -> bool {
    matches!(unit, "%" | "°" | "‰" | "£" | "$" | "€" | "¥")
}

pub(super) fn attach(number: &str, unit: &str) -> String {
    let mut out = number.to_owned();
    attach_at(&mut out, 0, unit);
    out
}

/// Attaches a unit to the number that a text ends with.
fn attach_at(text: &mut String, start: usize, unit: &str) {
    match unit {
        "%" | "°" | "‰" => text.push_str(unit),
        "£" | "$" | "€" | "¥" => {
            let sign = if text[start..].starts_with('−') { '−'.len_utf8() } else { 0 };
            text.insert_str(start + sign, unit);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_carry_the_separators_of_the_site() {
        let german = NumberStyle { decimals: 1, decimal: ',', group: '.' };
        assert_eq!(german.text(-1_303_848.25), "−1.303.848,3");
        assert_eq!(NumberStyle::default().text(-0.04), "0.0");
        assert_eq!(NumberStyle::default().quantity(90.64, "%"), "90.6%");
        assert_eq!(NumberStyle::default().quantity(-3.4, "£"), "−£3.4");
    }

    #[test]
    fn charts_and_pages_round_alike() {
        for v in [1.005, 0.285, -0.125, 0.694_999_9, 88.45, -0.001, 1e9, 2.5, 999.9996, 123_456_789.987_654] {
            for d in 0..4u8 {
                let plain =
                    NumberStyle { decimals: d, decimal: '.', group: '_' }.text(v).replace('_', "").replace('−', "-");
                assert_eq!(plain.parse::<f64>(), Ok(crate::present::format::round(v, d)), "{v} {d}");
            }
        }
    }

    #[test]
    fn an_axis_has_one_scale_and_the_decimals_of_its_step() {
        let s = NumberStyle::default();
        assert_eq!(s.ticks(&[0.0, 500_000.0, 1_000_000.0]), ["0", "0.5M", "1.0M"]);
        assert_eq!(s.ticks(&[84.0, 86.0]), ["84", "86"]);
        assert_eq!(s.ticks(&[2.5, 5.0, 7.5]), ["2.5", "5.0", "7.5"]);
        assert_eq!(s.ticks(&[-20_000.0, 0.0, 20_000.0]), ["−20k", "0", "20k"]);
        assert_eq!(s.ticks(&[0.0, 2e-9, 4e-9]), ["0", "2e−9", "4e−9"]);
        assert_eq!(s.ticks(&[0.0, 1e200]), ["0", "1e200"]);
    }

    #[test]
    fn short_values_fit_a_narrow_gutter() {
        let s = NumberStyle::default();
        assert_eq!(s.short(1_303_848.0, ""), "1.3M");
        assert_eq!(s.short(-204_000.0, "£"), "−£204k");
        assert_eq!(s.short(90.6, "%"), "90.6%");
    }

    #[test]
    fn absurd_values_are_refused() {
        assert_eq!(usable(f64::NAN), None);
        assert_eq!(usable(f64::NEG_INFINITY), None);
        assert_eq!(usable(1e308), None);
        assert_eq!(usable(5e-320), Some(0.0));
        assert_eq!(usable(-4.0), Some(-4.0));
    }
}
