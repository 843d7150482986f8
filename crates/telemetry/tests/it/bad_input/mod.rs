//! What comes in that should not, each through the real thing: sockets, TLS, files, both databases. Every one gets an
//! answer that a person can read, is counted, and harms nobody else.
//!
//! | bad input | test |
//! |---|---|
//! | a line of 1 MB | `lines::a_line_of_a_megabyte_is_cut_and_the_connection_goes_on` |
//! | NUL bytes | `lines::nul_bytes_are_kept_and_stop_neither_rules_nor_report` |
//! | a truncated TLS record | `strangers::a_truncated_tls_record_ends_its_connection_alone` |
//! | a wrong certificate | `strangers::a_wrong_certificate_is_named_at_the_desk_with_its_times` |
//! | a device unknown to the records | `strangers::a_device_unknown_to_the_records_is_nobodys_and_named_at_the_desk`, `strangers::an_appliance_is_let_in_at_once_after_it_was_taken_into_stock` |
//! | a clock in 2036 or 1970 | `lines::clocks_in_1970_and_2036_count_when_they_were_received` |
//! | a month with no logs | `months::a_month_with_no_logs_says_so_and_has_no_grade` |
//! | a company with one event | `months::one_event_is_one_event_everywhere` |
//! | a disk that fills | `disk::a_disk_that_fills_holds_senders_back_and_goes_on_by_itself` |
//! | a Parquet file with flipped bits | `months::flipped_bits_are_said_in_the_report_and_at_the_desk`; on the command line `crates/mamori/tests/it/{lake,report}.rs` |

mod disk;
mod lines;
mod months;
mod strangers;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use contracts::ids::{CompanyId, DeviceId};
use jiff::{SignedDuration, Timestamp};
use lake::{Lake, Limits};
use platform::clock::Clock as _;
use platform::clock::StillClock;
use platform::testing::TestDatabase;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use telemetry::collect::counters::Door;
use telemetry::collect::run::{FIGURES, Place, Running};
use telemetry::collect::{ClientAuthority, OwnCertificate, Settings, Snapshot, TlsFiles, Watch};
use telemetry::directory;
use telemetry::jobs::collected::Collected;
use telemetry::ops::certificate::IssueCertificate;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::time_provider::TimeProvider;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::collect::{anywhere, settings};
use super::detect::scene;
use super::life::to_trial;
use super::pages::Browser;
use super::world::{self, World, clerk};

/// The serial number of a company's appliance.
fn serial(company: u128) -> String {
    format!("UTM-000{company}")
}

/// A line of a company's appliance, whose clock says this time.
fn line_at(company: u128, time: Timestamp, pairs: &str) -> String {
    let (serial, nanoseconds) = (serial(company), time.as_nanosecond());
    format!("<189>devname=\"office\" devid=\"{serial}\" eventtime={nanoseconds} tz=\"+0900\" {pairs}")
}

/// Companies with appliances, and a folder for what these send. It is 10 o'clock on 3 October 2023.
struct Scene<'d> {
    world: World<'d>,
    devices: Vec<DeviceId>,
    folder: TempDir,
    place: Place,
}

impl<'d> Scene<'d> {
    async fn new(database: &'d TestDatabase, companies: u128) -> Self {
        Self::within(database, companies, &std::env::temp_dir()).await
    }

    async fn within(database: &'d TestDatabase, companies: u128, parent: &std::path::Path) -> Self {
        let folder = tempfile::tempdir_in(parent).unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        let numbers: Vec<u128> = (1..=companies).collect();
        world.begin(&numbers).await;
        let mut devices = Vec::new();
        let days = ["2023-09-12", "2023-09-20", "2023-09-27"];
        for (number, day) in numbers.into_iter().zip(days) {
            let time = format!("{day}T13:00:00");
            devices.push(to_trial(&world, number, &time, &serial(number)).await);
        }
        world.set("2023-10-03T10:00:00");
        let mut place = Place::at(folder.path(), 1);
        place.log.free_space = 0;
        Self {
            world,
            devices,
            folder,
            place,
        }
    }

    fn database(&self) -> &'d TestDatabase {
        self.world.database
    }

    fn pass(&self, seconds: i64) {
        self.database().advance(SignedDuration::from_secs(seconds));
    }

    /// The collector with all ways in, and with what reads the records for it.
    async fn collect(&self) -> Collecting {
        let store = self.database().store.clone();
        let directory = directory::load(&store).await.unwrap();
        let (renewed, records) = watch::channel(Arc::new(directory));
        let settings = Settings {
            udp: Some(anywhere()),
            tcp: Some(anywhere()),
            tls: Some(anywhere()),
            relp: Some(anywhere()),
            tunnels: vec!["127.0.0.0/8".parse().unwrap()],
            ..settings()
        };
        let watch = Watch {
            rules: scene::shipped(),
            store: store.clone(),
        };
        let clock = Arc::new(self.database().clock.clone());
        let tls = self.tls();
        let running = Running::start(&self.place, settings, Some(&tls), records, Some(watch), clock)
            .await
            .unwrap();
        let strangers = Arc::clone(&running.collector.strangers);
        let renewing = tokio::spawn(async move { strangers.keep_records(&store, &renewed).await });
        Collecting {
            running,
            renewing,
            client: self.client(),
        }
    }

    /// The product's own certificates: those of the collector and of the devices.
    fn tls(&self) -> TlsFiles {
        let authority = &self.world.telemetry.authority;
        let from = self.database().clock.now() - SignedDuration::from_hours(1);
        let made = authority.make_for_collector(vec!["localhost".to_owned()], &[7; 16], from);
        let made = made.unwrap();
        TlsFiles {
            own: OwnCertificate::Pem {
                certificate: made.certificate_pem,
                key: made.key_pem,
            },
            client_authority: ClientAuthority::Pem(authority.certificate_pem().to_owned()),
            required: true,
        }
    }

    fn client(&self) -> Client {
        let pem = self.world.telemetry.authority.certificate_pem();
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
            .unwrap();
        Client {
            roots,
            clock: self.database().clock.clone(),
        }
    }

    /// Gives a device a certificate.
    async fn certificate(&self, device: DeviceId) -> Identity {
        let issue = IssueCertificate {
            authority: &self.world.telemetry.authority,
            device,
            actor: clerk(),
        };
        let bundle = self.database().store.run(&issue).await.unwrap();
        Identity::of(&bundle.pem)
    }

    /// The page of health, once the records have what the collector counted.
    async fn page(&self, path: &str) -> String {
        Collected::default().turn(&self.world.telemetry).await.unwrap();
        Browser::of(&self.world, 0).get(path).await
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot::read(&self.folder.path().join(FIGURES))
    }

    fn lake(&self) -> Lake {
        Lake::read(self.folder.path()).unwrap()
    }

    /// Lines of a company in the lake.
    async fn rows(&self, company: u128, what: &str) -> u64 {
        count(&self.lake(), world::company_id(company), what).await
    }
}

