//! Detections that are kept: the table, the operation that writes them, what is asked of them.
//!
//! [`record::RecordDetections`] writes what a detector told and causes `telemetry.detected` for the support centre in
//! the same transaction.

mod events;
pub(crate) mod forget;
pub mod list;
pub(crate) mod page;
pub mod record;
mod table;

use sea_orm_migration::MigrationTrait;

/// The migrations of this part, in order.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(table::Detections)]
}
