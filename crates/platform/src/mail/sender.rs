//! Sending what waits.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::TlsParameters;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::compose::Letterhead;
use super::message::{self, FAILED, SENT, UNCERTAIN, WAITING};
use super::outbox::{Note, Recover, Take, is_any_left};
use super::smtp::{Line, Outcome, SmtpOptions, SmtpSecurity, reason};
use crate::store::{At, Store, StoreError};

/// Mails taken in one turn.
const BATCH: u64 = 20;
/// A mail that nobody took for so long counts as failed (RFC 5321 4.5.4.1: four to five days).
const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(5 * 24);

/// Where mails go.
#[derive(Clone)]
pub enum Transport {
    /// To an SMTP server.
    Smtp(Smtp),
    /// Nowhere: the demo shows them from the table.
    Capture,
}

/// An SMTP server and what protects the way to it.
#[derive(Clone)]
pub struct Smtp {
    options: SmtpOptions,
    tls: Option<TlsParameters>,
}

impl Transport {
    /// An SMTP server; connects with the first mail.
    pub fn smtp(options: &SmtpOptions) -> Result<Self, Error> {
        let tls = match options.security {
            SmtpSecurity::None => None,
            SmtpSecurity::Tls | SmtpSecurity::Starttls => Some(TlsParameters::new(options.host.clone())?),
        };
        Ok(Self::Smtp(Smtp {
            options: options.clone(),
            tls,
        }))
    }
}

/// How fast mails leave.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// At most so many in a minute, whoever they are for: what the mail provider allows.
    pub per_minute: u64,
    /// At most so many in a minute for one address.
    pub per_recipient: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            per_minute: 600,
            per_recipient: 10,
        }
    }
}

/// Sends what waits; one per process, several processes share the work.
#[derive(Clone)]
pub struct Sender {
    store: Store,
    transport: Transport,
    letterhead: Letterhead,
    pace: Pace,
    rest: Arc<Mutex<Rest>>,
}

/// While the server is out of reach nobody knocks every two seconds.
#[derive(Default)]
struct Rest {
    failures: i32,
    until: Option<Timestamp>,
}

impl Sender {
    /// A sender under the name and address `from`.
    pub fn new(store: Store, transport: Transport, from: Mailbox) -> Self {
        Self {
            store,
            transport,
            letterhead: Letterhead { from, reply_to: None },
            pace: Pace::default(),
            rest: Arc::default(),
        }
    }

    /// Answers go to this address instead of the sender's.
    #[must_use]
    pub fn with_reply_to(mut self, reply_to: Mailbox) -> Self {
        self.letterhead.reply_to = Some(reply_to);
        self
    }

    /// With another pace.
    #[must_use]
    pub fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// The sender's address out of its parts.
    pub fn mailbox(name: &str, address: &str) -> Option<Mailbox> {
        Some(Mailbox::new(Some(name.to_owned()), address.parse().ok()?))
    }

    /// Sends one batch of what is due; returns how many were taken. Zero while the server is out of reach: call again
    /// after a moment.
    pub async fn turn(&self) -> Result<usize, StoreError> {
        let now = self.store.clock().now();
        if is_any_left(self.store.reader(), now).await? {
            let left = self.store.run(&Recover).await?;
            tracing::warn!(
                mails = left,
                "mails were left while they were handed over; a person must decide"
            );
        }
        if self.is_resting(now) {
            return Ok(0);
        }
        let due = self.due(now).await?;
        let mut line = None;
        let mut taken = 0;
        for mail in due {
            if !self.may_go(&mail, now).await? || !self.store.run(&Take { id: mail.id }).await? {
                continue;
            }
            taken += 1;
            let outcome = self.try_one(&mail, &mut line, now).await;
            let unreachable = matches!(outcome, Outcome::Unreachable(_));
            let broken = unreachable || matches!(outcome, Outcome::Uncertain(_));
            self.note(&mail, outcome, now).await?;
            if broken {
                line = None;
            }
            self.rest_after(unreachable, now);
            if unreachable {
                break;
            }
        }
        if let Some(line) = line {
            Line::close(line).await;
        }
        Ok(taken)
    }

