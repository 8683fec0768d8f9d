//! Samples and what is told of them.

/// Samples of one quantity.
#[derive(Default, Clone)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Adds one.
    pub fn push(&mut self, sample: f64) {
        self.0.push(sample);
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The value below which a share (0 to 1) of the samples lies; NaN without samples.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        sorted
            .get((share * last as f64).round() as usize)
            .copied()
            .unwrap_or(f64::NAN)
    }

    /// The middle one.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }
}

/// One row of the report.
pub struct Row {
    /// What a user feels.
    pub what: String,
    /// What was measured, with its figures.
    pub measured: String,
    /// The ratio.
    pub ratio: f64,
    /// The bar of design §11.
    pub bar: f64,
}

impl Row {
    /// Times of ours against those of a peer or floor (ms), by their medians.
    pub fn of_times(what: String, peer: &str, ours: &Samples, floor: &Samples, bar: f64) -> Self {
        Self {
            what,
            measured: format!(
                "{:.2} ms, {peer} {:.2} ms (medians, n = {}); p99 {:.1} and {:.1} ms",
                ours.median(),
                floor.median(),
                ours.len(),
                ours.quantile(0.99),
                floor.quantile(0.99)
            ),
            ratio: ours.median() / floor.median(),
            bar,
        }
    }

    /// As a row of the table in `docs/benchmarks.md`.
    pub fn line(&self) -> String {
        let verdict = if self.ratio <= self.bar { "✔" } else { "✘" };
        format!(
            "| {} | {} | {:.3} | ≤ {} {verdict} |",
            self.what,
            self.measured,
            self.ratio,
            (self.bar * 1e3).round() / 1e3
        )
    }
}
