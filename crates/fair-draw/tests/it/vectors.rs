//! The published test vectors, to the letter.

use std::collections::BTreeSet;

use fair_draw::{
    Beacon, BeaconSource, Digest, Label, Step, draw_key, fallback, label, rank, redraw, rfc3797, seats,
    verify,
};
use serde_json::Value;

use crate::fixture;

fn numbers(value: &Value) -> Vec<usize> {
    serde_json::from_value(value.clone()).unwrap()
}

fn digest(value: &Value) -> Digest {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn labels_list_key_ranking_and_seats() {
    let vectors = fixture::vectors();
    let vector = &vectors["draw"];
    let charter_hash = Digest::of(vector["charter_text"].as_str().unwrap().as_bytes());
    assert_eq!(charter_hash, digest(&vector["charter_hash"]));

    let labels: Vec<Label> = vector["receipts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|receipt| {
            let part = |name: &str| receipt[name].as_str().unwrap();
            label(
                vector["draw_id"].as_str().unwrap(),
                part("receipt"),
                part("frame"),
                part("salt"),
            )
        })
        .collect();
    assert_eq!(labels[0].to_string(), vector["first_label"].as_str().unwrap());
    let number_of = |wanted: &Label| labels.iter().position(|label| label == wanted).unwrap() + 1;

    let frames = fixture::frames();
    let receipts = fixture::receipts("2026-A");
    let entries = fixture::list(&receipts, &frames);
    assert_eq!(entries.hash(), digest(&vector["list_hash"]));

    let key = draw_key(&charter_hash, &entries.hash(), &digest(&vector["randomness"]));
    assert_eq!(key, digest(&vector["draw_key"]));
    let ranking = rank(&key, &entries);
    let order: Vec<usize> = ranking.iter().map(|ranked| number_of(&ranked.label)).collect();
    assert_eq!(order, numbers(&vector["ranking"]));

    let capacity = u32::try_from(vector["capacity"].as_u64().unwrap()).unwrap();
    let seated: Vec<Label> = seats(&ranking, &frames, capacity)
        .iter()
        .map(|seat| seat.label)
        .collect();
    assert_eq!(
        seated.iter().map(number_of).collect::<Vec<_>>(),
        numbers(&vector["seats"])
    );
    let waiting: Vec<usize> = ranking
        .iter()
        .map(|ranked| ranked.label)
        .filter(|label| !seated.contains(label))
        .map(|label| number_of(&label))
        .collect();
    assert_eq!(waiting, numbers(&vector["waiting"]));

    let declined = labels[numbers(&Value::Array(vec![vector["declined"].clone()]))[0] - 1];
    let kept: BTreeSet<Label> = seated.into_iter().filter(|label| *label != declined).collect();
    let lifted = redraw(&ranking, &frames, capacity, &kept, &BTreeSet::from([declined]));
    let lifted: Vec<usize> = lifted
        .iter()
        .map(|placement| number_of(&placement.label))
        .collect();
    assert_eq!(Value::from(lifted), Value::Array(vec![vector["lifted"].clone()]));
}

#[test]
fn the_published_round_verifies_and_gives_the_randomness() {
    let vectors = fixture::vectors();
    let BeaconSource::Drand(chain) = BeaconSource::quicknet() else {
        panic!("quicknet is a drand chain")
    };
    assert_eq!(
        serde_json::to_value(BeaconSource::quicknet()).unwrap(),
        vectors["quicknet"]
    );
    let signature = vectors["draw"]["signature"].as_str().unwrap();
    assert_eq!(
        chain.verify(657_413, signature).unwrap(),
        digest(&vectors["draw"]["randomness"])
    );
    assert!(chain.verify(657_414, signature).is_err());
}

#[test]
fn rounds_follow_from_times() {
    let BeaconSource::Drand(chain) = BeaconSource::quicknet() else {
        panic!("quicknet is a drand chain")
    };
    for case in fixture::vectors()["round_at"].as_array().unwrap() {
        let at = fixture::moment(case["at"].as_str().unwrap());
        assert_eq!(chain.round_at(at.instant()).ok(), case["round"].as_u64(), "{at}");
    }
}

#[test]
fn rfc_3797_section_6() {
    let vector = &fixture::vectors()["rfc3797"];
    let pool = u16::try_from(vector["pool"].as_u64().unwrap()).unwrap();
    let selected: Vec<u16> = serde_json::from_value(vector["selected"].clone()).unwrap();
    let count = u16::try_from(selected.len()).unwrap();
    let key = vector["key"].as_str().unwrap();
    assert_eq!(rfc3797::select(key, pool, count), selected);
    let mut all = rfc3797::select(key, pool, 99);
    all.sort_unstable();
    assert_eq!(all, (1..=pool).collect::<Vec<_>>());
}

#[test]
fn balls_as_text_and_randomness() {
    let vector = &fixture::vectors()["balls"];
    let permutations = fixture::permutations();
    assert_eq!(fallback::encode(&permutations), vector["text"].as_str().unwrap());
    assert_eq!(
        fallback::randomness(&permutations).unwrap(),
        digest(&vector["randomness"])
    );
    let written = Beacon::Balls { permutations }.bytes();
    assert!(written.starts_with(br#"{"kind":"balls","permutations":[[3,1,10,2,7,5,4,9,8,6],[10,"#));
}

#[test]
fn altered_bundles_fail_at_the_step_they_concern() {
    for case in fixture::vectors()["tampered"].as_array().unwrap() {
        let text = |name: &str| case[name].as_str();
        let original = fixture::bundle_file(text("bundle").unwrap());
        let mut members = crate::bundles::unpack(&original);
        let (_, content) = members
            .iter_mut()
            .find(|(name, _)| name == text("member").unwrap())
            .expect("the member exists");
        let before = String::from_utf8(content.clone()).unwrap();
        let after = match text("find") {
            Some(find) => before.replacen(find, text("replace").unwrap(), 1),
            None => text("replace").unwrap().to_owned(),
        };
        assert_ne!(before, after, "{case}");
        *content = after.into_bytes();
        expect(&crate::bundles::pack(&members), case);
    }
}

#[test]
fn bundles_with_other_members_fail_at_the_step_they_concern() {
    for case in fixture::vectors()["containers"].as_array().unwrap() {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let mut members = crate::bundles::unpack(&fixture::bundle_file("quicknet.zip"));
        let place = |name: &str| {
            fair_draw::container::MEMBERS
                .iter()
                .position(|member| *member == name)
                .unwrap()
        };
        if let Some(name) = text(&case["drop"]) {
            members.remove(place(&name));
        } else if let Some(name) = text(&case["repeat"]) {
            members.push(members[place(&name)].clone());
        } else if let Some(name) = text(&case["add"]) {
            members.push((name, b"hello\n".to_vec()));
        } else if let Some(name) = text(&case["rename"]) {
            members[place(&name)].0 = text(&case["to"]).unwrap();
        } else {
            let (left, right) = (text(&case["swap"][0]).unwrap(), text(&case["swap"][1]).unwrap());
            members.swap(place(&left), place(&right));
        }
        expect(&crate::bundles::pack(&members), case);
    }
}

fn expect(bundle: &[u8], case: &Value) {
    let report = verify(bundle, None);
    assert_eq!(
        report.failed.map(Step::as_str),
        case["step"].as_str(),
        "{case}: {report:?}"
    );
    let failure = serde_json::to_value(report.steps.last().unwrap()).unwrap();
    assert_eq!(failure["cause"]["code"], case["code"], "{case}: {failure}");
}
