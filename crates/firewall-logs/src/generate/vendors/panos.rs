//! PAN-OS 10: comma-separated values, a list of its own for each type.

use super::super::catalogue::{BROWSERS, CHANGES, Country};
use super::super::dice::chosen;
use super::super::put::{Put as _, WallTime};
use super::super::record::{Endpoint, Kind, Outcome, Record};
use super::fortigate::checksum;
use super::{Sender, hostname, path};

/// The types of lines, each of which has a numbering of its own.
#[derive(Clone, Copy)]
enum Type {
    Traffic,
    Threat,
    GlobalProtect,
    Config,
    System,
}

/// How many types there are.
pub(super) const NUMBERINGS: usize = Type::System as usize + 1;

/// The numbering of a line.
pub(super) const fn numbering(record: &Record) -> usize {
    Type::of(record) as usize
}

impl Type {
    const fn of(record: &Record) -> Self {
        match record.kind {
            Kind::Traffic | Kind::Application | Kind::Name => Self::Traffic,
            Kind::Web
            | Kind::DataLoss
            | Kind::Intrusion
            | Kind::Malware
            | Kind::CommandAndControl
            | Kind::Mail
            | Kind::Flood => Self::Threat,
            Kind::VpnLogin => Self::GlobalProtect,
            Kind::ConfigChange => Self::Config,
            Kind::AdminLogin | Kind::Health | Kind::Update => Self::System,
        }
    }
}

pub(super) fn write(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime) {
    match Type::of(record) {
        Type::Traffic => traffic(out, sender, record, wall),
        Type::Threat => threat(out, sender, record, wall),
        Type::GlobalProtect => global_protect(out, sender, record, wall),
        Type::Config => config(out, sender, record, wall),
        Type::System => system(out, sender, record, wall),
    }
}

fn moment(out: &mut Vec<u8>, wall: WallTime) {
    wall.date(out, "/");
    out.put(" ");
    wall.time(out);
}

fn head(out: &mut Vec<u8>, sender: &Sender<'_>, kind: &str, subtype: &str, wall: WallTime) {
    out.put("1,");
    moment(out, wall);
    out.put(",")
        .put(&sender.spec.serial)
        .put(",")
        .put(kind)
        .put(",")
        .put(subtype)
        .put(",2561,");
    moment(out, wall);
    out.put(",");
}

/// What traffic and threats have in common: from the addresses to the action.
fn session(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime, action: &str) {
    let translated =
        !record.inbound && record.destination.country.is_some() && record.outcome != Outcome::Blocked;
    out.ip(record.source.ip)
        .put(",")
        .ip(record.destination.ip)
        .put(",");
    if translated {
        out.ip(sender.company.outer()).put(",").ip(record.destination.ip);
    } else {
        out.put("0.0.0.0,0.0.0.0");
    }
    out.put(",")
        .put(record.policy.name)
        .put(",")
        .put(record.user)
        .put(",,");
    out.put(application(record)).put(",vsys1,");
    out.put(match (record.inbound, record.destination.country) {
        (true, _) => "untrust,dmz,ethernet1/1,ethernet1/3",
        (false, None) => "trust,factory,ethernet1/2,ethernet1/4",
        (false, Some(_)) => "trust,untrust,ethernet1/2,ethernet1/1",
    });
    out.put(",to-collector,");
    moment(out, wall);
    out.put(",")
        .number(record.session.into())
        .put(",1,")
        .number(record.source.port.into());
    out.put(",").number(record.destination.port.into()).put(",");
    if translated {
        out.number(u64::from(record.source.port ^ 0x0101))
            .put(",")
            .number(record.destination.port.into());
    } else {
        out.put("0,0");
    }
    out.put(",0x400053,")
        .put(record.protocol.name())
        .put(",")
        .put(action)
        .put(",");
}

fn application(record: &Record) -> &'static str {
    match record.application.service {
        "HTTPS" => "ssl",
        "HTTP" => "web-browsing",
        "DNS" => "dns-base",
        "NTP" => "ntp-base",
        "SMB" => "ms-ds-smbv3",
        "SMTP" => "smtp-base",
        _ if record.application.id == 0 => "not-applicable",
        _ => "unknown-udp",
    }
}

fn place(out: &mut Vec<u8>, end: Endpoint) {
    let name = |country: &Country| country.name;
    // Quoted only where it must be.
    match end.country.map(name) {
        None => out.put("192.168.0.0-192.168.255.255"),
        Some(name) if name.contains(',') => out.put("\"").put(name).put("\""),
        Some(name) => out.put(name),
    };
}

