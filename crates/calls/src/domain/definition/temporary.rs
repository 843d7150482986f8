//! temporary
use jiff::Timestamp;
use super::{consents::Consent, delivery::DeliveryFile, programme::{ProgrammeFile, StepKind}};
use platform::forms::Form;
pub struct Programme { pub file: ProgrammeFile, pub consents: Vec<Consent>, pub forms: Vec<Form>, pub delivery: DeliveryFile }
impl Programme {
    pub fn deadline(&self, _k: StepKind, _from: Timestamp) -> Option<Timestamp> { None }
    pub fn end_of_business_day(&self, _from: Timestamp, _n: u32) -> Option<Timestamp> { None }
}
