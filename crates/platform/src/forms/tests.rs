use proptest::prelude::*;

use super::*;
use crate::text::Text;

fn field(id: &str, kind: FieldKind) -> Field {
    let label = Text {
        ja: id.to_owned(),
        en: id.to_owned(),
    };
    Field {
        id: id.to_owned(),
        kind,
        label,
        hint: None,
        example: None,
        required: true,
        options: Vec::new(),
        max_length: None,
        minimum: None,
        maximum: None,
        when: None,
        autocomplete: None,
    }
}

fn option(id: &str) -> FieldOption {
    FieldOption {
        id: id.to_owned(),
        label: Text {
            ja: id.to_owned(),
            en: id.to_owned(),
        },
    }
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn read_one(field: &Field, typed: &str) -> Result<Answer, &'static str> {
    let reading = read([field], &pairs(&[(&field.id, typed)]), &Answers::default());
    match reading.errors.first() {
        Some(error) => Err(error.code),
        None => Ok(reading.answers.get(&field.id).cloned().unwrap()),
    }
}

fn text(text: &str) -> Result<Answer, &'static str> {
    Ok(Answer::Text(text.to_owned()))
}

#[test]
fn what_people_type_and_what_is_meant() {
    let check =
        |kind, typed: &str, expected| assert_eq!(read_one(&field("x", kind), typed), expected, "{typed}");
    check(FieldKind::PostalCode, "１３５ー００００", text("135-0000"));
    check(FieldKind::PostalCode, "135-000", Err("postal_code"));
    check(
        FieldKind::Telephone,
        "０３（１２３４）５６７８",
        text("03(1234)5678"),
    );
    check(FieldKind::Telephone, "123", Err("telephone"));
    check(
        FieldKind::CorporateNumber,
        "8 7001-1000-5901",
        text("8700110005901"),
    );
    check(
        FieldKind::CorporateNumber,
        "9700110005901",
        Err("corporate_number"),
    );
    check(
        FieldKind::CorporateNumber,
        "870011000590",
        Err("corporate_number_length"),
    );
    check(FieldKind::Yen, "1億5000万円", Ok(Answer::Number(150_000_000)));
    check(FieldKind::Yen, "３．５億", Ok(Answer::Number(350_000_000)));
    check(FieldKind::Yen, "10,000,000", Ok(Answer::Number(10_000_000)));
    check(FieldKind::Yen, "たくさん", Err("yen"));
    check(FieldKind::Integer, "１２名", Ok(Answer::Number(12)));
    check(FieldKind::Kana, "みどりまち", text("ミドリマチ"));
    check(FieldKind::Kana, "ﾐﾄﾞﾘﾏﾁ", text("ミドリマチ"));
    check(FieldKind::Kana, "緑町", Err("kana"));
    check(
        FieldKind::Email,
        "ｐｅｒｓｏｎ＠example.jp",
        text("person@example.jp"),
    );
    check(FieldKind::Email, "person@example", Err("email"));
    check(FieldKind::Email, "a b@c", Err("email"));
    check(FieldKind::Date, "令和7年6月30日", text("2025-06-30"));
    check(FieldKind::Date, "2025/6/31", Err("date"));
    check(FieldKind::Industry, "ｅ", text("E"));
    check(FieldKind::Industry, "2411", Err("industry"));
    check(FieldKind::Prefecture, "東京", Err("choice"));
    check(FieldKind::Text, "   ", Err("required"));
    check(FieldKind::Text, "a\u{7}b", Err("control"));
    check(FieldKind::Text, "一行\n二行", Err("one_line"));
}

/// A name is kept as typed: compatibility characters are not replaced by others that look alike.
#[test]
fn names_stay_as_typed() {
    for name in ["神﨑商店", "髙橋", "①㈱テスト", "か\u{3099}"] {
        assert_eq!(read_one(&field("name", FieldKind::Text), name), text(name));
    }
}

