//! Sessions: a random token in the cookie, its SHA-256 in the table.

use contracts::ids::{SessionId, StaffId};
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::accounts::{end_sessions, roles_of};
use super::entities::{staff, staff_session as session, throttle};
use super::{Identity, Settings};
use crate::actor::Actor;
use crate::audit::Entry;
use crate::entropy::{new_id, new_token, token_hash};
use crate::store::{At, Operation, StoreError, Tx};

/// After the password, before the code.
pub(super) const AWAITING_CODE: &str = "awaiting_code";
/// After the password, without a second factor yet.
pub(super) const ENROLLING: &str = "enrolling";
/// Signed in.
pub(super) const ACTIVE: &str = "active";

/// The use of a session is written down at most so often: reading a page writes nothing.
const SEEN_GRAIN: SignedDuration = SignedDuration::from_mins(1);

/// Somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Id.
    pub id: SessionId,
    /// Who.
    pub actor: Actor,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// Somebody half way: the password was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    /// The code is asked.
    AwaitingCode,
    /// A second factor is to be enrolled.
    Enrolling,
}

impl Identity {
    /// Who the cookie's `token` belongs to, if its session is active.
    pub async fn authenticate(&self, token: &str) -> Result<Option<Session>, StoreError> {
        let now = self.clock.now();
        let Some(row) = self
            .find_session(token, now)
            .await?
            .filter(|row| row.state == ACTIVE)
        else {
            return Ok(None);
        };
        let Some(actor) = actor_of(self.store.reader(), row.staff_id).await? else {
            return Ok(None);
        };
        if now.duration_since(row.last_seen_at.instant()) >= SEEN_GRAIN {
            self.store.run(&Touch { id: row.id, now }).await?;
        }
        Ok(Some(Session {
            id: row.id,
            actor,
            expires_at: row.expires_at.instant(),
        }))
    }

    /// How far a sign-in with the cookie's `token` has come.
    pub async fn pending(&self, token: &str) -> Result<Option<Pending>, StoreError> {
        let row = self.find_session(token, self.clock.now()).await?;
        Ok(row.and_then(|row| match row.state.as_str() {
            AWAITING_CODE => Some(Pending::AwaitingCode),
            ENROLLING => Some(Pending::Enrolling),
            _ => None,
        }))
    }

    async fn find_session(&self, token: &str, now: Timestamp) -> Result<Option<session::Model>, StoreError> {
        let row = session::Entity::find()
            .filter(session::Column::TokenHash.eq(token_hash(token)))
            .one(self.store.reader())
            .await?;
        Ok(row.filter(|row| is_alive(row, now, &self.settings)))
    }

    /// A new token for the same session, the old one is void: after whatever changes what it may do.
    pub async fn rotate(&self, token: &str) -> Result<Option<String>, StoreError> {
        self.store
            .run(&Rotate {
                identity: self,
                token,
            })
            .await
    }

    /// Ends the session of the cookie's `token`; ending none is no error.
    pub async fn sign_out(&self, token: &str) -> Result<(), StoreError> {
        self.store.run(&SignOut { token }).await
    }

    /// Ends every session of a member of staff. How many there were.
    pub async fn sign_out_everywhere(&self, actor: &Actor, id: StaffId) -> Result<u64, StoreError> {
        self.store.run(&SignOutEverywhere { actor, id }).await
    }

    /// Deletes sessions and counts that are over. How many rows went.
    pub async fn forget_expired(&self) -> Result<u64, StoreError> {
        self.store.run(&ForgetExpired { identity: self }).await
    }
}

fn is_alive(row: &session::Model, now: Timestamp, settings: &Settings) -> bool {
    let idle = match row.state.as_str() {
        ACTIVE => settings.idle,
        _ => settings.pending,
    };
    now < row.expires_at.instant() && now.duration_since(row.last_seen_at.instant()) < idle
}

/// The member of staff with `id`, unless the account is closed.
pub(super) async fn actor_of(
    connection: &impl ConnectionTrait,
    id: StaffId,
) -> Result<Option<Actor>, StoreError> {
    let person = staff::Entity::find_by_id(id).one(connection).await?;
    let Some(person) = person.filter(|person| person.disabled_at.is_none()) else {
        return Ok(None);
    };
    Ok(Some(Actor::Staff {
        id,
        name: person.name,
        roles: roles_of(connection, id).await?,
    }))
}

