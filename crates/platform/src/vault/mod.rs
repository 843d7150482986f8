//! Secrets that must be read back, encrypted under a key that is not in the database.

mod master;

pub use master::{MasterKey, VaultError};