#[test]
fn a_field_whose_condition_does_not_hold_is_left_out() {
    let kind = Field {
        options: vec![option("corporation"), option("sole_proprietor")],
        ..field("kind", FieldKind::Choice)
    };
    let when = Condition {
        field: "kind".to_owned(),
        is: vec!["corporation".to_owned()],
    };
    let number = Field {
        when: Some(when),
        ..field("corporate_number", FieldKind::CorporateNumber)
    };
    let sent = pairs(&[("kind", "sole_proprietor"), ("corporate_number", "nonsense")]);
    let reading = read([&kind, &number], &sent, &Answers::default());
    assert!(reading.errors.is_empty());
    assert_eq!(reading.answers.get("corporate_number"), None);
    let sent = pairs(&[("kind", "corporation")]);
    assert_eq!(
        read([&kind, &number], &sent, &Answers::default()).errors[0].code,
        "required"
    );
}

/// C5: every declaration is ticked by itself.
#[test]
fn every_declaration_is_ticked() {
    let declarations = Field {
        options: ["ア", "イ", "ウ"].map(option).to_vec(),
        ..field("declarations", FieldKind::Tick)
    };
    let reading = read(
        [&declarations],
        &pairs(&[("declarations", "ア"), ("declarations", "ウ")]),
        &Answers::default(),
    );
    assert_eq!(
        (reading.errors[0].code, reading.errors[0].value.as_deref()),
        ("all_ticks", Some("1"))
    );
    let all = pairs(&[
        ("declarations", "ア"),
        ("declarations", "イ"),
        ("declarations", "ウ"),
    ]);
    assert_eq!(
        read([&declarations], &all, &Answers::default())
            .answers
            .many("declarations")
            .len(),
        3
    );
}

#[test]
fn all_errors_at_once() {
    let fields = [
        field("a", FieldKind::Email),
        field("b", FieldKind::Integer),
        field("c", FieldKind::Text),
    ];
    let reading = read(&fields, &pairs(&[("a", "x"), ("b", "y")]), &Answers::default());
    assert_eq!(
        reading
            .errors
            .iter()
            .map(|error| error.field.as_str())
            .collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
}

fn kinds() -> impl Strategy<Value = FieldKind> {
    prop::sample::select(vec![
        FieldKind::Text,
        FieldKind::Kana,
        FieldKind::Textarea,
        FieldKind::Email,
        FieldKind::Telephone,
        FieldKind::PostalCode,
        FieldKind::CorporateNumber,
        FieldKind::Integer,
        FieldKind::Yen,
        FieldKind::Choice,
        FieldKind::Choices,
        FieldKind::YesNo,
        FieldKind::Tick,
        FieldKind::Date,
        FieldKind::Prefecture,
        FieldKind::Industry,
    ])
}

proptest! {
    /// Whatever is sent, reading answers with an answer or an error, and what it took reads the same again.
    #[test]
    fn reading_is_total_and_stable(kind in kinds(), typed in ".{0,60}") {
        let field = Field { options: vec![option("yes"), option("x")], ..field("f", kind) };
        let reading = read([&field], &pairs(&[("f", &typed)]), &Answers::default());
        prop_assert!(reading.errors.len() <= 1);
        let again: Vec<(String, String)> =
            reading.answers.values("f").into_iter().map(|value| ("f".to_owned(), value)).collect();
        if reading.answers.get("f").is_some() && !again.is_empty() {
            prop_assert_eq!(read([&field], &again, &Answers::default()).answers, reading.answers.clone());
        }
        let json = serde_json::to_string(&reading.answers).unwrap();
        prop_assert_eq!(serde_json::from_str::<Answers>(&json).unwrap(), reading.answers);
    }

    /// One wrong digit of a corporate number is always noticed, unless it is a 0 for a 9 or the reverse.
    #[test]
    fn one_wrong_digit_is_noticed(twelve in 0u64..1_000_000_000_000, place in 1usize..13, digit in 0u8..10) {
        let digits = format!("{twelve:012}");
        let number = (0..=9).map(|check| format!("{check}{digits}")).find(|number| corporate_number_is_valid(number)).unwrap();
        let mut changed = number.clone().into_bytes();
        let old = changed[place] - b'0';
        changed[place] = b'0' + digit;
        let changed = String::from_utf8(changed).unwrap();
        prop_assume!(old != digit && (old.min(digit), old.max(digit)) != (0, 9));
        prop_assert!(!corporate_number_is_valid(&changed));
    }
}
