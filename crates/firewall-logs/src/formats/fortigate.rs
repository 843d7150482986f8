//! Fortinet FortiGate: `key=value` of FortiOS 6 and 7, separated by spaces or commas, and the same keys within CEF.
//!
//! Bytes: `sentbyte` went from the source to the destination (`bytes_out`), `rcvdbyte` came back. Times: `eventtime` in
//! the unit that its digits tell; without it `date` and `time` in the zone `tz`, else in that of the device's record.

mod kinds;

use std::borrow::Cow;

use super::common::{self, Rule, apply};
use super::{Context, Outcome};
use crate::clock::{self, Civil};
use crate::event::{Event, Value};
use crate::field::Field;
use crate::pairs::{Keys, Pairs};

/// Keys that are not simply one field.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key {
    Date,
    Time,
    EventTime,
    Timestamp,
    Zone,
    Type,
    Subtype,
    Action,
    UtmAction,
    Status,
    Service,
    App,
    Url,
    Direction,
    Method,
    Severity,
    Level,
    Risk,
    AppRisk,
    LogDescription,
    Botnet,
    Size,
    Sender,
    Recipient,
    TunnelType,
    OtherUser,
    Initiator,
    Answers,
}

use Field as F;
use Rule::{Address, Country, Integer, Port, Protocol, Seconds, Special, Text};

