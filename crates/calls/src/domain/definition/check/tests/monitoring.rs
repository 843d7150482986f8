//! The appliance that a course lends (M1, M6): what it names exists.

use super::{U, one};
use crate::domain::definition::finding::Code;

#[test]
fn what_the_appliance_names_exists() {
    let cases = [
        (
            "course = \"utm\"\nper_company",
            "course = \"utn\"\nper_company",
            "\"utn\"",
        ),
        (
            "survey = \"site_survey\"",
            "survey = \"site_survy\"",
            "\"site_survy\"",
        ),
        (
            "other_course = \"assessment\"",
            "other_course = \"asessment\"",
            "\"asessment\"",
        ),
        ("field = \"site_power\"", "field = \"site_powr\"", "\"site_powr\""),
        ("is = [\"in_use\"]", "is = [\"in_us\"]", "\"in_us\""),
    ];
    for (old, new, mark) in cases {
        one(Code::UnknownReference, U, old, new, mark);
    }
}

#[test]
fn what_is_offered_instead_is_another_course() {
    one(
        Code::WrongValue,
        U,
        "other_course = \"assessment\"",
        "other_course = \"utm\"",
        "\"utm\"",
    );
}

#[test]
fn a_visit_fits_into_its_hours() {
    let old = "hours = { from = 09:00:00, to = 17:00:00 }\nminutes = 120";
    let new = "hours = { from = 09:00:00, to = 10:00:00 }\nminutes = 120";
    let words = one(Code::Order, U, old, new, "120");
    assert!(words.contains("60 minutes"), "{words}");
}

#[test]
fn data_has_a_purpose_and_a_trial_an_end() {
    let old = "purposes = [\"monitoring\", \"report\", \"support\", \"results\"]";
    one(Code::WrongValue, U, old, "purposes = []", "[]");
    one(Code::WrongValue, U, "trial_months = 3", "trial_months = 13", "13");
    one(Code::WrongValue, U, "per_company = 1", "per_company = 2", "2");
}
