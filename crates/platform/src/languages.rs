//! stub
use crate::text::Language;
pub struct Words(Language);
impl Words {
    pub fn new(l: Language) -> Self {
        Self(l)
    }
    pub fn say(&self, key: &str) -> String {
        key.to_owned()
    }
    pub fn say_with(&self, key: &str, args: &[(&str, String)]) -> String {
        format!("{key} {args:?}")
    }
    pub fn date_time(&self, at: jiff::Timestamp) -> String {
        at.to_string()
    }
    pub fn deadline(&self, at: jiff::Timestamp) -> String {
        at.to_string()
    }
    pub fn date(&self, at: jiff::civil::Date) -> String {
        at.to_string()
    }
}
