//! Rules of the workbench: pure functions of plain data, with the clock passed in.

pub mod assessment;
pub mod book;
pub mod catalogue;
pub mod declaration;
pub mod diagnosis;
pub mod journey;
pub mod ledger;
pub mod measures;
pub mod oscal;
pub mod papers;
pub mod peers;
pub mod plan;
pub mod record;
pub mod risk;
pub mod soa;
pub mod years;
