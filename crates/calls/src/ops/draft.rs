//! Drafts: whatever was typed is kept, right or wrong, until the application is sent. A browser has one at a time for each
//! call; what it sent before stands aside, so that an accountant can apply for the next company.

use std::sync::Arc;

use contracts::ids::{ApplicationId, DraftId};
use platform::entropy::{new_id, token_hash};
use platform::forms::{Answers, Field, FieldError, is_asked, read};
use platform::store::{At, Operation, Store, Tx};
use platform::text::Language;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::draft;

/// A draft as pages use it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Id; also the idempotency key of the application it becomes.
    pub id: DraftId,
    /// Answers of the eligibility pages: rule id → `yes`, `no`, `unsure`.
    pub eligibility: std::collections::BTreeMap<String, String>,
    /// What was typed.
    pub contents: Contents,
    /// The application it became.
    pub application: Option<ApplicationId>,
}

/// What was typed so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Answers that could be taken.
    pub answers: Answers,
    /// Sent values of fields whose answers could not be taken, to be shown again.
    #[serde(default)]
    pub raw: Vec<(String, String)>,
}

impl Contents {
    /// Takes what was sent for `fields` in the place of what stood there, and says what is wrong with it. Nothing typed is
    /// lost: what could not be taken, and what was typed where nothing is asked as the answers stand, is kept as sent.
    pub fn take<'f>(
        &mut self,
        fields: impl Iterator<Item = &'f Field> + Clone,
        sent: &[(String, String)],
    ) -> Vec<FieldError> {
        let reading = read(fields.clone(), sent, &self.answers);
        for field in fields.clone() {
            self.answers.remove(&field.id);
            self.raw.retain(|(name, _)| *name != field.id);
        }
        self.answers.merge(reading.answers);
        let is_wrong = |field: &Field| reading.errors.iter().any(|error| error.field == field.id);
        for field in fields.filter(|field| is_wrong(field) || !is_asked(field, &self.answers)) {
            let values = sent
                .iter()
                .filter(|(name, value)| *name == field.id && !value.is_empty());
            self.raw.extend(values.cloned());
        }
        reading.errors
    }

    /// Nothing was typed yet.
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty() && self.answers.iter().next().is_none()
    }

    /// Whether something that is asked in `fields` could not be taken.
    pub fn has_wrong<'f>(&self, mut fields: impl Iterator<Item = &'f Field>) -> bool {
        fields
            .any(|field| self.raw.iter().any(|(name, _)| *name == field.id) && is_asked(field, &self.answers))
    }

    /// What was typed in a field that could not be taken.
    pub fn as_typed(&self, field: &str) -> Vec<&str> {
        let raw = self.raw.iter().filter(|(name, _)| name == field);
        raw.map(|(_, value)| value.as_str()).collect()
    }
}

/// Which draft: one browser has one for each call.
pub fn key(browser: &str, programme: &Programme) -> String {
    token_hash(&format!("{browser}/{}", programme.file.id))
}

/// Which draft, once it stands aside: one for each application that the browser sent.
fn key_aside(browser: &str, programme: &Programme, application: ApplicationId) -> String {
    token_hash(&format!("{browser}/{}/{application}", programme.file.id))
}

/// Whether this browser sent `application`: in the draft it has now, or in one that stands aside.
pub async fn sent_here(
    store: &Store,
    browser: &str,
    programme: &Programme,
    application: ApplicationId,
) -> Result<bool> {
    let keys = [
        key(browser, programme),
        key_aside(browser, programme, application),
    ];
    let found = draft::Entity::find()
        .filter(draft::Column::TokenHash.is_in(keys))
        .filter(draft::Column::ApplicationId.eq(application))
        .one(store.reader())
        .await?;
    Ok(found.is_some())
}

