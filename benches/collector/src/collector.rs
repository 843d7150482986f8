//! The whole collector, with its sender in a process of its own: from the socket into the lake.

use std::io::{BufWriter, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use contracts::ids::InstallationId;
use jiff::Timestamp;
use lake::wal::{Frame, Position, Transport, Wal, WalOptions};
use platform::clock::Clock;
use telemetry::collect::counters::Door;
use telemetry::collect::run::{Place, Running};
use telemetry::collect::{Records, Settings};
use telemetry::domain::device::{Format, Serial};
use telemetry::domain::directory::{Directory, Known, Stay};
use tokio::sync::watch;
use uuid::Uuid;

use lake_bench::{COMPANIES, company, device, generator, lines, specs};

/// The appliances of the generator, each at its company, known by their serial numbers.
fn records() -> (watch::Sender<Arc<Directory>>, Records) {
    let known = specs(1).into_iter().enumerate().map(|(number, spec)| Known {
        device: device(number),
        serial: Serial::parse(&spec.serial).expect("a serial number"),
        zone: "Asia/Tokyo".to_owned(),
        format: Format::Auto,
        stays: vec![Stay {
            company: company(number),
            installation: InstallationId(Uuid::from_u128(1 + number as u128)),
            from: Timestamp::UNIX_EPOCH,
            to: None,
        }],
    });
    watch::channel(Arc::new(Directory::new(known, [])))
}

/// The day of the lines, whatever the machine's clock says.
struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        lake_bench::begin() + jiff::SignedDuration::from_hours(12)
    }
}

async fn start(folder: &Path) -> Running {
    let anywhere: SocketAddr = ([127, 0, 0, 1], 0).into();
    let settings = Settings {
        udp: Some(anywhere),
        tcp: Some(anywhere),
        tunnels: vec!["127.0.0.0/8".parse().expect("a network")],
        ..Settings::default()
    };
    let (_directory, records) = records();
    let place = Place::at(folder, 1);
    let started = Running::start(&place, settings, None, records, None, Arc::new(Noon));
    started.await.expect("a collector")
}

/// Another process of this program that sends; it ends when everything is sent.
fn sender(arguments: &[String]) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .arg("send")
        .args(arguments)
        .stdin(Stdio::piped())
        .spawn()
        .expect("a sender")
}

fn runtime() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build().expect("a runtime")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(".").expect("a folder")
}

/// Over TCP as fast as it goes, until all of it lies in the lake.
pub fn tcp(count: usize) {
    let bytes = lines(count).text.len();
    let folder = folder();
    let before = lake_bench::whole_cpu();
    runtime().block_on(async {
        let running = start(folder.path()).await;
        let address = running.collector.address(Door::Tcp).expect("an address");
        let mut sender = sender(&["tcp".to_owned(), address.to_string(), count.to_string()]);
        drop(sender.stdin.take());
        sender.wait().expect("sent");
        let counters = Arc::clone(&running.collector.counters);
        while counters.listener(Door::Tcp).lines < count as u64 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        running.stop().await;
    });
    let used = lake_bench::whole_cpu().saturating_sub(before);
    let rows: u64 = lake::Lake::read(folder.path())
        .expect("a lake")
        .manifest()
        .events()
        .map(|file| file.rows)
        .sum();
    println!(
        "socket → synced log → Parquet and figures: {rows} of {count} lines, {:.3} GB/s per CPU second",
        bytes as f64 / used.as_secs_f64() / 1e9
    );
}

/// Datagrams at a steady rate while the collector is stopped for some seconds.
pub fn udp(rate: usize, seconds: usize, stall: usize) {
    let folder = folder();
    runtime().block_on(async {
        let running = start(folder.path()).await;
        let address = running.collector.address(Door::Udp).expect("an address");
        let count = rate * seconds;
        let buffer = running.collector.receive_buffer.unwrap_or_default();
        let mut sender = sender(&["udp", &address.to_string(), &count.to_string(), &rate.to_string()].map(str::to_owned));
        drop(sender.stdin.take());
        tokio::time::sleep(Duration::from_secs(3)).await;
        // Stopped from outside, as a machine that is suspended: nothing of it runs.
        let this = std::process::id();
        let stalled = Command::new("sh")
            .args(["-c", &format!("kill -STOP {this}; sleep {stall}; kill -CONT {this}")])
            .status();
        stalled.expect("a shell");
        tokio::task::spawn_blocking(move || sender.wait()).await.expect("joined").expect("sent");
        let listener = loop {
            let before = running.collector.counters.listener(Door::Udp);
            tokio::time::sleep(Duration::from_millis(500)).await;
            let after = running.collector.counters.listener(Door::Udp);
            if before.lines == after.lines {
                break after;
            }
        };
        println!(
            "UDP, {rate} datagrams/s for {seconds} s, stopped for {stall} s, receive buffer {buffer} B: sent {count}, kept {}, counted as dropped {}, nobody knows of {}",
            listener.lines,
            listener.kernel_drops,
            (count as u64).saturating_sub(listener.lines + listener.kernel_drops)
        );
        running.stop().await;
    });
}

