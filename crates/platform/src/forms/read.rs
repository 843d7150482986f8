//! Reading what was sent.

use super::answers::{Answer, Answers};
use super::definition::{Field, FieldKind, FieldOption};
use super::normalise::{
    corporate_number_is_valid, digits_only, fold_digits, is_katakana, parse_date, parse_whole, parse_yen,
    to_katakana,
};

/// Longest answer when a field does not say.
const LONGEST_LINE: usize = 200;
const LONGEST_TEXT: usize = 4000;

/// One answer that cannot be taken: the message is `field-error-{code}` with these values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Which field.
    pub field: String,
    /// What is wrong.
    pub code: &'static str,
    /// What the message needs: a limit, a length, how many are missing, the id of an option.
    pub value: Option<String>,
}

/// What came of reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Answers that could be taken.
    pub answers: Answers,
    /// Everything that could not, in the order of the fields.
    pub errors: Vec<FieldError>,
}

/// Reads `fields` out of `pairs`. A field whose condition does not hold is left out, whatever was sent. `known` are
/// answers from other sections, for conditions over them.
pub fn read<'f>(
    fields: impl IntoIterator<Item = &'f Field>,
    pairs: &[(String, String)],
    known: &Answers,
) -> Reading {
    let mut reading = Reading::default();
    let mut context = known.clone();
    for field in fields {
        context.remove(&field.id);
        if !is_asked(field, &context) {
            continue;
        }
        let values: Vec<&str> = pairs
            .iter()
            .filter(|(name, _)| *name == field.id)
            .map(|(_, value)| value.as_str())
            .collect();
        match answer(field, &values) {
            Ok(Some(answer)) => {
                context.set(&field.id, answer.clone());
                reading.answers.set(&field.id, answer);
            }
            Ok(None) => {}
            Err((code, value)) => reading.errors.push(FieldError {
                field: field.id.clone(),
                code,
                value,
            }),
        }
    }
    reading
}

/// Whether a field is asked, given the answers so far.
pub fn is_asked(field: &Field, answers: &Answers) -> bool {
    field.when.as_ref().is_none_or(|condition| {
        answers
            .values(&condition.field)
            .iter()
            .any(|value| condition.is.contains(value))
    })
}

/// How far a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing answered.
    Todo,
    /// Something is missing.
    Doing,
    /// Everything required is answered.
    Done,
}

/// How far a section is, by its answers.
pub fn progress(fields: &[Field], answers: &Answers) -> Progress {
    let asked = || fields.iter().filter(|field| is_asked(field, answers));
    let missing = asked()
        .filter(|field| field.required && answers.get(&field.id).is_none())
        .count();
    let answered = asked().filter(|field| answers.get(&field.id).is_some()).count();
    match (answered, missing) {
        (0, missing) if missing > 0 => Progress::Todo,
        (_, 0) => Progress::Done,
        _ => Progress::Doing,
    }
}

