use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::{Class, Event, Field, Format, Parser};

const RECEIVED: Timestamp = Timestamp::constant(1_793_664_000, 0);

fn read(line: &str) -> Event<'_> {
    Parser::new(TimeZone::UTC).parse(line.as_bytes(), RECEIVED)
}

#[test]
fn flows_that_pass_and_flows_that_do_not() {
    let event = read(
        "<134>1 1793664307.289402144 MX84_4 flows allow src=192.168.20.31 dst=198.51.100.8 mac=02:00:5E:10:00:01 protocol=udp sport=54841 dport=53",
    );
    assert_eq!((event.class, event.reason), (Class::NetworkActivity, None));
    assert_eq!(event.integer(Field::Time), Some(1_793_664_307_289));
    assert_eq!(event.text(Field::DeviceHostname), Some("MX84_4"));
    assert_eq!(
        (event.text(Field::SourceIp), event.integer(Field::SourcePort)),
        (Some("192.168.20.31"), Some(54_841))
    );
    assert_eq!(
        (event.integer(Field::Action), event.text(Field::Protocol)),
        (Some(1), Some("udp"))
    );
    for pattern in ["deny all", "0 (dst 10.0.0.0/8)", "Group Policy Deny"] {
        let line = format!(
            "<134>1 1793664307.2 MX84 firewall src=192.168.20.31 dst=198.51.100.8 protocol=tcp sport=1 dport=23 pattern: {pattern}"
        );
        let event = read(&line);
        assert_eq!(
            (event.integer(Field::Action), event.text(Field::PolicyName)),
            (Some(2), Some(pattern))
        );
    }
}

#[test]
fn requests_alerts_and_files() {
    let event = read(
        "<134>1 1793664307.6 MX84 urls src=192.168.20.31:56424 dst=198.51.100.8:443 mac=02:00:5E:10:00:01 agent='Mozilla/5.0 (X11; it's me)' request: GET https://www.example.com/a?b=1 c",
    );
    assert_eq!(
        (event.class, event.integer(Field::Activity)),
        (Class::HttpActivity, Some(3))
    );
    assert_eq!(event.text(Field::Url), Some("https://www.example.com/a?b=1 c"));
    assert_eq!(
        (
            event.text(Field::UrlHostname),
            event.integer(Field::DestinationPort)
        ),
        (Some("www.example.com"), Some(443))
    );
    assert_eq!(event.text(Field::UserAgent), Some("Mozilla/5.0 (X11; it's me)"));
    let event = read(
        "<134>1 1793664307.6 MX84 security_event ids_alerted signature=1:61901:4 priority=1 timestamp=1793664307.330873 dhost=02:00:5E:10:00:02 direction=ingress protocol=tcp/ip src=198.51.100.77:80 dst=192.168.20.31:56391 decision=allowed message: BROWSER something attempt detected",
    );
    assert_eq!(
        event.text(Field::RuleName),
        Some("BROWSER something attempt detected")
    );
    assert_eq!(
        (event.integer(Field::Action), event.integer(Field::Disposition)),
        (Some(3), Some(15))
    );
    assert_eq!(
        (event.integer(Field::Severity), event.text(Field::Protocol)),
        (Some(4), Some("tcp"))
    );
    let event = read(
        "<134>1 1793664307.6 MX84 security_event security_filtering_file_scanned url=http://bad.example/a.exe src=192.168.20.31:53150 dst=198.51.100.8:80 name='W32:Kagerou test' sha256=00ff disposition=malicious action=block",
    );
    assert_eq!(
        (event.class, event.integer(Field::Action)),
        (Class::NetworkFileActivity, Some(2))
    );
    assert_eq!(event.text(Field::MalwareName), Some("W32:Kagerou test"));
}

#[test]
fn events_of_the_device() {
    let event = read(
        "<134>1 1793664307.6 MX84 events client_vpn_connect user id 'a.minamino@example.jp' local ip 192.168.99.4 connected from 198.51.100.5",
    );
    assert_eq!(
        (event.class, event.integer(Field::Activity)),
        (Class::TunnelActivity, Some(1))
    );
    assert_eq!(
        (event.text(Field::User), event.text(Field::SourceIp)),
        (Some("a.minamino@example.jp"), Some("198.51.100.5"))
    );
    let event = read(
        "<134>1 1793664307.6 MX84 events type=vpn_connectivity_change vpn_type='site-to-site' peer_contact='198.51.100.5:51856' peer_ident='aa' connectivity='false'",
    );
    assert_eq!(
        (event.class, event.integer(Field::Activity)),
        (Class::TunnelActivity, Some(2))
    );
    assert_eq!(event.integer(Field::SourcePort), Some(51_856));
    let event = read(
        "<134>1 1793664307.6 AP1 events type=8021x_eap_success radio='1' client_mac='02:00:5E:10:00:01' client_ip='0.0.0.0' identity='a.minamino'",
    );
    assert_eq!(
        (event.class, event.text(Field::TargetUser)),
        (Class::Authentication, Some("a.minamino"))
    );
    let event = read(
        "<134>1 1793664307.6 MX84 events dhcp lease of ip 192.168.20.44 from mx mac 02:00:5E:10:00:09 for client mac 02:00:5E:10:00:01 from router 192.168.20.1",
    );
    assert_eq!(
        (event.class, event.text(Field::SourceMac)),
        (Class::DhcpActivity, Some("02:00:5E:10:00:01"))
    );
    let event = read("<134>1 1793664307.6 MX84 events port 3 status changed from 100fdx to down");
    assert_eq!(event.class, Class::ApplicationLifecycle);
    let event = read(
        "<134>1 1793664307.6 AP1 airmarshal_events type=rogue_ssid_detected ssid='' bssid='02:00:5E:10:00:03' src='02:00:5E:10:00:03' dst='FF:FF:FF:FF:FF:FF' channel='6'",
    );
    assert_eq!(
        (event.class, event.text(Field::SourceMac)),
        (Class::NetworkActivity, Some("02:00:5E:10:00:03"))
    );
}

#[test]
fn what_is_cut_or_wrong_is_kept() {
    let line = "<134>1 1793664307.6 MX84 flows deny src=192.168.20.31 dst=198.51.100.8 protocol=tcp sport=99999 dport=x mac='02:00";
    let event = read(line);
    assert!(!event.has(Field::SourcePort) && !event.has(Field::DestinationPort));
    assert_eq!(event.integer(Field::Action), Some(2));
    let mut parser = Parser::new(TimeZone::UTC).with_format(Format::Meraki);
    for end in 0..line.len() {
        let event = parser.parse(&line.as_bytes()[..end], RECEIVED);
        assert_eq!(event.reason.is_some(), event.class == Class::Base, "{end}");
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in "(flows|urls|events|security_event|ids-alerts) ([a-z]{1,6}='?\\PC{0,9}'? ){0,5}(request: |message:|pattern: )?\\PC{0,20}") {
        let line = format!("<134>1 1793664307.1 MX {text}");
        let mut parser = Parser::new(TimeZone::UTC).with_format(Format::Meraki);
        let event = parser.parse(line.as_bytes(), RECEIVED);
        prop_assert_eq!(event.raw, line.as_bytes());
    }
}
