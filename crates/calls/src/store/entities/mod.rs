//! The tables of this context, one module each.

pub mod access_link;
pub mod applicant_session;
pub mod application;
pub mod call;
pub mod company;
pub mod contact;
pub mod draft;
pub mod draw;
pub mod draw_event;
pub mod draw_verifier;
pub mod file;
pub mod form_answer;
pub mod notice;
pub mod notice_item;
pub mod participation;
pub mod place;
pub mod registration;
pub mod seat;
pub mod signature;
