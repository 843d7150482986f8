//! Palo Alto Networks PAN-OS: comma-separated values in the order of the type (syslog field descriptions of PAN-OS 8
//! to 11). Newer versions only add values at the end, so that one list serves all.
//!
//! Bytes: `bytes_sent` went from the client to the server (`bytes_out`). Times: `high_res_timestamp`, which has a zone;
//! without it `time_generated` in the zone of the device's record.

mod kinds;
mod layout;

use std::borrow::Cow;

use super::common::{self, apply};
use super::{Context, Outcome};
use crate::clock::{self, Civil};
use crate::event::{Event, Value};
use crate::field::Field;
use layout::Key;

pub(crate) fn looks_like(body: &str) -> bool {
    let mut values = Values(Some(body));
    let received = values
        .nth(1)
        .is_some_and(|date| date.len() >= 19 && moment(&date).is_some());
    received && values.nth(1).is_some_and(|kind| layout::of(&kind).is_some())
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let mut values = Values(Some(body));
    let received = values.nth(1).unwrap_or_default();
    let serial = values.next().unwrap_or_default();
    let kind = values.next().unwrap_or_default();
    let subtype = values.next().unwrap_or_default();
    let generated = values.nth(1).unwrap_or_default();
    let Some(layout) = layout::of(&kind) else {
        return Err("a PAN-OS line of an unknown type");
    };
    let mut reader = Reader {
        kind,
        subtype,
        ..Reader::default()
    };
    event.reading("serial", &serial);
    common::set_text(event, Field::DeviceUid, "serial", serial);
    let values: Vec<Cow<'l, str>> = values.collect();
    if values.is_empty() {
        return Err("a PAN-OS line that ends after its head");
    }
    let names = layout.names(&values);
    for ((name, rule), value) in names.zip(values) {
        if value.is_empty() || name == layout::UNUSED {
            continue;
        }
        if let Some((key, value)) = apply(event, rule, name, value) {
            reader.take(context, event, key, name, value);
        }
    }
    if let Some(version) = event
        .text(Field::TlsVersion)
        .and_then(|text| text.strip_prefix("TLS"))
    {
        let version = version.to_owned();
        event.set_text(Field::TlsVersion, version);
    }
    event.deriving();
    common::set_product(event, "Palo Alto Networks", "PAN-OS");
    reader.set_time(context, event, &generated, &received);
    let log = format!("{}/{}", reader.kind, reader.subtype);
    event.set_text(Field::LogName, log);
    kinds::classify(&reader, event);
    Ok(())
}

/// What is remembered of a line until all of it is known.
#[derive(Default)]
struct Reader<'l> {
    kind: Cow<'l, str>,
    subtype: Cow<'l, str>,
    action: Cow<'l, str>,
    direction: Cow<'l, str>,
    result: Cow<'l, str>,
    category: Cow<'l, str>,
    precise: Option<(i64, Option<i32>)>,
}

impl<'l> Reader<'l> {
    fn take(
        &mut self,
        context: &Context<'_, 'l>,
        event: &mut Event<'l>,
        key: Key,
        name: &'static str,
        value: Cow<'l, str>,
    ) {
        match key {
            Key::Action => self.action = value,
            Key::Direction => {
                self.direction = value.clone();
                event.keep(name, value);
            }
            Key::Result => {
                self.result = value.clone();
                common::set_text(event, Field::StatusDetail, name, value);
            }
            Key::Category => {
                self.category = value.clone();
                let field = if self.kind == "THREAT" {
                    Field::UrlCategory
                } else {
                    Field::RuleCategory
                };
                common::set_text(event, field, name, value);
            }
            Key::SourceUser => set_user(event, Field::User, name, value),
            Key::DestinationUser => set_user(event, Field::TargetUser, name, value),
            Key::SourcePlace => common::set_country(event, Field::SourceCountry, name, value),
            Key::DestinationPlace => common::set_country(event, Field::DestinationCountry, name, value),
            Key::Threat => self.set_threat(event, name, value),
            Key::Misc => self.set_misc(event, name, value),
            Key::Method => common::set_http_method(event, name, value),
            Key::Start => match moment(&value).map(|(civil, minutes)| context.clock.millis(civil, minutes)) {
                Some(millis) => event.set_integer(Field::StartTime, millis),
                None => event.keep(name, value),
            },
            Key::Precise => match clock::iso(&value) {
                // Zero by some clock stands for nothing.
                Some((civil, minutes)) if civil.seconds > 366 * 86_400 => {
                    self.precise = Some((context.clock.millis(civil, minutes), minutes));
                }
                _ => event.keep(name, value),
            },
        }
    }

    /// `Name(12345)`.
    fn set_threat(&self, event: &mut Event<'l>, name: &'static str, value: Cow<'l, str>) {
        let (title, id) = match value.rfind('(').zip(value.strip_suffix(')')) {
            Some((open, inside)) => (value[..open].trim().to_owned(), inside[open + 1..].to_owned()),
            None => (value.to_string(), String::new()),
        };
        let malicious = matches!(
            &*self.subtype,
            "virus" | "wildfire-virus" | "ml-virus" | "wildfire"
        );
        let (field, number) = match malicious {
            true => (Field::MalwareName, Field::MalwareUid),
            false => (Field::RuleName, Field::RuleUid),
        };
        common::set_text(event, field, name, title);
        common::set_text(event, number, name, id);
    }

