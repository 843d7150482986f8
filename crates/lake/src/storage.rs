//! Where the files lie, as the engine sees it. Today a folder; an object store would be another arm here.

use std::path::Path;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;

use crate::error::LakeError;

/// The files of a lake.
pub(crate) fn object_store(folder: &Path) -> Result<Arc<dyn ObjectStore>, LakeError> {
    let store = LocalFileSystem::new_with_prefix(folder).map_err(std::io::Error::other)?;
    Ok(Arc::new(store))
}
