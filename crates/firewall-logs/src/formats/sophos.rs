//! Sophos Firewall (SFOS, also as XG and XGS): `key=value` with `log_type` and `log_component`, the names of version 18
//! and of those before; and Sophos UTM 9: `id="…" severity="…" sys="…" sub="…"`.
//!
//! Times: `timestamp` with its offset; `date` and `time` with `timezone` where its abbreviation has one meaning, else in
//! the zone of the device's record.

mod kinds;
mod utm;

use std::borrow::Cow;

use super::common::{self, Rule, apply};
use super::{Context, Outcome};
use crate::clock::{self, Civil};
use crate::event::Event;
use crate::field::Field;
use crate::pairs::{Keys, Pairs};

#[derive(Clone, Copy, Debug)]
enum Key {
    Date,
    Time,
    Timestamp,
    Zone,
    Type,
    Component,
    Subtype,
    Status,
    MailAction,
    SourceZoneType,
    DestinationZoneType,
    Method,
    Direction,
    Connection,
    HttpStatus,
    ResponseTime,
}

use Field as F;
use Rule::{Address, Country, Integer, Level, Port, Protocol, Seconds, Special, Text};

static KEYS: Keys<Rule<Key>, 112> = Keys::new([
    ("date", Special(Key::Date)),
    ("time", Special(Key::Time)),
    ("timestamp", Special(Key::Timestamp)),
    ("timezone", Special(Key::Zone)),
    ("log_type", Special(Key::Type)),
    ("log_component", Special(Key::Component)),
    ("log_subtype", Special(Key::Subtype)),
    ("status", Special(Key::Status)),
    ("spamaction", Special(Key::MailAction)),
    ("spam_action", Special(Key::MailAction)),
    ("action", Special(Key::MailAction)),
    ("srczonetype", Special(Key::SourceZoneType)),
    ("src_zone_type", Special(Key::SourceZoneType)),
    ("dstzonetype", Special(Key::DestinationZoneType)),
    ("dst_zone_type", Special(Key::DestinationZoneType)),
    ("method", Special(Key::Method)),
    ("FTP_direction", Special(Key::Direction)),
    ("ftp_direction", Special(Key::Direction)),
    ("connevent", Special(Key::Connection)),
    ("con_event", Special(Key::Connection)),
    ("priority", Level),
    ("severity", Level),
    ("log_id", Text(F::EventCode)),
    ("messageid", Text(F::EventCode)),
    ("device_name", Text(F::DeviceName)),
    ("device_id", Text(F::DeviceUid)),
    ("device_serial_id", Text(F::DeviceUid)),
    ("eventid", Text(F::EventUid)),
    ("event_id", Text(F::EventUid)),
    ("duration", Seconds(F::Duration)),
    ("log_occurrence", Integer(F::Count)),
    ("message", Text(F::Message)),
    ("reason", Text(F::StatusDetail)),
    ("src_ip", Address(F::SourceIp)),
    ("sourceip", Address(F::SourceIp)),
    ("remote_ip", Address(F::SourceIp)),
    ("ipaddress", Address(F::SourceIp)),
    ("reported_ip", Address(F::SourceIp)),
    ("src_port", Port(F::SourcePort)),
    ("src_mac", Text(F::SourceMac)),
    ("reported_host", Text(F::SourceHostname)),
    ("client_host_name", Text(F::SourceHostname)),
    ("in_interface", Text(F::SourceInterface)),
    ("srczone", Text(F::SourceZone)),
    ("src_zone", Text(F::SourceZone)),
    ("src_country_code", Country(F::SourceCountry)),
    ("src_country", Country(F::SourceCountry)),
    ("dst_ip", Address(F::DestinationIp)),
    ("destinationip", Address(F::DestinationIp)),
    ("localip", Address(F::DestinationIp)),
    ("dst_port", Port(F::DestinationPort)),
    ("dst_mac", Text(F::DestinationMac)),
    ("dstdomain", Text(F::DestinationHostname)),
    ("out_interface", Text(F::DestinationInterface)),
    ("dstzone", Text(F::DestinationZone)),
    ("dst_zone", Text(F::DestinationZone)),
    ("dst_country_code", Country(F::DestinationCountry)),
    ("dst_country", Country(F::DestinationCountry)),
    ("protocol", Protocol),
    ("connid", Text(F::Session)),
    ("con_id", Text(F::Session)),
    ("sent_bytes", Integer(F::BytesOut)),
    ("bytes_sent", Integer(F::BytesOut)),
    ("bytessent", Integer(F::BytesIn)),
    ("recv_bytes", Integer(F::BytesIn)),
    ("bytes_received", Integer(F::BytesIn)),
    ("bytesrcv", Integer(F::BytesOut)),
    ("sent_pkts", Integer(F::PacketsOut)),
    ("packets_sent", Integer(F::PacketsOut)),
    ("recv_pkts", Integer(F::PacketsIn)),
    ("packets_received", Integer(F::PacketsIn)),
    ("application", Text(F::Application)),
    ("app_name", Text(F::Application)),
    ("application_name", Text(F::Application)),
    ("application_category", Text(F::RuleCategory)),
    ("app_category", Text(F::RuleCategory)),
    ("fw_rule_id", Text(F::PolicyUid)),
    ("fw_rule_name", Text(F::PolicyName)),
    ("policy_name", Text(F::PolicyName)),
    ("signature_id", Text(F::RuleUid)),
    ("signature_msg", Text(F::RuleName)),
    ("classification", Text(F::RuleCategory)),
    ("virus", Text(F::MalwareName)),
    ("threatname", Text(F::MalwareName)),
    ("user_name", Text(F::User)),
    ("user", Text(F::User)),
    ("user_gp", Text(F::UserGroup)),
    ("user_group", Text(F::UserGroup)),
    ("usergroupname", Text(F::UserGroup)),
    ("url", Text(F::Url)),
    ("domain", Text(F::UrlHostname)),
    ("domainname", Text(F::UrlHostname)),
    ("website", Text(F::UrlHostname)),
    ("server", Text(F::UrlHostname)),
    ("category", Text(F::UrlCategory)),
    ("http_category", Text(F::UrlCategory)),
    ("site_category", Text(F::UrlCategory)),
    ("user_agent", Text(F::UserAgent)),
    ("http_user_agent", Text(F::UserAgent)),
    ("useragent", Text(F::UserAgent)),
    ("referer", Text(F::Referrer)),
    ("status_code", Integer(F::HttpStatus)),
    ("httpstatus", Integer(F::HttpStatus)),
    ("from_email_address", Text(F::MailFrom)),
    ("to_email_address", Text(F::MailTo)),
    ("email_subject", Text(F::MailSubject)),
    ("subject", Text(F::MailSubject)),
    ("mailsize", Integer(F::MailSize)),
    ("filename", Text(F::FileName)),
    ("filetype", Text(F::FileType)),
    ("contenttype", Text(F::FileType)),
    ("content_type", Text(F::FileType)),
]);

