use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use proptest::prelude::*;

use crate::{Class, Event, Field, Format, Parser};

const RECEIVED: Timestamp = Timestamp::constant(1_793_664_000, 0);

fn read(line: &str) -> Event<'_> {
    Parser::new(TimeZone::fixed(offset(9))).parse(line.as_bytes(), RECEIVED)
}

const TRAFFIC: &str = r#"<14>Nov  3 09:05:08 fw-01 1,2026/11/03 09:05:08,012801012345,TRAFFIC,end,2561,2026/11/03 09:05:07,192.168.20.31,198.51.100.8,203.0.113.9,198.51.100.8,社内から外へ,example\a.minamino,,ssl,vsys1,trust,untrust,ethernet1/2,ethernet1/1,to-collector,2026/11/03 09:05:07,40211,1,51022,443,20188,443,0x400053,tcp,allow,9100,1500,7600,31,2026/11/03 09:04:30,37,computer-and-internet-info,0,880011,0x0,192.168.0.0-192.168.255.255,"Korea, Republic of",0,14,17,tcp-fin,0,0,0,0,,fw-01,from-policy,,,0,,0,,N/A,0,0,0,0,9c1a0000-0000-4000-8000-000000000001,0,0"#;

#[test]
fn a_session_that_ended() {
    let event = read(TRAFFIC);
    assert_eq!((event.class, event.reason), (Class::NetworkActivity, None));
    let texts = [
        (Field::SourceIp, "192.168.20.31"),
        (Field::DestinationIp, "198.51.100.8"),
        (Field::PolicyName, "社内から外へ"),
        (Field::User, "a.minamino"),
        (Field::UserDomain, "example"),
        (Field::Application, "ssl"),
        (Field::SourceZone, "trust"),
        (Field::DestinationInterface, "ethernet1/1"),
        (Field::Protocol, "tcp"),
        (Field::DestinationCountry, "KR"),
        (Field::StatusDetail, "tcp-fin"),
        (Field::DeviceUid, "012801012345"),
        (Field::DeviceName, "fw-01"),
        (Field::PolicyUid, "9c1a0000-0000-4000-8000-000000000001"),
        (Field::LogName, "TRAFFIC/end"),
    ];
    for (field, text) in texts {
        assert_eq!(event.text(field), Some(text), "{field:?}");
    }
    let numbers = [
        (Field::Time, 1_793_664_307_000),
        (Field::StartTime, 1_793_664_270_000),
        (Field::SourcePort, 51_022),
        (Field::Bytes, 9_100),
        (Field::BytesOut, 1_500),
        (Field::BytesIn, 7_600),
        (Field::Packets, 31),
        (Field::PacketsOut, 14),
        (Field::Duration, 37_000),
        (Field::Activity, 2),
        (Field::Action, 1),
        (Field::Sequence, 880_011),
    ];
    for (field, number) in numbers {
        assert_eq!(event.integer(field), Some(number), "{field:?}");
    }
    assert!(!event.has(Field::SourceCountry));
}

fn threat(subtype: &str, action: &str, rest: &str) -> String {
    format!(
        "1,2026/11/03 09:05:08,012801012345,THREAT,{subtype},2561,2026/11/03 09:05:07,192.168.20.31,198.51.100.8,0.0.0.0,0.0.0.0,out,,,web-browsing,vsys1,trust,untrust,ethernet1/2,ethernet1/1,x,2026/11/03 09:05:07,1,1,51022,80,0,0,0x0,tcp,{action},{rest}"
    )
}

