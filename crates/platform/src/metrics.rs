//! Figures for Prometheus. No label ever holds what a person typed: names of operations, templates of routes,
//! states and status codes only.

mod collector;

use std::time::Duration;

pub use collector::{CollectorFigures, Door, collector};
use jiff::Timestamp;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{
    BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use sea_orm::{ColumnTrait, DatabaseBackend, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};

use crate::jobs::job;
use crate::store::{Store, StoreError};

/// Requests answered.
pub const REQUESTS: &str = "mamori_http_requests_total";
/// How long answering took.
pub const REQUEST_SECONDS: &str = "mamori_http_request_seconds";
/// Transactions that ended.
pub const TRANSACTIONS: &str = "mamori_transactions_total";
/// Further tries after conflicts.
pub const TRANSACTION_RETRIES: &str = "mamori_transaction_retries_total";
/// How long a transaction took, waiting for its turn and further tries included.
pub const TRANSACTION_SECONDS: &str = "mamori_transaction_seconds";
/// Mails not sent yet.
pub const OUTBOX_WAITING: &str = "mamori_outbox_waiting";
/// Age of the oldest of them.
pub const OUTBOX_OLDEST_SECONDS: &str = "mamori_outbox_oldest_seconds";
/// Jobs by state.
pub const JOBS: &str = "mamori_jobs";
/// Connections to the database.
pub const DATABASE_CONNECTIONS: &str = "mamori_database_connections";
/// Whether the last collection reached the database.
pub const DATABASE_UP: &str = "mamori_database_up";
/// Which version runs.
pub const BUILD: &str = "mamori_build_info";

/// A figure as `docs/operations.md` explains it.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Name at Prometheus.
    pub name: &'static str,
    /// `counter`, `gauge` or `histogram`.
    pub kind: &'static str,
    /// Names of its labels.
    pub labels: &'static str,
    /// What it counts.
    pub meaning: &'static str,
}

const fn figure(
    name: &'static str,
    kind: &'static str,
    labels: &'static str,
    meaning: &'static str,
) -> Figure {
    Figure {
        name,
        kind,
        labels,
        meaning,
    }
}

/// Every figure.
pub const FIGURES: &[Figure] = &[
    figure(REQUESTS, "counter", "method, route, status", "Requests answered"),
    figure(
        REQUEST_SECONDS,
        "histogram",
        "method, route",
        "Seconds from request to answer",
    ),
    figure(
        TRANSACTIONS,
        "counter",
        "name, result",
        "Transactions that ended, `ok` or `error`",
    ),
    figure(
        TRANSACTION_RETRIES,
        "counter",
        "name",
        "Further tries after conflicts",
    ),
    figure(
        TRANSACTION_SECONDS,
        "histogram",
        "name",
        "Seconds of a transaction, with waiting for its turn",
    ),
    figure(OUTBOX_WAITING, "gauge", "", "Mails not sent yet"),
    figure(
        OUTBOX_OLDEST_SECONDS,
        "gauge",
        "",
        "Age in seconds of the oldest mail not sent yet; 0 = none",
    ),
    figure(JOBS, "gauge", "state", "Jobs `ready`, `running` or `dead`"),
    figure(
        DATABASE_CONNECTIONS,
        "gauge",
        "pool, state",
        "Connections to the database, `busy` or `idle`",
    ),
    figure(
        DATABASE_UP,
        "gauge",
        "",
        "1 = the database answered at this collection, 0 = it did not",
    ),
    figure(
        BUILD,
        "gauge",
        "version",
        "Always 1; the label tells the version that runs",
    ),
    figure(
        collector::UP,
        "gauge",
        "",
        "1 = the collector wrote its figures within 2 minutes, 0 = it does not run",
    ),
    figure(
        collector::LINES,
        "counter",
        "door",
        "Lines kept since the collector was started",
    ),
    figure(collector::BYTES, "counter", "door", "Their bytes"),
    figure(
        collector::CUT,
        "counter",
        "door",
        "Lines cut because they were too long",
    ),
    figure(
        collector::REFUSED,
        "counter",
        "door, reason",
        "Connections, frames and lines refused",
    ),
    figure(
        collector::DROPPED,
        "counter",
        "",
        "Lines that UDP lost: the kernel’s buffer or the disk was full",
    ),
    figure(
        collector::DUPLICATES,
        "counter",
        "",
        "Lines that came twice and were dropped",
    ),
    figure(
        collector::NOT_UNDERSTOOD,
        "counter",
        "",
        "Lines kept that were not understood",
    ),
    figure(
        collector::HEARD,
        "gauge",
        "",
        "Devices that sent a line within an hour",
    ),
    figure(
        collector::WAITING,
        "gauge",
        "",
        "Bytes of the write-ahead log that were not read yet",
    ),
    figure(
        collector::FREE,
        "gauge",
        "",
        "Free bytes of the disk with the lake",
    ),
    figure(
        collector::FULL,
        "gauge",
        "",
        "1 = the write-ahead log takes nothing",
    ),
    figure(
        collector::FLUSHED,
        "gauge",
        "",
        "When lines were last written to the lake, in seconds since 1970",
    ),
];

