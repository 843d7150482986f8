//! WatchGuard Firebox: `SERIAL (2026-11-03T09:05:07) firewall: msg_id="3000-0148" Allow 1-Trusted 0-External tcp …`, then
//! words in an order that depends on the kind of message, `key="value"` pairs, and the policy in brackets at the end.
//!
//! The time in brackets is the device's own, in UTC unless it says otherwise; that of the header is the relay's.

use std::borrow::Cow;

use super::common::{self, Rule, apply};
use super::{Context, Outcome};
use crate::class::{Class, Function, action, disposition};
use crate::clock;
use crate::event::{Event, Value};
use crate::field::Field;
use crate::pairs::{Keys, Pairs};

#[derive(Clone, Copy, Debug)]
enum Key {
    MessageId,
    Method,
    Action,
    Signature,
}

use Field as F;
use Rule::{Address, Country, Integer, Level, Port, Protocol, Seconds, Special, Text};

static KEYS: Keys<Rule<Key>, 60> = Keys::new([
    ("msg_id", Special(Key::MessageId)),
    ("op", Special(Key::Method)),
    ("disp", Special(Key::Action)),
    ("signature_name", Special(Key::Signature)),
    ("severity", Level),
    ("sn", Text(F::DeviceUid)),
    ("msg", Text(F::Message)),
    ("reason", Text(F::StatusDetail)),
    ("src_ip", Address(F::SourceIp)),
    ("src_port", Port(F::SourcePort)),
    ("src_intf", Text(F::SourceInterface)),
    ("src_mac", Text(F::SourceMac)),
    ("src_host", Text(F::SourceHostname)),
    ("geo_src", Country(F::SourceCountry)),
    ("dst_ip", Address(F::DestinationIp)),
    ("dst_port", Port(F::DestinationPort)),
    ("dst_intf", Text(F::DestinationInterface)),
    ("dst_host", Text(F::DestinationHostname)),
    ("geo_dst", Country(F::DestinationCountry)),
    ("protocol", Protocol),
    ("pr", Text(F::Application)),
    ("app_name", Text(F::Application)),
    ("app_cat_name", Text(F::RuleCategory)),
    ("sent_bytes", Integer(F::BytesOut)),
    ("rcvd_bytes", Integer(F::BytesIn)),
    ("sent_pkts", Integer(F::PacketsOut)),
    ("rcvd_pkts", Integer(F::PacketsIn)),
    ("duration", Seconds(F::Duration)),
    ("elapsed_time", Seconds(F::Duration)),
    ("policy", Text(F::PolicyName)),
    ("policy_name", Text(F::PolicyName)),
    ("rule_name", Text(F::RuleName)),
    ("signature_id", Text(F::RuleUid)),
    ("sig_vers", Text(F::ProductVersion)),
    ("signature_cat", Text(F::RuleCategory)),
    ("virus", Text(F::MalwareName)),
    ("malware_name", Text(F::MalwareName)),
    ("threat_name", Text(F::MalwareName)),
    ("md5", Text(F::FileHash)),
    ("sha256", Text(F::FileHash)),
    ("src_user", Text(F::User)),
    ("user", Text(F::User)),
    ("user_name", Text(F::User)),
    ("dstname", Text(F::UrlHostname)),
    ("host", Text(F::UrlHostname)),
    ("arg", Text(F::UrlPath)),
    ("path", Text(F::UrlPath)),
    ("cats", Text(F::UrlCategory)),
    ("cat", Text(F::UrlCategory)),
    ("sni", Text(F::Sni)),
    ("tls_version", Text(F::TlsVersion)),
    ("query_name", Text(F::QueryHostname)),
    ("question", Text(F::QueryHostname)),
    ("query_type", Text(F::QueryType)),
    ("sender", Text(F::MailFrom)),
    ("mail_from", Text(F::MailFrom)),
    ("recipients", Text(F::MailTo)),
    ("subject", Text(F::MailSubject)),
    ("file_name", Text(F::FileName)),
    ("content_type", Text(F::FileType)),
]);

