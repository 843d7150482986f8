//! Common Event Format: `CEF:0|vendor|product|version|class|name|severity|key=value …`.
//!
//! Values have spaces and no quotes: one ends where another ` key=` begins. `\=`, `\\`, `\n`, `\r` and, in the header,
//! `\|` are escapes. Bytes: the standard has `in` for bytes from the source to the destination; the firewalls of
//! [`RECEIVED_IS_IN`] write there what came back.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

use super::common::{self, Rule, apply};
use super::{Context, Outcome, fortigate, named};
use crate::clock;
use crate::event::Event;
use crate::field::Field;
use crate::pairs::Keys;

#[derive(Clone, Copy, Debug)]
enum Key {
    Time,
    Start,
    End,
    BytesIn,
    BytesOut,
    Method,
    Direction,
    Action,
    Outcome,
    Category,
    Request,
}

use Field as F;
use Rule::{Address, Integer, Port, Protocol, Special, Text};

static KEYS: Keys<Rule<Key>, 68> = Keys::new([
    ("rt", Special(Key::Time)),
    ("start", Special(Key::Start)),
    ("end", Special(Key::End)),
    ("in", Special(Key::BytesIn)),
    ("out", Special(Key::BytesOut)),
    ("requestMethod", Special(Key::Method)),
    ("deviceDirection", Special(Key::Direction)),
    ("act", Special(Key::Action)),
    ("outcome", Special(Key::Outcome)),
    ("cat", Special(Key::Category)),
    ("request", Special(Key::Request)),
    ("src", Address(F::SourceIp)),
    ("sourceAddress", Address(F::SourceIp)),
    ("c6a2", Address(F::SourceIp)),
    ("spt", Port(F::SourcePort)),
    ("smac", Text(F::SourceMac)),
    ("shost", Text(F::SourceHostname)),
    ("suser", Text(F::User)),
    ("sntdom", Text(F::UserDomain)),
    ("spriv", Text(F::UserGroup)),
    ("deviceInboundInterface", Text(F::SourceInterface)),
    ("dst", Address(F::DestinationIp)),
    ("c6a3", Address(F::DestinationIp)),
    ("dpt", Port(F::DestinationPort)),
    ("dmac", Text(F::DestinationMac)),
    ("dhost", Text(F::DestinationHostname)),
    ("duser", Text(F::TargetUser)),
    ("deviceOutboundInterface", Text(F::DestinationInterface)),
    ("proto", Protocol),
    ("app", Text(F::Application)),
    ("cnt", Integer(F::Count)),
    ("msg", Text(F::Message)),
    ("message", Text(F::Message)),
    ("reason", Text(F::StatusDetail)),
    ("externalId", Text(F::EventUid)),
    ("eventId", Text(F::EventUid)),
    ("dvc", Address(F::DeviceIp)),
    ("dvchost", Text(F::DeviceHostname)),
    ("deviceExternalId", Text(F::DeviceUid)),
    ("requestClientApplication", Text(F::UserAgent)),
    ("requestContext", Text(F::Referrer)),
    ("fname", Text(F::FileName)),
    ("fsize", Integer(F::FileSize)),
    ("fileType", Text(F::FileType)),
    ("fileHash", Text(F::FileHash)),
    ("deviceSeverity", Text(F::StatusDetail)),
    ("sourceZone", Text(F::SourceZone)),
    ("destinationZone", Text(F::DestinationZone)),
    ("sourceTranslatedZone", Text(F::SourceZone)),
    ("duid", Text(F::EventUid)),
    ("destinationDnsDomain", Text(F::UrlHostname)),
    ("ad.srcZone", Text(F::SourceZone)),
    ("ad.dstZone", Text(F::DestinationZone)),
    ("ad.rule_action", Special(Key::Action)),
    ("PanOSRuleUUID", Text(F::PolicyUid)),
    ("PanOSSourceZone", Text(F::SourceZone)),
    ("PanOSDestinationZone", Text(F::DestinationZone)),
    ("rule", Text(F::PolicyName)),
    ("rule_name", Text(F::PolicyName)),
    ("rule_uid", Text(F::PolicyUid)),
    ("ifname", Text(F::SourceInterface)),
    ("inzone", Text(F::SourceZone)),
    ("outzone", Text(F::DestinationZone)),
    ("product_family", Text(F::RuleCategory)),
    ("sourceUserName", Text(F::User)),
    ("destinationUserName", Text(F::TargetUser)),
    ("flexString1", Text(F::RuleUid)),
    ("filePath", Text(F::FileName)),
]);