/// Bounds of the histograms in seconds.
const BUCKETS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Methods with their own label; a stranger may send any word as a method.
const METHODS: &[&str] = &["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// What was collected so far.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
}

impl Metrics {
    /// Makes this process collect. Without it, every figure goes nowhere at no cost. Once it runs, somebody must
    /// call [`Metrics::render`] or [`Metrics::tidy`] every few seconds: histograms grow until then.
    pub fn install(version: &str) -> Result<Self, BuildError> {
        let recorder = recorder()?;
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder)?;
        describe(version);
        Ok(Self { handle })
    }

    /// The figures in Prometheus' text format.
    pub fn render(&self) -> String {
        self.handle.render()
    }

    /// Folds what came since the last time into the histograms.
    pub fn tidy(&self) {
        self.handle.run_upkeep();
    }
}

fn recorder() -> Result<PrometheusRecorder, BuildError> {
    let seconds = Matcher::Suffix("_seconds".to_owned());
    Ok(PrometheusBuilder::new()
        .set_buckets_for_metric(seconds, BUCKETS)?
        .build_recorder())
}

fn describe(version: &str) {
    for figure in FIGURES {
        match figure.kind {
            "counter" => metrics::describe_counter!(figure.name, figure.meaning),
            "gauge" => metrics::describe_gauge!(figure.name, figure.meaning),
            _ => metrics::describe_histogram!(figure.name, figure.meaning),
        }
    }
    gauge!(BUILD, "version" => version.to_owned()).set(1.0);
}

/// Notes an answered request. `route` is the template (`/desk/{programme}`), never the path; a request that no
/// route took is noted as `other`.
pub fn request(method: &str, route: Option<&str>, status: u16, took: Duration) {
    let method = METHODS
        .iter()
        .find(|known| **known == method)
        .copied()
        .unwrap_or("other");
    let route = route.unwrap_or("other").to_owned();
    counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    histogram!(REQUEST_SECONDS, "method" => method, "route" => route).record(took.as_secs_f64());
}

/// Notes a transaction that ended after `attempts` tries.
pub fn transaction(name: &'static str, committed: bool, attempts: u32, took: Duration) {
    let result = if committed { "ok" } else { "error" };
    counter!(TRANSACTIONS, "name" => name, "result" => result).increment(1);
    counter!(TRANSACTION_RETRIES, "name" => name).increment(u64::from(attempts.saturating_sub(1)));
    histogram!(TRANSACTION_SECONDS, "name" => name).record(took.as_secs_f64());
}

/// Notes how many mails wait, and since when the oldest does.
pub fn outbox(waiting: u64, oldest: Option<Timestamp>, now: Timestamp) {
    gauge!(OUTBOX_WAITING).set(as_figure(waiting));
    let age = oldest.map_or(0.0, |oldest| now.duration_since(oldest).as_secs_f64().max(0.0));
    gauge!(OUTBOX_OLDEST_SECONDS).set(age);
}

/// Asks the database for the figures that live there: call it before [`Metrics::render`].
pub async fn collect(store: &Store) {
    connections(store);
    match count_jobs(store).await {
        Ok(()) => gauge!(DATABASE_UP).set(1.0),
        Err(error) => {
            tracing::warn!(%error, "the figures of the database could not be collected");
            gauge!(DATABASE_UP).set(0.0);
        }
    }
}

async fn count_jobs(store: &Store) -> Result<(), StoreError> {
    for state in [job::READY, job::RUNNING, job::DEAD] {
        let jobs = job::Entity::find()
            .filter(job::Column::State.eq(state))
            .count(store.reader())
            .await?;
        gauge!(JOBS, "state" => state).set(as_figure(jobs));
    }
    Ok(())
}

fn connections(store: &Store) {
    note_pool("reader", store.reader());
    if store.backend() == DatabaseBackend::Sqlite {
        note_pool("writer", store.writer());
    }
}

fn note_pool(pool: &'static str, connection: &DatabaseConnection) {
    let (size, idle) = if connection.get_database_backend() == DatabaseBackend::Sqlite {
        let pool = connection.get_sqlite_connection_pool();
        (pool.size(), pool.num_idle())
    } else {
        let pool = connection.get_postgres_connection_pool();
        (pool.size(), pool.num_idle())
    };
    let idle = u64::try_from(idle).unwrap_or(0);
    let busy = u64::from(size).saturating_sub(idle);
    gauge!(DATABASE_CONNECTIONS, "pool" => pool, "state" => "idle").set(as_figure(idle));
    gauge!(DATABASE_CONNECTIONS, "pool" => pool, "state" => "busy").set(as_figure(busy));
}

