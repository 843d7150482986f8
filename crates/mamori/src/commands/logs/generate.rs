//! `mamori logs generate`: log lines of invented companies, with planted attacks.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use firewall_logs::generate::{Attack, DeviceSpec, Generator, Header, Plan, Planted, Vendor, spread};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{self, TimeZone};
use platform::languages::Words;

use crate::commands::{InWords as _, Outcome, Speech, Tell as _, complain};

/// Write log lines of invented companies, with planted attacks, for trials, tests and measurements
///
/// Everything is made up; the same arguments give the same bytes. Into a folder: one file for each device, and
/// planted.json with what was planted where and when. To standard output (-): all lines in time order.
#[derive(Args)]
pub(in crate::commands) struct Generate {
    /// Everything follows from it.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// First day, in Japan.
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Date,
    /// The day after the last one.
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Date,
    /// How many devices, one for each company.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=20_000))]
    devices: u16,
    /// Who makes them, in turn: fortigate, sophos, panos, sonicwall, suricata.
    #[arg(long, value_name = "V,…", value_delimiter = ',', default_value = "fortigate", value_parser = PossibleValuesParser::new(Vendor::ALL.map(Vendor::name)))]
    vendors: Vec<String>,
    /// Lines of a device on a weekday; weekends have about a fifth.
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=50_000_000))]
    lines_per_day: u32,
    /// What is planted: all, none, or some of block-burst, admin-brute-force, malware-blocked, malware-then-command,
    /// silent-device, new-signature, foreign-vpn-login.
    #[arg(long, value_name = "A,…", value_delimiter = ',', default_value = "all", value_parser = PossibleValuesParser::new(["all", "none"].into_iter().chain(Attack::ALL.map(Attack::name))))]
    attacks: Vec<String>,
    /// What stands before each line: syslog (as the product sends it), rfc5424, or body (nothing).
    #[arg(long, value_enum, default_value_t = Form::Syslog)]
    format: Form,
    /// New folder to write into; - for standard output.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    speech: Speech,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Syslog,
    Rfc5424,
    Body,
}

pub(super) fn run(args: &Generate) -> Outcome {
    let words = args.speech.words();
    let plan = plan(args, words)?;
    let written = if args.out == Path::new("-") {
        to_standard_output(&plan)
    } else {
        to_folder(&plan, &args.out)
    };
    let written = written.map_err(|error| {
        let reason = error.in_words(words);
        words.tell(
            "logs-generate-not-written",
            &[("out", &args.out.display()), ("reason", &reason)],
        )
    })?;
    complain(words.tell(
        "logs-generate-done",
        &[
            ("lines", &written.lines),
            ("bytes", &written.bytes),
            ("planted", &written.planted),
        ],
    ));
    Ok(ExitCode::SUCCESS)
}

fn plan(args: &Generate, words: Words) -> Result<Plan, String> {
    if args.from >= args.to {
        return Err(words.tell("logs-generate-days", &[("from", &args.from), ("to", &args.to)]));
    }
    let tokyo = TimeZone::fixed(tz::offset(9));
    let midnight = |day: Date| -> Result<Timestamp, String> {
        let start = day.to_zoned(tokyo.clone());
        start
            .map(|start| start.timestamp())
            .map_err(|_| words.tell("logs-generate-day", &[("day", &day)]))
    };
    let (from, to) = (midnight(args.from)?, midnight(args.to)?);
    let vendors = args
        .vendors
        .iter()
        .filter_map(|name| Vendor::from_name(name))
        .cycle();
    let devices: Vec<DeviceSpec> = vendors
        .take(usize::from(args.devices))
        .enumerate()
        .map(|(number, vendor)| DeviceSpec::numbered(number, vendor, args.lines_per_day))
        .collect();
    let attacks = spread(&kinds(&args.attacks), &devices, from, to, args.seed);
    let header = match args.format {
        Form::Syslog => Header::Syslog,
        Form::Rfc5424 => Header::Rfc5424,
        Form::Body => Header::Body,
    };
    Ok(Plan {
        seed: args.seed,
        from,
        to,
        devices,
        header,
        attacks,
    })
}

/// The attacks asked for: `none` counts only when nothing else is asked for.
fn kinds(names: &[String]) -> Vec<Attack> {
    if names.iter().any(|name| name == "all") {
        return Attack::ALL.to_vec();
    }
    names.iter().filter_map(|name| Attack::from_name(name)).collect()
}

