//! Lines over TLS, and everything that is not let in.

use std::sync::Arc;
use std::time::Duration;

use contracts::ids::DeviceId;
use lake::wal::{Source, Transport};
use rustls_pki_types::ServerName;
use telemetry::collect::counters::{Door, Refusal};
use telemetry::collect::{Collector, Settings};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use uuid::Uuid;

use super::certificates::{Authority, Identity, Register};
use super::memory::Memory;
use super::{anywhere, settings, start_tls, until, until_refused};

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

struct World {
    authority: Authority,
    device: Identity,
    register: Arc<Register>,
    log: Arc<Memory>,
    collector: Collector,
    _folder: TempDir,
}

async fn world() -> World {
    let authority = Authority::new("Devices of the programme");
    let device = authority.client();
    let register = Register::of(&device, DEVICE);
    let folder = tempfile::tempdir().unwrap();
    let log = Memory::new();
    let settings = Settings {
        tls: Some(anywhere()),
        relp_tls: Some(anywhere()),
        handshake: Duration::from_millis(500),
        ..settings()
    };
    let files = authority.files(&folder);
    let collector = start_tls(settings, &files, register.clone(), log.clone()).await;
    World {
        authority,
        device,
        register,
        log,
        collector,
        _folder: folder,
    }
}

impl World {
    async fn tcp(&self, door: Door) -> TcpStream {
        TcpStream::connect(self.collector.address(door).unwrap())
            .await
            .unwrap()
    }

    async fn connect(
        &self,
        door: Door,
        identity: Option<&Identity>,
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.certificate.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = match identity {
            Some(one) => config
                .with_client_auth_cert(vec![one.certificate.clone()], one.key())
                .unwrap(),
            None => config.with_no_client_auth(),
        };
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config))
            .connect(name, self.tcp(door).await)
            .await
    }

    /// A device with a good certificate still gets its lines in.
    async fn goes_on(&self) {
        let before = self.log.lines().len();
        let mut stream = self.connect(Door::Tls, Some(&self.device)).await.unwrap();
        stream.write_all(b"<1>still\n").await.unwrap();
        until("a line", || self.log.lines().len() == before + 1).await;
    }
}

#[tokio::test]
async fn the_certificate_says_whose_lines_they_are() {
    let world = world().await;
    let mut stream = world.connect(Door::Tls, Some(&world.device)).await.unwrap();
    stream.write_all(b"6 <1>abc").await.unwrap();
    until("a line", || world.log.lines() == ["<1>abc"]).await;
    let frame = &world.log.frames()[0];
    assert_eq!(
        (&frame.source, frame.transport),
        (&Source::Device(DEVICE), Transport::Tls)
    );
    let mut relp = world.connect(Door::RelpTls, Some(&world.device)).await.unwrap();
    relp.write_all(b"1 open 0\n2 syslog 4 <1>d\n").await.unwrap();
    until("a second line", || world.log.lines().len() == 2).await;
    assert_eq!(world.log.frames()[1].source, Source::Device(DEVICE));
    world.collector.stop().await;
}

#[tokio::test]
async fn each_wrong_peer_is_refused_with_its_reason_and_others_go_on() {
    let world = world().await;
    let counters = &world.collector;
    let stranger = Authority::new("Somebody else").client();
    let unknown = world.authority.client();
    let expired = world.authority.expired_client();
    let cases = [
        (None, Refusal::NoCertificate),
        (Some(&stranger), Refusal::WrongCertificate),
        (Some(&expired), Refusal::ExpiredCertificate),
        (Some(&unknown), Refusal::UnknownCertificate),
    ];
    for (identity, reason) in cases {
        if let Ok(mut stream) = world.connect(Door::Tls, identity).await {
            // In TLS 1.3 the client believes that it is in until it reads.
            let _ = stream.write_all(b"<1>wrong\n").await;
            let _ = stream.read(&mut [0]).await;
        }
        until_refused(counters, Door::Tls, reason).await;
    }
    let mut plain = world.tcp(Door::Tls).await;
    plain
        .write_all(b"<13>Nov 21 12:00:00 utm plain syslog\n")
        .await
        .unwrap();
    until_refused(counters, Door::Tls, Refusal::NotTls).await;
    // The beginning of a handshake, and then nothing, or the end.
    let hello = [0x16, 3, 1, 2, 0, 1, 0];
    let mut silent = world.tcp(Door::Tls).await;
    silent.write_all(&hello).await.unwrap();
    until_refused(counters, Door::Tls, Refusal::HandshakeTimeout).await;
    let mut gone = world.tcp(Door::Tls).await;
    gone.write_all(&hello).await.unwrap();
    drop(gone);
    until_refused(counters, Door::Tls, Refusal::HandshakeCut).await;
    assert_eq!(world.log.lines().len(), 0);
    world.goes_on().await;
    let recent = counters.counters.recent();
    assert!(
        recent.iter().any(|one| one.knock.reason == Refusal::NotTls),
        "{recent:?}"
    );
}

#[tokio::test]
async fn a_truncated_record_ends_one_connection_and_what_came_before_is_kept() {
    let world = world().await;
    let mut stream = world.connect(Door::Tls, Some(&world.device)).await.unwrap();
    stream.write_all(b"<1>before\n").await.unwrap();
    until("a line", || world.log.lines() == ["<1>before"]).await;
    let (tcp, _) = stream.get_mut();
    // A record that promises 64 bytes of data, and the end of the connection.
    tcp.write_all(&[0x17, 3, 3, 0, 64, 1, 2, 3]).await.unwrap();
    tcp.shutdown().await.unwrap();
    until_refused(&world.collector, Door::Tls, Refusal::ConnectionCut).await;
    let mut stream = world.connect(Door::Tls, Some(&world.device)).await.unwrap();
    let (tcp, _) = stream.get_mut();
    tcp.write_all(&[&[0x17, 3, 3, 0, 64][..], &[9; 64]].concat())
        .await
        .unwrap();
    until_refused(&world.collector, Door::Tls, Refusal::TlsRecord).await;
    world.goes_on().await;
}

#[tokio::test]
async fn a_revoked_certificate_ends_the_connection_that_shows_it() {
    let world = world().await;
    let mut stream = world.connect(Door::Tls, Some(&world.device)).await.unwrap();
    stream.write_all(b"<1>before\n").await.unwrap();
    until("a line", || world.log.lines() == ["<1>before"]).await;
    world.register.revoke_all();
    stream.write_all(b"<1>at the moment\n").await.unwrap();
    until_refused(&world.collector, Door::Tls, Refusal::UnknownCertificate).await;
}
