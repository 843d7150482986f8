//! Sending what waits.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::message::{self, FAILED, SENDING, SENT, UNCERTAIN, WAITING};
use crate::store::{At, Store, StoreError};

/// Mails taken in one turn.
const BATCH: u64 = 20;
/// How long the server may take for one mail.
const LIMIT: Duration = Duration::from_secs(20);
/// After this many tries a mail counts as failed: about three days with growing pauses.
const TRIES: i32 = 40;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, required.
    Starttls,
    /// None: only on this machine.
    None,
}

/// How to reach the SMTP server.
#[derive(Clone, Debug)]
pub struct SmtpOptions {
    /// Host.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub security: SmtpSecurity,
    /// User and password.
    pub credentials: Option<(String, String)>,
}

/// Where mails go.
#[derive(Clone)]
pub enum Transport {
    /// To an SMTP server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Nowhere: the demo shows them from the table.
    Capture,
}

impl Transport {
    /// A connection pool to an SMTP server; connects with the first mail.
    pub fn smtp(options: &SmtpOptions) -> Result<Self, lettre::transport::smtp::Error> {
        type Smtp = AsyncSmtpTransport<Tokio1Executor>;
        let builder = match options.security {
            SmtpSecurity::Tls => Smtp::relay(&options.host)?,
            SmtpSecurity::Starttls => Smtp::starttls_relay(&options.host)?,
            SmtpSecurity::None => Smtp::builder_dangerous(&options.host),
        };
        let builder = builder.port(options.port).timeout(Some(LIMIT));
        let builder = match options.credentials.clone() {
            Some((user, password)) => builder.credentials(Credentials::new(user, password)),
            None => builder,
        };
        Ok(Self::Smtp(builder.build()))
    }
}

/// Sends what waits; one per process, several processes share the work.
#[derive(Clone)]
pub struct Sender {
    store: Store,
    transport: Transport,
    from: Mailbox,
}

impl Sender {
    /// A sender under the name and address `from`.
    pub fn new(store: Store, transport: Transport, from: Mailbox) -> Self {
        Self {
            store,
            transport,
            from,
        }
    }

    /// The sender's address out of its parts.
    pub fn mailbox(name: &str, address: &str) -> Option<Mailbox> {
        Some(Mailbox::new(Some(name.to_owned()), address.parse().ok()?))
    }

    /// Sends one batch of what is due; returns how many were taken.
    pub async fn turn(&self) -> Result<usize, StoreError> {
        let now = self.store.clock().now();
        let due = message::Entity::find()
            .filter(message::Column::State.eq(WAITING))
            .filter(message::Column::NextAt.lte(At::from(now)))
            .order_by_asc(message::Column::NextAt)
            .limit(BATCH)
            .all(self.store.reader())
            .await?;
        let mut taken = 0;
        for mail in due {
            if self.take(&mail, now).await? {
                self.hand_over(&mail, now).await?;
                taken += 1;
            }
        }
        Ok(taken)
    }

    /// Only one process gets a mail: the condition stands in the statement.
    async fn take(&self, mail: &message::Model, now: Timestamp) -> Result<bool, StoreError> {
        let taken = message::Entity::update_many()
            .col_expr(message::Column::State, Expr::value(SENDING))
            .col_expr(
                message::Column::Attempts,
                Expr::col(message::Column::Attempts).add(1),
            )
            .col_expr(message::Column::NextAt, Expr::value(At::from(now)))
            .filter(message::Column::Id.eq(mail.id))
            .filter(message::Column::State.eq(WAITING))
            .exec(self.store.writer())
            .await?;
        Ok(taken.rows_affected == 1)
    }

    async fn hand_over(&self, mail: &message::Model, now: Timestamp) -> Result<(), StoreError> {
        let outcome = match (&self.transport, self.compose(mail)) {
            (_, Err(reason)) => Outcome::Failed(reason),
            (Transport::Capture, Ok(_)) => Outcome::Sent,
            (Transport::Smtp(smtp), Ok(message)) => match smtp.send(message).await {
                Ok(_) => Outcome::Sent,
                Err(error) if error.is_permanent() => Outcome::Failed(error.to_string()),
                Err(error) => Outcome::Later(error.to_string()),
            },
        };
        self.note(mail, outcome, now).await
    }

    fn compose(&self, mail: &message::Model) -> Result<Message, String> {
        let to: Mailbox = mail.to_address.parse().map_err(|error| format!("{error}"))?;
        let domain = self.from.email.domain();
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&mail.subject)
            .message_id(Some(format!("<{}@{domain}>", mail.id)))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())
            .map_err(|error| error.to_string())?;
        message.headers_mut().insert_raw(automatic);
        Ok(message)
    }

    async fn note(&self, mail: &message::Model, outcome: Outcome, now: Timestamp) -> Result<(), StoreError> {
        let attempts = mail.attempts + 1;
        let (state, error, next) = match outcome {
            Outcome::Sent => (SENT, None, now),
            Outcome::Failed(reason) => (FAILED, Some(reason), now),
            Outcome::Later(reason) if attempts >= TRIES => (FAILED, Some(reason), now),
            Outcome::Later(reason) => (
                WAITING,
                Some(reason),
                now.checked_add(pause(attempts)).unwrap_or(now),
            ),
        };
        message::Entity::update_many()
            .col_expr(message::Column::State, Expr::value(state))
            .col_expr(message::Column::LastError, Expr::value(error))
            .col_expr(message::Column::NextAt, Expr::value(At::from(next)))
            .col_expr(
                message::Column::SentAt,
                Expr::value((state == SENT).then(|| At::from(now))),
            )
            .filter(message::Column::Id.eq(mail.id))
            .exec(self.store.writer())
            .await?;
        Ok(())
    }
}

enum Outcome {
    Sent,
    Failed(String),
    Later(String),
}

/// 10 s, 20 s, 40 s … at most two hours.
fn pause(attempts: i32) -> SignedDuration {
    let exponent = u32::try_from(attempts.clamp(1, 10)).unwrap_or(1) - 1;
    SignedDuration::from_secs(Ord::min(10_i64 << exponent, 7200))
}

/// Mails that a dead process left in the middle: nobody knows whether they left, so none is sent again by itself.
pub async fn recover(connection: &impl ConnectionTrait, before: Timestamp) -> Result<u64, StoreError> {
    let found = message::Entity::update_many()
        .col_expr(message::Column::State, Expr::value(UNCERTAIN))
        .filter(message::Column::State.eq(SENDING))
        .filter(message::Column::NextAt.lt(At::from(before)))
        .exec(connection)
        .await?;
    Ok(found.rows_affected)
}

/// What waits: the desk and the metrics show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub number: u64,
    /// The oldest one that was tried and refused: since when the server is out of reach.
    pub troubled_since: Option<Timestamp>,
}

/// Counts what waits.
pub async fn waiting(connection: &impl ConnectionTrait) -> Result<Waiting, StoreError> {
    let query = message::Entity::find().filter(message::Column::State.eq(WAITING));
    let number = query.clone().count(connection).await?;
    let troubled = query
        .filter(message::Column::LastError.is_not_null())
        .order_by_asc(message::Column::CreatedAt)
        .one(connection)
        .await?;
    Ok(Waiting {
        number,
        troubled_since: troubled.map(|mail| mail.created_at.instant()),
    })
}
