//! The registry of ids: one newtype per entity over UUIDv7.
//!
//! To add one, add a line to the `ids!` call. An id is made by `platform::entropy::new_id`.

use std::fmt;
use std::str::FromStr;

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What all ids have in common.
pub trait EntityId: Copy + From<Uuid> + Into<Uuid> {
    /// The entity's name in audit entries and policies.
    const ENTITY: &'static str;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $entity:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl EntityId for $name {
            const ENTITY: &'static str = $entity;
        }
        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }
        impl From<$name> for Uuid {
            fn from(value: $name) -> Self {
                value.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

ids! {
    /// A member of staff who signs in.
    StaffId = "staff";
    /// A signed-in browser, staff or applicant.
    SessionId = "session";
    /// A token that a program sends for a member of staff.
    TokenId = "token";
    /// A queued piece of work.
    JobId = "job";
    /// A mail in the outbox.
    MailId = "mail";
    /// An application that is being filled in.
    DraftId = "draft";
    /// A submitted application.
    ApplicationId = "application";
    /// One contact with an applicant (a call, a mail).
    ContactId = "contact";
    /// A signed part of a consent.
    SignatureId = "signature";
    /// An uploaded file.
    FileId = "file";
    /// A batch of notices that a second person releases.
    NoticeId = "notice";
    /// A registration for a briefing.
    RegistrationId = "registration";
    /// A company that takes part, or took part, in a programme.
    CompanyId = "company";
    /// A UTM appliance.
    DeviceId = "device";
    /// The stay of an appliance at a company, from the survey to the removal.
    InstallationId = "installation";
    /// A visit at a company to install, exchange or remove its appliance.
    AppointmentId = "appointment";
    /// What a rule found in the log of a company.
    DetectionId = "detection";
    /// A monthly or additional report to a company.
    ReportId = "report";
    /// A case of the support centre.
    CaseId = "case";
    /// A message, note or step within a case.
    CaseEntryId = "case-entry";
    /// A visit of the support centre to a company.
    VisitId = "visit";
    /// An entry in a company's workbench.
    RecordId = "workbench-record";
    /// A year of a workbench, closed.
    SnapshotId = "workbench-snapshot";
    /// An expert's assignment to a company.
    AssignmentId = "assignment";
    /// A data key in the vault.
    KeyId = "key";
}
