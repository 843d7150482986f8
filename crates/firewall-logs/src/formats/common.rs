//! What all formats do in the same way: values into fields, verbs into decisions, levels into severities.

use std::borrow::Cow;
use std::net::Ipv6Addr;

use crate::class::{Function, action, disposition};
use crate::clock;
use crate::country::country_code;
use crate::event::{Event, Value};
use crate::field::Field;

/// What is to be done with the value of a key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule<S> {
    /// It is this text.
    Text(Field),
    /// It is this number.
    Integer(Field),
    /// It is this address.
    Address(Field),
    /// It is this port, 0–65535.
    Port(Field),
    /// It is a protocol, as a number or a name.
    Protocol,
    /// It is a country, however it is written; the field has its two letters.
    Country(Field),
    /// It is a duration in seconds; the field is in milliseconds.
    Seconds(Field),
    /// It is a severity or level in words.
    Level,
    /// The format knows.
    Special(S),
}

/// Does what a rule says and gives back what only the format knows how to do. A pair without a rule is kept.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "a value that is known to be borrowed stays in registers"
)]
pub(crate) fn apply<'l, S>(
    event: &mut Event<'l>,
    rule: Option<Rule<S>>,
    key: &'l str,
    value: Cow<'l, str>,
) -> Option<(S, Cow<'l, str>)> {
    event.reading(key, &value);
    let value = match value {
        // Most values stand in the line as they are: moved as two words they do not wait for memory.
        Cow::Borrowed(text) => match rule {
            None => {
                event.keep_borrowed(key, text);
                return None;
            }
            Some(Rule::Text(field)) => {
                set_text(event, field, key, text);
                return None;
            }
            Some(Rule::Integer(field)) => {
                set_integer(event, field, key, text);
                return None;
            }
            Some(Rule::Port(field)) => {
                set_port(event, field, key, text);
                return None;
            }
            Some(Rule::Address(field)) => {
                set_address(event, field, key, text);
                return None;
            }
            Some(Rule::Country(field)) => {
                set_country(event, field, key, text);
                return None;
            }
            Some(Rule::Special(special)) => return Some((special, Cow::Borrowed(text))),
            _ => Cow::Borrowed(text),
        },
        owned @ Cow::Owned(_) => owned,
    };
    match rule {
        None => event.keep(key, value),
        Some(Rule::Special(special)) => return Some((special, value)),
        Some(Rule::Text(field)) => set_text(event, field, key, value),
        Some(Rule::Integer(field)) => set_integer(event, field, key, value),
        Some(Rule::Address(field)) => set_address(event, field, key, value),
        Some(Rule::Port(field)) => set_port(event, field, key, value),
        Some(Rule::Country(field)) => set_country(event, field, key, value),
        Some(Rule::Protocol) => set_protocol(event, key, value),
        Some(Rule::Seconds(field)) => set_seconds(event, field, key, value),
        Some(Rule::Level) => set_level(event, key, value),
    }
    None
}

/// Whether a text says that there is nothing to say.
#[inline]
pub(crate) fn is_nothing(text: &str) -> bool {
    match text.len() {
        0 => true,
        1 => text == "-",
        3 => text.eq_ignore_ascii_case("n/a"),
        6 => text == "(null)",
        _ => false,
    }
}

/// Sets a text. What says nothing, and what comes twice, is kept beside the fields; an empty text is not.
#[inline]
pub(crate) fn set_text<'l>(
    event: &mut Event<'l>,
    field: Field,
    key: impl Into<Cow<'l, str>>,
    text: impl Into<Cow<'l, str>> + AsRef<str>,
) {
    let said = text.as_ref();
    if said.is_empty() {
        return;
    }
    if event.has(field) || is_nothing(said) {
        return event.keep(key, text);
    }
    event.set_first(field, Value::Text(text.into()));
}

/// Sets a whole number; anything else is kept beside the fields.
#[inline]
pub(crate) fn set_integer<'l>(
    event: &mut Event<'l>,
    field: Field,
    key: impl Into<Cow<'l, str>>,
    text: impl Into<Cow<'l, str>> + AsRef<str>,
) {
    if let Some(number) = integer(text.as_ref())
        && !event.has(field)
    {
        return event.set_first(field, Value::Integer(number));
    }
    let text = text.into();
    if !text.is_empty() {
        event.keep(key, text);
    }
}

