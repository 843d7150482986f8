//! The appliances and what their logs say.

pub mod detect;
pub mod detections;