    async fn due(&self, now: Timestamp) -> Result<Vec<message::Model>, StoreError> {
        let left = match self.transport {
            // Nobody is troubled by what is only shown.
            Transport::Capture => BATCH,
            Transport::Smtp(_) => self
                .pace
                .per_minute
                .saturating_sub(self.in_last_minute(None, now).await?),
        };
        Ok(message::Entity::find()
            .filter(message::Column::State.eq(WAITING))
            .filter(message::Column::NextAt.lte(At::from(now)))
            .order_by_asc(message::Column::NextAt)
            .order_by_asc(message::Column::Id)
            .limit(left.min(BATCH))
            .all(self.store.reader())
            .await?)
    }

    async fn may_go(&self, mail: &message::Model, now: Timestamp) -> Result<bool, StoreError> {
        if matches!(self.transport, Transport::Capture) {
            return Ok(true);
        }
        Ok(self.in_last_minute(Some(&mail.to_address), now).await? < self.pace.per_recipient)
    }

    async fn in_last_minute(&self, address: Option<&str>, now: Timestamp) -> Result<u64, StoreError> {
        let mut sent = message::Entity::find()
            .filter(message::Column::State.eq(SENT))
            .filter(message::Column::NextAt.gt(At::from(now - SignedDuration::from_mins(1))));
        if let Some(address) = address {
            sent = sent.filter(message::Column::ToAddress.eq(address));
        }
        Ok(sent.count(self.store.reader()).await?)
    }

    async fn try_one(&self, mail: &message::Model, line: &mut Option<Line>, now: Timestamp) -> Outcome {
        let message = match self.letterhead.compose(mail, now) {
            Ok(message) => message,
            Err(why) => return Outcome::Failed(why),
        };
        let Transport::Smtp(smtp) = &self.transport else {
            return Outcome::Sent;
        };
        if line.is_none() {
            match Line::open(&smtp.options, smtp.tls.as_ref()).await {
                Ok(open) => *line = Some(open),
                Err(error) => return Outcome::Unreachable(reason("the mail server is out of reach", &error)),
            }
        }
        match line {
            Some(line) => line.hand_over(&message).await,
            None => Outcome::Unreachable("no connection".to_owned()),
        }
    }

    async fn note(&self, mail: &message::Model, outcome: Outcome, now: Timestamp) -> Result<(), StoreError> {
        let too_old = now.duration_since(mail.created_at.instant()) >= GIVEN_UP_AFTER;
        let (state, reason, next) = match outcome {
            Outcome::Sent => (SENT, None, now),
            Outcome::Failed(reason) => (FAILED, Some(reason), now),
            Outcome::Uncertain(reason) => (UNCERTAIN, Some(reason), now),
            Outcome::Later(reason) | Outcome::Unreachable(reason) if too_old => (FAILED, Some(reason), now),
            Outcome::Later(reason) => (WAITING, Some(reason), now + pause(mail.attempts + 1)),
            // The sender rests; the mail itself is ready as soon as the server is.
            Outcome::Unreachable(reason) => (WAITING, Some(reason), now),
        };
        if state == UNCERTAIN || state == FAILED {
            tracing::warn!(mail = %mail.id, state, "a mail did not leave");
        }
        let note = Note {
            id: mail.id,
            state,
            reason,
            next,
        };
        self.store.run(&note).await
    }

    fn is_resting(&self, now: Timestamp) -> bool {
        let rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        rest.until.is_some_and(|until| now < until)
    }

    fn rest_after(&self, unreachable: bool, now: Timestamp) {
        let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        *rest = if unreachable {
            let failures = rest.failures.saturating_add(1);
            Rest {
                failures,
                until: Some(now + pause(failures).min(SignedDuration::from_mins(5))),
            }
        } else {
            Rest::default()
        };
    }
}

/// 10 s, 20 s, 40 s … at most two hours.
fn pause(tries: i32) -> SignedDuration {
    let exponent = u32::try_from(tries.clamp(1, 11)).unwrap_or(1) - 1;
    SignedDuration::from_secs((10_i64 << exponent).min(7200))
}
