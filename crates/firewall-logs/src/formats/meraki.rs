//! Cisco Meraki MX and MR: a word for the kind of line, then `key=value` with single quotes, then perhaps a sentence
//! behind `request:`, `message:` or `pattern:`. The time stands in the header, in seconds since 1970 with a fraction.

mod kinds;

use std::borrow::Cow;

use super::common::{self, Rule, apply};
use super::{Context, Outcome};
use crate::clock;
use crate::event::Event;
use crate::field::Field as F;
use crate::pairs::Keys;

/// Keys that are not simply one field.
#[derive(Clone, Copy, Debug)]
enum Key {
    Type,
    Source,
    Destination,
    Protocol,
    Direction,
    Time,
    Signature,
    Priority,
    Decision,
    Name,
    Address,
    Duration,
    Lease,
}

use Rule::{Address, Port, Special, Text};

static KEYS: Keys<Rule<Key>, 33> = Keys::new([
    ("type", Special(Key::Type)),
    ("src", Special(Key::Source)),
    ("dst", Special(Key::Destination)),
    ("protocol", Special(Key::Protocol)),
    ("direction", Special(Key::Direction)),
    ("timestamp", Special(Key::Time)),
    ("signature", Special(Key::Signature)),
    ("priority", Special(Key::Priority)),
    ("decision", Special(Key::Decision)),
    ("action", Special(Key::Decision)),
    ("name", Special(Key::Name)),
    ("peer_contact", Special(Key::Address)),
    ("duration", Special(Key::Duration)),
    ("client_ip", Special(Key::Lease)),
    ("ip_src", Special(Key::Lease)),
    ("last_known_client_ip", Special(Key::Lease)),
    ("ip", Special(Key::Lease)),
    ("sport", Port(F::SourcePort)),
    ("dport", Port(F::DestinationPort)),
    ("mac", Text(F::SourceMac)),
    ("client_mac", Text(F::SourceMac)),
    ("dhost", Text(F::DestinationMac)),
    ("url", Text(F::Url)),
    ("sha256", Text(F::FileHash)),
    ("agent", Text(F::UserAgent)),
    ("identity", Text(F::User)),
    ("user", Text(F::User)),
    ("server_ip", Address(F::DestinationIp)),
    ("reason", Text(F::StatusDetail)),
    ("vpn_type", Text(F::TunnelName)),
    ("peer_ident", Text(F::TunnelUid)),
    ("tunnel_id", Text(F::TunnelUid)),
    ("category", Text(F::RuleCategory)),
]);

/// The kinds of lines.
const KINDS: [&str; 12] = [
    "flows",
    "firewall",
    "cellular_firewall",
    "vpn_firewall",
    "bridge_anyconnect_client_vpn_firewall",
    "ip_flow_start",
    "ip_flow_end",
    "urls",
    "events",
    "ids-alerts",
    "security_event",
    "airmarshal_events",
];

/// The kind, and what follows it.
fn kind(body: &str) -> Option<(&'static str, &str)> {
    let (word, rest) = body.split_once(' ')?;
    let kind = KINDS.iter().find(|kind| **kind == word)?;
    Some((kind, rest.trim_start()))
}

pub(crate) fn looks_like(body: &str) -> bool {
    let Some((kind, rest)) = kind(body) else {
        return false;
    };
    // Words that others may write as well need something of Meraki's behind them.
    match kind {
        "firewall" | "events" | "urls" | "flows" => {
            rest.contains('=') || rest.starts_with("allow") || rest.starts_with("deny") || kind == "events"
        }
        _ => true,
    }
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let Some((kind, rest)) = kind(body) else {
        return Err("a Meraki line of an unknown kind");
    };
    let mut reader = Reader {
        kind,
        ..Reader::default()
    };
    let rest = reader.take_verb(rest);
    if rest.trim().is_empty() {
        return Err("a Meraki line that ends after its kind");
    }
    let sentence = reader.take_pairs(event, rest);
    event.deriving();
    common::set_product(event, "Cisco", "Meraki");
    common::set_text(event, F::Message, "message", sentence);
    if let (None, Some(time)) = (context.header.time, reader.time) {
        event.set_integer(F::Time, time);
    }
    kinds::classify(&reader, event);
    Ok(())
}

/// What is remembered of a line until all of it is known.
#[derive(Default)]
struct Reader<'l> {
    kind: &'static str,
    /// `allow`, `deny`, `ids_alerted`, the type of an event.
    verb: Cow<'l, str>,
    decision: Cow<'l, str>,
    pattern: &'l str,
    connectivity: Option<bool>,
    time: Option<i64>,
}

impl<'l> Reader<'l> {
    /// The word behind the kind, where one stands.
    fn take_verb(&mut self, rest: &'l str) -> &'l str {
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let is_verb = match self.kind {
            "security_event" => !word.contains('='),
            "events" => false,
            _ => matches!(word, "allow" | "deny" | "0" | "1" | "all"),
        };
        if !is_verb {
            return rest;
        }
        self.verb = Cow::Borrowed(word);
        after.trim_start()
    }

    /// Takes the pairs and gives the sentence: what stands behind them or, without pairs, all.
    fn take_pairs(&mut self, event: &mut Event<'l>, text: &'l str) -> &'l str {
        let mut rest = text.trim_start();
        loop {
            for mark in ["request:", "message:", "pattern:"] {
                if let Some(after) = rest.strip_prefix(mark) {
                    return self.take_tail(event, mark, after.trim());
                }
            }
            let length = rest
                .bytes()
                .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
                .count();
            let (key, after) = rest.split_at(length);
            let Some(value) = after.strip_prefix('=').filter(|_| length > 0) else {
                // A sentence without pairs; pairs may stand within it.
                return rest;
            };
            let (value, after) = value_of(value);
            self.take(event, key, value);
            rest = after.trim_start();
            if rest.is_empty() {
                return "";
            }
        }
    }