type Refused = (&'static str, Option<String>);

fn answer(field: &Field, values: &[&str]) -> Result<Option<Answer>, Refused> {
    match field.kind {
        FieldKind::Choices => many(field, values),
        FieldKind::Tick if !field.options.is_empty() => all_ticked(field, values),
        FieldKind::Tick => tick(field, values),
        _ => {
            let typed = values.first().copied().unwrap_or_default();
            if typed
                .chars()
                .any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
            {
                return Err(("control", None));
            }
            if typed.trim().is_empty() {
                return if field.required {
                    Err(("required", None))
                } else {
                    Ok(None)
                };
            }
            one(field, typed.trim()).map(Some)
        }
    }
}

fn one(field: &Field, typed: &str) -> Result<Answer, Refused> {
    match field.kind {
        FieldKind::Text => line(field, typed),
        FieldKind::Textarea => within(field, &typed.replace("\r\n", "\n"), LONGEST_TEXT).map(Answer::Text),
        FieldKind::Kana => {
            let kana = to_katakana(typed);
            if is_katakana(&kana) {
                within(field, &kana, LONGEST_LINE).map(Answer::Text)
            } else {
                Err(("kana", None))
            }
        }
        FieldKind::Email => email(typed),
        FieldKind::Telephone => telephone(typed),
        FieldKind::PostalCode => match digits_only(typed.trim_start_matches('〒')) {
            // No region has it; it is what people type to get past the field.
            Some(digits) if digits.len() == 7 && digits.starts_with("000") => {
                Err(("postal_code_unused", None))
            }
            Some(digits) if digits.len() == 7 => {
                Ok(Answer::Text(format!("{}-{}", &digits[..3], &digits[3..])))
            }
            _ => Err(("postal_code", None)),
        },
        // The number of a qualified invoice issuer is the corporate number after a T.
        FieldKind::CorporateNumber => match digits_only(typed.trim_start_matches(['T', 'Ｔ'])) {
            Some(digits) if digits.len() != 13 => Err(("corporate_number_length", None)),
            Some(digits) if corporate_number_is_valid(&digits) => Ok(Answer::Text(digits)),
            _ => Err(("corporate_number", None)),
        },
        FieldKind::Integer => number(field, parse_whole(typed), "integer"),
        FieldKind::Yen => number(field, parse_yen(typed), "yen"),
        FieldKind::Choice | FieldKind::Select => option(field, typed),
        FieldKind::YesNo => match typed {
            "yes" | "no" => Ok(Answer::Text(typed.to_owned())),
            _ => Err(("choice", None)),
        },
        FieldKind::Date => parse_date(typed)
            .map(|date| Answer::Text(date.to_string()))
            .ok_or(("date", None)),
        FieldKind::Prefecture => {
            if PREFECTURES.contains(&typed) {
                Ok(Answer::Text(typed.to_owned()))
            } else {
                Err(("choice", None))
            }
        }
        FieldKind::Industry => industry(typed),
        FieldKind::Choices | FieldKind::Tick => Err(("choice", None)),
    }
}

fn line(field: &Field, typed: &str) -> Result<Answer, Refused> {
    if typed.contains(['\n', '\r']) {
        return Err(("one_line", None));
    }
    within(field, typed, LONGEST_LINE).map(Answer::Text)
}

fn within(field: &Field, text: &str, otherwise: usize) -> Result<String, Refused> {
    let longest = field
        .max_length
        .and_then(|length| usize::try_from(length).ok())
        .unwrap_or(otherwise);
    if text.chars().count() > longest {
        Err(("too_long", Some(longest.to_string())))
    } else {
        Ok(text.to_owned())
    }
}

fn number(field: &Field, number: Option<i64>, code: &'static str) -> Result<Answer, Refused> {
    let number = number.ok_or((code, None))?;
    if let Some(minimum) = field.minimum.filter(|minimum| number < *minimum) {
        return Err(("too_small", Some(minimum.to_string())));
    }
    if let Some(maximum) = field.maximum.filter(|maximum| number > *maximum) {
        return Err(("too_large", Some(maximum.to_string())));
    }
    Ok(Answer::Number(number))
}

fn option(field: &Field, typed: &str) -> Result<Answer, Refused> {
    if field.options.iter().any(|option| option.id == typed) {
        Ok(Answer::Text(typed.to_owned()))
    } else {
        Err(("choice", None))
    }
}

fn many(field: &Field, values: &[&str]) -> Result<Option<Answer>, Refused> {
    let mut chosen: Vec<String> = Vec::new();
    for value in values.iter().filter(|value| !value.is_empty()) {
        if !chosen.iter().any(|one| one == value) {
            chosen.push((*value).to_owned());
        }
    }
    if chosen
        .iter()
        .any(|value| !field.options.iter().any(|option| option.id == *value))
    {
        return Err(("choice", None));
    }
    let alone = |option: &&FieldOption| option.exclusive && chosen.contains(&option.id);
    if let Some(option) = field.options.iter().find(alone).filter(|_| chosen.len() > 1) {
        return Err(("exclusive", Some(option.id.clone())));
    }
    match (chosen.is_empty(), field.required) {
        (true, true) => Err(("required_choices", None)),
        (true, false) => Ok(None),
        (false, _) => Ok(Some(Answer::Many(chosen))),
    }
}

/// Declarations: each must be ticked by itself (C5).
fn all_ticked(field: &Field, values: &[&str]) -> Result<Option<Answer>, Refused> {
    let missing = field
        .options
        .iter()
        .filter(|option| !values.contains(&option.id.as_str()))
        .count();
    if field.required && missing > 0 {
        return Err(("all_ticks", Some(missing.to_string())));
    }
    let ticked = field
        .options
        .iter()
        .filter(|option| values.contains(&option.id.as_str()));
    Ok(Some(Answer::Many(
        ticked.map(|option| option.id.clone()).collect(),
    )))
}

fn tick(field: &Field, values: &[&str]) -> Result<Option<Answer>, Refused> {
    let ticked = values.iter().any(|value| matches!(*value, "yes" | "on" | "true"));
    if field.required && !ticked {
        Err(("tick", None))
    } else {
        Ok(Some(Answer::Tick(ticked)))
    }
}

fn email(typed: &str) -> Result<Answer, Refused> {
    mail_address(typed).map(Answer::Text).map_err(|code| (code, None))
}

/// A mail address as typed, full-width letters and signs as half width; or the code of what is wrong with it. Blanks around
/// it do no harm; one inside may stand for a letter that is missing.
pub fn mail_address(typed: &str) -> Result<String, &'static str> {
    let folded = fold_digits(typed.trim());
    if folded.contains(char::is_whitespace) {
        return Err("email_blank");
    }
    let valid = folded.is_ascii()
        && folded.len() <= 254
        && folded
            .split_once('@')
            .is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain));
    if valid { Ok(folded) } else { Err("email") }
}

fn is_local_part(local: &str) -> bool {
    let is_taken = |character: char| character.is_ascii_graphic() && !"()<>[]:;,\\\"@".contains(character);
    !local.is_empty() && local.len() <= 64 && local.chars().all(is_taken)
}

fn is_domain(domain: &str) -> bool {
    let is_taken = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(is_taken) && !label.starts_with('-') && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

fn telephone(typed: &str) -> Result<Answer, Refused> {
    let folded = fold_digits(typed).replace(' ', "");
    let (plus, rest) = folded
        .strip_prefix('+')
        .map_or(("", folded.as_str()), |rest| ("+", rest));
    let digits = digits_only(rest).filter(|digits| (10..=15).contains(&digits.len()));
    match digits {
        Some(_) => Ok(Answer::Text(format!("{plus}{rest}"))),
        None => Err(("telephone", None)),
    }
}

fn industry(typed: &str) -> Result<Answer, Refused> {
    let folded = fold_digits(typed).to_uppercase();
    let letter = folded.len() == 1 && folded.chars().all(|character| ('A'..='T').contains(&character));
    let digits =
        (2..=3).contains(&folded.len()) && folded.chars().all(|character| character.is_ascii_digit());
    if letter || digits {
        Ok(Answer::Text(folded))
    } else {
        Err(("industry", None))
    }
}

/// The 47 prefectures in their usual order.
pub const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];
