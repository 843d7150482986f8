//! Stormshield SNS: `id=firewall time="…" fw="…" tz=+0900 … logtype="…"`, the WebTrends format (WELF) with keys of
//! its own. WELF lines of other products that name no log are read in the same way.
//!
//! Bytes: `sent` went from the source to the destination (`bytes_out`). Time: `time` in the zone `tz`, without it in
//! that of the device's record; `startime` is when it began.

mod kinds;

use std::borrow::Cow;

use super::common::{self, Rule, apply};
use super::{Context, Outcome};
use crate::clock::{self, Civil};
use crate::event::Event;
use crate::field::Field as F;
use crate::pairs::{Keys, Pairs};

/// Keys that are not simply one field.
#[derive(Clone, Copy, Debug)]
enum Key {
    Time,
    Start,
    Zone,
    Priority,
    LogType,
    Action,
    Protocol,
    Port,
    Alarm,
    Error,
    Method,
    Virus,
    Sandbox,
}

use Rule::{Address, Country, Integer, Port, Protocol, Seconds, Special, Text};

static KEYS: Keys<Rule<Key>, 66> = Keys::new([
    ("time", Special(Key::Time)),
    ("startime", Special(Key::Start)),
    ("starttime", Special(Key::Start)),
    ("tz", Special(Key::Zone)),
    ("pri", Special(Key::Priority)),
    ("logtype", Special(Key::LogType)),
    ("action", Special(Key::Action)),
    ("proto", Special(Key::Protocol)),
    ("dstportname", Special(Key::Port)),
    ("alarmid", Special(Key::Alarm)),
    ("error", Special(Key::Error)),
    ("op", Special(Key::Method)),
    ("virus", Special(Key::Virus)),
    ("sandboxing", Special(Key::Sandbox)),
    ("ipproto", Protocol),
    ("fw", Text(F::DeviceName)),
    ("sn", Text(F::DeviceUid)),
    ("src", Address(F::SourceIp)),
    ("address", Address(F::SourceIp)),
    ("remote", Address(F::SourceIp)),
    ("srcport", Port(F::SourcePort)),
    ("srcname", Text(F::SourceHostname)),
    ("srcmac", Text(F::SourceMac)),
    ("srcif", Text(F::SourceInterface)),
    ("srcifname", Text(F::SourceZone)),
    ("srcgeo", Country(F::SourceCountry)),
    ("srccountry", Country(F::SourceCountry)),
    ("dst", Address(F::DestinationIp)),
    ("local", Address(F::DestinationIp)),
    ("dstport", Port(F::DestinationPort)),
    ("dstname", Text(F::DestinationHostname)),
    ("dstmac", Text(F::DestinationMac)),
    ("dstif", Text(F::DestinationInterface)),
    ("dstifname", Text(F::DestinationZone)),
    ("dstgeo", Country(F::DestinationCountry)),
    ("dstcountry", Country(F::DestinationCountry)),
    ("sent", Integer(F::BytesOut)),
    ("rcvd", Integer(F::BytesIn)),
    ("duration", Seconds(F::Duration)),
    ("repeat", Integer(F::Count)),
    ("ruleid", Text(F::PolicyUid)),
    ("rule", Text(F::PolicyUid)),
    ("rulename", Text(F::PolicyName)),
    ("user", Text(F::User)),
    ("domain", Text(F::UserDomain)),
    ("msg", Text(F::Message)),
    ("classification", Text(F::RuleCategory)),
    ("cat_site", Text(F::UrlCategory)),
    ("category", Text(F::UrlCategory)),
    ("arg", Text(F::UrlPath)),
    ("result", Text(F::StatusDetail)),
    ("agent", Text(F::UserAgent)),
    ("referer", Text(F::Referrer)),
    ("sni", Text(F::Sni)),
    ("sslversion", Text(F::TlsVersion)),
    ("filename", Text(F::FileName)),
    ("ads", Text(F::FileType)),
    ("hash", Text(F::FileHash)),
    ("dstuser", Text(F::TargetUser)),
    ("mailfrom", Text(F::MailFrom)),
    ("mailto", Text(F::MailTo)),
    ("method", Text(F::AuthProtocol)),
    ("phase", Text(F::TunnelUid)),
    ("tunnel", Text(F::TunnelName)),
    ("rulesid", Text(F::RuleUid)),
    ("sessionid", Text(F::Session)),
]);

