//! Accounts of staff. Whether somebody may change them is decided before, by policy `staff.manage`.

use std::collections::HashMap;

use contracts::ids::StaffId;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::{Value, json};

use super::Identity;
use super::entities::{recovery_code, staff, staff_role, staff_session};
use super::password::{PasswordProblem, check_new};
use crate::actor::{Actor, Role};
use crate::audit::Entry;
use crate::entropy::new_id;
use crate::store::{At, Operation, StoreError, Tx};

/// An account, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Id.
    pub id: StaffId,
    /// Address to sign in with.
    pub email: String,
    /// Name for display.
    pub name: String,
    /// What the person may be.
    pub roles: Vec<Role>,
    /// Whether a second factor is enrolled.
    pub enrolled: bool,
    /// Whether it is closed.
    pub disabled: bool,
}

/// Why an account was not made or changed. Codes that a page translates.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Not an address like `name@example.jp`.
    #[error(
        "the address must look like name@example.jp: a–z, 0–9 and . _ + - with one @, at most 254 characters"
    )]
    Email,
    /// Somebody has this address already.
    #[error("there is an account with this address")]
    Taken,
    /// The password is not good enough.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// There is no such account.
    #[error("there is no such account")]
    Unknown,
    /// The last open account that may manage accounts would be lost.
    #[error("the last administrator must stay")]
    LastAdministrator,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Identity {
    /// Makes an account; `password` may come later.
    pub async fn create_account(
        &self,
        actor: &Actor,
        email: &str,
        name: &str,
        roles: &[Role],
        password: Option<&str>,
    ) -> Result<StaffId, AccountError> {
        let email = normalise_email(email);
        if !is_email(&email) {
            return Err(AccountError::Email);
        }
        let hash = match password {
            Some(password) => Some(self.checked_hash(password, &email).await?),
            None => None,
        };
        let create = CreateAccount {
            actor,
            email,
            name,
            roles,
            hash,
        };
        self.store.run(&create).await
    }

    /// Sets a password and signs the person out everywhere.
    pub async fn set_password(&self, actor: &Actor, id: StaffId, password: &str) -> Result<(), AccountError> {
        let found = staff::Entity::find_by_id(id).one(self.store.reader()).await;
        let email = found
            .map_err(StoreError::from)?
            .ok_or(AccountError::Unknown)?
            .email;
        let hash = self.checked_hash(password, &email).await?;
        self.store.run(&SetPassword { actor, id, hash }).await
    }

    /// Gives the person these roles instead of those they had.
    pub async fn set_roles(&self, actor: &Actor, id: StaffId, roles: &[Role]) -> Result<(), AccountError> {
        self.store.run(&SetRoles { actor, id, roles }).await
    }

    /// Closes or reopens an account; closing signs it out everywhere.
    pub async fn set_disabled(&self, actor: &Actor, id: StaffId, disabled: bool) -> Result<(), AccountError> {
        self.store.run(&SetDisabled { actor, id, disabled }).await
    }

    /// Takes the second factor away, so that the next sign-in enrols a new one; signs out everywhere.
    pub async fn reset_second_factor(&self, actor: &Actor, id: StaffId) -> Result<(), AccountError> {
        self.store.run(&ResetSecondFactor { actor, id }).await
    }

    async fn checked_hash(&self, password: &str, email: &str) -> Result<String, PasswordProblem> {
        check_new(password, email)?;
        Ok(self.passwords.hash(password, self.store.entropy().as_ref()).await)
    }
}

/// All accounts, by address.
pub async fn accounts(connection: &impl ConnectionTrait) -> Result<Vec<Account>, StoreError> {
    let mut roles: HashMap<StaffId, Vec<Role>> = HashMap::new();
    for row in staff_role::Entity::find().all(connection).await? {
        roles.entry(row.staff_id).or_default().push(role(&row.role)?);
    }
    let people = staff::Entity::find()
        .order_by_asc(staff::Column::Email)
        .all(connection)
        .await?;
    let account = |person: staff::Model| {
        let mut roles = roles.remove(&person.id).unwrap_or_default();
        roles.sort();
        Account {
            id: person.id,
            email: person.email,
            name: person.name,
            roles,
            enrolled: person.totp_secret.is_some(),
            disabled: person.disabled_at.is_some(),
        }
    };
    Ok(people.into_iter().map(account).collect())
}

