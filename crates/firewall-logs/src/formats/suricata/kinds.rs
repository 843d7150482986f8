//! Which class, activity, function and decision an event of Suricata has, from its type.

use super::Reader;
use crate::class::{Class, Function, action, disposition};
use crate::event::{Event, Value};
use crate::field::Field;
use crate::formats::common;

pub(super) fn classify(line: &Reader<'_>, event: &mut Event<'_>) {
    event.set_text(Field::LogName, line.kind.to_string());
    let (class, function, activity) = match &*line.kind {
        "alert" => return alert(line, event),
        "drop" => {
            decide(event, action::DENIED, disposition::DROPPED);
            (Class::NetworkActivity, Function::IntrusionPrevention, 5)
        }
        "http" | "http2" => {
            name_protocol(event, "http");
            let activity = event.integer(Field::Activity).unwrap_or(99);
            (Class::HttpActivity, Function::WebFilter, activity)
        }
        "dns" => {
            name_protocol(event, "dns");
            let activity = if matches!(&*line.dns_type, "answer" | "response") {
                2
            } else {
                1
            };
            (Class::DnsActivity, Function::DnsFilter, activity)
        }
        "dhcp" => (
            Class::DhcpActivity,
            Function::Firewall,
            dhcp_activity(&line.dhcp_type),
        ),
        "smtp" => {
            name_protocol(event, "smtp");
            (Class::EmailActivity, Function::MailFilter, 3)
        }
        "fileinfo" => (Class::NetworkFileActivity, Function::Antivirus, transfer(event)),
        "flow" | "netflow" => (Class::NetworkActivity, Function::Firewall, 2),
        "anomaly" => (Class::NetworkActivity, Function::Anomaly, 6),
        "stats" | "engine" => (Class::ApplicationLifecycle, Function::System, 99),
        other => {
            if matches!(
                other,
                "tls" | "ssh" | "smb" | "ftp" | "rdp" | "snmp" | "sip" | "krb5" | "nfs" | "tftp"
            ) {
                name_protocol(event, other);
            }
            (Class::NetworkActivity, Function::Firewall, 6)
        }
    };
    event.class = class;
    common::set_function(event, function);
    event.set_integer(Field::Activity, activity);
    if !event.has(Field::Severity) {
        event.set_integer(Field::Severity, 1);
    }
}

/// The type of an event names its protocol where `app_proto` does not.
fn name_protocol(event: &mut Event<'_>, name: &str) {
    if !event.has(Field::Application) {
        event.set_text(Field::Application, name.to_owned());
    }
}

fn decide(event: &mut Event<'_>, verdict: i64, end: i64) {
    event.set_integer(Field::Action, verdict);
    event.set_integer(Field::Disposition, end);
}

fn alert(line: &Reader<'_>, event: &mut Event<'_>) {
    event.class = Class::NetworkActivity;
    event.set_integer(Field::Activity, 6);
    event.set(Field::IsAlert, Value::Boolean(true));
    let says = |field, words: &[&str]| {
        event
            .text(field)
            .is_some_and(|text| words.iter().any(|word| text.contains(word)))
    };
    let to_control = says(Field::RuleCategory, &["Command and Control"])
        || says(Field::RuleName, &[" CnC ", " C2 ", "Botnet", "botnet"]);
    common::set_function(
        event,
        if to_control {
            Function::CommandAndControl
        } else {
            Function::IntrusionPrevention
        },
    );
    match &*line.action {
        "allowed" => decide(event, action::OBSERVED, disposition::DETECTED),
        "blocked" => decide(event, action::DENIED, disposition::BLOCKED),
        "" => {}
        verb if common::set_decision(event, verb) => {}
        _ => decide(event, action::OTHER, disposition::OTHER),
    }
}

/// OCSF 4010: 1 upload, 2 download.
fn transfer(event: &Event<'_>) -> i64 {
    match event.text(Field::HttpMethod) {
        Some("POST" | "PUT") => 1,
        _ => 2,
    }
}

/// OCSF 4004.
fn dhcp_activity(kind: &str) -> i64 {
    const KINDS: [&str; 8] = [
        "discover", "offer", "request", "decline", "ack", "nak", "release", "inform",
    ];
    let place = KINDS.iter().position(|known| *known == kind);
    place
        .and_then(|place| i64::try_from(place + 1).ok())
        .unwrap_or(99)
}
