//! Rows.

pub(crate) mod appointment;
pub(crate) mod certificate;
pub(crate) mod device;
pub(crate) mod device_day;
pub(crate) mod erasure;
pub(crate) mod installation;
pub(crate) mod placement;
pub(crate) mod report;
