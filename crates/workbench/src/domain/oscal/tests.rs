//! Out and in again equal, and what is not ours is said.

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::*;

/// A line of text without blanks at its ends, as OSCAL's values want it.
fn line() -> impl Strategy<Value = String> {
    "[あ-んa-zA-Z0-9][あ-んa-z ]{0,12}[あ-んa-z0-9]"
}

prop_compose! {
    fn exchange()(
        name in line(),
        seconds in 0_i64..4_000_000_000,
        rows in proptest::collection::btree_map(
            (5_u8..=8, 1_u8..=34),
            (line(), line(), select(Implementation::ALL.to_vec()), proptest::collection::vec(line(), 1..3)),
            1..20,
        ),
        tasks in proptest::collection::btree_map(
            "[a-z]{3,8}",
            (
                line(),
                line(),
                prop_oneof![Just(String::new()), line()],
                proptest::option::of(0_i16..3000),
                proptest::option::of(0_i64..9_000_000),
                select(Progress::ALL.to_vec()),
            ),
            0..6,
        ),
    ) -> Exchange {
        let number = |(chapter, place): &(u8, u8)| format!("{chapter}.{place}");
        Exchange {
            company: "0199-company".to_owned(),
            name,
            at: Timestamp::from_second(seconds).expect("in range"),
            controls: rows
                .iter()
                .map(|(key, (title, text, ..))| ControlText {
                    number: number(key),
                    title: title.clone(),
                    text: text.clone(),
                })
                .collect(),
            rows: rows
                .iter()
                .map(|(key, (_, _, implementation, reasons))| Applied {
                    control: number(key),
                    implementation: *implementation,
                    reasons: reasons.clone(),
                })
                .collect(),
            tasks: tasks
                .into_iter()
                .map(|(measure, (title, text, owner, days, cost, progress))| Planned {
                    measure,
                    title,
                    text,
                    owner,
                    due: days.map(|days| {
                        date(2026, 1, 1).saturating_add(jiff::Span::new().days(i64::from(days)))
                    }),
                    cost,
                    progress,
                })
                .collect(),
        }
    }
}

/// Every UUID in a file.
fn uuids<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                if let (true, Some(text)) = (key.ends_with("uuid"), field.as_str()) {
                    found.push(text);
                }
                uuids(field, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| uuids(item, found)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_equal(exchange in exchange()) {
        let files = write(&exchange);
        prop_assert_eq!(read(&files), Ok(exchange));
    }

    #[test]
    fn the_same_entries_give_the_same_files_with_uuids_of_version_4(exchange in exchange()) {
        let files = write(&exchange);
        prop_assert_eq!(&files, &write(&exchange));
        for file in [&files.catalog, &files.profile, &files.plan, &files.actions] {
            let mut found = Vec::new();
            uuids(file, &mut found);
            prop_assert!(!found.is_empty());
            for uuid in found {
                let uuid: uuid::Uuid = uuid.parse().expect("a UUID");
                prop_assert_eq!(uuid.get_version_num(), 4);
            }
        }
    }
}

#[test]
fn another_version_is_said() {
    let exchange = Exchange {
        company: "x".to_owned(),
        name: "青葉計測".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        controls: Vec::new(),
        rows: Vec::new(),
        tasks: Vec::new(),
    };
    let mut files = write(&exchange);
    files.catalog["catalog"]["metadata"]["oscal-version"] = "1.0.0".into();
    let refused = read(&files).expect_err("another version");
    assert_eq!(refused.to_string(), "catalog: oscal-version");
    files.catalog = serde_json::json!({ "profile": {} });
    assert_eq!(
        read(&files).expect_err("no catalog").to_string(),
        "catalog: catalog"
    );
}
