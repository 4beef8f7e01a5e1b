//! What colours come to for eyes that see fewer of them, against the vectors, and the built-in themes with it.

use super::*;
use std::path::Path;

/// What an eye without one kind of cones makes of linear red, green and blue (Machado, Oliveira and Fernandes 2009,
/// full severity); the first is the eye with all three.
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protan", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    ("deutan", [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    ("tritan", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
];

fn times(rows: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    rows.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

/// CIE L*a*b* under D65 of a colour as the eye sees it.
fn seen(colour: [f64; 3], eye: [[f64; 3]; 3]) -> [f64; 3] {
    let linear = colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    let light = times(eye, linear).map(|c| c.clamp(0.0, 1.0));
    let [x, y, z] = times(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]],
        light,
    );
    let f = |t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let (x, y, z) = (f(x / 0.95047), f(y), f(z / 1.08883));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn apart(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn contrasts_and_distances_are_those_of_the_vectors() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/colour/contrast.json");
    let vectors: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(vectors.len(), 7);
    for (name, palette) in &vectors {
        for ground in ["white", "#0f1419"] {
            for (ink, ratio) in palette[format!("contrast_on_{ground}")].as_object().unwrap() {
                let ground = if ground == "white" { [1.0; 3] } else { hex(ground).unwrap() };
                let ours = contrast(hex(ink).unwrap(), ground);
                assert!((ours - ratio.as_f64().unwrap()).abs() < 0.0051, "{name} {ink}: {ours} {ratio}");
            }
        }
        let inks: Vec<[f64; 3]> =
            palette["contrast_on_white"].as_object().unwrap().keys().map(|ink| hex(ink).unwrap()).collect();
        for (kind, eye) in EYES {
            let seen: Vec<[f64; 3]> = inks.iter().map(|ink| seen(*ink, eye)).collect();
            let pairs = (0..seen.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
            let least = pairs.map(|(i, j)| apart(seen[i], seen[j])).fold(f64::MAX, f64::min);
            let theirs = palette["min_deltaE76"][kind].as_f64().unwrap();
            assert!((least - theirs).abs() < 0.051, "{name}, {kind}: {least} {theirs}");
        }
    }
}

#[test]
fn better_and_worse_stay_apart_for_eyes_without_one_kind_of_cones() {
    for css in [
        include_str!("../../../themes/default/static/site.css").to_owned(),
        concat!(
            include_str!("../../../themes/default/static/site.css"),
            include_str!("../../../themes/ledger/static/ledger.css")
        )
        .to_owned(),
    ] {
        let (light, dark) = palettes(&[Style { file: None, css }], &[], None);
        for palette in [light, dark] {
            let [good, bad] = ["good", "bad"].map(|name| colour(&palette, name, 0).unwrap());
            for (kind, eye) in EYES {
                // Red and green, the usual pair, come down to 24.
                let distance = apart(seen(good, eye), seen(bad, eye));
                assert!(distance > 60.0, "{kind}: {distance}");
            }
        }
    }
}
