//! KPI series from CSV: long, wide by KPI, wide by date (`domain.md` §5).

use crate::base::{Sink, SourceFile};
use crate::parse::Reading;
use crate::parse::doc::{Dialect, KpiDoc};
use crate::resolve::model::Series;

/// Reads one KPI's series from a file. `sheet` is true where the file holds many KPIs and the KPI's id names its column or row.
/// `dialect` is the site's; the KPI's own wins. Findings about the KPI's mapping point into the KPI page.
pub fn parse(
    _file: &SourceFile,
    _kpi: &KpiDoc,
    _sheet: bool,
    _dialect: &Dialect,
    _reading: &Reading,
    _sink: &mut Sink,
) -> Series {
    Series::default()
}
