//! The change of shifts: what is open, what the next ones have to know, and who has read it.

use platform::actor::Actor;
use platform::audit;
use platform::entropy::random_bytes;
use platform::store::{At, Operation, Tx};
use platform::vault::Vault;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::json;

use super::shared::required;
use crate::error::{Error, Result};
use crate::store::entities::{hand_over, hand_over_read};
use crate::store::queries;

/// Where a note is sealed.
pub(crate) fn place(id: Uuid) -> String {
    format!("support_hand_over/{id}/text")
}

/// Hands over to the next shift.
pub struct HandOver {
    /// The vault: the note is about several companies, so the house's own key seals it.
    pub vault: Vault,
    /// What the next ones have to know.
    pub text: String,
    /// Who hands over.
    pub actor: Actor,
}

impl Operation for HandOver {
    const NAME: &'static str = "support.hand_over";
    type Output = Uuid;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Uuid> {
        let text = required(&self.text, "text")?;
        let Actor::Staff { id: staff, name, .. } = &self.actor else {
            return Err(Error::NotFound);
        };
        let cases = queries::open(tx.connection()).await?;
        let id = Uuid::from_bytes(random_bytes::<16>(tx.entropy()));
        let row = hand_over::ActiveModel {
            id: Set(id),
            at: Set(At::from(tx.now())),
            staff_id: Set(*staff),
            staff_name: Set(name.clone()),
            text: Set(self
                .vault
                .seal_of_house(tx.entropy(), &place(id), text.as_bytes())),
            cases: Set(json!(cases).to_string()),
        };
        row.insert(tx.connection()).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "shift.handed_over",
            subject: ("hand-over", id.to_string()),
            before: None,
            after: Some(json!({ "open": cases.len() })),
        });
        Ok(id)
    }
}

/// Somebody has read a note. Reading it again changes nothing.
pub struct ReadHandOver {
    /// Which.
    pub note: Uuid,
    /// Who.
    pub actor: Actor,
}

impl Operation for ReadHandOver {
    const NAME: &'static str = "support.read_hand_over";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let Actor::Staff { id, name, .. } = &self.actor else {
            return Err(Error::NotFound);
        };
        hand_over::Entity::find_by_id(self.note)
            .one(tx.connection())
            .await?
            .ok_or(Error::NotFound)?;
        let row = hand_over_read::ActiveModel {
            hand_over_id: Set(self.note),
            staff_id: Set(*id),
            staff_name: Set(name.clone()),
            at: Set(At::from(tx.now())),
        };
        hand_over_read::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([
                    hand_over_read::Column::HandOverId,
                    hand_over_read::Column::StaffId,
                ])
                .do_nothing()
                .to_owned(),
            )
            .exec_without_returning(tx.connection())
            .await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "shift.read",
            subject: ("hand-over", self.note.to_string()),
            before: None,
            after: None,
        });
        Ok(())
    }
}
