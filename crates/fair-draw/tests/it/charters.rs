//! Charters: the bytes, the rules, the signature.

use fair_draw::{Charter, Moment, SigningKey, canonical_json, parse_organiser, parse_signature};
use jiff::Timestamp;
use jiff::tz::offset;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fixture;

#[test]
fn a_charter_reads_back_from_its_own_bytes_only() {
    let charter = Charter::new(fixture::terms()).unwrap();
    assert_eq!(Charter::parse(charter.bytes()).unwrap(), charter);
    let value: Value = serde_json::from_slice(charter.bytes()).unwrap();
    let pretty = serde_json::to_vec_pretty(&value).unwrap();
    let trailing = [charter.bytes(), b"\n"].concat();
    let bom = [b"\xef\xbb\xbf", charter.bytes()].concat();
    let text = String::from_utf8(charter.bytes().to_vec()).unwrap();
    let doubled = text
        .replacen("\"capacity\":5,", "\"capacity\":5,\"capacity\":5,", 1)
        .into_bytes();
    let escaped = text.replacen("draw-v1", "draw\\u002dv1", 1).into_bytes();
    let fraction = text
        .replacen("\"capacity\":5", "\"capacity\":5.0", 1)
        .into_bytes();
    let without = text.replacen("\"fallback\":\"balls\",", "", 1).into_bytes();
    for other in [pretty, trailing, bom, doubled, escaped, fraction, without] {
        assert_ne!(other, charter.bytes());
        assert!(
            Charter::parse(&other).is_err(),
            "{}",
            String::from_utf8_lossy(&other)
        );
    }
}

#[test]
fn charters_that_break_a_rule_are_refused_for_it() {
    let base = serde_json::to_value(fixture::terms()).unwrap();
    assert!(Charter::parse(&canonical_json(&base).unwrap()).is_ok());
    for case in fixture::vectors()["charters_refused"].as_array().unwrap() {
        let mut changed = base.clone();
        for (name, value) in case["set"].as_object().unwrap() {
            changed[name] = value.clone();
        }
        let refused = Charter::parse(&canonical_json(&changed).unwrap()).expect_err("must be refused");
        assert_eq!(
            serde_json::to_value(&refused).unwrap()["code"],
            case["code"],
            "{case}: {refused}"
        );
    }
}

#[test]
fn only_the_organiser_signs() {
    let charter = Charter::new(fixture::terms()).unwrap();
    let key = fixture::organiser();
    let signature = charter.sign(&key);
    assert!(charter.verify(&signature, &key.verifying_key()).is_ok());
    assert!(
        charter
            .verify(&signature, &SigningKey::from_bytes(&[8; 32]).verifying_key())
            .is_err()
    );
    let mut terms = fixture::terms();
    terms.capacity += 1;
    assert!(
        Charter::new(terms)
            .unwrap()
            .verify(&signature, &key.verifying_key())
            .is_err()
    );
    assert!(parse_signature(&"A".repeat(128)).is_err());
    assert!(parse_organiser(&"0".repeat(63)).is_err());
}

#[test]
fn moments_are_written_in_their_offset() {
    let instant: Timestamp = "2026-04-20T00:00:00.9Z".parse().unwrap();
    assert_eq!(
        Moment::new(instant, offset(9)).as_str(),
        "2026-04-20T09:00:00+09:00"
    );
    assert_eq!(Moment::new(instant, offset(0)).as_str(), "2026-04-20T00:00:00Z");
    assert_eq!(
        Moment::new(instant, offset(-3)).as_str(),
        "2026-04-19T21:00:00-03:00"
    );
    let refused = [
        "2026-04-20 09:00:00+09:00",
        "2026-04-20T09:00:60Z",
        "2026-04-31T09:00:00Z",
        "2026-04-20T09:00:00",
    ];
    for text in refused {
        assert!(text.parse::<Moment>().is_err(), "{text}");
    }
}

/// The example of RFC 8785 section 3.2.3 (sorting) and the escapes of 3.2.2.2.
#[test]
fn canonical_json_sorts_by_utf_16_and_escapes_little() {
    let value = json!({
        "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
        "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O With Diaeresis",
    });
    let text = String::from_utf8(canonical_json(&value).unwrap()).unwrap();
    let order = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"];
    let places: Vec<usize> = order.iter().map(|word| text.find(word).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    let escapes = canonical_json(&json!("\u{20ac}$\u{f}\nA'\u{42}\"\\/\u{8}\u{c}\t\r\u{7f}")).unwrap();
    assert_eq!(
        String::from_utf8(escapes).unwrap(),
        "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\/\\b\\f\\t\\r\u{7f}\""
    );
    assert!(canonical_json(&json!(1.5)).is_err());
    assert!(canonical_json(&json!(9_007_199_254_740_992_u64)).is_err());
}

proptest! {
    #[test]
    fn a_moment_reads_back(second in 0_i64..4_000_000_000, minutes in -23 * 60_i32..=23 * 60) {
        let instant = Timestamp::from_second(second).unwrap();
        let moment = Moment::new(instant, jiff::tz::Offset::from_seconds(minutes * 60).unwrap());
        let read: Moment = moment.as_str().parse().unwrap();
        prop_assert_eq!(read.instant(), instant);
        prop_assert_eq!(read, moment);
    }
}
