//! Types, states, rules. No async, no I/O, no clock of its own.

pub mod application;
pub mod beginning;
pub mod call_document;
pub mod company_identity;
pub mod company_key;
pub mod deadline;
pub mod definition;
pub mod eligibility;
pub mod facts;
pub mod frame;
pub mod industry;
pub mod journey;
pub mod judgement;
pub mod outstanding;
pub mod phase;
pub mod retention;
pub mod review;
pub mod self_check;
pub mod sent;
pub mod upload;