/// What the labels of free fields (`cs1Label=Rule`) are usually called.
static LABELS: Keys<Field, 23> = Keys::new([
    ("rule", F::PolicyName),
    ("rule name", F::PolicyName),
    ("ruleid", F::PolicyUid),
    ("rule id", F::PolicyUid),
    ("matched category", F::UrlCategory),
    ("policy", F::PolicyName),
    ("policy name", F::PolicyName),
    ("source zone", F::SourceZone),
    ("destination zone", F::DestinationZone),
    ("virus name", F::MalwareName),
    ("malware name", F::MalwareName),
    ("malware", F::MalwareName),
    ("virus", F::MalwareName),
    ("url category", F::UrlCategory),
    ("application", F::Application),
    ("application name", F::Application),
    ("session id", F::Session),
    ("sessionid", F::Session),
    ("ips signature", F::RuleName),
    ("attack name", F::RuleName),
    ("protection name", F::RuleName),
    ("vpn tunnel", F::TunnelName),
    ("serial number", F::DeviceUid),
]);

/// Vendors whose `in` is what the source received.
const RECEIVED_IS_IN: [&str; 6] = [
    "Fortinet",
    "Palo Alto Networks",
    "Check Point",
    "SonicWall",
    "WatchGuard",
    "Sophos",
];

pub(crate) fn looks_like(body: &str) -> bool {
    start(body).is_some()
}

/// Where the header begins: at the front, or behind a word or two that a relay left.
fn start(body: &str) -> Option<usize> {
    let front = &body.as_bytes()[..body.len().min(256)];
    memchr_iter(b'C', front).find(|at| {
        let rest = &front[*at..];
        let apart = *at == 0 || matches!(front[*at - 1], b' ' | b'"' | b':');
        apart
            && (rest.starts_with(b"CEF:")
                && rest
                    .get(4)
                    .is_some_and(|byte| byte.is_ascii_digit() || *byte == b' '))
    })
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let body = start(body)
        .and_then(|at| body.get(at..))
        .ok_or("no header of CEF")?;
    let mut parts = [""; 7];
    let mut rest = body;
    for part in &mut parts {
        let end = unescaped_bar(rest).ok_or("a header of CEF with too few parts")?;
        (*part, rest) = (&rest[..end], &rest[end + 1..]);
    }
    let [_, vendor, product, version, class, name, severity] = parts.map(str::trim);
    named::set_vendor(event, vendor, product, version);
    event.reading("class", &class.into());
    common::set_text(event, Field::EventCode, "class", class);
    event.reading("severity", &severity.into());
    named::set_severity(event, "severity", severity);
    if event.text(Field::VendorName) == Some("Fortinet")
        && product.starts_with("Forti")
        && rest.contains("FTNTFGT")
    {
        return fortinet(rest, context, event);
    }
    let mut line = Line::default();
    for (key, value) in Extension::new(rest) {
        line.take(context, event, key, value);
    }
    line.finish(context, event, name);
    Ok(())
}

/// The next bar without a backslash before it; a backslash that is escaped itself escapes nothing.
fn unescaped_bar(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr_iter(b'|', bytes).find(|at| {
        let slashes = bytes[..*at].iter().rev().take_while(|byte| **byte == b'\\');
        slashes.count() % 2 == 0
    })
}

/// FortiGate's own keys stand in its CEF with a prefix, beside a few of the standard's.
fn fortinet<'l>(extension: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let mut reader = fortigate::Reader::default();
    for (key, value) in Extension::new(extension) {
        let own = match key {
            "deviceExternalId" => "devid",
            "src" => "srcip",
            "spt" => "srcport",
            "dst" => "dstip",
            "dpt" => "dstport",
            "deviceInboundInterface" => "srcintf",
            "deviceOutboundInterface" => "dstintf",
            "app" => "service",
            "act" => "action",
            "in" => "rcvdbyte",
            "out" => "sentbyte",
            "externalId" => "sessionid",
            "suser" | "duser" => "user",
            "shost" => "srcname",
            "dhost" => "hostname",
            "request" => "url",
            "requestMethod" => "httpmethod",
            "requestClientApplication" => "agent",
            "fname" => "filename",
            "fsize" => "filesize",
            "dvchost" => "devname",
            "start" | "rt" => "eventtime",
            "cat" => {
                let Cow::Borrowed(text) = value else { continue };
                if let Some((kind, subtype)) = text.split_once(':') {
                    for (key, part) in [("type", kind), ("subtype", subtype)] {
                        reader.take(event, key, fortigate::KEYS.get(key), part.into());
                    }
                    continue;
                }
                "catdesc"
            }
            key => key
                .strip_prefix("FTNTFGT")
                .or_else(|| key.strip_prefix("ad."))
                .unwrap_or(key),
        };
        reader.take(event, own, fortigate::KEYS.get(own), value);
    }
    reader.finish(context, event)
}