static MORE_KEYS: Keys<Rule<Key>, 14> = Keys::new([
    ("filesize", Integer(F::FileSize)),
    ("file_size", Integer(F::FileSize)),
    ("file_name", Text(F::FileName)),
    ("sha1sum", Text(F::FileHash)),
    ("sha256sum", Text(F::FileHash)),
    ("connectionname", Text(F::TunnelName)),
    ("auth_mechanism", Text(F::AuthProtocol)),
    ("source", Text(F::UrlHostname)),
    ("http_status", Special(Key::HttpStatus)),
    ("responsetime", Special(Key::ResponseTime)),
    ("localinterfaceip", Address(F::SourceIp)),
    ("remoteinterfaceip", Address(F::DestinationIp)),
    ("httpresponsecode", Integer(F::HttpStatus)),
    ("dst_domain", Text(F::DestinationHostname)),
]);

pub(crate) fn looks_like(body: &str) -> bool {
    let sfos = body.starts_with("device=\"") || body.starts_with("device_name=") || body.starts_with("date=");
    sfos && body.contains(" log_type=") || utm::looks_like(body)
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    if utm::looks_like(body) {
        return utm::parse(body, context, event);
    }
    let mut line = Line::default();
    for pair in Pairs::new(body, &KEYS) {
        let rule = pair.rule.or_else(|| MORE_KEYS.get(pair.key));
        if let Some((key, value)) = apply(event, rule, pair.key, pair.value) {
            line.take(event, key, pair.key, value);
        }
    }
    if line.kind.is_empty() {
        return Err("a Sophos line without log_type");
    }
    event.deriving();
    common::set_product(event, "Sophos", "Sophos Firewall");
    line.set_time(context, event);
    kinds::classify(&line, event);
    Ok(())
}

