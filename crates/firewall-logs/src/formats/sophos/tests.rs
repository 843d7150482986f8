use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::class::Class;
use crate::formats::Format;
use crate::parser::Parser;

fn read(line: &str) -> Event<'_> {
    let mut parser = Parser::new(TimeZone::fixed(jiff::tz::offset(9)));
    let event = parser.parse(line.as_bytes(), "2026-11-03T00:10:00Z".parse().unwrap());
    assert_eq!(parser.format(), Some(Format::Sophos), "{line}");
    event
}

fn at(event: &Event<'_>) -> String {
    Timestamp::from_millisecond(event.integer(Field::Time).unwrap())
        .unwrap()
        .to_string()
}

#[test]
fn a_session_in_the_older_names() {
    let event = read(
        "<30>device=\"SFW\" date=2026-11-03 time=09:05:07 timezone=\"JST\" device_name=\"XGS-116\" device_id=X11601AAAAAAA \
         log_id=010101600001 log_type=\"Firewall\" log_component=\"Firewall Rule\" log_subtype=\"Allowed\" status=\"Allow\" \
         priority=Information duration=30 fw_rule_id=2 user_name=\"taro\" user_gp=\"Open Group\" application=\"Example Video\" \
         in_interface=\"PortA\" out_interface=\"PortB\" src_ip=192.168.10.21 dst_ip=203.0.113.80 dst_country_code=JPN protocol=\"UDP\" \
         src_port=59859 dst_port=53 sent_bytes=77 recv_bytes=105 srczonetype=\"LAN\" dstzonetype=\"WAN\" connevent=\"Stop\"",
    );
    assert_eq!((event.class, event.type_uid()), (Class::NetworkActivity, 400_102));
    assert_eq!(at(&event), "2026-11-03T00:05:07Z");
    assert_eq!(event.text(Field::Application), Some("Example Video"));
    assert_eq!(event.text(Field::Protocol), Some("udp"));
    assert_eq!(event.integer(Field::Duration), Some(30_000));
    assert_eq!(event.integer(Field::Direction), Some(2));
    assert_eq!(
        (event.integer(Field::BytesOut), event.integer(Field::BytesIn)),
        (Some(77), Some(105))
    );
    assert_eq!(
        (event.integer(Field::Action), event.integer(Field::Severity)),
        (Some(1), Some(1))
    );
}

#[test]
fn a_page_in_the_newer_names() {
    let event = read(
        "Nov  3 09:05:09 fw device_name=\"SFW\" timestamp=\"2026-11-03T09:05:07+0900\" device_model=\"XGS116\" device_serial_id=\"X1\" \
         log_id=050902616002 log_type=\"Content Filtering\" log_component=\"HTTP\" log_subtype=\"Denied\" severity=\"Warning\" \
         fw_rule_id=\"12\" http_category=\"Gambling\" url=\"https://play.example.com/x?y=1\" src_ip=\"192.168.10.21\" \
         dst_ip=\"203.0.113.80\" protocol=\"TCP\" src_port=50931 dst_port=443 bytes_sent=195 bytes_received=28 http_status=\"0\"",
    );
    assert_eq!(event.class, Class::HttpActivity);
    assert_eq!(at(&event), "2026-11-03T00:05:07Z");
    assert_eq!(event.text(Field::UrlHostname), Some("play.example.com"));
    assert_eq!(event.text(Field::UrlCategory), Some("Gambling"));
    assert_eq!(
        (event.integer(Field::Action), event.integer(Field::Disposition)),
        (Some(2), Some(2))
    );
    assert!(!event.has(Field::HttpStatus));
}

#[test]
fn malware_and_spam() {
    let event = read(
        "device=\"SFW\" date=2026-11-03 time=09:05:07 timezone=\"IST\" device_id=X1 log_id=031106210001 log_type=\"Anti-Virus\" \
         log_component=\"SMTP\" log_subtype=\"Virus\" priority=Critical virus=\"EICAR-AV-Test\" from_email_address=\"a@example.com\" \
         to_email_address=\"b@example.jp\" subject=\"invoice\" src_ip=203.0.113.9 dst_ip=192.168.10.3 protocol=\"TCP\"",
    );
    assert_eq!(event.class, Class::EmailActivity);
    assert_eq!(event.text(Field::MalwareName), Some("EICAR-AV-Test"));
    assert_eq!(event.integer(Field::Disposition), Some(2));
    assert_eq!(
        at(&event),
        "2026-11-03T00:05:07Z",
        "IST has several meanings: the record's zone counts"
    );
}

#[test]
fn a_packet_of_the_older_utm() {
    let event = read(
        "2026:11:03-09:05:07 utm-1 ulogd[5009]: id=\"2001\" severity=\"info\" sys=\"SecureNet\" sub=\"packetfilter\" \
         name=\"Packet dropped\" action=\"drop\" fwrule=\"60001\" initf=\"eth1\" srcip=\"203.0.113.9\" dstip=\"192.168.10.2\" proto=\"6\" \
         srcport=\"40000\" dstport=\"22\"",
    );
    assert_eq!((event.class, event.type_uid()), (Class::NetworkActivity, 400_105));
    assert_eq!(
        (event.integer(Field::Action), event.integer(Field::Disposition)),
        (Some(2), Some(6))
    );
    assert_eq!(event.text(Field::Message), Some("Packet dropped"));
    assert_eq!(at(&event), "2026-11-03T00:05:07Z");
}
