//! What a generated line says, before a vendor's shape is put on it.

use std::net::IpAddr;

use super::catalogue::{Application, Country, Letter, Malware, Policy, Signature, Site};

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A connection through the packet filter, let through or not.
    Traffic,
    /// A page asked for.
    Web,
    /// An application seen by application control.
    Application,
    /// A name looked up.
    Name,
    /// A signature of intrusion prevention was met.
    Intrusion,
    /// A malicious program in a download or a mail.
    Malware,
    /// A connection to a command-and-control server.
    CommandAndControl,
    /// A mail judged by the mail filter.
    Mail,
    /// Something that must not leave the company.
    DataLoss,
    /// A flood or a scan.
    Flood,
    /// A sign-in to the appliance itself.
    AdminLogin,
    /// A sign-in of a person from outside.
    VpnLogin,
    /// A setting of the appliance was changed.
    ConfigChange,
    /// The appliance tells how it is.
    Health,
    /// Signatures or firmware were updated.
    Update,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Let through; of a sign-in: it succeeded.
    Passed,
    /// Stopped; of a sign-in: it failed.
    Blocked,
    /// Seen, and let through all the same.
    Detected,
}

/// Transport protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// ICMP, without ports.
    Icmp,
}

impl Protocol {
    /// Its number at IANA.
    pub const fn number(self) -> u64 {
        match self {
            Self::Icmp => 1,
            Self::Tcp => 6,
            Self::Udp => 17,
        }
    }

    /// In lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Icmp => "icmp",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }

    /// In upper case.
    pub const fn capitals(self) -> &'static str {
        match self {
            Self::Icmp => "ICMP",
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
        }
    }
}

/// One end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its address.
    pub ip: IpAddr,
    /// Its port; 0 for ICMP.
    pub port: u16,
    /// Where it is; nothing for addresses within the company.
    pub country: Option<&'static Country>,
}

/// What the generator meant by a line: a test holds what the parser reads against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// What happened.
    pub kind: Kind,
    /// What became of it.
    pub outcome: Outcome,
    /// The side that began.
    pub source: Endpoint,
    /// The other side.
    pub destination: Endpoint,
    /// Transport.
    pub protocol: Protocol,
    /// Whether it comes from outside.
    pub inbound: bool,
    /// Bytes from the source to the destination.
    pub bytes_out: u64,
    /// Bytes from the destination to the source.
    pub bytes_in: u64,
    /// Packets from the source to the destination.
    pub packets_out: u64,
    /// Packets from the destination to the source.
    pub packets_in: u64,
    /// Whole seconds that it lasted.
    pub seconds: u32,
    /// The device's number of the session.
    pub session: u32,
    /// A number from which paths, hashes and identifiers in the line follow.
    pub mark: u64,
    /// Number of the host within the company.
    pub host: u16,
    /// Who.
    pub user: &'static str,
    /// The application.
    pub application: &'static Application,
    /// The policy that decided.
    pub policy: &'static Policy,
    /// The site, of what concerns the web, names and downloads.
    pub site: Option<&'static Site>,
    /// The signature, of intrusions and floods.
    pub signature: Option<&'static Signature>,
    /// The malicious program, of malware and command and control.
    pub malware: Option<&'static Malware>,
    /// The mail.
    pub letter: Option<&'static Letter>,
}
