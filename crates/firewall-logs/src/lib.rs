//! Lines of firewalls and UTM appliances → one type of event, in the names, enums and units of OCSF 1.8.
//!
//! Pure: no input or output, no clock (when a line was received is an argument), no threads. Every line gives
//! exactly one event: what is not understood has class 0, a reason and the raw line; nothing panics.
//!
//! A [`Parser`] stands for one source. It takes the envelope off ([`Header`]), finds out which [`Format`] the body
//! has and keeps to it, and fills an [`Event`], which borrows from the line. To add a format: a file in `formats`
//! with `parse` and `looks_like`, a variant of [`Format`], a corpus and a fuzz target.

mod class;
mod clock;
mod country;
mod envelope;
mod event;
mod explain;
mod field;
mod formats;
pub mod fuzz;
pub mod generate;
mod json;
mod pairs;
mod parser;

pub use class::{Class, Function, action, disposition};
pub use country::{country_code, country_codes};
pub use envelope::Header;
pub use event::{Event, Origin, Value};
pub use explain::{Explanation, Why};
pub use field::{Field, Kind};
pub use formats::Format;
pub use json::{OCSF_VERSION, write_json};
pub use parser::Parser;
