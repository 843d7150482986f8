//! One file per use case: load → decide → save, audit and events, in one transaction.

pub mod change;
pub mod submit;