fn traffic(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime) {
    let blocked = record.outcome == Outcome::Blocked;
    head(out, sender, "TRAFFIC", if blocked { "drop" } else { "end" }, wall);
    session(out, sender, record, wall, if blocked { "deny" } else { "allow" });
    out.number(record.bytes_out + record.bytes_in)
        .put(",")
        .number(record.bytes_out)
        .put(",");
    out.number(record.bytes_in)
        .put(",")
        .number(record.packets_out + record.packets_in)
        .put(",");
    let lasted = i64::from(record.seconds) * 1_000_000;
    moment(out, WallTime::at(record.at - lasted, sender.spec.offset));
    out.put(",")
        .number(record.seconds.into())
        .put(",")
        .put(if blocked {
            "any"
        } else {
            "computer-and-internet-info"
        });
    out.put(",0,").number(sender.sequence).put(",0x0,");
    place(out, record.source);
    out.put(",");
    place(out, record.destination);
    out.put(",0,")
        .number(record.packets_out)
        .put(",")
        .number(record.packets_in)
        .put(",");
    out.put(match (blocked, record.protocol.number()) {
        (true, _) => "policy-deny",
        (false, 6) => "tcp-fin",
        (false, _) => "aged-out",
    });
    out.put(",0,0,0,0,,")
        .put(&sender.spec.name)
        .put(",from-policy,,,0,,0,,N/A,0,0,0,0,");
    out.put("5f0a6f2e-1b7e-4b8e-9c3d-00000000")
        .padded(record.policy.id.into(), 4)
        .put(",0,0,,,,,,,");
}

/// Subtype, name with number, category, severity and action of a threat.
struct Threat {
    subtype: &'static str,
    id: u64,
    name: &'static str,
    category: &'static str,
    severity: &'static str,
    action: &'static str,
}

fn describe(record: &Record) -> Threat {
    let blocked = record.outcome == Outcome::Blocked;
    let reset = if blocked { "reset-both" } else { "alert" };
    let of = |subtype, id, name, category, severity, action| Threat {
        subtype,
        id,
        name,
        category,
        severity,
        action,
    };
    match (record.kind, record.signature, record.malware) {
        (Kind::Intrusion, Some(signature), _) => of(
            "vulnerability",
            signature.id.into(),
            signature.name,
            "any",
            [
                "informational",
                "informational",
                "low",
                "medium",
                "high",
                "critical",
            ][usize::from(signature.severity.min(5))],
            reset,
        ),
        (Kind::Flood, Some(signature), _) => {
            let subtype = if signature.name.contains("scan") {
                "scan"
            } else {
                "flood"
            };
            of(subtype, 8_001, signature.name, "any", "critical", "drop")
        }
        (Kind::Malware, _, Some(malware)) => {
            of("virus", malware.id.into(), malware.name, "any", "medium", reset)
        }
        (Kind::CommandAndControl, _, Some(malware)) => of(
            "spyware",
            malware.id.into(),
            malware.name,
            "command-and-control",
            "critical",
            reset,
        ),
        (Kind::Mail, ..) => of(
            "vulnerability",
            40_007,
            "SMTP: Mail From Listed Sender",
            "any",
            "low",
            "drop",
        ),
        (Kind::DataLoss, ..) => of("data", 60_000, "マイナンバー", "any", "high", reset),
        _ => {
            let category = record.site.map_or("any", |site| site.category);
            of(
                "url",
                9_999,
                "",
                category,
                "informational",
                if blocked { "block-url" } else { "alert" },
            )
        }
    }
}

