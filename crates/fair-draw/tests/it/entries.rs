//! The list of entries in its one form.

use fair_draw::{Entries, Entry, label};
use proptest::prelude::*;

use crate::fixture;

#[test]
fn other_forms_are_refused_each_for_its_reason() {
    for case in fixture::vectors()["entries_refused"].as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        let refused = Entries::parse(text.as_bytes(), &fixture::frames()).expect_err(text);
        assert_eq!(
            serde_json::to_value(&refused).unwrap()["code"],
            case["code"],
            "{case}: {refused}"
        );
    }
    assert!(Entries::parse(b"\xff\n", &fixture::frames()).is_err());
    assert!(Entries::parse(b"", &fixture::frames()).unwrap().is_empty());
}

#[test]
fn freezing_refuses_what_reading_would_refuse() {
    let entry = |number: usize, frame: &str| Entry {
        label: label("d", &number.to_string(), frame, "00"),
        frame: frame.to_owned(),
    };
    assert!(Entries::freeze([entry(1, "it"), entry(1, "it")], &fixture::frames()).is_err());
    assert!(Entries::freeze([entry(1, "finance")], &fixture::frames()).is_err());
}

proptest! {
    #[test]
    fn a_frozen_list_reads_back_and_does_not_depend_on_the_order(
        numbers in prop::collection::btree_set(0_u32..10_000, 0..40),
        seed in any::<u64>(),
    ) {
        let frames = fixture::frames();
        let entry = |number: &u32| {
            let frame = &frames[*number as usize % frames.len()].id;
            Entry { label: label("d", &number.to_string(), frame, "00"), frame: frame.clone() }
        };
        let entries: Vec<Entry> = numbers.iter().map(entry).collect();
        let mut shuffled = entries.clone();
        shuffled.sort_by_key(|entry| fair_draw::Digest::of(format!("{seed}{}", entry.label).as_bytes()));
        let frozen = Entries::freeze(entries.clone(), &frames).unwrap();
        prop_assert_eq!(&frozen, &Entries::freeze(shuffled, &frames).unwrap());
        prop_assert_eq!(&frozen, &Entries::parse(&frozen.bytes(), &frames).unwrap());
        for entry in &entries {
            let line = frozen.line_of(&entry.label).unwrap();
            prop_assert_eq!(frozen.iter().nth(line - 1), Some(entry));
        }
    }
}
