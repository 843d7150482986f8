//! A disk that fills: a real file takes the room that is left, and gives it back.

use std::fs::File;
use std::io::Write as _;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};

use platform::testing::TestDatabase;
use telemetry::collect::counters::{Door, Refusal};
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Duration, timeout};

use super::{Scene, assert_says, serial};
use crate::collect::{DEADLINE, until};
use crate::health::line;
use crate::world::migrations;

const HEALTH: &str = "/desk/devices/health";
const HEALTH_EN: &str = "/en/desk/devices/health";
/// What the collector finds free before the disk fills: others who write to it meanwhile change nothing, and all that is
/// sent here fits in.
const ROOM: u64 = 256 << 20;
/// What is sent while it is full: more than sockets hold.
const MUCH: usize = 32 << 20;

/// A file system in memory, where there is one: it is real, it fills at once, and hardly anybody else writes to it.
fn disk() -> PathBuf {
    let memory = Path::new("/dev/shm");
    match free(memory) {
        Some(free) if free > 4 * ROOM => memory.to_owned(),
        _ => std::env::temp_dir(),
    }
}

/// Takes more than the room that there is.
fn fill(file: &Path) {
    let mut file = File::create(file).unwrap();
    let block = vec![7; 1 << 20];
    for _ in 0..(2 * ROOM) >> 20 {
        file.write_all(&block).unwrap();
    }
    file.sync_all().unwrap();
}

fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail * disk.f_frsize)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_holds_senders_back_and_goes_on_by_itself() {
    let database = &TestDatabase::sqlite(migrations).await;
    let disk = disk();
    let mut scene = Scene::within(database, 2, &disk).await;
    scene.place.log.free_space = free(&disk).unwrap() - ROOM;
    let collecting = scene.collect().await;
    let counters = collecting.counters();
    let mut relp = collecting.relp().await;
    relp.send(line(&scene.world, &serial(1), 1)).await;

    let filling = scene.folder.path().join("somebody-elses");
    fill(&filling);
    // RELP: no answer. TCP: nothing is read, so that the sender comes to a halt.
    relp.begin(line(&scene.world, &serial(1), 2)).await;
    until("the log takes nothing", || counters.full_since().is_some()).await;
    let mut tcp = collecting.tcp(Door::Tcp).await;
    let one = format!(
        "{} msg=\"{}\"\n",
        line(&scene.world, &serial(2), 1),
        "x".repeat(8000)
    );
    let many = one.repeat(MUCH / one.len());
    let lines = u64::try_from(MUCH / one.len()).unwrap();
    let sending = tokio::spawn(async move {
        tcp.write_all(many.as_bytes()).await.unwrap();
        tcp
    });
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = collecting.running.collector.address(Door::Udp).unwrap();
    for _ in 0..7 {
        udp.send_to(b"<1>lost", address).unwrap();
    }
    until("seven dropped", || {
        counters.refusals(Door::Udp, Refusal::LogFull) == 7
    })
    .await;
    until("the figures say it", || scene.snapshot().full_since.is_some()).await;
    assert!(
        timeout(Duration::ZERO, relp.acknowledged()).await.is_err(),
        "nothing is acknowledged"
    );
    assert!(!sending.is_finished(), "32 MB cannot have gone anywhere");
    assert_eq!(counters.listener(Door::Tcp).lines, 0);
    assert_says(
        &scene.page(HEALTH).await,
        &[
            "ディスクがいっぱいで、",
            "から記録を受け取れません",
            "空きが戻ると、収集は自動で再開します",
        ],
    );
    assert_says(
        &scene.page(HEALTH_EN).await,
        &["The disk is full: no record was taken since", "goes on by itself"],
    );

    std::fs::remove_file(&filling).unwrap();
    timeout(DEADLINE, relp.acknowledged()).await.unwrap();
    drop(timeout(DEADLINE, sending).await.unwrap().unwrap());
    until("all lines of TCP", || counters.listener(Door::Tcp).lines == lines).await;
    udp.send_to(b"<1>again", address).unwrap();
    until("a datagram", || counters.listener(Door::Udp).lines == 1).await;
    assert_eq!(counters.full_since(), None);
    collecting.stop().await;
    assert_eq!(
        (scene.rows(1, "true").await, scene.rows(2, "true").await),
        (2, lines)
    );
    let page = scene.page(HEALTH).await;
    assert!(!page.contains("ディスクがいっぱい"), "{page}");
    assert_says(&page, &["受信時に取りこぼした記録 7"]);
}
