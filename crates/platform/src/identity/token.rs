//! Tokens for programs that work at the desk for a member of staff: shown once, stored as SHA-256, always with an end.
//! A token may do what the person may at that moment; closing the account or a new password ends it.

use contracts::ids::{StaffId, TokenId};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::entities::{api_token, staff};
use super::session::actor_of;
use super::{AccountError, Identity};
use crate::actor::Actor;
use crate::audit::Entry;
use crate::entropy::{new_id, new_token, token_hash};
use crate::store::{At, Operation, StoreError, Tx};

/// A token as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Id, to end it with.
    pub id: TokenId,
    /// Whose.
    pub staff_id: StaffId,
    /// What it is for.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Identity {
    /// Makes a token that ends after `lasts`. It is returned once and stored nowhere.
    pub async fn create_token(
        &self,
        actor: &Actor,
        id: StaffId,
        label: &str,
        lasts: SignedDuration,
    ) -> Result<String, AccountError> {
        let create = CreateToken {
            identity: self,
            actor,
            id,
            label,
            lasts,
        };
        self.store.run(&create).await
    }

    /// Who a program's `token` works for, while it is valid and the account is open.
    pub async fn authenticate_token(&self, token: &str) -> Result<Option<Actor>, StoreError> {
        let row = api_token::Entity::find()
            .filter(api_token::Column::TokenHash.eq(token_hash(token)))
            .one(self.store.reader())
            .await?;
        match row.filter(|row| self.clock.now() < row.expires_at.instant()) {
            Some(row) => actor_of(self.store.reader(), row.staff_id).await,
            None => Ok(None),
        }
    }

    /// All tokens that have not ended, oldest first.
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let rows = api_token::Entity::find()
            .filter(api_token::Column::ExpiresAt.gt(At::from(self.clock.now())))
            .order_by_asc(api_token::Column::CreatedAt)
            .all(self.store.reader())
            .await?;
        let token = |row: api_token::Model| Token {
            id: row.id,
            staff_id: row.staff_id,
            label: row.label,
            created_at: row.created_at.instant(),
            expires_at: row.expires_at.instant(),
        };
        Ok(rows.into_iter().map(token).collect())
    }

    /// Ends a token. Whether there was one.
    pub async fn end_token(&self, actor: &Actor, id: TokenId) -> Result<bool, StoreError> {
        self.store.run(&EndToken { actor, id }).await
    }
}

/// Ends all tokens of a person: part of whatever signs them out everywhere.
pub(super) async fn end_all(tx: &Tx, id: StaffId) -> Result<(), StoreError> {
    api_token::Entity::delete_many()
        .filter(api_token::Column::StaffId.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

struct CreateToken<'a> {
    identity: &'a Identity,
    actor: &'a Actor,
    id: StaffId,
    label: &'a str,
    lasts: SignedDuration,
}

impl Operation for CreateToken<'_> {
    const NAME: &'static str = "token.create";
    type Output = String;
    type Error = AccountError;

    async fn run(&self, tx: &Tx) -> Result<String, AccountError> {
        let person = staff::Entity::find_by_id(self.id).one(tx.connection()).await;
        let person = person.map_err(StoreError::from)?;
        if person.is_none_or(|person| person.disabled_at.is_some()) {
            return Err(AccountError::Unknown);
        }
        let now = self.identity.clock.now();
        let token = new_token(tx.entropy());
        let id: TokenId = new_id(now, tx.entropy());
        let row = api_token::ActiveModel {
            id: Set(id),
            token_hash: Set(token_hash(&token)),
            staff_id: Set(self.id),
            label: Set(self.label.to_owned()),
            created_at: Set(At::from(now)),
            expires_at: Set(At::from(now + self.lasts)),
        };
        api_token::Entity::insert(row)
            .exec_without_returning(tx.connection())
            .await
            .map_err(StoreError::from)?;
        let until = now + self.lasts;
        let after = json!({"token": id, "label": self.label, "expires_at": until.to_string()});
        tx.audit(Entry {
            actor: self.actor.clone(),
            action: "staff.token_created",
            subject: ("staff", self.id.to_string()),
            before: None,
            after: Some(after),
        });
        Ok(token)
    }
}

struct EndToken<'a> {
    actor: &'a Actor,
    id: TokenId,
}

impl Operation for EndToken<'_> {
    const NAME: &'static str = "token.end";
    type Output = bool;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<bool, StoreError> {
        let row = api_token::Entity::find_by_id(self.id)
            .one(tx.connection())
            .await?;
        let Some(row) = row else { return Ok(false) };
        api_token::Entity::delete_by_id(self.id)
            .exec(tx.connection())
            .await?;
        tx.audit(Entry {
            actor: self.actor.clone(),
            action: "staff.token_ended",
            subject: ("staff", row.staff_id.to_string()),
            before: Some(json!({"token": row.id, "label": row.label})),
            after: None,
        });
        Ok(true)
    }
}
