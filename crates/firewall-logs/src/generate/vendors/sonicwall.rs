//! SonicOS 7: `key=value` with a number of the message, addresses with port and interface in one value.

use super::super::catalogue::CHANGES;
use super::super::dice::chosen;
use super::super::put::{Put as _, WallTime};
use super::super::record::{Endpoint, Kind, Outcome, Protocol, Record};
use super::{Sender, hostname, path};

/// Number, category, priority and sentence of a message.
struct Message(u64, u64, u64, &'static str);

pub(super) fn write(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime) {
    let message = describe(record);
    out.put("  id=firewall sn=")
        .put(&sender.spec.serial)
        .put(" time=\"");
    // The zone is written only when the clock is set to UTC.
    wall.date(out, "-");
    out.put(" ");
    wall.time(out);
    out.put(if sender.spec.offset == 0 {
        " UTC\" fw="
    } else {
        "\" fw="
    })
    .ip(sender.company.outer());
    out.put(" pri=")
        .number(message.2)
        .put(" c=")
        .number(message.1)
        .put(" m=")
        .number(message.0);
    out.put(" msg=\"").put(message.3);
    sentence(out, record);
    out.put("\" n=").number(sender.sequence);
    if !record.user.is_empty() {
        out.put(" usr=\"").put(record.user).put("\"");
    }
    if matches!(record.kind, Kind::Health | Kind::Update) {
        out.put(" fw_action=\"NA\"");
        return;
    }
    let (inner, outer) = ("X0", "X1");
    let (from, to) = match (record.inbound, record.destination.country) {
        (true, _) => (outer, inner),
        (false, None) => (inner, "X2"),
        (false, Some(_)) => (inner, outer),
    };
    end(out, " src", record.source, from);
    end(out, " dst", record.destination, to);
    if !record.inbound {
        out.put(" srcMac=").mac(sender.company.mac(record.host), ":");
    }
    out.put(" proto=").put(record.protocol.name());
    if record.protocol != Protocol::Icmp {
        out.put("/").put(service(record));
    }
    details(out, record);
}

/// What stands after the slash of `proto`.
fn service(record: &Record) -> &'static str {
    match record.application.service {
        "HTTPS" => "https",
        "HTTP" => "http",
        "DNS" => "dns",
        "NTP" => "ntp",
        "SSH" => "ssh",
        "SMTP" => "smtp",
        "TELNET" => "telnet",
        "SMB" => "445",
        "RDP" => "3389",
        _ => "0",
    }
}

fn end(out: &mut Vec<u8>, name: &str, end: Endpoint, interface: &str) {
    match end.ip.is_ipv6() {
        false => out.put(name).put("=").ip(end.ip),
        true => out.put(name).put("="),
    };
    out.put(":").number(end.port.into()).put(":").put(interface);
    if end.ip.is_ipv6() {
        out.put(name).put("V6=").ip(end.ip);
    }
}

