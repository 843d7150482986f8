//! Suricata: EVE, one JSON object per line (versions 4 to 8).
//!
//! Bytes: `bytes_toserver` went from the client to the server (`bytes_out`). A sensor only looks on: an alert whose
//! action is `allowed` was detected and not blocked.

mod kinds;
mod leaves;

use std::borrow::Cow;

use super::common::{self, Rule, apply};
use super::{Context, Outcome};
use crate::clock;
use crate::event::Event;
use crate::field::Field as F;
use leaves::Leaf;

/// Leaves that are not simply one field.
#[derive(Clone, Copy, Debug)]
enum Key {
    Time,
    Start,
    End,
    Type,
    Action,
    Severity,
    Url,
    Method,
    TlsVersion,
    DnsType,
    DnsCode,
    Hash,
    File,
    Mailbox,
    Recipient,
    DhcpType,
    Answer,
    Sni,
}

use Rule::{Address, Integer, Port, Protocol, Seconds, Special, Text};

/// By path, in order, so that a path is found by halving.
static PATHS: &[(&str, Rule<Key>)] = &[
    ("alert.action", Special(Key::Action)),
    ("alert.category", Text(F::RuleCategory)),
    ("alert.severity", Special(Key::Severity)),
    ("alert.signature", Text(F::RuleName)),
    ("alert.signature_id", Text(F::RuleUid)),
    ("anomaly.event", Text(F::RuleName)),
    ("anomaly.type", Text(F::RuleCategory)),
    ("app_proto", Text(F::Application)),
    ("dest_ip", Address(F::DestinationIp)),
    ("dest_port", Port(F::DestinationPort)),
    ("dhcp.client_mac", Text(F::SourceMac)),
    ("dhcp.dhcp_type", Special(Key::DhcpType)),
    ("dhcp.hostname", Text(F::SourceHostname)),
    ("dns.answers.rdata", Special(Key::Answer)),
    ("dns.queries.rrname", Text(F::QueryHostname)),
    ("dns.queries.rrtype", Text(F::QueryType)),
    ("dns.query.rrname", Text(F::QueryHostname)),
    ("dns.query.rrtype", Text(F::QueryType)),
    ("dns.rcode", Special(Key::DnsCode)),
    ("dns.rdata", Special(Key::Answer)),
    ("dns.rrname", Text(F::QueryHostname)),
    ("dns.rrtype", Text(F::QueryType)),
    ("dns.type", Special(Key::DnsType)),
    ("email.from", Special(Key::Mailbox)),
    ("email.subject", Text(F::MailSubject)),
    ("email.to", Special(Key::Recipient)),
    ("ether.dest_mac", Text(F::DestinationMac)),
    ("ether.dest_macs", Text(F::DestinationMac)),
    ("ether.src_mac", Text(F::SourceMac)),
    ("ether.src_macs", Text(F::SourceMac)),
    ("event_type", Special(Key::Type)),
    ("fileinfo.filename", Special(Key::File)),
    ("fileinfo.magic", Text(F::FileType)),
    ("fileinfo.md5", Special(Key::Hash)),
    ("fileinfo.sha1", Special(Key::Hash)),
    ("fileinfo.sha256", Special(Key::Hash)),
    ("fileinfo.size", Integer(F::FileSize)),
    ("files.filename", Special(Key::File)),
    ("files.magic", Text(F::FileType)),
    ("files.md5", Special(Key::Hash)),
    ("files.sha1", Special(Key::Hash)),
    ("files.sha256", Special(Key::Hash)),
    ("files.size", Integer(F::FileSize)),
    ("flow.age", Seconds(F::Duration)),
    ("flow.bytes_toclient", Integer(F::BytesIn)),
    ("flow.bytes_toserver", Integer(F::BytesOut)),
    ("flow.end", Special(Key::End)),
    ("flow.pkts_toclient", Integer(F::PacketsIn)),
    ("flow.pkts_toserver", Integer(F::PacketsOut)),
    ("flow.reason", Text(F::StatusDetail)),
    ("flow.start", Special(Key::Start)),
    ("flow_id", Text(F::Session)),
    ("host", Text(F::DeviceName)),
    ("http.hostname", Text(F::UrlHostname)),
    ("http.http_method", Special(Key::Method)),
    ("http.http_refer", Text(F::Referrer)),
    ("http.http_user_agent", Text(F::UserAgent)),
    ("http.status", Integer(F::HttpStatus)),
    ("http.url", Special(Key::Url)),
    ("in_iface", Text(F::SourceInterface)),
    ("netflow.age", Seconds(F::Duration)),
    ("netflow.bytes", Integer(F::BytesOut)),
    ("netflow.end", Special(Key::End)),
    ("netflow.pkts", Integer(F::PacketsOut)),
    ("netflow.start", Special(Key::Start)),
    ("proto", Protocol),
    ("smtp.mail_from", Special(Key::Mailbox)),
    ("smtp.rcpt_to", Special(Key::Recipient)),
    ("src_ip", Address(F::SourceIp)),
    ("src_port", Port(F::SourcePort)),
    ("timestamp", Special(Key::Time)),
    ("tls.sni", Special(Key::Sni)),
    ("tls.version", Special(Key::TlsVersion)),
];

