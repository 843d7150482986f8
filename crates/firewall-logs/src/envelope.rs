//! What stands around the body of a line: the header of syslog as RFC 3164 and RFC 5424 have it and as devices write
//! it, what transports leave behind (an octet count, line ends, NUL, a byte order mark), or nothing.

use jiff::Timestamp;

use crate::clock::{self, Civil, Clock};
use crate::formats::common::is_address;

/// What the header of a line says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Header<'l> {
    /// Facility, 0–23.
    pub facility: Option<u8>,
    /// Severity, 0 emergency – 7 debug.
    pub severity: Option<u8>,
    /// Milliseconds since 1970; without a year in the line that which lies nearest to the time received, without a
    /// zone that of the device's record.
    pub time: Option<i64>,
    /// Minutes east of UTC, if the header says so.
    pub offset: Option<i32>,
    /// Host name or address.
    pub host: Option<&'l str>,
    /// Application, or the tag of RFC 3164.
    pub app: Option<&'l str>,
    /// Process.
    pub process: Option<&'l str>,
    /// Identifier of the kind of message (RFC 5424).
    pub message_id: Option<&'l str>,
    /// Structured data as they stand (RFC 5424).
    pub structured: Option<&'l str>,
    /// Which standard the header follows: `RFC 3164`, `RFC 5424`, or none.
    pub standard: Option<&'static str>,
}

/// Takes the envelope off; gives the header and the body.
pub(crate) fn open<'l>(line: &'l str, clock: &Clock, received: Timestamp) -> (Header<'l>, &'l str) {
    let mut header = Header::default();
    let text = without_rests_of_transport(line);
    let Some(text) = priority(text, &mut header) else {
        let body = text.trim_start();
        // Files often hold lines without the priority.
        let body = rfc3164(body, clock, received, &mut header).unwrap_or(body);
        return (header, body);
    };
    if let Some(rest) = text.strip_prefix("1 ")
        && let Some(body) = rfc5424(rest, clock, &mut header)
    {
        header.standard = Some("RFC 5424");
        return (header, body);
    }
    header.standard = Some("RFC 3164");
    let text = text.trim_start();
    let body = rfc3164(text, clock, received, &mut header).unwrap_or(text);
    (header, body)
}

/// Line ends, NUL bytes, their escaped forms of some relays at the end; a byte order mark and an octet count
/// (RFC 6587) in front.
fn without_rests_of_transport(line: &str) -> &str {
    let mut text = match line.as_bytes().first() {
        Some(0xEF | 0 | b'\r' | b'\n') => line.trim_start_matches(['\u{feff}', '\0', '\r', '\n']),
        _ => line,
    };
    while let Some(b'\r' | b'\n' | b'\0' | b' ' | b'0' | b'2' | b'5') = text.as_bytes().last() {
        let shorter = text.trim_end_matches(['\r', '\n', '\0', ' ']);
        let shorter = ["#000", "#012", "#015"]
            .iter()
            .find_map(|escaped| shorter.strip_suffix(escaped))
            .unwrap_or(shorter);
        if shorter.len() == text.len() {
            break;
        }
        text = shorter;
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text[digits..].strip_prefix(' ') {
        Some(rest) if (1..=7).contains(&digits) && rest.starts_with('<') => rest,
        _ => text,
    }
}

/// `<189>`: gives what follows.
fn priority<'l>(text: &'l str, header: &mut Header<'l>) -> Option<&'l str> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'<') {
        return None;
    }
    let end = bytes.iter().take(5).position(|byte| *byte == b'>')?;
    let number: u8 = text[1..end].parse().ok().filter(|number| *number <= 191)?;
    header.facility = Some(number / 8);
    header.severity = Some(number % 8);
    Some(&text[end + 1..])
}

/// The word at the front and what follows its space.
fn word(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(' ')?;
    (!word.is_empty()).then_some((word, rest.trim_start_matches(' ')))
}

/// A word, `None` for the `-` that stands for nothing.
fn said(word: &str) -> Option<&str> {
    (word != "-").then_some(word)
}

