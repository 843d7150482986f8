//! How fast lines become events, on one core: `cargo bench -p firewall-logs --bench parse -- [FILE] [FORMAT]`. Without
//! a file lines of a FortiGate are made up. Prints GB/s and lines/s per CPU second, the median of the rounds;
//! asserts nothing.

use std::time::Instant;
use std::{env, fs};

use firewall_logs::{Event, Field, Parser, write_json};
use jiff::Timestamp;
use jiff::tz::TimeZone;

const ROUNDS: usize = 11;

fn main() {
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let bytes = match arguments.first() {
        Some(file) => fs::read(file).expect("the file can be read"),
        None => made_up(200_000),
    };
    let format = arguments.get(1).map(|name| name.parse().expect("a format"));
    let lines: Vec<&[u8]> = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .collect();
    let size: usize = lines.iter().map(|line| line.len()).sum();
    println!(
        "{} lines of {} bytes on average",
        lines.len(),
        size / lines.len().max(1)
    );
    let parser = || {
        let parser = Parser::new(TimeZone::fixed(jiff::tz::offset(9)));
        match format {
            Some(format) => parser.with_format(format),
            None => parser,
        }
    };
    let received = Timestamp::constant(1_793_664_600, 0);
    // What the machine can do at this moment: each sign of a list of pairs found and counted.
    report("signs found and counted, nothing else", size, lines.len(), || {
        let count = |line: &&[u8]| memchr::memchr3_iter(b'=', b'"', b' ', line).count();
        i64::try_from(lines.iter().map(count).sum::<usize>()).unwrap_or(0)
    });
    report("line → event, one event used again", size, lines.len(), || {
        let (mut parser, mut event, mut sum) = (parser(), Event::new(), 0);
        for line in &lines {
            parser.parse_into(line, received, &mut event);
            sum += event.integer(Field::BytesOut).unwrap_or(1);
        }
        sum
    });
    report("line → event, a new event each", size, lines.len(), || {
        let (mut parser, mut sum) = (parser(), 0);
        for line in &lines {
            sum += parser.parse(line, received).integer(Field::BytesOut).unwrap_or(1);
        }
        sum
    });
    report("line → event → JSON", size, lines.len(), || {
        let (mut parser, mut event, mut json, mut sum) = (parser(), Event::new(), String::new(), 0);
        for line in &lines {
            parser.parse_into(line, received, &mut event);
            json.clear();
            write_json(&event, &mut json);
            sum += i64::try_from(json.len()).unwrap_or(0);
        }
        sum
    });
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn report(what: &str, size: usize, lines: usize, mut work: impl FnMut() -> i64) {
    let mut seconds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let before = cpu_seconds();
            std::hint::black_box(work());
            cpu_seconds() - before
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let median = seconds[ROUNDS / 2];
    println!(
        "{what}: {:.3} GB/s, {:.2} M lines/s per CPU second",
        size as f64 / median / 1e9,
        lines as f64 / median / 1e6
    );
}

/// CPU time of this thread; elsewhere than on Linux the time on the wall.
fn cpu_seconds() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let start = START.get_or_init(Instant::now);
    let own = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = own.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// Lines of a FortiGate: nine of sessions to one of the web filter.
fn made_up(count: u64) -> Vec<u8> {
    let mut out = Vec::new();
    for number in 0..count {
        // Any numbers that vary.
        let some = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let (host, port, sent, received) =
            (some % 200, 1024 + some % 60_000, some % 90_000, some % 2_000_000);
        let second = 1_793_664_307 + number / 50;
        let line = if number % 10 == 0 {
            format!(
                "<188>date=2026-11-03 time=09:05:07 devname=\"UTM-0012\" devid=\"FGT40FTK00000012\" eventtime={second}052907555 \
                 tz=\"+0900\" logid=\"0316013056\" type=\"utm\" subtype=\"webfilter\" eventtype=\"ftgd_blk\" level=\"warning\" \
                 vd=\"root\" policyid=4 poluuid=\"00000000-1111-51ee-2222-333344445555\" sessionid={some} srcip=192.168.10.{host} \
                 srcport={port} srccountry=\"Reserved\" srcintf=\"internal\" srcintfrole=\"lan\" dstip=203.0.113.{host} dstport=443 \
                 dstcountry=\"Japan\" dstintf=\"wan1\" dstintfrole=\"wan\" proto=6 service=\"HTTPS\" hostname=\"games-{host}.example.com\" \
                 profile=\"office\" action=\"blocked\" reqtype=\"direct\" url=\"https://games-{host}.example.com/\" sentbyte={sent} \
                 rcvdbyte=0 direction=\"outgoing\" msg=\"URL belongs to a denied category in policy\" cat=20 catdesc=\"Games\"\n"
            )
        } else {
            format!(
                "<189>date=2026-11-03 time=09:05:07 devname=\"UTM-0012\" devid=\"FGT40FTK00000012\" eventtime={second}052907555 \
                 tz=\"+0900\" logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" vd=\"root\" srcip=192.168.10.{host} \
                 srcport={port} srcintf=\"internal\" srcintfrole=\"lan\" dstip=203.0.113.{host} dstport=443 dstintf=\"wan1\" \
                 dstintfrole=\"wan\" srccountry=\"Reserved\" dstcountry=\"Japan\" sessionid={some} proto=6 action=\"close\" policyid=4 \
                 policytype=\"policy\" poluuid=\"00000000-1111-51ee-2222-333344445555\" policyname=\"office out\" service=\"HTTPS\" \
                 trandisp=\"snat\" transip=198.51.100.7 transport={port} duration=12 sentbyte={sent} rcvdbyte={received} sentpkt=11 \
                 rcvdpkt=72 appcat=\"unscanned\"\n"
            )
        };
        out.extend_from_slice(line.as_bytes());
    }
    out
}
