//! Cisco ASA (also FTD, PIX and FWSM): `%ASA-6-302013: …`, sentences by the number of the message.
//!
//! The sentence is kept as the message; what it says is read by the pattern of its number (`messages.rs`), without
//! regular expressions. A number without a pattern still has the class of its group.

mod endpoint;
mod messages;

use std::borrow::Cow;

use super::common;
use super::{Context, Outcome};
use crate::class::{Class, Function, action, disposition};
use crate::event::{Event, Value};
use crate::field::Field;
use endpoint::Side;
use messages::{Meaning, Verdict};

/// How far into a body the mark is looked for: relays put words of their own before it.
const MARK_WITHIN: usize = 160;

/// What begins a message: products, then perhaps a facility, the level, the number.
const PRODUCTS: [(&str, &str); 4] = [
    ("%ASA-", "ASA"),
    ("%FTD-", "FTD"),
    ("%PIX-", "PIX"),
    ("%FWSM-", "FWSM"),
];

pub(crate) fn looks_like(body: &str) -> bool {
    mark(body).is_some()
}

/// The product, and what follows its mark.
fn mark(body: &str) -> Option<(&'static str, &str)> {
    let front = &body.as_bytes()[..body.len().min(MARK_WITHIN)];
    let percent = memchr::memchr(b'%', front)?;
    let text = &body[percent..];
    PRODUCTS
        .iter()
        .find_map(|(mark, product)| Some((*product, text.strip_prefix(mark)?)))
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let Some((product, rest)) = mark(body) else {
        return Err("an ASA line without %ASA");
    };
    // Some versions leave the colon out.
    let Some((code, sentence)) = rest.split_once([':', ' ']) else {
        return Err("an ASA line that ends before its message");
    };
    let mut parts = code.trim().rsplit('-');
    let number = parts.next().unwrap_or_default();
    let level = parts
        .next()
        .and_then(|level| level.parse::<u8>().ok())
        .filter(|level| *level <= 7);
    let Some(message_id) = (number.len() <= 6).then(|| number.parse::<u32>().ok()).flatten() else {
        return Err("an ASA line without the number of its message");
    };
    common::set_product(event, "Cisco", product);
    if let (None, Some(name)) = (context.header.host, context.header.app) {
        // The name of the appliance stands where others write the program.
        event.set_text(Field::DeviceHostname, name);
    }
    event.reading("message number", &Cow::Borrowed(code.trim()));
    event.set_text(Field::EventCode, number);
    if let Some(level) = level {
        event.set_integer(Field::Severity, common::severity_of_syslog(level));
    }
    event.deriving();
    let sentence = sentence.trim();
    common::set_text(event, Field::Message, "message", sentence);
    if sentence.is_empty() {
        return Err("an ASA line that ends before its message");
    }
    let mut reader = Reader::default();
    let known = messages::of(message_id)
        .find(|message| message.pattern.is_empty() || matches(message.pattern, sentence));
    if let Some(message) = known.filter(|message| !message.pattern.is_empty()) {
        capture(message.pattern, sentence, &mut |name, text| {
            reader.take(event, name, text);
        });
    }
    if messages::has_pairs(message_id) {
        take_pairs(event, sentence);
    }
    event.deriving();
    let meaning = known.map_or_else(|| messages::of_group(message_id), |message| message.meaning);
    reader.finish(event, meaning);
    Ok(())
}

/// Whether a sentence has the shape of a pattern: literal text, and names in angle brackets for what differs.
fn matches(pattern: &'static str, sentence: &str) -> bool {
    capture(pattern, sentence, &mut |_, _| {})
}

