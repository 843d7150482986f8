//! The monthly report (M3): figures of a company's month, what they mean, what to do, as page and PDF.
//!
//! [`facts`] are plain figures; [`grade`], [`actions`], [`peers`] and [`revision`] are rules over them; [`document`] says it
//! in words.

pub mod actions;
pub mod collected;
pub mod document;
pub mod facts;
pub mod gather;
pub mod grade;
pub mod month;
pub mod peers;
pub mod revision;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
