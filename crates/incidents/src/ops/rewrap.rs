//! Another key in the place of the one that wraps companies' keys: everything under it anew, or nothing.

use platform::actor::Actor;
use platform::store::{Operation, Tx};
use platform::vault::{self, MasterKey, VaultError};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::hand_over::place;
use crate::error::{Error, Result};
use crate::store::entities::hand_over;

/// Wraps the keys of all companies anew, and seals anew what belongs to the house: notes at the change of shifts.
pub struct RewrapAll {
    /// What wraps now.
    pub old: MasterKey,
    /// What wraps afterwards.
    pub new: MasterKey,
    /// Who.
    pub actor: Actor,
}

/// How much was wrapped and sealed anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewrapped {
    /// Keys of companies.
    pub keys: u64,
    /// Notes.
    pub notes: u64,
}

impl Operation for RewrapAll {
    const NAME: &'static str = "support.rewrap";
    type Output = Rewrapped;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Rewrapped> {
        let keys = vault::Rewrap {
            old: self.old.clone(),
            new: self.new.clone(),
            actor: self.actor.clone(),
        };
        let keys = keys.run(tx).await?;
        let notes = hand_over::Entity::find()
            .order_by_asc(hand_over::Column::Id)
            .lock_exclusive()
            .all(tx.connection())
            .await?;
        for note in &notes {
            let text = self.old.open(&place(note.id), &note.text);
            let text = text.map_err(|_| VaultError::Wrapping)?;
            let again = self.new.seal(tx.entropy(), &place(note.id), &text);
            hand_over::Entity::update_many()
                .col_expr(hand_over::Column::Text, Expr::value(again))
                .filter(hand_over::Column::Id.eq(note.id))
                .exec(tx.connection())
                .await?;
        }
        Ok(Rewrapped {
            keys,
            notes: notes.len() as u64,
        })
    }
}
