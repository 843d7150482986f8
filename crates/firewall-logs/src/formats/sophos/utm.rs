//! Sophos UTM 9 (before: Astaro): `id="2001" severity="info" sys="SecureNet" sub="packetfilter" …`.

use crate::class::{Class, Function};
use crate::event::{Event, Value};
use crate::field::Field;
use crate::field::Field as F;
use crate::formats::common::Rule::{Address, Integer, Level, Port, Protocol, Special, Text};
use crate::formats::common::{self, Rule, apply};
use crate::formats::{Context, Outcome};
use crate::pairs::{Keys, Pairs};

#[derive(Clone, Copy, Debug)]
enum Key {
    Sub,
    System,
    Action,
    Method,
    Name,
}

static KEYS: Keys<Rule<Key>, 37> = Keys::new([
    ("sub", Special(Key::Sub)),
    ("sys", Special(Key::System)),
    ("action", Special(Key::Action)),
    ("method", Special(Key::Method)),
    ("name", Special(Key::Name)),
    ("severity", Level),
    ("id", Text(F::EventCode)),
    ("srcip", Address(F::SourceIp)),
    ("srcport", Port(F::SourcePort)),
    ("srcmac", Text(F::SourceMac)),
    ("initf", Text(F::SourceInterface)),
    ("dstip", Address(F::DestinationIp)),
    ("dstport", Port(F::DestinationPort)),
    ("dstmac", Text(F::DestinationMac)),
    ("outitf", Text(F::DestinationInterface)),
    ("proto", Protocol),
    ("fwrule", Text(F::PolicyUid)),
    ("user", Text(F::User)),
    ("group", Text(F::UserGroup)),
    ("url", Text(F::Url)),
    ("referer", Text(F::Referrer)),
    ("ua", Text(F::UserAgent)),
    ("statuscode", Integer(F::HttpStatus)),
    ("size", Integer(F::BytesIn)),
    ("categoryname", Text(F::UrlCategory)),
    ("content-type", Text(F::FileType)),
    ("filename", Text(F::FileName)),
    ("filesize", Integer(F::FileSize)),
    ("virus", Text(F::MalwareName)),
    ("threatname", Text(F::MalwareName)),
    ("sid", Text(F::RuleUid)),
    ("reason", Text(F::StatusDetail)),
    ("from", Text(F::MailFrom)),
    ("to", Text(F::MailTo)),
    ("subject", Text(F::MailSubject)),
    ("application", Text(F::Application)),
    ("host", Text(F::DestinationHostname)),
]);

pub(super) fn looks_like(body: &str) -> bool {
    body.starts_with("id=") && body.contains(" sys=") && body.contains(" sub=")
}

pub(super) fn parse<'l>(body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
    let (mut sub, mut system, mut verb) = (None, None, None);
    for pair in Pairs::new(body, &KEYS) {
        let Some((key, value)) = apply(event, pair.rule, pair.key, pair.value) else {
            continue;
        };
        match key {
            Key::Sub => sub = Some(value),
            Key::System => system = Some(value),
            Key::Action => verb = Some(value),
            Key::Method => common::set_http_method(event, pair.key, value),
            Key::Name => common::set_text(event, Field::Message, pair.key, value),
        }
    }
    event.deriving();
    common::set_product(event, "Sophos", "Sophos UTM");
    let (sub, system, verb) = (
        sub.unwrap_or_default(),
        system.unwrap_or_default(),
        verb.unwrap_or_default(),
    );
    classify(&sub, event);
    common::set_decision(event, &verb);
    event.set_text(Field::LogName, format!("{system}/{sub}"));
    for (key, value) in [("sub", sub), ("sys", system), ("action", verb)] {
        if !value.is_empty() {
            event.keep(key, value);
        }
    }
    if let Some(app) = context.header.app {
        event.keep("process", app);
    }
    Ok(())
}

fn classify(sub: &str, event: &mut Event<'_>) {
    let message = event
        .text(Field::Message)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let method = event.integer(Field::Activity).unwrap_or(99);
    let control = message.contains("(atp)") || message.contains("advanced threat");
    let (class, function, activity) = match sub {
        _ if control => (Class::NetworkActivity, Function::CommandAndControl, 6),
        "packetfilter" => (
            Class::NetworkActivity,
            Function::Firewall,
            if message.contains("drop") { 5 } else { 6 },
        ),
        "ips" => (Class::NetworkActivity, Function::IntrusionPrevention, 6),
        "http" | "http_filter" => (Class::HttpActivity, Function::WebFilter, method),
        "smtp" | "pop3" => (Class::EmailActivity, Function::MailFilter, 3),
        "vpn" | "ipsec" | "ssl_vpn" | "pptp" => (Class::TunnelActivity, Function::Vpn, tunnel(&message)),
        "auth" | "login" | "webadmin" => (
            Class::Authentication,
            Function::UserAuthentication,
            if message.contains("logout") { 2 } else { 1 },
        ),
        _ => (Class::ApplicationLifecycle, Function::System, 99),
    };
    event.class = class;
    common::set_function(event, function);
    event.set_integer(Field::Activity, activity);
    if control || function == Function::IntrusionPrevention || event.has(Field::MalwareName) {
        event.set(Field::IsAlert, Value::Boolean(true));
    }
    if class == Class::Authentication {
        let failed = message.contains("fail") || message.contains("denied");
        event.set_integer(Field::Status, if failed { 2 } else { 1 });
    }
}

/// OCSF 4014: 1 open, 2 close.
fn tunnel(message: &str) -> i64 {
    match () {
        () if message.contains("started") || message.contains("established") => 1,
        () if message.contains("terminated") || message.contains("closed") => 2,
        () => 99,
    }
}
