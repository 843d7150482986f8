//! Which class, activity, function and decision a line of a FortiGate has, from its type, subtype and action.

use super::Reader;
use crate::class::{Class, Function, action, disposition};
use crate::event::{Event, Value};
use crate::field::Field;
use crate::formats::common;

pub(super) fn classify(line: &Reader<'_>, event: &mut Event<'_>) {
    set_log_name(line, event);
    match &*line.kind {
        "traffic" => traffic(line, event),
        "utm" => utm(line, event),
        "event" => device_event(line, event),
        // FortiOS 5 and CEF name the subtype of `utm` alone.
        "" => utm(line, event),
        _ => utm_of(&line.kind, line, event),
    }
}

/// `type/subtype`, without a copy for those that are usual.
fn set_log_name(line: &Reader<'_>, event: &mut Event<'_>) {
    const USUAL: [&str; 22] = [
        "traffic/forward",
        "traffic/local",
        "traffic/sniffer",
        "traffic/multicast",
        "utm/webfilter",
        "utm/virus",
        "utm/ips",
        "utm/app-ctrl",
        "utm/dns",
        "utm/emailfilter",
        "utm/dlp",
        "utm/anomaly",
        "utm/waf",
        "utm/ssl",
        "utm/file-filter",
        "utm/voip",
        "event/system",
        "event/user",
        "event/vpn",
        "event/endpoint",
        "event/wireless",
        "event/ha",
    ];
    let same = |name: &&&str| {
        name.strip_prefix(&*line.kind)
            .and_then(|rest| rest.strip_prefix('/'))
            .is_some_and(|rest| rest == line.subtype)
    };
    match USUAL.iter().find(same) {
        Some(name) => event.set_text(Field::LogName, *name),
        None if line.subtype.is_empty() && line.kind.is_empty() => {}
        None => event.set_text(Field::LogName, format!("{}/{}", line.kind, line.subtype)),
    }
}

/// OCSF 4001: 1 open, 2 close, 3 reset, 4 fail, 5 refuse, 6 traffic.
fn traffic(line: &Reader<'_>, event: &mut Event<'_>) {
    event.class = Class::NetworkActivity;
    common::set_function(event, Function::Firewall);
    let (activity, verb) = match &*line.action {
        "deny" => (5, "deny"),
        "start" => (1, "accept"),
        "close" | "timeout" => (2, "accept"),
        "client-rst" | "server-rst" => (3, "accept"),
        "ip-conn" | "dns" => (4, "accept"),
        "accept" | "" => (6, "accept"),
        other => (6, other),
    };
    event.set_integer(Field::Activity, activity);
    // What a security profile did on the way counts more than that the policy let the session begin.
    if !line.utm_action.is_empty()
        && common::decision(&line.utm_action).is_some_and(|(action, _)| action != action::ALLOWED)
    {
        common::set_decision(event, &line.utm_action);
    } else if !common::set_decision(event, verb) {
        decide(event, action::OTHER, disposition::OTHER);
    }
}

fn utm(line: &Reader<'_>, event: &mut Event<'_>) {
    utm_of(&line.subtype, line, event);
}

fn utm_of(subtype: &str, line: &Reader<'_>, event: &mut Event<'_>) {
    let (class, function, activity) = match subtype {
        "webfilter" | "web" | "urlfilter" => (Class::HttpActivity, Function::WebFilter, None),
        "virus" | "antivirus" => (
            Class::NetworkFileActivity,
            Function::Antivirus,
            Some(transfer(event)),
        ),
        "file-filter" => (
            Class::NetworkFileActivity,
            Function::DataLoss,
            Some(transfer(event)),
        ),
        "dlp" => (
            Class::NetworkFileActivity,
            Function::DataLoss,
            Some(transfer(event)),
        ),
        "ips" => (Class::NetworkActivity, Function::IntrusionPrevention, Some(6)),
        "anomaly" => (Class::NetworkActivity, Function::Anomaly, Some(6)),
        "app-ctrl" | "app" => (Class::NetworkActivity, Function::ApplicationControl, Some(6)),
        "dns" => (
            Class::DnsActivity,
            Function::DnsFilter,
            Some(dns_activity(line, event)),
        ),
        "emailfilter" | "spam" => (Class::EmailActivity, Function::MailFilter, Some(3)),
        "waf" => (Class::HttpActivity, Function::WebApplicationFirewall, None),
        "traffic" => return traffic(line, event),
        _ => (Class::NetworkActivity, Function::Firewall, Some(6)),
    };
    event.class = class;
    let to_control = line.botnet || matches!(&*line.action, "botnet") || is_control(event);
    common::set_function(
        event,
        if to_control {
            Function::CommandAndControl
        } else {
            function
        },
    );
    match activity {
        Some(activity) => event.set_integer(Field::Activity, activity),
        None if !event.has(Field::Activity) => event.set_integer(Field::Activity, 99),
        None => {}
    }
    let attack = matches!(
        function,
        Function::Antivirus | Function::IntrusionPrevention | Function::Anomaly
    );
    let found = event.has(Field::MalwareName) || event.has(Field::RuleName);
    if to_control || function == Function::WebApplicationFirewall || (attack && found) {
        event.set(Field::IsAlert, Value::Boolean(true));
    }
    decide_utm(line, event);
}

