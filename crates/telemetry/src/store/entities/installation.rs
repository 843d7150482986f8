//! The stay of an appliance at a company.

use contracts::ids::{ApplicationId, CompanyId, DeviceId, InstallationId};
use jiff::civil::Date;
use platform::forms::Answers;
use platform::store::{At, StoreError};
use sea_orm::entity::prelude::*;

use crate::domain::data::Held;
use crate::domain::installation::{State, StateName};

/// The stay of an appliance at a company.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "installation")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InstallationId,
    /// The programme.
    pub programme_id: String,
    /// The company.
    pub company_id: CompanyId,
    /// The application that it follows from.
    #[sea_orm(unique)]
    pub application_id: ApplicationId,
    /// The company while it is not over.
    #[sea_orm(unique)]
    pub live_company: Option<CompanyId>,
    /// The company's name, as typed, when it was seen last.
    pub company_name: String,
    /// For searching.
    pub search_key: String,
    /// Name of the state.
    pub state: String,
    /// The state as JSON.
    pub state_detail: String,
    /// The appliance that stands there.
    pub device_id: Option<DeviceId>,
    /// Until when the next step is to be done, `YYYY-MM-DD`.
    pub due_on: Option<String>,
    /// Last day of the trial, `YYYY-MM-DD`.
    pub ends_on: Option<String>,
    /// Answers of the survey as JSON.
    pub survey: String,
    /// Edition of the terms that the company agreed to (M6).
    pub agreed_version: Option<String>,
    /// When.
    pub agreed_at: Option<At>,
    /// `company`, or `desk` when it said so on the telephone.
    pub agreed_by: Option<String>,
    /// What was checked at the installation, one a line.
    pub checklist: String,
    /// Until when the data is kept, `YYYY-MM-DD`.
    pub keep_until: Option<String>,
    /// When it was deleted, `YYYY-MM-DD`.
    pub deleted_on: Option<String>,
    /// How.
    pub deleted_note: Option<String>,
    /// When it began.
    pub created_at: At,
    /// When the state was entered.
    pub entered_at: At,
    /// When anything was changed last.
    pub changed_at: At,
    /// Counts changes.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The state with what belongs to it.
    pub(crate) fn state(&self) -> Result<State, StoreError> {
        serde_json::from_str(&self.state_detail)
            .map_err(|error| StoreError::Corrupt(format!("installation state: {error}")))
    }

    /// Its name.
    pub(crate) fn state_name(&self) -> Result<StateName, StoreError> {
        StateName::parse(&self.state)
            .ok_or_else(|| StoreError::Corrupt(format!("installation state: {}", self.state)))
    }

    /// What was answered in the survey so far.
    pub(crate) fn survey_answers(&self) -> Answers {
        serde_json::from_str(&self.survey).unwrap_or_default()
    }

    /// What stands about its data.
    pub(crate) fn held(&self) -> Held {
        let date = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Date>().ok());
        Held {
            agreed: self.agreed_version.clone(),
            keep_until: date(&self.keep_until),
            deleted: date(&self.deleted_on),
        }
    }

    /// The next date, as a date.
    pub(crate) fn due(&self) -> Option<Date> {
        self.due_on.as_deref()?.parse().ok()
    }
}