/// Sets a port, 0–65535; anything else is kept beside the fields.
#[inline]
pub(crate) fn set_port<'l>(
    event: &mut Event<'l>,
    field: Field,
    key: impl Into<Cow<'l, str>>,
    text: impl Into<Cow<'l, str>> + AsRef<str>,
) {
    if let Some(number @ 0..=65_535) = integer(text.as_ref())
        && !event.has(field)
    {
        return event.set_first(field, Value::Integer(number));
    }
    let text = text.into();
    if !text.is_empty() {
        event.keep(key, text);
    }
}

/// Sets an address of IPv4 or IPv6; brackets around it go. Anything else is kept beside the fields.
#[inline]
pub(crate) fn set_address<'l>(
    event: &mut Event<'l>,
    field: Field,
    key: impl Into<Cow<'l, str>>,
    text: impl Into<Cow<'l, str>>,
) {
    let text = text.into();
    if event.has(field) {
        return event.keep(key, text);
    }
    if is_address(&text) {
        return event.set_first(field, Value::Text(text));
    }
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    match bare {
        Some(bare) if is_address(bare) => event.set(field, Value::Text(Cow::Owned(bare.to_owned()))),
        _ if text.is_empty() => {}
        _ => event.keep(key, text),
    }
}

/// Sets a country by its two letters. A word that is in no table stays as it is: somebody signed in from there all the
/// same. What is no country (a private range) is kept beside the fields.
#[inline]
pub(crate) fn set_country<'l>(
    event: &mut Event<'l>,
    field: Field,
    key: impl Into<Cow<'l, str>>,
    text: impl Into<Cow<'l, str>> + AsRef<str>,
) {
    match country_code(text.as_ref()) {
        Some(code) if !event.has(field) => event.set_first(field, Value::Text(Cow::Borrowed(code))),
        // A FortiGate writes it for every address of a private range, and means that there is nothing to say.
        None if matches!(text.as_ref(), "" | "Reserved") => {}
        None if is_place(text.as_ref()) => set_text(event, field, key, text),
        _ => event.keep(key, text),
    }
}

/// Whether a word that is in no table may name a country: ranges of addresses and codes for none of them have digits.
fn is_place(word: &str) -> bool {
    let is_none = ["any", "private", "unknown", "reserved"]
        .iter()
        .any(|none| none.eq_ignore_ascii_case(word));
    !is_none && !word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Sets a duration that the device gives in seconds, with a fraction or without.
pub(crate) fn set_seconds<'l>(
    event: &mut Event<'l>,
    field: Field,
    key: impl Into<Cow<'l, str>>,
    text: impl Into<Cow<'l, str>>,
) {
    let text = text.into();
    let millis = text.len() <= 11 && !event.has(field);
    match millis.then(|| clock::epoch_millis(&text)).flatten() {
        Some(millis) => event.set_integer(field, millis),
        None if text.is_empty() => {}
        None => event.keep(key, text),
    }
}

/// Sets the protocol from its number or its name: both fields, as far as they are known.
#[inline]
pub(crate) fn set_protocol<'l>(
    event: &mut Event<'l>,
    key: impl Into<Cow<'l, str>>,
    text: impl Into<Cow<'l, str>>,
) {
    let text = text.into();
    if let Some(number) = integer(&text) {
        if event.has(Field::ProtocolNumber) || !(0..=255).contains(&number) {
            return event.keep(key, text);
        }
        event.set_integer(Field::ProtocolNumber, number);
        if let Some(name) = protocol_name(number)
            && !event.has(Field::Protocol)
        {
            event.set_text(Field::Protocol, name);
        }
        return;
    }
    if is_nothing(&text) || event.has(Field::Protocol) {
        if !text.is_empty() {
            event.keep(key, text);
        }
        return;
    }
    if let Some((number, name)) = PROTOCOLS
        .iter()
        .find(|(_, name)| name.eq_ignore_ascii_case(&text))
    {
        if !event.has(Field::ProtocolNumber) {
            event.set_integer(Field::ProtocolNumber, *number);
        }
        return event.set_text(Field::Protocol, *name);
    }
    match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => event.set_text(Field::Protocol, text.to_ascii_lowercase()),
        false => event.set(Field::Protocol, Value::Text(text)),
    }
}

