//! What kind of thing an event is, in the numbers of OCSF 1.8.

/// The class of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Class {
    /// Not understood; kept as it came.
    #[default]
    Base = 0,
    /// Detection Finding: what our own rules found.
    DetectionFinding = 2004,
    /// Incident Finding.
    IncidentFinding = 2005,
    /// Account Change.
    AccountChange = 3001,
    /// Authentication.
    Authentication = 3002,
    /// Entity Management.
    EntityManagement = 3004,
    /// Network Activity.
    NetworkActivity = 4001,
    /// HTTP Activity.
    HttpActivity = 4002,
    /// DNS Activity.
    DnsActivity = 4003,
    /// DHCP Activity.
    DhcpActivity = 4004,
    /// Email Activity.
    EmailActivity = 4009,
    /// Network File Activity.
    NetworkFileActivity = 4010,
    /// Tunnel Activity.
    TunnelActivity = 4014,
    /// Device Config State Change.
    DeviceConfigStateChange = 5019,
    /// Application Lifecycle: the appliance starts, stops, updates itself or tells of its health.
    ApplicationLifecycle = 6002,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 15] = [
        Self::Base,
        Self::DetectionFinding,
        Self::IncidentFinding,
        Self::AccountChange,
        Self::Authentication,
        Self::EntityManagement,
        Self::NetworkActivity,
        Self::HttpActivity,
        Self::DnsActivity,
        Self::DhcpActivity,
        Self::EmailActivity,
        Self::NetworkFileActivity,
        Self::TunnelActivity,
        Self::DeviceConfigStateChange,
        Self::ApplicationLifecycle,
    ];

    /// `class_uid`.
    pub const fn uid(self) -> u16 {
        self as u16
    }

    /// The class with a `class_uid`.
    pub fn from_uid(uid: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.uid() == uid)
    }

    /// `category_uid`: the thousands of the class.
    pub const fn category_uid(self) -> u16 {
        self.uid() / 1000
    }

    /// `class_name`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Base => "Base Event",
            Self::DetectionFinding => "Detection Finding",
            Self::IncidentFinding => "Incident Finding",
            Self::AccountChange => "Account Change",
            Self::Authentication => "Authentication",
            Self::EntityManagement => "Entity Management",
            Self::NetworkActivity => "Network Activity",
            Self::HttpActivity => "HTTP Activity",
            Self::DnsActivity => "DNS Activity",
            Self::DhcpActivity => "DHCP Activity",
            Self::EmailActivity => "Email Activity",
            Self::NetworkFileActivity => "Network File Activity",
            Self::TunnelActivity => "Tunnel Activity",
            Self::DeviceConfigStateChange => "Device Config State Change",
            Self::ApplicationLifecycle => "Application Lifecycle",
        }
    }
}

/// The security function of an appliance that a line comes from: what the monthly report counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    /// Packet filter.
    Firewall,
    /// Intrusion prevention (IPS, IDS).
    IntrusionPrevention,
    /// Antivirus, also the sandbox.
    Antivirus,
    /// Web filter.
    WebFilter,
    /// Application control.
    ApplicationControl,
    /// DNS filter.
    DnsFilter,
    /// Mail filter (spam, phishing).
    MailFilter,
    /// Connections to command-and-control servers (ATP, botnet).
    CommandAndControl,
    /// Data leaving the company (DLP).
    DataLoss,
    /// Web application firewall.
    WebApplicationFirewall,
    /// Floods and scans (DoS, anomaly).
    Anomaly,
    /// Tunnels and remote access.
    Vpn,
    /// Sign-ins to the appliance and changes of its settings.
    Administration,
    /// Sign-ins of people at the appliance's portal.
    UserAuthentication,
    /// The appliance's own health, licences and updates.
    System,
}

impl Function {
    /// All functions.
    pub const ALL: [Self; 15] = [
        Self::Firewall,
        Self::IntrusionPrevention,
        Self::Antivirus,
        Self::WebFilter,
        Self::ApplicationControl,
        Self::DnsFilter,
        Self::MailFilter,
        Self::CommandAndControl,
        Self::DataLoss,
        Self::WebApplicationFirewall,
        Self::Anomaly,
        Self::Vpn,
        Self::Administration,
        Self::UserAuthentication,
        Self::System,
    ];

    /// Its name in `metadata.labels`, in columns and in rules.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Firewall => "firewall",
            Self::IntrusionPrevention => "ips",
            Self::Antivirus => "antivirus",
            Self::WebFilter => "web-filter",
            Self::ApplicationControl => "application-control",
            Self::DnsFilter => "dns-filter",
            Self::MailFilter => "mail-filter",
            Self::CommandAndControl => "command-and-control",
            Self::DataLoss => "data-loss",
            Self::WebApplicationFirewall => "waf",
            Self::Anomaly => "anomaly",
            Self::Vpn => "vpn",
            Self::Administration => "administration",
            Self::UserAuthentication => "user-authentication",
            Self::System => "system",
        }
    }
}

/// `action_id` of the profile security_control.
pub mod action {
    /// It went on.
    pub const ALLOWED: i64 = 1;
    /// It was stopped.
    pub const DENIED: i64 = 2;
    /// It was seen; nothing was done about it.
    pub const OBSERVED: i64 = 3;
    /// It went on changed (cleaned, rewritten).
    pub const MODIFIED: i64 = 4;
    /// Something else.
    pub const OTHER: i64 = 99;
}

/// `disposition_id` of the profile security_control.
pub mod disposition {
    /// Let through.
    pub const ALLOWED: i64 = 1;
    /// Stopped, and the other side told.
    pub const BLOCKED: i64 = 2;
    /// Set aside.
    pub const QUARANTINED: i64 = 3;
    /// Removed.
    pub const DELETED: i64 = 5;
    /// Stopped without a word.
    pub const DROPPED: i64 = 6;
    /// Changed so that it does no harm.
    pub const CORRECTED: i64 = 11;
    /// Seen and let through.
    pub const DETECTED: i64 = 15;
    /// Nothing was done about it.
    pub const NO_ACTION: i64 = 16;
    /// Written down.
    pub const LOGGED: i64 = 17;
    /// Reported.
    pub const ALERT: i64 = 19;
    /// The connection was cut.
    pub const RESET: i64 = 21;
    /// Turned away.
    pub const REJECTED: i64 = 25;
    /// Something else.
    pub const OTHER: i64 = 99;
}
