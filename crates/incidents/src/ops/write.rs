//! Somebody writes into a case: the company, the centre to the company, the centre to itself.

use contracts::ids::{CaseId, CompanyId};
use platform::actor::Actor;
use platform::store::{Operation, Tx};
use platform::vault::Vault;
use serde_json::json;

use super::letters::something_to_read;
use super::shared::{Writing, apply, load, load_own, note, required, save, state_of, write};
use crate::context::Addressee;
use crate::domain::case::{Event, Refusal, StateName};
use crate::domain::entry::{Detail, Kind, Way};
use crate::error::{Error, Result};

/// What the centre writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// To the company, on its page; a mail says that there is something to read.
    ToCompany,
    /// What the company was told by another way.
    Told(Way),
    /// For the centre alone.
    Internal,
}

/// The centre writes.
pub struct WriteNote {
    /// The vault.
    pub vault: Vault,
    /// Whose case, for the mail.
    pub company: Option<Addressee>,
    /// Which.
    pub case: CaseId,
    /// To whom.
    pub note: Note,
    /// What.
    pub text: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for WriteNote {
    const NAME: &'static str = "support.write_note";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let text = required(&self.text, "text")?;
        let mut row = load(tx, self.case).await?;
        // What is said goes to the case that goes on; a closed one may still need a word.
        if let from @ StateName::Merged = state_of(&row)?.name() {
            return Err(Refusal { from }.into());
        }
        let (kind, way) = match self.note {
            Note::ToCompany => (Kind::ToCompany, None),
            Note::Told(way) => (Kind::Told, Some(way)),
            Note::Internal => (Kind::Note, None),
        };
        let writing = Writing {
            detail: Detail {
                way,
                ..Detail::default()
            },
            ..Writing::new(kind, &self.actor, text)
        };
        write(tx, &self.vault, &mut row, writing).await?;
        if self.note == Note::ToCompany {
            something_to_read(tx, self.company.as_ref(), &mut row).await?;
        }
        let row = save(tx, row).await?;
        let told = json!({ "kind": kind.as_str(), "way": way });
        note(tx, &self.actor, "case.written", &row, told);
        Ok(())
    }
}

/// The company writes. What it writes to a closed case opens it again; to a merged one it goes to that other one.
pub struct CompanyWrites {
    /// The vault.
    pub vault: Vault,
    /// Who.
    pub company: CompanyId,
    /// Which of its cases.
    pub case: CaseId,
    /// What.
    pub text: String,
    /// The applicant.
    pub actor: Actor,
}

impl Operation for CompanyWrites {
    const NAME: &'static str = "support.company_writes";
    type Output = CaseId;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<CaseId> {
        let text = required(&self.text, "text")?;
        let mut row = load_own(tx, self.case, self.company).await?;
        while let Some(into) = row.merged_into {
            row = load_own(tx, into, self.company).await?;
        }
        if state_of(&row)?.name() == StateName::Closed {
            apply(tx, &mut row, &Event::Reopened)?;
            let mark = Writing::mark(&self.actor, "support-mark-reopened", "").reopening();
            write(tx, &self.vault, &mut row, mark).await?;
        }
        let writing = Writing::new(Kind::FromCompany, &self.actor, text);
        write(tx, &self.vault, &mut row, writing).await?;
        let row = save(tx, row).await?;
        note(tx, &self.actor, "case.company_wrote", &row, json!({}));
        Ok(row.id)
    }
}