#[test]
fn threats_by_subtype() {
    let line = threat(
        "url",
        "block-url",
        r#""kake.example/a?b=""c"",d",(9999),gambling,informational,client-to-server,5,0x0,x,y,0,text/html"#,
    );
    let event = read(&line);
    assert_eq!(event.class, Class::HttpActivity);
    assert_eq!(event.text(Field::Url), Some(r#"kake.example/a?b="c",d"#));
    assert_eq!(event.text(Field::UrlHostname), Some("kake.example"));
    assert_eq!(event.text(Field::UrlCategory), Some("gambling"));
    assert_eq!(
        (event.integer(Field::Action), event.integer(Field::Disposition)),
        (Some(2), Some(2))
    );
    let line = threat(
        "virus",
        "reset-both",
        r#""図面.scr",W64/Kagerou.A(819001),any,medium,server-to-client,5,0x0,x,y,0,,0,00ff"#,
    );
    let event = read(&line);
    assert_eq!(
        (event.class, event.integer(Field::Activity)),
        (Class::NetworkFileActivity, Some(2))
    );
    assert_eq!(event.text(Field::MalwareName), Some("W64/Kagerou.A"));
    assert_eq!(event.text(Field::MalwareUid), Some("819001"));
    assert_eq!(event.text(Field::FileName), Some("図面.scr"));
    assert_eq!(event.text(Field::FileHash), Some("00ff"));
    assert_eq!(event.text(Field::Function), Some("antivirus"));
    let line = threat(
        "spyware",
        "alert",
        r#""",Beacon(13001),command-and-control,critical,client-to-server,5"#,
    );
    let event = read(&line);
    assert_eq!(event.text(Field::Function), Some("command-and-control"));
    assert_eq!(
        (event.integer(Field::Action), event.integer(Field::Severity)),
        (Some(3), Some(5))
    );
    let line = threat(
        "vulnerability",
        "drop",
        r#""",Traversal(30001),any,high,client-to-server,5"#,
    );
    let event = read(&line);
    assert_eq!(event.text(Field::RuleName), Some("Traversal"));
    assert_eq!(event.text(Field::Function), Some("ips"));
}

#[test]
fn sign_ins_and_settings() {
    let line = "1,2026/11/03 09:05:08,0128,SYSTEM,auth,2561,2026/11/03 09:05:08,,auth-fail,,0,0,general,medium,\"failed authentication for user 'kanri'. Reason: Invalid username/password. From: 198.51.100.77.\",7,0x0,0,0,0,0,,fw-01";
    let event = read(line);
    assert_eq!(
        (event.class, event.integer(Field::Status)),
        (Class::Authentication, Some(2))
    );
    assert_eq!(event.text(Field::TargetUser), Some("kanri"));
    assert_eq!(event.text(Field::SourceIp), Some("198.51.100.77"));
    assert_eq!(event.text(Field::Function), Some("administration"));
    let old = "1,2026/11/03 09:05:08,0128,CONFIG,0,0,2026/11/03 09:05:08,192.168.1.2,,set,kanri,Web,Succeeded, config shared,41,0x0";
    let event = read(old);
    assert_eq!(
        (event.class, event.integer(Field::Sequence)),
        (Class::DeviceConfigStateChange, Some(41))
    );
    let new = "1,2026/11/03 09:05:08,0128,CONFIG,0,0,2026/11/03 09:05:08,192.168.1.2,,set,kanri,Web,Failed, config shared,,\"a \"\"b\"\"\",42,0x0,0,0,0,0,,fw-01,0,";
    let event = read(new);
    assert_eq!(
        (event.integer(Field::Sequence), event.integer(Field::Status)),
        (Some(42), Some(2))
    );
    assert!(
        event
            .unmapped
            .iter()
            .any(|(key, text)| key == "after_change_detail" && text == "a \"b\"")
    );
    let vpn = "1,2026/11/03 09:05:08,0128,GLOBALPROTECT,0,2561,2026/11/03 09:05:08,vsys1,gateway-auth,login,Local,,a.minamino,VN,PC-004,198.51.100.5,0.0.0.0,0.0.0.0,0.0.0.0,aa,,6.2,Windows,\"Windows 11 , 64-bit\",1,,,\"\",failure,,0,,0,GW,9,0x0";
    let event = read(vpn);
    assert_eq!(
        (event.class, event.integer(Field::Status)),
        (Class::Authentication, Some(2))
    );
    assert_eq!(event.text(Field::SourceIp), Some("198.51.100.5"));
    assert_eq!(event.text(Field::SourceCountry), Some("VN"));
    assert_eq!(event.text(Field::Function), Some("vpn"));
}

#[test]
fn a_time_with_a_zone_counts_more() {
    let line = "1,2026/11/03 09:05:08,0128,SYSTEM,general,2561,2026/11/03 09:05:08,,general,,0,0,general,informational,x,7,0x0,0,0,0,0,,fw,0,0,2026-11-03T00:05:08.440+00:00";
    let event = read(line);
    assert_eq!(event.integer(Field::Time), Some(1_793_664_308_440));
    assert_eq!(event.integer(Field::TimezoneOffset), Some(0));
}

#[test]
fn what_is_cut_or_wrong_is_kept() {
    let mut parser = Parser::new(TimeZone::UTC).with_format(Format::PanOs);
    for end in 0..TRAFFIC.len() {
        if TRAFFIC.is_char_boundary(end) {
            let event = parser.parse(&TRAFFIC.as_bytes()[..end], RECEIVED);
            assert_eq!(event.raw, &TRAFFIC.as_bytes()[..end]);
            assert_eq!(event.reason.is_some(), event.class == Class::Base);
        }
    }
    let wrong = TRAFFIC.replace(",51022,", ",99999,").replace(",1500,", ",viel,");
    let event = read(&wrong);
    assert!(!event.has(Field::SourcePort) && !event.has(Field::BytesOut));
    assert!(
        event
            .unmapped
            .iter()
            .any(|(key, text)| key == "sport" && text == "99999")
    );
}

proptest! {
    #[test]
    fn nothing_panics(text in "1,2026/11/03 09:05:08,0,(TRAFFIC|THREAT|CONFIG|GTP|SYSTEM),[a-z]{0,6},1,[ -~]{0,30},[\\PC,\"]{0,200}") {
        let mut parser = Parser::new(TimeZone::UTC).with_format(Format::PanOs);
        let event = parser.parse(text.as_bytes(), RECEIVED);
        prop_assert_eq!(event.raw, text.as_bytes());
    }
}
