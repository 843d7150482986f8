//! Check Point: `[action:"Drop"; src:"…"; …]` behind a header of RFC 5424 (Log Exporter, syslog), the same keys as
//! structured data (`[Fields@1.3.6.1.4.1.2620 src="…" …]`) and as `key=value|key=value` (Log Exporter, Splunk).
//!
//! Bytes: what the client sent is `client_inbound_bytes` (inbound at the gateway), what the server sent
//! `server_inbound_bytes`.

mod kinds;
mod pairs;

use std::borrow::Cow;

use super::common::{self, Rule, apply};
use super::{Context, Outcome};
use crate::clock;
use crate::event::{Event, Value};
use crate::field::Field as F;
use crate::pairs::Keys;

/// Keys that are not simply one field.
#[derive(Clone, Copy, Debug)]
enum Key {
    Time,
    Start,
    End,
    Product,
    Action,
    RuleAction,
    Operation,
    Interface,
    Direction,
    Service,
    Application,
    User,
    TargetUser,
    Severity,
    Method,
    Resource,
    Status,
    MalwareAction,
    Hash,
    Message,
}

use Rule::{Address, Country, Integer, Port, Protocol, Special, Text};

static KEYS: Keys<Rule<Key>, 86> = Keys::new([
    ("time", Special(Key::Time)),
    ("start_time", Special(Key::Start)),
    ("end_time", Special(Key::End)),
    ("lastupdatetime", Special(Key::End)),
    ("product", Special(Key::Product)),
    ("ProductName", Special(Key::Product)),
    ("action", Special(Key::Action)),
    ("rule_action", Special(Key::RuleAction)),
    ("operation", Special(Key::Operation)),
    ("ifname", Special(Key::Interface)),
    ("ifdir", Special(Key::Direction)),
    ("service_id", Special(Key::Service)),
    ("appi_name", Special(Key::Application)),
    ("app_name", Special(Key::Application)),
    ("user", Special(Key::User)),
    ("src_user_name", Special(Key::User)),
    ("administrator", Special(Key::User)),
    ("dst_user_name", Special(Key::TargetUser)),
    ("severity", Special(Key::Severity)),
    ("method", Special(Key::Method)),
    ("http_method", Special(Key::Method)),
    ("resource", Special(Key::Resource)),
    ("url", Special(Key::Resource)),
    ("auth_status", Special(Key::Status)),
    ("audit_status", Special(Key::Status)),
    ("status", Special(Key::Status)),
    ("malware_action", Special(Key::MalwareAction)),
    ("file_md5", Special(Key::Hash)),
    ("file_sha1", Special(Key::Hash)),
    ("file_sha256", Special(Key::Hash)),
    ("loguid", Text(F::EventUid)),
    ("sequencenum", Integer(F::Sequence)),
    ("origin", Address(F::DeviceIp)),
    ("hostname", Text(F::DeviceHostname)),
    ("origin_name", Text(F::DeviceName)),
    ("src", Address(F::SourceIp)),
    ("client_ip", Address(F::SourceIp)),
    ("s_port", Port(F::SourcePort)),
    ("sport_svc", Port(F::SourcePort)),
    ("src_machine_name", Text(F::SourceHostname)),
    ("mac_source_address", Text(F::SourceMac)),
    ("src_country", Country(F::SourceCountry)),
    ("client_inbound_interface", Text(F::SourceInterface)),
    ("server_outbound_interface", Text(F::DestinationInterface)),
    ("inzone", Text(F::SourceZone)),
    ("dst", Address(F::DestinationIp)),
    ("service", Port(F::DestinationPort)),
    ("svc", Port(F::DestinationPort)),
    ("dst_machine_name", Text(F::DestinationHostname)),
    ("mac_destination_address", Text(F::DestinationMac)),
    ("dst_country", Country(F::DestinationCountry)),
    ("outzone", Text(F::DestinationZone)),
    ("proto", Protocol),
    ("client_inbound_bytes", Integer(F::BytesOut)),
    ("sent_bytes", Integer(F::BytesOut)),
    ("server_inbound_bytes", Integer(F::BytesIn)),
    ("received_bytes", Integer(F::BytesIn)),
    ("client_inbound_packets", Integer(F::PacketsOut)),
    ("server_inbound_packets", Integer(F::PacketsIn)),
    ("session_id", Text(F::Session)),
    ("rule_name", Text(F::PolicyName)),
    ("rule_uid", Text(F::PolicyUid)),
    ("protection_name", Text(F::RuleName)),
    ("attack_info", Text(F::RuleName)),
    ("protection_id", Text(F::RuleUid)),
    ("attack", Text(F::RuleCategory)),
    ("protection_type", Text(F::RuleCategory)),
    ("malware_family", Text(F::MalwareName)),
    ("matched_category", Text(F::UrlCategory)),
    ("app_category", Text(F::UrlCategory)),
    ("http_host", Text(F::UrlHostname)),
    ("user_agent", Text(F::UserAgent)),
    ("web_client_type", Text(F::UserAgent)),
    ("referrer", Text(F::Referrer)),
    ("http_status", Integer(F::HttpStatus)),
    ("tls_server_host_name", Text(F::Sni)),
    ("dns_query", Text(F::QueryHostname)),
    ("dns_type", Text(F::QueryType)),
    ("from", Text(F::MailFrom)),
    ("to", Text(F::MailTo)),
    ("email_subject", Text(F::MailSubject)),
    ("file_name", Text(F::FileName)),
    ("file_type", Text(F::FileType)),
    ("file_size", Integer(F::FileSize)),
    ("src_user_group", Text(F::UserGroup)),
    ("auth_method", Text(F::AuthProtocol)),
]);