pub(crate) fn looks_like(body: &str) -> bool {
    let front = body.char_indices().nth(160).map_or(body, |(end, _)| &body[..end]);
    front.contains("msg_id=\"")
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let (front, rest) = match body.find("msg_id=") {
        Some(at) => body.split_at(at),
        None => return Err("a WatchGuard line without msg_id"),
    };
    let process = read_front(front, context, event);
    // The policy stands in brackets at the very end.
    let (rest, policy) = match rest.strip_suffix(')').and_then(|inner| inner.rsplit_once(" (")) {
        Some((rest, policy)) if !policy.contains(['(', '"']) => (rest, policy),
        _ => (rest, ""),
    };
    let mut line = Line::default();
    for pair in Pairs::new(rest, &KEYS) {
        line.take(event, pair.key, pair.rule, pair.value);
    }
    event.reading("(…)", &policy.into());
    common::set_text(event, Field::PolicyName, "policy", policy);
    event.deriving();
    common::set_product(event, "WatchGuard", "Firebox");
    line.classify(event, process);
    Ok(())
}

/// `SERIAL (TIME) process[12]: `: gives the process.
fn read_front<'l>(front: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> &'l str {
    let (before, after) = match front.split_once('(') {
        Some((before, rest)) => {
            let (time, after) = rest.split_once(')').unwrap_or((rest, ""));
            if let Some((civil, minutes)) = clock::iso(time) {
                event.set_integer(
                    Field::Time,
                    context.clock.millis(civil, Some(minutes.unwrap_or(0))),
                );
            }
            (before, after)
        }
        None => ("", front),
    };
    if let Some(serial) = before.split_ascii_whitespace().last() {
        event.reading("serial", &serial.into());
        common::set_text(event, Field::DeviceUid, "serial", serial);
    }
    let process = after.trim().trim_end_matches(':');
    let process = process.split('[').next().unwrap_or_default();
    match process.is_empty() {
        true => context.header.app.unwrap_or_default(),
        false => process,
    }
}

#[derive(Default)]
struct Line<'l> {
    verb: &'l str,
    words: &'l str,
}

impl<'l> Line<'l> {
    fn take(&mut self, event: &mut Event<'l>, key: &'l str, rule: Option<Rule<Key>>, value: Cow<'l, str>) {
        let Some((special, value)) = apply(event, rule, key, value) else {
            return;
        };
        match (special, value) {
            (Key::MessageId, Cow::Borrowed(text)) => self.read_words(event, text),
            (Key::Method, value) => {
                common::set_http_method(event, key, value);
            }
            (Key::Action, Cow::Borrowed(text)) => self.verb = text,
            (Key::Signature, value) => common::set_text(event, Field::RuleName, key, value),
            (_, value) => event.keep(key, value),
        }
    }

    /// `3000-0148" Allow 1-Trusted 0-External tcp 192.168.10.21 203.0.113.80 51234 443`: what follows the number has no
    /// keys; the pairs' reader gives it as the value's rest.
    fn read_words(&mut self, event: &mut Event<'l>, text: &'l str) {
        let (code, words) = text.split_once('"').unwrap_or((text, ""));
        common::set_text(event, Field::EventCode, "msg_id", code.trim());
        self.words = words.trim();
        let words: Vec<&'l str> = self.words.split_ascii_whitespace().collect();
        let Some(verb) = words.first() else {
            return;
        };
        if !matches!(
            *verb,
            "Allow"
                | "Deny"
                | "Strip"
                | "Drop"
                | "Block"
                | "ProxyAllow"
                | "ProxyDeny"
                | "ProxyDrop"
                | "ProxyBlock"
                | "ProxyStrip"
        ) {
            return common::set_text(event, Field::Message, "", self.words);
        }
        self.verb = verb;
        let places: Vec<usize> = (0..words.len())
            .filter(|at| common::is_address(words[*at]))
            .collect();
        let [from, to, ..] = places[..] else {
            return event.keep("words", self.words);
        };
        read_interfaces(event, &words[1..from]);
        common::set_address(event, Field::SourceIp, "", words[from]);
        common::set_address(event, Field::DestinationIp, "", words[to]);
        if let [source, destination, ..] = words[to + 1..] {
            common::set_port(event, Field::SourcePort, "", source);
            common::set_port(event, Field::DestinationPort, "", destination);
        }
        event.keep("words", self.words);
    }

