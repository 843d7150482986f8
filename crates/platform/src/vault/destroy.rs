//! The destruction of a company's keys: one person asks for it with a reason, another releases it.

use contracts::ids::CompanyId;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::certificate::sha256;
use super::{Certificate, CompanyKey, DestroyedKey, Destruction, Error, company_key, destruction, keys_of};
use crate::actor::Actor;
use crate::audit;
use crate::entropy::new_id;
use crate::store::{At, Operation, StoreError, Tx};

/// How far a destruction has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DestructionState {
    /// Waits for the second person.
    Requested,
    /// Done.
    Released,
    /// Called off.
    Withdrawn,
}

impl DestructionState {
    /// All.
    pub const ALL: [Self; 3] = [Self::Requested, Self::Released, Self::Withdrawn];

    /// Its name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Released => "released",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Destruction {
    /// How far it has come; what this version does not know is taken for decided.
    pub fn progress(&self) -> DestructionState {
        let found = DestructionState::ALL
            .into_iter()
            .find(|one| one.as_str() == self.state);
        found.unwrap_or(DestructionState::Withdrawn)
    }

    /// The certificate, once it was released.
    pub fn certificate(&self) -> Option<Certificate> {
        serde_json::from_str(self.certificate.as_deref()?).ok()
    }
}

fn key_of(actor: &Actor) -> String {
    let (kind, id) = actor.key();
    format!("{kind}/{id}")
}

fn name_of(actor: &Actor) -> String {
    match actor {
        Actor::Staff { name, .. } => name.clone(),
        other => other.key().0.to_owned(),
    }
}

/// Asks for the destruction of all keys of a company.
pub struct RequestDestruction {
    /// Whose.
    pub company: CompanyId,
    /// Its name, for the certificate.
    pub company_name: String,
    /// Why: the company's wish, and how it was received.
    pub reason: String,
    /// Who asks.
    pub actor: Actor,
}

impl Operation for RequestDestruction {
    const NAME: &'static str = "vault.request_destruction";
    type Output = Uuid;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Uuid, Error> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Error::ReasonMissing);
        }
        if living(&keys_of(tx.connection(), self.company).await?).is_empty() {
            return Err(Error::NotFound);
        }
        let open = destruction::Entity::find()
            .filter(destruction::Column::CompanyId.eq(self.company))
            .filter(destruction::Column::State.eq(DestructionState::Requested.as_str()))
            .one(tx.connection())
            .await?;
        if open.is_some() {
            return Err(Error::OutOfOrder);
        }
        // The number of a certificate is a plain id: nothing else refers to it.
        let id = Uuid::from(new_id::<contracts::ids::KeyId>(tx.now(), tx.entropy()));
        let row = destruction::ActiveModel {
            id: Set(id),
            company_id: Set(self.company),
            company_name: Set(self.company_name.clone()),
            state: Set(DestructionState::Requested.as_str().to_owned()),
            reason: Set(reason.to_owned()),
            requested_by: Set(key_of(&self.actor)),
            requested_name: Set(name_of(&self.actor)),
            requested_at: Set(At::from(tx.now())),
            decided_by: Set(None),
            decided_name: Set(None),
            decided_at: Set(None),
            certificate: Set(None),
        };
        row.insert(tx.connection()).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "vault.destruction_requested",
            subject: ("company", self.company.to_string()),
            before: None,
            after: Some(json!({ "destruction": id })),
        });
        Ok(id)
    }
}

fn living(keys: &[CompanyKey]) -> Vec<&CompanyKey> {
    keys.iter().filter(|key| key.wrapped.is_some()).collect()
}

/// Releases a destruction: the keys are gone with the commit. Nobody releases what they asked for.
pub struct ReleaseDestruction {
    /// Which.
    pub destruction: Uuid,
    /// The second person.
    pub actor: Actor,
}

impl Operation for ReleaseDestruction {
    const NAME: &'static str = "vault.release_destruction";
    type Output = Certificate;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Certificate, Error> {
        let row = requested(tx, self.destruction).await?;
        if row.requested_by == key_of(&self.actor) {
            return Err(Error::SamePerson);
        }
        carry_out(tx, &row, &self.actor, name_of(&self.actor)).await
    }
}

/// Destroys a company's keys at once, asked for at the machine itself. What waits at the desk is released by it; otherwise
/// the one person who does it stands in the certificate and in the log as having asked for it as well.
pub struct DestroyOnMachine {
    /// Whose.
    pub company: CompanyId,
    /// Its name, for the certificate.
    pub company_name: String,
    /// Why; not needed for what waits at the desk, which has its reason.
    pub reason: String,
    /// Who does it, as the certificate names them.
    pub by: String,
    /// By which program.
    pub actor: Actor,
}

