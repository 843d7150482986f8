//! A case of the support centre.

use contracts::ids::{CaseId, CompanyId, StaffId};
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A case of the support centre.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_case")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CaseId,
    /// Its number, from 1, over all companies.
    pub number: i64,
    /// Whose.
    pub company_id: CompanyId,
    /// How it came.
    pub origin: String,
    /// What it is about.
    pub topic: String,
    /// The host within the company, where a rule points at one.
    pub host: Option<String>,
    /// How bad.
    pub severity: String,
    /// Sorts: 0 is critical.
    pub urgency: i64,
    /// Name of the state.
    pub state: String,
    /// The state with what belongs to it, JSON.
    pub state_detail: String,
    /// What was decided last.
    pub verdict: Option<String>,
    /// Who looks after it.
    pub assignee_id: Option<StaffId>,
    /// Their name.
    pub assignee_name: Option<String>,
    /// The company said that it may be called now.
    pub may_call: bool,
    /// When it was opened.
    pub opened_at: At,
    /// When the company first heard from a person.
    pub answered_at: Option<At>,
    /// Since when a decision is owed, where that is not since it was opened: it was opened again after one, or an older
    /// case was merged into it.
    pub owed_since: Option<At>,
    /// When it was decided last.
    pub decided_at: Option<At>,
    /// When it was closed last.
    pub closed_at: Option<At>,
    /// Until when the next thing is owed; nothing when nothing is.
    pub due_at: Option<At>,
    /// When anything happened last.
    pub changed_at: At,
    /// When the company wrote last and nobody answered yet.
    pub waiting_since: Option<At>,
    /// When the last mail about news left, or when the one that waits leaves.
    pub news_at: Option<At>,
    /// The case it was merged into.
    pub merged_into: Option<CaseId>,
    /// Grows with each change: two people cannot overwrite each other.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
