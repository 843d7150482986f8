use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::{Class, Event, Field, Format, Parser};

const RECEIVED: Timestamp = Timestamp::constant(1_793_664_000, 0);

fn read(line: &str) -> Event<'_> {
    Parser::new(TimeZone::UTC).parse(line.as_bytes(), RECEIVED)
}

const CONNECTION: &str = r#"<134>id=firewall time="2026-11-03 09:05:07" fw="SN210-東京" tz=+0900 startime="2026-11-03 09:04:57" pri=5 confid=01 slotlevel=2 ruleid=12 rulename="社内から外へ" srcif="Ethernet1" srcifname="in" ipproto=tcp proto=ssl src=192.168.20.31 srcport=51022 srcportname=ephemeral_fw_tcp srcname=pc-31 dst=198.51.100.8 dstport=443 dstportname=https dstname=www.example.com dstcountry=jp modsrc=203.0.113.9 ipv=4 sent=1500 rcvd=7600 duration=10.20 action=pass logtype="connection""#;

#[test]
fn a_connection() {
    let event = read(CONNECTION);
    assert_eq!((event.class, event.reason), (Class::NetworkActivity, None));
    let texts = [
        (Field::SourceIp, "192.168.20.31"),
        (Field::DestinationIp, "198.51.100.8"),
        (Field::Protocol, "tcp"),
        (Field::Application, "ssl"),
        (Field::PolicyName, "社内から外へ"),
        (Field::SourceInterface, "Ethernet1"),
        (Field::DestinationCountry, "JP"),
        (Field::DeviceName, "SN210-東京"),
        (Field::LogName, "connection"),
    ];
    for (field, text) in texts {
        assert_eq!(event.text(field), Some(text), "{field:?}");
    }
    let numbers = [
        (Field::Time, 1_793_664_307_000),
        (Field::StartTime, 1_793_664_297_000),
        (Field::TimezoneOffset, 540),
        (Field::SourcePort, 51_022),
        (Field::DestinationPort, 443),
        (Field::BytesOut, 1_500),
        (Field::BytesIn, 7_600),
        (Field::Duration, 10_200),
        (Field::Activity, 2),
        (Field::Action, 1),
        (Field::Severity, 2),
    ];
    for (field, number) in numbers {
        assert_eq!(event.integer(field), Some(number), "{field:?}");
    }
}

fn line(rest: &str) -> String {
    format!(r#"id=firewall time="2026-11-03 09:05:07" fw="sns" tz=+0900 pri=4 {rest}"#)
}

#[test]
fn alarms_pages_and_programs() {
    let text = line(
        r#"ipproto=tcp src=198.51.100.77 srcport=1 dst=192.168.20.31 dstport=80 action=block msg="Directory traversal" class=protocol classification=1 alarmid=85 target=dst risk=5 logtype="alarm""#,
    );
    let event = read(&text);
    assert_eq!(
        (event.text(Field::RuleName), event.text(Field::RuleUid)),
        (Some("Directory traversal"), Some("85"))
    );
    assert_eq!(
        (event.integer(Field::Action), event.text(Field::Function)),
        (Some(2), Some("ips"))
    );
    let passed = text.replace("action=block", "action=pass");
    assert_eq!(read(&passed).integer(Field::Disposition), Some(15));
    let text = line(
        r#"src=192.168.20.31 dst=198.51.100.8 dstname=kake.example op=GET result=403 arg="/a b" cat_site="gambling" action=block msg="Blocked url" logtype="web""#,
    );
    let event = read(&text);
    assert_eq!(
        (event.class, event.integer(Field::HttpStatus)),
        (Class::HttpActivity, Some(403))
    );
    assert_eq!(
        (event.text(Field::UrlHostname), event.text(Field::UrlPath)),
        (Some("kake.example"), Some("/a b"))
    );
    assert_eq!(
        (event.text(Field::UrlCategory), event.integer(Field::Activity)),
        (Some("gambling"), Some(3))
    );
    let text =
        line(r#"src=192.168.20.31 dst=198.51.100.8 op=GET virus="W64.Kagerou" action=block logtype="web""#);
    let event = read(&text);
    assert_eq!(
        (event.class, event.text(Field::MalwareName)),
        (Class::NetworkFileActivity, Some("W64.Kagerou"))
    );
}

#[test]
fn sign_ins_and_commands() {
    let text =
        line(r#"error=4 user="kanri" address=198.51.100.77 sessionid=0 msg="AUTH failed" logtype="server""#);
    let event = read(&text);
    assert_eq!(
        (event.class, event.integer(Field::Status)),
        (Class::Authentication, Some(2))
    );
    assert_eq!(
        (event.text(Field::TargetUser), event.text(Field::SourceIp)),
        (Some("kanri"), Some("198.51.100.77"))
    );
    let text = line(
        r#"error=0 user="kanri" address=192.168.20.2 sessionid=01.0010 msg="CONFIG FILTER ACTIVATE" logtype="server""#,
    );
    let event = read(&text);
    assert_eq!(
        (event.class, event.integer(Field::Status)),
        (Class::DeviceConfigStateChange, Some(1))
    );
    let text = line(r#"user="a.minamino" src=198.51.100.5 msg="User logged in" logtype="xvpn""#);
    let event = read(&text);
    assert_eq!(
        (event.class, event.text(Field::Function)),
        (Class::Authentication, Some("vpn"))
    );
    let text = line(r#"remote=198.51.100.5 local=203.0.113.9 phase=1 msg="Phase established" logtype="vpn""#);
    let event = read(&text);
    assert_eq!(
        (event.class, event.integer(Field::Activity)),
        (Class::TunnelActivity, Some(1))
    );
}

#[test]
fn what_is_cut_or_wrong_is_kept() {
    let wrong = CONNECTION
        .replace("srcport=51022", "srcport=512000")
        .replace("sent=1500", "sent=many");
    let event = read(&wrong);
    assert!(!event.has(Field::SourcePort) && !event.has(Field::BytesOut));
    let mut parser = Parser::new(TimeZone::UTC).with_format(Format::Stormshield);
    for end in (0..CONNECTION.len()).filter(|end| CONNECTION.is_char_boundary(*end)) {
        let event = parser.parse(&CONNECTION.as_bytes()[..end], RECEIVED);
        assert_eq!(event.reason.is_some(), event.class == Class::Base, "{end}");
    }
}

#[test]
fn a_line_of_sonicwall_is_none_of_stormshield() {
    assert!(
        !Format::Stormshield.looks_like(
            r#"id=firewall sn=0040 time="2026-11-03 00:05:07" fw=203.0.113.9 pri=6 c=1 m=97 n=1"#
        )
    );
    assert!(
        Format::Stormshield
            .looks_like(r#"id=firewall time="2026-11-03 09:05:07" fw="sns" tz=+0900 logtype="filter""#)
    );
}

proptest! {
    #[test]
    fn nothing_panics(text in "id=firewall time=\"2026-11-03 09:05:07\" fw=\"a\" ([a-z]{1,8}=\"?\\PC{0,9}\"? ){0,6}logtype=\"(alarm|web|vpn|server)\"") {
        let mut parser = Parser::new(TimeZone::UTC).with_format(Format::Stormshield);
        let event = parser.parse(text.as_bytes(), RECEIVED);
        prop_assert_eq!(event.raw, text.as_bytes());
    }
}
