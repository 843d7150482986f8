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
        exclusive: false,
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
    check(FieldKind::PostalCode, "001-0000", text("001-0000"));
    check(
        FieldKind::PostalCode,
        "０００ー００００",
        Err("postal_code_unused"),
    );
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
    check(FieldKind::Yen, "1億2千万", Ok(Answer::Number(120_000_000)));
    check(FieldKind::Yen, "1億2,000万円", Ok(Answer::Number(120_000_000)));
    check(FieldKind::Yen, "３０００万", Ok(Answer::Number(30_000_000)));
    check(FieldKind::Yen, "一千万円", Ok(Answer::Number(10_000_000)));
    check(FieldKind::Yen, "千万", Ok(Answer::Number(10_000_000)));
    check(FieldKind::Yen, "50,000千円", Ok(Answer::Number(50_000_000)));
    check(FieldKind::Yen, "30百万円", Ok(Answer::Number(30_000_000)));
    check(FieldKind::Yen, "0", Ok(Answer::Number(0)));
    for nonsense in [
        "円",
        "万",
        "億5",
        "1億2億",
        "-5",
        "+5",
        "1.5",
        "1千2千",
        "12a",
        "9999999999999億",
        "1億2",
        "1億2千",
        "3万5",
        "1,00,0",
        "1,0000",
        ",100",
        "100,",
        "1 2",
        "1円2",
    ] {
        check(FieldKind::Yen, nonsense, Err("yen"));
    }
    check(FieldKind::Yen, "1億2円", Ok(Answer::Number(100_000_002)));
    check(FieldKind::Yen, "3万500", Ok(Answer::Number(30_500)));
    check(FieldKind::Yen, "10 000 000 円", Ok(Answer::Number(10_000_000)));
    check(FieldKind::Yen, "1億 2000万", Ok(Answer::Number(120_000_000)));
    check(FieldKind::Integer, "１２名", Ok(Answer::Number(12)));
    check(FieldKind::Integer, "1,200 名", Ok(Answer::Number(1_200)));
    check(FieldKind::Integer, "二十人", Ok(Answer::Number(20)));
    check(FieldKind::Integer, "百二十三名", Ok(Answer::Number(123)));
    check(FieldKind::Integer, "二〇", Ok(Answer::Number(20)));
    check(FieldKind::Integer, "-3", Ok(Answer::Number(-3)));
    for nonsense in ["1,00,0", "2人3", "約20人", "人", "1.5", "二十数名"] {
        check(FieldKind::Integer, nonsense, Err("integer"));
    }
    check(FieldKind::Kana, "みどりまち", text("ミドリマチ"));
    check(FieldKind::Kana, "ﾐﾄﾞﾘﾏﾁ", text("ミドリマチ"));
    check(FieldKind::Kana, "こ・わーく 2ごう", text("コ・ワーク 2ゴウ"));
    check(FieldKind::Kana, "緑町", Err("kana"));
    for refused in ["Midori", "Ｍｉｄｏｒｉ", "ミドリ A", "ミドリ町", "123", "・"] {
        check(FieldKind::Kana, refused, Err("kana"));
    }
    check(
        FieldKind::Email,
        "ｐｅｒｓｏｎ＠example.jp",
        text("person@example.jp"),
    );
    check(FieldKind::Email, "person@example", Err("email"));
    check(
        FieldKind::Email,
        "　person＠example．jp ",
        text("person@example.jp"),
    );
    check(FieldKind::Email, "per son@example.jp", Err("email_blank"));
    check(FieldKind::Email, "person@　example.jp", Err("email_blank"));
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