    fn classify(&self, event: &mut Event<'l>, process: &'l str) {
        let message = event
            .text(Field::Message)
            .unwrap_or_default()
            .to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
        let verb = self.verb.strip_prefix("Proxy").unwrap_or(self.verb);
        let denied = matches!(verb, "Deny" | "Drop" | "Block");
        let method = event.integer(Field::Activity).unwrap_or(99);
        let (class, function, activity) = match process {
            _ if event.has(Field::MalwareName) || says(&["virus found", "apt detected"]) => {
                (Class::NetworkFileActivity, Function::Antivirus, 2)
            }
            _ if event.has(Field::RuleUid) || says(&["ips detected", "ips match"]) => {
                (Class::NetworkActivity, Function::IntrusionPrevention, 6)
            }
            _ if says(&["botnet"]) => (Class::NetworkActivity, Function::CommandAndControl, 6),
            _ if says(&["flood", "scan", "spoofing", "ddos"]) => {
                (Class::NetworkActivity, Function::Anomaly, 6)
            }
            _ if says(&["application identified", "application match"]) && denied => {
                (Class::NetworkActivity, Function::ApplicationControl, 6)
            }
            "http-proxy" | "https-proxy" | "webblocker" => (Class::HttpActivity, Function::WebFilter, method),
            "smtp-proxy" | "pop3-proxy" | "imap-proxy" | "spamblocker" => {
                (Class::EmailActivity, Function::MailFilter, 3)
            }
            "dns-proxy" | "dnswatch" => (Class::DnsActivity, Function::DnsFilter, 1),
            "iked" | "sslvpn" | "l2tpd" => (Class::TunnelActivity, Function::Vpn, tunnel(&message)),
            "admd" | "wgagent" | "sessiond" if says(&["log", "auth"]) => {
                let off = says(&["logged out", "logged off"]);
                let function = if says(&["admin", "management user"]) {
                    Function::Administration
                } else {
                    Function::UserAuthentication
                };
                (Class::Authentication, function, if off { 2 } else { 1 })
            }
            "configd" => (Class::DeviceConfigStateChange, Function::Administration, 1),
            _ if !self.verb.is_empty() => (
                Class::NetworkActivity,
                Function::Firewall,
                if denied { 5 } else { 6 },
            ),
            _ => (
                Class::ApplicationLifecycle,
                Function::System,
                if says(&["updat"]) { 8 } else { 99 },
            ),
        };
        event.class = class;
        common::set_function(event, function);
        event.set_integer(Field::Activity, activity);
        if !process.is_empty() {
            common::set_text(event, Field::LogName, "process", process);
        }
        if class == Class::Authentication {
            let failed = says(&["fail", "reject", "denied", "invalid"]);
            event.set_integer(Field::Status, if failed { 2 } else { 1 });
        }
        let attack = [
            Function::Antivirus,
            Function::IntrusionPrevention,
            Function::CommandAndControl,
            Function::Anomaly,
        ];
        if attack.contains(&function) {
            event.set(Field::IsAlert, Value::Boolean(true));
        }
        match verb {
            "Strip" => {
                event.set_integer(Field::Action, action::MODIFIED);
                event.set_integer(Field::Disposition, disposition::CORRECTED);
            }
            verb => {
                common::set_decision(event, verb);
            }
        }
    }
}

/// The words between the verb and the addresses: two interfaces, numbers of the packet, the protocol.
fn read_interfaces<'l>(event: &mut Event<'l>, words: &[&'l str]) {
    let mut interfaces = [Field::SourceInterface, Field::DestinationInterface].into_iter();
    let mut names = Vec::new();
    for word in words {
        if common::integer(word).is_some() {
            continue;
        }
        if common::protocol_number(word).is_some() {
            common::set_protocol(event, "", *word);
        } else {
            names.push(*word);
        }
    }
    for name in names {
        if let Some(field) = interfaces.next() {
            common::set_text(event, field, "", name);
        }
    }
}

/// OCSF 4014: 1 open, 2 close, 3 renew.
fn tunnel(message: &str) -> i64 {
    match () {
        () if message.contains("rekey") => 3,
        () if message.contains("established") || message.contains("connected") => 1,
        () if message.contains("deleted")
            || message.contains("disconnected")
            || message.contains("terminated") =>
        {
            2
        }
        () => 99,
    }
}

#[cfg(test)]
mod tests;
