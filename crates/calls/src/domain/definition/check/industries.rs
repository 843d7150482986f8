//! Industries of the frames (C7): each code exists, stands in one frame, and every industry has a frame.

use std::collections::BTreeMap;

use crate::domain::definition::finding::{Code, Finding, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::Opened;
use crate::domain::definition::programme::ProgrammeFile;
use crate::domain::industry::{IndustryCode, divisions};

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.programme else { return };
    let mut places: BTreeMap<IndustryCode, (usize, String)> = BTreeMap::new();
    for (frame, data) in file.data.frames.iter().enumerate() {
        for (line, industry) in data.industries.iter().enumerate() {
            for (index, text) in industry.jsic.iter().enumerate() {
                let pointer = format!("/frame/{frame}/industry/{line}/jsic/{index}");
                match IndustryCode::parse_range(text) {
                    Some(codes) => {
                        for code in codes {
                            place(file, out, &mut places, code, frame, &pointer);
                        }
                    }
                    None => no_code(file, out, &pointer, text),
                }
            }
        }
    }
    if !file.data.frames.is_empty() {
        uncovered(file, out, &places);
    }
}

fn no_code(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>, pointer: &str, text: &str) {
    let message = say(
        format!("「{text}」は日本標準産業分類（第13回改定）の符号ではありません。"),
        format!("\"{text}\" is not a code of the Japan Standard Industrial Classification (13th revision)."),
    );
    let remedy = say(
        "大分類（A から T）、中分類2桁、小分類3桁、または範囲（50-55）を書いてください。",
        "Write a division (A to T), two or three digits, or a range (50-55).",
    );
    file.at(out, pointer, Code::Industry, message, remedy);
}

fn place(
    file: &Opened<ProgrammeFile>,
    out: &mut Vec<Finding>,
    places: &mut BTreeMap<IndustryCode, (usize, String)>,
    code: IndustryCode,
    frame: usize,
    pointer: &str,
) {
    let Some((other, first)) = places.get(&code) else {
        places.insert(code, (frame, pointer.to_owned()));
        return;
    };
    let line = file.line(first);
    let name = code.name();
    let message = if *other == frame {
        say(
            format!(
                "業種 {code}（{}）が同じ枠に2回あります（{line}行目にも）。",
                name.ja
            ),
            format!(
                "Industry {code} ({}) stands twice in this frame (also in line {line}).",
                name.en
            ),
        )
    } else {
        let id = &file.data.frames[*other].id;
        say(
            format!(
                "業種 {code}（{}）が2つの枠にあります（{line}行目の枠「{id}」にも）。",
                name.ja
            ),
            format!(
                "Industry {code} ({}) stands in two frames (also in \"{id}\", line {line}).",
                name.en
            ),
        )
    };
    file.at(
        out,
        pointer,
        Code::Industry,
        message,
        say("どちらか1つに残してください。", "Keep it in one place."),
    );
}

fn uncovered(
    file: &Opened<ProgrammeFile>,
    out: &mut Vec<Finding>,
    places: &BTreeMap<IndustryCode, (usize, String)>,
) {
    let missing: Vec<String> = divisions()
        .filter(|division| {
            let has_frame = |code: &IndustryCode| code.widening().any(|wide| places.contains_key(&wide));
            !division.leaves().iter().all(has_frame) && !has_frame(division)
        })
        .map(|division| division.to_string())
        .collect();
    if missing.is_empty() || !file.is_sure(&["/frame"]) || !file.ids_are_sure("/frame") {
        return;
    }
    let list = missing.join(", ");
    let message = say(
        format!("どの枠にも入らない業種があります（大分類 {list}）。"),
        format!("Some industries belong to no frame (divisions {list})."),
    );
    let remedy = say(
        "「その他の業種」としていずれかの枠に加えてください。",
        "Add them to one of the frames, as other industries.",
    );
    file.at_key(out, "/frame", Code::Industry, message, remedy);
}
