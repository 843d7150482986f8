//! What holds for any log: whose it is, in which order it comes, how often it is read.

use std::collections::BTreeMap;
use std::sync::Arc;

use contracts::ids::{CompanyId, DetectionId};
use firewall_logs::{Class, Event, Field};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use telemetry::detect::{Detection, Detector, Limits, Mapping, Rules, Snapshot};

use super::scene::{COMPANY, DEVICE, OTHER, root, start};

const RULES: &str = "
title: Refused
id: 00000000-0000-4000-8000-000000000001
name: refused
logsource: { category: firewall }
detection:
  refused: { action_id: 2 }
  condition: refused
---
title: Big
id: 00000000-0000-4000-8000-000000000002
name: big
logsource: { category: firewall }
detection:
  big: { traffic.bytes_out|gte: 5 }
  condition: big
---
title: Three refused
id: 00000000-0000-4000-8000-000000000003
name: three
correlation:
  type: event_count
  rules: refused
  group-by: src_ip
  timespan: 10s
  condition: { gte: 3 }
---
title: Three ports
id: 00000000-0000-4000-8000-000000000004
correlation:
  type: value_count
  rules: refused
  group-by: src_ip
  timespan: 10s
  condition: { gte: 3, field: dst_port }
---
title: Refused thrice, then big
id: 00000000-0000-4000-8000-000000000005
correlation:
  type: temporal_ordered
  rules: [three, big]
  group-by: src_ip
  timespan: 20s
generate: true
---
title: Both
id: 00000000-0000-4000-8000-000000000006
correlation:
  type: temporal
  rules: [refused, big]
  group-by: [src_ip, dst_port]
  timespan: 10s
---
title: Port nobody had
id: 00000000-0000-4000-8000-000000000007
mamori:
  title_ja: 初めてのポート
  description_ja: 初めてのポート
  advice_ja: なし
  advice_en: none
  host: none
  watch: { kind: first-seen, rule: big, fields: dst_port, learn: 5s, forget: 1d }
---
title: A single one
id: 00000000-0000-4000-8000-000000000008
logsource: { category: firewall }
detection:
  port: { dst_port: 7 }
  condition: port
";

fn rules() -> Arc<Rules> {
    let mapping = std::fs::read_to_string(root().join("rules/mapping.yml")).unwrap();
    let (mapping, findings) = Mapping::read("mapping.yml", &mapping);
    assert_eq!(findings, []);
    let checked = Rules::check(&[("rules.yml".to_owned(), RULES.to_owned())], &mapping);
    assert_eq!(checked.findings, []);
    Arc::new(checked.rules)
}

/// One event of a made-up log.
#[derive(Clone, Debug)]
struct Made {
    company: CompanyId,
    after: i64,
    source: u8,
    port: i64,
    refused: bool,
    bytes: i64,
}

fn made(last: i64) -> impl Strategy<Value = Made> {
    let company = prop_oneof![Just(COMPANY), Just(OTHER)];
    (company, 0..last, 0u8..2, 5i64..9, any::<bool>(), 0i64..8).prop_map(
        |(company, after, source, port, refused, bytes)| Made {
            company,
            after,
            source,
            port,
            refused,
            bytes,
        },
    )
}

/// A log in the order of its times.
fn log(last: i64) -> impl Strategy<Value = Vec<Made>> {
    proptest::collection::vec(made(last), 0..40).prop_map(|mut log| {
        log.sort_by_key(|made| made.after);
        log
    })
}

fn event<'l>(made: &Made, address: &'l str, raw: &'l str) -> Event<'l> {
    let mut event = Event::new();
    event.class = Class::NetworkActivity;
    event.raw = raw.as_bytes();
    event.set_integer(Field::Time, at(made).as_millisecond());
    event.set_text(Field::SourceIp, address);
    event.set_integer(Field::DestinationPort, made.port);
    event.set_integer(Field::Action, if made.refused { 2 } else { 1 });
    event.set_integer(Field::BytesOut, made.bytes);
    event
}

