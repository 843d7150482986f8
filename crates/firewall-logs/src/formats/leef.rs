//! Log Event Extended Format: `LEEF:1.0|vendor|product|version|event|` and attributes separated by tabs; in 2.0 the
//! header says by what (`^`, `x09`, `0x7C`).

use std::borrow::Cow;

use super::common::{self, Rule, apply};
use super::{Context, Outcome, named};
use crate::clock;
use crate::event::Event;
use crate::field::Field;
use crate::pairs::Keys;

#[derive(Clone, Copy, Debug)]
enum Key {
    Time,
    TimeFormat,
    Severity,
    Method,
    Action,
    Category,
}

use Field as F;
use Rule::{Address, Country, Integer, Port, Protocol, Special, Text};

static KEYS: Keys<Rule<Key>, 47> = Keys::new([
    ("devTime", Special(Key::Time)),
    ("devTimeFormat", Special(Key::TimeFormat)),
    ("sev", Special(Key::Severity)),
    ("method", Special(Key::Method)),
    ("action", Special(Key::Action)),
    ("act", Special(Key::Action)),
    ("cat", Special(Key::Category)),
    ("src", Address(F::SourceIp)),
    ("srcPort", Port(F::SourcePort)),
    ("srcMAC", Text(F::SourceMac)),
    ("srcZone", Text(F::SourceZone)),
    ("srcCountry", Country(F::SourceCountry)),
    ("identHostName", Text(F::SourceHostname)),
    ("dst", Address(F::DestinationIp)),
    ("dstPort", Port(F::DestinationPort)),
    ("dstMAC", Text(F::DestinationMac)),
    ("dstZone", Text(F::DestinationZone)),
    ("dstCountry", Country(F::DestinationCountry)),
    ("dstHostName", Text(F::DestinationHostname)),
    ("proto", Protocol),
    ("srcBytes", Integer(F::BytesOut)),
    ("dstBytes", Integer(F::BytesIn)),
    ("srcPackets", Integer(F::PacketsOut)),
    ("dstPackets", Integer(F::PacketsIn)),
    ("usrName", Text(F::User)),
    ("accountName", Text(F::TargetUser)),
    ("domain", Text(F::UserDomain)),
    ("groupName", Text(F::UserGroup)),
    ("policy", Text(F::PolicyName)),
    ("policyName", Text(F::PolicyName)),
    ("ruleName", Text(F::PolicyName)),
    ("signature", Text(F::RuleName)),
    ("resource", Text(F::FileName)),
    ("fileName", Text(F::FileName)),
    ("fileHash", Text(F::FileHash)),
    ("url", Text(F::Url)),
    ("urlCategory", Text(F::UrlCategory)),
    ("application", Text(F::Application)),
    ("appName", Text(F::Application)),
    ("virusName", Text(F::MalwareName)),
    ("malware", Text(F::MalwareName)),
    ("sender", Text(F::MailFrom)),
    ("recipient", Text(F::MailTo)),
    ("subject", Text(F::MailSubject)),
    ("msg", Text(F::Message)),
    ("reason", Text(F::StatusDetail)),
    ("sessionID", Text(F::Session)),
]);

/// Other spellings of the same attributes.
static MORE_KEYS: Keys<Rule<Key>, 6> = Keys::new([
    ("SrcIP", Address(F::SourceIp)),
    ("DstIP", Address(F::DestinationIp)),
    ("srcport", Port(F::SourcePort)),
    ("dstport", Port(F::DestinationPort)),
    ("SerialNumber", Text(F::DeviceUid)),
    ("serial", Text(F::DeviceUid)),
]);

pub(crate) fn looks_like(body: &str) -> bool {
    body.starts_with("LEEF:")
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    const FEW: &str = "a header of LEEF with too few parts";
    let body = body.strip_prefix("LEEF:").ok_or("no header of LEEF")?;
    let (version, rest) = body.split_once('|').ok_or(FEW)?;
    let mut parts = [""; 4];
    let mut rest = rest;
    for part in &mut parts {
        (*part, rest) = rest.split_once('|').ok_or(FEW)?;
    }
    let [vendor, product, product_version, code] = parts;
    let mut separator = '\t';
    if version.trim().starts_with('2')
        && let Some((said, attributes)) = rest.split_once('|')
        && let Some(found) = separator_of(said)
    {
        (separator, rest) = (found, attributes);
    }
    named::set_vendor(event, vendor, product, product_version);
    event.reading("event", &code.into());
    common::set_text(event, Field::EventCode, "event", code);
    let mut line = Line::default();
    // Some relays turn tabs into spaces: then values end where another name begins.
    if separator == '\t' && !rest.contains('\t') {
        for (key, value) in super::cef::Extension::new(rest) {
            line.take(event, key, value);
        }
    } else {
        for pair in rest.split(separator) {
            match pair.split_once('=') {
                Some((key, value)) => line.take(event, key.trim(), value.into()),
                None if pair.trim().is_empty() => {}
                None => event.keep("", pair),
            }
        }
    }
    line.finish(context, event, code);
    Ok(())
}

/// `^`, `x09`, `0x09`, or nothing for a tab.
fn separator_of(text: &str) -> Option<char> {
    let text = text.trim_matches(' ');
    let code = text.strip_prefix("0x").or_else(|| text.strip_prefix('x'));
    if let Some(code) = code.filter(|code| !code.is_empty()) {
        return u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
    }
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (None, _) => Some('\t'),
        (Some(letter), None) => Some(letter),
        _ => None,
    }
}

#[derive(Default)]
struct Line<'l> {
    verb: Cow<'l, str>,
    time: Option<Cow<'l, str>>,
    severity: Option<Cow<'l, str>>,
}

impl<'l> Line<'l> {
    fn take(&mut self, event: &mut Event<'l>, key: &'l str, value: Cow<'l, str>) {
        let rule = KEYS.get(key).or_else(|| MORE_KEYS.get(key));
        let Some((special, value)) = apply(event, rule, key, value) else {
            return;
        };
        match special {
            Key::Time => self.time = Some(value),
            Key::Severity => self.severity = Some(value),
            Key::Method => common::set_http_method(event, key, value),
            Key::Action => {
                event.keep(key, value.clone());
                self.verb = value;
            }
            Key::Category => {
                common::set_text(event, Field::LogName, key, value.clone());
                common::set_text(event, Field::RuleCategory, key, value);
            }
            Key::TimeFormat => event.keep(key, value),
        }
    }

    fn finish(self, context: &Context<'_, 'l>, event: &mut Event<'l>, code: &'l str) {
        if let Some(Cow::Borrowed(severity)) = self.severity {
            named::set_severity(event, "sev", severity);
        }
        if let Some(time) = self.time {
            let millis = clock::epoch_millis(&time).or_else(|| super::cef::instant(&time, context));
            event.reading("devTime", &time);
            match millis {
                Some(millis) => event.set_integer(Field::Time, millis),
                None => event.keep("devTime", time),
            }
        }
        event.deriving();
        let words = event.text(Field::Message).unwrap_or(code).to_owned();
        named::classify(event, &words, &self.verb);
    }
}

#[cfg(test)]
mod tests;
