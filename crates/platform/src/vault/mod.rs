//! What must be read back and yet not lie open in the database, encrypted under keys that are not in it.
//!
//! - [`MasterKey`] comes from a file. It seals the installation's own secrets and wraps companies' data keys.
//! - Each company has data keys of its own ([`Vault`]). What it confides is sealed for one place: company, table, row,
//!   column. Elsewhere it does not open.
//!
//! ```text
//! (nothing) ──first sealing──▶ generation 1 ──rotation──▶ generation 2 seals, 1 still opens ──destruction──▶ gone:
//! ```
//!
//! nothing sealed before opens again, and a [certificate](Certificate) says so (programme J, confidentiality consent,
//! part 3). Unwrapped keys live as long as one [`Opener`] and are never kept: a destruction counts at once in every
//! process.

mod certificate;
mod company_key;
mod destroy;
mod destruction;
mod master;
mod rotate;
mod sealed;

use contracts::ids::{CompanyId, KeyId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::entropy::{Entropy, new_id, random_bytes};
use crate::store::{At, StoreError, Tx};

pub use certificate::{Certificate, DestroyedKey};
pub use company_key::Model as CompanyKey;
pub use destroy::{
    DestroyOnMachine, DestructionState, ReleaseDestruction, RequestDestruction, WithdrawDestruction,
    certificate, destructions,
};
pub use destruction::Model as Destruction;
pub use master::MasterKey;
pub use rotate::{Rewrap, Rotate};
use sealed::DataKey;
pub use sealed::Place;

/// Why something does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The key is not 64 hexadecimal digits.
    #[error("the master key must be 32 bytes, written as 64 hexadecimal digits")]
    Key,
    /// What is stored is not in the vault's format.
    #[error("the sealed value does not read")]
    Format,
    /// Another key, another place, or somebody changed it.
    #[error("the sealed value does not open: another key, another place, or it was changed")]
    Refused,
    /// The company's key was destroyed: it opens nowhere, ever.
    #[error("the company's key was destroyed")]
    Destroyed,
    /// It is whole, but was sealed for another company, table, row or column.
    #[error("the value was sealed for another place")]
    WrongPlace,
    /// It was changed or cut, or its key is not known here.
    #[error("the sealed value is damaged")]
    Damaged,
    /// The master key at hand does not unwrap the company's key.
    #[error("the company's key does not unwrap: another master key, or it was changed")]
    Wrapping,
}

/// What can go wrong when something is sealed, opened, rotated or destroyed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It does not open.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Nothing to destroy, rotate or release.
    #[error("not found")]
    NotFound,
    /// A reason is required and missing.
    #[error("a reason is required")]
    ReasonMissing,
    /// Whoever asked for a destruction does not release it.
    #[error("whoever asked for it cannot release it")]
    SamePerson,
    /// It was decided already, or is being asked for already.
    #[error("it was decided already")]
    OutOfOrder,
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// Seals and opens what companies confide.
#[derive(Clone, Debug)]
pub struct Vault {
    master: MasterKey,
}

/// Where a data key is wrapped: moved to another company or key, it does not unwrap.
fn wrapping_place(company: CompanyId, key: KeyId) -> String {
    format!("company_key/{company}/{key}")
}

impl Vault {
    /// Over the key that wraps.
    pub fn new(master: MasterKey) -> Self {
        Self { master }
    }

    /// Seals `bytes` for one place of a company. The first sealing makes the company's key; after a destruction a new
    /// one is made.
    pub async fn seal(
        &self,
        tx: &Tx,
        company: CompanyId,
        place: Place,
        bytes: &[u8],
    ) -> Result<String, Error> {
        let row = match active(tx.connection(), company).await? {
            Some(row) => row,
            None => self.make(tx, company).await?,
        };
        let key = self.unwrap(&row)?;
        Ok(sealed::seal(&key, row.id, company, place, tx.entropy(), bytes))
    }

    /// The company's key, read once: seals as many values as an import brings. Made at the first sealing, as with
    /// [`Vault::seal`].
    pub async fn sealer(&self, tx: &Tx, company: CompanyId) -> Result<Sealer, Error> {
        let row = match active(tx.connection(), company).await? {
            Some(row) => row,
            None => self.make(tx, company).await?,
        };
        Ok(Sealer {
            company,
            id: row.id,
            key: self.unwrap(&row)?,
        })
    }

    /// Seals a text.
    pub async fn seal_text(
        &self,
        tx: &Tx,
        company: CompanyId,
        place: Place,
        text: &str,
    ) -> Result<String, Error> {
        self.seal(tx, company, place, text.as_bytes()).await
    }

    /// Seals what belongs to the house and not to one company, for `place`, as [`MasterKey::seal`].
    pub fn seal_of_house(&self, entropy: &dyn Entropy, place: &str, bytes: &[u8]) -> String {
        self.master.seal(entropy, place, bytes)
    }

    /// Opens what [`Vault::seal_of_house`] sealed for the same place.
    pub fn open_of_house(&self, place: &str, sealed: &str) -> Result<Vec<u8>, VaultError> {
        self.master.open(place, sealed)
    }

    /// Opens one value. For several of a company take an [`Opener`].
    pub async fn open(
        &self,
        connection: &impl ConnectionTrait,
        company: CompanyId,
        place: Place,
        sealed: &str,
    ) -> Result<Vec<u8>, Error> {
        Ok(self.opener(connection, company).await?.open(place, sealed)?)
    }

