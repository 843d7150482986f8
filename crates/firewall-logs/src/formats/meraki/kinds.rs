//! Which class, activity, function and decision a line of Meraki has, from its kind and type.

use super::Reader;
use crate::class::{Class, Function, action, disposition};
use crate::event::{Event, Value};
use crate::field::Field;
use crate::formats::common;

pub(super) fn classify(line: &Reader<'_>, event: &mut Event<'_>) {
    event.set_text(Field::LogName, line.kind);
    match line.kind {
        "urls" => {
            let activity = event.integer(Field::Activity).unwrap_or(99);
            set(event, Class::HttpActivity, Function::WebFilter, activity);
            decide(event, action::ALLOWED, disposition::ALLOWED);
        }
        "ip_flow_start" => flow(event, 1),
        "ip_flow_end" => flow(event, 2),
        "ids-alerts" => alert(line, event),
        "security_event" => security(line, event),
        "airmarshal_events" => {
            set(event, Class::NetworkActivity, Function::IntrusionPrevention, 6);
            event.set(Field::IsAlert, Value::Boolean(true));
            decide(event, action::OBSERVED, disposition::DETECTED);
        }
        "events" => device_event(line, event),
        _ => firewall(line, event),
    }
    if !event.has(Field::Severity) {
        event.set_integer(Field::Severity, 1);
    }
}

fn set(event: &mut Event<'_>, class: Class, function: Function, activity: i64) {
    event.class = class;
    common::set_function(event, function);
    event.set_integer(Field::Activity, activity);
}

fn decide(event: &mut Event<'_>, verdict: i64, end: i64) {
    event.set_integer(Field::Action, verdict);
    event.set_integer(Field::Disposition, end);
}

/// OCSF 4001: 1 open, 2 close.
fn flow(event: &mut Event<'_>, activity: i64) {
    set(event, Class::NetworkActivity, Function::Firewall, activity);
    decide(event, action::ALLOWED, disposition::ALLOWED);
}

/// `flows allow …`, `flows … pattern: deny …`; in patterns 0 stands for deny and 1 for allow. OCSF 4001: 5 refuse.
fn firewall(line: &Reader<'_>, event: &mut Event<'_>) {
    let first = line.pattern.split(' ').next().unwrap_or_default();
    let denied = matches!(&*line.verb, "deny" | "0")
        || matches!(first, "deny" | "0")
        || line.pattern.ends_with("Deny");
    set(
        event,
        Class::NetworkActivity,
        Function::Firewall,
        if denied { 5 } else { 1 },
    );
    match denied {
        true => decide(event, action::DENIED, disposition::BLOCKED),
        false => decide(event, action::ALLOWED, disposition::ALLOWED),
    }
}

fn alert(line: &Reader<'_>, event: &mut Event<'_>) {
    set(event, Class::NetworkActivity, Function::IntrusionPrevention, 6);
    event.set(Field::IsAlert, Value::Boolean(true));
    match &*line.decision {
        // An alert that was let through was seen and not stopped.
        "" | "allowed" | "allow" => decide(event, action::OBSERVED, disposition::DETECTED),
        verb if common::set_decision(event, verb) => {}
        _ => decide(event, action::OTHER, disposition::OTHER),
    }
}

/// OCSF 4010: 2 download.
fn security(line: &Reader<'_>, event: &mut Event<'_>) {
    if !line.verb.starts_with("security_filtering") {
        return alert(line, event);
    }
    alert(line, event);
    set(event, Class::NetworkFileActivity, Function::Antivirus, 2);
    if !event.has(Field::Severity) {
        event.set_integer(Field::Severity, 4);
    }
}

/// Events of the device: wireless sign-ins, VPN, DHCP, ports.
fn device_event(line: &Reader<'_>, event: &mut Event<'_>) {
    let sentence = event.text(Field::Message).unwrap_or_default().to_owned();
    match &*line.verb {
        "8021x_auth" | "8021x_eap_success" | "wpa_auth" | "splash_auth" => sign_in(event, 1, 1),
        "8021x_eap_failure" | "8021x_client_deauth" | "wpa_deauth" | "8021x_deauth" => sign_in(event, 2, 2),
        "association" => set(event, Class::NetworkActivity, Function::System, 1),
        "disassociation" => set(event, Class::NetworkActivity, Function::System, 2),
        "vpn_connectivity_change" => {
            let activity = if line.connectivity == Some(true) { 1 } else { 2 };
            set(event, Class::TunnelActivity, Function::Vpn, activity);
        }
        "multiple_dhcp_servers_detected" => set(event, Class::DhcpActivity, Function::System, 99),
        "" => sentence_alone(event, &sentence),
        _ => set(event, Class::ApplicationLifecycle, Function::System, 99),
    }
}

/// OCSF 3002: 1 logon, 2 logoff; 1 success, 2 failure.
fn sign_in(event: &mut Event<'_>, activity: i64, status: i64) {
    set(
        event,
        Class::Authentication,
        Function::UserAuthentication,
        activity,
    );
    event.set_integer(Field::Status, status);
    if let Value::Text(user) = event.get(Field::User).clone() {
        event.set(Field::TargetUser, Value::Text(user));
    }
}

/// Events that are a sentence. OCSF 4004: 5 ack; 4014: 1 open, 2 close.
fn sentence_alone(event: &mut Event<'_>, sentence: &str) {
    let after = |mark: &str| {
        let (_, rest) = sentence.split_once(mark)?;
        rest.split([' ', ','])
            .next()
            .map(|word| word.trim_matches('\'').to_owned())
    };
    if sentence.starts_with("client_vpn_connect") || sentence.starts_with("client_vpn_disconnect") {
        let activity = if sentence.starts_with("client_vpn_connect ") {
            1
        } else {
            2
        };
        set(event, Class::TunnelActivity, Function::Vpn, activity);
        for (field, mark) in [(Field::User, "user id "), (Field::SourceIp, "connected from ")] {
            if let Some(text) = after(mark).filter(|text| field == Field::User || common::is_address(text)) {
                event.set_text(field, text);
            }
        }
    } else if sentence.contains("VPN:") {
        let activity = match () {
            () if sentence.contains("established") => 1,
            () if sentence.contains("deleting") || sentence.contains("closing") => 2,
            () => 99,
        };
        set(event, Class::TunnelActivity, Function::Vpn, activity);
    } else if sentence.starts_with("dhcp lease of ip ") {
        set(event, Class::DhcpActivity, Function::System, 5);
        for (field, mark) in [
            (Field::SourceIp, "lease of ip "),
            (Field::SourceMac, "for client mac "),
        ] {
            if let Some(text) = after(mark) {
                event.set_text(field, text);
            }
        }
    } else if sentence.starts_with("dhcp no offers") || sentence.starts_with("Blocked DHCP") {
        set(event, Class::DhcpActivity, Function::System, 99);
        if let Some(text) = after("for mac ") {
            event.set_text(Field::SourceMac, text);
        }
    } else {
        set(event, Class::ApplicationLifecycle, Function::System, 99);
    }
}
