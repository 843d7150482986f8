//! Who knocks that is not to be let in, or that nobody knows yet.

use contracts::ids::CompanyId;
use platform::clock::Clock as _;
use platform::on_both_databases;
use telemetry::collect::counters::{Door, Refusal};
use telemetry::ops::certificate::Authority;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{Collecting, Identity, Scene, assert_says, count, serial};
use crate::collect::until;
use crate::health::line;
use crate::world::migrations;

const HEALTH: &str = "/desk/devices/health";
const HEALTH_EN: &str = "/en/desk/devices/health";

/// Knocks with a certificate and waits until it is refused for the `times`th time.
async fn knock(collecting: &Collecting, identity: &Identity, reason: Refusal, times: u64) {
    if let Ok(mut stream) = collecting.tls(identity).await {
        // In TLS 1.3 the client believes that it is in until it reads.
        let _ = stream.write_all(b"<1>let me in\n").await;
        let _ = stream.read(&mut [0]).await;
    }
    let refusals = || collecting.counters().refusals(Door::Tls, reason);
    until(reason.as_str(), || refusals() == times).await;
}

on_both_databases! {
    migrations: migrations;

    async fn a_truncated_tls_record_ends_its_connection_alone(database: &TestDatabase) {
        let scene = Scene::new(database, 2).await;
        let identities = [scene.certificate(scene.devices[0]).await, scene.certificate(scene.devices[1]).await];
        let collecting = scene.collect().await;
        let counters = collecting.counters();
        let lines = async |kept| until("lines", || counters.listener(Door::Tls).lines == kept).await;
        let mut other = collecting.tls(&identities[1]).await.unwrap();
        let mut stream = collecting.tls(&identities[0]).await.unwrap();
        stream.write_all(format!("{}\n", line(&scene.world, &serial(1), 1)).as_bytes()).await.unwrap();
        lines(1).await;
        // A record that promises 64 bytes, and the end of the connection after three.
        let (tcp, _) = stream.get_mut();
        tcp.write_all(&[0x17, 3, 3, 0, 64, 1, 2, 3]).await.unwrap();
        tcp.shutdown().await.unwrap();
        until("cut", || collecting.counters().refusals(Door::Tls, Refusal::ConnectionCut) == 1).await;
        // The same in the middle of a handshake.
        let mut half = collecting.tcp(Door::Tls).await;
        half.write_all(&[0x16, 3, 1, 2, 0, 1, 0]).await.unwrap();
        drop(half);
        until("cut", || collecting.counters().refusals(Door::Tls, Refusal::HandshakeCut) == 1).await;
        other.write_all(format!("{}\n", line(&scene.world, &serial(2), 1)).as_bytes()).await.unwrap();
        lines(2).await;
        let mut again = collecting.tls(&identities[0]).await.unwrap();
        again.write_all(format!("{}\n", line(&scene.world, &serial(1), 2)).as_bytes()).await.unwrap();
        lines(3).await;
        collecting.stop().await;
        assert_eq!((scene.rows(1, "true").await, scene.rows(2, "true").await), (2, 1));
        let page = scene.page(HEALTH).await;
        // Which of them it was, its certificate says.
        assert_says(&page, &["127.0.0.1 接続が途中で切れた UTM-0001 番号", "127.0.0.1 TLS の接続の手続きの途中で切れた – TLS 1"]);
        assert_says(&scene.page(HEALTH_EN).await, &["Connection broke UTM-0001 No.", "Gone in the middle of the TLS handshake"]);
    }

    async fn a_wrong_certificate_is_named_at_the_desk_with_its_times(database: &TestDatabase) {
        let scene = Scene::new(database, 2).await;
        let good = scene.certificate(scene.devices[1]).await;
        let foreign = Authority::from_secret(&[8; 32]).unwrap();
        let from = database.clock.now() - jiff::SignedDuration::from_hours(1);
        let made = |authority: &Authority, name: &str, number: u8, from| {
            let made = authority.make(name, &[number; 3], from).unwrap();
            Identity::of(&(made.certificate_pem + &made.key_pem))
        };
        let own = &scene.world.telemetry.authority;
        let wrong = made(&foreign, "UTM-0666 <b>", 0x2A, from);
        let unknown = made(own, "UTM-0777", 0x2B, from);
        let expired = made(own, "UTM-0888", 0x2C, from - jiff::SignedDuration::from_hours(24 * 4000));
        let collecting = scene.collect().await;
        for times in 1..=3 {
            knock(&collecting, &wrong, Refusal::WrongCertificate, times).await;
            scene.pass(60);
        }
        knock(&collecting, &expired, Refusal::ExpiredCertificate, 1).await;
        knock(&collecting, &unknown, Refusal::UnknownCertificate, 1).await;
        let mut stream = collecting.tls(&good).await.unwrap();
        stream.write_all(format!("{}\n", line(&scene.world, &serial(2), 1)).as_bytes()).await.unwrap();
        until("a line", || collecting.counters().listener(Door::Tls).lines == 1).await;
        collecting.stop().await;
        assert_eq!(scene.rows(2, "true").await, 1);
        let page = scene.page(HEALTH).await;
        assert_says(&page, &[
            "別の認証局の証明書 UTM-0666 &#60;b&#62; 番号 2a:2a:2a TLS 3",
            "証明書の期限切れ UTM-0888 番号 2c:2c:2c TLS 1",
            "台帳にない、または失効した証明書 UTM-0777 番号 2b:2b:2b TLS 1",
            "TLS 3 令和5年10月3日（火） 10時02分 令和5年10月3日（火） 10時から",
        ]);
        let page = scene.page(HEALTH_EN).await;
        assert_says(&page, &["Certificate of another authority UTM-0666 &#60;b&#62; No. 2a:2a:2a TLS 3", "Certificate out of date UTM-0888"]);
    }

    async fn a_device_unknown_to_the_records_is_nobodys_and_named_at_the_desk(database: &TestDatabase) {
        let scene = Scene::new(database, 1).await;
        let collecting = scene.collect().await;
        let mut stranger = collecting.relp().await;
        let mut known = collecting.relp().await;
        for number in 1..=5 {
            stranger.send(line(&scene.world, "UNKNOWN-77", number)).await;
            known.send(line(&scene.world, &serial(1), number)).await;
        }
        stranger.send("<1>no serial number").await;
        collecting.stop().await;
        assert_eq!(scene.rows(1, "true").await, 5, "none of them is a company's");
        let nobody = CompanyId(uuid::Uuid::nil());
        assert_eq!(count(&scene.lake(), nobody, "true").await, 6, "and none is lost");
        assert_says(&scene.page(HEALTH).await, &["台帳にない送信元", "127.0.0.1 UNKNOWN-77 6 令和5年10月3日（火） 10時"]);
        assert_says(&scene.page(HEALTH_EN).await, &["Senders that are not in the stock", "127.0.0.1 UNKNOWN-77 6"]);
    }

    /// Sooner than the minute after which the records are read anyway: nothing here waits so long.
    async fn an_appliance_is_let_in_at_once_after_it_was_taken_into_stock(database: &TestDatabase) {
        let scene = Scene::new(database, 1).await;
        let first = scene.certificate(scene.devices[0]).await;
        let collecting = scene.collect().await;
        let begun = std::time::Instant::now();
        let mut known = collecting.tls(&first).await.unwrap();
        known.write_all(b"<1>known\n").await.unwrap();
        until("a line", || collecting.counters().listener(Door::Tls).lines == 1).await;
        // By certificate: taken into stock, and connected in the same moment.
        let device = scene.world.device("UTM-0050").await;
        let identity = scene.certificate(device).await;
        let mut stream = collecting.tls(&identity).await.unwrap();
        stream.write_all(b"<1>new\n").await.unwrap();
        until("a second line", || collecting.counters().listener(Door::Tls).lines == 2).await;
        assert_eq!(collecting.counters().refusals(Door::Tls, Refusal::UnknownCertificate), 0);
        // By serial number within a tunnel: its first lines tell that it is there.
        scene.world.device("UTM-0060").await;
        let mut sender = collecting.relp().await;
        sender.send(line(&scene.world, "UTM-0060", 1)).await;
        let strangers = &collecting.running.collector.strangers;
        strangers.looked_for().await;
        sender.send(line(&scene.world, "UTM-0060", 2)).await;
        assert!(begun.elapsed().as_secs() < 50, "{:?}", begun.elapsed());
        known.shutdown().await.unwrap();
        stream.shutdown().await.unwrap();
        collecting.stop().await;
        let snapshot = scene.snapshot();
        assert_eq!(snapshot.devices[&device].lines, 1);
        assert_eq!(snapshot.refused, vec![]);
    }
}
