//! What is known of an applicant, and reading it from JSON.

use std::collections::{BTreeMap, BTreeSet};

use platform::forms::{Answers, PREFECTURES};
use platform::text::Text;
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use super::json;
use crate::domain::definition::programme::ProgrammeFile;
use crate::domain::definition::well_known as field;
use crate::domain::definition::{did_you_mean, nearest};
use crate::domain::facts::Facts;
use crate::domain::industry::IndustryCode;

/// What kind of business it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 会社
    Corporation,
    /// 個人事業者
    SoleProprietor,
}

/// The security that is in place (C3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// A UTM.
    pub utm: bool,
    /// An EDR.
    pub edr: bool,
    /// An information security policy.
    pub policy: bool,
}

/// Everything that the rules read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// Company or sole proprietor.
    pub kind: Kind,
    /// Its industry.
    pub industry: IndustryCode,
    /// Capital in yen; `None` where there is none.
    pub capital_yen: Option<u64>,
    /// Employees in regular use.
    pub employees: u64,
    /// Prefecture of the main office.
    pub prefecture: String,
    /// Security in place.
    pub security: Security,
    /// Ids of programmes it was in before.
    pub past_programmes: BTreeSet<String>,
    /// Uses an equal subsidy of Tokyo.
    pub equal_subsidy: bool,
    /// Marks declared.
    pub declarations: BTreeSet<String>,
}

/// Every field of the JSON.
const FIELDS: [&str; 9] = [
    "kind",
    "industry",
    "capital_yen",
    "employees",
    "prefecture",
    "security",
    "past_programmes",
    "equal_subsidy",
    "declarations",
];

/// The marks of the declarations that the JSON of an applicant holds.
const MARKS: [&str; 7] = ["ア", "イ", "ウ", "エ", "オ", "カ", "キ"];

/// A field that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// `security.utm`
    pub field: String,
    /// What is wrong with it.
    pub message: Text,
}

/// Why a text is no applicant.
#[derive(Debug)]
pub enum Unusable {
    /// It is no JSON.
    NoJson(serde_json::Error),
    /// Everything that is wrong with its fields.
    Fields(Vec<InputError>),
}

impl Applicant {
    /// Reads the JSON text of `mamori eligibility check`, see [`Self::from_json`]; a key that stands twice is refused.
    pub fn from_text<'a>(text: &str, marks: impl IntoIterator<Item = &'a str>) -> Result<Self, Unusable> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let (value, twice) = json::parse(text).map_err(Unusable::NoJson)?;
        let mut read = Reader { errors: Vec::new() };
        for field in twice {
            read.wrong(&field, "2回書かれています", "stands there twice");
        }
        match Self::from_json(&value, marks) {
            Ok(applicant) if read.errors.is_empty() => Ok(applicant),
            Ok(_) => Err(Unusable::Fields(read.errors)),
            Err(errors) => Err(Unusable::Fields([read.errors, errors].concat())),
        }
    }

    /// Reads the JSON of `mamori eligibility check`. All fields are needed, others are passed over; `declarations`
    /// needs each of `marks`. Says everything that is wrong at once.
    pub fn from_json<'a>(
        value: &Value,
        marks: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Vec<InputError>> {
        let mut read = Reader { errors: Vec::new() };
        let Some(object) = value.as_object() else {
            // What else is not there follows from it.
            read.wrong(
                "applicant",
                "JSON のオブジェクト（{ … }）ではありません",
                "not a JSON object ({ … })",
            );
            return Err(read.errors);
        };
        let applicant = Self {
            kind: read.kind(object),
            industry: read.industry(object),
            capital_yen: read.capital(object),
            employees: read.whole(object, "employees").unwrap_or_default(),
            prefecture: read.prefecture(object),
            security: read.security(object),
            past_programmes: read.past(object),
            equal_subsidy: read.truth(object, "equal_subsidy", "equal_subsidy"),
            declarations: read.declarations(object, marks),
        };
        read.misspelt(object, "", &FIELDS);
        if read.errors.is_empty() {
            Ok(applicant)
        } else {
            Err(read.errors)
        }
    }

    /// From the answers of an application form. `None` if the kind or the industry is none that we know.
    pub fn from_answers(programme: &ProgrammeFile, facts: &Facts, answers: &Answers) -> Option<Self> {
        let ticked = answers.many(field::DECLARATIONS);
        let all = answers.yes(field::DECLARATIONS) == Some(true);
        let marks = programme
            .eligibility
            .declarations
            .iter()
            .map(|declaration| &declaration.mark);
        Some(Self {
            kind: match facts.kind.as_str() {
                "corporation" => Kind::Corporation,
                "sole_proprietor" => Kind::SoleProprietor,
                _ => return None,
            },
            industry: IndustryCode::parse(&facts.industry)?,
            capital_yen: facts.capital_yen.and_then(|yen| u64::try_from(yen).ok()),
            employees: u64::try_from(facts.employees).unwrap_or_default(),
            prefecture: facts.prefecture.clone(),
            security: Security {
                utm: answers.yes(field::SECURITY_UTM) == Some(true),
                edr: answers.yes(field::SECURITY_EDR) == Some(true),
                policy: answers.yes(field::SECURITY_POLICY) == Some(true),
            },
            past_programmes: answers.many(field::PAST_PROGRAMMES).iter().cloned().collect(),
            equal_subsidy: answers.yes(field::EQUAL_SUBSIDY) == Some(true),
            declarations: marks
                .filter(|mark| all || ticked.contains(mark))
                .cloned()
                .collect(),
        })
    }
}