/// What was written.
struct Written {
    lines: u64,
    bytes: u64,
    planted: usize,
}

/// How much is written at once.
const BUFFER: usize = 1 << 18;

fn to_standard_output(plan: &Plan) -> io::Result<Written> {
    let out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    let mut outs = [out];
    match write_lines(plan, &mut outs, |_| 0) {
        // A reader that has gone away (`… | head`) has had enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Written {
            lines: 0,
            bytes: 0,
            planted: 0,
        }),
        other => other,
    }
}

/// Nothing that is there already is touched.
fn to_folder(plan: &Plan, folder: &Path) -> io::Result<Written> {
    fs::create_dir_all(folder)?;
    let mut outs = Vec::with_capacity(plan.devices.len());
    for device in &plan.devices {
        let file = folder.join(format!("{}-{}.log", device.name, device.vendor.name()));
        outs.push(BufWriter::with_capacity(
            BUFFER / plan.devices.len().clamp(1, 16),
            File::create_new(file)?,
        ));
    }
    let mut list = File::create_new(folder.join("planted.json"))?;
    let planted = Generator::new(plan).planted().to_vec();
    list.write_all(&json(&planted)?)?;
    write_lines(plan, &mut outs, |device| device)
}

fn json(planted: &[Planted]) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(planted).map_err(io::Error::other)?;
    text.push(b'\n');
    Ok(text)
}

fn write_lines<W: Write>(
    plan: &Plan,
    outs: &mut [W],
    out_of: impl Fn(usize) -> usize,
) -> io::Result<Written> {
    let mut generator = Generator::new(plan);
    let mut written = Written {
        lines: 0,
        bytes: 0,
        planted: generator.planted().len(),
    };
    let mut buffer = Vec::with_capacity(2_048);
    while let Some(line) = generator.next_into(&mut buffer) {
        buffer.push(b'\n');
        outs[out_of(line.device)].write_all(&buffer)?;
        written.lines += 1;
        written.bytes += buffer.len() as u64;
        buffer.clear();
    }
    outs.iter_mut().try_for_each(Write::flush)?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Plan {
        let from = "2026-10-01T00:00:00+09:00".parse().unwrap();
        let to = "2026-10-03T00:00:00+09:00".parse().unwrap();
        let vendors = [Vendor::FortiGate, Vendor::Sophos];
        let devices: Vec<DeviceSpec> = vendors
            .into_iter()
            .enumerate()
            .map(|(number, vendor)| DeviceSpec::numbered(number, vendor, 300))
            .collect();
        let attacks = spread(&Attack::ALL, &devices, from, to, 1);
        Plan {
            seed: 1,
            from,
            to,
            devices,
            header: Header::Syslog,
            attacks,
        }
    }

    #[test]
    fn a_folder_gets_a_file_for_each_device_and_the_list() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("new/logs");
        let written = to_folder(&small(), &folder).unwrap();
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        let (one, other) = (read("utm-001-fortigate.log"), read("utm-002-sophos.log"));
        assert_eq!(
            (one.lines().count() + other.lines().count()) as u64,
            written.lines
        );
        assert_eq!((one.len() + other.len()) as u64, written.bytes);
        let list: serde_json::Value = serde_json::from_str(&read("planted.json")).unwrap();
        assert_eq!(list.as_array().unwrap().len(), Attack::ALL.len());
        // What is there is not written over.
        let again = to_folder(&small(), &folder).err().unwrap();
        assert_eq!(again.kind(), ErrorKind::AlreadyExists);
    }

    #[test]
    fn one_stream_holds_the_lines_of_all_devices() {
        let mut all = [Vec::new()];
        let one = write_lines(&small(), &mut all, |_| 0).unwrap();
        let mut each = [Vec::new(), Vec::new()];
        let two = write_lines(&small(), &mut each, |device| device).unwrap();
        assert_eq!((one.lines, one.bytes), (two.lines, two.bytes));
        assert_eq!(all[0].len(), each[0].len() + each[1].len());
    }

    #[test]
    fn attacks_are_named_or_all() {
        let of = |names: &[&str]| kinds(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["all"]), Attack::ALL);
        assert_eq!(of(&["none"]), []);
        assert_eq!(of(&["silent-device"]), [Attack::SilentDevice]);
    }
}
