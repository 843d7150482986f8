//! Forms: data in, typed answers out. Pure.
//!
//! A form is data ([`Form`]); what a browser or the API sends is a list of name–value pairs; [`read`] turns them into
//! [`Answers`] and says everything that is wrong at once. What was typed is kept as typed, so that nothing is lost
//! and a page can show it again.

mod answers;
mod definition;
mod normalise;
mod read;

pub use answers::{Answer, Answers};
pub use definition::{Condition, Field, FieldKind, FieldOption, Form, Section};
pub use normalise::{
    corporate_number_is_valid, fold_digits, parse_date, parse_whole, parse_yen, to_katakana,
};
pub use read::{FieldError, PREFECTURES, Progress, Reading, is_asked, mail_address, progress, read};

#[cfg(test)]
mod tests;
