//! What pages, the API and exports read.

pub mod applications;
pub mod duplicates;
pub mod overview;