/// Opens a session inside `tx`; its token is returned once and stored nowhere.
pub(super) async fn open(
    tx: &Tx,
    now: Timestamp,
    id: StaffId,
    state: &'static str,
    lasts: SignedDuration,
) -> Result<String, StoreError> {
    let token = new_token(tx.entropy());
    let row = session::ActiveModel {
        id: Set(new_id(now, tx.entropy())),
        token_hash: Set(token_hash(&token)),
        state: Set(state.to_owned()),
        staff_id: Set(id),
        created_at: Set(At::from(now)),
        last_seen_at: Set(At::from(now)),
        expires_at: Set(At::from(now + lasts)),
    };
    session::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(token)
}

/// The living session of `token`, whatever its state.
pub(super) async fn find_in(
    tx: &Tx,
    identity: &Identity,
    token: &str,
    now: Timestamp,
) -> Result<Option<session::Model>, StoreError> {
    let row = session::Entity::find()
        .filter(session::Column::TokenHash.eq(token_hash(token)))
        .one(tx.connection())
        .await?;
    Ok(row.filter(|row| is_alive(row, now, &identity.settings)))
}

struct Touch {
    id: SessionId,
    now: Timestamp,
}

impl Operation for Touch {
    const NAME: &'static str = "session.touch";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        let now = At::from(self.now);
        session::Entity::update_many()
            .col_expr(session::Column::LastSeenAt, Expr::value(now))
            .filter(session::Column::Id.eq(self.id))
            .filter(session::Column::LastSeenAt.lt(now))
            .exec(tx.connection())
            .await?;
        Ok(())
    }
}

struct Rotate<'a> {
    identity: &'a Identity,
    token: &'a str,
}

impl Operation for Rotate<'_> {
    const NAME: &'static str = "session.rotate";
    type Output = Option<String>;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<Option<String>, StoreError> {
        let now = self.identity.clock.now();
        let Some(row) = find_in(tx, self.identity, self.token, now).await? else {
            return Ok(None);
        };
        let token = new_token(tx.entropy());
        // The old hash in the filter lets only one of two at the same moment win.
        let updated = session::Entity::update_many()
            .col_expr(session::Column::TokenHash, Expr::value(token_hash(&token)))
            .filter(session::Column::Id.eq(row.id))
            .filter(session::Column::TokenHash.eq(row.token_hash))
            .exec(tx.connection())
            .await?;
        Ok((updated.rows_affected == 1).then_some(token))
    }
}

struct SignOut<'a> {
    token: &'a str,
}

impl Operation for SignOut<'_> {
    const NAME: &'static str = "session.sign_out";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        let row = session::Entity::find()
            .filter(session::Column::TokenHash.eq(token_hash(self.token)))
            .one(tx.connection())
            .await?;
        let Some(row) = row else { return Ok(()) };
        session::Entity::delete_by_id(row.id)
            .exec(tx.connection())
            .await?;
        if let Some(actor) = actor_of(tx.connection(), row.staff_id).await? {
            note(tx, actor, "session.signed_out", ("session", row.id.to_string()));
        }
        Ok(())
    }
}

struct SignOutEverywhere<'a> {
    actor: &'a Actor,
    id: StaffId,
}

impl Operation for SignOutEverywhere<'_> {
    const NAME: &'static str = "session.sign_out_everywhere";
    type Output = u64;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<u64, StoreError> {
        let ended = end_sessions(tx, self.id).await?;
        note(
            tx,
            self.actor.clone(),
            "staff.signed_out_everywhere",
            ("staff", self.id.to_string()),
        );
        Ok(ended)
    }
}

fn note(tx: &Tx, actor: Actor, action: &'static str, subject: (&'static str, String)) {
    tx.audit(Entry {
        actor,
        action,
        subject,
        before: None,
        after: None,
    });
}

struct ForgetExpired<'a> {
    identity: &'a Identity,
}

impl Operation for ForgetExpired<'_> {
    const NAME: &'static str = "session.forget_expired";
    type Output = u64;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<u64, StoreError> {
        let now = self.identity.clock.now();
        let idle = now - self.identity.settings.idle;
        let over = Condition::any()
            .add(session::Column::ExpiresAt.lte(At::from(now)))
            .add(session::Column::LastSeenAt.lte(At::from(idle)));
        let sessions = session::Entity::delete_many()
            .filter(over)
            .exec(tx.connection())
            .await?;
        let old = now - SignedDuration::from_hours(48);
        let counts = throttle::Entity::delete_many()
            .filter(throttle::Column::LastAt.lte(At::from(old)))
            .exec(tx.connection())
            .await?;
        Ok(sessions.rows_affected + counts.rows_affected)
    }
}