    fn take_tail(&mut self, event: &mut Event<'l>, mark: &str, text: &'l str) -> &'l str {
        match mark {
            "request:" => {
                let (method, url) = text.split_once(' ').unwrap_or(("", text));
                common::set_http_method(event, "request", method);
                set_url(event, url);
                ""
            }
            "pattern:" => {
                self.pattern = text;
                common::set_text(event, F::PolicyName, "pattern", text);
                ""
            }
            _ => {
                common::set_text(event, F::RuleName, "message", text);
                text
            }
        }
    }

    fn take(&mut self, event: &mut Event<'l>, key: &'l str, value: &'l str) {
        if key == "connectivity" {
            self.connectivity = Some(value == "true");
        }
        if value.is_empty() {
            return;
        }
        let Some((special, value)) = apply(event, KEYS.get(key), key, Cow::Borrowed(value)) else {
            return;
        };
        match special {
            Key::Type => {
                common::set_text(event, F::EventCode, key, value.clone());
                self.verb = value;
            }
            Key::Source => set_end(event, [F::SourceIp, F::SourcePort, F::SourceMac], key, &value),
            Key::Destination => {
                set_end(
                    event,
                    [F::DestinationIp, F::DestinationPort, F::DestinationMac],
                    key,
                    &value,
                );
            }
            Key::Address => set_end(event, [F::SourceIp, F::SourcePort, F::SourceMac], key, &value),
            Key::Lease => match &*value {
                "0.0.0.0" => event.keep(key, value),
                _ => common::set_address(event, F::SourceIp, key, value),
            },
            Key::Protocol => match value.strip_suffix("/ip") {
                Some(name) => common::set_protocol(event, key, name.to_owned()),
                None => common::set_protocol(event, key, value),
            },
            Key::Direction => match &*value {
                "ingress" => event.set_integer(F::Direction, 1),
                "egress" => event.set_integer(F::Direction, 2),
                _ => event.keep(key, value),
            },
            Key::Time => match clock::epoch_millis(&value) {
                Some(millis) => self.time = Some(millis),
                None => event.keep(key, value),
            },
            Key::Signature => common::set_text(event, F::RuleUid, key, value),
            Key::Priority => match &*value {
                "1" => event.set_integer(F::Severity, 4),
                "2" => event.set_integer(F::Severity, 3),
                "3" => event.set_integer(F::Severity, 2),
                "4" => event.set_integer(F::Severity, 1),
                _ => event.keep(key, value),
            },
            Key::Decision => self.decision = value,
            Key::Name => {
                let field = if self.kind == "security_event" {
                    F::MalwareName
                } else {
                    F::RuleName
                };
                common::set_text(event, field, key, value);
            }
            Key::Duration => common::set_seconds(event, F::Duration, key, value),
        }
    }
}

/// A value in single quotes or up to the next space, and what follows it.
fn value_of(text: &str) -> (&str, &str) {
    if let Some(inside) = text.strip_prefix('\'') {
        // A quote closes where a space or the end follows.
        let close = inside
            .match_indices('\'')
            .find(|(at, _)| matches!(inside.as_bytes().get(at + 1), None | Some(b' ')));
        return match close {
            Some((at, _)) => (&inside[..at], &inside[at + 1..]),
            None => (inside, ""),
        };
    }
    text.split_once(' ').unwrap_or((text, ""))
}

/// `192.0.2.1:53150`, `[2001:db8::1]:443`, an address alone, a hardware address.
fn set_end<'l>(event: &mut Event<'l>, fields: [F; 3], key: &'l str, value: &str) {
    let [ip, port, mac] = fields;
    let value = value.to_owned();
    if common::is_address(&value) {
        return common::set_address(event, ip, key, value);
    }
    if value.len() == 17 && value.bytes().filter(|byte| *byte == b':').count() == 5 {
        return common::set_text(event, mac, key, value);
    }
    match value.rsplit_once(':') {
        Some((host, number)) if common::is_address(host.trim_matches(['[', ']'])) => {
            let (host, number) = (host.to_owned(), number.to_owned());
            common::set_address(event, ip, key, host);
            common::set_port(event, port, key, number);
        }
        _ => event.keep(key, value),
    }
}

fn set_url<'l>(event: &mut Event<'l>, url: &'l str) {
    common::set_text(event, F::Url, "request", url);
    let Some((_, bare)) = url.split_once("://") else {
        return;
    };
    let (authority, path) = bare.find('/').map_or((bare, ""), |slash| bare.split_at(slash));
    common::set_text(
        event,
        F::UrlHostname,
        "request",
        authority.split(':').next().unwrap_or(authority),
    );
    common::set_text(event, F::UrlPath, "request", path);
}

#[cfg(test)]
mod tests;
