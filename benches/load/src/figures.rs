//! What a rush measured.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::plan::{Ending, Receipt};

/// Counts and latencies.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    latencies: BTreeMap<&'static str, Vec<Duration>>,
    receipts: Vec<Receipt>,
    refused: u64,
    failures: BTreeMap<String, u64>,
    /// Length of the rush.
    pub seconds: f64,
}

/// Latencies of one kind of request, milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Latency {
    /// Requests.
    pub requests: usize,
    /// Median.
    pub p50: f64,
    /// Ninety-ninth percentile.
    pub p99: f64,
    /// Slowest.
    pub max: f64,
}

impl Figures {
    /// Times one request of a kind, its whole answer included.
    pub fn time<T>(&mut self, kind: &'static str, request: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let answer = request();
        self.latencies.entry(kind).or_default().push(start.elapsed());
        answer
    }

    /// Counts one attempt's ending.
    pub fn count(&mut self, ending: Ending) {
        match ending {
            Ending::Receipt(receipt) => self.receipts.push(receipt),
            Ending::Refused => self.refused += 1,
            Ending::Failed(reason) => *self.failures.entry(reason).or_default() += 1,
        }
    }

    /// Adds another client's figures.
    pub fn add(&mut self, other: Self) {
        for (kind, latencies) in other.latencies {
            self.latencies.entry(kind).or_default().extend(latencies);
        }
        self.receipts.extend(other.receipts);
        self.refused += other.refused;
        for (reason, number) in other.failures {
            *self.failures.entry(reason).or_default() += number;
        }
    }

    /// Receipts that were acknowledged.
    pub fn receipts(&self) -> &[Receipt] {
        &self.receipts
    }

    /// Attempts that were told that there is no place.
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// Attempts that neither got a receipt nor a clear refusal.
    pub fn failed(&self) -> u64 {
        self.failures.values().sum()
    }

    /// Why attempts failed, with how often.
    pub fn failures(&self) -> &BTreeMap<String, u64> {
        &self.failures
    }

    /// Different receipt numbers.
    pub fn different(&self) -> usize {
        let mut numbers: Vec<&str> = self.receipts.iter().map(|one| one.number.as_str()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.len()
    }

    /// Attempts a second that ended with a receipt or a clear refusal.
    pub fn attempts_per_second(&self) -> f64 {
        let refused = usize::try_from(self.refused).unwrap_or(usize::MAX);
        self.rate(self.receipts.len().saturating_add(refused))
    }

    /// Receipts a second.
    pub fn receipts_per_second(&self) -> f64 {
        self.rate(self.receipts.len())
    }

    /// Requests a second.
    pub fn requests_per_second(&self) -> f64 {
        self.rate(self.latencies.values().map(Vec::len).sum())
    }

    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    fn rate(&self, number: usize) -> f64 {
        number as f64 / self.seconds.max(f64::MIN_POSITIVE)
    }

    /// Latencies by kind of request.
    pub fn by_kind(&self) -> BTreeMap<&'static str, Latency> {
        let kinds = self.latencies.iter();
        kinds.map(|(kind, all)| (*kind, latency(all.clone()))).collect()
    }

    /// Latencies of all requests.
    pub fn overall(&self) -> Latency {
        latency(self.latencies.values().flatten().copied().collect())
    }

    /// One JSON object.
    pub fn report(&self) -> Value {
        let line = |one: &Latency| json!({ "requests": one.requests, "p50_ms": one.p50, "p99_ms": one.p99, "max_ms": one.max });
        let kinds: serde_json::Map<String, Value> = self
            .by_kind()
            .iter()
            .map(|(kind, one)| ((*kind).to_owned(), line(one)))
            .collect();
        json!({
            "seconds": self.seconds,
            "receipts": self.receipts.len(),
            "different_receipts": self.different(),
            "refused": self.refused,
            "failed": self.failures,
            "requests_per_second": self.requests_per_second(),
            "attempts_per_second": self.attempts_per_second(),
            "receipts_per_second": self.receipts_per_second(),
            "all": line(&self.overall()),
            "kinds": kinds,
        })
    }
}

fn latency(mut all: Vec<Duration>) -> Latency {
    all.sort_unstable();
    Latency {
        requests: all.len(),
        p50: quantile(&all, 0.5),
        p99: quantile(&all, 0.99),
        max: quantile(&all, 1.0),
    }
}

/// Nearest rank, in milliseconds; 0 without measurements.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "an index into a list of measurements"
)]
pub fn quantile(sorted: &[Duration], share: f64) -> f64 {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    let found = sorted.get(rank.clamp(1, sorted.len().max(1)) - 1);
    found.map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_nearest_ranks() {
        let all: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        let found = latency(all);
        assert_eq!((found.p50, found.p99, found.max), (100.0, 198.0, 200.0));
        assert_eq!(latency(Vec::new()), Latency::default());
    }
}
