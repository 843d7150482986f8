//! What `telemetry` tells others of the reports that a company can read.

use async_trait::async_trait;

use crate::ReadError;
use crate::ids::ApplicationId;

/// The reports of a company, in few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// How many there are, each month's newest revision counted once.
    pub count: u64,
    /// How many of them nobody opened yet.
    pub unread: u64,
    /// What the newest is called, in Japanese and English.
    pub latest: [String; 2],
}

/// What other contexts may ask about reports.
#[async_trait]
pub trait Reports: Send + Sync {
    /// The reports that the company of an application can read; `None` where there is none yet.
    async fn issued(&self, application: ApplicationId) -> Result<Option<Issued>, ReadError>;
}
