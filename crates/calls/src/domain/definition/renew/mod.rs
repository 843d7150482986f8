//! Last year's call as the start of this year's (`mamori programme new`): a copy with its dates moved by whole weeks,
//! its ids and year changed, comments and layout kept, and everything that a person must look at listed in `review`.

mod edit;
mod schedule;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use platform::text::Text;

use super::finding::say;
use super::{Code, FileKind, Finding, Sources, is_programme_id, load};
use schedule::Schedule;

/// A new programme, not written yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewed {
    /// Files by path inside the new folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What a person must look at, as listed in `review`.
    pub review: Vec<String>,
    /// How far dates were moved.
    pub weeks: i64,
}

/// Why a programme cannot be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The new id cannot name a programme.
    BadId(String),
    /// There is a folder of that name.
    Exists(String),
    /// There is no such programme to copy.
    UnknownSource(String),
    /// The fiscal year is outside those whose holidays are known.
    YearOutOfRange(i16),
    /// The programme to copy has mistakes of its own.
    Mistakes(Vec<Finding>),
}

impl Refusal {
    /// For the person who asked.
    pub fn words(&self) -> Text {
        match self {
            Self::BadId(id) => say(
                format!(
                    "「{id}」は id に使えません。英小文字で始め、英小文字・数字・ハイフンだけを使ってください。"
                ),
                format!(
                    "\"{id}\" cannot be an id: begin with a lower-case letter and use lower-case letters, digits and hyphens only."
                ),
            ),
            Self::Exists(id) => say(
                format!("「{id}」はもうあります。"),
                format!("\"{id}\" exists already."),
            ),
            Self::UnknownSource(id) => say(
                format!("事業「{id}」がありません。"),
                format!("There is no programme \"{id}\"."),
            ),
            Self::YearOutOfRange(year) => say(
                format!("{year} 年度は扱えません（2019 から 2098 まで）。"),
                format!("Fiscal year {year} is out of range (2019 to 2098)."),
            ),
            Self::Mistakes(findings) => say(
                format!(
                    "写す事業に誤りが {} 件あります。先に直してください。",
                    findings.len()
                ),
                format!(
                    "The programme to copy has {} mistakes: mend them first.",
                    findings.len()
                ),
            ),
        }
    }
}

/// Copies programme `from` of `sources` to `new_id` in `fiscal_year`.
pub fn renew(sources: &Sources, from: &str, new_id: &str, fiscal_year: i16) -> Result<Renewed, Refusal> {
    if !is_programme_id(new_id) {
        return Err(Refusal::BadId(new_id.to_owned()));
    }
    let folders = sources.folders();
    if folders.contains(new_id) {
        return Err(Refusal::Exists(new_id.to_owned()));
    }
    if !folders.contains(from) {
        return Err(Refusal::UnknownSource(from.to_owned()));
    }
    if !(2019..=2098).contains(&fiscal_year) {
        return Err(Refusal::YearOutOfRange(fiscal_year));
    }
    let mut only = sources.clone();
    only.restrict_to(from, sources.shown(from));
    let loaded = load(&only);
    let mistakes: Vec<Finding> = loaded
        .findings
        .into_iter()
        .filter(|finding| finding.code != Code::Review)
        .collect();
    let Some(old) = loaded.catalogue.get(from).filter(|_| mistakes.is_empty()) else {
        return Err(Refusal::Mistakes(mistakes));
    };
    let schedule = Schedule::new(old, fiscal_year);
    let mut copy = Renewed {
        files: BTreeMap::new(),
        review: Vec::new(),
        weeks: schedule.weeks,
    };
    let inside = format!("{from}/");
    let mut main = None;
    for path in sources.paths() {
        let Some(short) = path.strip_prefix(&inside) else {
            continue;
        };
        let bytes = sources.get(path).unwrap_or_default();
        let text = String::from_utf8_lossy(bytes);
        match FileKind::OF_PROGRAMME
            .into_iter()
            .find(|kind| kind.file_name() == short)
        {
            Some(FileKind::Programme) => main = Some(text.into_owned()),
            Some(kind) => {
                let (text, review) = edit::dates(kind, &text, &schedule);
                copy.review
                    .extend(review.into_iter().map(|place| format!("{short}: {place}")));
                copy.files.insert(short.to_owned(), text.into_bytes());
            }
            None => {
                if short.starts_with("prose/") && words::names_a_time(&text) {
                    copy.review.push(short.to_owned());
                }
                copy.files.insert(short.to_owned(), bytes.to_vec());
            }
        }
    }
    if let Some(text) = main {
        let text = edit::programme(&text, &schedule, from, new_id, fiscal_year, &mut copy.review);
        copy.files
            .insert(FileKind::Programme.file_name(), text.into_bytes());
    }
    Ok(copy)
}