/// How many seconds old the collector's figures may be.
const FIGURES: u64 = 10;

/// What waits in the log after an outage is worked off while new lines come at a steady rate.
pub fn backlog(rate: usize, minutes: usize) {
    let folder = folder();
    runtime().block_on(async {
        let place = Place::at(folder.path(), 1);
        let count = rate * 60 * minutes;
        fill(&place, count).await;
        let live = rate * 600;
        let running = start(folder.path()).await;
        let address = running.collector.address(Door::Tcp).expect("an address");
        let begun = Instant::now();
        let arguments = ["tcp", &address.to_string(), &live.to_string(), &rate.to_string()];
        let mut sender = sender(&arguments.map(str::to_owned));
        let counters = Arc::clone(&running.collector.counters);
        // Caught up when less than two seconds of lines are not read yet; the figures are some seconds old.
        let figures = folder.path().join(telemetry::collect::run::FIGURES);
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let snapshot = telemetry::collect::Snapshot::read(&figures);
            let read: u64 = snapshot.devices.values().map(|device| device.lines).sum();
            let taken = count as u64 + counters.listener(Door::Tcp).lines;
            if read + (2 + FIGURES) * rate as u64 > taken && read > count as u64 {
                break;
            }
        }
        let took = begun.elapsed();
        let span = Duration::from_secs(60 * minutes as u64);
        println!(
            "backlog: {count} lines of {minutes} min at {rate}/s, worked off in {:.1} s while {rate}/s went on: {:.1} times real time",
            took.as_secs_f64(),
            span.as_secs_f64() / took.as_secs_f64()
        );
        sender.kill().expect("stopped");
        sender.wait().expect("stopped");
        running.stop().await;
    });
}

async fn fill(place: &Place, count: usize) {
    std::fs::create_dir_all(place.log_folder()).expect("a folder");
    let options = WalOptions {
        salt: 1,
        ..WalOptions::default()
    };
    let wal = Wal::open(&place.log_folder(), options).expect("a log");
    let mut generator = generator(count, 1);
    let mut last = Position::START;
    let mut given = 0;
    while given < count {
        let mut frames = Vec::new();
        while frames.len() < 1000 && given < count {
            let mut line = Vec::new();
            let Some(of) = generator.next_into(&mut line) else {
                return;
            };
            frames.push(Frame::of_device(
                device(of.device % COMPANIES),
                of.at,
                Transport::Tls,
                line,
            ));
            given += 1;
        }
        last = wal.handle().append(frames).await.expect("kept");
    }
    println!("{given} lines wait, up to {last}");
    wal.close();
}

/// The sender: `send tcp|udp ADDRESS COUNT [RATE]`.
pub fn send(words: &[&str]) {
    let (transport, address) = (words[0], words[1]);
    let count: usize = words[2].parse().expect("a number");
    let rate: Option<usize> = words.get(3).map(|rate| rate.parse().expect("a number"));
    let address: SocketAddr = address.parse().expect("an address");
    // Made beforehand, as far as that fits: the sender is not to be what is measured.
    let made = lines(count.min(500_000));
    let made: Vec<&[u8]> = made.each().collect();
    // Waits until its other end is closed.
    if rate.is_none() {
        let _ = std::io::stdin().read(&mut [0]);
    }
    let mut tcp = (transport == "tcp")
        .then(|| BufWriter::with_capacity(1 << 16, TcpStream::connect(address).expect("connected")));
    let udp = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    udp.connect(address).expect("connected");
    let begun = Instant::now();
    for number in 0..count {
        if let Some(rate) = rate
            && number % (rate / 200).max(1) == 0
        {
            let due = Duration::from_secs_f64(number as f64 / rate as f64);
            if let Some(tcp) = &mut tcp {
                tcp.flush().expect("sent");
            }
            std::thread::sleep(due.saturating_sub(begun.elapsed()));
        }
        let line = made[number % made.len()];
        match &mut tcp {
            Some(tcp) => {
                tcp.write_all(line).expect("sent");
                tcp.write_all(b"\n").expect("sent");
            }
            None => {
                udp.send(&padded(line)).expect("sent");
            }
        }
    }
    if let Some(mut tcp) = tcp {
        tcp.flush().expect("sent");
    }
}

/// Datagrams of 805 bytes: from that length on the kernel charges nearly twice as much for one.
fn padded(line: &[u8]) -> Vec<u8> {
    let mut line = line.to_vec();
    line.resize(805, b' ');
    line
}