/// The longest part of a line that is looked through for the mark of EVE.
const MARK_WITHIN: usize = 1 << 16;

pub(crate) fn looks_like(body: &str) -> bool {
    let body = object(body).as_bytes();
    let front = &body[..body.len().min(MARK_WITHIN)];
    front.first() == Some(&b'{') && memchr::memmem::find(front, b"\"event_type\"").is_some()
}

/// The JSON object without the mark that some relays put before it.
fn object(body: &str) -> &str {
    body.strip_prefix("@cee:").unwrap_or(body).trim_start()
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let mut reader = Reader::default();
    leaves::walk(object(body), &mut |path, leaf| {
        reader.take(context, event, path, leaf);
    })
    .map_err(|_| "a JSON object that is cut or damaged")?;
    if reader.kind.is_empty() {
        return Err("a JSON object without event_type");
    }
    event.deriving();
    common::set_product(event, "OISF", "Suricata");
    kinds::classify(&reader, event);
    Ok(())
}

/// What is remembered of a line until all of it is known.
#[derive(Default)]
struct Reader<'l> {
    kind: Cow<'l, str>,
    action: Cow<'l, str>,
    dns_type: Cow<'l, str>,
    dhcp_type: Cow<'l, str>,
}

impl<'l> Reader<'l> {
    fn take(&mut self, context: &Context<'_, 'l>, event: &mut Event<'l>, path: &str, leaf: Leaf<'l>) {
        let value = match leaf {
            Leaf::Text(text) => text,
            // Counters that stand at nothing say nothing.
            Leaf::Integer(0) if path.starts_with("stats.") => return,
            Leaf::Integer(number) => Cow::Owned(number.to_string()),
            Leaf::Other(text) => Cow::Owned(text),
        };
        if value.is_empty() {
            return;
        }
        let Ok(place) = PATHS.binary_search_by(|(known, _)| (*known).cmp(path)) else {
            return event.keep(path.to_owned(), value);
        };
        let (name, rule) = PATHS[place];
        if let Some((key, value)) = apply(event, Some(rule), name, value) {
            self.special(context, event, key, name, value);
        }
    }