/// What is remembered of a line until all of it is known.
#[derive(Default)]
struct Line<'l> {
    date: Cow<'l, str>,
    time: Cow<'l, str>,
    timestamp: Cow<'l, str>,
    zone: Cow<'l, str>,
    kind: Cow<'l, str>,
    component: Cow<'l, str>,
    subtype: Cow<'l, str>,
    status: Cow<'l, str>,
    mail_action: Cow<'l, str>,
    zones: (Cow<'l, str>, Cow<'l, str>),
    direction: Cow<'l, str>,
    connection: Cow<'l, str>,
}

impl<'l> Line<'l> {
    fn take(&mut self, event: &mut Event<'l>, key: Key, name: &'l str, value: Cow<'l, str>) {
        let (place, kept) = match key {
            Key::Date => (&mut self.date, false),
            Key::Time => (&mut self.time, false),
            Key::Timestamp => (&mut self.timestamp, false),
            Key::Zone => (&mut self.zone, true),
            Key::Type => (&mut self.kind, false),
            Key::Component => (&mut self.component, false),
            Key::Subtype => (&mut self.subtype, true),
            Key::Status => (&mut self.status, true),
            Key::MailAction => (&mut self.mail_action, true),
            Key::SourceZoneType => (&mut self.zones.0, true),
            Key::DestinationZoneType => (&mut self.zones.1, true),
            Key::Direction => (&mut self.direction, true),
            Key::Connection => (&mut self.connection, true),
            // 0 stands for a request that had no answer yet.
            Key::HttpStatus if value == "0" => return,
            Key::HttpStatus => return common::set_integer(event, Field::HttpStatus, name, value),
            // In microseconds.
            Key::ResponseTime => match common::integer(&value) {
                Some(micros) if !event.has(Field::Duration) => {
                    return event.set_integer(Field::Duration, micros / 1000);
                }
                _ => return event.keep(name, value),
            },
            Key::Method => return common::set_http_method(event, name, value),
        };
        if value.is_empty() {
            return;
        }
        if kept || !place.is_empty() {
            event.keep(name, value.clone());
        }
        if place.is_empty() {
            *place = value;
        }
    }

    fn set_time(&self, context: &Context<'_, 'l>, event: &mut Event<'l>) {
        let (civil, minutes) = match clock::iso(&self.timestamp) {
            Some(time) => time,
            None => match Civil::from_texts(&self.date, &self.time) {
                Some(civil) => (civil, clock::zone_minutes(&self.zone)),
                None => {
                    if let Some(millis) = clock::epoch_millis(&self.timestamp) {
                        event.set_integer(Field::Time, millis);
                    }
                    return;
                }
            },
        };
        event.set_integer(Field::Time, context.clock.millis(civil, minutes));
        if let Some(minutes) = minutes {
            event.set_integer(Field::TimezoneOffset, i64::from(minutes));
        }
    }
}

#[cfg(test)]
mod tests;
