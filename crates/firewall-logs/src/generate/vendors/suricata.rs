//! Suricata 7: one JSON object per line (EVE).

use super::super::dice::chosen;
use super::super::put::{Put as _, WallTime, zone};
use super::super::record::{Kind, Outcome, Record};
use super::{LABELS, Sender, file, hostname, label_of, path};

pub(super) fn write(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime) {
    let kind = event_type(record);
    out.put("{\"timestamp\":\"");
    stamp(out, sender, wall);
    if kind == "stats" {
        out.put("\",\"event_type\":\"stats\",\"host\":\"")
            .put(&sender.spec.name)
            .put("\",\"stats\":{\"uptime\":");
        out.number(record.mark >> 40)
            .put(",\"capture\":{\"kernel_packets\":")
            .number(record.mark >> 30);
        out.put(",\"kernel_drops\":0}}}");
        return;
    }
    out.put("\",\"flow_id\":")
        .number(record.mark >> 12)
        .put(",\"in_iface\":\"eth1\",\"event_type\":\"")
        .put(kind);
    out.put("\",\"src_ip\":\"")
        .ip(record.source.ip)
        .put("\",\"src_port\":")
        .number(record.source.port.into());
    out.put(",\"dest_ip\":\"")
        .ip(record.destination.ip)
        .put("\",\"dest_port\":")
        .number(record.destination.port.into());
    out.put(",\"proto\":\"")
        .put(record.protocol.capitals())
        .put("\",\"host\":\"")
        .put(&sender.spec.name)
        .put("\"");
    match kind {
        "flow" => flow(out, sender, record, wall),
        "http" => {
            out.put(",\"tx_id\":0");
            http(out, record, 200);
        }
        "tls" => tls(out, record),
        "dns" => dns(out, record),
        "smtp" => smtp(out, record),
        _ => alert(out, record),
    }
    out.put("}");
}

fn event_type(record: &Record) -> &'static str {
    match record.kind {
        Kind::Web | Kind::DataLoss if record.outcome == Outcome::Blocked => "alert",
        Kind::Web if record.destination.port == 80 => "http",
        Kind::Web | Kind::DataLoss | Kind::Application => "tls",
        Kind::Traffic if record.outcome == Outcome::Blocked => "alert",
        Kind::Traffic => "flow",
        Kind::Name => "dns",
        Kind::Mail => "smtp",
        Kind::Intrusion | Kind::Malware | Kind::CommandAndControl | Kind::Flood => "alert",
        // A sensor beside the line sees connections to the appliance, no sign-ins.
        Kind::AdminLogin | Kind::VpnLogin => "flow",
        Kind::ConfigChange | Kind::Health | Kind::Update => "stats",
    }
}

fn stamp(out: &mut Vec<u8>, sender: &Sender<'_>, wall: WallTime) {
    wall.date(out, "-");
    out.put("T");
    wall.time(out);
    out.put(".").padded(wall.micros, 6);
    zone(out, sender.spec.offset, "");
}

fn flow(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime) {
    out.put(",\"app_proto\":\"")
        .put(if record.destination.port == 443 {
            "tls"
        } else {
            "failed"
        });
    out.put("\",\"flow\":{\"pkts_toserver\":")
        .number(record.packets_out);
    out.put(",\"pkts_toclient\":")
        .number(record.packets_in)
        .put(",\"bytes_toserver\":")
        .number(record.bytes_out);
    out.put(",\"bytes_toclient\":")
        .number(record.bytes_in)
        .put(",\"start\":\"");
    let lasted = i64::from(record.seconds) * 1_000_000;
    stamp(out, sender, WallTime::at(record.at - lasted, sender.spec.offset));
    out.put("\",\"end\":\"");
    stamp(out, sender, wall);
    out.put("\",\"age\":").number(record.seconds.into());
    out.put(",\"state\":\"closed\",\"reason\":\"timeout\",\"alerted\":false}");
}

