//! Mail: rows written with the transaction that causes them, sent afterwards, never twice.
//!
//! ```text
//! waiting ──taken──▶ sending ──accepted by the server──▶ sent
//!    ▲                  │ ├─ refused for now ─▶ waiting (later, growing pauses)
//!    └──────────────────┘ ├─ refused for good ─▶ failed
//!                         └─ no answer, or the process died here ─▶ uncertain: a person decides
//! ```
//!
//! While the server is out of reach mails wait without being counted as tried; the sender knocks less and less often.

mod compose;
pub mod message;
mod outbox;
mod sender;
mod smtp;

use contracts::ids::MailId;
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::entropy::new_id;
use crate::store::{At, StoreError, Tx};
use crate::text::Language;

pub use outbox::{Decide, Decision, Waiting, waiting};
pub use sender::{Pace, Sender, Smtp, Transport};
pub use smtp::{SmtpOptions, SmtpSecurity};

/// A mail to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// Its language.
    pub language: Language,
    /// What it is about: kind and id.
    pub subject_of: Option<(&'static str, String)>,
    /// At most one mail with this key is ever written.
    pub dedupe_key: Option<String>,
}

/// Stands in a text for the address of the server: whoever writes a letter does not know it.
pub const SITE: &str = "{site}";

/// The text with the server's address; lines that need one are left out where there is none.
pub fn with_site(text: &str, site: &str) -> String {
    if !site.is_empty() {
        return text.replace(SITE, site);
    }
    let lines = text.lines().filter(|line| !line.contains(SITE));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Writes a mail into the outbox; it leaves after the commit.
pub async fn send(tx: &Tx, mail: Outgoing) -> Result<(), StoreError> {
    send_at(tx, mail, tx.now()).await
}

/// The same, not before `at`: one mail tells of what else happens until then.
pub async fn send_at(tx: &Tx, mail: Outgoing, at: Timestamp) -> Result<(), StoreError> {
    let body = with_site(&mail.body, tx.site());
    let (subject_kind, subject_id) = mail
        .subject_of
        .map_or((None, None), |(kind, id)| (Some(kind.to_owned()), Some(id)));
    let row = message::ActiveModel {
        id: Set(new_id::<MailId>(tx.now(), tx.entropy())),
        to_address: Set(mail.to),
        subject: Set(mail.subject),
        body: Set(body),
        language: Set(mail.language.code().to_owned()),
        subject_kind: Set(subject_kind),
        subject_id: Set(subject_id),
        dedupe_key: Set(mail.dedupe_key),
        state: Set(message::WAITING.to_owned()),
        attempts: Set(0),
        next_at: Set(At::from(at)),
        last_error: Set(None),
        created_at: Set(At::from(tx.now())),
        sent_at: Set(None),
    };
    message::Entity::insert(row)
        .on_conflict(
            OnConflict::column(message::Column::DedupeKey)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}
