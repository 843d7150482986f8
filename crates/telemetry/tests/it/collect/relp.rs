//! RELP over a real socket.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use telemetry::collect::Settings;
use telemetry::collect::counters::{Door, Refusal};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::memory::Memory;
use super::{DEADLINE, anywhere, settings, start, until};

const OPEN: &[u8] = b"1 open 30 relp_version=0\ncommands=syslog\n";

fn relp() -> Settings {
    Settings {
        relp: Some(anywhere()),
        ..settings()
    }
}

/// Reads until the answers end in this way.
async fn answered(stream: &mut TcpStream, end: &str) -> String {
    let mut answers = String::new();
    while !answers.ends_with(end) {
        let mut buffer = [0; 4096];
        let read = timeout(DEADLINE, stream.read(&mut buffer))
            .await
            .unwrap()
            .unwrap();
        assert!(read > 0, "ended after {answers}");
        answers.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
    }
    answers
}

#[tokio::test]
async fn a_line_is_acknowledged_once_it_is_kept() {
    let log = Memory::new();
    let collector = start(relp(), log.clone()).await;
    let mut stream = TcpStream::connect(collector.address(Door::Relp).unwrap())
        .await
        .unwrap();
    stream.write_all(OPEN).await.unwrap();
    answered(&mut stream, "commands=syslog\n").await;
    stream
        .write_all(b"2 syslog 6 <1>one\n3 syslog 6 <1>two\n")
        .await
        .unwrap();
    let answers = answered(&mut stream, "3 rsp 6 200 OK\n").await;
    assert_eq!(answers, "2 rsp 6 200 OK\n3 rsp 6 200 OK\n");
    assert_eq!(log.lines(), ["<1>one", "<1>two"]);
    log.is_full.store(true, SeqCst);
    stream.write_all(b"4 syslog 8 <1>three\n").await.unwrap();
    let tries = log.tries.load(SeqCst);
    until("several tries", || log.tries.load(SeqCst) > tries + 3).await;
    let nothing = timeout(Duration::ZERO, stream.read(&mut [0; 100])).await;
    assert!(nothing.is_err(), "no answer while the log is full");
    log.is_full.store(false, SeqCst);
    answered(&mut stream, "4 rsp 6 200 OK\n").await;
    stream.write_all(b"5 close 0\n").await.unwrap();
    answered(&mut stream, "5 rsp 0\n0 serverclose 0\n").await;
    assert_eq!(log.lines().len(), 3);
    collector.stop().await;
}

#[tokio::test]
async fn what_is_not_relp_is_refused_and_counted() {
    let log = Memory::new();
    let collector = start(relp(), log.clone()).await;
    let address = collector.address(Door::Relp).unwrap();
    let mut stranger = TcpStream::connect(address).await.unwrap();
    stranger.write_all(b"<13>plain syslog\n").await.unwrap();
    answered(&mut stranger, "0 serverclose 0\n").await;
    assert_eq!(collector.counters.refusals(Door::Relp, Refusal::RelpHeader), 1);
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(&[OPEN, b"2 starttls 0\n3 syslog 4 <1>a\n"].concat())
        .await
        .unwrap();
    let answers = answered(&mut stream, "3 rsp 6 200 OK\n").await;
    assert!(answers.contains("2 rsp 16 500 relp-command\n"), "{answers}");
    assert_eq!(log.lines(), ["<1>a"]);
    collector.stop().await;
}