/// The roles of one person, in order.
pub(super) async fn roles_of(
    connection: &impl ConnectionTrait,
    id: StaffId,
) -> Result<Vec<Role>, StoreError> {
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::StaffId.eq(id))
        .all(connection)
        .await?;
    let mut roles = rows
        .iter()
        .map(|row| role(&row.role))
        .collect::<Result<Vec<_>, _>>()?;
    roles.sort();
    Ok(roles)
}

fn role(text: &str) -> Result<Role, StoreError> {
    text.parse()
        .map_err(|error: crate::actor::UnknownRole| StoreError::Corrupt(error.to_string()))
}

/// An address as it is stored and compared: without surrounding space, in small letters.
pub fn normalise_email(typed: &str) -> String {
    typed.trim().to_lowercase()
}

fn is_email(email: &str) -> bool {
    let allowed = |character: char| {
        character.is_ascii_lowercase() || character.is_ascii_digit() || "._+-".contains(character)
    };
    let part = |text: &str| !text.is_empty() && text.chars().all(allowed);
    email.len() <= 254
        && email
            .split_once('@')
            .is_some_and(|(name, domain)| part(name) && part(domain))
}

/// Ends every session and every program's token of a person. How many sessions there were.
pub(super) async fn end_sessions(tx: &Tx, id: StaffId) -> Result<u64, StoreError> {
    super::token::end_all(tx, id).await?;
    let deleted = staff_session::Entity::delete_many()
        .filter(staff_session::Column::StaffId.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(deleted.rows_affected)
}

async fn find(tx: &Tx, id: StaffId) -> Result<staff::Model, AccountError> {
    let found = staff::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.connection())
        .await;
    found.map_err(StoreError::from)?.ok_or(AccountError::Unknown)
}

async fn store_roles(tx: &Tx, id: StaffId, roles: &[Role]) -> Result<(), StoreError> {
    let distinct: std::collections::BTreeSet<Role> = roles.iter().copied().collect();
    for role in distinct {
        let row = staff_role::ActiveModel {
            staff_id: Set(id),
            role: Set(role.as_str().to_owned()),
        };
        staff_role::Entity::insert(row)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Refuses to go on when nobody could manage accounts any more. Only asked when somebody loses the right, so that
/// a new installation can begin.
async fn keep_an_administrator(tx: &Tx) -> Result<(), AccountError> {
    let left = staff_role::Entity::find()
        .join_rev(
            JoinType::InnerJoin,
            staff::Entity::belongs_to(staff_role::Entity)
                .from(staff::Column::Id)
                .to(staff_role::Column::StaffId)
                .into(),
        )
        .filter(staff_role::Column::Role.eq(Role::Administrator.as_str()))
        .filter(staff::Column::DisabledAt.is_null())
        .count(tx.connection())
        .await
        .map_err(StoreError::from)?;
    if left == 0 {
        Err(AccountError::LastAdministrator)
    } else {
        Ok(())
    }
}

fn note(
    tx: &Tx,
    actor: &Actor,
    action: &'static str,
    id: StaffId,
    before: Option<Value>,
    after: Option<Value>,
) {
    tx.audit(Entry {
        actor: actor.clone(),
        action,
        subject: ("staff", id.to_string()),
        before,
        after,
    });
}

struct CreateAccount<'a> {
    actor: &'a Actor,
    email: String,
    name: &'a str,
    roles: &'a [Role],
    hash: Option<String>,
}

impl Operation for CreateAccount<'_> {
    const NAME: &'static str = "staff.create";
    type Output = StaffId;
    type Error = AccountError;

    async fn run(&self, tx: &Tx) -> Result<StaffId, AccountError> {
        let id: StaffId = new_id(tx.now(), tx.entropy());
        let row = staff::ActiveModel {
            id: Set(id),
            email: Set(self.email.clone()),
            name: Set(self.name.to_owned()),
            password_hash: Set(self.hash.clone()),
            totp_secret: Set(None),
            totp_pending: Set(None),
            totp_last_step: Set(None),
            created_at: Set(At::from(tx.now())),
            disabled_at: Set(None),
        };
        let inserted = staff::Entity::insert(row)
            .exec_without_returning(tx.connection())
            .await;
        inserted.map_err(StoreError::from).map_err(|error| {
            if error.is_duplicate() {
                AccountError::Taken
            } else {
                AccountError::Store(error)
            }
        })?;
        store_roles(tx, id, self.roles).await?;
        let after = json!({"email": self.email, "name": self.name, "roles": self.roles});
        note(tx, self.actor, "staff.created", id, None, Some(after));
        Ok(id)
    }
}

