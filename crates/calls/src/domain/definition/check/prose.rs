//! Chapters and their prose (P1, P5).

use std::collections::BTreeMap;

use crate::domain::definition::finding::{Code, Finding, did_you_mean, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::{Opened, finding};
use crate::domain::definition::programme::{BLOCKS, ProgrammeFile};
use crate::domain::definition::tree::Position;

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.programme else { return };
    super::ids(
        file,
        out,
        "/chapter",
        file.data.chapters.iter().map(|chapter| chapter.id.as_str()),
    );
    numbers(file, out);
    for (index, chapter) in file.data.chapters.iter().enumerate() {
        pair(folder, file, out, index, &chapter.id);
    }
    if file.ids_are_sure("/chapter") {
        strays(folder, file, out);
    }
    for (name, text) in &folder.prose {
        let path = shown(folder, name);
        blocks(&path, text, out);
        super::markdown::prose(&path, text, out);
    }
}

fn shown(folder: &Folder<'_>, name: &str) -> String {
    folder.sources.shown(&format!("{}/prose/{name}", folder.name))
}

fn numbers(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>) {
    let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
    for (index, chapter) in file.data.chapters.iter().enumerate() {
        let Some(number) = chapter.number else { continue };
        if let Some(first) = seen.insert(number, index) {
            let line = file.line(&format!("/chapter/{first}/number"));
            let message = say(
                format!("章番号 {number} は{line}行目でも使われています。"),
                format!("Chapter number {number} is used in line {line} too."),
            );
            file.at(
                out,
                &format!("/chapter/{index}/number"),
                Code::Duplicate,
                message,
                say("", ""),
            );
        }
    }
}

/// Both languages are there, are not empty and show the same blocks.
fn pair(folder: &Folder<'_>, file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>, index: usize, id: &str) {
    let names = [format!("{id}.ja.md"), format!("{id}.en.md")];
    for name in &names {
        match folder.prose.get(name) {
            // A file that is there and cannot be read has its own finding.
            None if folder.has_file(&format!("prose/{name}")) => {}
            None => {
                let code = if name.ends_with(".en.md") {
                    Code::MissingTranslation
                } else {
                    Code::Prose
                };
                let message = say(
                    format!("章「{id}」の本文 prose/{name} がありません。"),
                    format!("Chapter \"{id}\" has no prose/{name}."),
                );
                file.at(out, &format!("/chapter/{index}/id"), code, message, say("", ""));
            }
            Some(text) if text.trim().is_empty() => out.push(finding(
                &shown(folder, name),
                Position::START,
                Code::EmptyText,
                say("本文がありません。", "There is no text."),
                say("", ""),
            )),
            Some(_) => {}
        }
    }
    let [Some(ja), Some(en)] = [&names[0], &names[1]].map(|name| folder.prose.get(name)) else {
        return;
    };
    let (in_ja, in_en) = (block_names(ja), block_names(en));
    for (name, has, lacks, language) in [
        (&names[1], &in_ja, &in_en, ("英語", "English")),
        (&names[0], &in_en, &in_ja, ("日本語", "Japanese")),
    ] {
        for block in has
            .iter()
            .filter(|block| !lacks.contains(block) && BLOCKS.contains(block))
        {
            out.push(finding(
                &shown(folder, name),
                Position::START,
                Code::Prose,
                say(
                    format!("{}の本文に {{{{{block}}}}} がありません。", language.0),
                    format!("The {} text lacks {{{{{block}}}}}.", language.1),
                ),
                say(
                    "日本語と英語に同じブロックを置いてください。",
                    "Place the same blocks in both languages.",
                ),
            ));
        }
    }
}

fn strays(folder: &Folder<'_>, file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>) {
    let expected: Vec<String> = file
        .data
        .chapters
        .iter()
        .flat_map(|chapter| ["ja", "en"].map(|language| format!("{}.{language}.md", chapter.id)))
        .collect();
    let inside = format!("{}/prose/", folder.name);
    let names = folder
        .sources
        .paths()
        .filter_map(|path| path.strip_prefix(inside.as_str()))
        .filter(|name| !name.starts_with('.') && !expected.iter().any(|one| one == name));
    for name in names {
        out.push(finding(
            &shown(folder, name),
            Position::START,
            Code::Prose,
            say(
                format!("どの章のものでもない本文です: {name}"),
                format!("No chapter has this prose: {name}."),
            ),
            did_you_mean(name, expected.iter().map(String::as_str)),
        ));
    }
}

fn block_names(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("{{")?.strip_suffix("}}"))
        .map(str::trim)
        .collect()
}

/// Every `{{…}}` is a known block, alone on its line.
fn blocks(path: &str, text: &str, out: &mut Vec<Finding>) {
    for (at, _) in text.match_indices("{{") {
        let rest = &text[at + 2..];
        let line_end = rest.find('\n').unwrap_or(rest.len());
        let position = Position::of(text, at);
        let Some(end) = rest[..line_end].find("}}") else {
            let message = say("{{ が閉じていません。", "This {{ is not closed.");
            out.push(finding(
                path,
                position,
                Code::Prose,
                message,
                say("}} で閉じてください。", "Close it with }}."),
            ));
            continue;
        };
        let name = rest[..end].trim();
        if !BLOCKS.contains(&name) {
            let message = say(
                format!("ブロック「{name}」はありません。"),
                format!("There is no block \"{name}\"."),
            );
            out.push(finding(
                path,
                position,
                Code::UnknownReference,
                message,
                did_you_mean(name, BLOCKS),
            ));
        }
        let before = text[..at].rsplit('\n').next().unwrap_or_default();
        if !before.trim().is_empty() || !rest[end + 2..line_end].trim().is_empty() {
            let message = say(
                "ブロックは1行に1つだけ置けます。",
                "A block stands alone on its line.",
            );
            out.push(finding(
                path,
                position,
                Code::Prose,
                message,
                say("前後で改行してください。", "Put line breaks around it."),
            ));
        }
    }
}
