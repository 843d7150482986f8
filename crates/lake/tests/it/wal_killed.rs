//! A collector that is killed at any moment has lost nothing that it acknowledged.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use contracts::ids::DeviceId;
use jiff::Timestamp;
use lake::wal::{Frame, Position, Transport, Wal, WalOptions, WalReader};

/// Tells this program, started again, that it is the one to be killed.
const FOLDER: &str = "MAMORI_TEST_WAL";
const ROUNDS: u64 = 20;

#[test]
fn acknowledged_lines_outlive_the_process() {
    if let Ok(folder) = std::env::var(FOLDER) {
        append_until_killed(Path::new(&folder));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    for round in 0..ROUNDS {
        let until = usize::try_from(round * 7919 % 61).unwrap();
        acknowledged.extend(kill_one(folder.path(), until));
    }
    let mut reader = WalReader::open(folder.path(), Position::START);
    let mut found = BTreeSet::new();
    while let Some(entry) = reader.next().unwrap() {
        let line = String::from_utf8(entry.frame.line.to_vec()).unwrap();
        assert!(found.insert(line), "twice: {entry:?}");
    }
    let lost: Vec<_> = acknowledged.difference(&found).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(acknowledged.len() > 100, "{}", acknowledged.len());
}

/// Starts a collector, kills it after so many acknowledgements, and gives what it acknowledged until it was gone.
fn kill_one(folder: &Path, until: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "wal_killed::acknowledged_lines_outlive_the_process",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let mut acknowledged = Vec::new();
    let mut lines = lines.filter_map(|line| line.strip_prefix("kept ").map(str::to_owned));
    acknowledged.extend(lines.by_ref().take(until));
    child.kill().unwrap();
    acknowledged.extend(lines);
    child.wait().unwrap();
    acknowledged
}

#[tokio::main]
async fn append_until_killed(folder: &Path) {
    let options = WalOptions {
        free_space: 0,
        gather: Duration::from_micros(200),
        segment: 20_000,
        ..WalOptions::default()
    };
    let wal = Wal::open(folder, options).unwrap();
    let senders = (0..8).map(|sender| {
        let handle = wal.handle();
        tokio::spawn(async move {
            for number in 0_u64.. {
                let line = format!("{}-{sender}-{number}", std::process::id());
                let frame = Frame::of_device(
                    DeviceId(uuid::Uuid::nil()),
                    Timestamp::UNIX_EPOCH,
                    Transport::Relp,
                    line.clone().into(),
                );
                if handle.append(vec![frame]).await.is_ok() {
                    // Like an acknowledgement on the wire: in one piece, after the sync.
                    let _ = std::io::stdout().write_all(format!("\nkept {line}\n").as_bytes());
                }
            }
        })
    });
    let senders: Vec<_> = senders.collect();
    for sender in senders {
        let _ = sender.await;
    }
}