struct SetPassword<'a> {
    actor: &'a Actor,
    id: StaffId,
    hash: String,
}

impl Operation for SetPassword<'_> {
    const NAME: &'static str = "staff.set_password";
    type Output = ();
    type Error = AccountError;

    async fn run(&self, tx: &Tx) -> Result<(), AccountError> {
        find(tx, self.id).await?;
        update(tx, self.id, staff::Column::PasswordHash, Some(self.hash.clone())).await?;
        let sessions = end_sessions(tx, self.id).await?;
        let after = json!({"sessions_ended": sessions});
        note(tx, self.actor, "staff.password_set", self.id, None, Some(after));
        Ok(())
    }
}

async fn update(
    tx: &Tx,
    id: StaffId,
    column: staff::Column,
    value: impl Into<sea_orm::Value>,
) -> Result<(), StoreError> {
    staff::Entity::update_many()
        .col_expr(column, Expr::value(value))
        .filter(staff::Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

struct SetRoles<'a> {
    actor: &'a Actor,
    id: StaffId,
    roles: &'a [Role],
}

impl Operation for SetRoles<'_> {
    const NAME: &'static str = "staff.set_roles";
    type Output = ();
    type Error = AccountError;

    async fn run(&self, tx: &Tx) -> Result<(), AccountError> {
        find(tx, self.id).await?;
        let before = roles_of(tx.connection(), self.id).await?;
        staff_role::Entity::delete_many()
            .filter(staff_role::Column::StaffId.eq(self.id))
            .exec(tx.connection())
            .await
            .map_err(StoreError::from)?;
        store_roles(tx, self.id, self.roles).await?;
        if before.contains(&Role::Administrator) {
            keep_an_administrator(tx).await?;
        }
        let (before, after) = (json!({"roles": before}), json!({"roles": self.roles}));
        note(
            tx,
            self.actor,
            "staff.roles_set",
            self.id,
            Some(before),
            Some(after),
        );
        Ok(())
    }
}

struct SetDisabled<'a> {
    actor: &'a Actor,
    id: StaffId,
    disabled: bool,
}

impl Operation for SetDisabled<'_> {
    const NAME: &'static str = "staff.set_disabled";
    type Output = ();
    type Error = AccountError;

    async fn run(&self, tx: &Tx) -> Result<(), AccountError> {
        let before = find(tx, self.id).await?;
        if before.disabled_at.is_some() == self.disabled {
            return Ok(());
        }
        let at = self.disabled.then(|| At::from(tx.now()));
        update(tx, self.id, staff::Column::DisabledAt, at).await?;
        let action = if self.disabled {
            "staff.disabled"
        } else {
            "staff.enabled"
        };
        if self.disabled {
            end_sessions(tx, self.id).await?;
            if roles_of(tx.connection(), self.id)
                .await?
                .contains(&Role::Administrator)
            {
                keep_an_administrator(tx).await?;
            }
        }
        note(tx, self.actor, action, self.id, None, None);
        Ok(())
    }
}

struct ResetSecondFactor<'a> {
    actor: &'a Actor,
    id: StaffId,
}

impl Operation for ResetSecondFactor<'_> {
    const NAME: &'static str = "staff.reset_second_factor";
    type Output = ();
    type Error = AccountError;

    async fn run(&self, tx: &Tx) -> Result<(), AccountError> {
        find(tx, self.id).await?;
        update(tx, self.id, staff::Column::TotpSecret, None::<String>).await?;
        update(tx, self.id, staff::Column::TotpPending, None::<String>).await?;
        update(tx, self.id, staff::Column::TotpLastStep, None::<i64>).await?;
        recovery_code::Entity::delete_many()
            .filter(recovery_code::Column::StaffId.eq(self.id))
            .exec(tx.connection())
            .await
            .map_err(StoreError::from)?;
        end_sessions(tx, self.id).await?;
        note(tx, self.actor, "staff.second_factor_reset", self.id, None, None);
        Ok(())
    }
}
