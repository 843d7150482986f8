//! From the answers of an application form to what rules and the desk need of them.

use platform::forms::{Answers, Field, FieldError, Form, is_asked, read};

use super::definition::Programme;
use super::definition::well_known as field;

/// Everything an application form must hold to be submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// `corporation` or `sole_proprietor`.
    pub kind: String,
    /// As typed.
    pub name: String,
    /// Reading.
    pub kana: Option<String>,
    /// 13 digits.
    pub corporate_number: Option<String>,
    /// Folded name and address.
    pub company_key: String,
    /// What the desk searches.
    pub search_key: String,
    /// Main office.
    pub prefecture: String,
    /// After the prefecture.
    pub address: String,
    /// JSIC.
    pub industry: String,
    /// Capital in yen.
    pub capital_yen: Option<i64>,
    /// Employees.
    pub employees: i64,
    /// Who takes part.
    pub participant: String,
    /// Where mails go.
    pub email: String,
    /// Whom to call.
    pub telephone: String,
    /// Course asked for.
    pub course: String,
}

/// Fields that a rule or the desk cannot do without, whatever the form says.
pub const NEEDED: [&str; 8] = [
    field::KIND,
    field::COMPANY_NAME,
    field::PREFECTURE,
    field::ADDRESS,
    field::INDUSTRY,
    field::PARTICIPANT_NAME,
    field::EMAIL,
    field::TELEPHONE,
];

/// All fields of a form in order.
pub fn fields(form: &Form) -> impl Iterator<Item = &Field> + Clone {
    form.sections.iter().flat_map(|section| &section.fields)
}

/// Reads a whole form out of pairs as sent by a browser or the API: typed answers, or everything that is wrong.
pub fn read_form(form: &Form, pairs: &[(String, String)]) -> Result<Answers, Vec<FieldError>> {
    let reading = read(fields(form), pairs, &Answers::default());
    if reading.errors.is_empty() {
        Ok(reading.answers)
    } else {
        Err(reading.errors)
    }
}

/// Answers as pairs again, without those that are not asked any more.
pub fn pairs(form: &Form, answers: &Answers) -> Vec<(String, String)> {
    fields(form)
        .filter(|one| is_asked(one, answers))
        .flat_map(|one| {
            answers
                .values(&one.id)
                .into_iter()
                .map(|value| (one.id.clone(), value))
        })
        .collect()
}

/// The facts of complete answers, or the fields that are missing.
pub fn facts(programme: &Programme, answers: &Answers) -> Result<Facts, Vec<FieldError>> {
    let missing: Vec<FieldError> = NEEDED
        .into_iter()
        .filter(|id| answers.text(id).is_none())
        .chain(
            answers
                .number(field::EMPLOYEES)
                .is_none()
                .then_some(field::EMPLOYEES),
        )
        .map(|id| FieldError {
            field: id.to_owned(),
            code: "required",
            value: None,
        })
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let text = |id: &str| answers.text(id).unwrap_or_default().to_owned();
    let optional = |id: &str| {
        answers
            .text(id)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let course =
        optional(field::COURSE).or_else(|| programme.file.courses.first().map(|course| course.id.clone()));
    let (name, address) = (text(field::COMPANY_NAME), text(field::ADDRESS));
    let corporate_number = optional(field::CORPORATE_NUMBER);
    let search = [
        &name,
        &text(field::COMPANY_KANA),
        &text(field::PARTICIPANT_NAME),
        &text(field::PARTICIPANT_KANA),
        &text(field::EMAIL),
        &text(field::TELEPHONE),
    ];
    let search = search.map(|part| fold_for_search(part)).join(" ");
    Ok(Facts {
        kind: text(field::KIND),
        kana: optional(field::COMPANY_KANA),
        company_key: super::company_key::company_key(&name, &address),
        search_key: format!("{search} {}", corporate_number.as_deref().unwrap_or_default()),
        corporate_number,
        name,
        prefecture: text(field::PREFECTURE),
        address,
        industry: text(field::INDUSTRY),
        capital_yen: answers.number(field::CAPITAL_YEN),
        employees: answers.number(field::EMPLOYEES).unwrap_or_default(),
        participant: text(field::PARTICIPANT_NAME),
        email: text(field::EMAIL),
        telephone: text(field::TELEPHONE),
        course: course.unwrap_or_default(),
    })
}

/// The address with its prefecture, once: many people write it again.
pub fn full_address(prefecture: &str, address: &str) -> String {
    let address = address.trim();
    match address.strip_prefix(prefecture) {
        Some(_) => address.to_owned(),
        None => format!("{prefecture}{address}"),
    }
}

/// Folds text for searching: compatibility forms, case, hiragana as katakana, no spaces and hyphens, legal forms written
/// out. Never stored as a name.
pub fn fold_for_search(text: &str) -> String {
    let folded = platform::forms::to_katakana(text).to_lowercase();
    let close: String = folded
        .chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '-' | '‐' | '－'))
        .collect();
    LEGAL_FORMS
        .iter()
        .fold(close, |text, (short, long)| text.replace(short, long))
}

/// How clerks write legal forms, and how companies do.
const LEGAL_FORMS: [(&str, &str); 5] = [
    ("(株)", "株式会社"),
    ("(有)", "有限会社"),
    ("(合)", "合同会社"),
    ("(資)", "合資会社"),
    ("(名)", "合名会社"),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_short_legal_form_finds_the_long_one() {
        for typed in ["(株)楓書店", "㈱ 楓書店", "（株）楓書店", "株式会社　楓書店"] {
            assert_eq!(fold_for_search(typed), "株式会社楓書店");
        }
    }

    proptest! {
        /// The prefecture stands before the address once, however often it is put there.
        #[test]
        fn a_prefecture_stands_once(address in "[ぁ-んァ-ヶ一-龠0-9-]{0,20}") {
            let once = full_address("東京都", &address);
            prop_assert!(once.starts_with("東京都"));
            prop_assert_eq!(full_address("東京都", &once), once);
        }
    }
}
