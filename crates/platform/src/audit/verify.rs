//! Checking the chain.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{GENESIS, audit_entry, audit_head, audit_payload, entry_hash, payload_hash};
use crate::languages::Words;
use crate::store::StoreError;

const PAGE: u64 = 5_000;

/// A chain that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries read.
    pub entries: i64,
    /// Entries whose payload was erased.
    pub erased: i64,
    /// Hash of the last entry.
    pub head: String,
}

/// Where and how a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An entry is missing or out of order.
    #[error("entry {expected} is missing (found {found})")]
    Gap {
        /// Number that should come.
        expected: i64,
        /// Number that came.
        found: i64,
    },
    /// An entry does not follow from the one before.
    #[error("entry {0} does not continue the chain")]
    Link(i64),
    /// An entry was changed.
    #[error("entry {0} was changed")]
    Entry(i64),
    /// What stood before or after was changed.
    #[error("the payload of entry {0} was changed")]
    Payload(i64),
    /// Entries were cut off at the end.
    #[error("the log ends at {found}, its head says {head}")]
    Cut {
        /// Number of the head.
        head: i64,
        /// Last entry found.
        found: i64,
    },
}

impl Broken {
    /// The sentence in a reader's language.
    pub fn say(&self, words: Words) -> String {
        let (key, entry, other) = match self {
            Self::Gap { expected, found } => ("audit-broken-gap", expected, found),
            Self::Link(entry) => ("audit-broken-link", entry, entry),
            Self::Entry(entry) => ("audit-broken-entry", entry, entry),
            Self::Payload(entry) => ("audit-broken-payload", entry, entry),
            Self::Cut { head, found } => ("audit-broken-cut", found, head),
        };
        let values = [
            ("entry", entry.to_string().into()),
            ("other", other.to_string().into()),
        ];
        words.say_with(key, &values)
    }
}

/// Reads the whole log in order and recomputes every hash.
pub async fn verify(connection: &impl ConnectionTrait) -> Result<Result<Verified, Broken>, StoreError> {
    let mut state = Verified {
        entries: 0,
        erased: 0,
        head: GENESIS.to_owned(),
    };
    loop {
        let rows = audit_entry::Entity::find()
            .filter(audit_entry::Column::Seq.gt(state.entries))
            .order_by_asc(audit_entry::Column::Seq)
            .limit(PAGE)
            .all(connection)
            .await?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            break;
        };
        let payloads = audit_payload::Entity::find()
            .filter(audit_payload::Column::Seq.between(first.seq, last.seq))
            .all(connection)
            .await?;
        let payloads: HashMap<i64, audit_payload::Model> =
            payloads.into_iter().map(|row| (row.seq, row)).collect();
        for row in rows {
            if let Err(broken) = step(&mut state, &row, payloads.get(&row.seq)) {
                return Ok(Err(broken));
            }
        }
    }
    let head = audit_head::Entity::find_by_id(1).one(connection).await?;
    let head_seq = head.as_ref().map_or(0, |head| head.seq);
    if head_seq != state.entries || head.is_none_or(|head| head.hash != state.head) {
        return Ok(Err(Broken::Cut {
            head: head_seq,
            found: state.entries,
        }));
    }
    Ok(Ok(state))
}

fn step(
    state: &mut Verified,
    row: &audit_entry::Model,
    payload: Option<&audit_payload::Model>,
) -> Result<(), Broken> {
    if row.seq != state.entries + 1 {
        return Err(Broken::Gap {
            expected: state.entries + 1,
            found: row.seq,
        });
    }
    if row.previous != state.head {
        return Err(Broken::Link(row.seq));
    }
    if entry_hash(row) != row.hash {
        return Err(Broken::Entry(row.seq));
    }
    match payload {
        None => state.erased += 1,
        Some(payload) => {
            let hash = payload_hash(&payload.salt, payload.before.as_deref(), payload.after.as_deref());
            if hash != row.payload_hash {
                return Err(Broken::Payload(row.seq));
            }
        }
    }
    state.entries = row.seq;
    state.head.clone_from(&row.hash);
    Ok(())
}
