//! What is counted, and by what: one line per measure.

use std::net::IpAddr;

use firewall_logs::{Class, Event, Field, Function, action, disposition};

use crate::columns::Row;
use crate::days;

/// What a measure counts an event by; `None` where it does not count it.
type Keys = for<'e> fn(&Seen<'e>, &mut KeyText) -> Option<()>;

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $keys:expr;)*) => {
        /// What is counted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Measure { $($(#[$doc])* $name,)* }

        impl Measure {
            /// All measures.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in columns and in SQL.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The keys under which it counts an event.
            pub(super) fn keys(self, seen: &Seen<'_>, text: &mut KeyText) -> bool {
                let keys: Keys = match self { $(Self::$name => $keys,)* };
                text.clear();
                keys(seen, text).is_some()
            }
        }
    };
}

measures! {
    /// Key: the security function. Everything, so that the sum over its keys is the number of events.
    Function = "function", |seen, text| text.one(seen.function);
    /// Key: device, key2: hour of Tokyo, two digits. Days and hours without logs are those without a row.
    Coverage = "coverage", |seen, text| text.device_and_hour(seen);
    /// Intrusion signatures. Key: number, key2: name. Severity is the highest seen.
    Signature = "signature", |seen, text| {
        let function = seen.is(&[Function::IntrusionPrevention, Function::Anomaly, Function::WebApplicationFirewall]);
        if !function { return None; }
        let name = seen.event.text(Field::RuleName);
        let number = seen.event.text(Field::RuleUid).or(name)?;
        text.two(number, name.unwrap_or_default())
    };
    /// Key: name, key2: by which way (`web`, `mail`, `file`, `other`).
    Malware = "malware", |seen, text| {
        let name = seen.event.text(Field::MalwareName);
        let name = match seen.is(&[Function::Antivirus]) && seen.judgement.is_security {
            true => name.or(seen.event.text(Field::RuleName)).unwrap_or("?"),
            false => name?,
        };
        text.two(name, seen.channel())
    };
    /// Key: what the web filter takes the site for. Other functions name a category as well, of what they looked into.
    WebCategory = "web-category", |seen, text| {
        if !seen.is(&[Function::WebFilter]) { return None; }
        text.one(seen.event.text(Field::UrlCategory)?)
    };
    /// Key: the application, where the appliance recognised one.
    Application = "application", |seen, text| text.one(seen.event.text(Field::Application)?);
    /// Outside addresses of security events. Key: address, key2: function.
    Attacker = "attacker", |seen, text| {
        if !seen.is_attack() { return None; }
        text.two(seen.outside()?, seen.function)
    };
    /// Countries of the outside addresses of security events. Key: country, key2: function.
    Country = "country", |seen, text| {
        if !seen.is_attack() { return None; }
        text.two(seen.outside_country()?, seen.function)
    };
    /// Inside addresses with security events. Key: address, key2: function.
    Host = "host", |seen, text| {
        if !seen.judgement.is_security { return None; }
        text.two(seen.inside()?, seen.function)
    };
    /// What was seen and not stopped. Key: the signature, the program or else the function; key2: the inside address, if any.
    Unstopped = "unstopped", |seen, text| {
        if !seen.judgement.detected { return None; }
        let name = seen.event.text(Field::MalwareName).or(seen.event.text(Field::RuleName));
        text.two(name.unwrap_or(seen.function), seen.inside().unwrap_or_default())
    };
    /// Sign-ins to the VPN. Key: user, key2: `ok` or `failed`.
    VpnLogin = "vpn-login", |seen, text| {
        if !seen.is(&[Function::Vpn]) { return None; }
        text.two(seen.user()?, seen.login()?)
    };
    /// Sign-ins to the appliance itself. Key: user, key2: `ok` or `failed`.
    AdminLogin = "admin-login", |seen, text| {
        if !seen.is(&[Function::Administration]) { return None; }
        text.two(seen.user()?, seen.login()?)
    };
    /// Lines that were not understood. Key: the reason.
    NotUnderstood = "not-understood", |seen, text| {
        if seen.event.class != Class::Base { return None; }
        text.one(seen.event.reason.unwrap_or("?"))
    };
}

impl Measure {
    /// The measure with a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|measure| measure.as_str() == name)
    }
}

/// Key and second key in the making, in one text that is used again.
#[derive(Default)]
pub(super) struct KeyText {
    text: String,
    split: usize,
}

impl KeyText {
    fn clear(&mut self) {
        self.text.clear();
        self.split = 0;
    }

    pub fn bytes(&self) -> (&[u8], usize) {
        (self.text.as_bytes(), self.split)
    }

    pub fn parts(&self) -> (&str, &str) {
        self.text.split_at(self.split)
    }

    fn one(&mut self, key: &str) -> Option<()> {
        self.two(key, "")
    }

    fn two(&mut self, key: &str, key2: &str) -> Option<()> {
        self.text.push_str(key);
        self.split = self.text.len();
        self.text.push_str(key2);
        Some(())
    }

    fn device_and_hour(&mut self, seen: &Seen<'_>) -> Option<()> {
        let mut buffer = uuid::Uuid::encode_buffer();
        let hour = [b'0' + seen.hour / 10, b'0' + seen.hour % 10];
        let hour = std::str::from_utf8(&hour).ok()?;
        self.two(seen.device.hyphenated().encode_lower(&mut buffer), hour)
    }
}

/// What the appliance did about an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// It stopped, removed or set it aside.
    pub blocked: bool,
    /// It saw a threat and did not stop it.
    pub detected: bool,
    /// It belongs to a function against threats and was blocked or detected.
    pub is_security: bool,
}

