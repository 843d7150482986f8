//! FortiOS 7: `key=value` with quoted texts, its own event time in nanoseconds and its zone.

mod events;
mod threats;

use super::super::catalogue::Country;
use super::super::put::{Put as _, WallTime, zone};
use super::super::record::{Endpoint, Kind, Outcome, Record};
use super::{Sender, hostname, path};
pub(super) use threats::checksum;

pub(super) fn write(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime) {
    out.put("date=");
    wall.date(out, "-");
    out.put(" time=");
    wall.time(out);
    out.put(" devname=\"")
        .put(&sender.spec.name)
        .put("\" devid=\"")
        .put(&sender.spec.serial);
    out.put("\" eventtime=")
        .number(record.at.unsigned_abs())
        .padded(record.mark >> 50 & 511, 3);
    out.put(" tz=\"");
    zone(out, sender.spec.offset, "");
    out.put("\"");
    match record.kind {
        Kind::Traffic => traffic(out, sender, record),
        Kind::Web if record.outcome == Outcome::Passed && record.mark & 511 == 7 => {
            threats::inspection(out, record);
        }
        Kind::Web => web(out, record),
        Kind::Application => application(out, record),
        Kind::Name => name(out, record),
        Kind::Intrusion if threats::is_web_attack(record) => threats::web_attack(out, record),
        Kind::Intrusion => threats::intrusion(out, record),
        Kind::CommandAndControl => threats::command(out, record),
        Kind::Malware => threats::malware(out, record),
        Kind::Mail => threats::mail(out, record),
        Kind::DataLoss if record.mark & 1 == 0 => threats::file_filter(out, record),
        Kind::DataLoss => threats::data_loss(out, record),
        Kind::Flood => threats::flood(out, record),
        Kind::AdminLogin => events::admin_login(out, record),
        Kind::VpnLogin => events::vpn_login(out, sender, record),
        Kind::ConfigChange => events::config_change(out, record),
        Kind::Health => events::health(out, record),
        Kind::Update => events::update(out, record),
    }
}

fn head(out: &mut Vec<u8>, logid: &str, kind: &str, subtype: &str, event: &str, level: &str) {
    out.put(" logid=\"")
        .put(logid)
        .put("\" type=\"")
        .put(kind)
        .put("\" subtype=\"")
        .put(subtype);
    if !event.is_empty() {
        out.put("\" eventtype=\"").put(event);
    }
    out.put("\" level=\"").put(level).put("\" vd=\"root\"");
}

fn interfaces(record: &Record) -> [&'static str; 4] {
    match (record.inbound, record.destination.country) {
        (true, _) => ["wan1", "wan", "root", "undefined"],
        (false, None) => ["internal", "lan", "factory", "lan"],
        (false, Some(_)) => ["internal", "lan", "wan1", "wan"],
    }
}

/// Addresses, ports and interfaces, as UTM lines have them.
fn ends(out: &mut Vec<u8>, record: &Record) {
    let [source, source_role, destination, destination_role] = interfaces(record);
    out.put(" srcip=")
        .ip(record.source.ip)
        .put(" srcport=")
        .number(record.source.port.into());
    out.put(" srcintf=\"")
        .put(source)
        .put("\" srcintfrole=\"")
        .put(source_role);
    out.put("\" dstip=")
        .ip(record.destination.ip)
        .put(" dstport=")
        .number(record.destination.port.into());
    out.put(" dstintf=\"")
        .put(destination)
        .put("\" dstintfrole=\"")
        .put(destination_role);
    out.put("\" proto=").number(record.protocol.number());
}