fn describe(record: &Record) -> Message {
    let blocked = record.outcome == Outcome::Blocked;
    match record.kind {
        Kind::Traffic | Kind::Name | Kind::DataLoss if blocked => match record.protocol {
            Protocol::Tcp => Message(36, 64, 5, "TCP connection dropped"),
            Protocol::Udp => Message(37, 128, 5, "UDP packet dropped"),
            Protocol::Icmp => Message(38, 256, 5, "ICMP packet dropped"),
        },
        Kind::Traffic | Kind::Name | Kind::DataLoss => Message(537, 1_024, 6, "Connection Closed"),
        Kind::Web if blocked => Message(14, 4, 3, "Web site access denied"),
        Kind::Web => Message(97, 1_024, 6, "Web site hit"),
        Kind::Application if blocked => Message(1_155, 32, 1, "Application Control Prevention Alert: "),
        Kind::Application => Message(1_154, 32, 1, "Application Control Detection Alert: "),
        Kind::Intrusion if blocked => Message(609, 32, 1, "IPS Prevention Alert: "),
        Kind::Intrusion => Message(608, 32, 1, "IPS Detection Alert: "),
        Kind::Malware => Message(809, 32, 1, "Gateway Anti-Virus Alert: "),
        Kind::CommandAndControl if blocked => Message(1_201, 32, 1, "Suspected Botnet responder blocked: "),
        Kind::CommandAndControl => Message(1_201, 32, 1, "Suspected Botnet responder detected: "),
        Kind::Mail => Message(
            798,
            32,
            5,
            "Inbound connection from RBL-listed SMTP server dropped",
        ),
        Kind::Flood => Message(82, 32, 1, "Possible port scan detected"),
        Kind::AdminLogin if blocked => {
            Message(30, 32, 1, "Administrator login denied due to bad credentials")
        }
        Kind::AdminLogin => Message(29, 16, 6, "Administrator login allowed"),
        Kind::VpnLogin if blocked => Message(33, 32, 5, "User login denied due to bad credentials"),
        Kind::VpnLogin => Message(1_080, 16, 6, "SSL VPN zone remote user login allowed"),
        Kind::ConfigChange => Message(1_382, 16, 6, "Configuration succeeded: "),
        Kind::Health => Message(45, 128, 7, "ARP timeout"),
        Kind::Update => Message(1_149, 16, 6, "Signature database updated"),
    }
}

/// What the sentence ends in.
fn sentence(out: &mut Vec<u8>, record: &Record) {
    match record.kind {
        Kind::Application => out.put(record.application.name),
        Kind::Intrusion => out.put(record.signature.map_or("", |signature| signature.name)),
        Kind::Malware if record.outcome == Outcome::Blocked => out
            .put(record.malware.map_or("", |malware| malware.name))
            .put(" blocked."),
        Kind::Malware => out
            .put(record.malware.map_or("", |malware| malware.name))
            .put(" detected."),
        Kind::CommandAndControl => out.put(record.malware.map_or("", |malware| malware.name)),
        Kind::ConfigChange => out.put(chosen(&CHANGES, record.mark).1),
        _ => out,
    };
}

fn details(out: &mut Vec<u8>, record: &Record) {
    let blocked = record.outcome == Outcome::Blocked;
    match record.kind {
        Kind::Traffic | Kind::Name | Kind::DataLoss => {
            out.put(" sent=").number(record.bytes_out);
            if !blocked {
                out.put(" rcvd=")
                    .number(record.bytes_in)
                    .put(" spkt=")
                    .number(record.packets_out);
                out.put(" rpkt=")
                    .number(record.packets_in)
                    .put(" cdur=")
                    .number(u64::from(record.seconds) * 1_000);
            }
        }
        Kind::Web => {
            out.put(" sent=")
                .number(record.bytes_out)
                .put(" rcvd=")
                .number(record.bytes_in)
                .put(" dstname=");
            hostname(out, record);
            out.put(" arg=");
            path(out, record);
            if let Some(site) = record.site {
                out.put(" code=")
                    .number(site.category_id.into())
                    .put(" Category=\"")
                    .put(site.category)
                    .put("\"");
            }
        }
        Kind::Application => {
            out.put(" app=")
                .number(record.application.id.into())
                .put(" appName=\"")
                .put(record.application.name);
            out.put("\" appcat=\"").put(record.application.category).put("\"");
        }
        Kind::Intrusion => {
            if let Some(signature) = record.signature {
                out.put(" sid=")
                    .number(signature.id.into())
                    .put(" ipscat=\"")
                    .put(signature.name);
                out.put("\" ipspri=")
                    .number(u64::from(4 - signature.severity.clamp(2, 4)) + 1);
            }
        }
        _ => {}
    }
    if record.policy.id > 0 {
        out.put(" rule=\"")
            .number(record.policy.id.into())
            .put(" (")
            .put(record.policy.name)
            .put(")\"");
    }
    out.put(" fw_action=\"").put(match record.outcome {
        Outcome::Passed => "NA",
        Outcome::Blocked => "drop",
        Outcome::Detected => "forward",
    });
    out.put("\"");
}
