//! `mamori collect`: lines of appliances into the lake, without the pages.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use lake::wal::WalHandle;
use platform::clock::{Clock, SystemClock};
use platform::entropy::{OsEntropy, random_bytes};
use platform::logging;
use platform::store::Store;
use telemetry::collect::run::{Place, Running};
use telemetry::collect::{ClientAuthority, OwnCertificate, Records, Settings, TlsFiles, Watch};
use telemetry::detect::Rules;
use telemetry::directory;
use telemetry::ops::certificate::Authority;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::place::{self, Missing, failed};
use super::serve::stop;
use super::{InWords as _, Tell as _, announce, words_of_locale};
use crate::config::{Config, Demand};

/// A collector that runs, and what reads the records for it.
pub(super) struct Collecting {
    running: Running,
    renewing: JoinHandle<()>,
    records: Records,
}

impl Collecting {
    /// Takes nothing more, puts everything that was taken into the lake, and ends.
    pub(super) async fn stop(self) {
        self.renewing.abort();
        self.running.stop().await;
    }

    /// Where lines are handed in that come by no listener, and whose they are.
    pub(super) fn inside(&self) -> (WalHandle, Records) {
        (self.running.log(), self.records.clone())
    }
}

/// Collects until it is told to end.
pub async fn run(config: &Config) -> ExitCode {
    if let Err(error) = logging::init(config.log.format, &config.log.filter) {
        return failed(error);
    }
    place::with(config, Missing::Refuse, async |store| {
        if !config.collector.listens() {
            return failed(words_of_locale().say("collect-no-address"));
        }
        let started = match place::rules(config) {
            Ok(rules) => start(config, store, rules, Arc::clone(store.clock())).await,
            Err(message) => Err(message),
        };
        let collecting = match started {
            Ok(collecting) => collecting,
            Err(message) => return failed(message),
        };
        stop().await;
        collecting.stop().await;
        ExitCode::SUCCESS
    })
    .await
}

/// Starts to collect for the devices in the records of `store`, which are read anew every minute
/// and when somebody comes that nobody knows, and says where.
pub(super) async fn start(
    config: &Config,
    store: &Store,
    rules: Arc<Rules>,
    clock: Arc<dyn Clock>,
) -> Result<Collecting, String> {
    let directory = directory::load(store)
        .await
        .map_err(|error| error.in_words(words_of_locale()))?;
    let authority = place::authority(config, store).await?;
    let (renewed, records) = watch::channel(Arc::new(directory));
    let place = Place::at(
        &config.collector.folder,
        u64::from_le_bytes(random_bytes(&OsEntropy)),
    );
    let tls = tls(config, &authority)?;
    let watch = Watch {
        rules,
        store: store.clone(),
    };
    let settings = settings(config);
    let running = Running::start(&place, settings, Some(&tls), records.clone(), Some(watch), clock)
        .await
        .map_err(|error| error.to_string())?;
    for (door, address) in &running.collector.addresses {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("door", &door.as_str()), ("address", address)];
        announce(&words_of_locale().tell("collect-listens", &values));
    }
    let (strangers, store) = (Arc::clone(&running.collector.strangers), store.clone());
    let renewing = tokio::spawn(async move { strangers.keep_records(&store, &renewed).await });
    Ok(Collecting {
        running,
        renewing,
        records,
    })
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

/// Certificates are those of our own authority, unless others are configured.
fn tls(config: &Config, authority: &Authority) -> Result<TlsFiles, String> {
    let collector = &config.collector;
    let own = match (&collector.certificate, &collector.key) {
        (Some(certificate), Some(key)) => OwnCertificate::Files {
            certificate: certificate.clone(),
            key: key.clone(),
        },
        _ => {
            let number = random_bytes::<16>(&OsEntropy);
            // By the machine's clock, as devices have it; an hour earlier for those that are slow.
            let from = SystemClock.now() - SignedDuration::from_hours(1);
            let made = authority.make_for_collector(config.collector_names(), &number, from);
            let made = made.map_err(|error| error.to_string())?;
            OwnCertificate::Pem {
                certificate: made.certificate_pem,
                key: made.key_pem,
            }
        }
    };
    Ok(TlsFiles {
        own,
        client_authority: match &collector.client_authority {
            Some(file) => ClientAuthority::File(file.clone()),
            None => ClientAuthority::Pem(authority.certificate_pem().to_owned()),
        },
        required: collector.client_certificates == Demand::Required,
    })
}
