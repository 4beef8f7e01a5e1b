//! The forecast fan of a line chart: where the series will most likely be, and where it nearly always will.

use super::backend::{Plot, Role};
use super::line::Chart;
use super::number::usable;
use super::spec::FanStep;

impl Chart<'_> {
    /// The fan, widest part first, and the dotted way through its middle; it opens from the last settled value.
    pub fn fan(&self, plot: &Plot) {
        let steps = self.steps_to_come();
        let Some((_, now)) = self.series.now() else { return };
        if steps.is_empty() {
            return;
        }
        let start = (now.day, now.value);
        let outline = |ends: &dyn Fn(&FanStep) -> Option<(f64, f64)>| {
            let (mut low, mut high) = (vec![start], vec![start]);
            for step in &steps {
                let (l, h) = ends(step)?;
                low.push((self.days.noon(step.date), usable(l)?));
                high.push((self.days.noon(step.date), usable(h)?));
            }
            high.extend(low.into_iter().rev());
            Some(high)
        };
        for area in [outline(&|s| s.nearly_all), outline(&|s| Some(s.most))].into_iter().flatten() {
            plot.polygon("fan", area);
        }
        let middle = steps.iter().filter_map(|s| Some((self.days.noon(s.date), usable(s.value)?)));
        plot.line(Role::Likely, std::iter::once(start).chain(middle));
    }

    /// The steps of the fan within the drawn days.
    pub fn steps_to_come(&self) -> Vec<&FanStep> {
        self.spec.fan.iter().filter(|s| self.days.hold(s.date) && usable(s.value).is_some()).collect()
    }
}
