//! Mistakes in the files around `programme.toml`, and in many files at once.

use platform::text::Language;
use proptest::prelude::*;

use super::{F_FORMS, J, J_DELIVERY, J_FORMS, U_FORMS, one, sources, spoilt};
use crate::domain::definition::finding::Code;
use crate::domain::definition::{FileKind, load};

#[test]
fn delivery() {
    one(
        Code::NotBusinessDay,
        J_DELIVERY,
        "2025-07-25",
        "2025-07-21",
        "2025-07-21",
    );
    one(Code::Order, J_DELIVERY, "2025-07-25", "2025-08-15", "2025-08-08");
    one(Code::Order, J_DELIVERY, "2026-01-16", "2026-04-16", "2026-04-16");
    one(
        Code::Order,
        J_DELIVERY,
        "ends = 2025-06-06T15:00:00",
        "ends = 2025-06-06T13:00:00",
        "2025-06-06T13:00",
    );
    let closes = "registration_closes = 2025-06-06T00:00:00";
    one(
        Code::Order,
        J_DELIVERY,
        closes,
        "registration_closes = 2025-06-07T00:00:00",
        "2025-06-07",
    );
    one(
        Code::Duplicate,
        J_DELIVERY,
        "id = \"briefing-2\"",
        "id = \"briefing-1\"",
        "\"briefing-1\"",
    );
    one(
        Code::Order,
        J_DELIVERY,
        "seminar = { from = 13:00:00, to = 15:00:00",
        "seminar = { from = 13:00:00, to = 12:00:00",
        "12:00",
    );
    one(
        Code::Order,
        J_DELIVERY,
        "to = 2026-01-31",
        "to = 2025-01-31",
        "2025-01-31",
    );
    one(
        Code::MissingKey,
        J_DELIVERY,
        "seats_online = 100",
        "seats_online = 100\nseats_on_site = 5",
        "5\n",
    );
}

#[test]
fn forms() {
    let words = one(
        Code::UnknownReference,
        J_FORMS,
        "use = \"security\"",
        "use = \"securty\"",
        "\"securty\"",
    );
    assert_eq!(
        words,
        "There is no standard section \"securty\". Did you mean \"security\"?"
    );
    one(
        Code::Duplicate,
        F_FORMS,
        "id = \"updates\"",
        "id = \"antivirus\"",
        "\"antivirus\"",
    );
    one(
        Code::Duplicate,
        F_FORMS,
        "id = \"talk_shows\"",
        "id = \"mail_magazine\"",
        "\"mail_magazine\"",
    );
    one(
        Code::WrongValue,
        F_FORMS,
        "id = \"talk_shows\"",
        "id = \"Talk shows\"",
        "\"Talk shows\"",
    );
    one(
        Code::Form,
        F_FORMS,
        "kind = \"tick\"",
        "kind = \"choice\"",
        "<[[form.section.field]]",
    );
    let words = one(
        Code::UnknownReference,
        J_FORMS,
        "id = \"keizoku-shien\"",
        "id = \"keizoku-shian\"",
        "\"keizoku-shian\"",
    );
    assert!(words.contains("keizoku-shien"), "{words}");
}

#[test]
fn well_known_fields_have_their_kinds() {
    let (findings, _) = spoilt(
        "standard.toml",
        "kind = \"industry\"",
        "kind = \"text\"",
        "\"text\"",
    );
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(
        (findings[0].code, findings[0].file.as_str()),
        (Code::Form, "standard.toml")
    );
}

#[test]
fn conditions() {
    let when = "when = { field = \"existing_utm\", is = [\"yes\"] }";
    one(
        Code::UnknownReference,
        U_FORMS,
        when,
        &when.replace("existing_utm", "exsting_utm"),
        "\"exsting_utm\"",
    );
    one(
        Code::UnknownReference,
        U_FORMS,
        when,
        &when.replace("yes", "maybe"),
        "\"maybe\"",
    );
}

