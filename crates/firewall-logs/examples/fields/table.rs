//! Names of the Elastic Common Schema → fields, and what is not compared, with the reason.

use firewall_logs::Field;
use firewall_logs::Field as F;
use jiff::tz::TimeZone;

use crate::compare::How;
use crate::compare::How::{AnyCase, Direction, Instant, Level, Mac, Nanoseconds, Number, Part, Signs, Text};

/// What is done with a path.
pub enum Rule {
    /// Compared with these fields, then with what is kept beside them under these keys: one must agree.
    Compare(How, &'static [Field], &'static [&'static str]),
    /// Not compared, for this reason.
    #[expect(dead_code, reason = "read by people")]
    Excluded(&'static str),
    /// Nobody has said yet.
    Unknown,
}

/// The zone that the expectations were made with.
pub fn zone(vendor: &str) -> TimeZone {
    match vendor {
        "sonicwall" => TimeZone::fixed(jiff::tz::offset(2)),
        _ => TimeZone::UTC,
    }
}

/// Starts of paths that are not compared, for all vendors.
const EXCLUDED: &[(&str, &str)] = &[
    ("ecs.", "the version of their schema"),
    ("tags", "marks of their pipeline"),
    ("related.", "a second copy of other fields for search"),
    ("event.category", "their own taxonomy"),
    ("event.type", "their own taxonomy"),
    ("event.kind", "their own taxonomy"),
    (
        "event.outcome",
        "their own taxonomy; always success for what passed the pipeline",
    ),
    ("event.original", "the line, compared as raw_data"),
    ("event.created", "when their pipeline ran"),
    ("event.ingested", "when their pipeline ran"),
    ("event.dataset", "name of their data set"),
    ("event.module", "name of their data set"),
    ("event.timezone", "part of the time"),
    ("data_stream.", "name of their data set"),
    ("agent.", "their collector"),
    ("elastic_agent.", "their collector"),
    ("input.", "their collector"),
    ("log.file.", "their collector"),
    ("log.offset", "their collector"),
    (
        "log.syslog.",
        "the envelope; severity comes from the line where it says so",
    ),
    ("labels.", "marks of their pipeline"),
    ("observer.type", "constant"),
    ("observer.product", "constant; ours names the product line"),
    ("observer.vendor", "constant; ours in the vendor's own spelling"),
    ("network.bytes", "the sum of two fields"),
    ("network.packets", "the sum of two fields"),
    ("network.community_id", "computed from other fields"),
    ("network.type", "computed from the address"),
    ("source.geo", "GeoIP"),
    ("destination.geo", "GeoIP"),
    ("client.geo", "GeoIP"),
    ("source.as", "GeoIP"),
    ("destination.as", "GeoIP"),
    ("source.nat", "OCSF has no field in these classes: unmapped"),
    ("destination.nat", "OCSF has no field in these classes: unmapped"),
    ("source.address", "a copy of ip or domain"),
    ("destination.address", "a copy of ip or domain"),
    ("url.scheme", "part of url.original"),
    ("url.extension", "part of url.original"),
    ("url.query", "part of url.original"),
    ("url.port", "part of url.original"),
    ("url.fragment", "part of url.original"),
    ("user_agent.name", "parsed from user_agent.original"),
    ("user_agent.device", "parsed from user_agent.original"),
    ("user_agent.os", "parsed from user_agent.original"),
    ("user_agent.version", "parsed from user_agent.original"),
    ("dns.question.registered_domain", "computed from the name"),
    ("dns.question.subdomain", "computed from the name"),
    ("dns.question.top_level_domain", "computed from the name"),
    ("dns.question.class", "unmapped"),
    ("dns.id", "unmapped"),
    ("tls.client.x509", "unmapped"),
    ("tls.server", "unmapped"),
    ("event.reason", "a sentence; message or status_detail, by vendor"),
    (
        "event.action",
        "the vendor's verb; becomes action_id, disposition_id and activity_id",
    ),
    ("rsa.", "names of another product"),
    ("fortinet.", "the vendor's own names: unmapped"),
    ("panw.", "the vendor's own names: unmapped"),
    ("sophos.", "the vendor's own names: unmapped"),
    ("sonicwall.", "the vendor's own names: unmapped"),
    ("cisco.", "the vendor's own names: unmapped"),
    ("cisco_meraki.", "the vendor's own names: unmapped"),
    ("checkpoint.", "the vendor's own names: unmapped"),
    ("suricata.", "the vendor's own names: unmapped"),
    ("pfsense.", "the vendor's own names: unmapped"),
    ("haproxy.", "the vendor's own names: unmapped"),
    ("snort.", "the vendor's own names: unmapped"),
];

/// Paths that mean the same for all vendors.
const COMMON: &[(&str, How, &[Field])] = &[
    ("@timestamp", Instant, &[F::Time]),
    ("source.ip", Text, &[F::SourceIp]),
    ("source.port", Number, &[F::SourcePort]),
    ("source.mac", Mac, &[F::SourceMac]),
    ("source.domain", AnyCase, &[F::SourceHostname]),
    ("source.bytes", Number, &[F::BytesOut]),
    ("source.packets", Number, &[F::PacketsOut]),
    ("source.user.name", AnyCase, &[F::User, F::TargetUser]),
    ("source.user.domain", AnyCase, &[F::UserDomain]),
    ("source.user.group.name", Text, &[F::UserGroup]),
    ("user.name", AnyCase, &[F::User, F::TargetUser]),
    ("user.domain", AnyCase, &[F::UserDomain]),
    ("destination.ip", Text, &[F::DestinationIp]),
    ("destination.port", Number, &[F::DestinationPort]),
    ("destination.mac", Mac, &[F::DestinationMac]),
    (
        "destination.domain",
        AnyCase,
        &[F::DestinationHostname, F::UrlHostname],
    ),
    ("destination.bytes", Number, &[F::BytesIn]),
    ("destination.packets", Number, &[F::PacketsIn]),
    ("destination.user.name", AnyCase, &[F::TargetUser]),
    ("network.transport", AnyCase, &[F::Protocol]),
    ("network.iana_number", Number, &[F::ProtocolNumber]),
    ("network.protocol", AnyCase, &[F::Application]),
    ("network.application", AnyCase, &[F::Application]),
    ("network.direction", Direction, &[F::Direction]),
    ("observer.name", AnyCase, &[F::DeviceName]),
    ("observer.hostname", AnyCase, &[F::DeviceHostname, F::DeviceName]),
    ("observer.ip", Text, &[F::DeviceIp]),
    ("observer.serial_number", Text, &[F::DeviceUid]),
    ("observer.version", Text, &[F::ProductVersion]),
    ("observer.ingress.interface.name", Text, &[F::SourceInterface]),
    ("observer.egress.interface.name", Text, &[F::DestinationInterface]),
    ("observer.ingress.zone", AnyCase, &[F::SourceZone]),
    ("observer.egress.zone", AnyCase, &[F::DestinationZone]),
    ("rule.id", Text, &[F::PolicyUid, F::RuleUid]),
    ("rule.name", Text, &[F::PolicyName, F::RuleName]),
    ("rule.category", Text, &[F::RuleCategory, F::UrlCategory]),
    ("url.domain", AnyCase, &[F::UrlHostname]),
    ("url.original", Text, &[F::Url, F::UrlPath]),
    ("url.full", Text, &[F::Url]),
    ("url.path", Part, &[F::UrlPath]),
    ("user_agent.original", Text, &[F::UserAgent]),
    ("http.request.method", AnyCase, &[F::HttpMethod]),
    ("http.request.referrer", Text, &[F::Referrer]),
    ("http.response.status_code", Number, &[F::HttpStatus]),
    ("dns.question.name", AnyCase, &[F::QueryHostname]),
    ("dns.question.type", AnyCase, &[F::QueryType]),
    ("dns.resolved_ip", Text, &[F::Answer]),
    ("email.from.address", Text, &[F::MailFrom]),
    ("email.to.address", Text, &[F::MailTo]),
    ("email.subject", Text, &[F::MailSubject]),
    ("file.name", Text, &[F::FileName]),
    ("file.size", Number, &[F::FileSize]),
    ("file.mime_type", Text, &[F::FileType]),
    ("file.hash.sha256", AnyCase, &[F::FileHash]),
    ("file.hash.sha1", AnyCase, &[F::FileHash]),
    ("file.hash.md5", AnyCase, &[F::FileHash]),
    ("tls.version", Part, &[F::TlsVersion]),
    ("tls.client.server_name", AnyCase, &[F::Sni]),
    ("event.code", Text, &[F::EventCode]),
    ("event.id", Text, &[F::EventUid]),
    ("event.sequence", Number, &[F::Sequence]),
    ("event.duration", Nanoseconds, &[F::Duration]),
    ("message", Text, &[F::Message]),
    ("log.level", Level, &[F::Severity]),
];

/// What is different for one vendor: paths that mean something else there.
const OWN: &[(&str, &str, How, &[Field], &[&str])] = &[
    ("fortigate", "event.start", Instant, &[F::Time], &[]),
    ("fortigate", "rule.description", Text, &[F::Message], &["logdesc"]),
    (
        "fortigate",
        "rule.category",
        Signs,
        &[F::RuleCategory, F::UrlCategory],
        &["appcat"],
    ),
    // Where the line says both, the application is the better name and the service is kept beside it.
    (
        "fortigate",
        "network.protocol",
        AnyCase,
        &[F::Application],
        &["service"],
    ),
    (
        "sophos",
        "host.name",
        AnyCase,
        &[F::DeviceHostname, F::DeviceName],
        &[],
    ),
];

/// What is not compared for one vendor, with the reason.
const OWN_EXCLUDED: &[(&str, &str, &str)] = &[(
    "fortigate",
    "@timestamp",
    "theirs is the civil time of the line; ours is eventtime, compared as event.start",
)];

/// The rule for a path.
pub fn rule(vendor: &str, path: &str) -> Rule {
    let own = OWN
        .iter()
        .find(|(whose, known, ..)| *whose == vendor && *known == path);
    if let Some((_, _, how, fields, keys)) = own {
        return Rule::Compare(*how, fields, keys);
    }
    let own = OWN_EXCLUDED
        .iter()
        .find(|(whose, start, _)| *whose == vendor && path.starts_with(start));
    if let Some((_, _, reason)) = own {
        return Rule::Excluded(reason);
    }
    if let Some((_, reason)) = EXCLUDED.iter().find(|(start, _)| path.starts_with(start)) {
        return Rule::Excluded(reason);
    }
    let common = COMMON.iter().find(|(known, ..)| *known == path);
    common.map_or(Rule::Unknown, |(_, how, fields)| Rule::Compare(*how, fields, &[]))
}
