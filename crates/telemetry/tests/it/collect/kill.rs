//! The collector in a process of its own, killed in the middle again and again: what was acknowledged is in the lake,
//! and nothing is in it twice.

use std::collections::{BTreeSet, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use lake::wal::{Position, WalReader};
use lake::{Lake, Limits};
use telemetry::collect::counters::Door;

use super::whole::{COMPANY, line, records, run};

const FOLDER: &str = "COLLECTOR_TEST_FOLDER";
/// More of them: `COLLECTOR_TEST_KILLS=100`.
const KILLS: &str = "COLLECTOR_TEST_KILLS";

fn kills() -> usize {
    let asked = std::env::var(KILLS).ok().and_then(|kills| kills.parse().ok());
    asked.unwrap_or(10)
}

/// Lines that a sender leaves unacknowledged, as librelp does.
const WINDOW: usize = 128;

/// No test: the process that the others start and kill. It ends well when its standard input is closed.
#[test]
fn collector_process() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (_directory, records) = records();
        let running = run(Path::new(&folder), records).await;
        let relp = running.collector.address(Door::Relp).unwrap();
        let tcp = running.collector.address(Door::Tcp).unwrap();
        println!("\nlistens {relp} {tcp}");
        let ended = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
        ended.await.unwrap().unwrap();
        running.stop().await;
    });
}

struct Collecting {
    process: Child,
    relp: SocketAddr,
    tcp: SocketAddr,
    /// Held open: the process may have something to say at its end.
    _said: BufReader<ChildStdout>,
}

impl Collecting {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "collect::kill::collector_process", "--nocapture"])
            .env(FOLDER, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        while !line.starts_with("listens ") {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "it did not start");
        }
        let mut words = line.trim().split(' ').skip(1).map(|word| word.parse().unwrap());
        Self {
            process,
            relp: words.next().unwrap(),
            tcp: words.next().unwrap(),
            _said: said,
        }
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn end(mut self) {
        drop(self.process.stdin.take());
        assert!(self.process.wait().unwrap().success());
    }
}

/// A sender that keeps what was not acknowledged and sends it again.
#[derive(Default)]
struct Sender {
    made: usize,
    unanswered: VecDeque<(usize, String)>,
    acknowledged: BTreeSet<usize>,
}

impl Sender {
    /// A session in which `answers` are read at least before it is left; the rest goes unread.
    fn session(&mut self, address: SocketAddr, answers: usize, window: usize) {
        let mut stream = TcpStream::connect(address).unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        stream.write_all(b"1 open 0\n").unwrap();
        let mut text = String::new();
        while text != "commands=syslog\n" {
            text.clear();
            reader.read_line(&mut text).unwrap();
        }
        let mut number = 1;
        for (_, line) in &self.unanswered {
            number += 1;
            stream
                .write_all(format!("{number} syslog {} {line}\n", line.len()).as_bytes())
                .unwrap();
        }
        for expected in (2..).take(answers) {
            while self.unanswered.len() < window {
                self.made += 1;
                number += 1;
                let line = line(self.made);
                stream
                    .write_all(format!("{number} syslog {} {line}\n", line.len()).as_bytes())
                    .unwrap();
                self.unanswered.push_back((self.made, line));
            }
            text.clear();
            reader.read_line(&mut text).unwrap();
            assert_eq!(text, format!("{expected} rsp 6 200 OK\n"));
            self.acknowledged.insert(self.unanswered.pop_front().unwrap().0);
        }
    }
}

/// The numbers of the lines in the lake, which stand in them as the bytes sent.
fn in_lake(folder: &Path) -> Vec<usize> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let lake = Lake::read(folder).unwrap();
    let limits = Limits {
        rows: 100_000,
        ..Limits::default()
    };
    let sql = "SELECT traffic_bytes_out AS number FROM events";
    let answer = runtime.block_on(lake.company(COMPANY).sql(sql, limits)).unwrap();
    let rows = answer.to_json().unwrap();
    let number = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    rows.iter().map(|row| number(&row["number"])).collect()
}

#[test]
fn what_relp_acknowledged_survives_ten_kills_and_nothing_is_there_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut sender = Sender::default();
    let mut dice = 7_usize;
    for _ in 0..kills() {
        let collector = Collecting::start(folder.path());
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        sender.session(collector.relp, 1 + (dice >> 40) % 400, WINDOW);
        collector.kill();
    }
    let collector = Collecting::start(folder.path());
    let rest = sender.unanswered.len();
    sender.session(collector.relp, rest, 0);
    let mut plain = TcpStream::connect(collector.tcp).unwrap();
    plain.write_all(format!("{}\n", line(0)).as_bytes()).unwrap();
    drop(plain);
    collector.end();
    let lines = in_lake(folder.path());
    let different: BTreeSet<usize> = lines.iter().copied().collect();
    assert_eq!(lines.len(), different.len(), "a line is there twice");
    let missing: Vec<_> = sender.acknowledged.difference(&different).collect();
    assert!(
        missing.is_empty(),
        "{} of {} are missing",
        missing.len(),
        sender.acknowledged.len()
    );
}

/// Lines that a sender over TCP sends again after a reconnect: it cannot know which of them arrived.
const REPEATED: usize = 200;

/// The numbers of the lines in the write-ahead log, those that came again included.
fn in_log(folder: &Path) -> BTreeSet<usize> {
    let mut reader = WalReader::open(&folder.join("wal"), Position::START);
    let mut numbers = BTreeSet::new();
    while let Some(entry) = reader.next().unwrap() {
        let text = str::from_utf8(entry.frame.line).unwrap();
        let number = text
            .split_once("sentbyte=")
            .map(|(_, rest)| rest.split(' ').next());
        numbers.extend(number.flatten().map(|number| number.parse::<usize>().unwrap()));
    }
    numbers
}

#[test]
fn what_came_over_tcp_and_was_kept_survives_kills_and_nothing_is_there_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines: Vec<String> = Vec::new();
    let mut kept = BTreeSet::new();
    let mut dice = 11_usize;
    for round in 0..=kills() {
        let collector = Collecting::start(folder.path());
        let mut stream = TcpStream::connect(collector.tcp).unwrap();
        let again = lines.len().saturating_sub(REPEATED);
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let fresh = 1 + (dice >> 40) % 1_500;
        lines.extend((lines.len()..).take(fresh).map(line));
        for line in &lines[again..] {
            stream.write_all(format!("{line}\n").as_bytes()).unwrap();
        }
        drop(stream);
        match round == kills() {
            true => collector.end(),
            false => collector.kill(),
        }
        kept.extend(in_log(folder.path()));
    }
    let stored = in_lake(folder.path());
    let different: BTreeSet<usize> = stored.iter().copied().collect();
    assert_eq!(stored.len(), different.len(), "a line is there twice");
    assert!(
        kept.len() > kills(),
        "too few lines were kept for this to say anything: {}",
        kept.len()
    );
    let missing: Vec<_> = kept.difference(&different).collect();
    assert!(
        missing.is_empty(),
        "{} of {} are missing",
        missing.len(),
        kept.len()
    );
}