/// Gives the parts of a sentence that stand where the pattern has names. A part ends where the next literal text of
/// the pattern begins.
fn capture<'l>(
    pattern: &'static str,
    sentence: &'l str,
    take: &mut dyn FnMut(&'static str, &'l str),
) -> bool {
    let (mut pattern, mut text) = (pattern, sentence);
    loop {
        let Some((literal, after)) = pattern.split_once('<') else {
            return text.starts_with(pattern);
        };
        let Some(rest) = text.strip_prefix(literal) else {
            return false;
        };
        let (name, next) = after.split_once('>').unwrap_or((after, ""));
        let literal = next.split('<').next().unwrap_or_default();
        let end = match literal.is_empty() {
            true => rest.len(),
            false => match memchr::memmem::find(rest.as_bytes(), literal.as_bytes()) {
                Some(end) => end,
                None => return false,
            },
        };
        take(name, rest[..end].trim());
        (pattern, text) = (next, &rest[end..]);
        if pattern.is_empty() {
            return true;
        }
    }
}

/// What stands at a place of a pattern, for whoever asks where a value came from.
fn said(name: &'static str) -> &'static str {
    match name {
        "s" | "a" => "source",
        "d" | "b" => "destination",
        "sp" => "source port",
        "dp" => "destination port",
        "sif" => "interface",
        "dir" => "direction",
        "verb" => "action",
        "proto" => "protocol",
        "id" => "connection",
        "acl" => "access list",
        "cmd" => "command",
        other => other,
    }
}

/// What is remembered of a sentence until all of it is known.
#[derive(Default)]
struct Reader<'l> {
    direction: &'l str,
    verb: &'l str,
    /// The two ends of a connection whose direction says who began.
    ends: [&'l str; 2],
}

impl<'l> Reader<'l> {
    fn take(&mut self, event: &mut Event<'l>, name: &'static str, text: &'l str) {
        event.reading(said(name), &Cow::Borrowed(text));
        match name {
            "s" => endpoint::set(event, Side::Source, text),
            "d" => endpoint::set(event, Side::Destination, text),
            "a" => self.ends[0] = text,
            "b" => self.ends[1] = text,
            "dir" => self.direction = text,
            "verb" => self.verb = text,
            "proto" => set_protocol(event, text),
            "id" => common::set_text(event, Field::Session, name, text),
            "bytes" => common::set_integer(event, Field::Bytes, name, text),
            "sp" => endpoint::set_port(event, Side::Source, text),
            "dp" => endpoint::set_port(event, Side::Destination, text),
            "sif" => {
                let interface = text.split(' ').next().unwrap_or_default();
                common::set_text(event, Field::SourceInterface, name, interface);
            }
            "acl" => common::set_text(event, Field::PolicyName, name, text),
            "rule" => common::set_text(event, Field::RuleUid, name, text),
            "count" => common::set_integer(event, Field::Count, name, text),
            "user" => set_user(event, text),
            "group" => common::set_text(event, Field::UserGroup, name, text.trim_matches(['<', '>'])),
            "reason" if !text.is_empty() => {
                common::set_text(event, Field::StatusDetail, name, text.trim_end_matches('.'));
            }
            "duration" => match duration(text) {
                Some(millis) => event.set_integer(Field::Duration, millis),
                None => event.keep(name, text),
            },
            "url" => set_url(event, text),
            "file" => set_file(event, text),
            "host" => common::set_text(event, Field::DestinationHostname, name, host_of_list(text)),
            "mac" => common::set_text(event, Field::SourceMac, name, text),
            "cmd" => event.keep("command", text),
            "_" | "reason" => {}
            _ => event.keep(name, text),
        }
    }

    fn finish(self, event: &mut Event<'l>, meaning: Meaning) {
        self.set_ends(event);
        event.class = meaning.class;
        common::set_function(event, meaning.function);
        event.set_integer(Field::Activity, meaning.activity);
        match self.direction {
            "inbound" | "Inbound" => event.set_integer(Field::Direction, 1),
            "outbound" | "Outbound" => event.set_integer(Field::Direction, 2),
            _ => {}
        }
        self.decide(event, meaning.verdict);
        if meaning.class == Class::Authentication
            && !event.has(Field::TargetUser)
            && let Value::Text(user) = event.get(Field::User).clone()
        {
            event.set(Field::TargetUser, Value::Text(user));
        }
        if matches!(
            meaning.function,
            Function::CommandAndControl | Function::IntrusionPrevention | Function::Anomaly
        ) {
            event.set(Field::IsAlert, Value::Boolean(true));
        }
    }

    /// `for A to B`: of a connection from inside to outside, B began.
    fn set_ends(&self, event: &mut Event<'l>) {
        let [first, second] = self.ends;
        if first.is_empty() && second.is_empty() {
            return;
        }
        let (source, destination) = match self.direction {
            "outbound" | "Outbound" => (second, first),
            _ => (first, second),
        };
        event.reading(said("s"), &Cow::Borrowed(source));
        endpoint::set(event, Side::Source, source);
        event.reading(said("d"), &Cow::Borrowed(destination));
        endpoint::set(event, Side::Destination, destination);
        event.deriving();
    }

    fn decide(&self, event: &mut Event<'l>, verdict: Verdict) {
        match verdict {
            Verdict::None => {}
            Verdict::Allowed => set_decision(event, action::ALLOWED, disposition::ALLOWED),
            Verdict::Blocked => set_decision(event, action::DENIED, disposition::BLOCKED),
            Verdict::Succeeded => event.set_integer(Field::Status, 1),
            Verdict::Failed => event.set_integer(Field::Status, 2),
            Verdict::Verb => {
                if self.verb.starts_with("est-allowed") {
                    set_decision(event, action::ALLOWED, disposition::ALLOWED);
                } else if !common::set_decision(event, self.verb) {
                    set_decision(event, action::OTHER, disposition::OTHER);
                }
                if event.class == Class::NetworkActivity
                    && event.integer(Field::Action) == Some(action::DENIED)
                {
                    event.set_integer(Field::Activity, 5);
                }
            }
        }
    }
}

/// `Group = vpn, Username = a.minamino, IP = 198.51.100.7, …`, also with a colon instead of the equals sign.
fn take_pairs<'l>(event: &mut Event<'l>, sentence: &'l str) {
    let parts = sentence.split([',', ';']).flat_map(|part| part.split(" : "));
    // `user = kanri: user IP = …` beside `Session Type: SSL`.
    let parts = parts.flat_map(|part| part.split(if part.contains('=') { ": " } else { "\0" }));
    for part in parts {
        let Some((key, value)) = part.split_once('=').or_else(|| part.split_once(": ")) else {
            continue;
        };
        let (key, value) = (key.trim(), value.trim().trim_matches(['<', '>']));
        let word = key.rsplit(". ").next().unwrap_or(key).trim();
        event.reading(word, &Cow::Borrowed(value));
        match word
            .rsplit(": ")
            .next()
            .unwrap_or(word)
            .to_ascii_lowercase()
            .as_str()
        {
            "group" | "tunnel group" | "groupname" if !event.has(Field::UserGroup) => {
                common::set_text(event, Field::UserGroup, "group", value);
            }
            "username" | "user" if !event.has(Field::User) => set_user(event, value),
            "ip" | "user ip" if !event.has(Field::SourceIp) => endpoint::set(event, Side::Source, value),
            "server" if !event.has(Field::DestinationIp) => {
                endpoint::set(event, Side::Destination, value);
            }
            "bytes xmt" => common::set_integer(event, Field::BytesIn, "Bytes xmt", value),
            "bytes rcv" => common::set_integer(event, Field::BytesOut, "Bytes rcv", value),
            "reason" => common::set_text(event, Field::StatusDetail, "reason", value),
            "session type" => common::set_text(event, Field::TunnelName, "session type", value),
            "duration" => match duration(value) {
                Some(millis) => event.set_integer(Field::Duration, millis),
                None => event.keep("duration", value),
            },
            _ => {}
        }
    }
}

