//! Signing in, and making accounts.

use contracts::ids::StaffId;
use jiff::SignedDuration;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::entities::{staff, staff_session};
use super::sessions::{LONGEST, actor};
use super::{password, totp};
use crate::actor::{Actor, Role};
use crate::audit;
use crate::entropy::{new_id, new_token, token_hash};
use crate::store::{At, Operation, Store, StoreError, Tx};

/// Failures in a row before an account rests.
const FREE_TRIES: i32 = 5;

/// What was typed.
#[derive(Clone)]
pub struct Credentials {
    /// Address.
    pub email: String,
    /// Password.
    pub password: String,
    /// Code of the second factor, where one is enrolled.
    pub code: String,
}

/// Why nobody was signed in. People see one message for all.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Address, password or code is wrong, or the account rests or is disabled.
    #[error("address, password or code is wrong")]
    Wrong,
    /// There is an account with this address.
    #[error("there is an account with this address")]
    Exists,
}

/// Signs in; returns the session's token.
pub async fn sign_in(store: &Store, credentials: &Credentials) -> Result<String, Refused> {
    let email = credentials.email.trim().to_lowercase();
    let person = staff::Entity::find()
        .filter(staff::Column::Email.eq(&email))
        .one(store.reader())
        .await
        .map_err(StoreError::from)?;
    // Costs the same whether the account exists, is locked or is disabled.
    let password_matches = password::verify(
        &credentials.password,
        person.as_ref().map(|person| person.password_hash.clone()),
    )
    .await;
    let Some(person) = person else {
        return Err(Refused::Wrong);
    };
    let operation = SignIn {
        person: person.id,
        password_matches,
        code: credentials.code.clone(),
    };
    store.run(&operation).await?.ok_or(Refused::Wrong)
}

/// The writing part: counts failures, uses up the code, opens the session.
pub struct SignIn {
    person: StaffId,
    password_matches: bool,
    code: String,
}

impl Operation for SignIn {
    const NAME: &'static str = "sign_in";
    /// The token, or `None` when it was refused (and counted).
    type Output = Option<String>;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<Option<String>, StoreError> {
        let person = staff::Entity::find_by_id(self.person)
            .lock_exclusive()
            .one(tx.connection())
            .await?;
        let Some(person) = person else { return Ok(None) };
        let resting = person
            .locked_until
            .is_some_and(|until| until.instant() > tx.now());
        let step = match &person.totp_secret {
            None => Some(person.totp_last_step),
            Some(secret) => totp::step_of(secret, &self.code, tx.now(), person.totp_last_step),
        };
        match step {
            Some(step) if self.password_matches && !person.disabled && !resting => {
                open(tx, &person, step).await.map(Some)
            }
            _ => refuse(tx, &person, resting).await.map(|()| None),
        }
    }
}

async fn open(tx: &Tx, person: &staff::Model, step: i64) -> Result<String, StoreError> {
    let token = new_token(tx.entropy());
    let expires = tx.now().checked_add(LONGEST).unwrap_or(tx.now());
    let session = staff_session::Model {
        token_hash: token_hash(&token),
        staff_id: person.id,
        created_at: At::from(tx.now()),
        last_seen: At::from(tx.now()),
        expires_at: At::from(expires),
    };
    staff_session::ActiveModel::from(session)
        .insert(tx.connection())
        .await?;
    update(tx, person, 0, None, step).await?;
    tx.audit(audit::Entry {
        actor: actor(person),
        action: "staff.signed_in",
        subject: ("staff", person.id.to_string()),
        before: None,
        after: None,
    });
    Ok(token)
}

async fn refuse(tx: &Tx, person: &staff::Model, resting: bool) -> Result<(), StoreError> {
    if resting {
        return Ok(());
    }
    let failures = person.failures.saturating_add(1);
    // 1 minute after the fifth failure, doubling, at most a day.
    let rest = (failures >= FREE_TRIES).then(|| {
        let exponent = u32::try_from((failures - FREE_TRIES).clamp(0, 11)).unwrap_or(0);
        SignedDuration::from_mins((1_i64 << exponent).min(1440))
    });
    let until = rest
        .and_then(|rest| tx.now().checked_add(rest).ok())
        .map(At::from);
    update(tx, person, failures, until, person.totp_last_step).await?;
    tx.audit(audit::Entry {
        actor: Actor::Anonymous,
        action: "staff.sign_in_refused",
        subject: ("staff", person.id.to_string()),
        before: None,
        after: Some(json!({ "failures": failures })),
    });
    Ok(())
}

async fn update(
    tx: &Tx,
    person: &staff::Model,
    failures: i32,
    until: Option<At>,
    step: i64,
) -> Result<(), StoreError> {
    staff::Entity::update_many()
        .col_expr(staff::Column::Failures, Expr::value(failures))
        .col_expr(staff::Column::LockedUntil, Expr::value(until))
        .col_expr(staff::Column::TotpLastStep, Expr::value(step))
        .filter(staff::Column::Id.eq(person.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Makes an account.
pub struct AddStaff {
    /// Address.
    pub email: String,
    /// Name shown.
    pub name: String,
    /// PHC string, see [`super::hash_password`].
    pub password_hash: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// TOTP secret; every account but those of a demo has one.
    pub totp_secret: Option<String>,
    /// Who makes it.
    pub actor: Actor,
}

impl Operation for AddStaff {
    const NAME: &'static str = "add_staff";
    type Output = StaffId;
    type Error = Refused;

    async fn run(&self, tx: &Tx) -> Result<StaffId, Refused> {
        let email = self.email.trim().to_lowercase();
        let roles = self
            .roles
            .iter()
            .map(|role| role.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        let person = staff::Model {
            id: new_id(tx.now(), tx.entropy()),
            email: email.clone(),
            name: self.name.clone(),
            password_hash: self.password_hash.clone(),
            roles: roles.clone(),
            totp_secret: self.totp_secret.clone(),
            totp_last_step: 0,
            disabled: false,
            failures: 0,
            locked_until: None,
            created_at: At::from(tx.now()),
        };
        let id = person.id;
        let inserted = staff::ActiveModel::from(person).insert(tx.connection()).await;
        if let Err(error) = inserted {
            let error = StoreError::from(error);
            return Err(if error.is_duplicate() {
                Refused::Exists
            } else {
                error.into()
            });
        }
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "staff.added",
            subject: ("staff", id.to_string()),
            before: None,
            after: Some(json!({ "name": self.name, "roles": roles })),
        });
        Ok(id)
    }
}
