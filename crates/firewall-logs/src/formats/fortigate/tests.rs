use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::class::Class;
use crate::formats::Format;
use crate::parser::Parser;

fn received() -> Timestamp {
    "2026-11-03T00:10:00Z".parse().unwrap()
}

fn tokyo() -> Parser {
    Parser::new(TimeZone::fixed(jiff::tz::offset(9)))
}

fn read(line: &str) -> Event<'_> {
    let mut parser = tokyo();
    let event = parser.parse(line.as_bytes(), received());
    assert_eq!(parser.format(), Some(Format::FortiGate), "{line}");
    event
}

fn kept<'e>(event: &'e Event<'_>, key: &str) -> Vec<&'e str> {
    let pairs = event.unmapped.iter().filter(|(known, _)| known == key);
    pairs.map(|(_, text)| &**text).collect()
}

const TRAFFIC: &str = "<189>date=2026-11-03 time=09:05:07 devname=\"UTM-0012\" devid=\"FGT40FTK00000012\" \
    eventtime=1793664307052907555 tz=\"+0900\" logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" \
    vd=\"root\" srcip=192.168.10.21 srcport=51234 srcintf=\"internal\" srcintfrole=\"lan\" dstip=203.0.113.80 dstport=443 \
    dstintf=\"wan1\" dstintfrole=\"wan\" srccountry=\"Reserved\" dstcountry=\"Japan\" sessionid=77123 proto=6 action=\"close\" \
    policyid=4 policyname=\"office out\" service=\"HTTPS\" trandisp=\"snat\" duration=12 sentbyte=1802 rcvdbyte=90410 \
    sentpkt=11 rcvdpkt=72 appcat=\"unscanned\"";

#[test]
fn a_session_that_was_closed() {
    let event = read(TRAFFIC);
    assert_eq!((event.class, event.type_uid()), (Class::NetworkActivity, 400_102));
    for (field, text) in [
        (Field::SourceIp, "192.168.10.21"),
        (Field::DestinationIp, "203.0.113.80"),
        (Field::DestinationCountry, "JP"),
        (Field::Protocol, "tcp"),
        (Field::Application, "HTTPS"),
        (Field::PolicyUid, "4"),
        (Field::PolicyName, "office out"),
        (Field::DeviceUid, "FGT40FTK00000012"),
        (Field::LogName, "traffic/forward"),
        (Field::Function, "firewall"),
        (Field::VendorName, "Fortinet"),
    ] {
        assert_eq!(event.text(field), Some(text), "{field:?}");
    }
    for (field, number) in [
        (Field::Time, 1_793_664_307_052),
        (Field::TimezoneOffset, 540),
        (Field::BytesOut, 1802),
        (Field::BytesIn, 90_410),
        (Field::PacketsOut, 11),
        (Field::PacketsIn, 72),
        (Field::Duration, 12_000),
        (Field::Severity, 2),
        (Field::Action, 1),
        (Field::Disposition, 1),
    ] {
        assert_eq!(event.integer(field), Some(number), "{field:?}");
    }
    assert!(!event.has(Field::OriginalTime), "the two times of the line agree");
    assert_eq!(kept(&event, "vd"), ["root"]);
}

#[test]
fn a_profile_that_blocked_counts_more_than_the_policy() {
    let line = TRAFFIC.replace("action=\"close\"", "action=\"close\" utmaction=\"block\"");
    let event = read(&line);
    assert_eq!(
        (event.integer(Field::Action), event.integer(Field::Disposition)),
        (Some(2), Some(2))
    );
}

#[test]
fn times_without_eventtime_or_zone() {
    let line =
        "date=2026-11-03 time=09:05:07 logid=\"0001\" type=\"event\" subtype=\"system\" level=\"alert\"";
    let at = |line: &str| {
        Timestamp::from_millisecond(read(line).integer(Field::Time).unwrap())
            .unwrap()
            .to_string()
    };
    assert_eq!(at(line), "2026-11-03T00:05:07Z", "the zone of the record");
    assert_eq!(
        at(&line.replace("time=09:05:07", "time=09:05:07 tz=\"-0500\"")),
        "2026-11-03T14:05:07Z"
    );
    assert_eq!(
        at(&line.replace("level", "eventtime=1793664307 level")),
        "2026-11-03T00:05:07Z"
    );
    let wrong = line.replace("2026-11-03", "2026-13-33");
    assert_eq!(at(&wrong), received().to_string());
    assert_eq!(
        read(&wrong).text(Field::OriginalTime),
        Some("2026-13-33 09:05:07")
    );
}

