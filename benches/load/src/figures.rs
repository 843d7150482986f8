//! What a run measured.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::Ending;

/// Counts and latencies.
#[derive(Default)]
pub struct Figures {
    latencies: Vec<Duration>,
    receipts: Vec<String>,
    refused: u64,
    failures: BTreeMap<String, u64>,
    /// Length of the run.
    pub seconds: f64,
}

impl Figures {
    /// Times one request.
    pub fn time<T>(&mut self, request: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let answer = request();
        self.latencies.push(start.elapsed());
        answer
    }

    /// Counts one attempt's ending.
    pub fn count(&mut self, ending: Ending) {
        match ending {
            Ending::Receipt(number) => self.receipts.push(number),
            Ending::Refused => self.refused += 1,
            Ending::Failed(reason) => *self.failures.entry(reason).or_default() += 1,
        }
    }

    /// Adds another client's figures.
    pub fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.receipts.extend(other.receipts);
        self.refused += other.refused;
        for (reason, number) in other.failures {
            *self.failures.entry(reason).or_default() += number;
        }
    }

    /// Attempts that neither got a receipt nor a clear refusal.
    pub fn failed(&self) -> u64 {
        self.failures.values().sum()
    }

    /// One JSON object.
    pub fn report(&self) -> String {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index into a list of measurements"
        )]
        let quantile = |share: f64| {
            let index = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
            sorted
                .get(index)
                .map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
        };
        let mut unique = self.receipts.clone();
        unique.sort_unstable();
        unique.dedup();
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
        let rate = |number: usize| number as f64 / self.seconds;
        let attempts = self.receipts.len() + usize::try_from(self.refused).unwrap_or(0);
        json!({
            "seconds": self.seconds,
            "receipts": self.receipts.len(),
            "receipts_unique": unique.len(),
            "refused": self.refused,
            "failed": self.failures,
            "requests": sorted.len(),
            "requests_per_second": rate(sorted.len()),
            "attempts_per_second": rate(attempts),
            "receipts_per_second": rate(self.receipts.len()),
            "latency_ms": { "p50": quantile(0.5), "p90": quantile(0.9), "p99": quantile(0.99), "max": quantile(1.0) },
        })
        .to_string()
    }
}
