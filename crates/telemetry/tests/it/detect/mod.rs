//! Rules and what they find.

mod check;
mod properties;
mod scene;
mod shipped;
