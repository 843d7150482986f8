//! SFOS: `key=value` with a type, a component and a subtype of each line.

use super::super::catalogue::{BROWSERS, CHANGES, Country};
use super::super::dice::chosen;
use super::super::put::{Put as _, WallTime};
use super::super::record::{Kind, Outcome, Record};
use super::{Sender, file, hostname, path};

/// What the head of a line says.
struct Head {
    id: &'static str,
    kind: &'static str,
    component: &'static str,
    subtype: &'static str,
    priority: &'static str,
}

pub(super) fn write(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record, wall: WallTime) {
    let head = head(record);
    out.put("device=\"SFW\" date=");
    wall.date(out, "-");
    out.put(" time=");
    wall.time(out);
    out.put(" timezone=\"")
        .put(if sender.spec.offset == 540 { "JST" } else { "UTC" });
    out.put("\" device_name=\"")
        .put(&sender.spec.name)
        .put("\" device_id=")
        .put(&sender.spec.serial);
    out.put(" log_id=")
        .put(head.id)
        .put(" log_type=\"")
        .put(head.kind);
    out.put("\" log_component=\"")
        .put(head.component)
        .put("\" log_subtype=\"")
        .put(head.subtype)
        .put("\"");
    match record.kind {
        Kind::Intrusion | Kind::CommandAndControl => {}
        _ => {
            out.put(" status=\"").put(status(record)).put("\"");
        }
    }
    out.put(" priority=").put(head.priority);
    match record.kind {
        Kind::Traffic | Kind::Name | Kind::Flood => firewall(out, sender, record),
        Kind::Application if record.outcome == Outcome::Passed => firewall(out, sender, record),
        Kind::Application => application(out, record),
        Kind::Web | Kind::DataLoss => web(out, record),
        Kind::Intrusion => intrusion(out, record),
        Kind::Malware => malware(out, record),
        Kind::CommandAndControl => command(out, record),
        Kind::Mail => mail(out, record),
        Kind::AdminLogin => admin_login(out, record),
        Kind::VpnLogin => vpn_login(out, record),
        Kind::ConfigChange => {
            let (_, text) = chosen(&CHANGES, record.mark);
            out.put(" user_name=\"")
                .put(record.user)
                .put("\" src_ip=")
                .ip(record.source.ip);
            out.put(" message=\"").put(text).put("\"");
        }
        Kind::Health => {
            let idle = 40 + (record.mark & 31);
            out.put(" system=")
                .number((100 - idle) / 2)
                .put(".00% user=")
                .number((100 - idle) / 2);
            out.put(".00% idle=").number(idle).put(".00%");
        }
        Kind::Update => {
            out.put(" oldversion=1.0.")
                .number(record.mark & 1_023)
                .put(" newversion=1.0.");
            out.number((record.mark & 1_023) + 1)
                .put(" message=\"AV definitions upgraded\"");
        }
    }
}

fn status(record: &Record) -> &'static str {
    match (record.kind, record.outcome) {
        (Kind::AdminLogin | Kind::VpnLogin | Kind::ConfigChange, Outcome::Passed) => "Successful",
        (Kind::AdminLogin | Kind::VpnLogin, _) => "Failed",
        (Kind::Update, _) => "Successful",
        (Kind::Traffic | Kind::Name | Kind::Flood | Kind::Application, Outcome::Blocked) => "Deny",
        (Kind::Traffic | Kind::Name | Kind::Application, _) => "Allow",
        _ => "",
    }
}

