//! The fields of an event: one table from which columns, JSON and explanations all come.
//!
//! A field has the path that OCSF 1.8 gives it, and a kind. `[]` after a name in a path marks an array of which
//! an event holds the first element. To add a field, add a line to the table.

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text as the device wrote it, unescaped.
    Text,
    /// An address of IPv4 or IPv6 in its usual notation; anything else is refused and stays in `unmapped`.
    Address,
    /// A whole number.
    Integer,
    /// Milliseconds since 1970-01-01 UTC.
    Time,
    /// Yes or no.
    Boolean,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $path:literal, $kind:ident;)*) => {
        /// A field of an event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Field { $($(#[$doc])* $name,)* }

        impl Field {
            /// All fields, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// Where OCSF has it.
            pub const fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)* }
            }

            /// What it holds.
            #[inline]
            pub const fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind,)* }
            }
        }
    };
}

fields! {
    // What happened (base event). `class_uid`, `category_uid` and `type_uid` follow from the class and the activity.
    /// What was done, of the activities of the class.
    Activity = "activity_id", Integer;
    /// When, by the device's clock with its zone; without one, when the line was received.
    Time = "time", Time;
    /// The device's own text of the time, where it differs from what `time` says.
    OriginalTime = "metadata.original_time", Text;
    /// Minutes east of UTC of the device's clock.
    TimezoneOffset = "timezone_offset", Integer;
    /// When the activity began.
    StartTime = "start_time", Time;
    /// When it ended.
    EndTime = "end_time", Time;
    /// How long it took, in milliseconds.
    Duration = "duration", Integer;
    /// How many of the same are counted in this line.
    Count = "count", Integer;
    /// 0 unknown, 1 informational, 2 low, 3 medium, 4 high, 5 critical, 6 fatal, 99 other.
    Severity = "severity_id", Integer;
    /// 0 unknown, 1 success, 2 failure, 99 other.
    Status = "status_id", Integer;
    /// The device's word for how it ended.
    StatusDetail = "status_detail", Text;
    /// A sentence of the device.
    Message = "message", Text;

    // Who says so.
    /// Who makes the product.
    VendorName = "metadata.product.vendor_name", Text;
    /// The product's name.
    ProductName = "metadata.product.name", Text;
    /// The product's version.
    ProductVersion = "metadata.product.version", Text;
    /// The vendor's number or name of this kind of message.
    EventCode = "metadata.event_code", Text;
    /// The log of the device that the line belongs to (`traffic/forward`, `THREAT/url`).
    LogName = "metadata.log_name", Text;
    /// The device's own identifier of this line.
    EventUid = "metadata.uid", Text;
    /// The line's number in the device's sequence.
    Sequence = "metadata.sequence", Integer;
    /// The security function of the appliance, see [`crate::Function`].
    Function = "metadata.labels[]", Text;
    /// The appliance's name.
    DeviceName = "device.name", Text;
    /// The appliance's serial number.
    DeviceUid = "device.uid", Text;
    /// The appliance's host name as the syslog header has it.
    DeviceHostname = "device.hostname", Text;
    /// The appliance's address as the syslog header or the line has it.
    DeviceIp = "device.ip", Address;

    // From where to where.
    /// Address of the side that began.
    SourceIp = "src_endpoint.ip", Address;
    /// Its port.
    SourcePort = "src_endpoint.port", Integer;
    /// Its host name.
    SourceHostname = "src_endpoint.hostname", Text;
    /// Its hardware address.
    SourceMac = "src_endpoint.mac", Text;
    /// The appliance's interface on its side.
    SourceInterface = "src_endpoint.interface_name", Text;
    /// The zone on its side.
    SourceZone = "src_endpoint.zone", Text;
    /// Its country: the two letters of ISO 3166-1, see [`crate::country_code`]; the device's word where it has none.
    SourceCountry = "src_endpoint.location.country", Text;
    /// Address of the other side.
    DestinationIp = "dst_endpoint.ip", Address;
    /// Its port.
    DestinationPort = "dst_endpoint.port", Integer;
    /// Its host name.
    DestinationHostname = "dst_endpoint.hostname", Text;
    /// Its hardware address.
    DestinationMac = "dst_endpoint.mac", Text;
    /// The appliance's interface on its side.
    DestinationInterface = "dst_endpoint.interface_name", Text;
    /// The zone on its side.
    DestinationZone = "dst_endpoint.zone", Text;
    /// Its country, as for the source.
    DestinationCountry = "dst_endpoint.location.country", Text;
    /// Transport protocol, lower case (`tcp`, `udp`, `icmp`).
    Protocol = "connection_info.protocol_name", Text;
    /// Its number at IANA.
    ProtocolNumber = "connection_info.protocol_num", Integer;
    /// 0 unknown, 1 inbound, 2 outbound, 3 lateral, 99 other.
    Direction = "connection_info.direction_id", Integer;
    /// The device's identifier of the session.
    Session = "connection_info.uid", Text;
    /// The application or service (`HTTPS`, `Dropbox`).
    Application = "app_name", Text;
    /// Bytes both ways together, where the line says so itself.
    Bytes = "traffic.bytes", Integer;
    /// Bytes from the destination to the source.
    BytesIn = "traffic.bytes_in", Integer;
    /// Bytes from the source to the destination.
    BytesOut = "traffic.bytes_out", Integer;
    /// Packets both ways together, where the line says so itself.
    Packets = "traffic.packets", Integer;
    /// Packets from the destination to the source.
    PacketsIn = "traffic.packets_in", Integer;
    /// Packets from the source to the destination.
    PacketsOut = "traffic.packets_out", Integer;

    // What the appliance did (profile security_control).
    /// 0 unknown, 1 allowed, 2 denied, 3 observed, 4 modified, 99 other.
    Action = "action_id", Integer;
    /// 0 unknown, 1 allowed, 2 blocked, 3 quarantined, 4 isolated, 5 deleted, 6 dropped, 15 detected, 17 logged, 19 alert, 21 reset,
    /// 25 rejected, 27 error, 99 other and the rest as OCSF has them.
    Disposition = "disposition_id", Integer;
    /// Whether the device calls it an alert.
    IsAlert = "is_alert", Boolean;
    /// 0 info, 1 low, 2 medium, 3 high, 4 critical, 99 other.
    RiskLevel = "risk_level_id", Integer;
    /// Number of the policy that let it pass or stopped it.
    PolicyUid = "policy.uid", Text;
    /// Its name.
    PolicyName = "policy.name", Text;
    /// Number of the signature or rule that was met.
    RuleUid = "firewall_rule.uid", Text;
    /// Its name.
    RuleName = "firewall_rule.name", Text;
    /// Its category.
    RuleCategory = "firewall_rule.category", Text;
    /// Name of the malicious program.
    MalwareName = "malware[].name", Text;
    /// The vendor's number of it.
    MalwareUid = "malware[].uid", Text;

    // Who.
    /// The person or account behind the activity.
    User = "actor.user.name", Text;
    /// Their domain.
    UserDomain = "actor.user.domain", Text;
    /// Their group.
    UserGroup = "actor.user.groups[].name", Text;
    /// The account that a login or a change of accounts is about.
    TargetUser = "user.name", Text;

    // The web.
    /// Method of the request.
    HttpMethod = "http_request.http_method", Text;
    /// The whole address.
    Url = "http_request.url.url_string", Text;
    /// Its host.
    UrlHostname = "http_request.url.hostname", Text;
    /// Its path with the query.
    UrlPath = "http_request.url.path", Text;
    /// What the appliance takes the site for.
    UrlCategory = "http_request.url.categories[]", Text;
    /// What the browser calls itself.
    UserAgent = "http_request.user_agent", Text;
    /// Where the request came from.
    Referrer = "http_request.referrer", Text;
    /// Status of the answer.
    HttpStatus = "http_response.code", Integer;
    /// Name asked for in the TLS handshake.
    Sni = "tls.sni", Text;
    /// Version of TLS.
    TlsVersion = "tls.version", Text;

    // Names.
    /// The name that was looked up.
    QueryHostname = "query.hostname", Text;
    /// The type of record asked for.
    QueryType = "query.type", Text;
    /// 0 no error, 3 no such name, as DNS has them.
    ResponseCode = "rcode_id", Integer;
    /// The first answer.
    Answer = "answers[].rdata", Text;

    // Mail and files.
    /// Sender.
    MailFrom = "email.from", Text;
    /// First addressee.
    MailTo = "email.to[]", Text;
    /// Subject.
    MailSubject = "email.subject", Text;
    /// Size in bytes.
    MailSize = "email.size", Integer;
    /// Name of the file.
    FileName = "file.name", Text;
    /// Its type as the device names it.
    FileType = "file.mime_type", Text;
    /// Its size in bytes.
    FileSize = "file.size", Integer;
    /// Its hash, hexadecimal.
    FileHash = "file.hashes[].value", Text;

    // Tunnels and configuration.
    /// Kind or name of the tunnel.
    TunnelName = "tunnel_interface.name", Text;
    /// The session of the tunnel.
    TunnelUid = "tunnel_interface.uid", Text;
    /// The protocol by which somebody signed in.
    AuthProtocol = "auth_protocol", Text;
}

impl Field {
    /// The path as the name of a column: dots become underscores, array marks go.
    pub fn column(self) -> String {
        self.path().replace("[]", "").replace('.', "_")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_fields_share_a_place() {
        let paths: BTreeSet<_> = Field::ALL.iter().map(|field| field.path()).collect();
        let columns: BTreeSet<_> = Field::ALL.iter().map(|field| field.column()).collect();
        assert_eq!((paths.len(), columns.len()), (Field::COUNT, Field::COUNT));
    }

    #[test]
    fn no_place_lies_within_another() {
        for one in Field::ALL {
            for other in Field::ALL {
                assert!(
                    !other.path().starts_with(&format!("{}.", one.path())),
                    "{one:?} {other:?}"
                );
            }
        }
    }
}
