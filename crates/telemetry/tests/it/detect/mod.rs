//! Rules and what they find.

mod check;
mod properties;
pub(crate) mod scene;
mod shipped;
