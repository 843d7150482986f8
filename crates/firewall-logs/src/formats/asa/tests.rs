use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::endpoint::{Endpoint, read as end};
use super::{captured, duration};
use crate::{Class, Event, Field, Format, Parser};

const RECEIVED: Timestamp = Timestamp::constant(1_793_664_000, 0);

fn read(line: &str) -> Event<'_> {
    Parser::new(TimeZone::UTC).parse(line.as_bytes(), RECEIVED)
}

#[test]
fn a_connection_from_inside_is_turned_round() {
    let line = "<166>Nov 03 2026 09:05:07 asa-1 : %ASA-6-302013: Built outbound TCP connection 4711 for outside:198.51.100.8/443 (198.51.100.8/443) to inside:192.168.20.31/51022 (203.0.113.9/1025) (LOCAL\\a.minamino)";
    let event = read(line);
    assert_eq!((event.class, event.reason), (Class::NetworkActivity, None));
    let texts = [
        (Field::SourceIp, "192.168.20.31"),
        (Field::DestinationIp, "198.51.100.8"),
        (Field::SourceInterface, "inside"),
        (Field::DestinationInterface, "outside"),
        (Field::Protocol, "tcp"),
        (Field::Session, "4711"),
        (Field::EventCode, "302013"),
        (Field::User, "a.minamino"),
        (Field::DeviceHostname, "asa-1"),
    ];
    for (field, text) in texts {
        assert_eq!(event.text(field), Some(text), "{field:?}");
    }
    let numbers = [
        (Field::SourcePort, 51_022),
        (Field::DestinationPort, 443),
        (Field::Activity, 1),
        (Field::Direction, 2),
        (Field::Action, 1),
        (Field::Severity, 1),
        (Field::Time, 1_793_696_707_000),
    ];
    for (field, number) in numbers {
        assert_eq!(event.integer(field), Some(number), "{field:?}");
    }
}

#[test]
fn what_is_refused() {
    let line = "%ASA-4-106023: Deny tcp src outside:198.51.100.77/40000 dst inside:203.0.113.9/3389 by access-group \"from outside\" [0x0, 0x0]";
    let event = read(line);
    assert_eq!(
        (event.integer(Field::Action), event.integer(Field::Activity)),
        (Some(2), Some(5))
    );
    assert_eq!(event.text(Field::PolicyName), Some("from outside"));
    assert_eq!(event.integer(Field::DestinationPort), Some(3_389));
    let line = "%ASA-6-106100: access-list out permitted udp inside/192.168.20.31(5353) -> outside/198.51.100.8(53) hit-cnt 7 300-second interval [0x1, 0x2]";
    let event = read(line);
    assert_eq!(
        (event.integer(Field::Action), event.integer(Field::Count)),
        (Some(1), Some(7))
    );
    assert_eq!(
        (
            event.text(Field::SourceInterface),
            event.integer(Field::SourcePort)
        ),
        (Some("inside"), Some(5_353))
    );
    let line = "%ASA-4-338008: Dynamic Filter dropped blacklisted TCP traffic from inside:192.168.20.31/51022 (203.0.113.9/1025) to outside:198.51.100.8/80 (198.51.100.8/80), destination 198.51.100.8 resolved from dynamic list: bad.example, threat-level: high";
    let event = read(line);
    assert_eq!(event.text(Field::Function), Some("command-and-control"));
    assert_eq!(
        (
            event.integer(Field::Action),
            event.text(Field::DestinationHostname)
        ),
        (Some(2), Some("bad.example"))
    );
}

#[test]
fn sign_ins_and_tunnels() {
    let event = read(
        "%ASA-6-605004: Login denied from 198.51.100.77/51923 to outside:203.0.113.9/ssh for user \"kanri\"",
    );
    assert_eq!(
        (event.class, event.integer(Field::Status)),
        (Class::Authentication, Some(2))
    );
    assert_eq!(
        (
            event.text(Field::TargetUser),
            event.integer(Field::DestinationPort)
        ),
        (Some("kanri"), Some(22))
    );
    let event = read(
        "%ASA-6-113005: AAA user authentication Rejected : reason = Invalid password : server = 192.168.20.2 : user = a.minamino : user IP = 198.51.100.5",
    );
    assert_eq!(
        (event.text(Field::User), event.text(Field::SourceIp)),
        (Some("a.minamino"), Some("198.51.100.5"))
    );
    assert_eq!(event.text(Field::StatusDetail), Some("Invalid password"));
    let event = read(
        "%ASA-4-113019: Group = home, Username = a.minamino, IP = 198.51.100.5, Session disconnected. Session Type: SSL, Duration: 1h:02m:03s, Bytes xmt: 500, Bytes rcv: 90, Reason: User Requested",
    );
    assert_eq!(
        (event.class, event.integer(Field::Duration)),
        (Class::TunnelActivity, Some(3_723_000))
    );
    assert_eq!(
        (event.integer(Field::BytesIn), event.integer(Field::BytesOut)),
        (Some(500), Some(90))
    );
    let event = read(
        "%ASA-4-722051: Group <home> User <a.minamino> IP <198.51.100.5> IPv4 Address <192.168.99.5> IPv6 address <::> assigned to session",
    );
    assert_eq!(
        (event.text(Field::UserGroup), event.text(Field::SourceIp)),
        (Some("home"), Some("198.51.100.5"))
    );
    assert_eq!(event.integer(Field::Activity), Some(1));
}