#[test]
fn prose() {
    let flow = "taisei-2024/prose/flow.en.md";
    one(
        Code::UnknownReference,
        flow,
        "{{flow}}",
        "{{flow}}\n\n{{flwo}}",
        "{{flwo}}",
    );
    one(
        Code::Prose,
        flow,
        "{{flow}}",
        "{{flow}}\n\n{{flow}} here",
        "{{flow}} here",
    );
    one(Code::Prose, flow, "{{flow}}", "{{flow}}\n\n{{flow", "{{flow\n");
    let mut sources = sources();
    let text = sources.remove(flow).unwrap();
    sources.insert("taisei-2024/prose/flwo.en.md", text);
    let findings = load(&sources).findings;
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::MissingTranslation, Code::Prose], "{findings:#?}");
    assert_eq!(
        findings[1].words(Language::En),
        "No chapter has this prose: flwo.en.md. Did you mean \"flow.en.md\"?"
    );
}

#[test]
fn files() {
    let mut sources = sources();
    let text = sources.remove("taisei-2024/site.toml").unwrap();
    sources.insert("taisei-2024/sites.toml", text);
    sources.remove("kojo-2023/forms.toml");
    sources.insert(
        "followup-2024/delivery.toml",
        b"[seminars]\ndates = [\xff]".to_vec(),
    );
    let found: Vec<(Code, String)> = load(&sources)
        .findings
        .into_iter()
        .map(|finding| {
            (
                finding.code,
                format!("{}:{}:{}", finding.file, finding.line, finding.column),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (Code::Syntax, "followup-2024/delivery.toml:2:10".to_owned()),
            (Code::File, "kojo-2023/forms.toml:1:1".to_owned()),
            (Code::File, "taisei-2024/sites.toml:1:1".to_owned()),
        ]
    );
}

#[test]
fn many_mistakes_of_many_files_come_at_once() {
    let mut sources = sources();
    let mut change = |path: &str, changes: &[(&str, &str)]| {
        let mut text = String::from_utf8(sources.get(path).unwrap().to_vec()).unwrap();
        for (old, new) in changes {
            assert!(text.contains(old), "{path} {old}");
            text = text.replacen(old, new, 1);
        }
        sources.insert(path, text);
    };
    change(
        J,
        &[
            (
                "closes = 2025-06-30T17:00:00\ncapacity",
                "closes = 2025-05-28T17:00:00\ncapcity",
            ),
            ("minimum = 20", "minimum = 25"),
            ("draw_at = 2025-07-08", "draw_at = 2025-07-06"),
            ("[\"G\"]", "[\"G\", \"D\"]"),
            ("after = \"apply\"", "after = \"aply\""),
            ("title.en = \"Result\"\n", ""),
            ("kind = \"contact\"", "kind = \"contct\""),
        ],
    );
    change(J_DELIVERY, &[("2025-07-25", "2025-07-21")]);
    change("kojo-2023/consents.toml", &[("[[consent]]", "[[consent]")]);
    let mut codes: Vec<Code> = load(&sources)
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    codes.retain(|code| *code != Code::Syntax);
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            Code::UnknownKey,
            Code::WrongValue,
            Code::MissingTranslation,
            Code::UnknownReference,
            Code::Order,
            Code::NotBusinessDay,
            Code::NotBusinessDay,
            Code::Capacity,
            Code::Industry,
        ]
    );
}

