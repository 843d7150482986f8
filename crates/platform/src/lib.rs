//! What every context stands on: store, identity, authorisation, audit, jobs, mail, clock, forms, languages.

pub mod actor;
pub mod audit;
pub mod authorisation;
pub mod backup;
pub mod clock;
pub mod entropy;
pub mod forms;
pub mod health;
pub mod identity;
pub mod jobs;
pub mod languages;
pub mod limits;
pub mod logging;
pub mod mail;
pub mod metrics;
pub mod retention;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod vault;
