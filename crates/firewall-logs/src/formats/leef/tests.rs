use jiff::tz::TimeZone;

use super::*;
use crate::class::Class;
use crate::formats::Format;
use crate::parser::Parser;

fn read(line: &str) -> Event<'_> {
    let mut parser = Parser::new(TimeZone::fixed(jiff::tz::offset(9)));
    let event = parser.parse(line.as_bytes(), "2026-11-03T00:10:00Z".parse().unwrap());
    assert_eq!(parser.format(), Some(Format::Leef), "{line}");
    event
}

fn hold(event: &Event<'_>) {
    assert_eq!(event.class, Class::NetworkActivity);
    for (field, text) in [
        (Field::VendorName, "Example"),
        (Field::EventCode, "deny"),
        (Field::SourceIp, "192.0.2.1"),
        (Field::DestinationIp, "198.51.100.2"),
        (Field::Protocol, "tcp"),
        (Field::PolicyName, "two words"),
    ] {
        assert_eq!(event.text(field), Some(text), "{field:?}");
    }
    assert_eq!(
        (event.integer(Field::BytesOut), event.integer(Field::BytesIn)),
        (Some(10), Some(20))
    );
    assert_eq!(
        (event.integer(Field::Severity), event.integer(Field::Action)),
        (Some(4), Some(2))
    );
    assert_eq!(event.integer(Field::Time), Some(1_793_664_307_000));
}

const ATTRIBUTES: [&str; 11] = [
    "devTime=1793664307000",
    "src=192.0.2.1",
    "dst=198.51.100.2",
    "srcPort=1024",
    "dstPort=443",
    "proto=TCP",
    "policy=two words",
    "srcBytes=10",
    "dstBytes=20",
    "sev=8",
    "action=deny",
];

#[test]
fn tabs_and_what_relays_make_of_them() {
    let header = "<13>Nov  3 09:05:07 host LEEF:1.0|Example|Wall|1.0|deny|";
    for separator in ["\t", "#011", " "] {
        hold(&read(
            &format!("{header}{}", ATTRIBUTES.join(separator)).leak()[..],
        ));
    }
}

#[test]
fn separators_that_the_header_names() {
    for (said, separator) in [("^", "^"), ("x09", "\t"), ("0x7C", "|"), ("", "\t")] {
        let line = format!(
            "LEEF:2.0|Example|Wall|1.0|deny|{said}|{}",
            ATTRIBUTES.join(separator)
        );
        hold(&read(&line));
    }
}

#[test]
fn a_header_that_is_too_short_says_so() {
    assert_eq!(
        read("LEEF:1.0|Example|Wall").reason,
        Some("a header of LEEF with too few parts")
    );
}
