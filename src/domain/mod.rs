//! Layer 1: the words of the field as types. Knows no YAML, no HTML, no files.

pub mod cadence;
pub mod id;
pub mod next;
pub mod number;
pub mod period;
pub mod repository;
pub mod rhythm;
pub mod status;

pub use cadence::{Cadence, Slot};
pub use id::{GoalRef, key, slug};
pub use jiff::civil::Date;
pub use number::Quantity;
pub use period::{Calendar, Period};
pub use repository::{Host, Repository};
pub use rhythm::CheckInDay;
pub use status::{Band, Status};
