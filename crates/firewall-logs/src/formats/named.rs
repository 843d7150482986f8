//! What CEF and LEEF have in common: names of attributes that any vendor uses, and a class found from what is said.

use crate::class::{Class, Function, action, disposition};
use crate::event::{Event, Value};
use crate::field::Field;
use crate::formats::common;

/// What the names of the vendor and product say about its security function.
pub(super) fn set_vendor<'l>(event: &mut Event<'l>, vendor: &'l str, product: &'l str, version: &'l str) {
    let vendor = match vendor {
        "fortinet" | "FORTINET" => "Fortinet",
        "CISCO" | "cisco" => "Cisco",
        "Check Point Software Technologies Ltd." | "CheckPoint" | "Checkpoint" => "Check Point",
        other => other,
    };
    event.reading("vendor", &vendor.into());
    common::set_text(event, Field::VendorName, "vendor", vendor);
    event.reading("product", &product.into());
    common::set_text(event, Field::ProductName, "product", product);
    event.reading("version", &version.into());
    common::set_text(event, Field::ProductVersion, "version", version);
}

/// Sets the class from what the event holds and from words of its name, then the decision from the device's verb.
pub(super) fn classify(event: &mut Event<'_>, name: &str, verb: &str) {
    let name = name.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let log = event
        .text(Field::LogName)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let network = event.has(Field::SourceIp) || event.has(Field::DestinationIp);
    let method = event.integer(Field::Activity);
    let (class, function, activity) = match () {
        () if says(&[
            "login",
            "logon",
            "logged in",
            "signed in",
            "sign in",
            "logout",
            "logged out",
            "authentication",
        ]) =>
        {
            let off = says(&["logout", "logged out", "logoff", "signed out"]);
            let function = if says(&["admin"]) {
                Function::Administration
            } else {
                Function::UserAuthentication
            };
            (Class::Authentication, function, if off { 2 } else { 1 })
        }
        () if event.has(Field::MailFrom) || event.has(Field::MailTo) => {
            let function = if event.has(Field::MalwareName) {
                Function::Antivirus
            } else {
                Function::MailFilter
            };
            (Class::EmailActivity, function, 3)
        }
        () if event.has(Field::MalwareName) || says(&["virus", "malware", "eicar", "trojan"]) => {
            (Class::NetworkFileActivity, Function::Antivirus, 99)
        }
        () if says(&["c&c", "command and control", "botnet"]) => {
            (Class::NetworkActivity, Function::CommandAndControl, 6)
        }
        () if says(&["ips", "intrusion", "exploit", "attack", "vulnerability"]) && network => {
            (Class::NetworkActivity, Function::IntrusionPrevention, 6)
        }
        () if event.has(Field::QueryHostname) => (Class::DnsActivity, Function::DnsFilter, 1),
        () if method.is_some() || event.has(Field::Url) || log.contains("url") => {
            (Class::HttpActivity, Function::WebFilter, method.unwrap_or(99))
        }
        () if says(&["vpn", "tunnel", "ipsec"]) => (Class::TunnelActivity, Function::Vpn, 99),
        () if network => (Class::NetworkActivity, Function::Firewall, 6),
        () if says(&["config", "policy changed", "setting"]) => {
            (Class::DeviceConfigStateChange, Function::Administration, 1)
        }
        () => (
            Class::ApplicationLifecycle,
            Function::System,
            if says(&["updat"]) { 8 } else { 99 },
        ),
    };
    event.class = class;
    common::set_function(event, function);
    let decided = common::set_decision(event, verb);
    if !decided && !verb.is_empty() && class.category_uid() == 4 && class != Class::TunnelActivity {
        event.set_integer(Field::Action, action::OTHER);
        event.set_integer(Field::Disposition, disposition::OTHER);
    }
    let denied = event.integer(Field::Action) == Some(action::DENIED);
    let refused = function == Function::Firewall && denied;
    event.set_integer(Field::Activity, if refused { 5 } else { activity });
    let attack = [
        Function::Antivirus,
        Function::CommandAndControl,
        Function::IntrusionPrevention,
    ];
    if attack.contains(&function) {
        event.set(Field::IsAlert, Value::Boolean(true));
    }
    if class == Class::Authentication && !event.has(Field::Status) {
        let failed = says(&["fail", "denied", "invalid"]) || denied;
        event.set_integer(Field::Status, if failed { 2 } else { 1 });
    }
}

/// Severity of CEF and LEEF: 0–3 low, 4–6 medium, 7–8 high, 9–10 critical; or words.
pub(super) fn set_severity<'l>(event: &mut Event<'l>, key: &'static str, text: &'l str) {
    let severity = match common::integer(text) {
        Some(0..=3) => 2,
        Some(4..=6) => 3,
        Some(7..=8) => 4,
        Some(9..=10) => 5,
        _ => return common::set_level(event, key, text),
    };
    event.set_integer(Field::Severity, severity);
}
