//! Lines of type `utm` about what is stopped: attacks, programs, mails, files.

use super::super::super::catalogue::BROWSERS;
use super::super::super::dice::{chosen, mixed};
use super::super::super::put::Put as _;
use super::super::super::record::{Outcome, Record};
use super::super::hostname;
use super::{countries, country, ends, head, policy, severity, user};

pub(super) fn intrusion(out: &mut Vec<u8>, record: &Record) {
    let Some(signature) = record.signature else { return };
    head(out, "0419016384", "utm", "ips", "signature", "alert");
    out.put(" severity=\"")
        .put(severity(signature.severity))
        .put("\" srcip=")
        .ip(record.source.ip);
    out.put(" srccountry=\"").put(country(record.source.country));
    out.put("\" dstip=")
        .ip(record.destination.ip)
        .put(" dstcountry=\"")
        .put(country(record.destination.country));
    out.put("\" srcintf=\"wan1\" srcintfrole=\"wan\" dstintf=\"internal\" dstintfrole=\"lan\" sessionid=");
    out.number(record.session.into()).put(" action=\"");
    out.put(if record.outcome == Outcome::Blocked {
        "dropped"
    } else {
        "detected"
    });
    out.put("\" proto=")
        .number(record.protocol.number())
        .put(" service=\"")
        .put(record.application.service);
    out.put("\" policyid=")
        .number(record.policy.id.into())
        .put(" attack=\"")
        .put(signature.name);
    out.put("\" srcport=").number(record.source.port.into());
    out.put(" dstport=").number(record.destination.port.into());
    out.put(" direction=\"outgoing\" attackid=")
        .number(signature.id.into());
    out.put(" profile=\"protect_server\" incidentserialno=")
        .number(record.mark >> 36);
    out.put(" msg=\"")
        .put(signature.category)
        .put(": ")
        .put(signature.name)
        .put("\" crscore=50 craction=4096 crlevel=\"");
    out.put(severity(signature.severity)).put("\"");
}

pub(super) fn command(out: &mut Vec<u8>, record: &Record) {
    let Some(malware) = record.malware else { return };
    head(out, "0422016400", "utm", "ips", "botnet", "warning");
    out.put(" msg=\"Botnet C&C Communication.\" severity=\"critical\"");
    ends(out, record);
    countries(out, record.source, record.destination);
    policy(out, record);
    user(out, record);
    out.put(" service=\"")
        .put(record.application.service)
        .put("\" profile=\"default\" direction=\"outgoing\" attack=\"");
    out.put(malware.name)
        .put("\" attackid=")
        .number(malware.id.into())
        .put(" action=\"");
    out.put(if record.outcome == Outcome::Blocked {
        "dropped"
    } else {
        "detected"
    });
    out.put("\" crscore=50 craction=4 crlevel=\"critical\"");
}

pub(super) fn malware(out: &mut Vec<u8>, record: &Record) {
    let Some(malware) = record.malware else { return };
    let (logid, level, action, text) = match record.outcome {
        Outcome::Blocked => ("0211008192", "warning", "blocked", "File is infected."),
        _ => ("0211008193", "notice", "monitored", "File is infected."),
    };
    head(out, logid, "utm", "virus", "infected", level);
    out.put(" msg=\"").put(text).put("\" action=\"").put(action);
    out.put("\" service=\"").put(record.application.service).put("\"");
    policy(out, record);
    user(out, record);
    ends(out, record);
    countries(out, record.source, record.destination);
    out.put(" direction=\"incoming\" filename=\"")
        .escaped(malware.file);
    out.put("\" quarskip=\"Quarantine-disabled\" virus=\"")
        .put(malware.name)
        .put("\" viruscat=\"Virus\" dtype=\"av-engine\"");
    out.put(" virusid=")
        .number(malware.id.into())
        .put(" url=\"http://");
    hostname(out, record);
    out.put("/dl/")
        .hex(record.mark, 8)
        .put("\" profile=\"default\" agent=\"");
    out.put(chosen(&BROWSERS, record.mark >> 20))
        .put("\" analyticscksum=\"");
    checksum(out, malware.id.into());
    out.put("\" analyticssubmit=\"false\" crscore=50 craction=2 crlevel=\"critical\"");
}

/// A SHA-256 in looks: 64 digits that follow from a number.
pub(in super::super) fn checksum(out: &mut Vec<u8>, number: u64) {
    for part in 1..=4 {
        out.hex(mixed(number * 4 + part), 16);
    }
}

pub(super) fn mail(out: &mut Vec<u8>, record: &Record) {
    let Some(letter) = record.letter else { return };
    head(out, "0508020480", "utm", "emailfilter", "smtp", "notice");
    policy(out, record);
    ends(out, record);
    out.put(" service=\"SMTP\" profile=\"default\" action=\"blocked\" from=\"")
        .put(letter.from);
    out.put("\" to=\"")
        .put(record.user)
        .put("@example.jp")
        .put("\" sender=\"")
        .put(letter.from);
    out.put("\" recipient=\"")
        .put(record.user)
        .put("@example.jp\" direction=\"incoming\" msg=\"from ip is in ip blocklist.\" subject=\"");
    out.escaped(letter.subject)
        .put("\" size=\"")
        .number(record.bytes_out)
        .put("\" attachment=\"no\"");
}