    /// The company's keys, read once: opens as many of its values as a page shows.
    pub async fn opener(
        &self,
        connection: &impl ConnectionTrait,
        company: CompanyId,
    ) -> Result<Opener, Error> {
        let rows = company_key::Entity::find()
            .filter(company_key::Column::CompanyId.eq(company))
            .order_by_asc(company_key::Column::Generation)
            .all(connection)
            .await?;
        let keys = rows
            .iter()
            .map(|row| {
                let key = match row.wrapped {
                    None => Err(VaultError::Destroyed),
                    Some(_) => self.unwrap(row),
                };
                (row.id, key)
            })
            .collect();
        Ok(Opener { company, keys })
    }

    /// Whether a key that was not destroyed unwraps: then the master key at hand is the right one.
    pub fn unwraps(&self, row: &CompanyKey) -> bool {
        self.unwrap(row).is_ok()
    }

    fn unwrap(&self, row: &CompanyKey) -> Result<DataKey, VaultError> {
        let wrapped = row.wrapped.as_deref().ok_or(VaultError::Destroyed)?;
        let bytes = self
            .master
            .open(&wrapping_place(row.company_id, row.id), wrapped)
            .map_err(|_| VaultError::Wrapping)?;
        DataKey::from_bytes(&bytes).ok_or(VaultError::Wrapping)
    }

    /// Refuses to wrap anything under another master key than the rest: a process that did not notice a change would.
    async fn fits(&self, connection: &impl ConnectionTrait) -> Result<(), Error> {
        let any = company_key::Entity::find()
            .filter(company_key::Column::Wrapped.is_not_null())
            .one(connection)
            .await?;
        any.map_or(Ok(()), |row| Ok(self.unwrap(&row).map(drop)?))
    }

    /// Makes the company's next key. Two that make it at once make one.
    async fn make(&self, tx: &Tx, company: CompanyId) -> Result<CompanyKey, Error> {
        self.fits(tx.connection()).await?;
        let generation = latest(tx.connection(), company)
            .await?
            .map_or(1, |row| row.generation + 1);
        let id: KeyId = new_id(tx.now(), tx.entropy());
        let key = random_bytes::<32>(tx.entropy());
        let row = company_key::ActiveModel {
            id: Set(id),
            company_id: Set(company),
            generation: Set(generation),
            wrapped: Set(Some(self.master.seal(
                tx.entropy(),
                &wrapping_place(company, id),
                &key,
            ))),
            created_at: Set(At::from(tx.now())),
            retired_at: Set(None),
            destroyed_at: Set(None),
            destruction_id: Set(None),
        };
        company_key::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([company_key::Column::CompanyId, company_key::Column::Generation])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(tx.connection())
            .await?;
        let made = active(tx.connection(), company).await?;
        made.ok_or_else(|| StoreError::Corrupt("a key that was just made".to_owned()).into())
    }
}

/// The key that seals now.
async fn active(
    connection: &impl ConnectionTrait,
    company: CompanyId,
) -> Result<Option<CompanyKey>, StoreError> {
    Ok(company_key::Entity::find()
        .filter(company_key::Column::CompanyId.eq(company))
        .filter(company_key::Column::RetiredAt.is_null())
        .filter(company_key::Column::DestroyedAt.is_null())
        .order_by_desc(company_key::Column::Generation)
        .one(connection)
        .await?)
}

async fn latest(
    connection: &impl ConnectionTrait,
    company: CompanyId,
) -> Result<Option<CompanyKey>, StoreError> {
    Ok(company_key::Entity::find()
        .filter(company_key::Column::CompanyId.eq(company))
        .order_by_desc(company_key::Column::Generation)
        .one(connection)
        .await?)
}

/// A company's keys, the first generation first: without the keys themselves unless they are wrapped.
pub async fn keys_of(
    connection: &impl ConnectionTrait,
    company: CompanyId,
) -> Result<Vec<CompanyKey>, StoreError> {
    Ok(company_key::Entity::find()
        .filter(company_key::Column::CompanyId.eq(company))
        .order_by_asc(company_key::Column::Generation)
        .all(connection)
        .await?)
}

/// All keys of all companies, by company and generation.
pub async fn all_keys(connection: &impl ConnectionTrait) -> Result<Vec<CompanyKey>, StoreError> {
    Ok(company_key::Entity::find()
        .order_by_asc(company_key::Column::CompanyId)
        .order_by_asc(company_key::Column::Generation)
        .all(connection)
        .await?)
}

/// Seals values of one company.
#[derive(Debug)]
pub struct Sealer {
    company: CompanyId,
    id: KeyId,
    key: DataKey,
}

impl Sealer {
    /// Seals `bytes` for one place.
    pub fn seal(&self, entropy: &dyn Entropy, place: Place, bytes: &[u8]) -> String {
        sealed::seal(&self.key, self.id, self.company, place, entropy, bytes)
    }
}

/// Opens values of one company.
pub struct Opener {
    company: CompanyId,
    keys: Vec<(KeyId, Result<DataKey, VaultError>)>,
}

impl Opener {
    /// Opens what was sealed for `place`.
    pub fn open(&self, place: Place, sealed: &str) -> Result<Vec<u8>, VaultError> {
        let read = sealed::read(sealed)?;
        let found = self.keys.iter().find(|(id, _)| *id == read.key_id());
        let (_, key) = found.ok_or(VaultError::Damaged)?;
        let key = key.as_ref().map_err(|error| *error)?;
        read.open(key, self.company, place)
    }

    /// Opens a text.
    pub fn open_text(&self, place: Place, sealed: &str) -> Result<String, VaultError> {
        String::from_utf8(self.open(place, sealed)?).map_err(|_| VaultError::Damaged)
    }
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Opener({}, {} keys)", self.company, self.keys.len())
    }
}
