//! One end of a connection as the ASA writes it: `outside:198.51.100.7/443 (203.0.113.9/443)(LOCAL\kanri)`,
//! `inside/192.168.20.5(51022)`, an address alone, a name.

use crate::event::Event;
use crate::field::Field;
use crate::formats::common;

/// Which end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Source,
    Destination,
}

/// The parts of an end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Endpoint<'l> {
    pub(super) interface: Option<&'l str>,
    pub(super) host: &'l str,
    pub(super) port: Option<&'l str>,
    pub(super) user: Option<&'l str>,
}

/// Sets the fields of an end.
pub(super) fn set<'l>(event: &mut Event<'l>, side: Side, text: &'l str) {
    let [ip, port, hostname, interface] = match side {
        Side::Source => [
            Field::SourceIp,
            Field::SourcePort,
            Field::SourceHostname,
            Field::SourceInterface,
        ],
        Side::Destination => [
            Field::DestinationIp,
            Field::DestinationPort,
            Field::DestinationHostname,
            Field::DestinationInterface,
        ],
    };
    let key = if side == Side::Source {
        "source"
    } else {
        "destination"
    };
    let end = read(text);
    match common::is_address(end.host) {
        true => common::set_address(event, ip, key, end.host),
        false => common::set_text(event, hostname, key, end.host),
    }
    if let Some(number) = end.port {
        if side == Side::Destination && service(number).is_some() {
            common::set_text(event, Field::Application, key, number);
        }
        let number = service(number).unwrap_or(number);
        common::set_port(event, port, key, number);
    }
    if let Some(name) = end.interface {
        common::set_text(event, interface, key, name);
    }
    match end.user {
        Some(user) if event.has(Field::User) => {
            common::set_text(event, Field::TargetUser, key, super::domain_and_user(user).1);
        }
        Some(user) => super::set_user(event, user),
        None => {}
    }
}

/// Sets the port of an end alone.
pub(super) fn set_port<'l>(event: &mut Event<'l>, side: Side, text: &'l str) {
    let (field, key) = match side {
        Side::Source => (Field::SourcePort, "source"),
        Side::Destination => (Field::DestinationPort, "destination"),
    };
    if let Some(port) = read(text).port {
        common::set_port(event, field, key, port);
    }
}

/// The appliance itself, as it names its own interface.
const ITSELF: &str = "NP Identity Ifc";

/// Reads an end; whatever stands there, some host comes out.
pub(super) fn read(text: &str) -> Endpoint<'_> {
    let text = text.trim().trim_matches(['<', '>']);
    let text = match text.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')) {
        Some(inside) if !inside.contains(['(', ' ']) => inside,
        _ => text,
    };
    if let Some(rest) = text.strip_prefix(ITSELF).and_then(|rest| rest.strip_prefix(':')) {
        return Endpoint {
            interface: Some(&text[..ITSELF.len()]),
            ..read(rest)
        };
    }
    let cut = text
        .find(|letter: char| letter == '(' || letter.is_whitespace())
        .unwrap_or(text.len());
    let (head, rest) = text.split_at(cut);
    let mut end = head_of(head.trim_end_matches([',', '.']));
    // Brackets at once behind it hold the port (access lists) or the user; those after a space the translated address.
    if let Some((inside, _)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        let is_port = inside.bytes().all(|byte| byte.is_ascii_digit()) && !inside.is_empty();
        match end.port {
            None if is_port => end.port = Some(inside),
            _ if !is_port => end.user = user(inside),
            _ => {}
        }
    } else if let Some((_, after)) = rest.split_once(')')
        && let Some((inside, _)) = after
            .trim_start()
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(')'))
    {
        end.user = user(inside);
    } else if !rest.contains('(') {
        end.user = user(rest.trim());
    }
    end
}

/// `LOCAL\kanri, 123`: a name, perhaps with the number of a security group.
fn user(text: &str) -> Option<&str> {
    let name = text.split(',').next().unwrap_or(text);
    let sound = !name.is_empty() && !name.contains([' ', '/', ':', '=']) && !common::is_address(name);
    sound.then_some(name)
}

fn head_of(head: &str) -> Endpoint<'_> {
    if let Some((name, host)) = head.split_once('@') {
        return Endpoint {
            user: user(name),
            ..head_of(host)
        };
    }
    if let Some((left, right)) = head.rsplit_once('/') {
        if common::is_address(right) {
            return Endpoint {
                interface: Some(left),
                host: right,
                ..Endpoint::default()
            };
        }
        if service(right).is_none() && !right.bytes().all(|byte| byte.is_ascii_digit()) {
            return Endpoint {
                interface: Some(left),
                host: right,
                ..Endpoint::default()
            };
        }
        let (interface, host) = interface_and_host(left);
        return Endpoint {
            interface,
            host,
            port: Some(right),
            user: None,
        };
    }
    if !common::is_address(head)
        && let Some((left, right)) = head.rsplit_once(':')
        && common::is_address(left)
    {
        return Endpoint {
            host: left,
            port: Some(right),
            ..Endpoint::default()
        };
    }
    let (interface, host) = interface_and_host(head);
    Endpoint {
        interface,
        host,
        ..Endpoint::default()
    }
}

/// `outside:2001:db8::1`: the first colon behind which an address begins; else the last colon.
fn interface_and_host(text: &str) -> (Option<&str>, &str) {
    if common::is_address(text) {
        return (None, text);
    }
    let mut colons = text.match_indices(':').map(|(at, _)| at);
    let before_address = colons.find(|at| common::is_address(&text[at + 1..]));
    match before_address.or_else(|| text.rfind(':')) {
        Some(at) => (Some(&text[..at]), &text[at + 1..]),
        None => (None, text),
    }
}

/// Ports that the ASA names.
fn service(name: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 12] = [
        ("https", "443"),
        ("http", "80"),
        ("www", "80"),
        ("ssh", "22"),
        ("telnet", "23"),
        ("domain", "53"),
        ("smtp", "25"),
        ("ftp", "21"),
        ("snmp", "161"),
        ("ntp", "123"),
        ("isakmp", "500"),
        ("syslog", "514"),
    ];
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, port)| *port)
}