/// Counts a company's events.
async fn count(lake: &Lake, company: CompanyId, what: &str) -> u64 {
    let sql = format!("SELECT count(*) AS n FROM events WHERE {what}");
    let limits = Limits {
        time: std::time::Duration::from_mins(2),
        ..Limits::default()
    };
    let answer = lake.company(company).sql(&sql, limits).await.unwrap();
    assert_eq!(answer.damaged, [""; 0]);
    answer.to_json().unwrap()[0]["n"].as_u64().unwrap()
}

/// The collector while it runs.
struct Collecting {
    running: Running,
    renewing: JoinHandle<()>,
    client: Client,
}

impl Collecting {
    async fn stop(self) {
        self.renewing.abort();
        self.running.stop().await;
    }

    async fn tcp(&self, door: Door) -> TcpStream {
        let address = self.running.collector.address(door).unwrap();
        TcpStream::connect(address).await.unwrap()
    }

    async fn relp(&self) -> Sender {
        let mut sender = Sender {
            stream: self.tcp(Door::Relp).await,
            number: 1,
        };
        sender.stream.write_all(b"1 open 0\n").await.unwrap();
        sender.answered("commands=syslog\n").await;
        sender
    }

    async fn tls(&self, identity: &Identity) -> io::Result<TlsStream<TcpStream>> {
        self.client.connect(self.tcp(Door::Tls).await, identity).await
    }

    fn counters(&self) -> &telemetry::collect::counters::Counters {
        &self.running.collector.counters
    }
}

/// A sender by RELP that waits for the answer to each line: what was answered lies in the log.
struct Sender {
    stream: TcpStream,
    number: usize,
}

impl Sender {
    async fn begin(&mut self, line: impl AsRef<[u8]>) {
        let line = line.as_ref();
        self.number += 1;
        let head = format!("{} syslog {} ", self.number, line.len());
        let frame = [head.as_bytes(), line, b"\n"].concat();
        self.stream.write_all(&frame).await.unwrap();
    }

    async fn send(&mut self, line: impl AsRef<[u8]>) {
        self.begin(line).await;
        self.acknowledged().await;
    }

    async fn acknowledged(&mut self) {
        self.answered(&format!("{} rsp 6 200 OK\n", self.number)).await;
    }

    async fn answered(&mut self, end: &str) {
        let mut answers = Vec::new();
        while !answers.ends_with(end.as_bytes()) {
            assert!(self.stream.read_buf(&mut answers).await.unwrap() > 0);
        }
    }
}

/// A certificate with its key.
struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    fn of(pem: &str) -> Self {
        Self {
            certificate: CertificateDer::from_pem_slice(pem.as_bytes()).unwrap(),
            key: PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap(),
        }
    }
}

/// An appliance that connects by TLS; its clock is that of the test.
#[derive(Clone)]
struct Client {
    roots: RootCertStore,
    clock: StillClock,
}

#[derive(Debug)]
struct Time(StillClock);

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        let since = self.0.now().duration_since(Timestamp::UNIX_EPOCH);
        Some(UnixTime::since_unix_epoch(since.try_into().ok()?))
    }
}

impl Client {
    async fn connect(&self, stream: TcpStream, identity: &Identity) -> io::Result<TlsStream<TcpStream>> {
        let time = Arc::new(Time(self.clock.clone()));
        let config = ClientConfig::builder_with_details(Arc::new(ring::default_provider()), time)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(self.roots.clone())
            .with_client_auth_cert(vec![identity.certificate.clone()], identity.key.clone_key())
            .unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }
}

/// A page as text, without what it is made of.
fn words(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = after.split_once('>').map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn assert_says(page: &str, expected: &[&str]) {
    let said = words(page);
    for one in expected {
        assert!(said.contains(one), "{one} is not in {said}");
    }
}

/// The first file of the lake whose path begins so.
fn file_of(lake: &Lake, begins: &str) -> PathBuf {
    let manifest = lake.manifest();
    let mut files = manifest.files.iter();
    let file = files.find(|file| file.path.starts_with(begins)).unwrap();
    lake.folder().join(&file.path)
}

/// Flips one bit in the middle.
fn flip(file: &std::path::Path) {
    let mut bytes = std::fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    std::fs::write(file, bytes).unwrap();
}
