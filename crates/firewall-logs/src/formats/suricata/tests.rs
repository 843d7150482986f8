use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::{Class, Event, Field, Format, Parser};

const RECEIVED: Timestamp = Timestamp::constant(1_793_664_000, 0);

fn read(line: &str) -> Event<'_> {
    Parser::new(TimeZone::UTC).parse(line.as_bytes(), RECEIVED)
}

const ALERT: &str = r#"<133>Nov  3 09:05:07 sensor suricata[11]: {"timestamp":"2026-11-03T09:05:07.250000+0900","flow_id":771,"in_iface":"eth1","event_type":"alert","src_ip":"192.168.20.31","src_port":51022,"dest_ip":"198.51.100.8","dest_port":80,"proto":"TCP","tx_id":0,"alert":{"action":"allowed","gid":1,"signature_id":61901,"rev":2,"signature":"LOCAL Kagerou CnC Beacon \"v2\"","category":"Malware Command and Control Activity Detected","severity":1},"http":{"hostname":"seikyuusho.example","url":"\/dl\/a?b=1","http_user_agent":"agent","http_method":"POST","status":200,"length":9},"files":[{"filename":"/dl/図面.scr","size":77}],"app_proto":"http","flow":{"pkts_toserver":4,"pkts_toclient":3,"bytes_toserver":500,"bytes_toclient":900,"start":"2026-11-03T09:05:06.000000+0900"}}"#;

#[test]
fn an_alert() {
    let event = read(ALERT);
    assert_eq!((event.class, event.reason), (Class::NetworkActivity, None));
    let texts = [
        (Field::SourceIp, "192.168.20.31"),
        (Field::DestinationIp, "198.51.100.8"),
        (Field::Protocol, "tcp"),
        (Field::RuleName, "LOCAL Kagerou CnC Beacon \"v2\""),
        (Field::RuleUid, "61901"),
        (Field::Function, "command-and-control"),
        (Field::UrlHostname, "seikyuusho.example"),
        (Field::UrlPath, "/dl/a?b=1"),
        (Field::FileName, "図面.scr"),
        (Field::DeviceHostname, "sensor"),
        (Field::LogName, "alert"),
    ];
    for (field, text) in texts {
        assert_eq!(event.text(field), Some(text), "{field:?}");
    }
    let numbers = [
        (Field::Time, 1_793_664_307_250),
        (Field::StartTime, 1_793_664_306_000),
        (Field::BytesOut, 500),
        (Field::BytesIn, 900),
        (Field::Severity, 4),
        (Field::Action, 3),
        (Field::Disposition, 15),
        (Field::HttpStatus, 200),
        (Field::FileSize, 77),
    ];
    for (field, number) in numbers {
        assert_eq!(event.integer(field), Some(number), "{field:?}");
    }
    assert!(
        event
            .unmapped
            .iter()
            .any(|(key, text)| key == "alert.rev" && text == "2")
    );
}

#[test]
fn classes_by_type() {
    let of = |kind: &str, more: &str| {
        let line = format!(r#"{{"timestamp":"2026-11-03T09:05:07+0000","event_type":"{kind}"{more}}}"#);
        let event = read(&line);
        (event.class, event.integer(Field::Activity).unwrap())
    };
    assert_eq!(
        of("dns", r#","dns":{"type":"answer","rcode":"NXDOMAIN"}"#),
        (Class::DnsActivity, 2)
    );
    assert_eq!(of("dns", r#","dns":{"type":"query"}"#), (Class::DnsActivity, 1));
    assert_eq!(
        of("http", r#","http":{"http_method":"GET"}"#),
        (Class::HttpActivity, 3)
    );
    assert_eq!(
        of("dhcp", r#","dhcp":{"dhcp_type":"ack"}"#),
        (Class::DhcpActivity, 5)
    );
    assert_eq!(of("fileinfo", ""), (Class::NetworkFileActivity, 2));
    assert_eq!(
        of("smtp", r#","smtp":{"mail_from":"<a@example.jp>"}"#),
        (Class::EmailActivity, 3)
    );
    assert_eq!(of("flow", ""), (Class::NetworkActivity, 2));
    assert_eq!(
        of("stats", r#","stats":{"uptime":5,"decoder":{"invalid":0}}"#),
        (Class::ApplicationLifecycle, 99)
    );
}

#[test]
fn answers_hashes_and_mailboxes() {
    let line = r#"{"event_type":"dns","dns":{"type":"answer","rcode":"NXDOMAIN","answers":[{"rdata":"192.0.2.1"},{"rdata":"192.0.2.2"}]},"fileinfo":{"md5":"0123456789abcdef0123456789abcdef","sha256":"ff23456789abcdef0123456789abcdefff23456789abcdef0123456789abcdef"},"email":{"from":"受付 <info@example.jp>","to":["<a@example.com>","<b@example.com>"]},"tls":{"version":"TLS 1.2"},"n":null,"f":1.5}"#;
    let event = read(line);
    assert_eq!(event.text(Field::Answer), Some("192.0.2.1"));
    assert_eq!(event.integer(Field::ResponseCode), Some(3));
    assert_eq!(event.text(Field::FileHash).map(str::len), Some(64));
    assert_eq!(event.text(Field::MailFrom), Some("info@example.jp"));
    assert_eq!(event.text(Field::MailTo), Some("a@example.com"));
    assert_eq!(event.text(Field::TlsVersion), Some("1.2"));
    for pair in [
        ("dns.answers.rdata", "192.0.2.2"),
        ("email.to", "b@example.com"),
        ("f", "1.5"),
    ] {
        assert!(
            event.unmapped.iter().any(|(key, text)| (&**key, &**text) == pair),
            "{pair:?}"
        );
    }
    assert_eq!(event.integer(Field::Time), Some(RECEIVED.as_millisecond()));
}

#[test]
fn what_is_cut_or_wrong_is_kept() {
    let mut parser = Parser::new(TimeZone::UTC).with_format(Format::Suricata);
    for end in (0..ALERT.len()).filter(|end| ALERT.is_char_boundary(*end)) {
        let event = parser.parse(&ALERT.as_bytes()[..end], RECEIVED);
        assert_eq!(event.class, Class::Base, "{end}");
        assert!(event.reason.is_some());
    }
    let event = read(r#"{"event_type":"alert","src_ip":"not an address","src_port":70000,"alert":"flat"}"#);
    assert!(!event.has(Field::SourceIp) && !event.has(Field::SourcePort));
    assert_eq!(event.class, Class::NetworkActivity);
}

proptest! {
    #[test]
    fn nothing_panics(text in r#"\{"event_type":"(dns|alert|flow)"(,"[a-z_]{1,8}":("\\PC{0,9}"|-?[0-9]{1,25}|\{\}|\[\]|null)){0,6}\}?"#) {
        let mut parser = Parser::new(TimeZone::UTC).with_format(Format::Suricata);
        let event = parser.parse(text.as_bytes(), RECEIVED);
        prop_assert_eq!(event.raw, text.as_bytes());
    }

    #[test]
    fn the_table_is_in_order(place in 1..super::PATHS.len()) {
        prop_assert!(super::PATHS[place - 1].0 < super::PATHS[place].0);
    }
}
