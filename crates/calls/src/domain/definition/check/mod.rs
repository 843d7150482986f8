//! What no schema can say: rules that hold between the values of a programme, and between its files.
//!
//! Each file of this room looks after one topic and reports every mistake of it. To add a rule, write a function that
//! takes the folder and the list of findings, and call it from [`folder`].

mod calendar;
mod dates;
mod delivery;
mod eligibility;
mod files;
mod forms;
mod identity;
mod industries;
mod markdown;
mod monitoring;
mod places;
mod prose;
mod references;
mod steps;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::finding::{Code, Finding, say};
use super::forms::StandardFile;
use super::load::Folder;
use super::opened::Opened;

pub(crate) use forms::{standard, standard_missing};

/// Everything about one programme.
pub(crate) fn folder(folder: &Folder<'_>, standard: Option<&Opened<StandardFile>>, out: &mut Vec<Finding>) {
    files::check(folder, out);
    identity::check(folder, out);
    dates::check(folder, out);
    places::check(folder, out);
    industries::check(folder, out);
    eligibility::check(folder, out);
    references::check(folder, out);
    steps::check(folder, out);
    delivery::check(folder, out);
    monitoring::check(folder, out);
    prose::check(folder, out);
    markdown::answers(folder, out);
    forms::check(folder, standard, out);
}

/// What must hold between programmes: a draw's public id is used once (D1).
pub(crate) fn across(folders: &[Folder<'_>], out: &mut Vec<Finding>) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for folder in folders {
        let Some(programme) = &folder.programme else {
            continue;
        };
        let Some(draw) = programme.data.selection.draw_id.as_deref() else {
            continue;
        };
        if let Some(first) = seen.insert(draw, folder.name) {
            programme.at(
                out,
                "/selection/draw_id",
                Code::Duplicate,
                say(
                    format!("抽選番号「{draw}」は「{first}」でも使われています。"),
                    format!("The draw id \"{draw}\" is used by \"{first}\" too."),
                ),
                say(
                    "ほかにない番号にしてください。",
                    "Choose one that no other call has.",
                ),
            );
        }
    }
}

/// Ids (marks, numbers) that must be unique: `(pointer of the value, value)`.
pub(crate) fn unique<'a, T>(
    file: &Opened<T>,
    out: &mut Vec<Finding>,
    ids: impl IntoIterator<Item = (String, &'a str)>,
) {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for (pointer, id) in ids {
        if !file.is_sure(&[&pointer]) {
            continue;
        }
        if let Some(first) = seen.get(id) {
            let line = file.line(first);
            file.at(
                out,
                &pointer,
                Code::Duplicate,
                say(
                    format!("「{id}」は{line}行目でも使われています。"),
                    format!("\"{id}\" is used in line {line} too."),
                ),
                say(
                    "ほかと重ならないものにしてください。",
                    "Choose one that is not used yet.",
                ),
            );
        } else {
            seen.insert(id, pointer);
        }
    }
}

/// Ids that also end up in addresses and field names: unique and of plain characters.
pub(crate) fn ids<'a, T>(
    file: &Opened<T>,
    out: &mut Vec<Finding>,
    list: &str,
    ids: impl Iterator<Item = &'a str>,
) {
    let ids: Vec<(String, &str)> = ids
        .enumerate()
        .map(|(index, id)| (format!("{list}/{index}/id"), id))
        .collect();
    for (pointer, id) in &ids {
        if !is_plain_id(id) && !id.trim().is_empty() {
            file.at(
                out,
                pointer,
                Code::WrongValue,
                say(format!("「{id}」は id に使えません。"), format!("\"{id}\" cannot be an id.")),
                say(
                    "英小文字・数字・ハイフン・下線で、英字か数字から始めてください。",
                    "Use lower-case letters, digits, hyphens and underscores, beginning with a letter or digit.",
                ),
            );
        }
    }
    unique(file, out, ids);
}

/// `a-z`, `0-9`, `-`, `_`, beginning with a letter or digit.
pub(crate) fn is_plain_id(id: &str) -> bool {
    id.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
        && id.chars().all(|character| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || matches!(character, '-' | '_')
        })
}