fn set_decision(event: &mut Event<'_>, verdict: i64, end: i64) {
    event.set_integer(Field::Action, verdict);
    event.set_integer(Field::Disposition, end);
}

/// `TCP`, `protocol 47`, `tcp state-bypass`.
fn set_protocol<'l>(event: &mut Event<'l>, text: &'l str) {
    let bare = text.strip_prefix("protocol ").unwrap_or(text);
    let bare = bare.split(' ').next().unwrap_or(bare);
    let known = bare
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match known && !bare.eq_ignore_ascii_case("ip") {
        true => common::set_protocol(event, "proto", bare),
        false => event.keep("proto", text),
    }
}

/// `LOCAL\kanri`, `<a.minamino>`, `"kanri"`; stars hide a name.
fn set_user<'l>(event: &mut Event<'l>, text: &'l str) {
    let name = text.trim_matches(['<', '>', '\'', '"', ' ']);
    let (domain, user) = domain_and_user(name);
    common::set_text(event, Field::User, "user", user);
    common::set_text(event, Field::UserDomain, "user", domain);
}

/// `LOCAL` is the appliance's own list; a domain behind it says more.
fn domain_and_user(name: &str) -> (&str, &str) {
    let bare = name.strip_prefix("LOCAL\\").unwrap_or(name);
    let parts = bare
        .rsplit_once('\\')
        .or_else(|| bare.split_once('@').map(|(user, domain)| (domain, user)));
    match parts {
        Some(parts) => parts,
        None if bare.len() < name.len() => ("LOCAL", bare),
        None => ("", bare),
    }
}