fn rfc5424<'l>(text: &'l str, clock: &Clock, header: &mut Header<'l>) -> Option<&'l str> {
    let (time, rest) = word(text)?;
    if time != "-" {
        if let Some((civil, minutes)) = clock::iso(time) {
            header.time = Some(clock.millis(civil, minutes));
            header.offset = minutes;
        } else if let Some(millis) = epoch(time) {
            // Some devices write seconds since 1970, then a name, then the message.
            header.time = Some(millis);
            let (host, body) = word(rest)?;
            header.host = said(host);
            return Some(body);
        } else {
            return None;
        }
    }
    let (host, rest) = word(rest)?;
    let (app, after) = word(rest)?;
    if app.contains(',') {
        // PAN-OS writes the body at once behind the host.
        header.host = said(host);
        return Some(rest);
    }
    let (process, rest) = word(after)?;
    let (message_id, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    header.host = said(host);
    header.app = said(app);
    header.process = said(process);
    header.message_id = said(message_id);
    Some(structured_data(rest, header))
}

/// Seconds since 1970 with a fraction, as a word of digits.
fn epoch(word: &str) -> Option<i64> {
    let sound = word.len() >= 10 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    sound.then(|| clock::epoch_millis(word)).flatten()
}

/// Takes structured data off; without a message after them they are the message.
fn structured_data<'l>(text: &'l str, header: &mut Header<'l>) -> &'l str {
    if let Some(rest) = text.strip_prefix("- ") {
        return rest.trim_start_matches([' ', '\u{feff}']);
    }
    if text == "-" {
        return "";
    }
    let Some(length) = length_of_elements(text) else {
        return text;
    };
    let (data, rest) = text.split_at(length);
    let rest = rest.trim_start().trim_start_matches('\u{feff}');
    header.structured = Some(data);
    if rest.is_empty() { data } else { rest }
}

/// How long elements `[id name="value" …]…` in front are; `None` if what is there is something else.
fn length_of_elements(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while bytes.get(at) == Some(&b'[') {
        let (mut quoted, mut escaped) = (false, false);
        let inside = bytes[at + 1..].iter().position(|byte| {
            let ends = *byte == b']' && !quoted;
            if *byte == b'"' && !escaped {
                quoted = !quoted;
            }
            escaped = *byte == b'\\' && !escaped;
            ends
        })?;
        let element = &text[at + 1..at + 1 + inside];
        let id = element.split(' ').next().unwrap_or_default();
        if id.is_empty() || id.contains(['=', '"', ':']) {
            return None;
        }
        at += inside + 2;
    }
    (at > 0).then_some(at)
}

/// Time, host and tag of RFC 3164 in the forms that devices write. `None` if no time stands in front.
fn rfc3164<'l>(
    text: &'l str,
    clock: &Clock,
    received: Timestamp,
    header: &mut Header<'l>,
) -> Option<&'l str> {
    let first = text.as_bytes().first()?;
    let rest = match first {
        b'A'..=b'Z' => named_month(text, clock, received, header),
        b'0'..=b'9' => numeric_date(text, clock, header),
        b'*' => return rfc3164(&text[1..], clock, received, header),
        _ => None,
    };
    let Some(rest) = rest else {
        return without_time(text, header);
    };
    header.standard = Some("RFC 3164");
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start();
    Some(host_and_tag(rest, header))
}

/// A header of priority, host and tag alone, or of a tag alone: only what is certain is taken off.
fn without_time<'l>(text: &'l str, header: &mut Header<'l>) -> Option<&'l str> {
    if let Some((host, rest)) = word(text)
        && is_address(host)
    {
        header.host = Some(host);
        return Some(tag(rest, header).unwrap_or(rest));
    }
    header.severity?;
    tag(text, header)
}

/// `Nov  3 09:05:07`, `Nov 3 2026 09:05:07.123`, `Nov 03 09:05:07 2026`, each perhaps with a zone behind.
fn named_month<'l>(
    text: &'l str,
    clock: &Clock,
    received: Timestamp,
    header: &mut Header<'l>,
) -> Option<&'l str> {
    let (name, rest) = word(text)?;
    let month = clock::month(name)?;
    let (day, rest) = word(rest)?;
    let day: i64 = day.parse().ok()?;
    let (mut year, mut rest) = year_in_front(rest).map_or((None, rest), |(year, rest)| (Some(year), rest));
    let (time, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let (time_of_day, millis) = clock::time_of_day(time.trim_end_matches(':'))?;
    rest = after;
    if year.is_none()
        && let Some((behind, after)) = year_in_front(rest)
    {
        (year, rest) = (Some(behind), after);
    }
    let zone = rest.split_once([' ', ':']).and_then(|(word, after)| {
        let known = word.len() >= 3 && !word.starts_with(|letter: char| letter.is_ascii_digit());
        let minutes = known.then(|| clock::zone_minutes(word)).flatten()?;
        Some((minutes, after))
    });
    if let Some((minutes, after)) = zone {
        (header.offset, rest) = (Some(minutes), after);
    }
    header.time = match year {
        Some(year) => {
            Civil::new((year, month, day), time_of_day).map(|civil| clock.millis(civil, header.offset))
        }
        None => clock.millis_near((month, day), time_of_day, header.offset, received),
    };
    header.time = header.time.map(|time| time + millis);
    Some(rest)
}