/// "None of these" beside another answer is a mistake; the same box twice is not.
#[test]
fn an_exclusive_option_stands_alone() {
    let none = FieldOption {
        exclusive: true,
        ..option("none")
    };
    let programmes = Field {
        options: vec![option("a"), option("b"), none],
        ..field("past", FieldKind::Choices)
    };
    let sent = |ids: &[&str]| {
        let pairs: Vec<(String, String)> = ids
            .iter()
            .map(|id| ("past".to_owned(), (*id).to_owned()))
            .collect();
        let reading = read([&programmes], &pairs, &Answers::default());
        let error = reading
            .errors
            .first()
            .map(|error| (error.code, error.value.clone()));
        (reading.answers.many("past").to_vec(), error)
    };
    let exclusive = Some(("exclusive", Some("none".to_owned())));
    assert_eq!(sent(&["a", "none"]), (Vec::new(), exclusive.clone()));
    assert_eq!(sent(&["none", "b", "a"]), (Vec::new(), exclusive));
    assert_eq!(sent(&["a", "b"]), (vec!["a".to_owned(), "b".to_owned()], None));
    assert_eq!(sent(&["none", "none"]), (vec!["none".to_owned()], None));
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

/// An amount as people write it, in one of several manners.
fn in_yen(yen: i64, manner: usize) -> String {
    let (oku, man, rest) = (yen / 100_000_000, yen / 10_000 % 10_000, yen % 10_000);
    let commas = |number: i64| {
        let digits = number.to_string();
        let groups: Vec<&str> = digits
            .as_bytes()
            .rchunks(3)
            .rev()
            .map(|group| std::str::from_utf8(group).unwrap())
            .collect();
        groups.join(",")
    };
    let parts = |number: i64| {
        let mut text = String::new();
        for (unit, worth) in [("千", 1_000), ("百", 100), ("十", 10), ("", 1)] {
            match number / worth % 10 {
                0 => {}
                1 if worth > 1 => text += unit,
                digit => text += &format!("{digit}{unit}"),
            }
        }
        text
    };
    let wide = |text: String| -> String {
        text.chars()
            .map(|character| {
                char::from_digit(character.to_digit(10).unwrap_or(99), 10).map_or(character, |digit| {
                    char::from_u32(u32::from(digit) + 0xfee0).unwrap()
                })
            })
            .collect()
    };
    let units = |say: &dyn Fn(i64) -> String| {
        let said = [(oku, "億"), (man, "万"), (rest, "")];
        said.iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, unit)| say(*number) + unit)
            .collect::<String>()
    };
    match manner {
        _ if yen == 0 => "0円".to_owned(),
        0 => yen.to_string(),
        1 => commas(yen) + "円",
        2 => format!("¥{}", commas(yen)),
        3 => units(&|number| number.to_string()) + "円",
        // What is less than 万 needs 円 after 億 and 万: nobody knows what 「1億2」 means.
        4 if rest > 0 => units(&commas) + "円",
        4 => units(&commas),
        5 => wide(units(&commas)) + "円",
        _ if rest > 0 => units(&parts) + "円",
        _ => units(&parts),
    }
}

proptest! {
    /// However an amount is written, it is the same amount.
    #[test]
    fn an_amount_is_read_as_it_was_written(
        yen in prop_oneof![0i64..1_000_000_000_000, (0i64..10_000).prop_map(|man| man * 1_000_000)],
        manner in 0usize..7,
    ) {
        let written = in_yen(yen, manner);
        prop_assert_eq!(parse_yen(&written), Some(yen), "{}", written);
    }

    /// A reading ends up in katakana, and reading it again changes nothing.
    #[test]
    fn a_reading_is_katakana(typed in "[ぁ-ゖァ-ヺｦ-ﾟー・ 　]{1,20}") {
        if let Ok(Answer::Text(kana)) = read_one(&field("x", FieldKind::Kana), &typed) {
            prop_assert!(!kana.chars().any(|character| matches!(character, 'ぁ'..='ゖ' | 'ｦ'..='ﾟ')), "{}", kana);
            prop_assert_eq!(read_one(&field("x", FieldKind::Kana), &kana), Ok(Answer::Text(kana.clone())));
        }
    }

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
