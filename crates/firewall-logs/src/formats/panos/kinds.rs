//! Which class, activity, function and decision a line of PAN-OS has, from its type, subtype and action.

use super::Reader;
use crate::class::{Class, Function, action, disposition};
use crate::event::{Event, Value};
use crate::field::Field;
use crate::formats::common;

pub(super) fn classify(line: &Reader<'_>, event: &mut Event<'_>) {
    match &*line.kind {
        "TRAFFIC" => traffic(line, event),
        "THREAT" => threat(line, event),
        "SYSTEM" => system(line, event),
        "CONFIG" => config(line, event),
        "GLOBALPROTECT" => global_protect(line, event),
        "AUTHENTICATION" => sign_in(line, event, 1),
        "USERID" => sign_in(line, event, if line.subtype == "logout" { 2 } else { 1 }),
        "DECRYPTION" => session(line, event, 6),
        "TUNNEL" | "START" | "END" | "GTP" => tunnel(line, event),
        "SCTP" => session(line, event, 6),
        "CORRELATION" => {
            set(event, Class::NetworkActivity, Function::CommandAndControl, 6);
            event.set(Field::IsAlert, Value::Boolean(true));
        }
        // What hosts are like and which group they belong to.
        _ => set(event, Class::EntityManagement, Function::UserAuthentication, 99),
    }
}

fn set(event: &mut Event<'_>, class: Class, function: Function, activity: i64) {
    event.class = class;
    common::set_function(event, function);
    event.set_integer(Field::Activity, activity);
}

/// The words of PAN-OS that mean something else elsewhere, then those that all understand.
fn decide(line: &Reader<'_>, event: &mut Event<'_>) {
    let (verdict, end) = match &*line.action {
        "" => return,
        "drop-icmp" | "random-drop" | "drop-all" => (action::DENIED, disposition::DROPPED),
        "block-continue" | "block-override" | "override-lockout" => (action::DENIED, disposition::BLOCKED),
        "syncookie-sent" => (action::MODIFIED, disposition::OTHER),
        "override" | "allow-hostname" => (action::ALLOWED, disposition::ALLOWED),
        verb if common::set_decision(event, verb) => return,
        _ => (action::OTHER, disposition::OTHER),
    };
    event.set_integer(Field::Action, verdict);
    event.set_integer(Field::Disposition, end);
}

/// OCSF 4001: 1 open, 2 close, 5 refuse, 6 traffic.
fn traffic(line: &Reader<'_>, event: &mut Event<'_>) {
    let activity = match &*line.subtype {
        "start" => 1,
        "end" => 2,
        "drop" | "deny" => 5,
        _ => 6,
    };
    session(line, event, activity);
    event.set_integer(Field::Severity, 1);
}

fn session(line: &Reader<'_>, event: &mut Event<'_>, activity: i64) {
    set(event, Class::NetworkActivity, Function::Firewall, activity);
    decide(line, event);
}

fn threat(line: &Reader<'_>, event: &mut Event<'_>) {
    // OCSF 4010: 1 upload, 2 download.
    let transfer = match &*line.direction {
        "server-to-client" => 2,
        _ => 1,
    };
    let (class, function, activity) = match &*line.subtype {
        "url" => {
            let activity = event.integer(Field::Activity).unwrap_or(99);
            (Class::HttpActivity, Function::WebFilter, activity)
        }
        "virus" | "wildfire-virus" | "ml-virus" | "wildfire" => {
            (Class::NetworkFileActivity, Function::Antivirus, transfer)
        }
        "file" | "data" | "dlp" => (Class::NetworkFileActivity, Function::DataLoss, transfer),
        "spyware" if is_dns(event) => (Class::DnsActivity, Function::DnsFilter, 1),
        "spyware" => (Class::NetworkActivity, Function::CommandAndControl, 6),
        "dns" => (Class::DnsActivity, Function::DnsFilter, 1),
        "vulnerability" => (Class::NetworkActivity, Function::IntrusionPrevention, 6),
        "scan" | "flood" | "packet" => (Class::NetworkActivity, Function::Anomaly, 6),
        _ => (Class::NetworkActivity, Function::IntrusionPrevention, 6),
    };
    set(event, class, function, activity);
    if !matches!(&*line.subtype, "url" | "file" | "data") {
        event.set(Field::IsAlert, Value::Boolean(true));
    }
    decide(line, event);
}

/// Signatures on names that are looked up, of the category that DNS security has.
fn is_dns(event: &Event<'_>) -> bool {
    event
        .text(Field::UrlCategory)
        .is_some_and(|category| category.starts_with("dns"))
        || event
            .text(Field::RuleName)
            .is_some_and(|name| name.starts_with("DNS:"))
}

