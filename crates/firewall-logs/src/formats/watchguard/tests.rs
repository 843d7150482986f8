use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::formats::Format;
use crate::parser::Parser;

fn read(line: &str) -> Event<'_> {
    let mut parser = Parser::new(TimeZone::fixed(jiff::tz::offset(9)));
    let event = parser.parse(line.as_bytes(), "2026-11-03T00:10:00Z".parse().unwrap());
    assert_eq!(parser.format(), Some(Format::WatchGuard), "{line}");
    event
}

#[test]
fn a_packet_that_was_denied() {
    let event = read(
        "<140>Nov  3 09:06:40 firebox-01 80BE0A11223344 (2026-11-03T00:05:07) firewall: msg_id=\"3000-0148\" Deny 0-External \
         1-Trusted 60 tcp 20 51 203.0.113.9 192.168.10.2 40001 445 offset 10 S 1234 win 8192 (Unhandled External Packet-00)",
    );
    assert_eq!((event.class, event.type_uid()), (Class::NetworkActivity, 400_105));
    for (field, text) in [
        (Field::EventCode, "3000-0148"),
        (Field::DeviceUid, "80BE0A11223344"),
        (Field::SourceIp, "203.0.113.9"),
        (Field::DestinationIp, "192.168.10.2"),
        (Field::SourceInterface, "0-External"),
        (Field::DestinationInterface, "1-Trusted"),
        (Field::Protocol, "tcp"),
        (Field::PolicyName, "Unhandled External Packet-00"),
        (Field::DeviceHostname, "firebox-01"),
    ] {
        assert_eq!(event.text(field), Some(text), "{field:?}");
    }
    assert_eq!(event.integer(Field::DestinationPort), Some(445));
    assert_eq!(event.integer(Field::Disposition), Some(2));
    let at: Timestamp = "2026-11-03T00:05:07Z".parse().unwrap();
    assert_eq!(
        event.integer(Field::Time),
        Some(at.as_millisecond()),
        "the body's time, not the header's"
    );
}

#[test]
fn a_request_through_the_proxy() {
    let event = read(
        "<142>Nov  3 09:05:08 firebox-01 80BE0A11223344 (2026-11-03T00:05:07) http-proxy[2210]: msg_id=\"1AFF-0024\" Allow 1-Trusted \
         0-External tcp 192.168.10.21 203.0.113.80 51234 80 msg=\"HTTP request\" proxy_act=\"HTTP-Client.1\" op=\"GET\" \
         dstname=\"www.example.com\" arg=\"/a b\" sent_bytes=\"640\" rcvd_bytes=\"9120\" geo_dst=\"JPN\" (HTTP-proxy-00)",
    );
    assert_eq!((event.class, event.type_uid()), (Class::HttpActivity, 400_203));
    assert_eq!(event.text(Field::UrlHostname), Some("www.example.com"));
    assert_eq!(event.text(Field::UrlPath), Some("/a b"));
    assert_eq!(
        (event.integer(Field::BytesOut), event.integer(Field::BytesIn)),
        (Some(640), Some(9120))
    );
    assert_eq!(event.text(Field::DestinationCountry), Some("JP"));
    assert_eq!(event.text(Field::PolicyName), Some("HTTP-proxy-00"));
    assert_eq!(event.text(Field::SourceIp), Some("192.168.10.21"));
}

#[test]
fn a_sentence_without_a_verb_is_the_message() {
    let event = read(
        "Nov  3 09:05:08 firebox-01 80BE0A11223344 (2026-11-03T00:05:07) sessiond[99]: msg_id=\"3E00-0002\" Management user admin@Firebox-DB from 192.168.10.5 logged in",
    );
    assert_eq!((event.class, event.type_uid()), (Class::Authentication, 300_201));
    assert_eq!(event.text(Field::Function), Some("administration"));
}
