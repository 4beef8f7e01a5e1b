//! `periods/NAME.seal.json`: a period's results as they were sealed (`domain.md` §6). Written by `goalpost seal`, never by
//! hand; amendments are appended, nothing in it is rewritten.

use crate::base::past::Outline;
use crate::base::{Diagnostic, FileId, Place, Sink, Sources, codes};
use crate::domain::Date;
use serde::{Deserialize, Serialize};

/// The end of the name of every seal.
pub const SUFFIX: &str = ".seal.json";
/// The folder of seals.
pub const FOLDER: &str = "periods/";
/// The form of the file; a later form may have more fields.
pub const FORMAT: u32 = 1;

/// One seal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SealDoc {
    pub format: u32,
    /// The version of the program that computed it.
    pub goalpost: String,
    /// The canonical name.
    pub period: String,
    /// The as-of date of the report that was sealed.
    pub sealed: Date,
    /// The site's status policy.
    pub policy: String,
    pub goals: Vec<SealedGoal>,
    /// The KPIs that its goals read and those of its review.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kpis: Vec<SealedKpi>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amendment>,
    #[serde(skip)]
    pub file: Option<FileId>,
}

/// Results that were corrected after the seal, with the reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amendment {
    pub date: Date,
    pub why: String,
    pub goalpost: String,
    pub goals: Vec<SealedGoal>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kpis: Vec<SealedKpi>,
}

/// An objective's result. `null` is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SealedGoal {
    pub id: String,
    pub title: String,
    /// The status' token.
    pub status: String,
    pub score: Option<f64>,
    pub expected: Option<f64>,
    /// As computed; the score differs where a grade was recorded.
    pub progress: Option<f64>,
    /// The score under the first definitions, where a goalpost was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<f64>,
    pub key_results: Vec<SealedKeyResult>,
    /// What was written in the page.
    pub definition: Outline,
}

/// A key result's result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SealedKeyResult {
    pub id: String,
    pub title: String,
    pub status: String,
    pub score: Option<f64>,
    pub progress: Option<f64>,
    pub value: Option<f64>,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
}

/// What a KPI came to over the period, by its own aggregation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SealedKpi {
    pub id: String,
    pub title: String,
    pub value: Option<f64>,
    /// Values that were there, of those that the period has.
    pub observed: u32,
    pub expected: u32,
}

/// Reads every seal; one that cannot be read is a mistake, and its period is shown as computed.
pub fn read_all(sources: &Sources, sink: &mut Sink) -> Vec<SealDoc> {
    let files = sources.iter().filter(|f| f.path.starts_with(FOLDER) && f.path.ends_with(SUFFIX));
    let read = |file: &crate::base::SourceFile| match serde_json::from_str::<SealDoc>(&file.text) {
        Ok(seal) if seal.format <= FORMAT => Some(SealDoc { file: Some(file.id), ..seal }),
        Ok(seal) => {
            let message = format!("the seal has the form {}, and this version reads {FORMAT}", seal.format);
            sink.push(Diagnostic::new(codes::BAD_SEAL, file.id, Place::File, message).help("use a newer version"));
            None
        }
        Err(error) => {
            let message = format!("the seal cannot be read: {error}");
            let help = "take the file back from the repository's history: `git checkout REVISION -- FILE`";
            sink.push(Diagnostic::new(codes::BAD_SEAL, file.id, Place::File, message).help(help));
            None
        }
    };
    files.filter_map(read).collect()
}
