//! Lines over TCP and UDP.

use std::net::UdpSocket;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use lake::wal::{Source, Transport};
use telemetry::collect::Settings;
use telemetry::collect::counters::{Door, Refusal};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::memory::Memory;
use super::{DEADLINE, anywhere, settings, start, until, until_refused};

fn tcp() -> Settings {
    Settings {
        tcp: Some(anywhere()),
        ..settings()
    }
}

#[tokio::test]
async fn both_framings_arrive_at_the_same_port() {
    let log = Memory::new();
    let collector = start(tcp(), log.clone()).await;
    let address = collector.address(Door::Tcp).unwrap();
    let mut counted = TcpStream::connect(address).await.unwrap();
    counted.write_all(b"6 <1>abc6 <2>d\ne").await.unwrap();
    until("two lines", || log.lines().len() == 2).await;
    let mut ended = TcpStream::connect(address).await.unwrap();
    ended.write_all(b"<3>f\r\n<4>g\0h\n<5>unfin").await.unwrap();
    drop(ended);
    until("five lines", || log.lines().len() == 5).await;
    assert_eq!(log.lines(), ["<1>abc", "<2>d\ne", "<3>f", "<4>g\0h", "<5>unfin"]);
    assert_eq!(log.marks(), 2, "one mark for each connection");
    let frame = &log.frames()[0];
    assert_eq!(frame.source, Source::Unknown("127.0.0.1".to_owned()));
    assert_eq!(frame.transport, Transport::Tcp);
    let figures = collector.counters.listener(Door::Tcp);
    assert_eq!((figures.lines, figures.bytes, figures.unfinished), (5, 30, 1));
    collector.stop().await;
}

#[tokio::test]
async fn a_line_of_a_megabyte_is_cut_and_others_do_not_suffer() {
    let log = Memory::new();
    let collector = start(tcp(), log.clone()).await;
    let address = collector.address(Door::Tcp).unwrap();
    let mut sender = TcpStream::connect(address).await.unwrap();
    let mut other = TcpStream::connect(address).await.unwrap();
    let long = vec![b'x'; 1024 * 1024];
    sender.write_all(&long).await.unwrap();
    other.write_all(b"<1>other\n").await.unwrap();
    until("the other's line", || {
        log.lines().contains(&"<1>other".to_owned())
    })
    .await;
    sender.write_all(b"\n<2>next\n").await.unwrap();
    until("three lines", || log.lines().len() == 3).await;
    assert_eq!(log.lines()[1].len(), 64 * 1024);
    assert_eq!(log.lines()[2], "<2>next");
    assert_eq!(collector.counters.listener(Door::Tcp).cut, 1);
    collector.stop().await;
}

/// However short the lines are, one connection holds little of them in memory: the rest stays in the socket.
#[tokio::test]
async fn many_short_lines_wait_in_the_socket() {
    let log = Memory::new();
    log.is_full.store(true, SeqCst);
    let collector = start(tcp(), log.clone()).await;
    let mut sender = TcpStream::connect(collector.address(Door::Tcp).unwrap())
        .await
        .unwrap();
    sender.write_all(&b"a\n".repeat(32 * 1024)).await.unwrap();
    until("a try", || log.tries.load(SeqCst) > 0).await;
    assert!(
        log.asked.load(SeqCst) < 5_000,
        "{} at once",
        log.asked.load(SeqCst)
    );
    log.is_full.store(false, SeqCst);
    until("all of them", || log.lines().len() == 32 * 1024).await;
    collector.stop().await;
}

/// A sender that never pauses does not keep the collector from ending.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_never_pauses_is_cut_off_at_the_end() {
    let log = Memory::new();
    let collector = start(tcp(), log.clone()).await;
    let mut sender = TcpStream::connect(collector.address(Door::Tcp).unwrap())
        .await
        .unwrap();
    let sending = tokio::spawn(async move {
        let lines = b"<1>again and again\n".repeat(1000);
        while sender.write_all(&lines).await.is_ok() {}
    });
    until("a line", || !log.lines().is_empty()).await;
    tokio::time::timeout(DEADLINE, collector.stop())
        .await
        .expect("it ends");
    sending.await.unwrap();
}

