mod files;
mod monitoring;

use std::path::Path;

use platform::text::Language;

use crate::domain::definition::finding::{Code, Finding};
use crate::domain::definition::tree::Position;
use crate::domain::definition::{FileKind, Sources, load};

fn sources() -> Sources {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    let read = crate::programmes::read(&folder).unwrap();
    let mut sources = Sources::new("");
    for path in read.paths() {
        sources.insert(path, read.get(path).unwrap());
    }
    sources
}

/// The findings with the first `old` of a file written as `new`, and where `mark` stands in the new text.
#[track_caller]
fn spoilt(path: &str, old: &str, new: &str, mark: &str) -> (Vec<Finding>, Position) {
    let mut sources = sources();
    let text = String::from_utf8(sources.get(path).unwrap().to_vec()).unwrap();
    let Some(at) = text.find(old) else {
        panic!("{path} has no {old:?}")
    };
    let text = format!("{}{new}{}", &text[..at], &text[at + old.len()..]);
    // `<` looks backwards: what is missing is reported at the header of its table.
    let place = match mark.strip_prefix('<') {
        Some(header) => text[..at].rfind(header),
        None => text[at..].find(mark).map(|place| at + place),
    };
    let Some(place) = place else {
        panic!("{mark:?} is not in the new text")
    };
    sources.insert(path, text.clone());
    // One programme is quicker, unless the mistake lies between two.
    if let Some((folder, _)) = path.split_once('/').filter(|_| !old.starts_with("draw_id")) {
        sources.restrict_to(folder, folder);
    }
    (load(&sources).findings, Position::of(&text, place))
}

/// One mistake gives one finding, at its place.
#[track_caller]
fn one(code: Code, path: &str, old: &str, new: &str, mark: &str) -> String {
    let (findings, at) = spoilt(path, old, new, mark);
    let [finding] = findings.as_slice() else {
        panic!("{old} → {new}: {findings:#?}")
    };
    let found = (finding.code, finding.file.as_str(), finding.line, finding.column);
    assert_eq!(found, (code, path, at.line, at.column), "{finding:?}");
    assert!(!finding.message.ja.is_empty() && !finding.message.en.is_empty());
    finding.words(Language::En)
}

const J: &str = "jissenryoku-2025/programme.toml";
const J_DELIVERY: &str = "jissenryoku-2025/delivery.toml";
const J_FORMS: &str = "jissenryoku-2025/forms.toml";
const U: &str = "kojo-2023/programme.toml";
const U_FORMS: &str = "kojo-2023/forms.toml";
const F_FORMS: &str = "followup-2024/forms.toml";
const S: &str = "taisei-2024/programme.toml";

#[test]
fn our_own_programmes_have_no_mistakes() {
    let findings = load(&sources()).findings;
    assert!(findings.is_empty(), "{findings:#?}");
}

/// Where one option alone is chosen, `exclusive` promises what is so anyway.
#[test]
fn only_choices_have_exclusive_options() {
    let old = "label.en = \"Not declared\"\n";
    let new = format!("{old}exclusive = true\n");
    let words = one(Code::Form, J_FORMS, old, &new, "true");
    assert!(words.contains("where several can be chosen"), "{words}");
}

#[test]
fn shapes() {
    let words = one(Code::UnknownKey, J, "draw_id", "draw_if", "draw_if");
    assert_eq!(words, "Unknown key \"draw_if\". Did you mean \"draw_id\"?");
    one(
        Code::UnknownKey,
        J,
        "[venue]
",
        "[venue]
colour = 1
",
        "colour",
    );
    one(
        Code::WrongValue,
        J,
        "capacity = 40\n",
        "capacity = \"40\"\n",
        "\"40\"",
    );
    one(
        Code::WrongValue,
        J,
        "method = \"lottery\"",
        "method = \"lotery\"",
        "\"lotery\"",
    );
    one(
        Code::WrongValue,
        J,
        "publish_at = 2025-05-29T00:00:00",
        "publish_at = 2025-05-29",
        "2025-05-29",
    );
    one(
        Code::MissingKey,
        J,
        "telephone = \"0120-003-788\"\n",
        "",
        "<operator]",
    );
    one(
        Code::MissingTranslation,
        J,
        "organiser.en = \"Tokyo Metropolitan Government\"\n",
        "",
        "<organiser",
    );
    one(Code::EmptyText, J, "label = \"Step0\"", "label = \"\"", "\"\"");
}

#[test]
fn windows_and_the_draw() {
    one(
        Code::Order,
        J,
        "closes = 2025-06-30T17:00:00",
        "closes = 2025-05-28T17:00:00",
        "2025-05-28",
    );
    one(
        Code::Order,
        J,
        "opens = 2025-05-29T00:00:00",
        "opens = 2025-05-28T23:59:59",
        "2025-05-28",
    );
    one(
        Code::Order,
        J,
        "freeze_at = 2025-07-04",
        "freeze_at = 2025-06-30",
        "2025-06-30T12",
    );
    one(
        Code::NotBusinessDay,
        J,
        "freeze_at = 2025-07-04",
        "freeze_at = 2025-07-05",
        "2025-07-05",
    );
    one(
        Code::Order,
        J,
        "draw_at = 2025-07-08T10:00:00",
        "draw_at = 2025-07-04T18:00:00",
        "2025-07-04T18",
    );
    one(
        Code::NotBusinessDay,
        J,
        "results_from = 2025-07-08",
        "results_from = 2025-07-12",
        "2025-07-12",
    );
    one(
        Code::Order,
        J,
        "results_from = 2025-07-08",
        "results_from = 2025-07-07",
        "2025-07-07",
    );
    one(
        Code::MissingKey,
        J,
        "draw_id = \"jissenryoku-2025-1\"\n",
        "",
        "<selection]",
    );
    one(
        Code::Duplicate,
        S,
        "draw_id = \"taisei-2024-1\"",
        "draw_id = \"jissenryoku-2025-1\"",
        "\"jissenryoku",
    );
    one(
        Code::WrongValue,
        U,
        "method = \"first_come\"",
        "method = \"first_come\"\ndraw_id = \"x\"",
        "draw_id",
    );
    one(Code::Order, S, "to = 2024-08-15", "to = 2024-08-12", "2024-08-12");
    one(Code::WrongValue, J, "fiscal_year = 2025", "fiscal_year = 7", "7");
}

