//! One file per use case: load → decide → save and audit, in one transaction.

pub mod look;
pub mod write;
