//! SonicWall: `id=firewall sn=… time="…" fw=… pri=… c=… m=… msg="…" src=ADDRESS:PORT:INTERFACE dst=… proto=tcp/https`.
//!
//! Bytes: `sent` went from the source to the destination, `rcvd` came back. `pri` is the severity of syslog. `time` is in
//! the zone of the device's record unless `UTC` stands behind it.

use std::borrow::Cow;

use super::common::{self, Rule, apply};
use super::{Context, Outcome};
use crate::class::{Class, Function, action, disposition};
use crate::clock;
use crate::event::{Event, Value};
use crate::field::Field;
use crate::pairs::{Keys, Pairs};

#[derive(Clone, Copy, Debug)]
enum Key {
    Time,
    Priority,
    Source,
    Destination,
    Proto,
    Operation,
    Note,
    Action,
    SignaturePriority,
}

use Field as F;
use Rule::{Address, Integer, Seconds, Special, Text};

static KEYS: Keys<Rule<Key>, 47> = Keys::new([
    ("time", Special(Key::Time)),
    ("pri", Special(Key::Priority)),
    ("src", Special(Key::Source)),
    ("dst", Special(Key::Destination)),
    ("proto", Special(Key::Proto)),
    ("op", Special(Key::Operation)),
    ("note", Special(Key::Note)),
    ("fw_action", Special(Key::Action)),
    ("ipspri", Special(Key::SignaturePriority)),
    ("spypri", Special(Key::SignaturePriority)),
    ("id", Text(F::DeviceName)),
    ("sn", Text(F::DeviceUid)),
    ("fw", Address(F::DeviceIp)),
    ("m", Text(F::EventCode)),
    ("n", Integer(F::Sequence)),
    ("msg", Text(F::Message)),
    ("srcV6", Address(F::SourceIp)),
    ("srcMac", Text(F::SourceMac)),
    ("srcZone", Text(F::SourceZone)),
    ("srcname", Text(F::SourceHostname)),
    ("dstV6", Address(F::DestinationIp)),
    ("dstMac", Text(F::DestinationMac)),
    ("dstZone", Text(F::DestinationZone)),
    ("dstname", Text(F::UrlHostname)),
    ("arg", Text(F::UrlPath)),
    ("Category", Text(F::UrlCategory)),
    ("category", Text(F::UrlCategory)),
    ("referer", Text(F::Referrer)),
    ("result", Integer(F::HttpStatus)),
    ("sent", Integer(F::BytesOut)),
    ("rcvd", Integer(F::BytesIn)),
    ("spkt", Integer(F::PacketsOut)),
    ("rpkt", Integer(F::PacketsIn)),
    ("cdur", Integer(F::Duration)),
    ("dur", Seconds(F::Duration)),
    ("usr", Text(F::User)),
    ("user", Text(F::User)),
    ("dom", Text(F::UserDomain)),
    ("rule", Text(F::PolicyName)),
    ("sid", Text(F::RuleUid)),
    ("ipscat", Text(F::RuleName)),
    ("spycat", Text(F::RuleName)),
    ("appcat", Text(F::RuleCategory)),
    ("appName", Text(F::Application)),
    ("vpnpolicy", Text(F::TunnelName)),
    ("fileid", Text(F::FileHash)),
    ("filename", Text(F::FileName)),
]);

pub(crate) fn looks_like(body: &str) -> bool {
    (body.starts_with("id=") || body.starts_with("sn=")) && body.contains("sn=") && body.contains(" fw=")
}

