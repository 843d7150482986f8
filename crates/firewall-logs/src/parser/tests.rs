use proptest::prelude::*;

use super::*;
use crate::json::write_json;

fn received() -> Timestamp {
    "2026-11-03T00:10:00Z".parse().unwrap()
}

fn parser() -> Parser {
    Parser::new(TimeZone::UTC)
}

const FORTIGATE: &[u8] = b"date=2026-11-03 time=09:05:07 devid=\"F1\" logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" srcip=192.0.2.1 action=\"deny\"";
const SONICWALL: &[u8] = b"id=firewall sn=1 time=\"2026-11-03 09:05:07\" fw=192.0.2.1 pri=6 c=1 m=98 msg=\"Connection Opened\" src=192.0.2.2:1:X0 dst=192.0.2.3:2:X1";

#[test]
fn what_is_not_understood_is_kept_with_its_reason() {
    for (line, reason) in [
        (&b"hello"[..], "no known format"),
        (b"", "the line is empty"),
        (b"<14>", "the line is empty"),
        (b"\0\0\0", "the line is empty"),
    ] {
        let event = parser().parse(line, received());
        assert_eq!(
            (event.class, event.reason, event.raw),
            (Class::Base, Some(reason), line)
        );
        assert_eq!(event.integer(Field::Time), Some(received().as_millisecond()));
    }
}

#[test]
fn one_odd_line_does_not_change_the_format_and_three_do() {
    let mut parser = parser();
    parser.parse(FORTIGATE, received());
    for _ in 0..2 {
        let event = parser.parse(SONICWALL, received());
        assert_eq!(
            event.text(Field::ProductName),
            Some("SonicOS"),
            "each line is read as what it is"
        );
        assert_eq!(parser.format(), Some(Format::FortiGate));
    }
    parser.parse(FORTIGATE, received());
    for _ in 0..3 {
        parser.parse(SONICWALL, received());
    }
    assert_eq!(parser.format(), Some(Format::SonicWall));
}

#[test]
fn a_fixed_format_is_kept_to() {
    let mut parser = parser().with_format(Format::Leef);
    let event = parser.parse(FORTIGATE, received());
    assert_eq!(
        (event.class, event.reason),
        (Class::Base, Some("no header of LEEF"))
    );
}

#[test]
fn bytes_that_are_no_text_are_kept_and_flagged() {
    let line = [FORTIGATE, b" msg=\"a\xffb\""].concat();
    let event = parser().parse(&line, received());
    assert!(event.lossy);
    assert_eq!(event.raw, line);
    assert_eq!(event.text(Field::Message), Some("a\u{fffd}b"));
    assert_eq!(event.text(Field::SourceIp), Some("192.0.2.1"));
}

#[test]
fn a_line_of_a_megabyte() {
    let mut line = FORTIGATE.to_vec();
    line.extend_from_slice(b" msg=\"");
    line.resize(1 << 20, b'x');
    let event = parser().parse(&line, received());
    assert_eq!(event.class, Class::NetworkActivity);
    assert_eq!(event.raw.len(), 1 << 20);
    for filler in [b'"', b'=', b' ', b'\\', b'<', b'\0', b'|'] {
        line.truncate(FORTIGATE.len() + 6);
        line.resize(1 << 20, filler);
        assert_eq!(parser().parse(&line, received()).raw.len(), 1 << 20);
    }
}

#[test]
fn an_event_is_used_again_without_a_trace_of_the_line_before() {
    let mut parser = parser();
    let mut event = Event::new();
    parser.parse_into(FORTIGATE, received(), &mut event);
    parser.parse_into(b"hello", received(), &mut event);
    assert_eq!(event.text(Field::SourceIp), None);
    assert_eq!(event.unmapped.len(), 0);
    assert_eq!(event.fields().count(), 2, "time and severity");
}

#[test]
fn an_explanation_says_where_values_came_from() {
    let explained = parser().explain(FORTIGATE, received());
    assert_eq!(
        (explained.format, explained.why),
        (Some(Format::FortiGate), Why::Looks)
    );
    let origin = explained
        .event
        .origins()
        .iter()
        .find(|origin| origin.field == Field::SourceIp);
    let origin = origin.unwrap();
    assert_eq!((&*origin.key, &*origin.text), ("srcip", "192.0.2.1"));
    let derived = explained
        .event
        .origins()
        .iter()
        .find(|origin| origin.field == Field::Action)
        .unwrap();
    assert_eq!(&*derived.key, "");
}

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        &b"date=2026-11-03 time=09:05:07 "[..],
        b"logid=1 type=\"traffic\" ",
        b"srcip=",
        b"\"",
        b"\\",
        b"=",
        b" ",
        b"|",
        b",",
        b"<134>",
        b"1 ",
        b"Nov  3 09:05:07 ",
        b"CEF:0|a|b|c|d|e|5|",
        b"LEEF:2.0|a|b|c|d|^|",
        b"LEEF:1.0|",
        b"id=firewall sn=1 fw=",
        b"device=\"SFW\" log_type=",
        b"msg_id=\"3000-0148\" Deny ",
        b"id=\"1\" sys=\"a\" sub=\"b\" ",
        b"(2026-",
        b"\0",
        b"\xff",
        b"#011",
        b"\xe3\x81\x82",
        b"src=",
        b"192.0.2.1",
        b":",
        b"x09",
        b"9999999999999999999999",
        b"rt=",
        b"cs1Label=Rule cs1=",
        b"{",
        b"[",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_give_one_event_with_the_line(lines in prop::collection::vec(prop_oneof![pieces(), prop::collection::vec(any::<u8>(), 0..80)], 1..6)) {
        let mut parser = parser();
        for line in &lines {
            let event = parser.parse(line, received());
            prop_assert_eq!(event.raw, &line[..]);
            prop_assert!(event.has(Field::Time) && event.has(Field::Severity));
            prop_assert_eq!(event.reason.is_some(), event.class == Class::Base);
            let mut json = String::new();
            write_json(&event, &mut json);
            prop_assert!(!json.contains('\n'));
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&json["raw_data"], &*String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn every_format_takes_any_bytes(line in pieces()) {
        for format in Format::ALL {
            let event = parser().with_format(*format).parse(&line, received());
            prop_assert_eq!(event.raw, &line[..]);
            for (field, value) in event.fields() {
                let fits = match field.kind() {
                    crate::Kind::Text => matches!(value, Value::Text(_)),
                    crate::Kind::Address => matches!(value, Value::Text(text) if common::is_address(text)),
                    crate::Kind::Integer | crate::Kind::Time => matches!(value, Value::Integer(_)),
                    crate::Kind::Boolean => matches!(value, Value::Boolean(_)),
                };
                prop_assert!(fits, "{:?} {:?}", field, value);
            }
        }
    }
}