struct Reader {
    errors: Vec<InputError>,
}

impl Reader {
    fn wrong(&mut self, field: &str, ja: impl Into<String>, en: impl Into<String>) {
        self.errors.push(InputError {
            field: field.to_owned(),
            message: Text {
                ja: ja.into(),
                en: en.into(),
            },
        });
    }

    /// A key that looks like a missing one is a misspelt one. What else a file says of a company is nobody's business
    /// here: its name, say.
    fn misspelt(&mut self, object: &Map<String, Value>, inside: &str, known: &[&str]) {
        let missing = known.iter().copied().filter(|key| !object.contains_key(*key));
        for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
            if nearest(key, missing.clone()).is_none() {
                continue;
            }
            let remedy = did_you_mean(key, missing.clone());
            self.wrong(
                &format!("{inside}{key}"),
                format!("使えない項目です。{}", remedy.ja),
                format!("no such field. {}", remedy.en),
            );
        }
    }

    fn get<'a>(&mut self, object: &'a Map<String, Value>, key: &str, field: &str) -> Option<&'a Value> {
        let value = object.get(key);
        if value.is_none() {
            self.wrong(field, "ありません", "missing");
        }
        value
    }

    fn text(&mut self, object: &Map<String, Value>, key: &str) -> Option<String> {
        if let Value::String(text) = self.get(object, key, key)? {
            return Some(text.nfkc().collect::<String>().trim().to_owned());
        }
        self.wrong(key, "文字列ではありません", "not a string");
        None
    }

    fn kind(&mut self, object: &Map<String, Value>) -> Kind {
        match self.text(object, "kind").as_deref() {
            Some("corporation") | None => Kind::Corporation,
            Some("sole_proprietor") => Kind::SoleProprietor,
            Some(other) => {
                let expected = "\"corporation\", \"sole_proprietor\"";
                self.wrong(
                    "kind",
                    format!("「{other}」は使えません（{expected}）"),
                    format!("\"{other}\" is not one of {expected}"),
                );
                Kind::Corporation
            }
        }
    }

    fn industry(&mut self, object: &Map<String, Value>) -> IndustryCode {
        let unknown = IndustryCode::Division('T');
        let Some(text) = self.text(object, "industry") else {
            return unknown;
        };
        IndustryCode::parse(&text).unwrap_or_else(|| {
            self.wrong(
                "industry",
                format!("「{text}」は日本標準産業分類の符号（大分類の英字、または2桁か3桁の数字）ではありません"),
                format!("\"{text}\" is not a code of the Japan Standard Industrial Classification (a letter, or 2 or 3 digits)"),
            );
            unknown
        })
    }

    fn capital(&mut self, object: &Map<String, Value>) -> Option<u64> {
        if object.get("capital_yen").is_some_and(Value::is_null) {
            return None;
        }
        self.whole(object, "capital_yen")
    }

    fn whole(&mut self, object: &Map<String, Value>, key: &str) -> Option<u64> {
        let value = self.get(object, key, key)?;
        if value.as_u64().is_none() {
            self.wrong(
                key,
                format!("0以上の整数ではありません（{value}）"),
                format!("not a whole number of 0 or more ({value})"),
            );
        }
        value.as_u64()
    }

    fn prefecture(&mut self, object: &Map<String, Value>) -> String {
        let Some(name) = self.text(object, "prefecture") else {
            return String::new();
        };
        if !PREFECTURES.contains(&name.as_str()) {
            self.wrong(
                "prefecture",
                format!("「{name}」という都道府県はありません（例: 東京都）"),
                format!("\"{name}\" is not a prefecture (as in 東京都)"),
            );
        }
        name
    }

    fn truth(&mut self, object: &Map<String, Value>, key: &str, field: &str) -> bool {
        match self.get(object, key, field) {
            Some(Value::Bool(truth)) => *truth,
            Some(_) => {
                self.wrong(field, "true か false ではありません", "neither true nor false");
                false
            }
            None => false,
        }
    }

    fn security(&mut self, object: &Map<String, Value>) -> Security {
        match self.get(object, "security", "security") {
            Some(Value::Object(security)) => {
                self.misspelt(security, "security.", &["utm", "edr", "policy"]);
                Security {
                    utm: self.truth(security, "utm", "security.utm"),
                    edr: self.truth(security, "edr", "security.edr"),
                    policy: self.truth(security, "policy", "security.policy"),
                }
            }
            Some(_) => {
                self.wrong(
                    "security",
                    "{utm, edr, policy} の形ではありません",
                    "not an object {utm, edr, policy}",
                );
                Security::default()
            }
            None => Security::default(),
        }
    }

    fn past(&mut self, object: &Map<String, Value>) -> BTreeSet<String> {
        let Some(value) = self.get(object, "past_programmes", "past_programmes") else {
            return BTreeSet::new();
        };
        let ids = value.as_array().map(|items| {
            items
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect()
        });
        if let Some(Some(ids)) = ids {
            return ids;
        }
        self.wrong("past_programmes", "id の並びではありません", "not a list of ids");
        BTreeSet::new()
    }

    fn declarations<'a>(
        &mut self,
        object: &Map<String, Value>,
        marks: impl IntoIterator<Item = &'a str>,
    ) -> BTreeSet<String> {
        let Some(value) = self.get(object, "declarations", "declarations") else {
            return BTreeSet::new();
        };
        let Some(given) = value.as_object() else {
            self.wrong(
                "declarations",
                "{\"ア\": true, …} の形ではありません",
                "not an object {\"ア\": true, …}",
            );
            return BTreeSet::new();
        };
        // Half-width marks mean the same.
        let plain = |mark: &str| mark.nfkc().collect::<String>().trim().to_owned();
        let known: BTreeMap<String, &str> = marks.into_iter().map(|mark| (plain(mark), mark)).collect();
        let mut marked: BTreeMap<String, &Value> = BTreeMap::new();
        for (mark, value) in given {
            let field = format!("declarations.{mark}");
            if !known.contains_key(&plain(mark)) {
                // One file serves for every call, also for one that asks for fewer of them.
                if MARKS.contains(&plain(mark).as_str()) {
                    continue;
                }
                let list = known.values().copied().collect::<Vec<_>>().join(", ");
                self.wrong(
                    &field,
                    format!("そのような宣誓事項はありません（あるもの: {list}）"),
                    format!("there is no such declaration (there are: {list})"),
                );
            } else if marked.insert(plain(mark), value).is_some() {
                self.wrong(&field, "2回書かれています", "stands there twice");
            }
        }
        let mut declared = BTreeSet::new();
        for (plain, mark) in known {
            let field = format!("declarations.{mark}");
            match marked.get(&plain) {
                Some(Value::Bool(true)) => {
                    declared.insert(mark.to_owned());
                }
                Some(Value::Bool(false)) => {}
                Some(_) => self.wrong(&field, "true か false ではありません", "neither true nor false"),
                None => self.wrong(&field, "ありません", "missing"),
            }
        }
        declared
    }
}
