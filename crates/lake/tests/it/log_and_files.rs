//! From the log into the files and back: positions, verification, gaps.

use contracts::ids::DeviceId;
use firewall_logs::Event;
use jiff::Timestamp;
use lake::wal::{Frame, Position, SourceView, Transport, Wal, WalOptions};
use lake::{Flags, Lake, LakeOptions, Problem, Row};
use uuid::Uuid;

fn device() -> DeviceId {
    DeviceId(Uuid::from_u128(5))
}

fn received() -> Timestamp {
    "2026-10-01T00:00:00Z".parse().unwrap()
}

async fn append(wal: &Wal, lines: std::ops::Range<u32>) {
    for number in lines {
        let line = format!("line {number}").into_bytes();
        let frame = Frame::of_device(device(), received(), Transport::Tls, line);
        wal.handle().append(vec![frame]).await.unwrap();
    }
}

/// Moves what the log has beyond the lake into the lake, as the collector does.
fn take_over(wal: &Wal, lake: &Lake) -> u64 {
    let mut writer = lake.writer();
    let mut reader = wal.handle().reader(lake.position());
    while let Some(entry) = reader.next().unwrap() {
        let SourceView::Device(device) = entry.frame.source else {
            panic!("{entry:?}");
        };
        let mut event = Event::new();
        event.raw = entry.frame.line;
        let row = Row {
            company: contracts::ids::CompanyId(Uuid::from_u128(1)),
            device,
            received: entry.frame.received,
            time: entry.frame.received,
            flags: Flags::default(),
            event: &event,
        };
        writer.push(row, entry.position);
    }
    writer.flush().unwrap().rows
}

#[tokio::test]
async fn the_lake_goes_on_where_it_stopped_and_the_log_shrinks() {
    let folder = tempfile::tempdir().unwrap();
    let (log, files) = (folder.path().join("wal"), folder.path().join("lake"));
    let options = WalOptions {
        free_space: 0,
        segment: 200,
        ..WalOptions::default()
    };
    let wal = Wal::open(&log, options).unwrap();
    let lake = Lake::open(&files, LakeOptions::default()).unwrap();
    append(&wal, 0..9).await;
    assert_eq!(lake.verify(Some(&log)).unwrap().waiting, 9);
    assert_eq!(take_over(&wal, &lake), 9);
    assert_eq!(lake.position(), wal.handle().committed());
    assert!(wal.handle().release(lake.position()).unwrap() > 0);
    append(&wal, 9..12).await;
    let verified = lake.verify(Some(&log)).unwrap();
    assert_eq!(
        (verified.events, verified.waiting, verified.problems),
        (9, 3, vec![])
    );
    assert_eq!(take_over(&wal, &lake), 3);
    assert_eq!(take_over(&wal, &lake), 0);
    let verified = lake.verify(Some(&log)).unwrap();
    assert_eq!(
        (verified.events, verified.waiting, verified.orphans),
        (12, 0, vec![])
    );
}

#[tokio::test]
async fn a_gap_between_files_and_log_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (log, files) = (folder.path().join("wal"), folder.path().join("lake"));
    let options = WalOptions {
        free_space: 0,
        segment: 1,
        ..WalOptions::default()
    };
    let wal = Wal::open(&log, options).unwrap();
    let lake = Lake::open(&files, LakeOptions::default()).unwrap();
    append(&wal, 0..2).await;
    take_over(&wal, &lake);
    append(&wal, 2..6).await;
    let is_sound = |lake: &Lake| lake.verify(Some(&log)).unwrap().problems.is_empty();
    assert!(is_sound(&lake));
    let segments = lake::wal::segments(&log).unwrap();
    let kept = std::fs::read(&segments[3].path).unwrap();
    std::fs::remove_file(&segments[3].path).unwrap();
    let problems = lake.verify(Some(&log)).unwrap().problems;
    assert!(matches!(problems[..], [Problem::Gap { .. }]), "{problems:?}");
    let mut flipped = kept;
    *flipped.last_mut().unwrap() ^= 1;
    std::fs::write(&segments[3].path, flipped).unwrap();
    let problems = lake.verify(Some(&log)).unwrap().problems;
    assert!(
        matches!(problems[..], [Problem::LogDamaged { places: 1, .. }]),
        "{problems:?}"
    );
    // A bad place among what the files hold already costs nothing, and is told all the same: the disk may be going.
    let mut covered = std::fs::read(&segments[0].path).unwrap();
    *covered.last_mut().unwrap() ^= 1;
    std::fs::write(&segments[0].path, covered).unwrap();
    let verified = lake.verify(Some(&log)).unwrap();
    assert!(
        matches!(verified.problems[..], [Problem::LogDamaged { places: 2, .. }]),
        "{verified:?}"
    );
    assert_eq!(verified.waiting, 3, "what waits is what the files lack");
    drop(wal);
    std::fs::remove_dir_all(&log).unwrap();
    assert!(lake.position() > Position::START);
    assert!(matches!(
        lake.verify(Some(&log)).unwrap().problems[..],
        [Problem::NoLog { .. }]
    ));
}