/// OCSF 3002 for sign-ins, 5019 for settings, 6002 for all else.
fn system(line: &Reader<'_>, event: &mut Event<'_>) {
    let code = event
        .text(Field::EventCode)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let message = event
        .text(Field::Message)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_login =
        code.starts_with("auth-") || message.contains("logged in via") || message.contains("logged out via");
    if line.subtype == "auth" || (line.subtype == "general" && is_login) {
        let activity = if message.contains("logged out") { 2 } else { 1 };
        set(event, Class::Authentication, Function::Administration, activity);
        let failed = code.contains("fail") || message.contains("failed");
        event.set_integer(Field::Status, if failed { 2 } else { 1 });
        return from_sentence(event);
    }
    if line.subtype == "globalprotect" || line.subtype == "vpn" {
        set(event, Class::TunnelActivity, Function::Vpn, 99);
        return;
    }
    let activity = match () {
        () if message.contains("updat") || message.contains("installed") || message.contains("upgrade") => 8,
        () if message.contains("restart") || message.contains("reboot") => 5,
        () if message.contains("shutdown") => 4,
        () if message.contains("started") => 3,
        () => 99,
    };
    set(event, Class::ApplicationLifecycle, Function::System, activity);
}

/// `… for user 'kanri'. … From: 192.0.2.7.`, `User kanri logged in via Web from 192.0.2.7 using https`.
fn from_sentence(event: &mut Event<'_>) {
    let Value::Text(message) = event.get(Field::Message).clone() else {
        return;
    };
    let quoted = message
        .split_once("user '")
        .and_then(|(_, rest)| rest.split_once('\''));
    let named = message
        .strip_prefix("User ")
        .and_then(|rest| rest.split_once(' '));
    if let Some((user, _)) = quoted.or(named) {
        let user = user.trim().to_owned();
        event.set_text(Field::User, user.clone());
        event.set_text(Field::TargetUser, user);
    }
    let from = ["From: ", "from "]
        .iter()
        .find_map(|mark| message.split_once(mark));
    let address = from.and_then(|(_, rest)| rest.split([' ', ',']).next());
    if let Some(address) = address
        .map(|text| text.trim_end_matches('.'))
        .filter(|text| common::is_address(text))
    {
        event.set_text(Field::SourceIp, address.to_owned());
    }
}

/// OCSF 5019: 1 log (what is so).
fn config(line: &Reader<'_>, event: &mut Event<'_>) {
    set(event, Class::DeviceConfigStateChange, Function::Administration, 1);
    let status = match &*line.result {
        "Succeeded" | "Submitted" | "Scheduled" => 1,
        "Failed" | "Unauthorized" => 2,
        _ => return,
    };
    event.set_integer(Field::Status, status);
}

/// Sign-ins are OCSF 3002, what concerns the tunnel 4014 (1 open, 2 close).
fn global_protect(line: &Reader<'_>, event: &mut Event<'_>) {
    let code = event
        .text(Field::EventCode)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let stage = event.unmapped.iter().find(|(key, _)| key == "stage");
    let stage = stage.map_or("", |(_, text)| text).to_owned();
    match (&*stage, &*code) {
        ("login", _) | (_, "portal-auth" | "gateway-auth" | "gateway-login") => sign_in(line, event, 1),
        ("logout", _) | (_, "gateway-logout") => sign_in(line, event, 2),
        (_, code) => {
            let activity = match code {
                "gateway-connected" | "gateway-setup-ipsec" | "gateway-setup-ssl" => 1,
                "gateway-config-release" | "gateway-tunnel-disconnected" => 2,
                _ => 99,
            };
            set(event, Class::TunnelActivity, Function::Vpn, activity);
            set_status(line, event);
        }
    }
    common::set_function(event, Function::Vpn);
}

fn sign_in(line: &Reader<'_>, event: &mut Event<'_>, activity: i64) {
    set(
        event,
        Class::Authentication,
        Function::UserAuthentication,
        activity,
    );
    set_status(line, event);
    if let Value::Text(user) = event.get(Field::User).clone()
        && !event.has(Field::TargetUser)
    {
        event.set(Field::TargetUser, Value::Text(user));
    }
}

fn set_status(line: &Reader<'_>, event: &mut Event<'_>) {
    let result = line.result.to_ascii_lowercase();
    if result.contains("fail") || result.contains("denied") {
        event.set_integer(Field::Status, 2);
    } else if result.contains("success") {
        event.set_integer(Field::Status, 1);
    }
}

fn tunnel(line: &Reader<'_>, event: &mut Event<'_>) {
    let activity = match (&*line.kind, &*line.subtype) {
        ("START", _) | (_, "start") => 1,
        ("END", _) | (_, "end") => 2,
        _ => 99,
    };
    set(event, Class::TunnelActivity, Function::Firewall, activity);
    decide(line, event);
}
