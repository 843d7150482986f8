use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::{Class, Event, Field, Format, Parser};

const RECEIVED: Timestamp = Timestamp::constant(1_793_664_000, 0);

fn read(line: &str) -> Event<'_> {
    Parser::new(TimeZone::UTC).parse(line.as_bytes(), RECEIVED)
}

const DROPPED: &str = r#"<134>1 2026-11-03T00:05:07Z gw-01 CheckPoint 1930 - [action:"Drop"; flags:"411908"; ifdir:"inbound"; ifname:"eth1"; loguid:"{0x1,0x2,0x3,0x4}"; origin:"192.168.20.1"; sequencenum:"7"; time:"1793664307"; version:"5"; __policy_id_tag:"product=VPN-1 & FireWall-1[db_tag={AA};policy_name=Standard\]"; dst:"203.0.113.9"; inzone:"External"; outzone:"Local"; message_info::"Address spoofing"; product:"VPN-1 & FireWall-1"; proto:"6"; rule_name:"片付け \"last\""; rule_uid:"aa-bb"; s_port:"40123"; service:"3389"; service_id:"Remote_Desktop_Protocol"; src:"198.51.100.77"]"#;

#[test]
fn a_dropped_connection() {
    let event = read(DROPPED);
    assert_eq!((event.class, event.reason), (Class::NetworkActivity, None));
    let texts = [
        (Field::SourceIp, "198.51.100.77"),
        (Field::DestinationIp, "203.0.113.9"),
        (Field::SourceInterface, "eth1"),
        (Field::SourceZone, "External"),
        (Field::PolicyName, "片付け \"last\""),
        (Field::Application, "Remote_Desktop_Protocol"),
        (Field::Message, "Address spoofing"),
        (Field::Protocol, "tcp"),
        (Field::EventUid, "{0x1,0x2,0x3,0x4}"),
        (Field::DeviceHostname, "gw-01"),
        (Field::DeviceIp, "192.168.20.1"),
    ];
    for (field, text) in texts {
        assert_eq!(event.text(field), Some(text), "{field:?}");
    }
    let numbers = [
        (Field::Time, 1_793_664_307_000),
        (Field::SourcePort, 40_123),
        (Field::DestinationPort, 3_389),
        (Field::Action, 2),
        (Field::Disposition, 6),
        (Field::Activity, 5),
        (Field::Direction, 1),
    ];
    for (field, number) in numbers {
        assert_eq!(event.integer(field), Some(number), "{field:?}");
    }
    let tag = "product=VPN-1 & FireWall-1[db_tag={AA};policy_name=Standard]";
    assert!(
        event.unmapped.iter().any(|(_, text)| text == tag),
        "{:?}",
        event.unmapped
    );
}

#[test]
fn blades_have_classes_of_their_own() {
    let of = |rest: &str| {
        let line = format!(
            r#"[ifdir:"inbound"; time:"1793664307"; src:"192.168.20.31"; dst:"198.51.100.8"; {rest}]"#
        );
        let event = read(&line);
        (
            event.class,
            event.text(Field::Function).unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(
        of(r#"product:"URL Filtering"; action:"Block""#),
        (Class::HttpActivity, "web-filter".into())
    );
    assert_eq!(
        of(r#"product:"SmartDefense"; action:"Prevent""#),
        (Class::NetworkActivity, "ips".into())
    );
    let bot = r#"product:"Anti Malware"; malware_action:"Communication with C&C site""#;
    assert_eq!(of(bot), (Class::NetworkActivity, "command-and-control".into()));
    assert_eq!(
        of(r#"product:"New Anti Virus""#),
        (Class::NetworkFileActivity, "antivirus".into())
    );
    assert_eq!(
        of(r#"product:"Identity Awareness"; action:"Log In""#),
        (Class::Authentication, "user-authentication".into())
    );
    let change = r#"product:"SmartConsole"; operation:"Install Policy"; audit_status:"Success""#;
    assert_eq!(
        of(change),
        (Class::DeviceConfigStateChange, "administration".into())
    );
    assert_eq!(
        of(r#"product:"VPN-1 & FireWall-1"; action:"Key Install""#),
        (Class::TunnelActivity, "vpn".into())
    );
}

#[test]
fn the_other_notations() {
    let line = r#"<85>1 2026-11-03T00:05:07Z gw CP-GW - Log [Fields@1.3.6.1.4.1.2620 inzone="DMZ" src="192.168.20.31" dst="198.51.100.8" proto="6" user="Minamino (a.minamino)" rule_name="" ProductName="VPN-1 & FireWall-1" svc="443" sport_svc="51022" ]"#;
    let event = read(line);
    assert_eq!(
        (event.class, event.integer(Field::DestinationPort)),
        (Class::NetworkActivity, Some(443))
    );
    assert_eq!(event.text(Field::User), Some("a.minamino"));
    let line = "time=1793664307|hostname=gw-01|product=SmartDefense|action=Prevent|ifdir=inbound|origin=192.168.20.1|src=198.51.100.77|dst=203.0.113.9|service=80|severity=3|protection_name=Path \"x\" traversal|loguid={0x1}";
    let event = read(line);
    assert_eq!(
        (event.text(Field::RuleName), event.integer(Field::Severity)),
        (Some("Path \"x\" traversal"), Some(4))
    );
    assert_eq!(
        (event.integer(Field::Action), event.text(Field::Function)),
        (Some(2), Some("ips"))
    );
}

#[test]
fn what_is_cut_or_wrong_is_kept() {
    let mut parser = Parser::new(TimeZone::UTC).with_format(Format::CheckPoint);
    for end in (0..DROPPED.len()).filter(|end| DROPPED.is_char_boundary(*end)) {
        let event = parser.parse(&DROPPED.as_bytes()[..end], RECEIVED);
        assert_eq!(event.reason.is_some(), event.class == Class::Base, "{end}");
    }
    let wrong = DROPPED
        .replace("\"40123\"", "\"many\"")
        .replace("\"1793664307\"", "\"today\"");
    let event = read(&wrong);
    assert!(!event.has(Field::SourcePort));
    assert_eq!(
        event.integer(Field::Time),
        Some(1_793_664_307_000),
        "the header says so"
    );
}

proptest! {
    #[test]
    fn nothing_panics(text in r#"\[([a-z_]{1,8}::?"\PC{0,12}"; ?){0,6}[a-z]{0,5}:?"?\PC{0,6}"#) {
        let mut parser = Parser::new(TimeZone::UTC).with_format(Format::CheckPoint);
        let event = parser.parse(text.as_bytes(), RECEIVED);
        prop_assert_eq!(event.raw, text.as_bytes());
    }
}
