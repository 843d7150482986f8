//! Sessions: opaque tokens in a cookie, their hashes in the table.

use contracts::ids::StaffId;
use jiff::SignedDuration;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::entities::{staff, staff_session};
use crate::actor::{Actor, Role};
use crate::audit;
use crate::entropy::token_hash;
use crate::store::{At, Operation, Store, StoreError, Tx};

/// A session ends after this long without use.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session ends after this long in any case.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// `last_seen` is written at most this often.
const NOTED: SignedDuration = SignedDuration::from_mins(1);

/// Whose session a token is, if it is still good.
pub async fn staff_of(store: &Store, token: &str) -> Result<Option<Actor>, StoreError> {
    let now = store.clock().now();
    let hash = token_hash(token);
    let Some(session) = staff_session::Entity::find_by_id(hash.clone())
        .one(store.reader())
        .await?
    else {
        return Ok(None);
    };
    let idle = now.duration_since(session.last_seen.instant());
    if idle > IDLE || session.expires_at.instant() <= now {
        return Ok(None);
    }
    let Some(person) = staff::Entity::find_by_id(session.staff_id)
        .one(store.reader())
        .await?
    else {
        return Ok(None);
    };
    if person.disabled {
        return Ok(None);
    }
    if idle > NOTED {
        staff_session::Entity::update_many()
            .col_expr(staff_session::Column::LastSeen, Expr::value(At::from(now)))
            .filter(staff_session::Column::TokenHash.eq(hash))
            .exec(store.writer())
            .await?;
    }
    Ok(Some(actor(&person)))
}

/// A member of staff as an actor.
pub(super) fn actor(person: &staff::Model) -> Actor {
    let roles: Vec<Role> = person
        .roles
        .split_whitespace()
        .filter_map(|role| role.parse().ok())
        .collect();
    Actor::Staff {
        id: person.id,
        name: person.name.clone(),
        roles,
    }
}

/// Ends one session, or all of a person's.
pub struct SignOut {
    /// The session's token.
    pub token: String,
    /// Also on every other device.
    pub everywhere: Option<StaffId>,
}

impl Operation for SignOut {
    const NAME: &'static str = "sign_out";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        let mut ended = staff_session::Entity::delete_many();
        ended = match self.everywhere {
            Some(person) => ended.filter(staff_session::Column::StaffId.eq(person)),
            None => ended.filter(staff_session::Column::TokenHash.eq(token_hash(&self.token))),
        };
        let ended = ended.exec(tx.connection()).await?;
        if ended.rows_affected > 0 {
            tx.audit(audit::Entry {
                actor: self.everywhere.map_or(Actor::Anonymous, |id| Actor::Staff {
                    id,
                    name: String::new(),
                    roles: vec![],
                }),
                action: "staff.signed_out",
                subject: ("session", token_hash(&self.token)[..12].to_owned()),
                before: None,
                after: None,
            });
        }
        Ok(())
    }
}