fn year_in_front(text: &str) -> Option<(i64, &str)> {
    let (year, rest) = word(text)?;
    let year = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
    (1970..=2261).contains(&year).then_some((year, rest))
}

/// `2026-11-03T09:05:07+09:00`, `2026:11:03-09:05:07`, `2026-11-03 09:05:07`.
fn numeric_date<'l>(text: &'l str, clock: &Clock, header: &mut Header<'l>) -> Option<&'l str> {
    let (first, rest) = text.split_once(' ')?;
    // Seconds since 1970 with a fraction, as Meraki writes them.
    let is_epoch = first
        .split_once('.')
        .is_some_and(|(whole, rest)| whole.len() == 10 && !rest.contains('.'));
    if is_epoch && let Some(millis) = epoch(first) {
        header.time = Some(millis);
        return Some(rest);
    }
    if let Some((civil, minutes)) = clock::iso(first) {
        header.time = Some(clock.millis(civil, minutes));
        header.offset = minutes;
        return Some(rest);
    }
    if let Some((date, time)) = first.split_at_checked(10)
        && let Some(time) = time.strip_prefix('-')
        && let Some(civil) = Civil::from_texts(date, time)
    {
        header.time = Some(clock.millis(civil, None));
        return Some(rest);
    }
    let (time, rest) = rest.split_once(' ')?;
    let civil = Civil::from_texts(first, time)?;
    header.time = Some(clock.millis(civil, None));
    Some(rest)
}

/// The host, if the next word can be one, and the tag behind it.
fn host_and_tag<'l>(text: &'l str, header: &mut Header<'l>) -> &'l str {
    if let Some(rest) = tag(text, header) {
        return rest;
    }
    let Some((host, rest)) = word(text) else {
        return text;
    };
    let host = host.trim_end_matches(':');
    if !is_host(host) {
        return text;
    }
    header.host = Some(host);
    let rest = rest.strip_prefix(": ").unwrap_or(rest);
    tag(rest, header).unwrap_or(rest)
}

/// Names, addresses, and the brackets and signs that devices put into them.
fn is_host(word: &str) -> bool {
    let sound = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'.' | b'-' | b'_' | b':' | b'/' | b'@')
            || byte >= 0x80
    };
    !word.is_empty()
        && word.len() <= 255
        && word.bytes().all(sound)
        && !word.contains("CEF:")
        && !word.contains("LEEF:")
}

/// `app[12]: ` or `app: `: gives what follows. `CEF:` and `LEEF:` are bodies.
fn tag<'l>(text: &'l str, header: &mut Header<'l>) -> Option<&'l str> {
    let sound =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'(' | b')');
    let length = text.bytes().take(64).take_while(sound).count();
    let (app, rest) = text.split_at(length);
    let starts_well = app.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if !starts_well || app.eq_ignore_ascii_case("cef") || app.eq_ignore_ascii_case("leef") {
        return None;
    }
    let (process, rest) = match rest.strip_prefix('[') {
        Some(rest) => {
            let (process, rest) = rest.split_once(']')?;
            (Some(process).filter(|process| process.len() <= 32)?, rest)
        }
        None => ("", rest),
    };
    let rest = rest.strip_prefix(':')?;
    let rest = match rest.strip_prefix(' ') {
        Some(rest) => rest,
        None if rest.is_empty() || !process.is_empty() => rest,
        None => return None,
    };
    header.app = Some(app);
    header.process = Some(process).filter(|process| !process.is_empty());
    Some(rest.trim_start_matches(' '))
}

#[cfg(test)]
mod tests;