#[test]
fn a_closing_day_of_the_office_is_no_business_day() {
    let words = one(
        Code::NotBusinessDay,
        "taisei-2024/delivery.toml",
        "2024-08-20",
        "2024-08-14",
        "2024-08-14",
    );
    assert!(
        words.contains("夏季休業") && words.contains("2024-08-16"),
        "{words}"
    );
}

#[test]
fn places() {
    one(
        Code::Capacity,
        J,
        "capacity = 40\n\n",
        "capacity = 30\n\n",
        "40\nrule",
    );
    one(Code::Capacity, U, "capacity = 250", "capacity = 200", "200");
}

#[test]
fn frames_and_industries() {
    one(Code::Capacity, J, "minimum = 20", "minimum = 21", "21");
    one(
        Code::Capacity,
        J,
        "minimum = 20",
        "minimum = 20\nmaximum = 19",
        "19",
    );
    one(
        Code::Capacity,
        J,
        "minimum = 20",
        "minimum = 20\nmaximum = 41",
        "41",
    );
    one(Code::Industry, J, "[\"D\"]", "[\"D\", \"Z\"]", "\"Z\"");
    let words = one(Code::Industry, J, "[\"H\"]", "[\"H\", \"D\"]", "\"D\"");
    assert!(words.contains("construction-manufacturing"), "{words}");
    one(Code::Industry, J, "[\"H\"]", "[\"H\", \"H\"]", "\"H\"]");
    let words = spoilt(J, "\"S\", \"T\"", "\"S\"", "]").0;
    assert_eq!(
        words.iter().map(|one| (one.code, one.line)).collect::<Vec<_>>(),
        [(Code::Industry, 76)]
    );
    one(
        Code::Duplicate,
        J,
        "id = \"service-other\"",
        "id = \"retail-wholesale\"",
        "\"retail-wholesale\"",
    );
}

#[test]
fn rules_and_references() {
    one(
        Code::UnknownReference,
        J,
        "\"security-action\", ",
        "\"security-acton\", ",
        "\"security-acton\"",
    );
    one(
        Code::UnknownReference,
        J,
        "prefecture = \"東京都\"",
        "prefecture = \"東京府\"",
        "\"東京府\"",
    );
    one(
        Code::MissingKey,
        J,
        "prefecture = \"東京都\"\n",
        "",
        "<[[eligibility.rule]]",
    );
    one(Code::Duplicate, J, "mark = \"キ\"", "mark = \"カ\"", "\"カ\"");
    one(
        Code::UnknownReference,
        J,
        "form = \"application\"",
        "form = \"aplication\"",
        "\"aplication\"",
    );
    one(
        Code::UnknownReference,
        J,
        "consents = [\"participation\"",
        "consents = [\"particpation\"",
        "\"particpation\"",
    );
    let words = one(
        Code::UnknownReference,
        J,
        "after = \"apply\"",
        "after = \"aply\"",
        "\"aply\"",
    );
    assert!(words.ends_with("Did you mean \"apply\"?"));
    one(
        Code::Order,
        J,
        "after = \"apply\"",
        "after = \"contact\"",
        "\"contact\"",
    );
    one(
        Code::WrongValue,
        J,
        "business_days = 3",
        "business_days = 0",
        "0,",
    );
    one(
        Code::WrongValue,
        J,
        "id = \"jissenryoku-2025\"",
        "id = \"jissenryoku-2026\"",
        "\"jissenryoku-2026\"",
    );
    one(
        Code::WrongValue,
        J,
        "mail = \"2025.",
        "mail = \"2025 .",
        "\"2025 .",
    );
    one(
        Code::Review,
        J,
        "fiscal_year = 2025",
        "fiscal_year = 2025\nreview = [\"fee\"]",
        "\"fee\"",
    );
    one(
        Code::UnknownReference,
        U,
        "field = \"existing_utm\"",
        "field = \"exsting_utm\"",
        "\"exsting_utm\"",
    );
    one(
        Code::UnknownReference,
        U,
        "\"can_add\"",
        "\"can_ad\"",
        "\"can_ad\"",
    );
}

#[test]
fn two_deadlines_counted_from_each_other() {
    let old = "id = \"apply\"\nkind = \"apply\"";
    let new = "id = \"apply\"\ndeadline = { business_days = 1, after = \"contact\" }\nkind = \"apply\"";
    let (findings, _) = spoilt(J, old, new, "after");
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::Order, Code::Order]);
    assert!(
        findings[0].message.en.contains("apply → contact → apply"),
        "{findings:?}"
    );
}

#[test]
fn the_schemas_that_are_checked_in_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    for kind in FileKind::ALL {
        let stored = std::fs::read_to_string(folder.join(kind.schema_name())).unwrap_or_default();
        assert!(
            stored == kind.schema_text(),
            "{}: run `mamori programme schema`",
            kind.schema_name()
        );
    }
}