/// Keys that hold a sentence, the best first.
const SENTENCES: [&str; 9] = [
    "sys_message",
    "message_info",
    "message",
    "reason",
    "description",
    "subject",
    "default_device_message",
    "information",
    "system_alert_message",
];

pub(crate) fn looks_like(body: &str) -> bool {
    pairs::start(body).is_some()
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let Some(pairs) = pairs::start(body) else {
        return Err("a Check Point line without pairs");
    };
    let mut reader = Reader::default();
    for (key, value) in pairs {
        let rule = match SENTENCES.contains(&key) {
            true => Some(Special(Key::Message)),
            false => KEYS.get(key),
        };
        if value.is_empty() {
            continue;
        }
        if let Some((special, value)) = apply(event, rule, key, value) {
            reader.take(context, event, special, key, value);
        }
        reader.pairs += 1;
    }
    if reader.pairs < 2 {
        return Err("a Check Point line that ends before its values");
    }
    if let (false, None) = (event.has(F::Time), context.header.time) {
        set_damaged_time(context, event, body);
    }
    reader.finish(event);
    Ok(())
}

/// What is remembered of a line until all of it is known.
#[derive(Default)]
struct Reader<'l> {
    pairs: usize,
    product: Cow<'l, str>,
    action: Cow<'l, str>,
    operation: Cow<'l, str>,
    status: Cow<'l, str>,
    malware_action: Cow<'l, str>,
    direction: Cow<'l, str>,
    interface: Option<Cow<'l, str>>,
    service: Option<Cow<'l, str>>,
    /// The sentence, where it stands in [`SENTENCES`], and its key.
    message: Option<(usize, &'l str, Cow<'l, str>)>,
}

impl<'l> Reader<'l> {
    fn take(
        &mut self,
        context: &Context<'_, 'l>,
        event: &mut Event<'l>,
        special: Key,
        key: &'l str,
        value: Cow<'l, str>,
    ) {
        match special {
            Key::Time => set_time(context, event, F::Time, key, value),
            Key::Start => set_time(context, event, F::StartTime, key, value),
            Key::End => set_time(context, event, F::EndTime, key, value),
            Key::Product => self.product = value,
            Key::Action => self.action = value,
            Key::RuleAction => {
                if self.action.is_empty() {
                    self.action = value.clone();
                }
                event.keep(key, value);
            }
            Key::Operation => self.operation = value,
            Key::Interface => self.interface = Some(value),
            Key::Direction => {
                match &*value {
                    "inbound" => event.set_integer(F::Direction, 1),
                    "outbound" => event.set_integer(F::Direction, 2),
                    _ => event.keep(key, value.clone()),
                }
                self.direction = value;
            }
            Key::Service => self.service = Some(value),
            Key::Application => common::set_text(event, F::Application, key, value),
            Key::User => set_user(event, F::User, key, value),
            Key::TargetUser => set_user(event, F::TargetUser, key, value),
            Key::Severity => match severity(&value) {
                Some(severity) => event.set_integer(F::Severity, severity),
                None => event.keep(key, value),
            },
            Key::Method => common::set_http_method(event, key, value),
            Key::Resource => set_url(event, key, value),
            Key::Status => self.status = value,
            Key::MalwareAction => {
                self.malware_action = value.clone();
                event.keep(key, value);
            }
            Key::Hash => set_hash(event, key, value),
            Key::Message => self.take_sentence(event, key, value),
        }
    }

