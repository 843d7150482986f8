//! What every context stands on: store, identity, authorisation, audit, jobs, mail, clock, forms, languages.

pub mod actor;
pub mod audit;
pub mod clock;
pub mod entropy;
pub mod forms;
pub mod jobs;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