pub(crate) static KEYS: Keys<Rule<Key>, 110> = Keys::new([
    ("date", Special(Key::Date)),
    ("time", Special(Key::Time)),
    ("eventtime", Special(Key::EventTime)),
    ("timestamp", Special(Key::Timestamp)),
    ("itime", Special(Key::Timestamp)),
    ("tz", Special(Key::Zone)),
    ("type", Special(Key::Type)),
    ("subtype", Special(Key::Subtype)),
    ("action", Special(Key::Action)),
    ("utmaction", Special(Key::UtmAction)),
    ("status", Special(Key::Status)),
    ("service", Special(Key::Service)),
    ("app", Special(Key::App)),
    ("url", Special(Key::Url)),
    ("direction", Special(Key::Direction)),
    ("dir", Special(Key::Direction)),
    ("httpmethod", Special(Key::Method)),
    ("severity", Special(Key::Severity)),
    ("level", Special(Key::Level)),
    ("pri", Special(Key::Level)),
    ("crlevel", Special(Key::Risk)),
    ("apprisk", Special(Key::AppRisk)),
    ("logdesc", Special(Key::LogDescription)),
    ("botnetdomain", Special(Key::Botnet)),
    ("botnetip", Special(Key::Botnet)),
    ("size", Special(Key::Size)),
    ("from", Special(Key::Sender)),
    ("to", Special(Key::Recipient)),
    ("tunneltype", Special(Key::TunnelType)),
    ("unauthuser", Special(Key::OtherUser)),
    ("xauthuser", Special(Key::OtherUser)),
    ("dstuser", Text(F::TargetUser)),
    ("devname", Text(F::DeviceName)),
    ("devid", Text(F::DeviceUid)),
    ("logid", Text(F::EventCode)),
    ("log_id", Text(F::EventCode)),
    ("logver", Text(F::ProductVersion)),
    ("eventid", Text(F::EventUid)),
    ("event_id", Text(F::EventUid)),
    ("init", Special(Key::Initiator)),
    ("srcip", Address(F::SourceIp)),
    ("src", Address(F::SourceIp)),
    ("srcport", Port(F::SourcePort)),
    ("src_port", Port(F::SourcePort)),
    ("srcname", Text(F::SourceHostname)),
    ("srcmac", Text(F::SourceMac)),
    ("mastersrcmac", Text(F::SourceMac)),
    ("srcintf", Text(F::SourceInterface)),
    ("src_int", Text(F::SourceInterface)),
    ("srccountry", Country(F::SourceCountry)),
    ("dstip", Address(F::DestinationIp)),
    ("dst", Address(F::DestinationIp)),
    ("dstport", Port(F::DestinationPort)),
    ("dst_port", Port(F::DestinationPort)),
    ("dstname", Text(F::DestinationHostname)),
    ("dst_host", Text(F::DestinationHostname)),
    ("dstmac", Text(F::DestinationMac)),
    ("dstintf", Text(F::DestinationInterface)),
    ("dst_int", Text(F::DestinationInterface)),
    ("dstcountry", Country(F::DestinationCountry)),
    ("outintf", Text(F::DestinationInterface)),
    ("remip", Address(F::SourceIp)),
    ("remport", Port(F::SourcePort)),
    ("locip", Address(F::DestinationIp)),
    ("locport", Port(F::DestinationPort)),
    ("proto", Protocol),
    ("sessionid", Text(F::Session)),
    ("session_id", Text(F::Session)),
    ("sentbyte", Integer(F::BytesOut)),
    ("rcvdbyte", Integer(F::BytesIn)),
    ("sentpkt", Integer(F::PacketsOut)),
    ("rcvdpkt", Integer(F::PacketsIn)),
    ("duration", Seconds(F::Duration)),
    ("count", Integer(F::Count)),
    ("policyid", Text(F::PolicyUid)),
    ("policy_id", Text(F::PolicyUid)),
    ("policyname", Text(F::PolicyName)),
    ("user", Text(F::User)),
    ("group", Text(F::UserGroup)),
    ("msg", Text(F::Message)),
    ("reason", Text(F::StatusDetail)),
    ("attack", Text(F::RuleName)),
    ("attackid", Text(F::RuleUid)),
    ("appid", Text(F::RuleUid)),
    ("appcat", Text(F::RuleCategory)),
    ("virus", Text(F::MalwareName)),
    ("virusid", Text(F::MalwareUid)),
    ("filename", Text(F::FileName)),
    ("file", Text(F::FileName)),
    ("filetype", Text(F::FileType)),
    ("filesize", Integer(F::FileSize)),
    ("analyticscksum", Text(F::FileHash)),
    ("filehash", Text(F::FileHash)),
    ("hostname", Text(F::UrlHostname)),
    ("catdesc", Text(F::UrlCategory)),
    ("agent", Text(F::UserAgent)),
    ("referralurl", Text(F::Referrer)),
    ("httpcode", Integer(F::HttpStatus)),
    ("sni", Text(F::Sni)),
    ("tlsver", Text(F::TlsVersion)),
    ("qname", Text(F::QueryHostname)),
    ("qtype", Text(F::QueryType)),
    ("ipaddr", Special(Key::Answers)),
    ("sender", Text(F::MailFrom)),
    ("recipient", Text(F::MailTo)),
    ("subject", Text(F::MailSubject)),
    ("vpntunnel", Text(F::TunnelName)),
    ("tunnelid", Text(F::TunnelUid)),
    ("authproto", Text(F::AuthProtocol)),
    ("seqnum", Integer(F::Sequence)),
]);

pub(crate) fn looks_like(body: &str) -> bool {
    const FIRST: [&str; 9] = [
        "date=",
        "devname=",
        "timestamp=",
        "logver=",
        "eventtime=",
        "devid=",
        "itime=",
        "logid=",
        "type=",
    ];
    let first = FIRST.iter().any(|key| body.starts_with(key));
    // An older Sophos begins with a date as well.
    first && !body.get(30..).is_some_and(|rest| rest.starts_with("timezone="))
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let separator = memchr::memchr2(b' ', b',', body.as_bytes()).map_or(b' ', |place| body.as_bytes()[place]);
    let mut reader = Reader::default();
    Pairs::separated(body, &KEYS, separator).each(|pair| {
        reader.take(event, pair.key, pair.rule, pair.value);
    });
    reader.finish(context, event)
}