fn http(out: &mut Vec<u8>, record: &Record, status: u64) {
    out.put(",\"http\":{\"hostname\":\"");
    hostname(out, record);
    out.put("\",\"url\":\"");
    path(out, record);
    out.put("\",\"http_user_agent\":\"Yamabiko-Update-Agent/10.0\",\"http_content_type\":\"text/html\"");
    out.put(",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":")
        .number(status);
    out.put(",\"length\":").number(record.bytes_in).put("}");
}

fn tls(out: &mut Vec<u8>, record: &Record) {
    out.put(",\"tls\":{\"subject\":\"CN=");
    hostname(out, record);
    out.put("\",\"sni\":\"");
    hostname(out, record);
    out.put("\",\"version\":\"TLS 1.3\"}");
}

fn dns(out: &mut Vec<u8>, record: &Record) {
    let refused = record.outcome == Outcome::Blocked;
    out.put(",\"dns\":{\"version\":2,\"type\":\"answer\",\"id\":")
        .number(record.mark & 0xffff);
    out.put(",\"flags\":\"8180\",\"qr\":true,\"rd\":true,\"ra\":true,\"rrname\":\"");
    hostname(out, record);
    out.put("\",\"rrtype\":\"A\",\"rcode\":\"")
        .put(if refused { "NXDOMAIN" } else { "NOERROR" })
        .put("\"");
    if !refused {
        out.put(",\"answers\":[{\"rrname\":\"")
            .put(chosen(&LABELS, label_of(record.mark)))
            .put("\",\"rrtype\":\"A\",\"ttl\":300,\"rdata\":\"198.18.");
        out.number(record.mark >> 16 & 255)
            .put(".")
            .number(record.mark >> 24 & 127)
            .put("\"}]");
    }
    out.put("}");
}

fn smtp(out: &mut Vec<u8>, record: &Record) {
    let Some(letter) = record.letter else { return };
    out.put(",\"tx_id\":0,\"smtp\":{\"helo\":\"mail.example\",\"mail_from\":\"<")
        .put(letter.from);
    out.put(">\",\"rcpt_to\":[\"<")
        .put(record.user)
        .put("@example.jp>\"]},\"email\":{\"status\":\"PARSE_DONE\",\"from\":\"");
    out.put(letter.from)
        .put("\",\"to\":[\"")
        .put(record.user)
        .put("@example.jp\"],\"subject\":\"");
    out.escaped(letter.subject).put("\"}");
}

fn alert(out: &mut Vec<u8>, record: &Record) {
    let (id, name, category, severity) = match (record.signature, record.malware) {
        (Some(signature), _) => (
            signature.id,
            signature.name,
            signature.category,
            signature.severity,
        ),
        (None, Some(malware)) if record.kind == Kind::Malware => {
            (malware.id, malware.name, "A Network Trojan was detected", 5)
        }
        (None, Some(malware)) => (
            malware.id,
            malware.name,
            "Malware Command and Control Activity Detected",
            5,
        ),
        (None, None) => (
            69_001,
            "LOCAL traffic that no rule lets through",
            "Potentially Bad Traffic",
            3,
        ),
    };
    out.put(",\"tx_id\":0,\"alert\":{\"action\":\"");
    out.put(if record.outcome == Outcome::Blocked {
        "blocked"
    } else {
        "allowed"
    });
    out.put("\",\"gid\":1,\"signature_id\":")
        .number(id.into())
        .put(",\"rev\":2,\"signature\":\"")
        .escaped(name);
    out.put("\",\"category\":\"")
        .put(category)
        .put("\",\"severity\":")
        .number(match severity {
            0..=2 => 3,
            3 => 2,
            _ => 1,
        });
    out.put("}");
    if record.site.is_some() && record.kind != Kind::CommandAndControl {
        http(
            out,
            record,
            if record.outcome == Outcome::Blocked {
                403
            } else {
                200
            },
        );
    }
    if record.kind == Kind::Malware {
        out.put(",\"files\":[{\"filename\":\"")
            .escaped(file(record))
            .put("\",\"gaps\":false,\"state\":\"CLOSED\",\"stored\":false,\"size\":");
        out.number(record.bytes_in).put(",\"tx_id\":0}]");
    }
    out.put(",\"app_proto\":\"")
        .put(if record.destination.port == 443 {
            "tls"
        } else {
            "http"
        });
    out.put("\",\"flow\":{\"pkts_toserver\":")
        .number(record.packets_out)
        .put(",\"pkts_toclient\":")
        .number(record.packets_in);
    out.put(",\"bytes_toserver\":")
        .number(record.bytes_out)
        .put(",\"bytes_toclient\":")
        .number(record.bytes_in)
        .put("}");
}
