//! Files that nobody reads are mostly misspelt.

use crate::domain::definition::FileKind;
use crate::domain::definition::finding::{Code, Finding, did_you_mean, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::finding;
use crate::domain::definition::tree::Position;

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let inside = format!("{}/", folder.name);
    let known: Vec<String> = FileKind::OF_PROGRAMME
        .into_iter()
        .map(FileKind::file_name)
        .collect();
    for path in folder.sources.paths() {
        let Some(short) = path.strip_prefix(&inside) else {
            continue;
        };
        let is_prose = short.starts_with("prose/");
        let is_hidden = short.starts_with('.') || short.starts_with("README");
        if is_prose || is_hidden || known.iter().any(|name| name == short) {
            continue;
        }
        out.push(finding(
            &folder.sources.shown(path),
            Position::START,
            Code::File,
            say(
                format!("ファイル「{short}」は読み込まれません。"),
                format!("The file \"{short}\" is not read."),
            ),
            did_you_mean(short, known.iter().map(String::as_str)),
        ));
    }
}
