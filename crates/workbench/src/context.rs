//! What pages and jobs of this context hold.

use std::sync::Arc;

use contracts::companies::Companies;
use platform::store::Store;
use platform::vault::Vault;

use crate::domain::catalogue::Catalogue;

/// The context's state: cheap to clone.
#[derive(Clone)]
pub struct Workbench {
    /// The database.
    pub store: Store,
    /// Seals what companies confide.
    pub vault: Vault,
    /// The record of companies.
    pub companies: Arc<dyn Companies>,
    /// Questions, measures, threats, controls, templates.
    pub catalogue: Arc<Catalogue>,
}