fn threat(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime) {
    let threat = describe(record);
    head(out, sender, "THREAT", threat.subtype, wall);
    session(out, sender, record, wall, threat.action);
    out.put("\"");
    match (record.kind, record.malware) {
        (Kind::Malware, Some(malware)) => {
            out.doubled(malware.file);
        }
        (Kind::DataLoss, _) => {
            out.put("従業員 名簿.xlsx");
        }
        (Kind::Flood | Kind::Mail | Kind::Intrusion, _) => {}
        _ => {
            hostname(out, record);
            path(out, record);
        }
    }
    out.put("\",")
        .put(threat.name)
        .put("(")
        .number(threat.id)
        .put("),");
    // Categories of sites are written with hyphens.
    for byte in threat.category.bytes() {
        out.push(if byte == b' ' {
            b'-'
        } else {
            byte.to_ascii_lowercase()
        });
    }
    let direction = if record.kind == Kind::Malware {
        "server-to-client"
    } else {
        "client-to-server"
    };
    out.put(",")
        .put(threat.severity)
        .put(",")
        .put(direction)
        .put(",")
        .number(sender.sequence)
        .put(",0x0,");
    place(out, record.source);
    out.put(",");
    place(out, record.destination);
    out.put(",0,")
        .put(if threat.subtype == "url" { "text/html" } else { "" })
        .put(",0,");
    if let (Kind::Malware, Some(malware)) = (record.kind, record.malware) {
        checksum(out, malware.id.into());
    }
    out.put(",,")
        .put(if threat.subtype == "url" { "1" } else { "0" })
        .put(",\"");
    if threat.subtype == "url" {
        out.put(chosen(&BROWSERS, record.mark >> 20));
    }
    out.put("\",,,,");
    if let (Kind::Mail, Some(letter)) = (record.kind, record.letter) {
        out.put(letter.from)
            .put(",\"")
            .doubled(letter.subject)
            .put("\",")
            .put(record.user)
            .put("@example.jp");
    } else {
        out.put(",,");
    }
    out.put(",0,0,0,0,0,,")
        .put(&sender.spec.name)
        .put(",,,,")
        .put(if threat.subtype == "url" { "get" } else { "" });
    out.put(",0,,0,,N/A,unknown,AppThreat-8500-7200,0x0,0,4294967295,,,");
    out.put("5f0a6f2e-1b7e-4b8e-9c3d-00000000")
        .padded(record.policy.id.into(), 4)
        .put(",0,,,,,,,,");
}

fn tail(out: &mut Vec<u8>, sender: &Sender<'_>) {
    out.put(",")
        .number(sender.sequence)
        .put(",0x0,0,0,0,0,,")
        .put(&sender.spec.name);
}

fn system(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime) {
    let passed = record.outcome == Outcome::Passed;
    let (subtype, event, severity) = match record.kind {
        Kind::AdminLogin if passed => ("auth", "auth-success", "informational"),
        Kind::AdminLogin => ("auth", "auth-fail", "medium"),
        Kind::Update => ("general", "general", "informational"),
        _ => ("ntpd", "sync", "informational"),
    };
    head(out, sender, "SYSTEM", subtype, wall);
    out.put(",")
        .put(event)
        .put(",,0,0,general,")
        .put(severity)
        .put(",\"");
    match record.kind {
        Kind::AdminLogin if passed => {
            out.put("authenticated for user '")
                .put(record.user)
                .put("'. From: ")
                .ip(record.source.ip)
                .put(".");
        }
        Kind::AdminLogin => {
            out.put("failed authentication for user '").put(record.user);
            out.put("'. Reason: Invalid username/password. From: ")
                .ip(record.source.ip)
                .put(".");
        }
        Kind::Update => {
            out.put("Installed antivirus package: panup-all-antivirus-")
                .number(4_000 + (record.mark & 511))
                .put(".tgz");
        }
        _ => {
            out.put("NTP sync to server 192.0.2.123");
        }
    }
    out.put("\"");
    tail(out, sender);
}

fn config(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime) {
    let (path, text) = chosen(&CHANGES, record.mark);
    head(out, sender, "CONFIG", "0", wall);
    out.ip(record.source.ip)
        .put(",,set,")
        .put(record.user)
        .put(",Web,Succeeded, config shared ");
    out.put(path).put(",,\"").doubled(text).put("\"");
    tail(out, sender);
    out.put(",0,");
}

fn global_protect(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime) {
    let passed = record.outcome == Outcome::Passed;
    head(out, sender, "GLOBALPROTECT", "0", wall);
    out.put("vsys1,gateway-auth,login,Local,,")
        .put(record.user)
        .put(",");
    out.put(record.source.country.map_or("", |country| country.code))
        .put(",PC-")
        .padded(u64::from(record.host) + 1, 3);
    out.put(",")
        .ip(record.source.ip)
        .put(",0.0.0.0,0.0.0.0,0.0.0.0,")
        .hex(record.mark, 16)
        .put(",,6.2.4,Windows,");
    out.put("\"Microsoft Windows 11 Pro , 64-bit\",1,")
        .put(if passed {
            ""
        } else {
            "Authentication failed: Invalid username or password"
        });
    out.put(",")
        .put(if passed { "" } else { "Authentication failed" })
        .put(",\"\",");
    out.put(if passed { "success" } else { "failure" })
        .put(",,0,,0,GlobalProtect_Gateway,")
        .number(sender.sequence)
        .put(",0x0");
}