fn country(country: Option<&'static Country>) -> &'static str {
    country.map_or("Reserved", |country| country.name)
}

fn countries(out: &mut Vec<u8>, source: Endpoint, destination: Endpoint) {
    out.put(" srccountry=\"").put(country(source.country));
    out.put("\" dstcountry=\"")
        .put(country(destination.country))
        .put("\"");
}

fn policy(out: &mut Vec<u8>, record: &Record) {
    out.put(" policyid=")
        .number(record.policy.id.into())
        .put(" sessionid=")
        .number(record.session.into());
}

fn user(out: &mut Vec<u8>, record: &Record) {
    if !record.user.is_empty() {
        out.put(" user=\"")
            .put(record.user)
            .put("\" authserver=\"local\"");
    }
}

fn traffic(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record) {
    let blocked = record.outcome == Outcome::Blocked;
    let to_itself = record.inbound && record.policy.id == 0;
    let (logid, subtype) = if to_itself {
        ("0001000014", "local")
    } else {
        ("0000000013", "forward")
    };
    head(out, logid, "traffic", subtype, "", "notice");
    out.put(" srcip=")
        .ip(record.source.ip)
        .put(" srcport=")
        .number(record.source.port.into());
    let [source, source_role, destination, destination_role] = interfaces(record);
    out.put(" srcintf=\"")
        .put(source)
        .put("\" srcintfrole=\"")
        .put(source_role);
    out.put("\" dstip=")
        .ip(record.destination.ip)
        .put(" dstport=")
        .number(record.destination.port.into());
    out.put(" dstintf=\"")
        .put(destination)
        .put("\" dstintfrole=\"")
        .put(destination_role)
        .put("\"");
    countries(out, record.source, record.destination);
    out.put(" sessionid=")
        .number(record.session.into())
        .put(" proto=")
        .number(record.protocol.number());
    let action = match (blocked, record.protocol.number()) {
        (true, _) => "deny",
        (false, 6) => "close",
        (false, _) => "accept",
    };
    out.put(" action=\"")
        .put(action)
        .put("\" policyid=")
        .number(record.policy.id.into());
    out.put(" policytype=\"")
        .put(if to_itself { "local-in-policy" } else { "policy" });
    out.put("\" policyname=\"").put(record.policy.name).put("\"");
    if !blocked {
        user(out, record);
    }
    service(out, record);
    if blocked || record.destination.country.is_none() {
        out.put(" trandisp=\"noop\"");
    } else {
        out.put(" trandisp=\"snat\" transip=").ip(sender.company.outer());
        out.put(" transport=").number(record.source.port.into());
    }
    match record.application.id {
        0 => out.put(" appcat=\"unscanned\""),
        id => out
            .put(" appid=")
            .number(id.into())
            .put(" app=\"")
            .put(record.application.name)
            .put("\" appcat=\"")
            .put(record.application.category)
            .put("\" apprisk=\"")
            .put(risk(record))
            .put("\""),
    };
    out.put(" duration=").number(record.seconds.into());
    out.put(" sentbyte=")
        .number(record.bytes_out)
        .put(" rcvdbyte=")
        .number(record.bytes_in);
    out.put(" sentpkt=")
        .number(record.packets_out)
        .put(" rcvdpkt=")
        .number(record.packets_in);
    if blocked {
        out.put(" crscore=30 craction=131072 crlevel=\"high\"");
    }
    if !record.inbound {
        out.put(" srcname=\"PC-")
            .padded(u64::from(record.host) + 1, 3)
            .put("\" osname=\"Windows\" mastersrcmac=\"");
        out.mac(sender.company.mac(record.host), ":").put("\" srcmac=\"");
        out.mac(sender.company.mac(record.host), ":")
            .put("\" srcserver=0");
    }
}

/// Name of the service; a port without one has its number.
fn service(out: &mut Vec<u8>, record: &Record) {
    out.put(" service=\"");
    match record.application.service {
        "" => out
            .put(record.protocol.name())
            .put("/")
            .number(record.destination.port.into()),
        name => out.put(name),
    };
    out.put("\"");
}

fn risk(record: &Record) -> &'static str {
    match record.application.risk {
        0 | 1 => "low",
        2 => "elevated",
        3 => "medium",
        4 => "high",
        _ => "critical",
    }
}