pub(crate) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let (mut note, mut verb, mut service) = (None, Cow::Borrowed(""), None);
    for pair in Pairs::new(body, &KEYS) {
        let Some((key, value)) = apply(event, pair.rule, pair.key, pair.value) else {
            continue;
        };
        match key {
            Key::Time => set_time(event, context, pair.key, value),
            Key::Priority => match common::integer(&value).and_then(|number| u8::try_from(number).ok()) {
                Some(number @ 0..=7) => {
                    event.set_integer(Field::Severity, common::severity_of_syslog(number));
                }
                _ => event.keep(pair.key, value),
            },
            Key::Source => set_endpoint(event, pair.key, value, SOURCE),
            Key::Destination => set_endpoint(event, pair.key, value, DESTINATION),
            Key::Proto => service = set_protocol(event, pair.key, value),
            Key::Operation => set_method(event, pair.key, value),
            Key::Note => note = Some(value),
            Key::Action => {
                event.keep(pair.key, value.clone());
                verb = value;
            }
            Key::SignaturePriority => match &*value {
                "1" => event.set_integer(Field::Severity, 4),
                "2" => event.set_integer(Field::Severity, 3),
                "3" => event.set_integer(Field::Severity, 2),
                _ => event.keep(pair.key, value),
            },
        }
    }
    if let Some(service) = service {
        common::set_text(event, Field::Application, "proto", service);
    }
    if let Some(note) = note {
        event.reading("note", &note);
        let field = if event.has(Field::Message) {
            Field::StatusDetail
        } else {
            Field::Message
        };
        common::set_text(event, field, "note", note);
    }
    if !event.has(Field::EventCode) && !event.has(Field::Message) {
        return Err("a SonicWall line without a message");
    }
    event.deriving();
    common::set_product(event, "SonicWall", "SonicOS");
    classify(event, &verb);
    Ok(())
}

fn set_time<'l>(event: &mut Event<'l>, context: &Context<'_, 'l>, key: &'l str, value: Cow<'l, str>) {
    match clock::iso(&value) {
        Some((civil, minutes)) => {
            event.set_integer(Field::Time, context.clock.millis(civil, minutes));
            if let Some(minutes) = minutes {
                event.set_integer(Field::TimezoneOffset, i64::from(minutes));
            }
        }
        None => event.keep(key, value),
    }
}

/// Fields of one side: address, port, interface, host.
type Side = [Field; 4];
const SOURCE: Side = [F::SourceIp, F::SourcePort, F::SourceInterface, F::SourceHostname];
const DESTINATION: Side = [
    F::DestinationIp,
    F::DestinationPort,
    F::DestinationInterface,
    F::DestinationHostname,
];

/// `ADDRESS:PORT:INTERFACE:HOST`, of which the later parts may be empty or missing; an address of IPv6 in brackets or
/// alone.
fn set_endpoint<'l>(event: &mut Event<'l>, key: &'l str, value: Cow<'l, str>, side: Side) {
    let Cow::Borrowed(text) = value else {
        return event.keep(key, value);
    };
    if common::is_address(text) {
        return common::set_address(event, side[0], key, text);
    }
    let split = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => (address, rest.strip_prefix(':').unwrap_or(rest)),
        None => text.split_once(':').unwrap_or((text, "")),
    };
    let (address, rest) = split;
    common::set_address(event, side[0], key, address);
    let mut parts = rest.splitn(3, ':');
    let mut part = || parts.next().unwrap_or_default();
    common::set_port(event, side[1], key, part());
    common::set_text(event, side[2], key, part());
    common::set_text(event, side[3], key, part().trim_end_matches(':'));
}

/// `tcp/https`, `udp/53`: gives the service back where it has a name.
fn set_protocol<'l>(event: &mut Event<'l>, key: &'l str, value: Cow<'l, str>) -> Option<&'l str> {
    let Cow::Borrowed(text) = value else {
        event.keep(key, value);
        return None;
    };
    let (protocol, service) = text.split_once('/').unwrap_or((text, ""));
    common::set_protocol(event, key, protocol);
    (!service.is_empty() && service.parse::<u32>().is_err()).then_some(service)
}

/// The method of a request by SonicWall's number.
fn set_method<'l>(event: &mut Event<'l>, key: &'l str, value: Cow<'l, str>) {
    let method = match &*value {
        "1" => "GET",
        "2" => "POST",
        "3" => "HEAD",
        _ => return event.keep(key, value),
    };
    common::set_http_method(event, key, method);
}

/// `Gateway Anti-Virus Alert: Kagerou.A (Trojan) blocked.`: the name stands in the sentence alone.
fn name_malware(event: &mut Event<'_>) {
    let sentence = event.text(Field::Message).unwrap_or_default();
    let Some((_, name)) = sentence.split_once("Alert: ") else {
        return;
    };
    let end = [" (", " blocked", " detected", " dropped"]
        .iter()
        .filter_map(|mark| name.find(mark))
        .min();
    let name = name[..end.unwrap_or(name.len())].to_owned();
    common::set_text(event, Field::MalwareName, "msg", name);
}