/// Reads a browser's draft.
pub async fn find(store: &Store, browser: &str, programme: &Programme) -> Result<Option<Draft>> {
    let row = draft::Entity::find()
        .filter(draft::Column::TokenHash.eq(key(browser, programme)))
        .one(store.reader())
        .await?;
    Ok(row.map(|row| Draft {
        id: row.id,
        eligibility: serde_json::from_str(&row.eligibility).unwrap_or_default(),
        contents: serde_json::from_str(&row.answers).unwrap_or_default(),
        application: row.application_id,
    }))
}

/// Saves what was typed; makes the draft when there is none.
pub struct SaveDraft {
    /// The call.
    pub programme: Arc<Programme>,
    /// The browser's cookie.
    pub browser: String,
    /// Language of the pages.
    pub language: Language,
    /// Answers of the eligibility pages, if they change.
    pub eligibility: Option<std::collections::BTreeMap<String, String>>,
    /// What was typed, if it changes.
    pub contents: Option<Contents>,
}

impl Operation for SaveDraft {
    const NAME: &'static str = "save_draft";
    type Output = DraftId;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<DraftId> {
        let key = key(&self.browser, &self.programme);
        let eligibility = self.eligibility.as_ref().map(to_json);
        let contents = self.contents.as_ref().map(to_json);
        let found = draft::Entity::find()
            .filter(draft::Column::TokenHash.eq(&key))
            .one(tx.connection())
            .await?;
        if let Some(row) = found {
            let mut update = draft::Entity::update_many()
                .col_expr(draft::Column::UpdatedAt, Expr::value(At::from(tx.now())))
                .col_expr(draft::Column::Language, Expr::value(self.language.code()))
                .filter(draft::Column::Id.eq(row.id));
            if let Some(eligibility) = eligibility {
                update = update.col_expr(draft::Column::Eligibility, Expr::value(eligibility));
            }
            if let Some(contents) = contents {
                update = update.col_expr(draft::Column::Answers, Expr::value(contents));
            }
            update.exec(tx.connection()).await?;
            return Ok(row.id);
        }
        let row = draft::Model {
            id: new_id(tx.now(), tx.entropy()),
            programme_id: self.programme.file.id.clone(),
            token_hash: key,
            language: self.language.code().to_owned(),
            eligibility: eligibility.unwrap_or_else(|| "{}".to_owned()),
            answers: contents.unwrap_or_else(|| to_json(&Contents::default())),
            created_at: At::from(tx.now()),
            updated_at: At::from(tx.now()),
            application_id: None,
        };
        let id = row.id;
        draft::ActiveModel::from(row).insert(tx.connection()).await?;
        Ok(id)
    }
}

/// Starts over: what was typed and not sent is forgotten. A draft that became an application stays.
pub struct DropDraft {
    /// The call.
    pub programme: Arc<Programme>,
    /// The browser's cookie.
    pub browser: String,
}

impl Operation for DropDraft {
    const NAME: &'static str = "drop_draft";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        draft::Entity::delete_many()
            .filter(draft::Column::TokenHash.eq(key(&self.browser, &self.programme)))
            .filter(draft::Column::ApplicationId.is_null())
            .exec(tx.connection())
            .await?;
        Ok(())
    }
}

/// Makes room for another company's application: the draft that was sent stands aside, with its receipt. Nothing happens
/// to one that is still being filled in.
pub struct SetAside {
    /// The call.
    pub programme: Arc<Programme>,
    /// The browser's cookie.
    pub browser: String,
}

impl Operation for SetAside {
    const NAME: &'static str = "set_draft_aside";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let found = draft::Entity::find()
            .filter(draft::Column::TokenHash.eq(key(&self.browser, &self.programme)))
            .one(tx.connection())
            .await?;
        let Some((row, application)) = found.and_then(|row| row.application_id.map(|id| (row, id))) else {
            return Ok(());
        };
        let aside = key_aside(&self.browser, &self.programme, application);
        draft::Entity::update_many()
            .col_expr(draft::Column::TokenHash, Expr::value(aside))
            .filter(draft::Column::Id.eq(row.id))
            .exec(tx.connection())
            .await?;
        Ok(())
    }
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned())
}
