//! Which class, activity, function and decision a line of Check Point has, from the product (blade) and the action.

use super::Reader;
use crate::class::{Class, Function, action, disposition};
use crate::event::{Event, Value};
use crate::field::Field;
use crate::formats::common;

pub(super) fn classify(line: &Reader<'_>, event: &mut Event<'_>) {
    let connection =
        event.has(Field::DestinationIp) && (event.has(Field::SourceIp) || !line.action.is_empty());
    match &*line.product {
        "URL Filtering" => {
            let activity = event.integer(Field::Activity).unwrap_or(99);
            set(event, Class::HttpActivity, Function::WebFilter, activity);
        }
        "Application Control" => set(event, Class::NetworkActivity, Function::ApplicationControl, 6),
        "SmartDefense" | "IPS" if connection => {
            threat(event, Class::NetworkActivity, Function::IntrusionPrevention);
        }
        "Anti Malware" | "Anti-Malware" | "Anti-Bot" | "Anti Bot" if connection => {
            let control = line.malware_action.contains("C&C") || line.product.contains("Bot");
            match control || !event.has(Field::FileName) {
                true => threat(event, Class::NetworkActivity, Function::CommandAndControl),
                false => threat(event, Class::NetworkFileActivity, Function::Antivirus),
            }
        }
        "New Anti Virus" | "Anti-Virus" | "Anti Virus" | "Threat Emulation" | "Threat Extraction"
            if connection =>
        {
            threat(event, Class::NetworkFileActivity, Function::Antivirus);
        }
        "Anti-Spam and Email Security" | "Anti-Spam" | "MTA" | "Email Security" => {
            set(event, Class::EmailActivity, Function::MailFilter, 3);
        }
        "DLP" => set(event, Class::NetworkFileActivity, Function::DataLoss, 99),
        "DDoS Protector" => threat(event, Class::NetworkActivity, Function::Anomaly),
        "Identity Awareness" | "Identity Logging" => sign_in(line, event, Function::UserAuthentication),
        "Connectra" | "Mobile Access" | "SSL VPN" | "Remote Access" => sign_in(line, event, Function::Vpn),
        "SmartConsole"
        | "WEB_API"
        | "Web-UI"
        | "SmartDashboard"
        | "SmartUpdate"
        | "Security Gateway/Management"
        | "cpmidu_update_tool" => management(line, event),
        _ if is_sign_in(line) => sign_in(line, event, Function::Administration),
        _ if connection => connected(line, event),
        _ => set(event, Class::ApplicationLifecycle, Function::System, 99),
    }
    decide(line, event);
}

fn set(event: &mut Event<'_>, class: Class, function: Function, activity: i64) {
    event.class = class;
    common::set_function(event, function);
    event.set_integer(Field::Activity, activity);
}

/// OCSF 4010: 2 download; 4001: 6 traffic.
fn threat(event: &mut Event<'_>, class: Class, function: Function) {
    let activity = if class == Class::NetworkFileActivity { 2 } else { 6 };
    set(event, class, function, activity);
    event.set(Field::IsAlert, Value::Boolean(true));
}

/// OCSF 4001: 1 open, 5 refuse, 6 traffic; 4014: 1 open.
fn connected(line: &Reader<'_>, event: &mut Event<'_>) {
    match &*line.action {
        "Key Install" => set(event, Class::TunnelActivity, Function::Vpn, 1),
        "Encrypt" | "Decrypt" | "VPN Routing" => set(event, Class::NetworkActivity, Function::Vpn, 6),
        "Drop" | "Reject" | "Block" => set(event, Class::NetworkActivity, Function::Firewall, 5),
        "Accept" => set(event, Class::NetworkActivity, Function::Firewall, 1),
        _ => set(event, Class::NetworkActivity, Function::Firewall, 6),
    }
}

fn is_sign_in(line: &Reader<'_>) -> bool {
    [&line.action, &line.operation].iter().any(|text| {
        matches!(
            &***text,
            "Log In" | "Log Out" | "Failed Log In" | "Failed Login" | "Force Log Out" | "Update"
        ) && !text.eq_ignore_ascii_case("update")
    })
}

/// OCSF 3002: 1 logon, 2 logoff.
fn sign_in(line: &Reader<'_>, event: &mut Event<'_>, function: Function) {
    let says = |word: &str| line.action.contains(word) || line.operation.contains(word);
    let activity = match (says("Log Out"), says("Log In") || says("Login")) {
        (true, _) => 2,
        (_, true) => 1,
        _ => 99,
    };
    set(event, Class::Authentication, function, activity);
    let failed = says("Failed") || line.status.contains("Fail") || line.status.contains("fail");
    let succeeded = line.status.contains("Success") || activity != 99;
    match (failed, succeeded) {
        (true, _) => event.set_integer(Field::Status, 2),
        (_, true) => event.set_integer(Field::Status, 1),
        _ => {}
    }
    if let Value::Text(user) = event.get(Field::User).clone()
        && !event.has(Field::TargetUser)
    {
        event.set(Field::TargetUser, Value::Text(user));
    }
}

/// OCSF 5019: 1 log.
fn management(line: &Reader<'_>, event: &mut Event<'_>) {
    if is_sign_in(line) {
        return sign_in(line, event, Function::Administration);
    }
    if line.operation.is_empty() && event.has(Field::DestinationIp) {
        return connected(line, event);
    }
    set(event, Class::DeviceConfigStateChange, Function::Administration, 1);
    match &*line.status {
        "Success" | "Succeeded" => event.set_integer(Field::Status, 1),
        "Failure" | "Failed" => event.set_integer(Field::Status, 2),
        _ => {}
    }
}

/// The words of Check Point that mean something else elsewhere, then those that all understand.
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
    let (verdict, end) = match &*line.action {
        "" => return,
        "Encrypt" | "Decrypt" | "VPN Routing" | "Inform User" => (action::ALLOWED, disposition::ALLOWED),
        "Redirect" | "Ask User" | "Hold" => (action::DENIED, disposition::BLOCKED),
        verb if common::set_decision(event, verb) => return,
        _ => (action::OTHER, disposition::OTHER),
    };
    event.set_integer(Field::Action, verdict);
    event.set_integer(Field::Disposition, end);
}