#[tokio::test]
async fn reading_stops_while_the_log_is_full_and_goes_on_after() {
    let log = Memory::new();
    log.is_full.store(true, SeqCst);
    let collector = start(tcp(), log.clone()).await;
    let mut sender = TcpStream::connect(collector.address(Door::Tcp).unwrap())
        .await
        .unwrap();
    // More than the buffers of both sides hold: the sender is held back.
    let line = [&b"<1>"[..], &[b'x'; 1020], b"\n"].concat();
    let lines = 64 * 1024;
    let sent = tokio::spawn(async move {
        for _ in 0..lines {
            sender.write_all(&line).await.unwrap();
        }
        sender
    });
    until("several tries", || log.tries.load(SeqCst) > 5).await;
    assert!(collector.counters.full_since().is_some());
    assert!(!sent.is_finished(), "64 MiB cannot have gone anywhere");
    assert_eq!(log.lines().len(), 0);
    log.is_full.store(false, SeqCst);
    let sender = sent.await.unwrap();
    until("all lines", || {
        collector.counters.listener(Door::Tcp).lines == lines
    })
    .await;
    assert_eq!(collector.counters.full_since(), None);
    drop(sender);
    collector.stop().await;
}

#[tokio::test]
async fn connections_have_limits_and_silence_has_one() {
    let log = Memory::new();
    let settings = Settings {
        connections: 3,
        connections_per_address: 2,
        idle: Duration::from_millis(200),
        ..tcp()
    };
    let collector = start(settings, log.clone()).await;
    let address = collector.address(Door::Tcp).unwrap();
    let first = TcpStream::connect(address).await.unwrap();
    let second = TcpStream::connect(address).await.unwrap();
    let mut third = TcpStream::connect(address).await.unwrap();
    assert_eq!(third.read(&mut [0]).await.unwrap_or(0), 0, "closed at once");
    until_refused(&collector, Door::Tcp, Refusal::ConnectionsOfAddress).await;
    until_refused(&collector, Door::Tcp, Refusal::Idle).await;
    until("nobody left", || collector.counters.listener(Door::Tcp).open == 0).await;
    drop((first, second));
    let mut fourth = TcpStream::connect(address).await.unwrap();
    fourth.write_all(b"<1>again\n").await.unwrap();
    until("a line", || log.lines() == ["<1>again"]).await;
    collector.stop().await;
}

#[tokio::test]
async fn what_was_sent_before_the_end_is_kept() {
    let log = Memory::new();
    let collector = start(tcp(), log.clone()).await;
    let mut sender = TcpStream::connect(collector.address(Door::Tcp).unwrap())
        .await
        .unwrap();
    sender.write_all(b"<1>first\n").await.unwrap();
    until("the first line", || log.lines().len() == 1).await;
    sender.write_all(b"<1>last\n").await.unwrap();
    collector.stop().await;
    assert_eq!(log.lines(), ["<1>first", "<1>last"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_datagram_is_a_line_or_is_counted_as_dropped() {
    let log = Memory::new();
    let settings = Settings {
        udp: Some(anywhere()),
        receive_buffer: 64 * 1024,
        ..settings()
    };
    let collector = start(settings, log.clone()).await;
    assert!(collector.receive_buffer.unwrap() >= 64 * 1024);
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = collector.address(Door::Udp).unwrap();
    let datagram = [b'x'; 805];
    for _ in 0..20_000 {
        socket.send_to(&datagram, address).unwrap();
    }
    let counters = Arc::clone(&collector.counters);
    until("20000 datagrams", || {
        let figures = counters.listener(Door::Udp);
        figures.lines + figures.kernel_drops == 20_000
    })
    .await;
    assert!(counters.listener(Door::Udp).lines > 0);
    socket.send_to(b"<1>a\0b\r\n\0", address).unwrap();
    until("a line", || {
        log.lines().last().is_some_and(|line| line == "<1>a\0b")
    })
    .await;
    collector.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn datagrams_that_a_full_log_refuses_are_counted() {
    let log = Memory::new();
    let settings = Settings {
        udp: Some(anywhere()),
        ..settings()
    };
    let collector = start(settings, log.clone()).await;
    log.is_full.store(true, SeqCst);
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = collector.address(Door::Udp).unwrap();
    for _ in 0..10 {
        socket.send_to(b"<1>a", address).unwrap();
    }
    let counters = Arc::clone(&collector.counters);
    until("ten refused", || {
        counters.refusals(Door::Udp, Refusal::LogFull) == 10
    })
    .await;
    assert!(counters.full_since().is_some());
    log.is_full.store(false, SeqCst);
    socket.send_to(b"<1>b", address).unwrap();
    until("a line", || log.lines() == ["<1>b"]).await;
    assert_eq!(counters.full_since(), None);
    collector.stop().await;
}