/// The words of FortiOS that mean something else elsewhere, then those that all understand.
fn decide_utm(line: &Reader<'_>, event: &mut Event<'_>) {
    match &*line.action {
        "" => {}
        "redirect" => decide(event, action::DENIED, disposition::BLOCKED),
        "analytics" | "content-archive" | "submitted" => decide(event, action::OBSERVED, disposition::LOGGED),
        "override" | "user-bypass" => decide(event, action::ALLOWED, disposition::ALLOWED),
        other if common::set_decision(event, other) => {}
        _ => decide(event, action::OTHER, disposition::OTHER),
    }
}

fn decide(event: &mut Event<'_>, action: i64, disposition: i64) {
    event.set_integer(Field::Action, action);
    event.set_integer(Field::Disposition, disposition);
}

/// OCSF 4010: 1 upload, 2 download.
fn transfer(event: &Event<'_>) -> i64 {
    match event.integer(Field::Direction) {
        Some(1) => 2,
        Some(2) => 1,
        _ => 99,
    }
}

/// OCSF 4003: 1 query, 2 response, 6 traffic.
fn dns_activity(line: &Reader<'_>, event: &Event<'_>) -> i64 {
    let kind = event.unmapped.iter().find(|(key, _)| key == "eventtype");
    match kind.map(|(_, text)| &**text) {
        Some("dns-query") => 1,
        Some("dns-response") => 2,
        _ if &*line.action == "pass" => 2,
        _ => 6,
    }
}

/// Whether the appliance speaks of a command-and-control server.
fn is_control(event: &Event<'_>) -> bool {
    let botnet = |text: &str| text.to_ascii_lowercase().contains("botnet");
    event.text(Field::RuleName).is_some_and(botnet)
        || event
            .text(Field::Message)
            .is_some_and(|text| text.starts_with("Botnet") || text.contains("otnet C&C"))
}

fn device_event(line: &Reader<'_>, event: &mut Event<'_>) {
    match &*line.subtype {
        "vpn" => tunnel(line, event),
        "user" => sign_in(line, event, Function::UserAuthentication),
        "system" => system(line, event),
        _ => other(event),
    }
    set_status(line, event);
}

/// OCSF 4014: 1 open, 2 close, 3 renew. A refused sign-in to the VPN is an authentication.
fn tunnel(line: &Reader<'_>, event: &mut Event<'_>) {
    common::set_function(event, Function::Vpn);
    let verb = &*line.action;
    if matches!(
        verb,
        "ssl-login-fail" | "ssl-exit-fail" | "auth-fail" | "xauth-fail"
    ) {
        event.class = Class::Authentication;
        event.set_integer(Field::Activity, 1);
        event.set_integer(Field::Status, 2);
        return account(event);
    }
    event.class = Class::TunnelActivity;
    let activity = match verb {
        "tunnel-up" | "ssl-new-con" | "install_sa" | "phase2-up" => 1,
        "tunnel-down" | "ssl-exit" | "delete_phase1_sa" | "delete_ipsec_sa" | "phase2-down" => 2,
        "negotiate" | "tunnel-stats" => 3,
        _ => 99,
    };
    event.set_integer(Field::Activity, activity);
}

/// OCSF 3002: 1 logon, 2 logoff.
fn sign_in(line: &Reader<'_>, event: &mut Event<'_>, function: Function) {
    event.class = Class::Authentication;
    common::set_function(event, function);
    let verb = &*line.action;
    let off = verb.contains("logoff") || verb.contains("logout");
    let on = verb.contains("logon") || verb.contains("login") || verb.contains("auth");
    let activity = match (off, on) {
        (true, _) => 2,
        (_, true) => 1,
        _ => 99,
    };
    event.set_integer(Field::Activity, activity);
    account(event);
}

/// The account is what a sign-in is about, not who acts on something else.
fn account(event: &mut Event<'_>) {
    let Value::Text(name) = event.get(Field::User).clone() else {
        return;
    };
    if !event.has(Field::TargetUser) {
        event.set(Field::TargetUser, Value::Text(name));
    }
}

fn system(line: &Reader<'_>, event: &mut Event<'_>) {
    let has = |key: &str| event.unmapped.iter().any(|(known, _)| known == key);
    let configured = has("cfgpath") || has("cfgobj") || has("cfgattr") || has("cfgtid");
    match &*line.action {
        "login" | "logout" | "login-failed" => sign_in(line, event, Function::Administration),
        _ if configured => {
            event.class = Class::DeviceConfigStateChange;
            common::set_function(event, Function::Administration);
            // OCSF 5019: 1 log (what is so), 2 collect; a change is neither.
            event.set_integer(Field::Activity, 1);
        }
        _ => other(event),
    }
}

/// OCSF 6002: 3 start, 4 stop, 5 restart, 8 update.
fn other(event: &mut Event<'_>) {
    event.class = Class::ApplicationLifecycle;
    common::set_function(event, Function::System);
    let message = event
        .text(Field::Message)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let activity = match () {
        () if message.contains("updat") => 8,
        () if message.contains("restart") || message.contains("reboot") => 5,
        () if message.contains("shutdown") => 4,
        () if message.contains("started") => 3,
        () => 99,
    };
    event.set_integer(Field::Activity, activity);
}

/// OCSF: 1 success, 2 failure.
fn set_status(line: &Reader<'_>, event: &mut Event<'_>) {
    if event.has(Field::Status) {
        return;
    }
    let status = match &*line.status {
        "success" | "logon" | "logged on" | "authenticated" | "up" => 1,
        "failure" | "failed" | "fail" | "authentication failed" | "negotiate_error" | "error" => 2,
        _ => return,
    };
    event.set_integer(Field::Status, status);
}
