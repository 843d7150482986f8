use std::net::IpAddr;

use proptest::prelude::*;

use super::*;

#[test]
fn an_address_that_is_none_is_kept_beside_the_fields() {
    let mut event = Event::new();
    set_address(&mut event, Field::SourceIp, "srcip", "N/A");
    set_address(&mut event, Field::DestinationIp, "dstip", "[2001:db8::1]");
    set_address(&mut event, Field::DestinationIp, "dstip", "192.0.2.9");
    assert!(!event.has(Field::SourceIp));
    assert_eq!(event.text(Field::DestinationIp), Some("2001:db8::1"));
    let kept: Vec<_> = event
        .unmapped
        .iter()
        .map(|(key, text)| (&**key, &**text))
        .collect();
    assert_eq!(kept, [("srcip", "N/A"), ("dstip", "192.0.2.9")]);
}

#[test]
fn protocols_by_number_and_name() {
    for (text, name, number) in [
        ("6", "tcp", 6),
        ("TCP", "tcp", 6),
        ("58", "ipv6-icmp", 58),
        ("udp", "udp", 17),
    ] {
        let mut event = Event::new();
        set_protocol(&mut event, "proto", text);
        assert_eq!(event.text(Field::Protocol), Some(name), "{text}");
        assert_eq!(event.integer(Field::ProtocolNumber), Some(number), "{text}");
    }
    let mut event = Event::new();
    set_protocol(&mut event, "proto", "999");
    assert_eq!(event.unmapped.len(), 1);
}

#[test]
fn numbers_out_of_range_are_kept_beside_the_fields() {
    let mut event = Event::new();
    set_port(&mut event, Field::SourcePort, "srcport", "65536");
    set_port(&mut event, Field::DestinationPort, "dstport", "-1");
    set_integer(&mut event, Field::BytesIn, "rcvdbyte", "99999999999999999999");
    assert_eq!(event.unmapped.len(), 3);
    set_seconds(&mut event, Field::Duration, "duration", "1.5");
    assert_eq!(event.integer(Field::Duration), Some(1500));
}

#[test]
fn verbs_become_decisions() {
    assert_eq!(decision("Blocked"), Some((2, 2)));
    assert_eq!(decision("passthrough"), Some((1, 1)));
    assert_eq!(decision("detected"), Some((3, 15)));
    assert_eq!(decision("reset-both"), Some((2, 21)));
    assert_eq!(decision("perf-stats"), None);
    assert_eq!(decision("a verb that is much longer than any known"), None);
}

proptest! {
    #[test]
    fn addresses_are_those_of_the_standard_library(text in "[0-9a-f.:]{0,20}|([0-9]{1,3}\\.){3}[0-9]{1,3}") {
        // Leading zeros mean octal to some and decimal to others: the library refuses them, devices do not write them.
        prop_assume!(!text.split('.').any(|part| part.len() > 1 && part.starts_with('0')));
        prop_assert_eq!(is_address(&text), text.parse::<IpAddr>().is_ok());
    }

    #[test]
    fn numbers_are_those_of_the_standard_library(text in "-?[0-9]{0,21}|[ -~]{0,6}") {
        prop_assert_eq!(integer(&text), text.parse().ok().filter(|_| !text.starts_with('+')));
    }
}