impl Operation for DestroyOnMachine {
    const NAME: &'static str = "vault.destroy_on_machine";
    type Output = Certificate;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Certificate, Error> {
        let waiting = destruction::Entity::find()
            .filter(destruction::Column::CompanyId.eq(self.company))
            .filter(destruction::Column::State.eq(DestructionState::Requested.as_str()))
            .lock_exclusive()
            .one(tx.connection())
            .await?;
        let row = match waiting {
            Some(row) => row,
            None => {
                let request = RequestDestruction {
                    company: self.company,
                    company_name: self.company_name.clone(),
                    reason: self.reason.clone(),
                    actor: self.actor.clone(),
                };
                let id = request.run(tx).await?;
                destruction::Entity::update_many()
                    .col_expr(destruction::Column::RequestedName, Expr::value(&*self.by))
                    .filter(destruction::Column::Id.eq(id))
                    .exec(tx.connection())
                    .await?;
                requested(tx, id).await?
            }
        };
        carry_out(tx, &row, &self.actor, self.by.clone()).await
    }
}

/// The keys are gone with the commit; who released it has this name.
async fn carry_out(tx: &Tx, row: &Destruction, actor: &Actor, name: String) -> Result<Certificate, Error> {
    let keys = keys_of(tx.connection(), row.company_id).await?;
    let certificate = certify(tx, row, &keys, name);
    company_key::Entity::update_many()
        .col_expr(company_key::Column::Wrapped, Expr::value(None::<String>))
        .col_expr(company_key::Column::DestroyedAt, Expr::value(At::from(tx.now())))
        .col_expr(company_key::Column::DestructionId, Expr::value(row.id))
        .filter(company_key::Column::CompanyId.eq(row.company_id))
        .filter(company_key::Column::Wrapped.is_not_null())
        .exec(tx.connection())
        .await?;
    let text = serde_json::to_string(&certificate)
        .map_err(|error| StoreError::Corrupt(format!("certificate: {error}")))?;
    decide(
        tx,
        row,
        DestructionState::Released,
        actor,
        &certificate.released_by,
        Some(text),
    )
    .await?;
    tx.audit(audit::Entry {
        actor: actor.clone(),
        action: "vault.destroyed",
        subject: ("company", row.company_id.to_string()),
        before: None,
        after: Some(json!({
            "destruction": row.id,
            "keys": certificate.keys.iter().map(|key| key.id).collect::<Vec<_>>(),
            "fingerprint": certificate.fingerprint(),
        })),
    });
    Ok(certificate)
}

fn certify(tx: &Tx, row: &Destruction, keys: &[CompanyKey], released_by: String) -> Certificate {
    let destroyed = living(keys).into_iter().map(|key| DestroyedKey {
        id: key.id,
        generation: key.generation,
        created: key.created_at.instant(),
        wrapped_sha256: sha256(key.wrapped.as_deref().unwrap_or_default()),
    });
    Certificate {
        version: 1,
        id: row.id,
        company: row.company_id,
        company_name: row.company_name.clone(),
        reason: row.reason.clone(),
        requested_by: row.requested_name.clone(),
        requested: row.requested_at.instant(),
        released_by,
        destroyed: tx.now(),
        keys: destroyed.collect(),
    }
}

/// Calls a destruction off before it is released.
pub struct WithdrawDestruction {
    /// Which.
    pub destruction: Uuid,
    /// Who; whoever asked for it may.
    pub actor: Actor,
}

impl Operation for WithdrawDestruction {
    const NAME: &'static str = "vault.withdraw_destruction";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<(), Error> {
        let row = requested(tx, self.destruction).await?;
        let name = name_of(&self.actor);
        decide(tx, &row, DestructionState::Withdrawn, &self.actor, &name, None).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "vault.destruction_withdrawn",
            subject: ("company", row.company_id.to_string()),
            before: None,
            after: Some(json!({ "destruction": row.id })),
        });
        Ok(())
    }
}

async fn requested(tx: &Tx, id: Uuid) -> Result<Destruction, Error> {
    let row = destruction::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.connection())
        .await?
        .ok_or(Error::NotFound)?;
    match row.progress() {
        DestructionState::Requested => Ok(row),
        _ => Err(Error::OutOfOrder),
    }
}

async fn decide(
    tx: &Tx,
    row: &Destruction,
    state: DestructionState,
    actor: &Actor,
    name: &str,
    certificate: Option<String>,
) -> Result<(), Error> {
    use destruction::Column;
    destruction::Entity::update_many()
        .col_expr(Column::State, Expr::value(state.as_str()))
        .col_expr(Column::DecidedBy, Expr::value(Some(key_of(actor))))
        .col_expr(Column::DecidedName, Expr::value(Some(name.to_owned())))
        .col_expr(Column::DecidedAt, Expr::value(Some(At::from(tx.now()))))
        .col_expr(Column::Certificate, Expr::value(certificate))
        .filter(Column::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Destructions of a company, the newest first; of all companies without one.
pub async fn destructions(
    connection: &impl ConnectionTrait,
    company: Option<CompanyId>,
) -> Result<Vec<Destruction>, StoreError> {
    let mut query = destruction::Entity::find();
    if let Some(company) = company {
        query = query.filter(destruction::Column::CompanyId.eq(company));
    }
    Ok(query
        .order_by_desc(destruction::Column::RequestedAt)
        .order_by_desc(destruction::Column::Id)
        .all(connection)
        .await?)
}

/// The certificate with a number.
pub async fn certificate(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<Certificate>, StoreError> {
    let row = destruction::Entity::find_by_id(id).one(connection).await?;
    Ok(row.and_then(|row| row.certificate()))
}