fn at(made: &Made) -> Timestamp {
    start() + SignedDuration::from_secs(made.after)
}

fn observe(detector: &mut Detector, made: &Made) -> Vec<Detection> {
    let address = format!("192.168.1.{}", made.source);
    let raw = format!("{made:?}");
    let event = event(made, &address, &raw);
    // All lines were received when the last of them was written.
    detector.observe(
        made.company,
        DEVICE,
        &event,
        start() + SignedDuration::from_hours(1),
    )
}

/// What is known in the end: of each detection what was told last.
type Known = BTreeMap<DetectionId, Detection>;

fn run(detector: &mut Detector, log: &[Made]) -> Known {
    let mut known = Known::new();
    for made in log {
        known.extend(observe(detector, made).into_iter().map(|told| (told.id, told)));
    }
    let grown = detector.tick(start() + SignedDuration::from_hours(1));
    known.extend(grown.into_iter().map(|told| (told.id, told)));
    known
}

fn fresh() -> Detector {
    Detector::new(rules(), Limits::default())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Another company's events change nothing.
    #[test]
    fn companies_are_strictly_apart(log in log(60)) {
        let mut together = run(&mut fresh(), &log);
        together.retain(|_, told| told.company == COMPANY);
        let alone: Vec<Made> = log.into_iter().filter(|made| made.company == COMPANY).collect();
        prop_assert_eq!(together, run(&mut fresh(), &alone));
    }

    /// Lines of one instant may come in any order.
    #[test]
    fn equal_times_have_no_order(log in log(8), turn in any::<u8>()) {
        let mut other = log.clone();
        for same in other.chunk_by_mut(|one, next| one.after == next.after) {
            let by = usize::from(turn) % same.len();
            same.rotate_left(by);
        }
        // Which lines are shown as an example may differ, nothing else.
        let bare = |mut known: Known| {
            known.values_mut().for_each(|told| told.sample.clear());
            known
        };
        prop_assert_eq!(bare(run(&mut fresh(), &log)), bare(run(&mut fresh(), &other)));
    }

    /// Reading the log again gives the same, to the last id.
    #[test]
    fn a_log_read_twice_gives_the_same(log in log(60)) {
        prop_assert_eq!(run(&mut fresh(), &log), run(&mut fresh(), &log));
    }

    /// A restart in the middle, over the text of a snapshot, changes nothing.
    #[test]
    fn a_restart_changes_nothing(log in log(60), cut in 0usize..40) {
        let (before, after) = log.split_at(cut.min(log.len()));
        let mut first = fresh();
        let mut known = Known::new();
        for made in before {
            known.extend(observe(&mut first, made).into_iter().map(|told| (told.id, told)));
        }
        let text = serde_json::to_string(&first.snapshot()).unwrap();
        let snapshot: Snapshot = serde_json::from_str(&text).unwrap();
        let mut second = Detector::restore(rules(), Limits::default(), snapshot);
        known.extend(run(&mut second, after));
        prop_assert_eq!(known, run(&mut fresh(), &log));
    }

    /// Lines of a quarter of an hour may come in any order: what is found stays the same.
    #[test]
    fn lines_out_of_order_are_counted_all_the_same(
        (log, other) in log(900).prop_flat_map(|log| (Just(log.clone()), Just(log).prop_shuffle())),
    ) {
        // What is new to a company depends on what came before; and the first of a finding may come late.
        let of = |known: Known| -> Vec<_> {
            let rest = known.into_values().filter(|told| told.title.en != "Port nobody had");
            let of = |told: Detection| {
                (told.company, told.rule, told.group, told.first, told.last, told.events)
            };
            let mut list: Vec<_> = rest.map(of).collect();
            list.sort();
            list
        };
        prop_assert_eq!(of(run(&mut fresh(), &log)), of(run(&mut fresh(), &other)));
    }
}