/// What is remembered of a line until all of it is known.
#[derive(Default)]
struct Line<'l> {
    verb: Cow<'l, str>,
    bytes: [Option<Cow<'l, str>>; 2],
    labels: Vec<(&'l str, Cow<'l, str>)>,
    free: Vec<(&'l str, Cow<'l, str>)>,
    started: Option<i64>,
}

impl<'l> Line<'l> {
    fn take(&mut self, context: &Context<'_, 'l>, event: &mut Event<'l>, key: &'l str, value: Cow<'l, str>) {
        if let Some(name) = key.strip_suffix("Label") {
            return self.labels.push((name, value));
        }
        if is_free(key) && KEYS.get(key).is_none() || key.starts_with("c6a") || key.starts_with("flex") {
            return self.free.push((key, value));
        }
        let Some((special, value)) = apply(event, KEYS.get(key), key, value) else {
            return;
        };
        match special {
            Key::Time => match instant(&value, context) {
                Some(millis) => event.set_integer(Field::Time, millis),
                None => event.keep(key, value),
            },
            Key::Start => match instant(&value, context) {
                Some(millis) => {
                    self.started = Some(millis);
                    event.set_integer(Field::StartTime, millis);
                }
                None => event.keep(key, value),
            },
            Key::End => match instant(&value, context) {
                Some(millis) => event.set_integer(Field::EndTime, millis),
                None => event.keep(key, value),
            },
            Key::BytesIn => self.bytes[0] = Some(value),
            Key::BytesOut => self.bytes[1] = Some(value),
            Key::Method => common::set_http_method(event, key, value),
            Key::Direction => match &*value {
                "0" | "inbound" => event.set_integer(Field::Direction, 1),
                "1" | "outbound" => event.set_integer(Field::Direction, 2),
                _ => event.keep(key, value),
            },
            Key::Action => {
                event.keep(key, value.clone());
                if self.verb.is_empty() {
                    self.verb = value;
                }
            }
            Key::Outcome => match &*value.to_ascii_lowercase() {
                "success" | "/success" => event.set_integer(Field::Status, 1),
                "failure" | "/failure" | "failed" => event.set_integer(Field::Status, 2),
                _ => event.keep(key, value),
            },
            Key::Category => {
                common::set_text(event, Field::LogName, key, value.clone());
                common::set_text(event, Field::RuleCategory, key, value);
            }
            Key::Request => common::set_text(event, Field::Url, key, value),
        }
    }

    fn finish(mut self, context: &Context<'_, 'l>, event: &mut Event<'l>, name: &'l str) {
        self.set_free(event);
        let vendor = event.text(Field::VendorName).unwrap_or_default();
        let received = RECEIVED_IS_IN.contains(&vendor);
        let fields = if received {
            [F::BytesIn, F::BytesOut]
        } else {
            [F::BytesOut, F::BytesIn]
        };
        for (place, key) in ["in", "out"].into_iter().enumerate() {
            if let Some(value) = self.bytes[place].take() {
                event.reading(key, &value);
                common::set_integer(event, fields[place], key, value);
            }
        }
        event.reading("name", &name.into());
        match event.has(Field::Message) {
            true if !name.is_empty() => event.keep("name", unescaped(name)),
            _ => common::set_text(event, Field::Message, "name", unescaped(name)),
        }
        event.deriving();
        if let Some(started) = self.started.filter(|_| !event.has(Field::Time)) {
            event.set_integer(Field::Time, started);
        }
        named::classify(event, name, &self.verb);
        if context
            .header
            .host
            .is_some_and(|host| event.text(Field::DeviceHostname) == Some(host))
        {
            event.unset(Field::DeviceName);
        }
    }