#[test]
fn a_page_that_was_blocked() {
    let event = read(
        "<188>date=2026-11-03 time=09:05:07 devid=\"FGT1\" logid=\"0316013056\" type=\"utm\" subtype=\"webfilter\" \
         eventtype=\"ftgd_blk\" level=\"warning\" srcip=192.168.10.21 srcport=50100 dstip=198.51.100.7 dstport=443 proto=6 \
         service=\"HTTPS\" hostname=\"games.example.com\" url=\"/play?id=1\" action=\"blocked\" httpmethod=\"GET\" \
         msg=\"URL belongs to a \\\"denied\\\" category\" direction=\"outgoing\" catdesc=\"Games\" sentbyte=700 rcvdbyte=0",
    );
    assert_eq!((event.class, event.type_uid()), (Class::HttpActivity, 400_203));
    assert_eq!(event.text(Field::UrlHostname), Some("games.example.com"));
    assert_eq!(event.text(Field::UrlPath), Some("/play?id=1"));
    assert_eq!(
        event.text(Field::Message),
        Some("URL belongs to a \"denied\" category")
    );
    assert_eq!(event.integer(Field::Disposition), Some(2));
    assert_eq!(event.integer(Field::Direction), Some(2));
    assert_eq!(event.text(Field::Function), Some("web-filter"));
}

#[test]
fn an_attack_that_was_only_seen() {
    let event = read(
        "date=2026-11-03 time=09:05:07 logid=\"0419016384\" type=\"utm\" subtype=\"ips\" level=\"alert\" severity=\"high\" \
         srcip=203.0.113.5 dstip=192.168.10.2 sessionid=9 action=\"detected\" proto=6 service=\"HTTP\" \
         attack=\"Example.Server.Code.Execution\" srcport=40000 dstport=80 direction=\"incoming\" attackid=99001 ref=\"http://www.example.com/99001\"",
    );
    assert_eq!(event.text(Field::RuleName), Some("Example.Server.Code.Execution"));
    assert_eq!(event.integer(Field::Severity), Some(4));
    assert_eq!(
        (event.integer(Field::Action), event.integer(Field::Disposition)),
        (Some(3), Some(15))
    );
    assert_eq!(event.get(Field::IsAlert), &Value::Boolean(true));
}

#[test]
fn nothing_in_place_of_an_address_is_kept_beside_the_fields() {
    let event = read(
        "date=2026-11-03 time=09:05:07 logid=\"0101039426\" type=\"event\" subtype=\"vpn\" level=\"alert\" \
         logdesc=\"SSL VPN login fail\" action=\"ssl-login-fail\" tunneltype=\"ssl-web\" remip=203.0.113.44 locip=N/A user=\"guest\" \
         group=\"N/A\" dst_host=\"N/A\" reason=\"sslvpn_login_permission_denied\" msg=\"SSL user failed to logged in\"",
    );
    assert_eq!((event.class, event.type_uid()), (Class::Authentication, 300_201));
    assert_eq!(event.text(Field::TargetUser), Some("guest"));
    assert_eq!(event.integer(Field::Status), Some(2));
    assert_eq!(kept(&event, "locip"), ["N/A"]);
    assert!(!event.has(Field::DestinationIp));
}

#[test]
fn a_key_that_comes_twice_keeps_both_values() {
    let event = read(
        "date=2026-11-03 time=09:05:07 logid=1 type=event subtype=system level=notice srcip=192.0.2.1 srcip=192.0.2.2",
    );
    assert_eq!(event.text(Field::SourceIp), Some("192.0.2.1"));
    assert_eq!(kept(&event, "srcip"), ["192.0.2.2"]);
}

#[test]
fn commas_between_pairs() {
    let event = read(
        "date=2026-11-03,time=09:05:07,devname=UTM-0012,devid=FGT1,logid=0000000013,type=traffic,subtype=forward,level=notice,\
         srcip=192.168.10.21,srcport=5,dstip=203.0.113.80,dstport=53,proto=17,action=deny,policyname=\"a, b\"",
    );
    assert_eq!(event.text(Field::PolicyName), Some("a, b"));
    assert_eq!(
        (event.type_uid(), event.integer(Field::Action)),
        (400_105, Some(2))
    );
}

#[test]
fn an_administrator_changes_the_configuration() {
    let event = read(
        "date=2026-11-03 time=09:05:07 logid=\"0100044547\" type=\"event\" subtype=\"system\" level=\"information\" \
         logdesc=\"Object attribute configured\" user=\"admin\" ui=\"GUI(192.0.2.8)\" action=\"Edit\" cfgtid=1 cfgpath=\"firewall.policy\"",
    );
    assert_eq!(event.class, Class::DeviceConfigStateChange);
    assert_eq!(event.text(Field::User), Some("admin"));
    assert_eq!(event.text(Field::Function), Some("administration"));
}

/// A word that is in no table is somewhere all the same; what says that there is nothing to say is nowhere.
#[test]
fn a_country_is_two_letters_or_the_devices_word() {
    for (written, country) in [
        ("Japan", Some("JP")),
        ("Kosovo", Some("XK")),
        ("Anonymous Proxy", Some("Anonymous Proxy")),
        ("Reserved", None),
        ("N/A", None),
    ] {
        let line = format!(
            "date=2026-11-03 time=09:05:07 type=\"traffic\" srcip=203.0.113.5 srccountry=\"{written}\" action=\"accept\""
        );
        assert_eq!(read(&line).text(Field::SourceCountry), country, "{written}");
    }
}
