//! Which value stands where, by type. Names are those of the vendor's documentation.

use std::borrow::Cow;

use crate::field::Field as F;
use crate::formats::common::Rule;
use crate::formats::common::Rule::{
    Address, Country, Integer, Level, Port, Protocol, Seconds, Special, Text,
};

/// Values that are not simply one field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    Action,
    Direction,
    Result,
    Category,
    SourceUser,
    DestinationUser,
    SourcePlace,
    DestinationPlace,
    Threat,
    Misc,
    Method,
    Start,
    Precise,
}

/// A name and what is to be done with the value.
pub(super) type Name = (&'static str, Option<Rule<Key>>);

/// Name of values that mean nothing.
pub(super) const UNUSED: &str = "unused";

/// The values of a type from the eighth on.
pub(super) struct Layout {
    /// Whether the 24 values of a session come first.
    session: bool,
    rest: &'static [Name],
}

impl Layout {
    /// The names of the values.
    pub(super) fn names(&self, values: &[Cow<'_, str>]) -> impl Iterator<Item = Name> + use<> {
        let session = if self.session { SESSION } else { &[] };
        let mut rest = self.rest;
        // Before PAN-OS 9 the log of settings had neither what was before nor what is after.
        if std::ptr::eq(rest, CONFIG) && values.get(8).is_some_and(|flags| flags.starts_with("0x")) {
            rest = OLD_CONFIG;
        }
        session.iter().chain(rest).copied()
    }
}

macro_rules! names {
    (@) => { None };
    (@ $rule:expr) => { Some($rule) };
    ($($name:ident $(= $rule:expr)?,)*) => { &[$((stringify!($name), names!(@ $($rule)?)),)*] };
}

/// The layout of a type.
pub(super) fn of(kind: &str) -> Option<&'static Layout> {
    let known = LAYOUTS.iter().find(|(name, _)| *name == kind);
    known.map(|(_, layout)| layout)
}

#[rustfmt::skip]
static LAYOUTS: &[(&str, Layout)] = &[
    ("TRAFFIC", Layout { session: true, rest: TRAFFIC }),
    ("THREAT", Layout { session: true, rest: THREAT }),
    ("SYSTEM", Layout { session: false, rest: SYSTEM }),
    ("CONFIG", Layout { session: false, rest: CONFIG }),
    ("GLOBALPROTECT", Layout { session: false, rest: GLOBAL_PROTECT }),
    ("USERID", Layout { session: false, rest: USER_ID }),
    ("AUTHENTICATION", Layout { session: false, rest: AUTHENTICATION }),
    ("HIPMATCH", Layout { session: false, rest: HIP_MATCH }),
    ("HIP-MATCH", Layout { session: false, rest: HIP_MATCH }),
    ("DECRYPTION", Layout { session: true, rest: DECRYPTION }),
    ("CORRELATION", Layout { session: false, rest: CORRELATION }),
    ("SCTP", Layout { session: false, rest: SCTP }),
    ("GTP", Layout { session: true, rest: GTP }),
    ("TUNNEL", Layout { session: true, rest: TUNNEL }),
    ("START", Layout { session: true, rest: TUNNEL }),
    ("END", Layout { session: true, rest: TUNNEL }),
    ("IPTAG", Layout { session: false, rest: IP_TAG }),
];

#[rustfmt::skip]
static SESSION: &[Name] = names![
    src = Address(F::SourceIp), dst = Address(F::DestinationIp), natsrc, natdst, rule = Text(F::PolicyName),
    srcuser = Special(Key::SourceUser), dstuser = Special(Key::DestinationUser), app = Text(F::Application),
    vsys, from = Text(F::SourceZone), to = Text(F::DestinationZone), inbound_if = Text(F::SourceInterface),
    outbound_if = Text(F::DestinationInterface), logset, unused, sessionid = Text(F::Session),
    repeatcnt = Integer(F::Count), sport = Port(F::SourcePort), dport = Port(F::DestinationPort), natsport,
    natdport, flags, proto = Protocol, action = Special(Key::Action),
];

#[rustfmt::skip]
static TRAFFIC: &[Name] = names![
    bytes = Integer(F::Bytes), bytes_sent = Integer(F::BytesOut), bytes_received = Integer(F::BytesIn),
    packets = Integer(F::Packets), start = Special(Key::Start), elapsed = Seconds(F::Duration), category = Special(Key::Category), unused,
    seqno = Integer(F::Sequence), actionflags, srcloc = Special(Key::SourcePlace),
    dstloc = Special(Key::DestinationPlace), unused, pkts_sent = Integer(F::PacketsOut),
    pkts_received = Integer(F::PacketsIn), session_end_reason = Text(F::StatusDetail), dg_hier_level_1,
    dg_hier_level_2, dg_hier_level_3, dg_hier_level_4, vsys_name, device_name = Text(F::DeviceName),
    action_source, src_uuid, dst_uuid, tunnelid, monitortag, parent_session_id, parent_start_time, tunnel,
    assoc_id, chunks, chunks_sent, chunks_received, rule_uuid = Text(F::PolicyUid), http2_connection,
    link_change_count, policy_id, link_switches, sdwan_cluster, sdwan_device_type, sdwan_cluster_type,
    sdwan_site, dynusergroup_name, xff_ip, src_category, src_profile, src_model, src_vendor, src_osfamily,
    src_osversion, src_host = Text(F::SourceHostname), src_mac = Text(F::SourceMac), dst_category,
    dst_profile, dst_model, dst_vendor, dst_osfamily, dst_osversion, dst_host = Text(F::DestinationHostname),
    dst_mac = Text(F::DestinationMac), container_id, pod_namespace, pod_name, src_edl, dst_edl, hostid,
    serialnumber, src_dag, dst_dag, session_owner, high_res_timestamp = Special(Key::Precise), nssai_sst,
    nssai_sd, subcategory_of_app, category_of_app, technology_of_app, risk_of_app, characteristic_of_app,
    container_of_app, tunneled_app, is_saas_of_app, sanctioned_state_of_app, offloaded,
];

#[rustfmt::skip]
static THREAT: &[Name] = names![
    misc = Special(Key::Misc), threatid = Special(Key::Threat), category = Special(Key::Category),
    severity = Level, direction = Special(Key::Direction), seqno = Integer(F::Sequence), actionflags,
    srcloc = Special(Key::SourcePlace), dstloc = Special(Key::DestinationPlace), unused, contenttype, pcap_id,
    filedigest = Text(F::FileHash), cloud, url_idx, user_agent = Text(F::UserAgent),
    filetype = Text(F::FileType), xff, referer = Text(F::Referrer), sender = Text(F::MailFrom),
    subject = Text(F::MailSubject), recipient = Text(F::MailTo), reportid, dg_hier_level_1, dg_hier_level_2,
    dg_hier_level_3, dg_hier_level_4, vsys_name, device_name = Text(F::DeviceName), file_url, src_uuid,
    dst_uuid, http_method = Special(Key::Method), tunnelid, monitortag, parent_session_id, parent_start_time,
    tunnel, thr_category, contentver, unused, assoc_id, ppid, http_headers, url_category_list,
    rule_uuid = Text(F::PolicyUid), http2_connection, dynusergroup_name, xff_ip, src_category, src_profile,
    src_model, src_vendor, src_osfamily, src_osversion, src_host = Text(F::SourceHostname),
    src_mac = Text(F::SourceMac), dst_category, dst_profile, dst_model, dst_vendor, dst_osfamily,
    dst_osversion, dst_host = Text(F::DestinationHostname), dst_mac = Text(F::DestinationMac), container_id,
    pod_namespace, pod_name, src_edl, dst_edl, hostid, serialnumber, domain_edl, src_dag, dst_dag,
    partial_hash, high_res_timestamp = Special(Key::Precise), reason, justification, nssai_sst,
    subcategory_of_app, category_of_app, technology_of_app, risk_of_app, characteristic_of_app,
    container_of_app, tunneled_app, is_saas_of_app, sanctioned_state_of_app, cloud_reportid,
];

#[rustfmt::skip]
static SYSTEM: &[Name] = names![
    vsys, eventid = Text(F::EventCode), object, unused, unused, module, severity = Level,
    opaque = Text(F::Message), seqno = Integer(F::Sequence), actionflags, dg_hier_level_1, dg_hier_level_2,
    dg_hier_level_3, dg_hier_level_4, vsys_name, device_name = Text(F::DeviceName), unused, unused,
    high_res_timestamp = Special(Key::Precise),
];

#[rustfmt::skip]
static CONFIG: &[Name] = names![
    host = Address(F::SourceIp), vsys, cmd, admin = Text(F::User), client, result = Special(Key::Result),
    path, before_change_detail, after_change_detail, seqno = Integer(F::Sequence), actionflags,
    dg_hier_level_1, dg_hier_level_2, dg_hier_level_3, dg_hier_level_4, vsys_name,
    device_name = Text(F::DeviceName), dg_id, comment, unused, high_res_timestamp = Special(Key::Precise),
];

#[rustfmt::skip]
static OLD_CONFIG: &[Name] = names![
    host = Address(F::SourceIp), vsys, cmd, admin = Text(F::User), client, result = Special(Key::Result),
    path, seqno = Integer(F::Sequence), actionflags,
];

#[rustfmt::skip]
static GLOBAL_PROTECT: &[Name] = names![
    vsys, eventid = Text(F::EventCode), stage, auth_method = Text(F::AuthProtocol),
    tunnel_type = Text(F::TunnelName), srcuser = Special(Key::SourceUser), srcregion = Country(F::SourceCountry),
    machinename = Text(F::SourceHostname), public_ip = Address(F::SourceIp), public_ipv6, private_ip,
    private_ipv6, hostid, serialnumber, client_ver, client_os, client_os_ver, repeatcnt = Integer(F::Count),
    reason = Text(F::Message), error, opaque, status = Special(Key::Result), location,
    login_duration = Seconds(F::Duration), connect_method, error_code, portal, seqno = Integer(F::Sequence),
    actionflags, high_res_timestamp = Special(Key::Precise), selection_type, response_time, priority,
    attempted_gateways, gateway, dg_hier_level_1, dg_hier_level_2, dg_hier_level_3, dg_hier_level_4,
    vsys_name, device_name = Text(F::DeviceName), vsys_id,
];

#[rustfmt::skip]
static USER_ID: &[Name] = names![
    vsys, ip = Address(F::SourceIp), user = Special(Key::SourceUser), datasourcename,
    eventid = Text(F::EventCode), repeatcnt = Integer(F::Count), timeout, beginport = Port(F::SourcePort),
    endport = Port(F::DestinationPort), datasource, datasourcetype, seqno = Integer(F::Sequence), actionflags,
    dg_hier_level_1, dg_hier_level_2, dg_hier_level_3, dg_hier_level_4, vsys_name,
    device_name = Text(F::DeviceName), vsys_id, factortype, factorcompletiontime, factorno, ugflags,
    userbysource, tag_name, high_res_timestamp = Special(Key::Precise),
];

#[rustfmt::skip]
static AUTHENTICATION: &[Name] = names![
    vsys, ip = Address(F::SourceIp), user = Special(Key::SourceUser), normalize_user, object,
    authpolicy = Text(F::PolicyName), repeatcnt = Integer(F::Count), authid, vendor, logset, serverprofile,
    desc = Text(F::Message), clienttype, event = Special(Key::Result), factorno, seqno = Integer(F::Sequence),
    actionflags, dg_hier_level_1, dg_hier_level_2, dg_hier_level_3, dg_hier_level_4, vsys_name,
    device_name = Text(F::DeviceName), vsys_id, authproto = Text(F::AuthProtocol),
    rule_uuid = Text(F::PolicyUid), high_res_timestamp = Special(Key::Precise), src_category, src_profile,
    src_model, src_vendor, src_osfamily, src_osversion, src_host = Text(F::SourceHostname),
    src_mac = Text(F::SourceMac), region = Country(F::SourceCountry), unused, user_agent = Text(F::UserAgent),
    sessionid = Text(F::Session),
];

#[rustfmt::skip]
static HIP_MATCH: &[Name] = names![
    srcuser = Special(Key::SourceUser), vsys, machinename = Text(F::SourceHostname), os,
    src = Address(F::SourceIp), matchname = Text(F::RuleName), repeatcnt = Integer(F::Count), matchtype,
    unused, unused, seqno = Integer(F::Sequence), actionflags, dg_hier_level_1, dg_hier_level_2,
    dg_hier_level_3, dg_hier_level_4, vsys_name, device_name = Text(F::DeviceName), vsys_id, srcipv6, hostid,
    serialnumber, mac = Text(F::SourceMac), high_res_timestamp = Special(Key::Precise),
];

#[rustfmt::skip]
static DECRYPTION: &[Name] = names![
    tunnel, unused, unused, src_uuid, dst_uuid, rule_uuid = Text(F::PolicyUid), hs_stage_c2f, hs_stage_f2s,
    tls_version = Text(F::TlsVersion), tls_keyxchg, tls_enc, tls_auth, policy_name, ec_curve, err_index,
    root_status, chain_status, proxy_type, cert_serial, fingerprint, notbefore, notafter, cert_ver, cert_size,
    cn_len, issuer_len, rootcn_len, sni_len, cert_flags, cn, issuer_cn, root_cn, sni = Text(F::Sni),
    error = Text(F::StatusDetail), container_id, pod_namespace, pod_name, src_edl, dst_edl, src_dag, dst_dag,
    high_res_timestamp = Special(Key::Precise), src_category, src_profile, src_model, src_vendor,
    src_osfamily, src_osversion, src_host = Text(F::SourceHostname), src_mac = Text(F::SourceMac),
    dst_category, dst_profile, dst_model, dst_vendor, dst_osfamily, dst_osversion,
    dst_host = Text(F::DestinationHostname), dst_mac = Text(F::DestinationMac), seqno = Integer(F::Sequence),
    actionflags, dg_hier_level_1, dg_hier_level_2, dg_hier_level_3, dg_hier_level_4, vsys_name,
    device_name = Text(F::DeviceName), vsys_id, subcategory_of_app, category_of_app, technology_of_app,
    risk_of_app, characteristic_of_app, container_of_app, is_saas_of_app, sanctioned_state_of_app,
];

#[rustfmt::skip]
static CORRELATION: &[Name] = names![
    src = Address(F::SourceIp), srcuser = Special(Key::SourceUser), vsys, category = Special(Key::Category),
    severity = Level, dg_hier_level_1, dg_hier_level_2, dg_hier_level_3, dg_hier_level_4, vsys_name,
    device_name = Text(F::DeviceName), vsys_id, objectname = Text(F::RuleName), object_id = Text(F::RuleUid),
    evidence = Text(F::Message),
];

#[rustfmt::skip]
static SCTP: &[Name] = names![
    src = Address(F::SourceIp), dst = Address(F::DestinationIp), unused, unused, rule = Text(F::PolicyName),
    unused, unused, unused, vsys, from = Text(F::SourceZone), to = Text(F::DestinationZone),
    inbound_if = Text(F::SourceInterface), outbound_if = Text(F::DestinationInterface), logset, unused,
    sessionid = Text(F::Session), repeatcnt = Integer(F::Count), sport = Port(F::SourcePort),
    dport = Port(F::DestinationPort), unused, unused, unused, unused, proto = Protocol,
    action = Special(Key::Action), dg_hier_level_1, dg_hier_level_2, dg_hier_level_3, dg_hier_level_4,
    vsys_name, device_name = Text(F::DeviceName), seqno = Integer(F::Sequence), unused, assoc_id, ppid,
    severity = Level, sctp_chunk_type, unused, verif_tag_1, verif_tag_2, sctp_cause_code, diam_app_id,
    diam_cmd_code, diam_avp_code, stream_id, assoc_end_reason = Text(F::StatusDetail), op_code,
    sccp_calling_ssn, sccp_calling_gt, sctp_filter, chunks, chunks_sent, chunks_received, packets,
    pkts_sent = Integer(F::PacketsOut), pkts_received = Integer(F::PacketsIn), rule_uuid = Text(F::PolicyUid),
    high_res_timestamp = Special(Key::Precise),
];

#[rustfmt::skip]
static GTP: &[Name] = names![
    event_type, msisdn, apn, rat, msg_type, end_ip_addr, teid1, teid2, gtp_interface, cause_code,
    severity = Level, mcc, mnc, area_code, cell_id, event_code = Text(F::EventCode), unused, unused,
    srcloc = Special(Key::SourcePlace), dstloc = Special(Key::DestinationPlace), unused, unused, unused,
    unused, unused, unused, unused, imsi, imei, unused, unused, unused, unused, unused, unused, unused,
    unused, unused, unused, unused, unused, unused, unused, unused, unused, start = Special(Key::Start),
    elapsed = Seconds(F::Duration), tunnel_insp_rule, remote_user_ip, remote_user_id,
    rule_uuid = Text(F::PolicyUid), pcap_id, high_res_timestamp = Special(Key::Precise), nssai_sst, nssai_sd,
    subcategory_of_app, category_of_app, technology_of_app, risk_of_app, characteristic_of_app,
    container_of_app, is_saas_of_app, sanctioned_state_of_app,
];

#[rustfmt::skip]
static TUNNEL: &[Name] = names![
    severity = Level, seqno = Integer(F::Sequence), actionflags, srcloc = Special(Key::SourcePlace),
    dstloc = Special(Key::DestinationPlace), dg_hier_level_1, dg_hier_level_2, dg_hier_level_3,
    dg_hier_level_4, vsys_name, device_name = Text(F::DeviceName), tunnelid = Text(F::TunnelUid), monitortag,
    parent_session_id, parent_start_time, tunnel = Text(F::TunnelName),
    bytes = Integer(F::Bytes), bytes_sent = Integer(F::BytesOut), bytes_received = Integer(F::BytesIn),
    packets = Integer(F::Packets),
    pkts_sent = Integer(F::PacketsOut), pkts_received = Integer(F::PacketsIn), max_encap, unknown_proto,
    strict_check, tunnel_fragment, sessions_created, sessions_closed,
    session_end_reason = Text(F::StatusDetail), action_source, start = Special(Key::Start),
    elapsed = Seconds(F::Duration), tunnel_insp_rule, remote_user_ip, remote_user_id,
    rule_uuid = Text(F::PolicyUid), pcap_id, dynusergroup_name, src_edl, dst_edl,
    high_res_timestamp = Special(Key::Precise), nssai_sd, nssai_sst, pdu_session_id, subcategory_of_app,
    category_of_app, technology_of_app, risk_of_app, characteristic_of_app, container_of_app, is_saas_of_app,
    sanctioned_state_of_app,
];

#[rustfmt::skip]
static IP_TAG: &[Name] = names![
    vsys, ip = Address(F::SourceIp), tag_name, eventid = Text(F::EventCode), repeatcnt = Integer(F::Count),
    timeout, datasourcename, datasourcetype, datasource_subtype, seqno = Integer(F::Sequence), actionflags,
    dg_hier_level_1, dg_hier_level_2, dg_hier_level_3, dg_hier_level_4, vsys_name,
    device_name = Text(F::DeviceName), vsys_id, high_res_timestamp = Special(Key::Precise),
];