    /// Free fields by their labels; what no label explains stays as it is.
    fn set_free(&mut self, event: &mut Event<'l>) {
        for (key, value) in self.free.drain(..) {
            let place = self.labels.iter().position(|(name, _)| *name == key);
            let label = place.map(|place| self.labels.swap_remove(place).1);
            event.reading(key, &value);
            let field = label
                .as_ref()
                .and_then(|label| LABELS.get(&label.trim().to_ascii_lowercase()));
            let known = key.starts_with("c6a").then(|| KEYS.get(key)).flatten();
            match (field, known, label) {
                (Some(field), ..) if !event.has(field) => common::set_text(event, field, key, value),
                (None, Some(Rule::Address(field)), _) if !event.has(field) => {
                    common::set_address(event, field, key, value);
                }
                (_, _, Some(label)) if !value.is_empty() => event.keep(label, value),
                (_, _, None) if !value.is_empty() => event.keep(key, value),
                _ => {}
            }
        }
    }
}

/// `cs1`, `cn2`, `cfp3`, `deviceCustomDate1`, …
fn is_free(key: &str) -> bool {
    let number = key.ends_with(|last: char| last.is_ascii_digit());
    number
        && ["cs", "cn", "cfp", "deviceCustom"]
            .iter()
            .any(|start| key.starts_with(start))
}

/// Milliseconds since 1970, or `Nov 03 2026 09:05:07.123 JST`, or ISO 8601.
pub(super) fn instant(text: &str, context: &Context<'_, '_>) -> Option<i64> {
    if let Some(millis) = clock::epoch_millis(text) {
        return Some(millis);
    }
    if let Some((civil, minutes)) = clock::iso(text) {
        return Some(context.clock.millis(civil, minutes));
    }
    let mut words = text.split_ascii_whitespace();
    let month = clock::month(words.next()?)?;
    let day = words.next()?.trim_end_matches(',').parse().ok()?;
    let (mut year, mut time) = (None, words.next()?);
    if !time.contains(':') {
        year = Some(time.parse().ok()?);
        time = words.next()?;
    }
    let (time, millis) = clock::time_of_day(time)?;
    let Some(year) = year else {
        return context
            .clock
            .millis_near((month, day), time, None, context.received);
    };
    let civil = clock::Civil::new((year, month, day), time)?;
    let minutes = words.next().and_then(clock::offset_minutes);
    Some(context.clock.millis(civil, minutes) + millis)
}

/// The pairs of an extension, in its order.
pub(super) struct Extension<'l> {
    text: &'l str,
    /// Where the next key begins and its `=` stands.
    next: Option<(usize, usize)>,
}

impl<'l> Extension<'l> {
    pub(super) fn new(text: &'l str) -> Self {
        let mut pairs = Self { text, next: None };
        pairs.next = pairs.key_from(0);
        pairs
    }

    /// The next `key=` from a place on, at the front or behind a space.
    fn key_from(&self, at: usize) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes();
        let mut from = at;
        loop {
            let equals = from + memchr(b'=', bytes.get(from..)?)?;
            let of_key =
                |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'[' | b']');
            let length = bytes[at..equals].iter().rev().take_while(of_key).count();
            let start = equals - length;
            if length > 0 && (start == 0 || bytes[start - 1] == b' ' || start == at) {
                return Some((start, equals));
            }
            from = equals + 1;
        }
    }
}

impl<'l> Iterator for Extension<'l> {
    type Item = (&'l str, Cow<'l, str>);

    fn next(&mut self) -> Option<Self::Item> {
        let (start, equals) = self.next.take()?;
        // A key of the next pair stands behind a space, so it cannot begin where the value does.
        let value = equals + 1;
        let from = value + self.text[value..].find(' ').unwrap_or(self.text.len() - value);
        self.next = self.key_from(from);
        let end = self.next.map_or(self.text.len(), |(next, _)| next);
        let key = &self.text[start..equals];
        Some((key, unescaped(self.text.get(value..end)?.trim())))
    }
}

/// Without the backslashes of escapes.
fn unescaped(text: &str) -> Cow<'_, str> {
    if memchr(b'\\', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some(sign @ ('\\' | '=' | '|')) => out.push(sign),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;
