//! One file per use case: load → decide → save, audit and events, in one transaction.

pub mod answer;
pub mod briefing;
pub mod cancel_registration;
pub mod change;
pub mod contact;
pub mod correct_answers;
pub mod decide;
pub mod documents;
pub mod draft;
pub mod draw;
pub mod except;
pub mod export;
mod forget_applications;
pub mod import_contacts;
pub mod keep_house;
pub mod lapse;
mod letters;
pub mod links;
pub mod lottery;
pub mod manual_move;
pub mod notices;
pub(crate) mod own;
mod seats;
pub mod selection;
pub mod submission;
pub mod submit;