    fn take_sentence(&mut self, event: &mut Event<'l>, key: &'l str, value: Cow<'l, str>) {
        let place = SENTENCES
            .iter()
            .position(|known| *known == key)
            .unwrap_or(SENTENCES.len());
        match &self.message {
            Some((before, ..)) if *before <= place => event.keep(key, value),
            _ => {
                if let Some((_, key, worse)) = self.message.replace((place, key, value)) {
                    event.keep(key, worse);
                }
            }
        }
    }

    fn finish(mut self, event: &mut Event<'l>) {
        event.deriving();
        if let Some((_, key, text)) = self.message.take() {
            event.reading(key, &text);
            event.set_text(F::Message, text);
            event.deriving();
        }
        if let Some(interface) = self.interface.take() {
            let field = match &*self.direction {
                "outbound" => F::DestinationInterface,
                _ => F::SourceInterface,
            };
            common::set_text(event, field, "ifname", interface);
        }
        if let Some(service) = self.service.take() {
            common::set_text(event, F::Application, "service_id", service);
        }
        event.set_text(F::VendorName, "Check Point");
        if !self.product.is_empty() {
            event.set_text(F::ProductName, self.product.clone());
        }
        kinds::classify(&self, event);
        for (key, text) in [("action", self.action), ("operation", self.operation)] {
            if !text.is_empty() {
                event.keep(key, text);
            }
        }
        common::set_text(event, F::StatusDetail, "status", self.status);
    }
}

/// Some gateways west of Greenwich write `1 2026-11-03T09:05:07--5:00 `, which no header has.
fn set_damaged_time(context: &Context<'_, '_>, event: &mut Event<'_>, body: &str) {
    let word = body.split(' ').take(2).find(|word| word.len() > 19);
    let Some((time, zone)) = word.and_then(|word| word.split_at_checked(19)) else {
        return;
    };
    if let Some((civil, _)) = clock::iso(time) {
        let minutes = clock::offset_minutes(zone.strip_prefix('-').unwrap_or(zone));
        event.set_integer(F::Time, context.clock.millis(civil, minutes));
    }
}

/// Seconds or milliseconds since 1970, or a date.
fn set_time<'l>(
    context: &Context<'_, 'l>,
    event: &mut Event<'l>,
    field: F,
    key: &'l str,
    value: Cow<'l, str>,
) {
    if let Some(millis) = clock::epoch_millis(&value) {
        return event.set_integer(field, millis);
    }
    match clock::iso(&value) {
        Some((civil, minutes)) => event.set_integer(field, context.clock.millis(civil, minutes)),
        None => event.keep(key, value),
    }
}

/// `Minamino (a.minamino)`: the account stands in the brackets.
fn set_user<'l>(event: &mut Event<'l>, field: F, key: &'l str, value: Cow<'l, str>) {
    let account = value
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once(" ("))
        .map(|(_, account)| account.to_owned());
    let (name, domain) = match (account, value.split_once('@')) {
        (Some(account), _) => (account, None),
        (None, Some((user, domain))) => (user.to_owned(), Some(domain.to_owned())),
        (None, None) => return common::set_text(event, field, key, value),
    };
    common::set_text(event, field, key, name);
    if let Some(domain) = domain {
        common::set_text(event, F::UserDomain, key, domain);
    }
}

/// 0 informational to 4 critical, or in words.
fn severity(text: &str) -> Option<i64> {
    match common::integer(text) {
        Some(level @ 0..=4) => Some(level + 1),
        Some(_) => None,
        None => common::severity_of_level(text),
    }
}

fn set_url<'l>(event: &mut Event<'l>, key: &'l str, value: Cow<'l, str>) {
    if let Some((_, rest)) = value.split_once("://") {
        let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let host = authority.split(':').next().unwrap_or(authority).to_owned();
        let path = path.to_owned();
        if !event.has(F::UrlHostname) {
            common::set_text(event, F::UrlHostname, key, host);
        }
        common::set_text(event, F::UrlPath, key, path);
    }
    common::set_text(event, F::Url, key, value);
}

/// The longest hash is the best.
fn set_hash<'l>(event: &mut Event<'l>, key: &'l str, value: Cow<'l, str>) {
    if event
        .text(F::FileHash)
        .is_some_and(|before| before.len() >= value.len())
    {
        return event.keep(key, value);
    }
    if let Value::Text(shorter) = event.get(F::FileHash).clone() {
        event.keep(
            if shorter.len() == 32 {
                "file_md5"
            } else {
                "file_sha1"
            },
            shorter,
        );
    }
    event.set(F::FileHash, Value::Text(value));
}

#[cfg(test)]
mod tests;
