//! An appliance: its serial number, what it speaks, where it is.
//!
//! ```text
//! in_stock ──installed──▶ at_company ──removed──▶ to_clean ──cleaned──▶ in_stock
//!    │  ▲                    │ │ └─exchanged for a defect─▶ in_repair ──repaired──▶ to_clean
//!    │  └────────────────────┼─┼───────────────────────────────┘
//!    └──▶ in_repair          │ └─contract of the company's own──▶ handed_over
//!    retired: from in_stock, to_clean, in_repair
//! ```

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A serial number as compared: half width, upper case, no blanks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Serial(String);

/// Longest serial number, in characters.
const LONGEST: usize = 64;

impl Serial {
    /// From what stands on a label, in a file or in a line: 4 to 64 letters, digits, `-`, `_`, `.`, `/`; at least one
    /// digit. An address is none.
    pub fn parse(text: &str) -> Option<Self> {
        let folded: String = text
            .nfkc()
            // The minus and the dashes that keyboards give in full width; NFKC leaves them as they are.
            .map(|character| match character {
                '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                other => other,
            })
            .filter(|character| !character.is_whitespace())
            .flat_map(char::to_uppercase)
            .collect();
        let plain = folded
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '/'));
        let long_enough = (4..=LONGEST).contains(&folded.len());
        let has_digit = folded.bytes().any(|byte| byte.is_ascii_digit());
        let is_address = folded.parse::<std::net::IpAddr>().is_ok();
        (plain && long_enough && has_digit && !is_address).then_some(Self(folded))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Serial {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

macro_rules! names {
    ($(#[$doc:meta])* $name:ident: $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::serde::Serialize, ::serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name in the database, in files and in addresses.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// From its name.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}
pub(crate) use names;

names! {
    /// What the lines of a device look like; the names are those of `mamori logs parse --format`.
    Format:
    /// Found out line by line.
    Auto = "auto",
    /// FortiGate key=value.
    FortiGate = "fortigate",
    /// Common Event Format.
    Cef = "cef",
    /// Log Event Extended Format.
    Leef = "leef",
    /// PAN-OS CSV.
    PanOs = "panos",
    /// Sophos XG and SFOS.
    Sophos = "sophos",
    /// SonicWall.
    SonicWall = "sonicwall",
    /// WatchGuard.
    WatchGuard = "watchguard",
    /// Check Point.
    CheckPoint = "checkpoint",
    /// Cisco ASA.
    CiscoAsa = "asa",
    /// Cisco Meraki.
    Meraki = "meraki",
    /// Suricata EVE JSON.
    Suricata = "suricata",
    /// Stormshield.
    Stormshield = "stormshield",
}

names! {
    /// Where a device is.
    Whereabouts:
    /// In stock, clean, ready to be installed.
    InStock = "in_stock",
    /// At a company.
    AtCompany = "at_company",
    /// Came back; its settings and what it kept are still on it.
    ToClean = "to_clean",
    /// Defective.
    InRepair = "in_repair",
    /// The company's own by its contract with the contractor.
    HandedOver = "handed_over",
    /// Not used any more.
    Retired = "retired",
}

names! {
    /// What is done to a device by itself, without an installation.
    Handling:
    /// Settings and kept data were wiped (M6).
    Clean = "clean",
    /// Sent to be repaired.
    Repair = "repair",
    /// Came back from repair.
    Repaired = "repaired",
    /// Taken out of use.
    Retire = "retire",
}

/// The device is elsewhere than the deed needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the device is {}", .0.as_str())]
pub struct Elsewhere(pub Whereabouts);

impl Whereabouts {
    /// Where it is after `handling`.
    pub fn after(self, handling: Handling) -> Result<Self, Elsewhere> {
        match (self, handling) {
            (Self::ToClean, Handling::Clean) => Ok(Self::InStock),
            (Self::InStock | Self::ToClean, Handling::Repair) => Ok(Self::InRepair),
            // What was repaired elsewhere is wiped before it goes to the next company.
            (Self::InRepair, Handling::Repaired) => Ok(Self::ToClean),
            (Self::InStock | Self::ToClean | Self::InRepair, Handling::Retire) => Ok(Self::Retired),
            _ => Err(Elsewhere(self)),
        }
    }

    /// What can be done to it by itself.
    pub fn handlings(self) -> Vec<Handling> {
        let possible = Handling::ALL.iter().copied();
        possible
            .filter(|handling| self.after(*handling).is_ok())
            .collect()
    }

    /// Whether it can be installed.
    pub fn is_ready(self) -> bool {
        self == Self::InStock
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_no_address_and_no_sentence() {
        for good in ["FGT60FTK20012345", "utm-0001", "Ｓ／Ｎ１２３４"] {
            assert!(Serial::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "abc",
            "ABCD",
            "192.0.2.10",
            "2001:db8::1",
            "番号1234",
            "A1;DROP",
        ] {
            assert_eq!(Serial::parse(bad), None, "{bad}");
        }
        assert_eq!(Serial::parse(" utm 0001"), Serial::parse("UTM0001"));
        for written in [
            "ＵＴＭ６０－２３０４",
            "ＵＴＭ６０\u{2212}２３０４",
            "ＵＴＭ６０‐２３０４",
        ] {
            assert_eq!(Serial::parse(written), Serial::parse("UTM60-2304"), "{written}");
        }
    }

    #[test]
    fn what_came_back_is_wiped_before_it_is_installed_again() {
        for place in Whereabouts::ALL {
            for handling in Handling::ALL {
                if place.after(*handling) == Ok(Whereabouts::InStock) {
                    assert_eq!((*place, *handling), (Whereabouts::ToClean, Handling::Clean));
                }
            }
        }
        assert!(Whereabouts::AtCompany.handlings().is_empty());
        assert!(Whereabouts::HandedOver.handlings().is_empty());
        assert!(Whereabouts::Retired.handlings().is_empty());
    }
}
