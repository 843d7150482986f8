//! The formats that are understood: one file each, with `parse` and `looks_like`.

mod asa;
mod cef;
mod checkpoint;
pub(crate) mod common;
mod fortigate;
mod leef;
mod meraki;
mod panos;
mod sonicwall;
mod sophos;
mod stormshield;
mod suricata;
mod watchguard;

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use crate::clock::Clock;
use crate::envelope::Header;
use crate::event::Event;

/// What a format gets beside the body.
pub(crate) struct Context<'c, 'l> {
    /// When the line was received.
    pub received: Timestamp,
    /// The device's clock, in the zone of its record.
    pub clock: &'c Clock,
    /// What the envelope says.
    pub header: Header<'l>,
}

/// What a format makes of a body: it fills the event, or says in a fixed sentence why it cannot.
pub(crate) type Outcome = Result<(), &'static str>;

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident = $module:ident, $word:literal, $title:literal;)*) => {
        /// How the body of a line is written.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format { $($(#[$doc])* $name,)* }

        impl Format {
            /// All formats, in the order in which an unknown line is held against them: the surest first.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name on the command line and in the record of a device.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What a person calls it.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            pub(crate) fn parse<'l>(self, body: &'l str, context: &Context<'_, 'l>, event: &mut Event<'l>) -> Outcome {
                match self { $(Self::$name => $module::parse(body, context, event),)* }
            }

            pub(crate) fn looks_like(self, body: &str) -> bool {
                match self { $(Self::$name => $module::looks_like(body),)* }
            }
        }
    };
}

formats! {
    /// Common Event Format of any vendor.
    Cef = cef, "cef", "CEF";
    /// Log Event Extended Format 1.0 and 2.0 of any vendor.
    Leef = leef, "leef", "LEEF";
    /// Fortinet FortiGate, `key=value`, also separated by commas.
    FortiGate = fortigate, "fortigate", "FortiGate";
    /// Sophos Firewall (SFOS, XG, XGS) and UTM 9.
    Sophos = sophos, "sophos", "Sophos";
    /// SonicWall.
    SonicWall = sonicwall, "sonicwall", "SonicWall";
    /// WatchGuard Firebox.
    WatchGuard = watchguard, "watchguard", "WatchGuard";
    /// Palo Alto Networks PAN-OS, separated by commas.
    PanOs = panos, "panos", "PAN-OS";
    /// Check Point.
    CheckPoint = checkpoint, "checkpoint", "Check Point";
    /// Cisco ASA and FTD.
    CiscoAsa = asa, "asa", "Cisco ASA";
    /// Cisco Meraki MX.
    Meraki = meraki, "meraki", "Cisco Meraki";
    /// Suricata EVE JSON.
    Suricata = suricata, "suricata", "Suricata";
    /// Stormshield.
    Stormshield = stormshield, "stormshield", "Stormshield";
}

impl fmt::Display for Format {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.as_str())
    }
}

/// The word names no format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such format")]
pub struct UnknownFormat;

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        let found = Self::ALL.iter().find(|format| format.as_str() == word);
        found.copied().ok_or(UnknownFormat)
    }
}