/// What is remembered of a line until all of it is known.
#[derive(Default)]
pub(crate) struct Reader<'l> {
    date: Option<Cow<'l, str>>,
    time: Option<Cow<'l, str>>,
    event_time: Option<i64>,
    zone: Option<i32>,
    kind: Cow<'l, str>,
    subtype: Cow<'l, str>,
    action: Cow<'l, str>,
    utm_action: Cow<'l, str>,
    status: Cow<'l, str>,
    service: Option<Cow<'l, str>>,
    app: Option<Cow<'l, str>>,
    severity: Option<i64>,
    description: Option<Cow<'l, str>>,
    tunnel_type: Option<Cow<'l, str>>,
    other_user: Option<(&'l str, Cow<'l, str>)>,
    size: Option<Cow<'l, str>>,
    botnet: bool,
    by_us: bool,
}

impl<'l> Reader<'l> {
    /// Takes one pair.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as for `apply`")]
    pub(crate) fn take(
        &mut self,
        event: &mut Event<'l>,
        key: &'l str,
        rule: Option<Rule<Key>>,
        value: Cow<'l, str>,
    ) {
        if let Some((special, value)) = apply(event, rule, key, value) {
            self.take_special(event, special, key, value);
        }
    }

    fn take_special(&mut self, event: &mut Event<'l>, special: Key, key: &'l str, value: Cow<'l, str>) {
        match special {
            Key::Date => self.date = Some(value),
            Key::Time => self.time = Some(value),
            Key::EventTime => match clock::epoch_millis(&value) {
                Some(millis) => {
                    self.event_time = Some(millis);
                    event.set_integer(Field::Time, millis);
                }
                None => event.keep(key, value),
            },
            Key::Timestamp => match clock::epoch_millis(&value) {
                Some(millis) if self.event_time.is_none() => {
                    self.event_time = Some(millis);
                    event.set_integer(Field::Time, millis);
                }
                _ => event.keep(key, value),
            },
            Key::Zone => match clock::offset_minutes(&value) {
                Some(minutes) => {
                    self.zone = Some(minutes);
                    event.set_integer(Field::TimezoneOffset, i64::from(minutes));
                }
                None => event.keep(key, value),
            },
            Key::Type => self.kind = value,
            Key::Subtype => self.subtype = value,
            Key::Action => once(&mut self.action, event, key, value),
            Key::UtmAction => self.utm_action = value,
            Key::Status => once(&mut self.status, event, key, value),
            Key::Service => self.service = Some(value),
            Key::App => self.app = Some(value),
            Key::Url => set_url(event, key, value),
            Key::Direction => match &*value {
                "incoming" | "inbound" => event.set_integer(Field::Direction, 1),
                "outgoing" | "outbound" => event.set_integer(Field::Direction, 2),
                _ => event.keep(key, value),
            },
            Key::Method => common::set_http_method(event, key, value),
            Key::Severity => match common::severity_of_level(&value) {
                Some(severity) => self.severity = Some(severity),
                None => event.keep(key, value),
            },
            Key::Level => common::set_level(event, key, value),
            Key::Risk => set_risk(event, key, value),
            Key::AppRisk => match event.has(Field::RiskLevel) {
                true => event.keep(key, value),
                false => set_risk(event, key, value),
            },
            Key::LogDescription => self.description = Some(value),
            Key::Botnet => {
                self.botnet = true;
                event.keep(key, value);
            }
            Key::Size => self.size = Some(value),
            Key::Sender => common::set_text(event, Field::MailFrom, key, value),
            Key::Recipient => common::set_text(event, Field::MailTo, key, value),
            Key::TunnelType => self.tunnel_type = Some(value),
            Key::Initiator => {
                self.by_us = value == "local";
                event.keep(key, value);
            }
            Key::Answers => match value.split_once(',') {
                Some((first, _)) => {
                    common::set_text(event, Field::Answer, key, first.trim().to_owned());
                    event.keep(key, value);
                }
                None => common::set_text(event, Field::Answer, key, value),
            },
            Key::OtherUser => match self.other_user {
                None if !common::is_nothing(&value) => self.other_user = Some((key, value)),
                _ => event.keep(key, value),
            },
        }
    }