/// Most messages tell by their words what they are about; the numbers are many and change with the version.
fn classify(event: &mut Event<'_>, verb: &str) {
    let message = event
        .text(Field::Message)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    let code = event.text(Field::EventCode).unwrap_or_default().to_owned();
    let refused = says(&["denied", "blocked", "dropped", "prevention", "rejected"]);
    let (class, function, activity) = match &*code {
        "98" => (Class::NetworkActivity, Function::Firewall, 1),
        "537" => (Class::NetworkActivity, Function::Firewall, 2),
        "97" => (Class::HttpActivity, Function::WebFilter, method_of(event)),
        _ if says(&["web site access", "website"]) => {
            (Class::HttpActivity, Function::WebFilter, method_of(event))
        }
        _ if says(&["anti-virus", "antivirus", "anti-spyware", "capture atp"]) => {
            (Class::NetworkFileActivity, Function::Antivirus, 2)
        }
        _ if says(&["botnet"]) => (Class::NetworkActivity, Function::CommandAndControl, 6),
        _ if says(&["ips detection", "ips prevention", "intrusion"]) => {
            (Class::NetworkActivity, Function::IntrusionPrevention, 6)
        }
        _ if says(&["application control", "app control", "application firewall"]) => {
            (Class::NetworkActivity, Function::ApplicationControl, 6)
        }
        _ if says(&[
            "flood",
            "port scan",
            "spoof",
            "smurf",
            "land attack",
            "ping of death",
        ]) =>
        {
            (Class::NetworkActivity, Function::Anomaly, 6)
        }
        _ if says(&["login", "logged", "log in", "authentication"]) => {
            let function = match () {
                () if says(&["administrator", "admin "]) => Function::Administration,
                () if says(&["vpn"]) => Function::Vpn,
                () => Function::UserAuthentication,
            };
            (
                Class::Authentication,
                function,
                if says(&["logged out", "logout"]) { 2 } else { 1 },
            )
        }
        _ if says(&["administration session"]) => (
            Class::Authentication,
            Function::Administration,
            if says(&["ended"]) { 2 } else { 1 },
        ),
        _ if says(&["configuration"]) => (Class::DeviceConfigStateChange, Function::Administration, 1),
        _ if says(&["ike", "ipsec", "vpn tunnel", "vpn policy"]) => {
            (Class::TunnelActivity, Function::Vpn, 99)
        }
        _ if event.has(Field::SourceIp) && event.has(Field::DestinationIp) => (
            Class::NetworkActivity,
            Function::Firewall,
            if refused { 5 } else { 6 },
        ),
        _ => (
            Class::ApplicationLifecycle,
            Function::System,
            if says(&["updat"]) { 8 } else { 99 },
        ),
    };
    event.class = class;
    common::set_function(event, function);
    event.set_integer(Field::Activity, activity);
    if class == Class::Authentication {
        sign_in(event, refused || says(&["fail"]));
    }
    if function == Function::Antivirus {
        name_malware(event);
    }
    let attack = [
        Function::Antivirus,
        Function::CommandAndControl,
        Function::IntrusionPrevention,
        Function::Anomaly,
    ];
    if attack.contains(&function) {
        event.set(Field::IsAlert, Value::Boolean(true));
    }
    if common::set_decision(event, verb) || class.category_uid() != 4 {
        return;
    }
    let (action, disposition) = match () {
        () if says(&["dropped"]) => (action::DENIED, disposition::DROPPED),
        () if refused => (action::DENIED, disposition::BLOCKED),
        () if attack.contains(&function) => (action::OBSERVED, disposition::DETECTED),
        () if verb == "NA" || verb == "mgmt" || verb.is_empty() => (action::ALLOWED, disposition::ALLOWED),
        () => return,
    };
    event.set_integer(Field::Action, action);
    event.set_integer(Field::Disposition, disposition);
}

fn method_of(event: &Event<'_>) -> i64 {
    event.integer(Field::Activity).unwrap_or(99)
}

fn sign_in(event: &mut Event<'_>, failed: bool) {
    event.set_integer(Field::Status, if failed { 2 } else { 1 });
    if let Value::Text(name) = event.get(Field::User).clone() {
        event.set(Field::TargetUser, Value::Text(name));
    }
}

#[cfg(test)]
mod tests;