/// Sets the severity from a level in words, see [`severity_of_level`].
pub(crate) fn set_level<'l>(
    event: &mut Event<'l>,
    key: impl Into<Cow<'l, str>>,
    text: impl Into<Cow<'l, str>>,
) {
    let text = text.into();
    match severity_of_level(&text) {
        Some(severity) => event.set_integer(Field::Severity, severity),
        None if text.is_empty() => {}
        None => event.keep(key, text),
    }
}

/// Sets the security function that the line comes from.
#[inline]
pub(crate) fn set_function(event: &mut Event<'_>, function: Function) {
    event.set_text(Field::Function, function.as_str());
}

/// Sets who made the product and what it is called, if the line has not said so.
#[inline]
pub(crate) fn set_product(event: &mut Event<'_>, vendor: &'static str, product: &'static str) {
    if !event.has(Field::VendorName) {
        event.set_text(Field::VendorName, vendor);
    }
    if !event.has(Field::ProductName) {
        event.set_text(Field::ProductName, product);
    }
}

/// Sets action and disposition from the device's verb; says whether the verb is one of a decision.
pub(crate) fn set_decision(event: &mut Event<'_>, verb: &str) -> bool {
    let Some((action, disposition)) = decision(verb) else {
        return false;
    };
    event.set_integer(Field::Action, action);
    event.set_integer(Field::Disposition, disposition);
    true
}

/// Sets method and activity of a request (OCSF class 4002).
pub(crate) fn set_http_method<'l>(
    event: &mut Event<'l>,
    key: impl Into<Cow<'l, str>>,
    text: impl Into<Cow<'l, str>>,
) {
    let text = text.into();
    if let Some(activity) = http_activity(&text) {
        event.set_integer(Field::Activity, activity);
    }
    set_text(event, Field::HttpMethod, key, text);
}

/// `activity_id` of class 4002 for a method of HTTP.
pub(crate) fn http_activity(method: &str) -> Option<i64> {
    const METHODS: [&str; 9] = [
        "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE", "PATCH",
    ];
    let place = METHODS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(method))?;
    i64::try_from(place + 1).ok()
}

/// The host of an address of the web, without user and port.
pub(crate) fn host_of_url(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    let host = match place.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?.0,
        None => place.split_once(':').map_or(place, |(host, _)| host),
    };
    (!host.is_empty() && !host.contains(' ')).then_some(host)
}

/// A whole number, perhaps negative.
#[inline]
pub(crate) fn integer(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.is_empty() || bytes.len() > 18 {
        // Seldom that long; the slower way knows where numbers end.
        return text.parse().ok().filter(|_| !text.starts_with('+'));
    }
    let mut number = 0;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return text.parse().ok().filter(|_| !text.starts_with('+'));
        }
        number = number * 10 + i64::from(digit);
    }
    Some(number)
}

/// Whether a text is an address of IPv4 in dotted decimal or of IPv6.
#[inline]
pub(crate) fn is_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() > 15 || bytes.len() < 7 || bytes[0] == b':' {
        return is_ipv6(text);
    }
    let (mut part, mut digits, mut dots) = (0_u32, 0, 0);
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            part = part * 10 + u32::from(digit);
            digits += 1;
        } else if *byte == b'.' && digits != 0 && part <= 255 && digits <= 3 {
            dots += 1;
            (part, digits) = (0, 0);
        } else {
            return is_ipv6(text);
        }
    }
    dots == 3 && (1..=3).contains(&digits) && part <= 255
}

fn is_ipv6(text: &str) -> bool {
    text.len() >= 2 && text.len() <= 45 && text.contains(':') && text.parse::<Ipv6Addr>().is_ok()
}

/// Protocols by number at IANA, with the names of OCSF's kind (lower case).
const PROTOCOLS: [(i64, &str); 23] = [
    (6, "tcp"),
    (17, "udp"),
    (1, "icmp"),
    (58, "ipv6-icmp"),
    (0, "hopopt"),
    (2, "igmp"),
    (4, "ipv4"),
    (8, "egp"),
    (33, "dccp"),
    (41, "ipv6"),
    (46, "rsvp"),
    (47, "gre"),
    (50, "esp"),
    (51, "ah"),
    (88, "eigrp"),
    (89, "ospf"),
    (94, "ipip"),
    (97, "etherip"),
    (103, "pim"),
    (112, "vrrp"),
    (115, "l2tp"),
    (132, "sctp"),
    (136, "udplite"),
];

