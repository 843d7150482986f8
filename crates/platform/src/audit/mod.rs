//! The audit log: append-only, hash-chained, one entry for every use case.
//!
//! `hash = SHA-256("mamori-audit-v1" ‖ LF ‖ JSON array of [seq, at, actor kind, actor id, action, subject kind,
//! subject id, payload hash, previous hash])`. What stood before and after is kept beside the chain and enters it
//! only as `payload hash = SHA-256(salt ‖ LF ‖ before ‖ LF ‖ after)`: personal data can be erased when its time
//! is over, and the chain still proves that nothing else was changed.

mod entities;
mod verify;

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::actor::Actor;
use crate::entropy::{Entropy, random_bytes};
use crate::store::{At, StoreError, Tx};

pub use entities::{audit_entry, audit_head, audit_payload};
pub use verify::{Broken, Verified, verify};

/// The hash before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What is noted of one deed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Who.
    pub actor: Actor,
    /// What, as `application.submitted`.
    pub action: &'static str,
    /// On what: kind and id.
    pub subject: (&'static str, String),
    /// What stood before.
    pub before: Option<Value>,
    /// What stands after.
    pub after: Option<Value>,
}

pub(crate) async fn append(
    connection: &impl ConnectionTrait,
    now: Timestamp,
    entropy: &dyn Entropy,
    entries: Vec<Entry>,
) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let head = audit_head::Entity::find_by_id(1)
        .lock_exclusive()
        .one(connection)
        .await?
        .ok_or_else(|| StoreError::Corrupt("the audit log has no head".to_owned()))?;
    let (mut seq, mut previous) = (head.seq, head.hash);
    let mut rows = Vec::with_capacity(entries.len());
    let mut payloads = Vec::with_capacity(entries.len());
    for entry in entries {
        seq += 1;
        let payload = Payload::new(&entry, entropy);
        let (actor_kind, actor_id) = entry.actor.key();
        let mut row = audit_entry::Model {
            seq,
            at: At::from(now),
            actor_kind: actor_kind.to_owned(),
            actor_id,
            action: entry.action.to_owned(),
            subject_kind: entry.subject.0.to_owned(),
            subject_id: entry.subject.1,
            payload_hash: payload.hash(),
            previous: previous.clone(),
            hash: String::new(),
        };
        row.hash = entry_hash(&row);
        previous.clone_from(&row.hash);
        rows.push(audit_entry::ActiveModel::from(row));
        payloads.push(payload.into_row(seq));
    }
    insert::<audit_entry::Entity, _>(connection, rows).await?;
    insert::<audit_payload::Entity, _>(connection, payloads).await?;
    let head = audit_head::ActiveModel {
        id: Set(1),
        seq: Set(seq),
        hash: Set(previous),
    };
    audit_head::Entity::update(head).exec(connection).await?;
    Ok(())
}

/// Erases what stood before and after of everything done to these subjects. The chain still holds: it proves that the
/// deeds were done, by whom and when.
///
/// `subjects` are at most some hundred ids of one kind; give more in turns.
pub async fn erase(tx: &Tx, kind: &str, subjects: &[String]) -> Result<u64, StoreError> {
    let entries = audit_entry::Entity::find()
        .select_only()
        .column(audit_entry::Column::Seq)
        .filter(audit_entry::Column::SubjectKind.eq(kind))
        .filter(audit_entry::Column::SubjectId.is_in(subjects))
        .into_query();
    let erased = audit_payload::Entity::delete_many()
        .filter(audit_payload::Column::Seq.in_subquery(entries))
        .exec(tx.connection())
        .await?;
    Ok(erased.rows_affected)
}

/// When something was written down last.
pub async fn last_at(connection: &impl ConnectionTrait) -> Result<Option<Timestamp>, StoreError> {
    let last = audit_entry::Entity::find()
        .order_by_desc(audit_entry::Column::Seq)
        .one(connection)
        .await?;
    Ok(last.map(|row| row.at.instant()))
}

/// Rows of one INSERT. Both databases limit the values of a statement (32,766 on SQLite, 65,535 on PostgreSQL), and
/// releasing the results of a large draw notes some ten thousand deeds in one transaction.
const ROWS: usize = 500;

async fn insert<E, A>(connection: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), StoreError>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + Send,
{
    let mut rows = rows.into_iter();
    loop {
        let some: Vec<A> = rows.by_ref().take(ROWS).collect();
        if some.is_empty() {
            return Ok(());
        }
        E::insert_many(some).exec_without_returning(connection).await?;
    }
}

struct Payload {
    salt: String,
    before: Option<String>,
    after: Option<String>,
}

impl Payload {
    fn new(entry: &Entry, entropy: &dyn Entropy) -> Self {
        Self {
            salt: hex::encode(random_bytes::<16>(entropy)),
            before: entry.before.as_ref().map(Value::to_string),
            after: entry.after.as_ref().map(Value::to_string),
        }
    }

    fn hash(&self) -> String {
        payload_hash(&self.salt, self.before.as_deref(), self.after.as_deref())
    }

    fn into_row(self, seq: i64) -> audit_payload::ActiveModel {
        audit_payload::ActiveModel {
            seq: Set(seq),
            salt: Set(self.salt),
            before: Set(self.before),
            after: Set(self.after),
        }
    }
}

fn payload_hash(salt: &str, before: Option<&str>, after: Option<&str>) -> String {
    let text = format!(
        "{salt}\n{}\n{}",
        before.unwrap_or_default(),
        after.unwrap_or_default()
    );
    hex::encode(Sha256::digest(text.as_bytes()))
}

fn entry_hash(row: &audit_entry::Model) -> String {
    let fields = json!([
        row.seq,
        row.at.0,
        row.actor_kind,
        row.actor_id,
        row.action,
        row.subject_kind,
        row.subject_id,
        row.payload_hash,
        row.previous
    ]);
    hex::encode(Sha256::digest(format!("mamori-audit-v1\n{fields}").as_bytes()))
}