impl Judgement {
    /// Of an event. `disposition_id` decides, else `action_id`; functions against threats report only threats, so
    /// what they did not stop counts as detected; the web filter also reports ordinary visits, which do not.
    pub fn of(event: &Event<'_>) -> Self {
        const STOPPED: [i64; 6] = [
            disposition::BLOCKED,
            disposition::QUARANTINED,
            4, // isolated
            disposition::DELETED,
            disposition::DROPPED,
            disposition::RESET,
        ];
        const SEEN: [i64; 2] = [disposition::DETECTED, disposition::ALERT];
        let did = event.integer(Field::Disposition).filter(|did| *did != 0);
        let acted = event.integer(Field::Action);
        let blocked = match did {
            Some(did) => STOPPED.contains(&did),
            None => acted == Some(action::DENIED),
        };
        let function = event.text(Field::Function).unwrap_or_default();
        let against_threats = AGAINST_THREATS.iter().any(|one| one.as_str() == function);
        let filter = [Function::WebFilter, Function::DataLoss, Function::MailFilter]
            .iter()
            .any(|one| one.as_str() == function);
        // A visit that the web filter writes down and lets pass is an ordinary visit, whatever the vendor calls it.
        let notices = filter && function != Function::WebFilter.as_str();
        let noticed = did.is_some_and(|did| SEEN.contains(&did)) || acted == Some(action::OBSERVED);
        let finding = event.class == Class::DetectionFinding || event.has(Field::MalwareName);
        let detected = !blocked && (against_threats || finding || (notices && noticed));
        Self {
            blocked,
            detected,
            is_security: (blocked || detected) && (against_threats || filter || finding),
        }
    }
}

/// Functions that report nothing but threats.
const AGAINST_THREATS: [Function; 5] = [
    Function::IntrusionPrevention,
    Function::Antivirus,
    Function::CommandAndControl,
    Function::WebApplicationFirewall,
    Function::Anomaly,
];

/// An event as the measures look at it.
pub(super) struct Seen<'e> {
    pub event: &'e Event<'e>,
    pub judgement: Judgement,
    device: uuid::Uuid,
    hour: u8,
    function: &'e str,
}

/// On which side of the appliance an address lies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Inside,
    Outside,
    Unknown,
}

impl<'e> Seen<'e> {
    pub fn new(row: &Row<'e, 'e>) -> Self {
        let event = row.event;
        Self {
            event,
            judgement: Judgement::of(event),
            device: row.device.0,
            hour: days::hour_of(row.time),
            function: event.text(Field::Function).unwrap_or("?"),
        }
    }

    fn is(&self, functions: &[Function]) -> bool {
        functions
            .iter()
            .any(|function| function.as_str() == self.function)
    }

    /// A security event, or something from outside that the packet filter stopped.
    fn is_attack(&self) -> bool {
        self.judgement.is_security
            || (self.judgement.blocked && self.is(&[Function::Firewall]) && self.source() == Side::Outside)
    }

    /// Where the source lies. Looked at for the few events that are counted by it: reading an address takes longer than
    /// counting.
    fn source(&self) -> Side {
        side(self.event.text(Field::SourceIp))
    }

    fn destination(&self) -> Side {
        side(self.event.text(Field::DestinationIp))
    }

    fn sides(&self) -> (Side, Side) {
        (self.source(), self.destination())
    }

    fn outside(&self) -> Option<&'e str> {
        match self.sides() {
            (Side::Outside, _) => self.event.text(Field::SourceIp),
            (_, Side::Outside) => self.event.text(Field::DestinationIp),
            _ => None,
        }
    }

    fn outside_country(&self) -> Option<&'e str> {
        match self.sides() {
            (Side::Outside, _) => self.event.text(Field::SourceCountry),
            (_, Side::Outside) => self.event.text(Field::DestinationCountry),
            _ => None,
        }
    }

    fn inside(&self) -> Option<&'e str> {
        match self.sides() {
            (Side::Inside, _) => self.event.text(Field::SourceIp),
            (_, Side::Inside) => self.event.text(Field::DestinationIp),
            _ => None,
        }
    }

    fn channel(&self) -> &'static str {
        let event = self.event;
        if event.class == Class::EmailActivity || event.has(Field::MailFrom) || event.has(Field::MailTo) {
            "mail"
        } else if event.class == Class::HttpActivity || event.has(Field::Url) || event.has(Field::UrlHostname)
        {
            "web"
        } else if event.class == Class::NetworkFileActivity || event.has(Field::FileName) {
            "file"
        } else {
            "other"
        }
    }

    fn user(&self) -> Option<&'e str> {
        self.event
            .text(Field::User)
            .or(self.event.text(Field::TargetUser))
    }

    /// How a sign-in ended; sign-offs and everything else are none.
    fn login(&self) -> Option<&'static str> {
        const LOGON: i64 = 1;
        if self.event.class != Class::Authentication || self.event.integer(Field::Activity) != Some(LOGON) {
            return None;
        }
        match self.event.integer(Field::Status) {
            Some(1) => Some("ok"),
            Some(2) => Some("failed"),
            _ => None,
        }
    }
}

/// Private, shared (RFC 6598), link-local and loopback addresses lie inside.
fn side(address: Option<&str>) -> Side {
    let Some(Ok(address)) = address.map(str::parse) else {
        return Side::Unknown;
    };
    let inside = match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let shared = first == 100 && second & 0xC0 == 64;
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || shared
        }
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_loopback(),
    };
    let nowhere = match address {
        IpAddr::V4(v4) => v4.is_unspecified() || v4.is_multicast() || v4.is_broadcast(),
        IpAddr::V6(v6) => v6.is_unspecified() || v6.is_multicast(),
    };
    match (nowhere, inside) {
        (true, _) => Side::Unknown,
        (_, true) => Side::Inside,
        (_, false) => Side::Outside,
    }
}