#[test]
fn the_made_up_log_finds_something_of_every_rule() {
    let one = |after, port, refused, bytes| Made {
        company: COMPANY,
        after,
        source: 1,
        port,
        refused,
        bytes,
    };
    let log = [
        one(0, 5, false, 6),
        one(1, 5, true, 0),
        one(2, 6, true, 0),
        one(3, 7, true, 0),
        one(15, 8, false, 6),
    ];
    let known = run(&mut fresh(), &log);
    let titles: std::collections::BTreeSet<_> = known.values().map(|told| told.title.en.as_str()).collect();
    let all = [
        "A single one",
        "Both",
        "Port nobody had",
        "Refused thrice, then big",
        "Three ports",
        "Three refused",
    ];
    assert_eq!(titles.into_iter().collect::<Vec<_>>(), all);
}

fn single(after: i64) -> Made {
    Made {
        company: COMPANY,
        after,
        source: 1,
        port: 7,
        refused: false,
        bytes: 0,
    }
}

/// Findings that lie less than six hours apart are one.
#[test]
fn a_quiet_period_parts_detections() {
    for (gap, count) in [(6 * 3600 - 1, 1), (6 * 3600, 2)] {
        let mut detector = fresh();
        let mut known = Known::new();
        for after in [0, gap] {
            let event_at = start() + SignedDuration::from_secs(after);
            let made = single(after);
            let event = event(&made, "192.168.1.1", "");
            let told = detector.observe(COMPANY, DEVICE, &event, event_at);
            known.extend(told.into_iter().map(|told| (told.id, told)));
        }
        assert_eq!(known.len(), count, "{gap}");
    }
}

/// An appliance whose clock is in 2036 does not make the lines of the others late.
#[test]
fn a_clock_far_ahead_is_not_believed() {
    let mut detector = fresh();
    let ahead = single(10 * 365 * 86_400);
    observe(&mut detector, &ahead);
    let told = run(
        &mut detector,
        &(0..3)
            .map(|after| Made {
                refused: true,
                port: 5,
                ..single(3000 + after)
            })
            .collect::<Vec<_>>(),
    );
    assert!(told.values().any(|told| told.title.en == "Three refused"));
    assert_eq!(detector.losses(COMPANY), (0, 0));
}

/// What comes too late is not counted with others, and that is told.
#[test]
fn late_lines_are_counted() {
    let mut detector = fresh();
    let received = start() + SignedDuration::from_hours(9);
    let mut take = |after: i64| {
        let made = Made {
            refused: true,
            port: 5,
            ..single(after)
        };
        let event = event(&made, "192.168.1.1", "");
        detector.observe(COMPANY, DEVICE, &event, received).len()
    };
    assert_eq!([take(7200), take(0), take(1), take(2)], [0, 0, 0, 0]);
    // An hour late is still in time.
    assert_eq!([take(3600), take(3600)], [0, 0]);
    assert!(take(3600) > 0);
    assert!(detector.losses(COMPANY).0 >= 3);
}

/// A flood of addresses takes a bounded memory, and only that of its own company.
#[test]
fn groups_are_bounded() {
    let limits = Limits {
        groups: 100,
        ..Limits::default()
    };
    let mut detector = Detector::new(rules(), limits);
    let received = start() + SignedDuration::from_hours(1);
    let mut take = |company, number: i64, port: i64| {
        let address = format!("10.{}.{}.1", number / 250, number % 250);
        let made = Made {
            refused: true,
            port,
            ..single(number / 100)
        };
        detector
            .observe(company, DEVICE, &event(&made, &address, ""), received)
            .len()
    };
    take(OTHER, 0, 5);
    take(OTHER, 0, 5);
    for number in 0..5000 {
        take(COMPANY, number, 5);
    }
    assert_eq!(take(OTHER, 0, 5), 1);
    assert_eq!(detector.losses(OTHER), (0, 0));
    assert!(detector.losses(COMPANY).1 >= 4900);
    let text = serde_json::to_string(&detector.snapshot()).unwrap();
    assert!(text.len() < 60_000, "{}", text.len());
}
