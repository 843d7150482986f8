use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::{Class, Event, Field, Parser};

/// 2026-10-01T00:00 in Tokyo, a Thursday.
const START: i64 = 1_790_780_400;

fn plan(seed: u64, devices: usize, days: i64, header: Header) -> Plan {
    let vendors = Vendor::ALL.iter().copied().cycle();
    let devices: Vec<DeviceSpec> = vendors
        .take(devices)
        .enumerate()
        .map(|(number, vendor)| DeviceSpec::numbered(number, vendor, 500))
        .collect();
    let (from, to) = (moment(START), moment(START + days * 86_400));
    let attacks = spread(&Attack::ALL, &devices, from, to, seed);
    Plan {
        seed,
        from,
        to,
        devices,
        header,
        attacks,
    }
}

fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

/// All lines of a plan, with what each says.
fn lines(plan: &Plan) -> Vec<(Line, Record, String)> {
    let mut generator = Generator::new(plan);
    let mut all = Vec::new();
    let mut out = Vec::new();
    while let Some(line) = generator.next_into(&mut out) {
        let text = String::from_utf8(std::mem::take(&mut out)).unwrap();
        all.push((line, generator.record().unwrap().clone(), text));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_same_plan_gives_the_same_lines(seed: u64, devices in 1_usize..6) {
        let plan = plan(seed, devices, 1, Header::Syslog);
        let (one, other) = (lines(&plan), lines(&plan));
        prop_assert_eq!(&one, &other);
        let different = lines(&Plan { seed: seed ^ 1, ..plan });
        prop_assert_ne!(one, different);
    }

    #[test]
    fn time_never_goes_back_and_stays_within_the_plan(seed: u64, devices in 1_usize..6) {
        let plan = plan(seed, devices, 2, Header::Body);
        let all = lines(&plan);
        prop_assert!(all.windows(2).all(|pair| pair[0].0.at <= pair[1].0.at));
        prop_assert!(all.iter().all(|(line, ..)| plan.from <= line.at && line.at < plan.to));
        prop_assert!(all.iter().all(|(_, _, text)| !text.contains('\n') && !text.is_empty()));
    }

    #[test]
    fn the_list_says_what_was_planted(seed: u64, devices in 1_usize..8) {
        let plan = plan(seed, devices, 7, Header::Body);
        let mut counted: BTreeMap<usize, (u64, Timestamp, Timestamp)> = BTreeMap::new();
        for (line, record, _) in lines(&plan) {
            if let Some(planted) = line.planted {
                let entry = counted.entry(planted).or_insert((0, line.at, line.at));
                *entry = (entry.0 + 1, entry.1.min(line.at), entry.2.max(line.at));
                prop_assert_eq!(record.at, line.at.as_microsecond());
            }
        }
        let generator = Generator::new(&plan);
        for (index, planted) in generator.planted().iter().enumerate() {
            match counted.get(&index) {
                Some(&seen) => prop_assert_eq!(seen, (planted.lines, planted.first, planted.last)),
                None => prop_assert_eq!(planted.lines, 0),
            }
        }
    }
}

#[test]
fn a_new_device_changes_nothing_about_the_others() {
    let of_first = |devices| -> Vec<String> {
        let mut plan = plan(5, devices, 1, Header::Body);
        plan.attacks.clear();
        lines(&plan)
            .into_iter()
            .filter(|(line, ..)| line.device == 0)
            .map(|(_, _, text)| text)
            .collect()
    };
    assert_eq!(of_first(1), of_first(3));
}

#[test]
fn a_silent_device_says_nothing() {
    let plan = plan(11, 1, 30, Header::Body);
    let generator = Generator::new(&plan);
    let silence = generator
        .planted()
        .iter()
        .find(|planted| planted.attack == Attack::SilentDevice)
        .unwrap()
        .clone();
    assert!(silence.last.duration_since(silence.first).as_hours() >= 5);
    let during = lines(&plan)
        .into_iter()
        .filter(|(line, ..)| silence.first <= line.at && line.at < silence.last);
    assert_eq!(during.count(), 0);
}

#[test]
fn what_is_planted_happens_nowhere_else() {
    let plan = plan(3, 5, 30, Header::Body);
    for (line, record, text) in lines(&plan) {
        if line.planted.is_some() {
            continue;
        }
        assert!(
            !(record.kind == Kind::Malware && record.outcome != Outcome::Blocked),
            "{text}"
        );
        assert_ne!(record.kind, Kind::CommandAndControl, "{text}");
        if record.kind == Kind::VpnLogin {
            assert_eq!(record.source.country.unwrap().code, "JP");
        }
        assert!(
            !record
                .signature
                .is_some_and(|signature| signature.id > 61_900 && signature.id < 61_999),
            "{text}"
        );
    }
}

#[test]
fn every_kind_of_everyday_life_appears_within_a_month() {
    let mut plan = plan(8, 1, 30, Header::Body);
    plan.devices[0].lines_per_day = 3_000;
    let mut kinds: BTreeMap<Kind, u32> = BTreeMap::new();
    for (line, record, _) in lines(&plan) {
        if line.planted.is_none() {
            *kinds.entry(record.kind).or_default() += 1;
        }
    }
    // All but command and control.
    assert_eq!(kinds.len(), 14, "{kinds:?}");
    assert!(kinds[&Kind::Traffic] > 3_000, "{kinds:?}");
    assert!(kinds[&Kind::Malware] < 40, "{kinds:?}");
}

#[test]
fn headers_are_those_asked_for() {
    let first = |header| {
        lines(&plan(1, 5, 1, header))
            .into_iter()
            .map(|(line, _, text)| (line.device, text))
    };
    let of = |header, device| first(header).find(|(of, _)| *of == device).unwrap().1;
    assert!(of(Header::Body, 0).starts_with("date=2026-10-01 time="));
    assert!(of(Header::Syslog, 0).starts_with("<1"));
    assert!(of(Header::Syslog, 2).contains(">Oct  1 "));
    assert!(of(Header::Rfc5424, 1).contains("+09:00 utm-002 sophos - - - device=\"SFW\""));
}

#[test]
fn the_list_of_what_was_planted_is_json() {
    let generator = Generator::new(&plan(1, 3, 31, Header::Body));
    let json = serde_json::to_value(generator.planted()).unwrap();
    let list = json.as_array().unwrap();
    assert_eq!(list.len(), Attack::ALL.len());
    assert!(
        list.iter()
            .all(|planted| planted["first"].as_str().unwrap().ends_with('Z'))
    );
    assert!(
        list.iter()
            .any(|planted| planted["attack"] == "block-burst" && planted["lines"].as_u64() > Some(300))
    );
}

/// What a vendor writes nothing about: ends, ports or the decision of a kind of line.
fn is_silent(vendor: Vendor, kind: Kind, what: Field) -> bool {
    use Field::{Action, DestinationIp, DestinationPort, SourceIp, SourcePort};
    let appliance = matches!(kind, Kind::ConfigChange | Kind::Health | Kind::Update);
    let sign_in = matches!(kind, Kind::AdminLogin | Kind::VpnLogin);
    match what {
        SourceIp => {
            matches!(kind, Kind::Health | Kind::Update)
                || (kind == Kind::ConfigChange
                    && !matches!(vendor, Vendor::Sophos | Vendor::PanOs | Vendor::SonicWall))
                || (vendor == Vendor::Suricata && appliance)
        }
        SourcePort | DestinationIp | DestinationPort => {
            appliance && vendor != Vendor::SonicWall
                || matches!(kind, Kind::Health | Kind::Update)
                || sign_in && !matches!(vendor, Vendor::SonicWall | Vendor::Suricata)
        }
        Action => appliance || sign_in || (vendor == Vendor::Suricata && kind != Kind::Intrusion),
        _ => false,
    }
}

/// Holds what the parser reads against what the generator meant.
fn hold(vendor: Vendor, record: &Record, event: &Event<'_>, line: &str) {
    assert_ne!(event.class, Class::Base, "{:?}: {line}", event.reason);
    assert_eq!(
        event.integer(Field::Time).map(|time| time / 1_000),
        Some(record.at / 1_000_000),
        "{line}"
    );
    let ends = [
        (Field::SourceIp, Field::SourcePort, record.source),
        (Field::DestinationIp, Field::DestinationPort, record.destination),
    ];
    for (ip, port, end) in ends {
        if !is_silent(vendor, record.kind, ip) {
            assert_eq!(event.text(ip), Some(&*end.ip.to_string()), "{ip:?}: {line}");
        }
        if !is_silent(vendor, record.kind, port) && record.protocol != Protocol::Icmp {
            assert_eq!(event.integer(port), Some(end.port.into()), "{port:?}: {line}");
        }
    }
    if (record.kind, record.outcome) == (Kind::Traffic, Outcome::Passed) {
        let bytes = |field| event.integer(field).and_then(|bytes| u64::try_from(bytes).ok());
        let read = (bytes(Field::BytesOut), bytes(Field::BytesIn));
        assert_eq!(read, (Some(record.bytes_out), Some(record.bytes_in)), "{line}");
    }
    if !is_silent(vendor, record.kind, Field::Action) {
        let expected: &[i64] = match record.outcome {
            Outcome::Passed => &[1, 3],
            Outcome::Blocked => &[2],
            Outcome::Detected => &[1, 3],
        };
        let action = event.integer(Field::Action).unwrap_or_default();
        assert!(
            expected.contains(&action),
            "{action} for {:?}: {line}",
            record.outcome
        );
    }
}

#[test]
fn every_line_is_read_as_it_was_meant() {
    for header in [Header::Body, Header::Syslog, Header::Rfc5424] {
        let mut plan = plan(21, Vendor::ALL.len(), 4, header);
        for device in &mut plan.devices {
            device.lines_per_day = 500;
        }
        let zone = TimeZone::fixed(jiff::tz::offset(9));
        let mut parsers: Vec<Parser> = plan.devices.iter().map(|_| Parser::new(zone.clone())).collect();
        for (line, record, text) in lines(&plan) {
            let vendor = plan.devices[line.device].vendor;
            let parser = &mut parsers[line.device];
            let event = parser.parse(text.as_bytes(), line.at);
            assert_eq!(parser.format(), Some(vendor.format()), "{text}");
            hold(vendor, &record, &event, &text);
        }
    }
}

#[test]
fn planted_attacks_look_like_attacks_to_the_parser() {
    for vendor in [
        Vendor::FortiGate,
        Vendor::Sophos,
        Vendor::PanOs,
        Vendor::SonicWall,
    ] {
        let mut plan = plan(2, 1, 30, Header::Syslog);
        plan.devices[0].vendor = vendor;
        plan.devices[0].lines_per_day = 20;
        let mut generator = Generator::new(&plan);
        let mut parser = Parser::new(TimeZone::fixed(jiff::tz::offset(9)));
        let mut out = Vec::new();
        while let Some(line) = generator.next_into(&mut out) {
            let event = parser.parse(&out, line.at);
            let text = String::from_utf8_lossy(&out);
            let planted = line.planted.map(|planted| generator.planted()[planted].clone());
            let function = event.text(Field::Function).unwrap_or_default();
            if let Some(planted) = planted {
                match planted.attack {
                    Attack::BlockBurst => assert_eq!(event.integer(Field::Action), Some(2), "{text}"),
                    Attack::AdminBruteForce => {
                        assert_eq!(
                            (event.class, function),
                            (Class::Authentication, "administration"),
                            "{text}"
                        );
                        let passed = generator.record().unwrap().outcome == Outcome::Passed;
                        assert_eq!(
                            event.integer(Field::Status),
                            Some(if passed { 1 } else { 2 }),
                            "{text}"
                        );
                    }
                    Attack::MalwareBlocked => {
                        assert_eq!(
                            (function, event.integer(Field::Action)),
                            ("antivirus", Some(2)),
                            "{text}"
                        );
                        assert_eq!(event.text(Field::MalwareName), planted.subject, "{text}");
                    }
                    Attack::MalwareThenCommand => {
                        let sound = matches!(function, "antivirus" | "command-and-control");
                        assert!(
                            sound && event.integer(Field::Action) != Some(2),
                            "{function}: {text}"
                        );
                    }
                    Attack::NewSignature => {
                        assert_eq!(function, "ips", "{text}");
                        let name = event.text(Field::RuleName).unwrap_or_default();
                        assert!(name.contains(planted.subject.unwrap()), "{name}: {text}");
                    }
                    Attack::ForeignVpnLogin => assert_eq!(function, "vpn", "{text}"),
                    Attack::SilentDevice => {}
                }
            }
            out.clear();
        }
    }
}
