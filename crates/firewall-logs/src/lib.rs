//! Lines of firewalls and UTM appliances → one type of event, in the names, enums and units of OCSF 1.8.
//!
//! Pure: no input or output, no clock (when a line was received is an argument), no threads. Every line gives
//! exactly one event: what is not understood has class 0, a reason and the raw line; nothing panics.

mod class;
mod event;
mod field;

pub use class::{Class, Function, action, disposition};
pub use event::{Event, Value};
pub use field::{Field, Kind};
