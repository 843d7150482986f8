//! Entries are written, taken out or brought back, each under the version that was shown.

use std::collections::BTreeMap;

use contracts::ids::{CompanyId, RecordId};
use platform::actor::Actor;
use platform::audit;
use platform::entropy::new_id;
use platform::store::{At, Operation, Tx};
use platform::vault::Vault;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use crate::domain::record::{Entry, Kind, Slot};
use crate::error::{Error, Result};
use crate::read;
use crate::store::entities::record;
use crate::store::queries;

/// How many rows of a ledger a company may have; far above what a company of ten fills.
pub const LONGEST_LEDGER: usize = 5_000;

/// Rows of one INSERT: eight values each, below both databases' limits.
const ROWS: usize = 1_000;

/// What happens to an entry.
#[derive(Clone, Debug)]
pub enum Deed {
    /// It says this now.
    Put(Entry),
    /// It is taken out.
    Remove(Slot),
    /// What was taken out is brought back.
    Restore(Slot),
}

/// A change of one entry.
#[derive(Clone, Debug)]
pub struct Change {
    /// What happens.
    pub deed: Deed,
    /// The version that was shown, 0 where there was none; `None` to write over whatever stands there.
    pub base: Option<i64>,
}

impl Change {
    /// Writes an entry over the version that was shown.
    pub fn put(entry: Entry, base: i64) -> Self {
        Self {
            deed: Deed::Put(entry),
            base: Some(base),
        }
    }

    /// Writes an entry, whatever stands there.
    pub fn set(entry: Entry) -> Self {
        Self {
            deed: Deed::Put(entry),
            base: None,
        }
    }

    fn slot(&self) -> Slot {
        match &self.deed {
            Deed::Put(entry) => entry.slot(),
            Deed::Remove(slot) | Deed::Restore(slot) => slot.clone(),
        }
    }
}

/// Writes entries of a company: all of them or none.
pub struct Write {
    /// The vault.
    pub vault: Vault,
    /// Whose.
    pub company: CompanyId,
    /// What changes.
    pub changes: Vec<Change>,
    /// What is noted in the audit log: `diagnosis.answered`.
    pub action: &'static str,
    /// Who.
    pub actor: Actor,
}

impl Operation for Write {
    const NAME: &'static str = "workbench.write";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let slots: Vec<Slot> = self.changes.iter().map(Change::slot).collect();
        let mut rows = queries::at(tx.connection(), self.company, &slots).await?;
        let sealer = self.vault.sealer(tx, self.company).await?;
        let opener = self.vault.opener(tx.connection(), self.company).await?;
        let mut new = Vec::new();
        let mut touched: BTreeMap<Kind, usize> = BTreeMap::new();
        for change in &self.changes {
            let slot = change.slot();
            let row = rows.remove(&slot);
            let version = row
                .as_ref()
                .filter(|row| row.removed_at.is_none())
                .map_or(0, |row| row.version);
            let stale = change.base.is_some_and(|base| base != version);
            let seal =
                |id: RecordId, entry: &Entry| sealer.seal(tx.entropy(), read::place(id), &entry.content());
            match (&change.deed, row) {
                (Deed::Put(entry), Some(row)) => {
                    let same = row.removed_at.is_none()
                        && read::open(&opener, &row)?.is_some_and(|(_, old)| old == *entry);
                    // Who says what stands there already changes nothing, and is in nobody's way.
                    if same {
                        continue;
                    }
                    if stale {
                        return Err(Error::Conflict(slot));
                    }
                    let content = seal(row.id, entry);
                    save(tx, row, Some(content), None).await?;
                }
                (Deed::Put(entry), None) => {
                    if stale {
                        return Err(Error::Conflict(slot));
                    }
                    let id: RecordId = new_id(tx.now(), tx.entropy());
                    new.push(record::Model {
                        id,
                        company_id: self.company,
                        kind: slot.kind.as_str().to_owned(),
                        key: slot.key.clone(),
                        version: 1,
                        content: seal(id, entry),
                        changed_at: At::from(tx.now()),
                        removed_at: None,
                    });
                }
                (Deed::Remove(_), Some(row)) if row.removed_at.is_none() => {
                    if stale {
                        return Err(Error::Conflict(slot));
                    }
                    save(tx, row, None, Some(At::from(tx.now()))).await?;
                }
                (Deed::Restore(_), Some(row)) if row.removed_at.is_some() => {
                    save(tx, row, None, None).await?;
                }
                (Deed::Remove(_) | Deed::Restore(_), _) => continue,
            }
            *touched.entry(slot.kind).or_default() += 1;
        }
        self.insert(tx, new).await?;
        self.note(tx, &touched);
        Ok(())
    }
}

impl Write {
    async fn insert(&self, tx: &Tx, new: Vec<record::Model>) -> Result<()> {
        let assets = new.iter().filter(|row| row.kind == Kind::Asset.as_str()).count();
        if assets > 0 {
            let there = queries::slots(tx.connection(), self.company).await?;
            let there = there.iter().filter(|slot| slot.kind == Kind::Asset).count();
            if there + assets > LONGEST_LEDGER {
                return Err(Error::Full);
            }
        }
        for rows in new.chunks(ROWS) {
            let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
            record::Entity::insert_many(rows)
                .exec_without_returning(tx.connection())
                .await?;
        }
        Ok(())
    }

    /// Kinds and numbers, never what was written.
    fn note(&self, tx: &Tx, touched: &BTreeMap<Kind, usize>) {
        if touched.is_empty() {
            return;
        }
        let counts: BTreeMap<&str, usize> = touched
            .iter()
            .map(|(kind, count)| (kind.as_str(), *count))
            .collect();
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: self.action,
            subject: ("company", self.company.to_string()),
            before: None,
            after: Some(json!({ "entries": counts })),
        });
    }
}

async fn save(tx: &Tx, mut row: record::Model, content: Option<String>, removed: Option<At>) -> Result<()> {
    if let Some(content) = content {
        row.content = content;
    }
    row.version += 1;
    row.changed_at = At::from(tx.now());
    row.removed_at = removed;
    row.into_active_model()
        .reset_all()
        .update(tx.connection())
        .await?;
    Ok(())
}
