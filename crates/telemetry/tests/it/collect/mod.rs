//! The collector over real sockets on the loopback address.

pub(crate) mod certificates;
mod detecting;
mod encrypted;
mod import;
mod kill;
mod lines;
mod memory;
mod relp;
mod whole;

use std::sync::Arc;
use std::time::{Duration, Instant};

use platform::clock::SystemClock;
use telemetry::collect::counters::{Door, Refusal};
use telemetry::collect::{Certificates, Collector, Log, Settings, TlsFiles};

use certificates::Nobody;

/// The longest that a test waits for something that must happen.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

pub(crate) fn anywhere() -> std::net::SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

/// Bounds that suit tests.
pub(crate) fn settings() -> Settings {
    Settings {
        retry: Duration::from_millis(5),
        ..Settings::default()
    }
}

async fn start(settings: Settings, log: Arc<dyn Log>) -> Collector {
    Collector::start(settings, None, log, Arc::new(Nobody), Arc::new(SystemClock))
        .await
        .unwrap()
}

async fn start_tls(
    settings: Settings,
    files: &TlsFiles,
    certificates: Arc<dyn Certificates>,
    log: Arc<dyn Log>,
) -> Collector {
    let tls = Some(files.acceptor(Arc::new(SystemClock)).unwrap());
    Collector::start(settings, tls, log, certificates, Arc::new(SystemClock))
        .await
        .unwrap()
}

/// Looks again and again until something holds; says what was waited for if it never does.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < DEADLINE, "never: {what}");
        tokio::task::yield_now().await;
    }
}

async fn until_refused(collector: &Collector, door: Door, reason: Refusal) {
    until(reason.as_str(), || collector.counters.refusals(door, reason) > 0).await;
}
