//! Which class, activity, function and decision a line of a Sophos Firewall has, from its type, component and subtype.

use super::Line;
use crate::class::{Class, Function, action, disposition};
use crate::event::{Event, Value};
use crate::field::Field;
use crate::formats::common;

pub(super) fn classify(line: &Line<'_>, event: &mut Event<'_>) {
    event.set_text(Field::LogName, format!("{}/{}", line.kind, line.component));
    set_direction(line, event);
    let mail = matches!(
        &*line.component,
        "SMTP" | "SMTPS" | "POP3" | "POPS" | "POP3S" | "IMAP4" | "IMAPS" | "IMAP"
    );
    match &*line.kind {
        "Firewall" | "SSL" | "SSL/TLS" => {
            activity(event, Class::NetworkActivity, Function::Firewall, session(line));
        }
        "IDP" | "IPS" => {
            activity(event, Class::NetworkActivity, Function::IntrusionPrevention, 6);
            alert(event);
        }
        "ATP" => {
            activity(event, Class::NetworkActivity, Function::CommandAndControl, 6);
            alert(event);
        }
        "Anti-Virus" if mail => activity(event, Class::EmailActivity, Function::Antivirus, 3),
        "Anti-Virus" | "Sandbox" => {
            activity(
                event,
                Class::NetworkFileActivity,
                Function::Antivirus,
                transfer(line),
            );
        }
        "Anti-Spam" => activity(event, Class::EmailActivity, Function::MailFilter, 3),
        "Content Filtering" if &*line.component == "Application" => {
            activity(event, Class::NetworkActivity, Function::ApplicationControl, 6);
        }
        "Content Filtering" => web(event, Function::WebFilter),
        "WAF" => web(event, Function::WebApplicationFirewall),
        "Event" | "Admin" | "Authentication" => event_of_device(line, event),
        _ => health(event),
    }
    if event.has(Field::MalwareName) {
        alert(event);
    }
    decide(line, event);
    set_application(line, event);
}

fn activity(event: &mut Event<'_>, class: Class, function: Function, activity: i64) {
    event.class = class;
    common::set_function(event, function);
    event.set_integer(Field::Activity, activity);
}

fn web(event: &mut Event<'_>, function: Function) {
    let method = event.integer(Field::Activity).unwrap_or(99);
    activity(event, Class::HttpActivity, function, method);
}

fn alert(event: &mut Event<'_>) {
    event.set(Field::IsAlert, Value::Boolean(true));
}

/// OCSF 4001: 1 open, 2 close, 5 refuse, 6 traffic.
fn session(line: &Line<'_>) -> i64 {
    match (&*line.connection, &*line.subtype) {
        (_, "Denied" | "Drop" | "Rejected") => 5,
        ("Start", _) => 1,
        ("Stop", _) => 2,
        _ => 6,
    }
}

/// OCSF 4010: 1 upload, 2 download.
fn transfer(line: &Line<'_>) -> i64 {
    match &*line.direction {
        "Upload" => 1,
        "Download" => 2,
        _ if line.component.starts_with("HTTP") || &*line.component == "Web" => 2,
        _ => 99,
    }
}

fn event_of_device(line: &Line<'_>, event: &mut Event<'_>) {
    let component = &*line.component;
    let message = event
        .text(Field::Message)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let signs = message.contains("logged") || message.contains("log in") || message.contains("login");
    if component.contains("Authentication") {
        let function = match component.contains("VPN") {
            true => Function::Vpn,
            false => Function::UserAuthentication,
        };
        return sign_in(event, function, &message);
    }
    match component {
        "GUI" | "CLI" | "API" | "Console" | "CCC" if signs => {
            sign_in(event, Function::Administration, &message);
        }
        "GUI" | "CLI" | "API" | "Console" | "CCC" => {
            activity(event, Class::DeviceConfigStateChange, Function::Administration, 1);
        }
        "DHCP Server" => activity(event, Class::DhcpActivity, Function::System, lease(line)),
        "IPSec" | "IPsec" | "SSL VPN" | "L2TP" | "PPTP" | "RED" | "SSL VPN - Remote Access" => {
            activity(event, Class::TunnelActivity, Function::Vpn, tunnel(line));
        }
        _ => health(event),
    }
    set_status(line, event);
}

/// OCSF 3002: 1 logon, 2 logoff.
fn sign_in(event: &mut Event<'_>, function: Function, message: &str) {
    let off = message.contains("logged out") || message.contains("logoff");
    activity(event, Class::Authentication, function, if off { 2 } else { 1 });
    if let Value::Text(name) = event.get(Field::User).clone()
        && !event.has(Field::TargetUser)
    {
        event.set(Field::TargetUser, Value::Text(name));
    }
    if message.contains("fail") || message.contains("denied") {
        event.set_integer(Field::Status, 2);
    } else if message.contains("success") {
        event.set_integer(Field::Status, 1);
    }
}

