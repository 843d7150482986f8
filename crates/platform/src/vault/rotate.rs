//! New keys: for one company (rotation), or a new master key over all of them (rewrapping).

use contracts::ids::CompanyId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use super::{CompanyKey, Error, MasterKey, Vault, active, company_key, wrapping_place};
use crate::actor::Actor;
use crate::audit;
use crate::store::{At, Operation, Tx};

/// From now on a new key seals; what stands still opens.
pub struct Rotate {
    /// The vault.
    pub vault: Vault,
    /// Whose key. [`Error::NotFound`] where nothing was ever sealed, or all is destroyed.
    pub company: CompanyId,
    /// Who.
    pub actor: Actor,
}

impl Operation for Rotate {
    const NAME: &'static str = "vault.rotate";
    type Output = CompanyKey;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<CompanyKey, Error> {
        let old = active(tx.connection(), self.company)
            .await?
            .ok_or(Error::NotFound)?;
        company_key::Entity::update_many()
            .col_expr(company_key::Column::RetiredAt, Expr::value(At::from(tx.now())))
            .filter(company_key::Column::CompanyId.eq(self.company))
            .filter(company_key::Column::RetiredAt.is_null())
            .exec(tx.connection())
            .await?;
        let new = self.vault.make(tx, self.company).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "vault.rotated",
            subject: ("company", self.company.to_string()),
            before: Some(json!({ "key": old.id, "generation": old.generation })),
            after: Some(json!({ "key": new.id, "generation": new.generation })),
        });
        Ok(new)
    }
}

/// Wraps every key anew under another master key, all of them or none. Nothing that is sealed changes.
pub struct Rewrap {
    /// What wraps now.
    pub old: MasterKey,
    /// What wraps afterwards.
    pub new: MasterKey,
    /// Who.
    pub actor: Actor,
}

impl Operation for Rewrap {
    const NAME: &'static str = "vault.rewrap";
    /// How many keys.
    type Output = u64;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<u64, Error> {
        let rows = company_key::Entity::find()
            .filter(company_key::Column::Wrapped.is_not_null())
            .order_by_asc(company_key::Column::Id)
            .lock_exclusive()
            .all(tx.connection())
            .await?;
        for row in &rows {
            let place = wrapping_place(row.company_id, row.id);
            let wrapped = row.wrapped.as_deref().unwrap_or_default();
            let key = self
                .old
                .open(&place, wrapped)
                .map_err(|_| super::VaultError::Wrapping)?;
            let again = self.new.seal(tx.entropy(), &place, &key);
            company_key::Entity::update_many()
                .col_expr(company_key::Column::Wrapped, Expr::value(again))
                .filter(company_key::Column::Id.eq(row.id))
                .exec(tx.connection())
                .await?;
        }
        let count = rows.len() as u64;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "vault.rewrapped",
            subject: ("vault", "company_key".to_owned()),
            before: None,
            after: Some(json!({ "keys": count })),
        });
        Ok(count)
    }
}