    /// The address of a page, or the name of a file.
    fn set_misc(&self, event: &mut Event<'l>, name: &'static str, value: Cow<'l, str>) {
        match &*self.subtype {
            "url" => set_url(event, value),
            "virus" | "wildfire-virus" | "ml-virus" | "wildfire" | "file" | "data" => {
                // Some of them have the address that the file came from.
                let is_url =
                    value.contains('/') && value.split('/').next().is_some_and(|host| host.contains('.'));
                match is_url {
                    true => set_url(event, value),
                    false => set_file(event, name, value),
                }
            }
            "dns" => common::set_text(event, Field::QueryHostname, name, value),
            _ if value.contains('/') => set_url(event, value),
            _ => event.keep(name, value),
        }
    }

    fn set_time(&self, context: &Context<'_, 'l>, event: &mut Event<'l>, generated: &str, received: &str) {
        let device = [generated, received].into_iter().find_map(moment);
        let device = device.map(|(civil, minutes)| context.clock.millis(civil, minutes));
        match self.precise {
            // Far from the other time it is of another clock.
            Some((millis, minutes))
                if device.is_none_or(|device| device.abs_diff(millis) < 26 * 3_600_000) =>
            {
                event.set_integer(Field::Time, millis);
                if let Some(minutes) = minutes {
                    event.set_integer(Field::TimezoneOffset, i64::from(minutes));
                }
            }
            _ => {
                if let Some(millis) = device {
                    event.set_integer(Field::Time, millis);
                }
            }
        }
    }
}

/// `2026/11/03 09:05:07`; log forwarding from the cloud writes `2026-11-03T00:05:07.000000Z`.
fn moment(text: &str) -> Option<(Civil, Option<i32>)> {
    match text.split_once(' ') {
        Some((date, time)) => Civil::from_texts(date, time).map(|civil| (civil, None)),
        None => clock::iso(text),
    }
}

/// `domain\name` or `name@domain`.
fn set_user<'l>(event: &mut Event<'l>, field: Field, name: &'static str, value: Cow<'l, str>) {
    let parts = match value.rsplit_once('\\') {
        Some((domain, user)) => Some((domain.trim_end_matches('\\'), user)),
        None => value.split_once('@').map(|(user, domain)| (domain, user)),
    };
    let Some((domain, user)) = parts.filter(|(_, user)| !user.is_empty()) else {
        return common::set_text(event, field, name, value);
    };
    let (domain, user) = (domain.to_owned(), user.to_owned());
    common::set_text(event, field, name, user);
    common::set_text(event, Field::UserDomain, name, domain);
}

/// The name of a file; with a path before it the whole is kept as well.
fn set_file<'l>(event: &mut Event<'l>, name: &'static str, value: Cow<'l, str>) {
    let Some(slash) = value.rfind(['/', '\\']) else {
        return common::set_text(event, Field::FileName, name, value);
    };
    common::set_text(event, Field::FileName, name, value[slash + 1..].to_owned());
    event.keep(name, value);
}

/// An address, usually without `http://`.
fn set_url<'l>(event: &mut Event<'l>, value: Cow<'l, str>) {
    let bare = value.split_once("://").map_or(&*value, |(_, rest)| rest);
    let (authority, path) = bare.find('/').map_or((bare, ""), |slash| bare.split_at(slash));
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let (host, path) = (host.to_owned(), path.to_owned());
    common::set_text(event, Field::UrlHostname, "misc", host);
    common::set_text(event, Field::UrlPath, "misc", path);
    event.set(Field::Url, Value::Text(value));
}

/// The values of a line: commas separate them, quotes stand around those with commas, quotes within are doubled.
struct Values<'l>(Option<&'l str>);

impl<'l> Iterator for Values<'l> {
    type Item = Cow<'l, str>;

    fn next(&mut self) -> Option<Cow<'l, str>> {
        let text = self.0?;
        if let Some(inside) = text.strip_prefix('"') {
            return Some(self.quoted(inside));
        }
        let (value, rest) = match memchr::memchr(b',', text.as_bytes()) {
            Some(comma) => (&text[..comma], Some(&text[comma + 1..])),
            None => (text, None),
        };
        self.0 = rest;
        Some(Cow::Borrowed(value))
    }
}

impl<'l> Values<'l> {
    fn quoted(&mut self, inside: &'l str) -> Cow<'l, str> {
        let bytes = inside.as_bytes();
        let (mut at, mut doubled) = (0, false);
        while let Some(place) = memchr::memchr(b'"', &bytes[at..]) {
            let quote = at + place;
            match bytes.get(quote + 1) {
                None => {
                    self.0 = None;
                    return undoubled(&inside[..quote], doubled);
                }
                Some(b',') => {
                    self.0 = Some(&inside[quote + 2..]);
                    return undoubled(&inside[..quote], doubled);
                }
                Some(b'"') => (at, doubled) = (quote + 2, true),
                Some(_) => at = quote + 1,
            }
        }
        // The closing quote is missing: the line was cut.
        self.0 = None;
        undoubled(inside, doubled)
    }
}

fn undoubled(text: &str, doubled: bool) -> Cow<'_, str> {
    match doubled {
        true => Cow::Owned(text.replace("\"\"", "\"")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests;