fn set_url<'l>(event: &mut Event<'l>, text: &'l str) {
    common::set_text(event, Field::Url, "url", text);
    let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
    let (authority, path) = bare.find('/').map_or((bare, ""), |slash| bare.split_at(slash));
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    common::set_text(event, Field::UrlHostname, "url", host);
    common::set_text(event, Field::UrlPath, "url", path);
}

fn set_file<'l>(event: &mut Event<'l>, text: &'l str) {
    common::set_text(event, Field::Application, "file", "ftp");
    let slash = text.rfind('/').map_or(0, |slash| slash + 1);
    common::set_text(event, Field::FileName, "file", &text[slash..]);
    if slash > 0 {
        event.keep("file", text);
    }
}

/// `bad.example, threat-level: high` → `bad.example`.
fn host_of_list(text: &str) -> &str {
    text.split([',', '/', ' ']).next().unwrap_or(text)
}

/// `0:02:04`, `0h:32m:16s`, `3d 4h 5m 6s`, in milliseconds.
fn duration(text: &str) -> Option<i64> {
    let mut seconds: i64 = 0;
    let parts = text.split([':', ' ']).filter(|part| !part.is_empty());
    let (mut count, mut lettered) = (0, false);
    for part in parts {
        let digits = part.trim_end_matches(['d', 'h', 'm', 's']);
        let number: i64 = digits
            .parse()
            .ok()
            .filter(|number| (0..1_000_000).contains(number))?;
        let unit = match part.as_bytes().last()? {
            b'd' => Some(86_400),
            b'h' => Some(3_600),
            b'm' => Some(60),
            b's' => Some(1),
            _ => None,
        };
        match unit {
            Some(unit) => {
                seconds += number * unit;
                lettered = true;
            }
            None => seconds = seconds * 60 + number,
        }
        count += 1;
    }
    (count >= 3 || lettered).then_some(seconds * 1_000)
}

/// The parts of a sentence.
#[cfg(test)]
fn captured<'l>(pattern: &'static str, sentence: &'l str) -> Vec<(&'static str, Cow<'l, str>)> {
    let mut found = Vec::new();
    capture(pattern, sentence, &mut |name, text| {
        found.push((name, Cow::Borrowed(text)));
    });
    found
}

#[cfg(test)]
mod tests;
