//! How an applicant comes back: a one-time link by mail, and the session it opens.
//!
//! Whoever asks learns nothing about whether an application exists: the answer is the same either way. The link is
//! used by a button, not by opening it, because mail scanners open every link they see.

use std::sync::Arc;

use contracts::ids::ApplicationId;
use jiff::{SignedDuration, Timestamp};
use platform::actor::Actor;
use platform::entropy::{new_token, token_hash};
use platform::store::{At, Operation, Store, Tx};
use platform::{audit, mail};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use unicode_normalization::UnicodeNormalization;

use super::letters;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::{access_link, applicant_session, application};

/// How long a link can be used.
const LINK_VALID: SignedDuration = SignedDuration::from_mins(60);
/// How many links an application gets within [`WINDOW`].
pub(crate) const LINKS_FOR_APPLICATION: u64 = 3;
/// How often one client address may ask within [`WINDOW`]: an office behind one address still gets through.
pub(crate) const REQUESTS_OF_CLIENT: u64 = 20;
/// What the two limits count over.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// How long requests are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// A session ends this long after the link was used …
const SESSION_LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// … or this long after its last page.
const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(2);
/// `last_seen` is written only this often: pages are read far more often.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Asks for a link. The output says only whether this client may ask at all, never whether anything was sent.
pub struct RequestLink {
    /// The call.
    pub programme: Arc<Programme>,
    /// Receipt number as typed.
    pub number: String,
    /// Mail address as typed.
    pub email: String,
    /// From where.
    pub client_address: String,
    /// Where the link leads besides signing in, checked by [`web::own_path`]; the usual page without it.
    pub to: Option<String>,
}

/// What the person may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requested {
    /// If number and address belong together, a link is on its way.
    Taken,
    /// Too many requests from this address.
    SlowDown {
        /// When the next one is taken.
        until: Timestamp,
    },
}

impl Operation for RequestLink {
    const NAME: &'static str = "request_link";
    type Output = Requested;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Requested> {
        forget_old(tx).await?;
        let client = token_hash(&self.client_address);
        let since = At::from(before(tx.now(), WINDOW));
        let of_client = access_link::Entity::find()
            .filter(access_link::Column::ClientHash.eq(&client))
            .filter(access_link::Column::CreatedAt.gt(since))
            .order_by_desc(access_link::Column::CreatedAt)
            .limit(REQUESTS_OF_CLIENT)
            .all(tx.connection())
            .await?;
        if let Some(oldest) = of_client
            .last()
            .filter(|_| of_client.len() as u64 >= REQUESTS_OF_CLIENT)
        {
            return Ok(Requested::SlowDown {
                until: after(oldest.created_at.instant(), WINDOW),
            });
        }
        let found = self.find(tx).await?;
        let sent = match &found {
            Some(row) => links_since(tx, row.id, since).await? < LINKS_FOR_APPLICATION,
            None => false,
        };
        let token = new_token(tx.entropy());
        let until = after(tx.now(), LINK_VALID);
        let link = access_link::Model {
            token_hash: token_hash(&token),
            application_id: found.as_ref().filter(|_| sent).map(|row| row.id),
            client_hash: client,
            created_at: At::from(tx.now()),
            expires_at: At::from(until),
            used_at: None,
        };
        access_link::ActiveModel::from(link)
            .insert(tx.connection())
            .await?;
        if let Some(row) = found.filter(|_| sent) {
            let prefix = if row.language == "en" { "/en" } else { "" };
            let to = self.to.as_ref().map(|to| format!("?to={to}")).unwrap_or_default();
            let href = format!("{}{prefix}/link/{token}{to}", mail::SITE);
            let event = format!("link/{}", token_hash(&token));
            mail::send(tx, letters::link(&self.programme, &row, &href, until, &event)).await?;
            note(tx, Actor::Anonymous, "link.sent", row.id);
        }
        Ok(Requested::Taken)
    }
}

impl RequestLink {
    async fn find(&self, tx: &Tx) -> Result<Option<application::Model>> {
        let Some(number) = receipt_number(&self.number) else {
            return Ok(None);
        };
        let row = application::Entity::find()
            .filter(application::Column::ProgrammeId.eq(&self.programme.file.id))
            .filter(application::Column::Number.eq(number))
            // Two requests at once are counted one after the other.
            .lock_exclusive()
            .one(tx.connection())
            .await?;
        Ok(row.filter(|row| row.email.to_lowercase() == self.email.trim().to_lowercase()))
    }
}

