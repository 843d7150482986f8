//! Which class, activity, function and decision a line of Stormshield has, from its log.

use super::Reader;
use crate::class::{Class, Function, action, disposition};
use crate::event::{Event, Value};
use crate::field::Field;
use crate::formats::common;

pub(super) fn classify(line: &Reader<'_>, event: &mut Event<'_>) {
    if !line.log.is_empty() {
        event.set_text(Field::LogName, line.log.to_string());
    }
    let connection = event.has(Field::SourceIp) && event.has(Field::DestinationIp);
    match &*line.log {
        "web" => web(event),
        "alarm" => alarm(line, event),
        "smtp" | "pop3" | "imap" | "email" => set(event, Class::EmailActivity, Function::MailFilter, 3),
        "ftp" => set(event, Class::NetworkFileActivity, Function::Firewall, 99),
        "sandboxing" | "antivirus" => set(event, Class::NetworkFileActivity, Function::Antivirus, 2),
        "vpn" => set(event, Class::TunnelActivity, Function::Vpn, tunnel(event)),
        "xvpn" | "sslvpn" => sign_in(line, event, Function::Vpn),
        "auth" => sign_in(line, event, Function::UserAuthentication),
        "server" => server(line, event),
        "system" | "monitor" | "count" | "filterstat" | "authstat" | "date" => {
            set(event, Class::ApplicationLifecycle, Function::System, 99);
        }
        _ if line.alarm => alarm(line, event),
        _ if connection || event.has(Field::Protocol) => connected(line, event),
        _ => set(event, Class::ApplicationLifecycle, Function::System, 99),
    }
    if line.infected {
        set(event, Class::NetworkFileActivity, Function::Antivirus, 2);
        event.set(Field::IsAlert, Value::Boolean(true));
    }
    decide(line, event);
}

fn set(event: &mut Event<'_>, class: Class, function: Function, activity: i64) {
    event.class = class;
    common::set_function(event, function);
    event.set_integer(Field::Activity, activity);
}

/// OCSF 4001: 2 close, 5 refuse, 6 traffic.
fn connected(line: &Reader<'_>, event: &mut Event<'_>) {
    let denied = matches!(&*line.action, "block" | "reset" | "drop" | "deny");
    let activity = match (denied, &*line.log) {
        (true, _) => 5,
        (false, "connection" | "plugin" | "ssl") => 2,
        _ => 6,
    };
    set(event, Class::NetworkActivity, Function::Firewall, activity);
}

fn web(event: &mut Event<'_>) {
    let activity = event.integer(Field::Activity).unwrap_or(99);
    set(event, Class::HttpActivity, Function::WebFilter, activity);
    if let Value::Text(host) = event.get(Field::DestinationHostname).clone() {
        event.set(Field::UrlHostname, Value::Text(host));
    }
    // The status of the answer, where it is one.
    let status = event.text(Field::StatusDetail).and_then(common::integer);
    if let Some(status @ 100..=599) = status {
        event.set_integer(Field::HttpStatus, status);
        event.unset(Field::StatusDetail);
    }
}

/// The sentence of an alarm is the name of its signature.
fn alarm(line: &Reader<'_>, event: &mut Event<'_>) {
    set(event, Class::NetworkActivity, Function::IntrusionPrevention, 6);
    event.set(Field::IsAlert, Value::Boolean(true));
    let Value::Text(sentence) = event.get(Field::Message).clone() else {
        return;
    };
    let word = sentence.to_ascii_lowercase();
    let function = match () {
        () if word.contains("botnet") || word.contains("c&c") || word.contains("command and control") => {
            Function::CommandAndControl
        }
        () if word.contains("flood") || word.contains("port scan") || word.contains("portscan") => {
            Function::Anomaly
        }
        () => Function::IntrusionPrevention,
    };
    common::set_function(event, function);
    if !line.infected && !event.has(Field::RuleName) {
        event.set(Field::RuleName, Value::Text(sentence));
    }
}

/// OCSF 4014: 1 open, 2 close.
fn tunnel(event: &Event<'_>) -> i64 {
    let sentence = event
        .text(Field::Message)
        .unwrap_or_default()
        .to_ascii_lowercase();
    match () {
        () if sentence.contains("established") => 1,
        () if sentence.contains("delet") || sentence.contains("down") || sentence.contains("closed") => 2,
        () => 99,
    }
}

/// OCSF 3002: 1 logon, 2 logoff; 1 success, 2 failure.
fn sign_in(line: &Reader<'_>, event: &mut Event<'_>, function: Function) {
    let sentence = event
        .text(Field::Message)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let off =
        sentence.contains("logged out") || sentence.contains("logout") || sentence.contains("disconnect");
    set(event, Class::Authentication, function, if off { 2 } else { 1 });
    let failed = line.error.is_some_and(|error| error != 0)
        || [
            "fail",
            "denied",
            "invalid",
            "refused",
            "bruteforce",
            "brute force",
        ]
        .iter()
        .any(|word| sentence.contains(word));
    event.set_integer(Field::Status, if failed { 2 } else { 1 });
    if let Value::Text(user) = event.get(Field::User).clone()
        && !event.has(Field::TargetUser)
    {
        event.set(Field::TargetUser, Value::Text(user));
    }
}

/// Commands of administrators; their sign-ins are among them. OCSF 5019: 1 log.
fn server(line: &Reader<'_>, event: &mut Event<'_>) {
    let sentence = event
        .text(Field::Message)
        .unwrap_or_default()
        .to_ascii_uppercase();
    if ["AUTH", "LOGIN", "QUIT", "LOGOUT"]
        .iter()
        .any(|word| sentence.starts_with(word))
    {
        return sign_in(line, event, Function::Administration);
    }
    set(event, Class::DeviceConfigStateChange, Function::Administration, 1);
    if let Some(error) = line.error {
        event.set_integer(Field::Status, if error == 0 { 1 } else { 2 });
    }
}

fn decide(line: &Reader<'_>, event: &mut Event<'_>) {
    if matches!(
        event.class,
        Class::Authentication
            | Class::DeviceConfigStateChange
            | Class::ApplicationLifecycle
            | Class::TunnelActivity
    ) {
        return;
    }
    let alert = matches!(event.get(Field::IsAlert), Value::Boolean(true));
    let (verdict, end) = match &*line.action {
        "" if line.log == "connection" => (action::ALLOWED, disposition::ALLOWED),
        "" => return,
        // An alarm that was let through was seen and not stopped.
        "pass" if alert => (action::OBSERVED, disposition::DETECTED),
        verb if common::set_decision(event, verb) => return,
        _ => (action::OTHER, disposition::OTHER),
    };
    event.set_integer(Field::Action, verdict);
    event.set_integer(Field::Disposition, end);
}
