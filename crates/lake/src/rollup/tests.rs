//! Each measure by an example, and figures that do not depend on how rows were grouped.

use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::{Class, Event, Field, Function, disposition};
use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::columns::{Flags, Row};

const NOON: &str = "2026-10-05T03:00:00Z";

fn counted(events: &[(u128, &str, Event<'_>)]) -> Vec<RollupRow> {
    let mut gather = Gather::new();
    for (company, time, event) in events {
        count(&mut gather, *company, time.parse().unwrap(), event);
    }
    gather.finish()
}

fn count(gather: &mut Gather, company: u128, time: Timestamp, event: &Event<'_>) {
    gather.count(&Row {
        company: CompanyId(Uuid::from_u128(company)),
        device: DeviceId(Uuid::from_u128(7)),
        received: time,
        time,
        flags: Flags::default(),
        event,
    });
}

fn event(function: Function, texts: &[(Field, &'static str)], numbers: &[(Field, i64)]) -> Event<'static> {
    let mut event = Event::new();
    event.class = Class::NetworkActivity;
    event.set_text(Field::Function, function.as_str());
    for (field, text) in texts {
        event.set_text(*field, *text);
    }
    for (field, number) in numbers {
        event.set_integer(*field, *number);
    }
    event
}

fn of(rows: &[RollupRow], measure: Measure) -> Vec<(&str, &str, u64, u64, u64)> {
    let rows = rows.iter().filter(|row| row.measure == measure);
    rows.map(|row| {
        (
            &*row.key,
            &*row.key2,
            row.figures.events,
            row.figures.blocked,
            row.figures.detected,
        )
    })
    .collect()
}

#[test]
fn an_intrusion_is_counted_wherever_it_belongs() {
    let texts = [
        (Field::SourceIp, "203.0.113.9"),
        (Field::DestinationIp, "192.168.1.20"),
        (Field::SourceCountry, "NL"),
        (Field::RuleUid, "40123"),
        (Field::RuleName, "Web.Shell.Upload"),
    ];
    let stopped = event(
        Function::IntrusionPrevention,
        &texts,
        &[(Field::Disposition, disposition::DROPPED), (Field::Severity, 4)],
    );
    let seen = event(
        Function::IntrusionPrevention,
        &texts,
        &[(Field::Disposition, disposition::DETECTED), (Field::Severity, 5)],
    );
    let rows = counted(&[(1, NOON, stopped), (1, NOON, seen)]);
    assert_eq!(of(&rows, Measure::Function), [("ips", "", 2, 1, 1)]);
    assert_eq!(
        of(&rows, Measure::Signature),
        [("40123", "Web.Shell.Upload", 2, 1, 1)]
    );
    assert_eq!(of(&rows, Measure::Attacker), [("203.0.113.9", "ips", 2, 1, 1)]);
    assert_eq!(of(&rows, Measure::Country), [("NL", "ips", 2, 1, 1)]);
    assert_eq!(of(&rows, Measure::Host), [("192.168.1.20", "ips", 2, 1, 1)]);
    let device = Uuid::from_u128(7).to_string();
    assert_eq!(of(&rows, Measure::Coverage), [(device.as_str(), "12", 2, 1, 1)]);
    assert_eq!(rows.iter().map(|row| row.figures.severity).max(), Some(5));
}

#[test]
fn ordinary_traffic_is_no_attack_and_a_stopped_scan_is_one() {
    let visit = event(
        Function::WebFilter,
        &[
            (Field::SourceIp, "10.0.0.5"),
            (Field::DestinationIp, "198.51.100.7"),
            (Field::UrlCategory, "News"),
        ],
        &[(Field::Disposition, disposition::ALLOWED), (Field::BytesIn, 700)],
    );
    let scan = event(
        Function::Firewall,
        &[
            (Field::SourceIp, "198.51.100.8"),
            (Field::DestinationIp, "203.0.113.1"),
        ],
        &[(Field::Disposition, disposition::BLOCKED)],
    );
    let rows = counted(&[(1, NOON, visit), (1, NOON, scan)]);
    assert_eq!(of(&rows, Measure::WebCategory), [("News", "", 1, 0, 0)]);
    assert_eq!(
        of(&rows, Measure::Attacker),
        [("198.51.100.8", "firewall", 1, 1, 0)]
    );
    assert_eq!(of(&rows, Measure::Host), []);
}

#[test]
fn only_the_web_filter_counts_kinds_of_sites_and_what_was_not_stopped_has_its_host() {
    let seen = event(
        Function::IntrusionPrevention,
        &[
            (Field::SourceIp, "203.0.113.9"),
            (Field::DestinationIp, "192.168.1.20"),
            (Field::RuleUid, "40123"),
            (Field::RuleName, "Web.Shell.Upload"),
            (Field::UrlCategory, "any"),
        ],
        &[(Field::Disposition, disposition::DETECTED)],
    );
    let rows = counted(&[(1, NOON, seen)]);
    assert_eq!(of(&rows, Measure::WebCategory), []);
    assert_eq!(
        of(&rows, Measure::Unstopped),
        [("Web.Shell.Upload", "192.168.1.20", 1, 0, 1)]
    );
}

#[test]
fn malware_has_its_way_and_sign_ins_their_end() {
    let mail = event(
        Function::Antivirus,
        &[(Field::MalwareName, "EICAR"), (Field::MailFrom, "a@example.com")],
        &[(Field::Disposition, disposition::BLOCKED)],
    );
    let web = event(
        Function::Antivirus,
        &[
            (Field::MalwareName, "EICAR"),
            (Field::Url, "http://example.com/x"),
        ],
        &[(Field::Disposition, disposition::DETECTED)],
    );
    let mut login = event(
        Function::Vpn,
        &[(Field::User, "sato")],
        &[(Field::Activity, 1), (Field::Status, 2)],
    );
    login.class = Class::Authentication;
    let mut admin = event(
        Function::Administration,
        &[(Field::TargetUser, "admin")],
        &[(Field::Activity, 1), (Field::Status, 1)],
    );
    admin.class = Class::Authentication;
    let mut strange = Event::new();
    strange.reason = Some("no known format");
    let rows = counted(&[
        (1, NOON, mail),
        (1, NOON, web),
        (1, NOON, login),
        (1, NOON, admin),
        (1, NOON, strange),
    ]);
    assert_eq!(
        of(&rows, Measure::Malware),
        [("EICAR", "mail", 1, 1, 0), ("EICAR", "web", 1, 0, 1)]
    );
    assert_eq!(of(&rows, Measure::VpnLogin), [("sato", "failed", 1, 0, 0)]);
    assert_eq!(of(&rows, Measure::AdminLogin), [("admin", "ok", 1, 0, 0)]);
    assert_eq!(
        of(&rows, Measure::NotUnderstood),
        [("no known format", "", 1, 0, 0)]
    );
    assert_eq!(of(&rows, Measure::Function).len(), 4);
}

#[test]
fn rows_survive_their_columns() {
    let rows = counted(&[
        (1, NOON, event(Function::System, &[], &[])),
        (2, NOON, event(Function::Vpn, &[], &[])),
    ]);
    let mut back = Vec::new();
    from_batch(&to_batch(&rows).unwrap(), &mut back).unwrap();
    assert_eq!(back, rows);
}

proptest! {
    #[test]
    fn it_does_not_matter_how_rows_were_grouped(
        seen in prop::collection::vec((1_u128..4, 0_i64..200, 0_usize..15, 0_i64..7), 0..60),
        cut in any::<prop::sample::Index>(),
    ) {
        let start: Timestamp = NOON.parse().unwrap();
        let mut whole = Gather::new();
        let mut halves = [Gather::new(), Gather::new()];
        let cut = cut.index(seen.len() + 1);
        for (at, (company, hours, function, severity)) in seen.iter().enumerate() {
            let event = event(Function::ALL[*function], &[(Field::SourceIp, "203.0.113.9")], &[(Field::Severity, *severity)]);
            let time = start + jiff::SignedDuration::from_hours(*hours);
            count(&mut whole, *company, time, &event);
            count(&mut halves[usize::from(at >= cut)], *company, time, &event);
        }
        let [first, second] = halves;
        let merged = merge(first.finish().into_iter().chain(second.finish()));
        let whole = whole.finish();
        prop_assert_eq!(&merged, &whole);
        let total: u64 = whole.iter().filter(|row| row.measure == Measure::Function).map(|row| row.figures.events).sum();
        prop_assert_eq!(total, seen.len() as u64);
    }
}