pub(super) fn data_loss(out: &mut Vec<u8>, record: &Record) {
    head(out, "0954024576", "utm", "dlp", "dlp", "warning");
    out.put(" filteridx=1 filtername=\"マイナンバー\" dlpextra=\"my-number\" filtertype=\"sensor\" filtercat=\"file\" severity=\"medium\"");
    policy(out, record);
    user(out, record);
    ends(out, record);
    out.put(" service=\"HTTPS\" filetype=\"msoffice\" direction=\"outgoing\" action=\"block\" hostname=\"");
    hostname(out, record);
    out.put("\" url=\"/upload\" filename=\"従業員 名簿.xlsx\" filesize=")
        .number(record.bytes_out)
        .put(" profile=\"default\"");
}

pub(super) fn file_filter(out: &mut Vec<u8>, record: &Record) {
    head(out, "1900064000", "utm", "file-filter", "file-filter", "warning");
    policy(out, record);
    user(out, record);
    ends(out, record);
    out.put(" service=\"HTTPS\" profile=\"default\" direction=\"outgoing\" action=\"blocked\" hostname=\"");
    hostname(out, record);
    out.put("\" url=\"/upload\" rulename=\"archives\" filename=\"図面 一式 (3).zip\" filesize=");
    out.number(record.bytes_out);
    out.put(" filetype=\"zip\" msg=\"File was blocked by file filter.\"");
}

/// A certificate that nobody vouches for, let through.
pub(super) fn inspection(out: &mut Vec<u8>, record: &Record) {
    head(out, "1700062001", "utm", "ssl", "ssl-anomalies", "notice");
    out.put(" action=\"passthrough\"");
    policy(out, record);
    out.put(" service=\"").put(record.application.service).put("\"");
    user(out, record);
    out.put(" profile=\"certificate-inspection\"");
    ends(out, record);
    out.put(" eventsubtype=\"certificate-anomalies\" hostname=\"");
    hostname(out, record);
    out.put("\" msg=\"Server certificate passed\" reason=\"untrusted-cert\"");
}

/// Every fourth of the attacks on the web is met by the web application firewall.
pub(super) fn is_web_attack(record: &Record) -> bool {
    let web = |category: &str| matches!(category, "Web Attack" | "SQL Injection");
    record.mark.is_multiple_of(4) && record.signature.is_some_and(|signature| web(signature.category))
}

pub(super) fn web_attack(out: &mut Vec<u8>, record: &Record) {
    let Some(signature) = record.signature else { return };
    head(out, "1200030248", "utm", "waf", "waf-signature", "warning");
    policy(out, record);
    out.put(" profile=\"shop\"");
    ends(out, record);
    countries(out, record.source, record.destination);
    out.put(" service=\"")
        .put(record.application.service)
        .put("\" url=\"/");
    out.hex(record.mark, 6)
        .put("?id=1%27%20or%201=1\" severity=\"")
        .put(severity(signature.severity));
    out.put("\" action=\"");
    out.put(if record.outcome == Outcome::Blocked {
        "blocked"
    } else {
        "passthrough"
    });
    out.put("\" direction=\"request\" agent=\"\" constraint=\"")
        .put(signature.name)
        .put("\"");
}

pub(super) fn flood(out: &mut Vec<u8>, record: &Record) {
    let Some(signature) = record.signature else { return };
    head(out, "0720018432", "utm", "anomaly", "anomaly", "alert");
    out.put(" severity=\"")
        .put(severity(signature.severity))
        .put("\" srcip=")
        .ip(record.source.ip);
    out.put(" srccountry=\"")
        .put(country(record.source.country))
        .put("\" dstip=")
        .ip(record.destination.ip);
    out.put(" dstcountry=\"").put(country(record.destination.country));
    out.put("\" srcintf=\"wan1\" srcintfrole=\"wan\" sessionid=0 action=\"clear_session\" proto=");
    out.number(record.protocol.number());
    out.put(" service=\"")
        .put(record.application.service)
        .put("\" count=")
        .number(100 + (record.mark & 1_023));
    out.put(" attack=\"")
        .put(signature.name)
        .put("\" srcport=")
        .number(record.source.port.into());
    out.put(" dstport=")
        .number(record.destination.port.into())
        .put(" attackid=")
        .number(signature.id.into());
    out.put(" policyid=1 policytype=\"DoS-policy\" msg=\"anomaly: ")
        .put(signature.name);
    out.put(", 1001 > threshold 1000\" crscore=50 craction=4096 crlevel=\"critical\"");
}
