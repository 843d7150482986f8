use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::formats::Format;
use crate::parser::Parser;

fn read(line: &str) -> Event<'_> {
    let mut parser = Parser::new(TimeZone::fixed(jiff::tz::offset(9)));
    let event = parser.parse(line.as_bytes(), "2026-11-03T00:10:00Z".parse().unwrap());
    assert_eq!(parser.format(), Some(Format::SonicWall), "{line}");
    event
}

const CLOSED: &str = "<134>  id=firewall sn=18B169AAAAAA time=\"2026-11-03 09:05:07\" fw=203.0.113.1 pri=6 c=1024 m=537 \
    msg=\"Connection Closed\" n=795 usr=\"taro\" src=192.168.10.21:51234:X0:pc-21 dst=203.0.113.80:443:X1 \
    srcMac=02:00:00:00:00:01 proto=tcp/https sent=1930 rcvd=1545 spkt=11 rpkt=7 cdur=2133 rule=\"Default Access Rule\" fw_action=\"NA\"";

#[test]
fn a_connection_that_was_closed() {
    let event = read(CLOSED);
    assert_eq!((event.class, event.type_uid()), (Class::NetworkActivity, 400_102));
    for (field, text) in [
        (Field::SourceIp, "192.168.10.21"),
        (Field::SourceInterface, "X0"),
        (Field::SourceHostname, "pc-21"),
        (Field::DestinationIp, "203.0.113.80"),
        (Field::DestinationInterface, "X1"),
        (Field::Protocol, "tcp"),
        (Field::Application, "https"),
        (Field::User, "taro"),
        (Field::DeviceIp, "203.0.113.1"),
    ] {
        assert_eq!(event.text(field), Some(text), "{field:?}");
    }
    for (field, number) in [
        (Field::SourcePort, 51_234),
        (Field::DestinationPort, 443),
        (Field::BytesOut, 1930),
        (Field::BytesIn, 1545),
        (Field::Duration, 2133),
        (Field::Severity, 1),
        (Field::Action, 1),
    ] {
        assert_eq!(event.integer(field), Some(number), "{field:?}");
    }
}

#[test]
fn the_zone_stands_behind_the_time_or_in_the_record() {
    let at = |line: &str| {
        Timestamp::from_millisecond(read(line).integer(Field::Time).unwrap())
            .unwrap()
            .to_string()
    };
    assert_eq!(at(CLOSED), "2026-11-03T00:05:07Z");
    assert_eq!(
        at(&CLOSED.replace("09:05:07", "09:05:07 UTC")),
        "2026-11-03T09:05:07Z"
    );
}

#[test]
fn endpoints_with_parts_missing() {
    let event = read(
        &CLOSED
            .replace("192.168.10.21:51234:X0:pc-21", "192.168.10.21::X0")
            .leak()[..],
    );
    assert_eq!(event.text(Field::SourceInterface), Some("X0"));
    assert!(!event.has(Field::SourcePort));
    let event = read(
        &CLOSED
            .replace("192.168.10.21:51234:X0:pc-21", "[2001:db8::5]:80:X0")
            .leak()[..],
    );
    assert_eq!(
        (event.text(Field::SourceIp), event.integer(Field::SourcePort)),
        (Some("2001:db8::5"), Some(80))
    );
}

#[test]
fn an_attack_that_was_stopped() {
    let event = read(
        "id=firewall sn=18B169AAAAAA time=\"2026-11-03 09:05:07\" fw=203.0.113.1 pri=1 c=32 m=609 \
         msg=\"IPS Prevention Alert: WEB-ATTACKS Example Injection\" sid=1234 ipscat=\"WEB-ATTACKS Example Injection\" ipspri=1 \
         src=203.0.113.9:40000:X1 dst=192.168.10.2:80:X0 proto=tcp/http",
    );
    assert_eq!(event.text(Field::Function), Some("ips"));
    assert_eq!(
        (event.integer(Field::Severity), event.integer(Field::Disposition)),
        (Some(4), Some(2))
    );
    assert_eq!(event.text(Field::RuleName), Some("WEB-ATTACKS Example Injection"));
}

#[test]
fn an_administrator_who_was_refused() {
    let event = read(
        "id=firewall sn=18B169AAAAAA time=\"2026-11-03 09:05:07\" fw=203.0.113.1 pri=1 c=32 m=30 \
         msg=\"Administrator login denied due to bad credentials\" n=7 usr=\"admin\" src=203.0.113.9:36701:X1 dst=203.0.113.1:443:X1",
    );
    assert_eq!(
        (event.class, event.type_uid(), event.integer(Field::Status)),
        (Class::Authentication, 300_201, Some(2))
    );
    assert_eq!(event.text(Field::TargetUser), Some("admin"));
}