/// OCSF 4004: 5 ack, 7 release, 9 expire.
fn lease(line: &Line<'_>) -> i64 {
    match &*line.status {
        "Renew" | "Lease" => 5,
        "Release" => 7,
        "Expire" => 9,
        _ => 99,
    }
}

/// OCSF 4014: 1 open, 2 close, 3 renew.
fn tunnel(line: &Line<'_>) -> i64 {
    match &*line.status {
        "Established" | "Connected" | "Successful" => 1,
        "Terminated" | "Disconnected" => 2,
        "Renew" | "Rekeyed" => 3,
        _ => 99,
    }
}

/// OCSF 6002: 8 update.
fn health(event: &mut Event<'_>) {
    let updates = event
        .text(Field::Message)
        .is_some_and(|text| text.contains("pdate"));
    activity(
        event,
        Class::ApplicationLifecycle,
        Function::System,
        if updates { 8 } else { 99 },
    );
}

fn set_status(line: &Line<'_>, event: &mut Event<'_>) {
    let status = match &*line.status {
        "Successful" | "Success" | "Established" | "Connected" => 1,
        "Failed" | "Failure" | "Unsuccessful" => 2,
        _ => return,
    };
    event.set_integer(Field::Status, status);
}

fn decide(line: &Line<'_>, event: &mut Event<'_>) {
    let by_mail = match &*line.mail_action {
        "Drop" | "DROP" | "Reject" | "REJECT" | "TMPREJECT" | "Quarantine" | "QUARANTINE" | "Deny"
        | "Accept" | "ACCEPT" => common::decision(&line.mail_action).or_else(|| common::decision("reject")),
        "DELIVER" | "Deliver" => common::decision("allow"),
        "WARN" | "Warn" => common::decision("warn"),
        _ => None,
    };
    let decision = by_mail.or_else(|| match &*line.subtype {
        "Virus" | "Spam" | "Outbound Spam" | "DLP" | "PUA" | "Do not Pass" => common::decision("block"),
        "Probable Spam" | "Outbound Probable Spam" => common::decision("alert"),
        "Clean" | "Outbound Clean" => common::decision("allow"),
        "Pending" => Some((action::OBSERVED, disposition::LOGGED)),
        other => common::decision(other),
    });
    let decision = decision.or_else(|| common::decision(&line.status));
    if let Some((action, disposition)) = decision {
        event.set_integer(Field::Action, action);
        event.set_integer(Field::Disposition, disposition);
    }
}

/// OCSF: 1 inbound, 2 outbound, 3 lateral.
fn set_direction(line: &Line<'_>, event: &mut Event<'_>) {
    let inside = |zone: &str| matches!(zone, "LAN" | "DMZ" | "WiFi" | "VPN" | "LOCAL");
    let direction = match (&*line.zones.0, &*line.zones.1) {
        ("WAN", to) if inside(to) => 1,
        (from, "WAN") if inside(from) => 2,
        (from, to) if inside(from) && inside(to) => 3,
        _ => return,
    };
    event.set_integer(Field::Direction, direction);
}

/// Without a name of its own the application is the protocol that the component or the address names.
fn set_application(line: &Line<'_>, event: &mut Event<'_>) {
    let class = matches!(
        event.class,
        Class::HttpActivity | Class::NetworkFileActivity | Class::EmailActivity
    );
    if !class || event.has(Field::Application) {
        return;
    }
    let by_address = event
        .text(Field::Url)
        .and_then(|url| match url.split_once("://") {
            Some(("https", _)) => Some("https"),
            Some(("http", _)) => Some("http"),
            _ => None,
        });
    const KNOWN: [(&str, &str); 10] = [
        ("HTTP", "http"),
        ("HTTPS", "https"),
        ("FTP", "ftp"),
        ("SMTP", "smtp"),
        ("SMTPS", "smtps"),
        ("POP3", "pop3"),
        ("POPS", "pop3s"),
        ("POP3S", "pop3s"),
        ("IMAP4", "imap4"),
        ("IMAPS", "imaps"),
    ];
    let by_component = KNOWN
        .iter()
        .find(|(name, _)| *name == line.component)
        .map(|(_, name)| *name);
    if let Some(name) = by_address.or(by_component) {
        event.set_text(Field::Application, name);
    }
}
