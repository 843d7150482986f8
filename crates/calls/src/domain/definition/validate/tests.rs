use super::*;

fn check(kind: FileKind, text: &str) -> (Vec<(Code, usize, usize, String)>, Value) {
    let mut tree = Tree::parse(text).unwrap();
    let outcome = validate(kind, &mut tree);
    let problems = outcome
        .problems
        .iter()
        .map(|problem| {
            let at = if problem.at_key {
                tree.key_at(&problem.pointer)
            } else {
                tree.value_at(&problem.pointer)
            };
            (
                problem.code,
                at.line,
                at.column,
                format!("{} {}", problem.message.en, problem.remedy.en),
            )
        })
        .collect();
    (problems, outcome.value)
}

const FORM: &str = r#"
[[form]]
id = "application"
title.ja = "申込"
title.en = "Application"
[[form.section]]
id = "company"
use = "company"
[[form.section.field]]
id = "x"
kind = "text"
label = { ja = "あ", en = "a" }
"#;

#[test]
fn all_schemas_compile_and_take_a_good_file() {
    for kind in FileKind::ALL {
        assert!(compiled(kind).schema.is_object());
    }
    assert_eq!(check(FileKind::Forms, FORM).0, []);
}

#[test]
fn a_misspelt_key_is_named_once_and_read_as_the_right_one() {
    let (problems, value) = check(FileKind::Forms, &FORM.replace("kind =", "knid ="));
    assert_eq!(
        problems,
        [(
            Code::UnknownKey,
            11,
            1,
            "Unknown key \"knid\". Did you mean \"kind\"?".to_owned()
        )]
    );
    assert_eq!(
        value.pointer("/form/0/section/0/field/0/kind"),
        Some(&json!("text"))
    );
}

#[test]
fn a_wrong_choice_lists_the_right_ones() {
    let (problems, _) = check(FileKind::Forms, &FORM.replace("\"text\"", "\"emial\""));
    assert_eq!(
        (problems[0].0, problems[0].1, problems[0].2),
        (Code::WrongValue, 11, 8)
    );
    assert!(
        problems[0].3.contains("allowed: text, kana") && problems[0].3.ends_with("Did you mean \"email\"?")
    );
    assert_eq!(problems.len(), 1);
}

#[test]
fn a_missing_translation_is_its_own_finding() {
    let (problems, _) = check(FileKind::Forms, &FORM.replace(", en = \"a\"", ""));
    assert_eq!(
        problems,
        [(
            Code::MissingTranslation,
            12,
            1,
            "\"label\" has no English (en). Add label.en = \"…\".".to_owned()
        )]
    );
    let (problems, _) = check(
        FileKind::Forms,
        &FORM.replace("{ ja = \"あ\", en = \"a\" }", "\"あ\""),
    );
    assert_eq!(
        (problems[0].0, problems[0].1, problems[0].2),
        (Code::MissingTranslation, 12, 9)
    );
    let (problems, _) = check(FileKind::Forms, &FORM.replace("en = \"a\"", "en = \" \""));
    assert_eq!(
        (problems[0].0, problems[0].1, problems[0].2),
        (Code::EmptyText, 12, 26)
    );
}

#[test]
fn many_mistakes_come_at_once() {
    let text = FORM.replace(
        "kind = \"text\"",
        "requierd = 3\nmax_length = \"long\"\nminimum = 2024-01-01",
    );
    let (problems, value) = check(FileKind::Forms, &text);
    let mut found: Vec<_> = problems.iter().map(|(code, line, ..)| (*line, *code)).collect();
    found.sort();
    assert_eq!(
        found,
        [
            (9, Code::MissingKey),
            (11, Code::UnknownKey),
            (11, Code::WrongValue),
            (12, Code::WrongValue),
            (13, Code::WrongValue)
        ]
    );
    assert!(serde_json::from_value::<super::super::forms::FormsFile>(value).is_ok());
}

#[test]
fn dates_are_dates_and_local() {
    let text = "[seminars]\ndates = [2024-13-01, 2024-07-23]\n";
    assert!(Tree::parse(text).is_err());
    let text = "[seminars]\ndates = [\"soon\", 2024-07-23]\n[[briefing]]\nid = \"a\"\nstarts = 2024-06-06\nends = 2024-06-06T15:00:00+09:00\nregistration_closes = 2024-06-06T00:00:00\n";
    let (problems, _) = check(FileKind::Delivery, text);
    let mut found: Vec<_> = problems
        .iter()
        .map(|(_, line, column, _)| (*line, *column))
        .collect();
    found.sort_unstable();
    assert_eq!(found, [(2, 10), (5, 10), (6, 8)]);
}

#[test]
fn a_wrong_kind_names_what_stands_there_and_what_is_expected() {
    let message = |line: &str| {
        let text = FORM.replace("kind = \"text\"", line);
        let mut tree = Tree::parse(&text).unwrap();
        let problems = validate(FileKind::Forms, &mut tree).problems;
        let wrong = problems
            .into_iter()
            .find(|problem| problem.code == Code::WrongValue);
        wrong.unwrap().message
    };
    let text = message("kind = \"text\"\nmax_length = \"long\"");
    assert_eq!(text.ja, "値の種類が違います。整数のところに文字列があります。");
    assert_eq!(
        text.en,
        "The value is of the wrong kind: there is text where a whole number is expected."
    );
    let date = message("kind = \"text\"\nmax_length = 2024-01-01");
    assert_eq!(
        date.ja,
        "値の種類が違います。整数のところに日付か時刻があります。"
    );
    let truth = message("kind = \"text\"\nrequired = 1");
    assert!(truth.ja.contains("真偽値のところに数があります"), "{truth:?}");
}
