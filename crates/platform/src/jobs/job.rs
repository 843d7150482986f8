//! The `job` table.

use contracts::ids::JobId;
use sea_orm::entity::prelude::*;

use crate::store::At;

/// Waiting for its time.
pub const READY: &str = "ready";
/// Taken by a worker until its lease ends.
pub const RUNNING: &str = "running";
/// Finished.
pub const DONE: &str = "done";
/// Given up; somebody must look.
pub const DEAD: &str = "dead";

/// A queued piece of work.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    /// Which handler.
    pub kind: String,
    /// JSON: what the handler needs.
    pub payload: String,
    /// [`READY`], [`RUNNING`], [`DONE`] or [`DEAD`].
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// Not before.
    pub run_at: At,
    /// While running: until when the worker holds it.
    pub lease_until: Option<At>,
    /// At most one job per key.
    #[sea_orm(unique)]
    pub dedupe_key: Option<String>,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: At,
    /// When it ended.
    pub finished_at: Option<At>,
}

impl ActiveModelBehavior for ActiveModel {}
