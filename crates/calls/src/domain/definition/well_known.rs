//! Field ids that rules read. A form may have any other field besides; these mean the same in every call.

use platform::forms::FieldKind;

/// The form in which a contact is recorded.
pub const CONTACT_CHECK: &str = "contact_check";
/// `corporation` or `sole_proprietor` (choice).
pub const KIND: &str = "kind";
/// Name of the company or trade name, kept as typed.
pub const COMPANY_NAME: &str = "company_name";
/// Its reading in katakana.
pub const COMPANY_KANA: &str = "company_kana";
/// 法人番号, 13 digits with check digit; empty for sole proprietors.
pub const CORPORATE_NUMBER: &str = "corporate_number";
/// Name of the representative.
pub const REPRESENTATIVE: &str = "representative";
/// Postal code of the main office.
pub const POSTAL_CODE: &str = "postal_code";
/// Prefecture of the main office (`東京都`).
pub const PREFECTURE: &str = "prefecture";
/// Address of the main office after the prefecture.
pub const ADDRESS: &str = "address";
/// Industry, JSIC division letter or 2- or 3-digit code.
pub const INDUSTRY: &str = "industry";
/// Capital in yen; empty for sole proprietors.
pub const CAPITAL_YEN: &str = "capital_yen";
/// Employees in regular use (常時使用する従業員).
pub const EMPLOYEES: &str = "employees";
/// Name of the person who takes part.
pub const PARTICIPANT_NAME: &str = "participant_name";
/// Its reading.
pub const PARTICIPANT_KANA: &str = "participant_kana";
/// Department and position.
pub const PARTICIPANT_POSITION: &str = "participant_position";
/// Mail address for everything that follows.
pub const EMAIL: &str = "email";
/// Telephone that the secretariat calls.
pub const TELEPHONE: &str = "telephone";
/// UTM installed (yes/no).
pub const SECURITY_UTM: &str = "security_utm";
/// EDR installed (yes/no).
pub const SECURITY_EDR: &str = "security_edr";
/// Information security policy in place (yes/no).
pub const SECURITY_POLICY: &str = "security_policy";
/// Earlier programmes (choices; option ids are ids of `referral`).
pub const PAST_PROGRAMMES: &str = "past_programmes";
/// An equal subsidy of Tokyo is in use (yes/no).
pub const EQUAL_SUBSIDY: &str = "equal_subsidy";
/// In the contact check: the company agreed to the rules that were explained (yes/no); only then is its application
/// complete (C11).
pub const RULES_ACCEPTED: &str = "rules_accepted";
/// Tick field of the declarations: drawn from `eligibility.declaration`, one tick each.
pub const DECLARATIONS: &str = "declarations";
/// Course asked for (select; option ids are course ids). Only in calls with several courses.
pub const COURSE: &str = "course";

/// The kinds a well-known field may have; `None` for a field that no rule reads.
pub fn kinds(id: &str) -> Option<&'static [FieldKind]> {
    Some(match id {
        KIND | COURSE => &[FieldKind::Choice, FieldKind::Select],
        COMPANY_NAME | REPRESENTATIVE | PARTICIPANT_NAME | PARTICIPANT_POSITION => &[FieldKind::Text],
        COMPANY_KANA | PARTICIPANT_KANA => &[FieldKind::Kana],
        CORPORATE_NUMBER => &[FieldKind::CorporateNumber],
        POSTAL_CODE => &[FieldKind::PostalCode],
        PREFECTURE => &[FieldKind::Prefecture],
        ADDRESS => &[FieldKind::Text, FieldKind::Textarea],
        INDUSTRY => &[FieldKind::Industry],
        CAPITAL_YEN => &[FieldKind::Yen],
        EMPLOYEES => &[FieldKind::Integer],
        EMAIL => &[FieldKind::Email],
        TELEPHONE => &[FieldKind::Telephone],
        SECURITY_UTM | SECURITY_EDR | SECURITY_POLICY | EQUAL_SUBSIDY | RULES_ACCEPTED => &[FieldKind::YesNo],
        PAST_PROGRAMMES => &[FieldKind::Choices],
        DECLARATIONS => &[FieldKind::Tick],
        _ => return None,
    })
}
