//! What every context stands on: store, identity, authorisation, audit, jobs, mail, clock, forms, languages.

pub mod forms;
pub mod text;