fn head(record: &Record) -> Head {
    let make = |id, kind, component, subtype, priority| Head {
        id,
        kind,
        component,
        subtype,
        priority,
    };
    let blocked = record.outcome == Outcome::Blocked;
    match record.kind {
        Kind::Traffic if blocked && record.policy.id == 0 => make(
            "010302602002",
            "Firewall",
            "Appliance Access",
            "Denied",
            "Information",
        ),
        Kind::Application if blocked => make(
            "054402617051",
            "Content Filtering",
            "Application",
            "Denied",
            "Information",
        ),
        Kind::Traffic | Kind::Name | Kind::Application if blocked => make(
            "010102600002",
            "Firewall",
            "Firewall Rule",
            "Denied",
            "Information",
        ),
        Kind::Traffic | Kind::Name | Kind::Application => make(
            "010101600001",
            "Firewall",
            "Firewall Rule",
            "Allowed",
            "Information",
        ),
        Kind::Flood => make("010402403001", "Firewall", "DoS Attack", "Denied", "Warning"),
        Kind::Web | Kind::DataLoss if blocked => make(
            "050902616002",
            "Content Filtering",
            "HTTP",
            "Denied",
            "Information",
        ),
        Kind::Web | Kind::DataLoss => make(
            "050901616001",
            "Content Filtering",
            "HTTP",
            "Allowed",
            "Information",
        ),
        Kind::Intrusion if blocked => make("020804407002", "IDP", "Signatures", "Drop", "Warning"),
        Kind::Intrusion => make("020803407001", "IDP", "Signatures", "Detect", "Warning"),
        Kind::Malware if blocked => make("030906208001", "Anti-Virus", "HTTP", "Virus", "Critical"),
        Kind::Malware => make("030901608002", "Anti-Virus", "HTTP", "Allowed", "Critical"),
        Kind::CommandAndControl if blocked => make("086304418010", "ATP", "Firewall", "Drop", "Warning"),
        Kind::CommandAndControl => make("086320518009", "ATP", "Firewall", "Alert", "Notice"),
        Kind::Mail => make("041107413001", "Anti-Spam", "SMTP", "Spam", "Warning"),
        Kind::AdminLogin if blocked => make("062009617503", "Event", "GUI", "Admin", "Notice"),
        Kind::AdminLogin => make("062009617502", "Event", "GUI", "Admin", "Information"),
        Kind::VpnLogin if blocked => make(
            "063110617711",
            "Event",
            "SSL VPN Authentication",
            "Authentication",
            "Notice",
        ),
        Kind::VpnLogin => make(
            "063110617710",
            "Event",
            "SSL VPN Authentication",
            "Authentication",
            "Information",
        ),
        Kind::ConfigChange => make("062009617502", "Event", "GUI", "Admin", "Information"),
        Kind::Health => make("127626618031", "System Health", "CPU", "Usage", "Information"),
        Kind::Update => make("065911517819", "Event", "Anti-Virus", "System", "Notice"),
    }
}