    fn special(
        &mut self,
        context: &Context<'_, 'l>,
        event: &mut Event<'l>,
        key: Key,
        name: &'static str,
        value: Cow<'l, str>,
    ) {
        match key {
            Key::Time => set_time(context, event, F::Time, name, value),
            Key::Start => set_time(context, event, F::StartTime, name, value),
            Key::End => set_time(context, event, F::EndTime, name, value),
            Key::Type => self.kind = value,
            Key::Action => self.action = value,
            Key::DnsType => self.dns_type = value,
            Key::DhcpType => self.dhcp_type = value,
            Key::Severity => match &*value {
                "1" => event.set_integer(F::Severity, 4),
                "2" => event.set_integer(F::Severity, 3),
                "3" => event.set_integer(F::Severity, 2),
                "4" => event.set_integer(F::Severity, 1),
                _ => event.keep(name, value),
            },
            Key::Url => {
                let field = if value.contains("://") { F::Url } else { F::UrlPath };
                common::set_text(event, field, name, value);
            }
            Key::Method => common::set_http_method(event, name, value),
            Key::TlsVersion => match value.strip_prefix("TLS ") {
                Some(version) => event.set_text(F::TlsVersion, version.to_owned()),
                None if value == "UNDETERMINED" => event.keep(name, value),
                None => common::set_text(event, F::TlsVersion, name, value),
            },
            Key::DnsCode => match dns_code(&value) {
                Some(code) => event.set_integer(F::ResponseCode, code),
                None => event.keep(name, value),
            },
            Key::Answer => set_answer(event, name, value),
            Key::Sni => {
                let host = value.trim_end_matches('.').to_owned();
                common::set_text(event, F::DestinationHostname, name, host.clone());
                common::set_text(event, F::Sni, name, host);
            }
            Key::Hash => set_hash(event, name, value),
            Key::File => set_file(event, name, value),
            Key::Mailbox => set_mailbox(event, F::MailFrom, name, value),
            Key::Recipient => set_mailbox(event, F::MailTo, name, value),
        }
    }
}

fn set_time<'l>(
    context: &Context<'_, 'l>,
    event: &mut Event<'l>,
    field: F,
    name: &'static str,
    value: Cow<'l, str>,
) {
    let Some((civil, minutes)) = clock::iso(&value) else {
        return event.keep(name, value);
    };
    event.set_integer(field, context.clock.millis(civil, minutes));
    if let (F::Time, Some(minutes)) = (field, minutes) {
        event.set_integer(F::TimezoneOffset, i64::from(minutes));
    }
}

/// The names of RFC 1035, 2136 and 6895 by number.
fn dns_code(name: &str) -> Option<i64> {
    const NAMES: [&str; 11] = [
        "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET",
        "NOTAUTH", "NOTZONE",
    ];
    let place = NAMES.iter().position(|known| *known == name)?;
    i64::try_from(place).ok()
}

/// The first address is the answer; without one the first other name.
fn set_answer<'l>(event: &mut Event<'l>, name: &'static str, value: Cow<'l, str>) {
    let before = event
        .text(F::Answer)
        .map(|text| (common::is_address(text), text.to_owned()));
    match before {
        Some((false, other)) if common::is_address(&value) => {
            event.keep(name, other);
            event.set_text(F::Answer, value);
        }
        _ => common::set_text(event, F::Answer, name, value),
    }
}

/// The longest hash is the best.
fn set_hash<'l>(event: &mut Event<'l>, name: &'static str, value: Cow<'l, str>) {
    let before = event.text(F::FileHash).map_or(0, str::len);
    if before >= value.len() {
        return event.keep(name, value);
    }
    if let Some(shorter) = event.text(F::FileHash).map(str::to_owned) {
        event.keep(if shorter.len() == 32 { "md5" } else { "sha1" }, shorter);
    }
    event.set_text(F::FileHash, value);
}

/// The name of a file without its folders; with them the whole is kept as well.
fn set_file<'l>(event: &mut Event<'l>, name: &'static str, value: Cow<'l, str>) {
    match value.rfind('/') {
        Some(slash) if slash + 1 < value.len() => {
            common::set_text(event, F::FileName, name, value[slash + 1..].to_owned());
            event.keep(name, value);
        }
        _ => common::set_text(event, F::FileName, name, value),
    }
}

/// `<name@example.jp>`, `Name <name@example.jp>`.
fn set_mailbox<'l>(event: &mut Event<'l>, field: F, name: &'static str, value: Cow<'l, str>) {
    let inside = value.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    match inside.map(|(address, _)| address.to_owned()) {
        Some(address) => common::set_text(event, field, name, address),
        None => common::set_text(event, field, name, value),
    }
}

#[cfg(test)]
mod tests;