fn web(out: &mut Vec<u8>, record: &Record) {
    let blocked = record.outcome == Outcome::Blocked;
    let (logid, event, level, action) = match blocked {
        true => ("0316013056", "ftgd_blk", "warning", "blocked"),
        false => ("0317013312", "ftgd_allow", "notice", "passthrough"),
    };
    head(out, logid, "utm", "webfilter", event, level);
    policy(out, record);
    user(out, record);
    ends(out, record);
    out.put(" service=\"")
        .put(record.application.service)
        .put("\" hostname=\"");
    hostname(out, record);
    out.put("\" profile=\"社内標準\" action=\"")
        .put(action)
        .put("\" reqtype=\"direct\" url=\"");
    out.put(if record.destination.port == 443 {
        "https://"
    } else {
        "http://"
    });
    hostname(out, record);
    path(out, record);
    out.put("\" sentbyte=")
        .number(record.bytes_out)
        .put(" rcvdbyte=")
        .number(record.bytes_in);
    out.put(" direction=\"outgoing\" msg=\"URL belongs to ")
        .put(match blocked {
            true => "a denied category in policy",
            false => "an allowed category in policy",
        });
    if let Some(site) = record.site {
        out.put("\" cat=")
            .number(site.category_id.into())
            .put(" catdesc=\"")
            .put(site.category);
    }
    out.put("\"");
}

fn application(out: &mut Vec<u8>, record: &Record) {
    let blocked = record.outcome == Outcome::Blocked;
    let (logid, level, action) = match blocked {
        true => ("1059028705", "warning", "block"),
        false => ("1059028704", "information", "pass"),
    };
    head(out, logid, "utm", "app-ctrl", "signature", level);
    out.put(" appid=").number(record.application.id.into());
    user(out, record);
    ends(out, record);
    out.put(" service=\"")
        .put(record.application.service)
        .put("\" direction=\"outgoing\"");
    policy(out, record);
    out.put(" applist=\"default\" action=\"")
        .put(action)
        .put("\" appcat=\"")
        .put(record.application.category);
    out.put("\" app=\"")
        .put(record.application.name)
        .put("\" hostname=\"");
    hostname(out, record);
    out.put("\" incidentserialno=")
        .number(record.mark >> 36)
        .put(" url=\"");
    path(out, record);
    out.put("\" msg=\"")
        .put(record.application.category)
        .put(": ")
        .put(record.application.name);
    out.put("\" apprisk=\"").put(risk(record)).put("\"");
}

fn name(out: &mut Vec<u8>, record: &Record) {
    let blocked = record.outcome == Outcome::Blocked;
    let (logid, level) = if blocked {
        ("1501054803", "warning")
    } else {
        ("1501054802", "notice")
    };
    head(out, logid, "utm", "dns", "dns-response", level);
    policy(out, record);
    ends(out, record);
    out.put(" profile=\"default\" xid=")
        .number(record.mark & 0xffff)
        .put(" qname=\"");
    hostname(out, record);
    out.put("\" qtype=\"A\" qtypeval=1 qclass=\"IN\"");
    match blocked {
        true => out.put(" msg=\"Domain belongs to a denied category in policy\" action=\"block\""),
        false => out
            .put(" ipaddr=\"198.18.")
            .number(record.mark >> 16 & 255)
            .put(".")
            .number(record.mark >> 24 & 127)
            .put("\" msg=\"Domain is monitored\" action=\"pass\""),
    };
    if let Some(site) = record.site {
        out.put(" cat=")
            .number(site.category_id.into())
            .put(" catdesc=\"")
            .put(site.category)
            .put("\"");
    }
}

fn severity(of: u8) -> &'static str {
    ["info", "info", "low", "medium", "high", "critical"][usize::from(of.min(5))]
}
