//! What pages, the API and jobs of this context hold.

use std::sync::Arc;

use platform::store::Store;

use crate::domain::definition::{Catalogue, Programme};

/// The context's state: cheap to clone.
#[derive(Clone)]
pub struct Calls {
    /// The database.
    pub store: Store,
    /// The programmes as data.
    pub catalogue: Arc<Catalogue>,
}

impl Calls {
    /// The call with an id.
    pub fn programme(&self, id: &str) -> Option<Arc<Programme>> {
        self.catalogue.get(id).cloned()
    }
}
