//! Gigabytes of lines per second of one core.

use std::time::Duration;

use firewall_logs::{Event, Parser};
use jiff::Timestamp;
use lake::columns::{BATCH, Columns, Width};
use lake::wal::{Frame, Position, SourceView, Transport, Wal, WalError, WalOptions};
use lake::{Flags, Lake, LakeOptions, Row};

use lake_bench::{COMPANIES, Lines, company, device, lines, measured, median, tokyo};

const ROUNDS: usize = 5;
/// Connections of which each waits until what it sent lies on the disk.
const SENDERS: usize = 16;

pub fn columns(count: usize) {
    let lines = lines(count);
    let parse = rounds(&lines, || {
        let mut parsers: Vec<Parser> = (0..COMPANIES).map(|_| Parser::new(tokyo())).collect();
        let mut event = Event::new();
        let (mut start, mut fields) = (0, 0);
        for (end, device, at) in &lines.ends {
            parsers[*device].parse_into(&lines.text[start..*end], *at, &mut event);
            fields += event.fields().count();
            start = *end;
        }
        fields
    });
    println!("line → event: {parse:.3} GB/s");
    let whole = rounds(&lines, || {
        let mut parsers: Vec<Parser> = (0..COMPANIES).map(|_| Parser::new(tokyo())).collect();
        let (mut event, mut columns) = (Event::new(), Columns::new());
        let (mut start, mut rows) = (0, 0);
        for (end, number, at) in &lines.ends {
            parsers[*number].parse_into(&lines.text[start..*end], *at, &mut event);
            columns.push(&row(*number, *at, &event));
            start = *end;
            if columns.len() == BATCH {
                rows += batches(&mut columns);
            }
        }
        rows + batches(&mut columns)
    });
    println!("line → typed columns: {whole:.3} GB/s");
}

/// Into batches of Arrow; gives the number of rows.
fn batches(columns: &mut Columns) -> usize {
    let order = columns.as_they_came();
    let batches = columns.batches(&order, BATCH, Width::Filled).expect("columns");
    let rows = batches
        .map(|batch| std::hint::black_box(batch.expect("a batch")).num_rows())
        .sum();
    columns.clear();
    rows
}

fn row<'r, 'l>(number: usize, at: Timestamp, event: &'r Event<'l>) -> Row<'r, 'l> {
    let time = event
        .integer(firewall_logs::Field::Time)
        .and_then(|time| Timestamp::from_millisecond(time).ok());
    Row {
        company: company(number),
        device: device(number),
        received: at,
        time: time.unwrap_or(at),
        flags: Flags::default(),
        event,
    }
}

fn rounds<T>(lines: &Lines, work: impl Fn() -> T) -> f64 {
    let times: Vec<Duration> = (0..ROUNDS)
        .map(|_| measured(|| std::hint::black_box(work())).0)
        .collect();
    lines.text.len() as f64 / median(times).as_secs_f64() / 1e9
}

pub fn pipeline(count: usize) {
    let lines = lines(count);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let times: Vec<Duration> = (0..ROUNDS)
        .map(|_| measured(|| runtime.block_on(one_pipeline(&lines))).0)
        .collect();
    let speed = lines.text.len() as f64 / median(times).as_secs_f64() / 1e9;
    println!("line → synced log → Parquet and figures: {speed:.3} GB/s");
}

type Waiting = tokio::task::JoinHandle<Result<Position, WalError>>;

async fn acknowledged(waiting: Option<Waiting>) {
    if let Some(waiting) = waiting {
        waiting.await.expect("no panic").expect("kept");
    }
}

/// Gives the log back: its thread is to be counted.
async fn one_pipeline(lines: &Lines) -> (Wal, tempfile::TempDir) {
    let folder = tempfile::tempdir_in(".").expect("a folder");
    let wal = Wal::open(&folder.path().join("wal"), WalOptions::default()).expect("a log");
    let lake = Lake::open(&folder.path().join("lake"), LakeOptions::default()).expect("a lake");
    let mut start = 0;
    let mut waiting = std::collections::VecDeque::new();
    for batch in lines.ends.chunks(200) {
        let mut frames = Vec::with_capacity(batch.len());
        for (end, number, at) in batch {
            let line = lines.text[start..*end].to_vec();
            frames.push(Frame::of_device(device(*number), *at, Transport::Tcp, line));
            start = *end;
        }
        let handle = wal.handle();
        waiting.push_back(tokio::spawn(async move { handle.append(frames).await }));
        if waiting.len() == SENDERS {
            acknowledged(waiting.pop_front()).await;
        }
    }
    while !waiting.is_empty() {
        acknowledged(waiting.pop_front()).await;
    }
    take_over(&wal, &lake);
    (wal, folder)
}

fn take_over(wal: &Wal, lake: &Lake) {
    let mut parsers: Vec<Parser> = (0..COMPANIES).map(|_| Parser::new(tokyo())).collect();
    let mut reader = wal.handle().reader(Position::START);
    let mut writer = lake.writer();
    let mut spare = Event::new();
    while let Some(entry) = reader.next().expect("the log") {
        let SourceView::Device(source) = entry.frame.source else {
            continue;
        };
        let number = usize::try_from(source.0.as_u128() & 0xFFFF).unwrap_or(0);
        let mut event = std::mem::take(&mut spare).emptied();
        parsers[number].parse_into(entry.frame.line, entry.frame.received, &mut event);
        writer.push(row(number, entry.frame.received, &event), entry.position);
        spare = event.emptied();
        if writer.bytes() > LakeOptions::default().flush_bytes {
            writer.flush().expect("written");
        }
    }
    writer.flush().expect("written");
}
