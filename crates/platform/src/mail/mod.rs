//! stub
use crate::store::{StoreError, Tx};
use crate::text::Language;
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub to: String,
    pub subject: String,
    pub body: String,
    pub language: Language,
    pub subject_of: Option<(&'static str, String)>,
    pub dedupe_key: Option<String>,
}
pub async fn send(_tx: &Tx, _m: Outgoing) -> Result<(), StoreError> {
    Ok(())
}