/// How far into a line the marks are looked for.
const MARKS_WITHIN: usize = 4_096;

pub(crate) fn looks_like(body: &str) -> bool {
    if !body.starts_with("id=") {
        return false;
    }
    let front = &body.as_bytes()[..body.len().min(MARKS_WITHIN)];
    let has = |mark: &str| memchr::memmem::find(front, mark.as_bytes()).is_some();
    // SonicWall numbers its messages.
    has(" time=") && has(" fw=") && (has(" logtype=") || (!has(" m=") && !has(" sn=")))
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let mut reader = Reader::default();
    let mut pairs = 0;
    for pair in Pairs::new(body, &KEYS) {
        pairs += 1;
        if pair.key == "id" {
            continue;
        }
        if let Some((special, value)) = apply(event, pair.rule, pair.key, pair.value) {
            reader.take(event, special, pair.key, value);
        }
    }
    if pairs < 4 {
        return Err("a Stormshield line that ends before its values");
    }
    event.deriving();
    reader.finish(context, event);
    Ok(())
}

/// What is remembered of a line until all of it is known.
#[derive(Default)]
struct Reader<'l> {
    time: Option<Cow<'l, str>>,
    start: Option<Cow<'l, str>>,
    zone: Option<i32>,
    log: Cow<'l, str>,
    action: Cow<'l, str>,
    alarm: bool,
    error: Option<i64>,
    infected: bool,
}

impl<'l> Reader<'l> {
    fn take(&mut self, event: &mut Event<'l>, special: Key, key: &'l str, value: Cow<'l, str>) {
        match special {
            Key::Time => self.time = Some(value),
            Key::Start => self.start = Some(value),
            Key::Zone => match clock::offset_minutes(&value) {
                Some(minutes) => self.zone = Some(minutes),
                None => event.keep(key, value),
            },
            Key::Priority => match value.parse() {
                Ok(priority @ 0..=7_u8) => {
                    event.set_integer(F::Severity, common::severity_of_syslog(priority));
                }
                _ => event.keep(key, value),
            },
            Key::LogType => self.log = value,
            Key::Action => self.action = value,
            // What the appliance took it for; the transport stands in `ipproto`, in older versions in `proto` as well.
            Key::Protocol => match &*value {
                "tcp" | "udp" | "icmp" if !event.has(F::Protocol) => common::set_protocol(event, key, value),
                _ => common::set_text(event, F::Application, key, value),
            },
            Key::Port => match event.has(F::Application) {
                true => event.keep(key, value),
                false => common::set_text(event, F::Application, key, value),
            },
            Key::Alarm => {
                self.alarm = true;
                common::set_text(event, F::RuleUid, key, value);
            }
            Key::Error => match common::integer(&value) {
                Some(number) => self.error = Some(number),
                None => event.keep(key, value),
            },
            Key::Method => match common::http_activity(&value) {
                Some(_) => common::set_http_method(event, key, value),
                None => event.keep(key, value),
            },
            Key::Virus => {
                let word = value.to_ascii_lowercase();
                let clean = matches!(
                    word.as_str(),
                    "clean" | "none" | "no" | "not scanned" | "unscanned"
                );
                match clean {
                    true => event.keep(key, value),
                    false => {
                        self.infected = true;
                        common::set_text(event, F::MalwareName, key, value);
                    }
                }
            }
            Key::Sandbox => {
                self.infected |= value.eq_ignore_ascii_case("malicious");
                event.keep(key, value);
            }
        }
    }

    fn finish(self, context: &Context<'_, 'l>, event: &mut Event<'l>) {
        common::set_product(event, "Stormshield", "SNS");
        if let Some(minutes) = self.zone {
            event.set_integer(F::TimezoneOffset, i64::from(minutes));
        }
        for (field, key, text) in [
            (F::Time, "time", &self.time),
            (F::StartTime, "startime", &self.start),
        ] {
            let Some(text) = text else { continue };
            let civil = text
                .split_once(' ')
                .and_then(|(date, time)| Civil::from_texts(date, time));
            match civil {
                Some(civil) => event.set_integer(field, context.clock.millis(civil, self.zone)),
                None => event.keep(key, text.clone()),
            }
        }
        kinds::classify(&self, event);
        for (key, text) in [("logtype", self.log), ("action", self.action)] {
            if !text.is_empty() {
                event.keep(key, text);
            }
        }
    }
}

#[cfg(test)]
mod tests;
