//! What pages, the API and exports read.

pub(crate) mod applications;
pub(crate) mod companies;
pub(crate) mod duplicates;
pub(crate) mod overview;
pub(crate) mod scans;