/// `R00214`, `r214`, `Ｒ００２１４`, `214` → 214.
pub fn receipt_number(typed: &str) -> Option<i64> {
    let folded: String = typed
        .nfkc()
        .filter(|character| !character.is_whitespace())
        .collect();
    let digits = folded.trim_start_matches(['R', 'r']);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

async fn links_since(tx: &Tx, application: ApplicationId, since: At) -> Result<u64> {
    Ok(access_link::Entity::find()
        .filter(access_link::Column::ApplicationId.eq(application))
        .filter(access_link::Column::CreatedAt.gt(since))
        .count(tx.connection())
        .await?)
}

pub(super) async fn forget_old(tx: &Tx) -> Result<()> {
    access_link::Entity::delete_many()
        .filter(access_link::Column::CreatedAt.lt(At::from(before(tx.now(), KEPT))))
        .exec(tx.connection())
        .await?;
    applicant_session::Entity::delete_many()
        .filter(applicant_session::Column::ExpiresAt.lt(At::from(tx.now())))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Whether a link could be used now: what the page with the button asks, without using it.
pub async fn is_usable(connection: &impl ConnectionTrait, token: &str, now: Timestamp) -> Result<bool> {
    let link = access_link::Entity::find_by_id(token_hash(token))
        .one(connection)
        .await?;
    Ok(link.is_some_and(|link| {
        link.application_id.is_some() && link.used_at.is_none() && link.expires_at.instant() > now
    }))
}

/// Uses a link: once, and before it expires. Yields the token of the session, for the cookie.
pub struct RedeemLink {
    /// The token in the link.
    pub token: String,
}

impl Operation for RedeemLink {
    const NAME: &'static str = "redeem_link";
    type Output = String;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<String> {
        let hash = token_hash(&self.token);
        let now = At::from(tx.now());
        // One statement decides: of two who use it at once, one changes the row.
        let used = access_link::Entity::update_many()
            .col_expr(access_link::Column::UsedAt, Expr::value(now))
            .filter(access_link::Column::TokenHash.eq(&hash))
            .filter(access_link::Column::ApplicationId.is_not_null())
            .filter(access_link::Column::UsedAt.is_null())
            .filter(access_link::Column::ExpiresAt.gt(now))
            .exec(tx.connection())
            .await?;
        if used.rows_affected != 1 {
            return Err(Error::NotFound);
        }
        let link = access_link::Entity::find_by_id(hash).one(tx.connection()).await?;
        let application = link.and_then(|link| link.application_id).ok_or(Error::NotFound)?;
        let session = new_token(tx.entropy());
        let row = applicant_session::Model {
            token_hash: token_hash(&session),
            application_id: application,
            expires_at: At::from(after(tx.now(), SESSION_LONGEST)),
            last_seen: now,
        };
        applicant_session::ActiveModel::from(row)
            .insert(tx.connection())
            .await?;
        note(tx, Actor::Applicant { application }, "link.used", application);
        Ok(session)
    }
}

/// Ends a session.
pub struct EndSession {
    /// The cookie.
    pub token: String,
}

impl Operation for EndSession {
    const NAME: &'static str = "end_applicant_session";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        applicant_session::Entity::delete_by_id(token_hash(&self.token))
            .exec(tx.connection())
            .await?;
        Ok(())
    }
}

/// Whose session a cookie belongs to, if it is valid now.
pub async fn applicant_of(store: &Store, token: &str) -> Result<Option<ApplicationId>> {
    let hash = token_hash(token);
    let session = applicant_session::Entity::find_by_id(hash.clone())
        .one(store.reader())
        .await?;
    let now = store.clock().now();
    let Some(session) = session.filter(|session| {
        session.expires_at.instant() > now && after(session.last_seen.instant(), SESSION_IDLE) > now
    }) else {
        return Ok(None);
    };
    if after(session.last_seen.instant(), SEEN_EVERY) <= now {
        // Reading a page must work even when nothing can be written just now.
        if let Err(error) = store.run(&Seen { hash }).await {
            tracing::warn!(error = %error, "a session's last use could not be noted");
        }
    }
    Ok(Some(session.application_id))
}

/// Notes that a session was used.
struct Seen {
    hash: String,
}

impl Operation for Seen {
    const NAME: &'static str = "applicant_session_seen";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        applicant_session::Entity::update_many()
            .col_expr(
                applicant_session::Column::LastSeen,
                Expr::value(At::from(tx.now())),
            )
            .filter(applicant_session::Column::TokenHash.eq(&self.hash))
            .exec(tx.connection())
            .await?;
        Ok(())
    }
}

fn note(tx: &Tx, actor: Actor, action: &'static str, application: ApplicationId) {
    tx.audit(audit::Entry {
        actor,
        action,
        subject: ("application", application.to_string()),
        before: None,
        after: Some(json!({})),
    });
}

fn after(instant: Timestamp, duration: SignedDuration) -> Timestamp {
    instant.checked_add(duration).unwrap_or(Timestamp::MAX)
}

fn before(instant: Timestamp, duration: SignedDuration) -> Timestamp {
    instant.checked_sub(duration).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::receipt_number;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for typed in ["R00214", "r214", "Ｒ００２１４", " 214 ", "R 00214"] {
            assert_eq!(receipt_number(typed), Some(214), "{typed}");
        }
        for typed in ["", "R", "R-1", "214a", "R99999999999999999999"] {
            assert_eq!(receipt_number(typed), None, "{typed}");
        }
    }
}
