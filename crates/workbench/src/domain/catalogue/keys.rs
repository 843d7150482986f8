//! Ids of catalogue entries: one type each, so that a threat is never taken for a measure.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as it stands in the catalogue.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )*};
}

keys! {
    /// A measure: `backup-offline`.
    MeasureId;
    /// A threat to assets of one medium: `server-ransomware`.
    ThreatId;
    /// A control of ISO/IEC 27001:2022 Annex A: `8.13`.
    ControlNumber;
    /// A sector of the starter ledger: `retail`.
    SectorId;
    /// A row of the starter ledger: `customer-list`.
    StarterId;
    /// A role in the company: `security-lead`.
    RoleId;
    /// A skill: `itss-risk`.
    SkillId;
    /// A training: `yearly-basics`.
    TrainingId;
    /// A document: `basic-policy`.
    DocumentId;
    /// A paragraph within a document: `purpose-1`.
    ParagraphId;
}
