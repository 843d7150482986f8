//! Reading a company's workbench: two queries, however long it is.

use std::collections::BTreeMap;

use contracts::ids::{CompanyId, RecordId};
use jiff::Timestamp;
use platform::vault::{Opener, Place, Vault};
use sea_orm::ConnectionTrait;

use crate::domain::book::Book;
use crate::domain::record::{Entry, Kind, Slot};
use crate::error::Result;
use crate::store::entities::record;
use crate::store::queries;

/// The place of an entry's content.
pub(crate) fn place(id: RecordId) -> Place {
    Place::new("workbench_record", id, "content")
}

/// How an entry was when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its version.
    pub version: i64,
    /// When it was changed last.
    pub changed: Timestamp,
}

/// Everything a company entered, with the versions to save under.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// What was entered.
    pub book: Book,
    /// Versions.
    pub seen: BTreeMap<Slot, Seen>,
}

impl Shelf {
    /// Opens all entries of a company.
    pub async fn load(connection: &impl ConnectionTrait, vault: &Vault, company: CompanyId) -> Result<Self> {
        let rows = queries::records(connection, company).await?;
        let opener = vault.opener(connection, company).await?;
        let mut shelf = Self::default();
        for row in rows {
            let seen = Seen {
                version: row.version,
                changed: row.changed_at.instant(),
            };
            if let Some((slot, entry)) = open(&opener, &row)? {
                shelf.seen.insert(slot, seen);
                shelf.book.put(entry);
            }
        }
        Ok(shelf)
    }

    /// The version of an entry; 0 where there is none.
    pub fn version(&self, slot: &Slot) -> i64 {
        self.seen.get(slot).map_or(0, |seen| seen.version)
    }
}

/// Opens one entry; `None` for a kind that this program does not know: a newer one wrote it.
pub(crate) fn open(opener: &Opener, row: &record::Model) -> Result<Option<(Slot, Entry)>> {
    let Some(kind) = Kind::from_name(&row.kind) else {
        return Ok(None);
    };
    let slot = Slot::new(kind, &row.key);
    let content = opener.open(place(row.id), &row.content)?;
    let entry = Entry::read(&slot, &content)?;
    Ok(Some((slot, entry)))
}