/// The name of a protocol's number.
#[inline]
pub(crate) fn protocol_name(number: i64) -> Option<&'static str> {
    PROTOCOLS
        .iter()
        .find(|(known, _)| *known == number)
        .map(|(_, name)| *name)
}

/// The number of a protocol's name.
pub(crate) fn protocol_number(name: &str) -> Option<i64> {
    PROTOCOLS
        .iter()
        .find(|(_, known)| known.eq_ignore_ascii_case(name))
        .map(|(number, _)| *number)
}

/// `severity_id` for the severity of syslog (RFC 5424): emergency → fatal; alert, critical → critical; error → high;
/// warning → medium; notice → low; informational, debug → informational.
pub(crate) const fn severity_of_syslog(severity: u8) -> i64 {
    match severity {
        0 => 6,
        1 | 2 => 5,
        3 => 4,
        4 => 3,
        5 => 2,
        6 | 7 => 1,
        _ => 0,
    }
}

/// `severity_id` for a level in words: those of syslog as in [`severity_of_syslog`], and OCSF's own.
pub(crate) fn severity_of_level(level: &str) -> Option<i64> {
    match level {
        "notice" => return Some(2),
        "information" => return Some(1),
        "warning" => return Some(3),
        _ => {}
    }
    let mut buffer = [0; 16];
    Some(match lower(level, &mut buffer)? {
        "emergency" | "emerg" | "fatal" => 6,
        "alert" | "critical" | "crit" | "very-high" | "veryhigh" => 5,
        "error" | "err" | "high" | "severe" | "major" => 4,
        "warning" | "warn" | "medium" | "moderate" => 3,
        "notice" | "notification" | "low" | "minor" => 2,
        "information" | "informational" | "info" | "debug" => 1,
        "unknown" => 0,
        _ => return None,
    })
}

/// In lower case, if it is short.
fn lower<'b>(text: &str, buffer: &'b mut [u8]) -> Option<&'b str> {
    let buffer = buffer.get_mut(..text.len())?;
    buffer.copy_from_slice(text.as_bytes());
    buffer.make_ascii_lowercase();
    str::from_utf8(buffer).ok()
}

/// `action_id` and `disposition_id` for what a device says it did.
pub(crate) fn decision(verb: &str) -> Option<(i64, i64)> {
    use action::{ALLOWED, DENIED, MODIFIED, OBSERVED};
    match verb {
        "blocked" => return Some((DENIED, disposition::BLOCKED)),
        "pass" => return Some((ALLOWED, disposition::ALLOWED)),
        _ => {}
    }
    let mut buffer = [0; 24];
    Some(match lower(verb, &mut buffer)? {
        "accept" | "accepted" | "allow" | "allowed" | "pass" | "passed" | "passthrough" | "permit"
        | "permitted" | "exempt" | "bypass" | "pass_session" | "continue" | "forward" | "forwarded"
        | "success" | "delivered" | "ok" => (ALLOWED, disposition::ALLOWED),
        "deny" | "denied" | "block" | "blocked" | "block-url" | "block-ip" | "blk" | "prevent"
        | "prevented" | "stop" | "ban" | "block-override" => (DENIED, disposition::BLOCKED),
        "drop" | "dropped" | "discard" | "discarded" | "drop_session" | "drop-packet"
        | "drop-all-packets" | "sinkhole" | "drop packet" | "clear_session" => (DENIED, disposition::DROPPED),
        "reset" | "reset_client" | "reset_server" | "reset-client" | "reset-server" | "reset-both"
        | "reset client" | "reset server" | "reset both" | "terminate" | "terminated" => {
            (DENIED, disposition::RESET)
        }
        "reject" | "rejected" => (DENIED, disposition::REJECTED),
        "quarantine" | "quarantined" => (DENIED, disposition::QUARANTINED),
        "delete" | "deleted" | "remove" | "removed" => (DENIED, disposition::DELETED),
        "clean" | "cleaned" | "disinfected" | "cured" | "strip" | "stripped" => {
            (MODIFIED, disposition::CORRECTED)
        }
        "detect" | "detected" | "monitor" | "monitored" => (OBSERVED, disposition::DETECTED),
        "alert" | "alerted" | "warn" | "warned" | "warning" => (OBSERVED, disposition::ALERT),
        "log" | "logged" | "log-only" | "log only" => (OBSERVED, disposition::LOGGED),
        "none" | "no action" | "ignore" | "ignored" => (ALLOWED, disposition::NO_ACTION),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