#[test]
fn numbers_without_a_pattern_have_the_class_of_their_group() {
    let event = read("%ASA-1-103001: (Primary) No response from other firewall (reason code = 4).");
    assert_eq!(
        (event.class, event.integer(Field::Severity)),
        (Class::ApplicationLifecycle, Some(5))
    );
    assert_eq!(
        event.text(Field::Message),
        Some("(Primary) No response from other firewall (reason code = 4).")
    );
    let event = read("%ASA-4-106023: words that no version ever wrote");
    assert_eq!(
        (event.class, event.integer(Field::Action)),
        (Class::NetworkActivity, Some(2))
    );
}

#[test]
fn ends_of_connections() {
    let whole = Endpoint {
        interface: Some("out"),
        host: "2001:db8::1",
        port: Some("443"),
        user: None,
    };
    assert_eq!(end("out:2001:db8::1/443"), whole);
    assert_eq!(end("192.0.2.1").host, "192.0.2.1");
    assert_eq!(end("(192.0.2.1)").host, "192.0.2.1");
    assert_eq!(end("192.0.2.1:500").port, Some("500"));
    assert_eq!(end("dmz:printer/9100").host, "printer");
    assert_eq!(end("in:192.0.2.1/5(LOCAL\\kanri)").user, Some("LOCAL\\kanri"));
    assert_eq!(end("in:192.0.2.1/5 (192.0.2.9/6)").user, None);
    assert_eq!(end(""), Endpoint::default());
}

#[test]
fn patterns_and_durations() {
    let found = captured("Deny <proto> src <s> dst <d>", "Deny udp src a:1/2 dst b:3/4 (x)");
    assert_eq!(
        found,
        [
            ("proto", "udp".into()),
            ("s", "a:1/2".into()),
            ("d", "b:3/4 (x)".into())
        ]
    );
    assert_eq!(duration("0:02:04"), Some(124_000));
    assert_eq!(duration("1d 2h 3m 4s"), Some(93_784_000));
    assert_eq!(duration("0h:32m:16s"), Some(1_936_000));
    assert_eq!(
        (duration("soon"), duration(""), duration("5")),
        (None, None, None)
    );
}

/// Each value that stands in the sentence says where.
#[test]
fn values_say_where_they_stand() {
    let line = "%ASA-6-302014: Teardown TCP connection 5 for outside:198.51.100.8/443 to inside:192.168.20.31/51022 duration 0:00:30 bytes 812 TCP FINs";
    let explained = Parser::new(TimeZone::UTC).explain(line.as_bytes(), RECEIVED);
    let of = |field| {
        let mut origins = explained.event.origins().iter();
        let origin = origins.find(|origin| origin.field == field);
        origin.map(|origin| (origin.key.to_string(), origin.text.to_string()))
    };
    for (field, key, text) in [
        (Field::SourceIp, "source", "outside:198.51.100.8/443"),
        (
            Field::DestinationPort,
            "destination",
            "inside:192.168.20.31/51022",
        ),
        (Field::Bytes, "bytes", "812"),
        (Field::Duration, "duration", "0:00:30"),
        (Field::Protocol, "protocol", "TCP"),
        (Field::EventCode, "message number", "6-302014"),
    ] {
        assert_eq!(of(field), Some((key.to_owned(), text.to_owned())), "{field:?}");
    }
    assert_eq!(
        of(Field::Activity),
        Some((String::new(), String::new())),
        "from the sentence as a whole"
    );
}

#[test]
fn what_is_cut_is_kept() {
    let line = "%ASA-6-302014: Teardown TCP connection 5 for outside:198.51.100.8/443 to inside:192.168.20.31/51022 duration 0:00:30 bytes 812 TCP FINs";
    let whole = read(line);
    assert_eq!(
        (whole.integer(Field::Duration), whole.text(Field::StatusDetail)),
        (Some(30_000), Some("TCP FINs"))
    );
    // Which way they went it does not say.
    let bytes = [Field::Bytes, Field::BytesIn, Field::BytesOut];
    assert_eq!(bytes.map(|field| whole.integer(field)), [Some(812), None, None]);
    let mut parser = Parser::new(TimeZone::UTC).with_format(Format::CiscoAsa);
    for end in 0..line.len() {
        let event = parser.parse(&line.as_bytes()[..end], RECEIVED);
        assert_eq!(event.reason.is_some(), event.class == Class::Base, "{end}");
    }
}

proptest! {
    #[test]
    fn nothing_panics(number in 100_000_u32..900_000, text in "\\PC{0,120}") {
        let line = format!("%ASA-5-{number}: {text}");
        let event = read(&line);
        prop_assert_eq!(event.raw, line.as_bytes());
    }

    #[test]
    fn no_sentence_of_known_shape_panics(place in 0_usize..100, parts in proptest::collection::vec("[ -~]{0,20}", 12)) {
        let numbers = [302_013, 302_014, 106_023, 106_100, 113_019, 605_004, 722_051, 750_003, 304_001, 338_004];
        let number = numbers[place % numbers.len()];
        let pattern = super::messages::of(number).next().unwrap().pattern;
        let mut parts = parts.iter();
        let mut text = String::new();
        for piece in pattern.split('<') {
            let literal = piece.split_once('>').map_or(piece, |(_, literal)| literal);
            text.push_str(parts.next().map_or("", |part| part));
            text.push_str(literal);
        }
        let line = format!("%ASA-5-{number}: {text}");
        let event = read(&line);
        prop_assert_eq!(event.raw, line.as_bytes());
    }
}