    /// Sets what follows from several pairs.
    pub(crate) fn finish(mut self, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
        if self.kind.is_empty() && !event.has(Field::EventCode) {
            return Err("a FortiGate line without type and logid");
        }
        event.deriving();
        common::set_product(event, "Fortinet", "FortiGate");
        self.set_times(context, event);
        self.set_names(event);
        if let Some(severity) = self.severity {
            event.set_integer(Field::Severity, severity);
        }
        if self.by_us && self.subtype == "vpn" {
            // `remip` is the other side, which began unless the line says that this one did.
            event.swap(Field::SourceIp, Field::DestinationIp);
            event.swap(Field::SourcePort, Field::DestinationPort);
        }
        kinds::classify(&self, event);
        event.reading("status", &self.status);
        if !event.has(Field::StatusDetail) && !self.status.is_empty() {
            event.set(Field::StatusDetail, Value::Text(self.status));
        } else if !self.status.is_empty() {
            event.keep("status", self.status);
        }
        if !self.action.is_empty() {
            event.keep("action", self.action);
        }
        if !self.utm_action.is_empty() {
            event.keep("utmaction", self.utm_action);
        }
        Ok(())
    }

    /// `eventtime` where it is said; else the date and time of the device.
    fn set_times(&mut self, context: &Context<'_, 'l>, event: &mut Event<'l>) {
        let texts = self.date.as_deref().zip(self.time.as_deref());
        let civil = texts.and_then(|(date, time)| Civil::from_texts(date, time));
        let device = civil.map(|civil| context.clock.millis(civil, self.zone));
        if let Some(date) = &self.date {
            event.reading("date", date);
        }
        if let (None, Some(time)) = (self.event_time, device) {
            event.set_integer(Field::Time, time);
        }
        let differ = match (self.event_time, device) {
            (Some(one), Some(other)) => one.abs_diff(other) > 1999,
            (_, device) => device.is_none(),
        };
        if differ && let Some((date, time)) = texts {
            event.set_text(Field::OriginalTime, format!("{date} {time}"));
        }
    }

    /// Names that several keys compete for.
    fn set_names(&mut self, event: &mut Event<'l>) {
        for (key, value) in [("app", self.app.take()), ("service", self.service.take())] {
            if let Some(value) = value {
                event.reading(key, &value);
                common::set_text(event, Field::Application, key, value);
            }
        }
        if let Some((key, value)) = self.other_user.take() {
            event.reading(key, &value);
            common::set_text(event, Field::User, key, value);
        }
        if let Some(value) = self.tunnel_type.take() {
            event.reading("tunneltype", &value);
            common::set_text(event, Field::TunnelName, "tunneltype", value);
        }
        if let Some(value) = self.description.take() {
            event.reading("logdesc", &value);
            common::set_text(event, Field::Message, "logdesc", value);
        }
        if let Some(value) = self.size.take() {
            let field = match &*self.subtype {
                "emailfilter" => Field::MailSize,
                _ => Field::FileSize,
            };
            event.reading("size", &value);
            common::set_integer(event, field, "size", value);
        }
        event.deriving();
    }
}

/// Keeps the first of two values as the one that counts.
fn once<'l>(place: &mut Cow<'l, str>, event: &mut Event<'l>, key: &'l str, value: Cow<'l, str>) {
    match place.is_empty() {
        true => *place = value,
        false => event.keep(key, value),
    }
}

/// A whole address, or a path on the host that another key names.
fn set_url<'l>(event: &mut Event<'l>, key: &'l str, value: Cow<'l, str>) {
    let field = match value.contains("://") {
        true => Field::Url,
        false => Field::UrlPath,
    };
    common::set_text(event, field, key, value);
}

/// `risk_level_id`.
fn set_risk<'l>(event: &mut Event<'l>, key: &'l str, value: Cow<'l, str>) {
    let level = match &*value {
        "low" => 1,
        "medium" | "elevated" => 2,
        "high" => 3,
        "critical" => 4,
        _ => return event.keep(key, value),
    };
    event.set_integer(Field::RiskLevel, level);
}

#[cfg(test)]
mod tests;
