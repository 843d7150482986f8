//! Telemetry: appliances, what their logs say, what rules find in it, and the monthly report.

pub mod collect;