#[test]
fn slips_in_the_toml_do_not_hide_the_other_mistakes() {
    let mut sources = sources();
    let mut text = String::from_utf8(sources.get(J).unwrap().to_vec()).unwrap();
    for (old, new) in [
        ("fiscal_year = 2025", "fiscal_year = ２０２５"),
        ("[[course]]", "[[course]"),
        ("closes = 2025-06-30T17:00:00", "closes = 2025-06-31T17:00:00"),
        ("minimum = 20", "minimum = 25"),
        ("title.en = \"Result\"\n", ""),
        ("after = \"notify\"", "after = \"notfy\""),
    ] {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    let line = |mark: &str| text.lines().position(|line| line.contains(mark)).unwrap() + 1;
    let mut expected = vec![
        (Code::Syntax, line("２０２５")),
        (Code::Syntax, line("[[course]")),
        (Code::Syntax, line("06-31")),
        (Code::Capacity, line("minimum = 25")),
        (Code::MissingTranslation, line("title.ja = \"申込結果の連絡\"")),
        (Code::UnknownReference, line("notfy")),
    ];
    expected.sort_by_key(|(_, line)| *line);
    sources.insert(J, format!("\u{FEFF}{}", text.replace('\n', "\r\n")));
    sources.restrict_to("jissenryoku-2025", "jissenryoku-2025");
    let findings = load(&sources).findings;
    let found: Vec<(Code, usize)> = findings.iter().map(|one| (one.code, one.line)).collect();
    assert_eq!(found, expected, "{findings:#?}");
    let first = &findings[0];
    assert_eq!(first.column, 15, "{first:?}");
    for finding in findings.iter().filter(|one| one.code == Code::Syntax) {
        assert!(
            finding.message.ja.starts_with("TOML として読めません: "),
            "{finding:?}"
        );
        assert!(!finding.remedy.ja.is_empty() && !finding.remedy.en.is_empty());
    }
}

#[test]
fn a_deadline_is_counted_from_what_has_happened() {
    let words = one(
        Code::Order,
        J,
        "after = \"apply\"",
        "after = \"notify\"",
        "\"notify\"",
    );
    assert!(
        words.ends_with("Count from a step that comes before: briefing, apply."),
        "{words}"
    );
    one(
        Code::WrongValue,
        J,
        "business_days = 3",
        "business_days = 999",
        "999",
    );
    one(
        Code::WrongValue,
        J,
        "answer_business_days = 2",
        "answer_business_days = 0",
        "0\n",
    );
    one(
        Code::Duplicate,
        J,
        "kind = \"notify\"",
        "kind = \"apply\"",
        "\"apply\"",
    );
}

#[test]
fn prose_that_cannot_be_shown_is_named_where_it_stands() {
    one(
        Code::Prose,
        "taisei-2024/prose/flow.ja.md",
        "{{flow}}",
        "{{flow}}\n\n一[二](javascript:alert(1))",
        "javascript",
    );
    // The answers of the page are Markdown, too.
    let words = one(
        Code::Prose,
        "taisei-2024/site.toml",
        "answer.ja = \"",
        "answer.ja = \"[可](data:x)",
        "data:x",
    );
    assert!(words.starts_with("A link to \"data:x\""), "{words}");
}

#[test]
fn one_of_a_list_with_a_slip_in_its_name_is_one_mistake() {
    let words = one(
        Code::UnknownKey,
        "kojo-2023/programme.toml",
        "[[course]]",
        "[[cuorse]]",
        "cuorse",
    );
    assert!(words.ends_with("Did you mean \"course\"?"), "{words}");
    one(
        Code::WrongValue,
        "taisei-2024/site.toml",
        "url = \"https://",
        "url = \"htps://",
        "\"htps",
    );
}

#[test]
fn a_missing_file_is_one_mistake() {
    let mut sources = sources();
    sources.remove("standard.toml");
    sources.remove("jissenryoku-2025/consents.toml");
    sources.restrict_to("jissenryoku-2025", "jissenryoku-2025");
    let found: Vec<(Code, String)> = load(&sources)
        .findings
        .into_iter()
        .map(|finding| (finding.code, finding.file))
        .collect();
    assert_eq!(
        found,
        [
            (Code::File, J.to_owned()),
            (Code::File, "standard.toml".to_owned())
        ]
    );
    // A file in another encoding is there all the same.
    let mut sources = super::sources();
    sources.insert("taisei-2024/prose/flow.ja.md", b"\x82\xa0".to_vec());
    let findings = load(&sources).findings;
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].code, Code::Syntax);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is cut out of or put into a file: no panic, and every finding lies inside its file.
    #[test]
    fn spoilt_files_are_reported_not_fatal(
        file in 0_usize..5, from in any::<prop::sample::Index>(), cut in 0_usize..60, put in "[\\[\\]{}=\"'a-z0-9 \n#.-]{0,8}",
    ) {
        let path = format!("taisei-2024/{}", FileKind::OF_PROGRAMME[file].file_name());
        let mut sources = sources();
        let text = String::from_utf8(sources.get(&path).unwrap().to_vec()).unwrap();
        let characters: Vec<char> = text.chars().collect();
        let start = from.index(characters.len());
        let end = (start + cut).min(characters.len());
        let text: String = characters[..start].iter().chain(&put.chars().collect::<Vec<_>>()).chain(&characters[end..]).collect();
        let lines = text.lines().count() + 1;
        sources.insert(path.clone(), text);
        sources.restrict_to("taisei-2024", "taisei-2024");
        for finding in load(&sources).findings {
            prop_assert!(finding.line >= 1 && finding.column >= 1);
            prop_assert!(finding.file != path || finding.line <= lines);
        }
    }
}