fn code(country: Option<&'static Country>) -> &'static str {
    country.map_or("R1", |country| country.long_code)
}

fn ends(out: &mut Vec<u8>, record: &Record) {
    out.put(" src_ip=")
        .ip(record.source.ip)
        .put(" src_country_code=")
        .put(code(record.source.country));
    out.put(" dst_ip=")
        .ip(record.destination.ip)
        .put(" dst_country_code=")
        .put(code(record.destination.country));
    out.put(" protocol=\"").put(record.protocol.capitals());
    if record.protocol.number() == 1 {
        out.put("\" icmp_type=8 icmp_code=0");
        return;
    }
    out.put("\" src_port=").number(record.source.port.into());
    out.put(" dst_port=").number(record.destination.port.into());
}

fn firewall(out: &mut Vec<u8>, sender: &Sender<'_>, record: &Record) {
    let blocked = record.outcome == Outcome::Blocked;
    out.put(" duration=")
        .number(record.seconds.into())
        .put(" fw_rule_id=")
        .number(record.policy.id.into());
    out.put(" fw_rule_name=\"")
        .put(record.policy.name)
        .put("\" policy_type=1 user_name=\"");
    out.put(if blocked { "" } else { record.user })
        .put("\" user_gp=\"");
    out.put(if blocked { "" } else { "Open Group" });
    out.put("\" iap=13 ips_policy_id=5 appfilter_policy_id=1 application=\"");
    out.put(if blocked { "" } else { record.application.name });
    out.put("\" application_risk=").number(if blocked {
        0
    } else {
        record.application.risk.into()
    });
    out.put(" application_technology=\"Client Server\" application_category=\"")
        .put(record.application.category);
    let (inward, outward) = if record.inbound {
        ("Port2", "")
    } else {
        ("Port1", "Port2")
    };
    out.put("\" in_interface=\"")
        .put(inward)
        .put("\" out_interface=\"")
        .put(outward)
        .put("\" src_mac=");
    out.mac(sender.company.mac(record.host), ":");
    ends(out, record);
    out.put(" sent_pkts=")
        .number(record.packets_out)
        .put(" recv_pkts=")
        .number(record.packets_in);
    out.put(" sent_bytes=")
        .number(record.bytes_out)
        .put(" recv_bytes=")
        .number(record.bytes_in);
    out.put(" tran_src_ip=");
    if !blocked && record.destination.country.is_some() {
        out.ip(sender.company.outer());
    }
    let zones = match (record.inbound, record.destination.country) {
        (true, _) => ["WAN", "LOCAL"],
        (false, None) => ["LAN", "DMZ"],
        (false, Some(_)) => ["LAN", "WAN"],
    };
    out.put(" tran_src_port=0 tran_dst_ip= tran_dst_port=0 srczonetype=\"")
        .put(zones[0])
        .put("\" srczone=\"");
    out.put(zones[0])
        .put("\" dstzonetype=\"")
        .put(zones[1])
        .put("\" dstzone=\"")
        .put(zones[1]);
    out.put("\" dir_disp=\"\" connevent=\"")
        .put(if blocked { "Interim" } else { "Stop" });
    out.put("\" connid=\"").number(record.session.into());
    out.put(
        "\" vconnid=\"\" hb_health=\"No Heartbeat\" message=\"\" appresolvedby=\"Signature\" app_is_cloud=0",
    );
}

fn web(out: &mut Vec<u8>, record: &Record) {
    let Some(site) = record.site else { return };
    out.put(" fw_rule_id=")
        .number(record.policy.id.into())
        .put(" user_name=\"")
        .put(record.user);
    out.put("\" user_gp=\"Open Group\" iap=13 category=\"")
        .put(site.category);
    out.put("\" category_type=\"Acceptable\" url=\"");
    out.put(if record.destination.port == 443 {
        "https://"
    } else {
        "http://"
    });
    hostname(out, record);
    path(out, record);
    out.put("\" contenttype=\"text/html\" override_token=\"\" httpresponsecode=\"\" src_ip=")
        .ip(record.source.ip);
    out.put(" dst_ip=")
        .ip(record.destination.ip)
        .put(" protocol=\"TCP\" src_port=");
    out.number(record.source.port.into())
        .put(" dst_port=")
        .number(record.destination.port.into());
    out.put(" sent_bytes=")
        .number(record.bytes_out)
        .put(" recv_bytes=")
        .number(record.bytes_in)
        .put(" domain=");
    hostname(out, record);
    out.put(" exceptions=\"\" activityname=\"\" reason=\"\" user_agent=\"");
    out.put(chosen(&BROWSERS, record.mark >> 20))
        .put("\" status_code=\"");
    out.put(if record.outcome == Outcome::Blocked {
        "403"
    } else {
        "200"
    });
    out.put("\" transactionid=\"\" referer=\"\" download_file_name=\"\" download_file_type=\"\" upload_file_name=\"");
    out.put(if record.kind == Kind::DataLoss {
        "従業員 名簿.xlsx"
    } else {
        ""
    });
    out.put("\" upload_file_type=\"\" con_id=")
        .number(record.session.into());
    out.put(" application=\"\" app_is_cloud=0 override_name=\"\" override_authorizer=\"\"");
}

fn application(out: &mut Vec<u8>, record: &Record) {
    out.put(" fw_rule_id=")
        .number(record.policy.id.into())
        .put(" user_name=\"")
        .put(record.user);
    out.put("\" user_gp=\"Open Group\" application_filter_policy=8 category=\"")
        .put(record.application.category);
    out.put("\" application_name=\"")
        .put(record.application.name)
        .put("\" application_risk=");
    out.number(record.application.risk.into())
        .put(" application_technology=\"Client Server\" application_category=\"");
    out.put(record.application.category).put("\"");
    ends(out, record);
    out.put(" sent_bytes=")
        .number(record.bytes_out)
        .put(" recv_bytes=")
        .number(record.bytes_in);
    out.put(" message=\"\"");
}

fn intrusion(out: &mut Vec<u8>, record: &Record) {
    let Some(signature) = record.signature else { return };
    out.put(" idp_policy_id=5 fw_rule_id=")
        .number(record.policy.id.into())
        .put(" user_name=\"\" signature_id=");
    out.number(signature.id.into())
        .put(" signature_msg=\"")
        .put(signature.name);
    out.put("\" classification=\"")
        .put(signature.category)
        .put("\" rule_priority=");
    out.number(u64::from(6 - signature.severity.min(5)));
    ends(out, record);
    out.put(" platform=\"Linux,Windows\" category=\"")
        .put(signature.category)
        .put("\" target=\"Server\"");
}

fn malware(out: &mut Vec<u8>, record: &Record) {
    let Some(malware) = record.malware else { return };
    out.put(" fw_rule_id=")
        .number(record.policy.id.into())
        .put(" user_name=\"")
        .put(record.user);
    out.put("\" iap=13 av_policy_name=\"\" virus=\"")
        .put(malware.name)
        .put("\" url=\"http://");
    hostname(out, record);
    out.put("/dl/").hex(record.mark, 8).put("\" domainname=\"");
    hostname(out, record);
    // SFOS writes quotes within quotes as they are; it has no other way.
    out.put("\" filename=\"").put(file(record)).put("\"");
    ends(out, record);
    out.put(" sent_bytes=")
        .number(record.bytes_out)
        .put(" recv_bytes=")
        .number(record.bytes_in);
    out.put(" user_agent=\"")
        .put(chosen(&BROWSERS, record.mark >> 20))
        .put("\" status_code=");
    out.put(if record.outcome == Outcome::Blocked {
        "403"
    } else {
        "200"
    });
}

fn command(out: &mut Vec<u8>, record: &Record) {
    let Some(malware) = record.malware else { return };
    out.put(" user_name=\"")
        .put(record.user)
        .put("\" protocol=\"TCP\" src_port=")
        .number(record.source.port.into());
    out.put(" dst_port=")
        .number(record.destination.port.into())
        .put(" sourceip=")
        .ip(record.source.ip);
    out.put(" destinationip=")
        .ip(record.destination.ip)
        .put(" url=")
        .ip(record.destination.ip);
    out.put(" threatname=")
        .put(malware.name)
        .put(" eventid=")
        .hex(record.mark, 16);
    out.put(" eventtype=\"Standard\" login_user=\"\" process_user=\"\" ep_uuid= execution_path=\"\"");
}

fn mail(out: &mut Vec<u8>, record: &Record) {
    let Some(letter) = record.letter else { return };
    out.put(" fw_rule_id=4 user_name=\"\" av_policy_name=\"Spam\" from_email_address=\"")
        .put(letter.from);
    out.put("\" to_email_address=\"")
        .put(record.user)
        .put("@example.jp\" email_subject=\"")
        .put(letter.subject);
    out.put("\" mailid=\"<")
        .hex(record.mark, 12)
        .put("@mail.example>\" mailsize=")
        .number(record.bytes_out);
    out.put(" spamaction=\"Reject\" reason=\"Mail detected as SPAM.\" src_domainname=\"");
    out.put(letter.from.split('@').nth(1).unwrap_or_default())
        .put("\" dst_domainname=\"example.jp\"");
    ends(out, record);
    out.put(" sent_bytes=0 recv_bytes=0 quarantine_reason=\"Spam\"");
}

fn admin_login(out: &mut Vec<u8>, record: &Record) {
    out.put(" user_name=\"")
        .put(record.user)
        .put("\" src_ip=")
        .ip(record.source.ip);
    match record.outcome {
        Outcome::Passed => out
            .put(" message=\"Admin ")
            .put(record.user)
            .put(" logged in successfully to Web Admin Console from ")
            .ip(record.source.ip),
        _ => out
            .put(" message=\"Admin ")
            .put(record.user)
            .put(" failed to login to Web Admin Console from ")
            .ip(record.source.ip)
            .put(" because of wrong credentials"),
    };
    out.put("\"");
}

fn vpn_login(out: &mut Vec<u8>, record: &Record) {
    let passed = record.outcome == Outcome::Passed;
    out.put(" user_name=\"")
        .put(record.user)
        .put("\" usergroupname=\"在宅勤務\" auth_client=\"N/A\" auth_mechanism=\"Local\" reason=\"");
    out.put(if passed { "" } else { "wrong credentials" })
        .put("\" src_ip=")
        .ip(record.source.ip);
    out.put(" src_country_code=")
        .put(code(record.source.country))
        .put(" message=\"User ")
        .put(record.user);
    out.put(match passed {
        true => " authenticated successfully to login to SSLVPN through Local authentication mechanism",
        false => {
            " failed to login to SSLVPN through Local authentication mechanism because of wrong credentials"
        }
    });
    out.put("\" name=\"\" src_mac=");
}
