//! Who does something.

use contracts::ids::{ApplicationId, StaffId};
use serde::{Deserialize, Serialize};

/// What a member of staff may be. Policies say what each may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 運営事務局
    Secretariat,
    /// Releases what the secretariat prepared (二人目の確認).
    Approver,
    /// 主催者 (Tokyo): reads.
    Organiser,
    /// Accounts and settings.
    Administrator,
    /// サポートセンター: decides about cases and helps, day and night (M4).
    Support,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [
        Self::Secretariat,
        Self::Approver,
        Self::Organiser,
        Self::Administrator,
        Self::Support,
    ];

    /// Its name in the database and in policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Secretariat => "secretariat",
            Self::Approver => "approver",
            Self::Organiser => "organiser",
            Self::Administrator => "administrator",
            Self::Support => "support",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

/// A role that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("unknown role {0:?}; one of secretariat, approver, organiser, administrator, support")]
pub struct UnknownRole(pub String);

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who has not said who they are.
    Anonymous,
    /// An applicant who came by their link.
    Applicant {
        /// Their application.
        application: ApplicationId,
    },
    /// A signed-in member of staff.
    Staff {
        /// Who.
        id: StaffId,
        /// Name for display.
        name: String,
        /// What they may be.
        roles: Vec<Role>,
    },
    /// The system itself: a job, the command line, the simulation.
    System(&'static str),
}

impl Actor {
    /// Kind and id for audit entries.
    pub fn key(&self) -> (&'static str, String) {
        match self {
            Self::Anonymous => ("anonymous", String::new()),
            Self::Applicant { application } => ("applicant", application.to_string()),
            Self::Staff { id, .. } => ("staff", id.to_string()),
            Self::System(name) => ("system", (*name).to_owned()),
        }
    }

    /// The staff id, if it is staff.
    pub fn staff_id(&self) -> Option<StaffId> {
        match self {
            Self::Staff { id, .. } => Some(*id),
            _ => None,
        }
    }
}
