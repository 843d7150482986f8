//! `mamori collect`: lines of appliances into the lake, without the pages.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use platform::clock::SystemClock;
use platform::entropy::{OsEntropy, random_bytes};
use platform::logging;
use telemetry::collect::run::{Place, Running};
use telemetry::collect::{Settings, TlsFiles};
use telemetry::domain::directory::Directory;
use tokio::sync::watch;

use super::place::failed;
use super::serve::stop;
use super::{Tell as _, announce, words_of_locale};
use crate::config::{Config, Demand};

/// Collects until it is told to end.
pub async fn run(config: &Config) -> ExitCode {
    if let Err(error) = logging::init(config.log.format, &config.log.filter) {
        return failed(error);
    }
    let (_records, directory) = watch::channel(Arc::new(Directory::default()));
    let place = Place::at(
        &config.collector.folder,
        u64::from_le_bytes(random_bytes(&OsEntropy)),
    );
    let tls = tls(config);
    let clock = Arc::new(SystemClock);
    let running = match Running::start(&place, settings(config), tls.as_ref(), directory, clock).await {
        Ok(running) => running,
        Err(error) => return failed(error),
    };
    for (door, address) in &running.collector.addresses {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("door", &door.as_str()), ("address", address)];
        announce(&words_of_locale().tell("collect-listens", &values));
    }
    stop().await;
    running.stop().await;
    ExitCode::SUCCESS
}

fn settings(config: &Config) -> Settings {
    let collector = &config.collector;
    let whole = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    Settings {
        udp: collector.udp.parse().ok(),
        tcp: collector.tcp.parse().ok(),
        tls: collector.tls.parse().ok(),
        relp: collector.relp.parse().ok(),
        relp_tls: collector.relp_tls.parse().ok(),
        tunnels: collector
            .tunnels
            .iter()
            .filter_map(|network| network.parse().ok())
            .collect(),
        line: whole(collector.line_bytes),
        connections: whole(collector.connections),
        connections_per_address: whole(collector.connections_per_address),
        idle: Duration::from_secs(collector.idle_seconds.into()),
        receive_buffer: whole(collector.receive_buffer),
        ..Settings::default()
    }
}

fn tls(config: &Config) -> Option<TlsFiles> {
    let collector = &config.collector;
    Some(TlsFiles {
        certificate: collector.certificate.clone()?,
        key: collector.key.clone()?,
        client_authority: collector.client_authority.clone()?,
        required: collector.client_certificates == Demand::Required,
    })
}