/// Prometheus knows floating point only; counts stay far below 2^53.
fn as_figure(count: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let figure = count as f64;
    figure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collected(what: impl FnOnce()) -> String {
        let recorder = recorder().unwrap();
        let handle = recorder.handle();
        metrics::with_local_recorder(&recorder, || {
            describe("0.1.0");
            what();
        });
        handle.render()
    }

    #[test]
    fn every_figure_is_rendered_with_its_meaning() {
        let text = collected(|| {
            request(
                "GET",
                Some("/programmes/{programme}"),
                200,
                Duration::from_millis(3),
            );
            transaction("submit_application", true, 3, Duration::from_millis(30));
            outbox(
                2,
                Some("2026-11-21T00:00:00Z".parse().unwrap()),
                "2026-11-21T00:01:00Z".parse().unwrap(),
            );
        });
        for expected in [
            "mamori_http_requests_total{method=\"GET\",route=\"/programmes/{programme}\",status=\"200\"} 1",
            "mamori_http_request_seconds_bucket{method=\"GET\",route=\"/programmes/{programme}\",le=\"0.005\"} 1",
            "mamori_transactions_total{name=\"submit_application\",result=\"ok\"} 1",
            "mamori_transaction_retries_total{name=\"submit_application\"} 2",
            "mamori_outbox_waiting 2",
            "mamori_outbox_oldest_seconds 60",
            "mamori_build_info{version=\"0.1.0\"} 1",
            "# TYPE mamori_transaction_seconds histogram",
        ] {
            assert!(text.contains(expected), "{expected} is not in\n{text}");
        }
    }

    #[test]
    fn the_collector_has_figures_without_names() {
        let text = collected(|| {
            collector(&CollectorFigures {
                running: true,
                doors: vec![Door {
                    name: "udp",
                    lines: 7,
                    refused: vec![("log-full", 2)],
                    ..Door::default()
                }],
                dropped: 2,
                waiting: 4096,
                ..CollectorFigures::default()
            });
        });
        for expected in [
            "mamori_collector_up 1",
            "mamori_collector_lines_total{door=\"udp\"} 7",
            "mamori_collector_refused_total{door=\"udp\",reason=\"log-full\"} 2",
            "mamori_collector_dropped_total 2",
            "mamori_collector_waiting_bytes 4096",
        ] {
            assert!(text.contains(expected), "{expected} is not in\n{text}");
        }
    }

    #[test]
    fn what_a_stranger_sends_makes_no_label() {
        let text = collected(|| {
            request("YAMADA", None, 404, Duration::ZERO);
            request("TARO", None, 404, Duration::ZERO);
        });
        assert!(
            text.contains("{method=\"other\",route=\"other\",status=\"404\"} 2"),
            "{text}"
        );
        assert!(!text.contains("YAMADA"));
    }

    struct Queue;

    impl crate::store::Operation for Queue {
        const NAME: &'static str = "queue";
        type Output = ();
        type Error = StoreError;

        async fn run(&self, tx: &crate::store::Tx) -> Result<(), StoreError> {
            let request = crate::store::JobRequest {
                kind: "test",
                payload: serde_json::Value::Null,
                run_at: tx.now(),
                dedupe_key: None,
            };
            tx.enqueue(request).await
        }
    }

    #[tokio::test]
    async fn what_lives_in_the_database_is_collected_and_transactions_are_noted() {
        use std::sync::Arc;

        use crate::clock::StillClock;
        use crate::entropy::SeededEntropy;
        use crate::store::{Migrations, StoreOptions, platform_migrations};

        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("mamori.sqlite").display());
        let clock = Arc::new(StillClock::at(Timestamp::UNIX_EPOCH));
        let entropy = Arc::new(SeededEntropy::new(1));
        let store = Store::connect(&StoreOptions::new(url), clock, entropy)
            .await
            .unwrap();
        Migrations::new(platform_migrations).apply(&store).await.unwrap();
        let recorder = recorder().unwrap();
        let handle = recorder.handle();
        let guard = metrics::set_default_local_recorder(&recorder);
        store.run(&Queue).await.unwrap();
        store.run(&Queue).await.unwrap();
        collect(&store).await;
        drop(guard);
        let text = handle.render();
        for expected in [
            "mamori_database_up 1",
            "mamori_jobs{state=\"ready\"} 2",
            "mamori_jobs{state=\"dead\"} 0",
            "mamori_transactions_total{name=\"queue\",result=\"ok\"} 2",
            "mamori_transaction_retries_total{name=\"queue\"} 0",
            "mamori_database_connections{pool=\"writer\",state=\"idle\"}",
        ] {
            assert!(text.contains(expected), "{expected} is not in\n{text}");
        }
    }
}
