//! Lines of type `event`: sign-ins, settings, health.

use super::super::super::catalogue::CHANGES;
use super::super::super::dice::chosen;
use super::super::super::put::Put as _;
use super::super::super::record::{Outcome, Record};
use super::super::Sender;
use super::{country, head};

pub(super) fn admin_login(out: &mut Vec<u8>, record: &Record) {
    let passed = record.outcome == Outcome::Passed;
    let (logid, level, text) = match passed {
        true => ("0100032001", "information", "Admin login successful"),
        false => ("0100032002", "alert", "Admin login failed"),
    };
    head(out, logid, "event", "system", "", level);
    out.put(" logdesc=\"")
        .put(text)
        .put("\" sn=\"")
        .number(record.mark >> 34)
        .put("\" user=\"")
        .put(record.user);
    out.put("\" ui=\"https(")
        .ip(record.source.ip)
        .put(")\" method=\"https\" srcip=")
        .ip(record.source.ip);
    out.put(" dstip=")
        .ip(record.destination.ip)
        .put(" action=\"login\" status=\"");
    match passed {
        true => out
            .put("success\" reason=\"none\" profile=\"super_admin\" msg=\"Administrator ")
            .put(record.user)
            .put(" logged in successfully from https(")
            .ip(record.source.ip)
            .put(")\""),
        false => out
            .put("failed\" reason=\"passwd_invalid\" msg=\"Administrator ")
            .put(record.user)
            .put(" login failed from https(")
            .ip(record.source.ip)
            .put(") because of invalid password\""),
    };
}

pub(super) fn vpn_login(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record) {
    let passed = record.outcome == Outcome::Passed;
    let (logid, level, text, action, reason) = match passed {
        true => (
            "0101039424",
            "information",
            "SSL VPN tunnel up",
            "tunnel-up",
            "login successfully",
        ),
        false => (
            "0101039426",
            "alert",
            "SSL VPN login fail",
            "ssl-login-fail",
            "sslvpn_login_permission_denied",
        ),
    };
    head(out, logid, "event", "vpn", "", level);
    out.put(" logdesc=\"")
        .put(text)
        .put("\" action=\"")
        .put(action)
        .put("\" tunneltype=\"");
    out.put(if passed { "ssl-web" } else { "N/A" })
        .put("\" tunnelid=")
        .number(record.session.into());
    out.put(" remip=")
        .ip(record.source.ip)
        .put(" srccountry=\"")
        .put(country(record.source.country))
        .put("\"");
    if passed {
        out.put(" tunnelip=")
            .ip(sender.company.host(record.host.saturating_add(100)));
    }
    out.put(" user=\"")
        .put(record.user)
        .put("\" group=\"在宅勤務\" dst_host=\"N/A\" reason=\"")
        .put(reason);
    out.put("\" msg=\"")
        .put(if passed {
            "SSL tunnel established"
        } else {
            "SSL user failed to logged in"
        })
        .put("\"");
}

pub(super) fn config_change(out: &mut Vec<u8>, record: &Record) {
    let (path, text) = chosen(&CHANGES, record.mark);
    head(out, "0100044547", "event", "system", "", "information");
    out.put(" logdesc=\"Object attribute configured\" user=\"")
        .put(record.user)
        .put("\" ui=\"GUI(");
    out.ip(record.source.ip)
        .put(")\" action=\"Edit\" cfgtid=")
        .number(record.mark >> 40)
        .put(" cfgpath=\"")
        .put(path);
    out.put("\" cfgobj=\"4\" cfgattr=\"comments[]\" msg=\"")
        .put(text)
        .put("\"");
}

pub(super) fn health(out: &mut Vec<u8>, record: &Record) {
    head(out, "0100040704", "event", "system", "", "notice");
    let percent = |shift: u32| (record.mark >> shift & 63) + 3;
    out.put(" logdesc=\"System performance statistics\" action=\"perf-stats\" cpu=")
        .number(percent(0));
    out.put(" mem=")
        .number(percent(6) + 20)
        .put(" totalsession=")
        .number(record.mark >> 12 & 2_047);
    out.put(" disk=0 bandwidth=\"")
        .number(percent(24))
        .put("/")
        .number(percent(30) * 4);
    out.put("\" setuprate=")
        .number(percent(36) / 8)
        .put(" disklograte=0 fazlograte=0 freediskstorage=0 sysuptime=");
    out.number(record.at.unsigned_abs() / 1_000_000 % 5_000_000);
    out.put(" waninfo=\"N/A\" msg=\"Performance statistics: average CPU: ")
        .number(percent(0))
        .put("\"");
}

pub(super) fn update(out: &mut Vec<u8>, record: &Record) {
    head(out, "0100041000", "event", "system", "", "notice");
    let day = record.at.unsigned_abs() / 86_400_000_000;
    out.put(" logdesc=\"FortiGate update succeeded\" status=\"update\" msg=\"Fortigate scheduled update fcni=yes fdni=yes fsci=yes");
    out.put(" virdb(")
        .number(90 + day / 1_000)
        .put(".")
        .padded(day % 100_000, 5)
        .put(") from 192.0.2.80:443\"");
}
