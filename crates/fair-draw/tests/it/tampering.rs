//! A change of any byte is found.

use fair_draw::{Step, is_packed_again, verify};
use proptest::prelude::*;

use crate::{bundles, fixture};

/// Flips one bit of every byte, another one from byte to byte. Where only the container is concerned the whole
/// check runs, so this is the bundle without a pairing.
#[test]
fn each_byte_of_a_bundle_flipped_fails_and_names_the_step() {
    let original = fixture::bundle_file("balls.zip");
    let mut found = std::collections::BTreeMap::new();
    for index in 0..original.len() {
        let bit = 1 << (index % 8);
        let mut altered = original.clone();
        altered[index] ^= bit;
        let report = verify(&altered, None);
        let step = report
            .failed
            .unwrap_or_else(|| panic!("byte {index} ^ {bit:#x} went unnoticed"));
        assert!(!report.steps.last().unwrap().ok);
        assert_eq!(report.steps.last().unwrap().step, step);
        *found.entry(step).or_insert(0_u32) += 1;
    }
    let named: Vec<Step> = found.into_keys().collect();
    let expected = [
        Step::Charter,
        Step::Signature,
        Step::Entries,
        Step::Beacon,
        Step::Ranking,
        Step::Seats,
        Step::Log,
    ];
    assert_eq!(named, expected, "damage is reported where it is");
}

#[test]
fn a_bundle_cut_short_or_with_something_after_it_fails() {
    let original = fixture::bundle_file("quicknet.zip");
    for length in (0..original.len()).step_by(97).chain([original.len() - 1]) {
        assert!(!verify(&original[..length], None).ok, "cut to {length}");
    }
    let padded = [original.as_slice(), b"\0"].concat();
    assert_eq!(verify(&padded, None).failed, Some(Step::Charter));
    let preceded = [b"\0".as_slice(), &original].concat();
    assert!(!verify(&preceded, None).ok);
}

/// The container repaired around the change, as somebody would who means it: every content step must see it.
#[test]
fn a_change_packed_again_properly_fails_at_its_own_step() {
    let members = bundles::unpack(&fixture::bundle_file("balls.zip"));
    for (place, expected) in [
        (0, vec![Step::Charter, Step::Signature]),
        (1, vec![Step::Signature]),
        (2, vec![Step::Signature]),
        (3, vec![Step::Entries, Step::Ranking]),
        (4, vec![Step::Beacon, Step::Ranking]),
        (5, vec![Step::Ranking]),
        (6, vec![Step::Seats]),
    ] {
        for index in (0..members[place].1.len()).step_by(5) {
            let mut altered = members.clone();
            altered[place].1[index] ^= 0x01;
            let failed = verify(&bundles::pack(&altered), None).failed;
            assert!(
                failed.is_some_and(|step| expected.contains(&step)),
                "{} byte {index}: {failed:?}",
                altered[place].0
            );
        }
    }
}

#[test]
fn contents_are_looked_at_before_the_container() {
    let original = fixture::bundle_file("balls.zip");
    let mut dated = original.clone();
    dated[10] ^= 1;
    let report = verify(&dated, None);
    assert_eq!(report.failed, Some(Step::Charter), "its own header was altered");

    let mut members = bundles::unpack(&original);
    members[5].1[0] = b'2';
    let mut altered = bundles::pack(&members);
    altered[10] ^= 1;
    assert_eq!(
        verify(&altered, None).failed,
        Some(Step::Ranking),
        "the ranking matters more than a date"
    );
}

/// What was picked by mistake says nothing about a draw; what was cut or altered does.
#[test]
fn some_other_file_is_no_altered_record() {
    let receipt = fixture::bundle_file("quicknet.receipt.json");
    let docx = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    let cases: [(&[u8], &str); 7] = [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \n", "empty_file"),
        (&receipt, "receipt_file"),
        (b"[1]", "json_file"),
        (b"{ no", "other_file"),
        (b"%PDF-1.7", "other_file"),
        (&docx, "other_archive"),
    ];
    for (bytes, code) in cases {
        let report = verify(bytes, None);
        assert_eq!(report.failed, Some(Step::Charter), "{code}");
        let cause = serde_json::to_value(&report.steps[0].cause).unwrap();
        assert_eq!(cause["code"], code);
    }
    let whole = fixture::bundle_file("quicknet.zip");
    let cut = verify(&whole[..900], None);
    let cause = serde_json::to_value(&cut.steps[0].cause).unwrap();
    assert_eq!(cause["code"], "not_zip");
}

/// Unpacked and packed again, in another order, in a folder, with what an operating system adds: no forgery, and not the
/// published file either. A record that was changed on the way is not told from a forgery by its ZIP.
#[test]
fn a_sound_record_packed_again_is_known_as_such() {
    let original = fixture::bundle_file("quicknet.zip");
    assert!(!is_packed_again(&original));
    assert!(is_packed_again(&fixture::bundle_file("repacked.zip")));
    let mut members = bundles::unpack(&original);
    members.reverse();
    let reversed = bundles::pack(&members);
    assert!(!verify(&reversed, None).ok && is_packed_again(&reversed));
    for member in &mut members {
        member.0 = format!("record/{}", member.0);
    }
    members.push(("record/.DS_Store".to_owned(), b"x".to_vec()));
    members.push(("__MACOSX/record/log.jsonl".to_owned(), b"x".to_vec()));
    let in_folder = bundles::pack(&members);
    assert!(!verify(&in_folder, None).ok && is_packed_again(&in_folder));
    members[0].1.extend_from_slice(b"{}\n");
    assert!(!is_packed_again(&bundles::pack(&members)));
    assert!(!is_packed_again(b"") && !is_packed_again(&original[..900]));
}

/// Packed again by another program, with deflate and today's date: read, found whole, and still not the bundle.
#[test]
fn a_bundle_packed_again_with_deflate_is_refused_for_its_container() {
    let report = verify(&fixture::bundle_file("repacked.zip"), None);
    assert_eq!(report.failed, Some(Step::Charter));
    assert!(
        report.steps[0].detail.contains("the ZIP itself was altered"),
        "{report:?}"
    );
}

proptest! {
    /// Bytes of a stranger's making never do more than fail: no panic, and a step is named.
    #[test]
    fn whatever_the_bytes_the_check_ends_with_a_named_step(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
        noise in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let original = fixture::bundle_file("balls.zip");
        let mut altered = original.clone();
        for (index, byte) in changes {
            // Half of the changes go to the directory, where the numbers are.
            let (start, length) = if byte & 1 == 0 { (0, original.len()) } else { (original.len() - 500, 500) };
            altered[start + index.index(length)] = byte;
        }
        if let Some(cut) = cut {
            altered.truncate(cut.index(original.len()));
        }
        for bytes in [altered, noise] {
            let report = verify(&bytes, None);
            prop_assert_eq!(report.ok, bytes == original);
            prop_assert_eq!(report.failed, report.steps.last().filter(|last| !last.ok).map(|last| last.step));
        }
    }
}
