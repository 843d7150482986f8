//! Bundles written, checked in, read again; receipts against them.

use fair_draw::{Bundle, Receipt, Source, Standing, Step, open, verify};

use crate::fixture;

/// A member's name and content.
pub(crate) type Member = (String, Vec<u8>);

/// Reads a bundle's members in the most naive way: stored members one after the other.
pub(crate) fn unpack(mut bytes: &[u8]) -> Vec<Member> {
    let mut members = Vec::new();
    while bytes.starts_with(b"PK\x03\x04") {
        let size = u32::from_le_bytes(bytes[18..22].try_into().unwrap()) as usize;
        let name = 30 + usize::from(u16::from_le_bytes(bytes[26..28].try_into().unwrap()));
        members.push((
            String::from_utf8(bytes[30..name].to_vec()).unwrap(),
            bytes[name..name + size].to_vec(),
        ));
        bytes = &bytes[name + size..];
    }
    members
}

/// Packs any members in the canonical way.
pub(crate) fn pack(members: &[Member]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc32fast::hash(content).to_le_bytes());
        common.extend([u32::try_from(content.len()).unwrap().to_le_bytes(); 2].concat());
        common.extend([u8::try_from(name.len()).unwrap(), 0, 0, 0]);
        let offset = u32::try_from(out.len()).unwrap().to_le_bytes();
        out.extend([b"PK\x03\x04".as_slice(), &common, name.as_bytes(), content].concat());
        let attributes = [0, 0, 0, 0, 0, 0, 0, 0, 0x80, 1];
        directory.extend(
            [
                b"PK\x01\x02\x14\x03".as_slice(),
                &common,
                &attributes,
                &offset,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = u16::try_from(members.len()).unwrap().to_le_bytes();
    let sizes = [directory.len(), out.len()].map(|size| u32::try_from(size).unwrap().to_le_bytes());
    let end = [
        b"PK\x05\x06\0\0\0\0".as_slice(),
        &count,
        &count,
        &sizes.concat(),
        &[0, 0],
    ]
    .concat();
    [out, directory, end].concat()
}

/// Compares with the checked-in file; with `UPDATE_FIXTURES=1` writes it.
fn check_in(name: &str, content: &[u8]) {
    let path = fixture::folder().join(name);
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(&path, content).unwrap();
    }
    assert!(
        std::fs::read(&path).unwrap() == content,
        "{name} is out of date; set UPDATE_FIXTURES=1"
    );
}

fn fixtures() -> [(&'static str, Bundle); 4] {
    [
        ("quicknet.zip", fixture::quicknet_bundle()),
        ("test-beacon.zip", fixture::test_beacon_bundle()),
        ("balls.zip", fixture::balls_bundle()),
        ("nobody.zip", fixture::nobody_bundle()),
    ]
}

#[test]
fn bundles_are_the_same_on_every_machine_and_verify() {
    for (name, bundle) in fixtures() {
        check_in(name, &bundle.write());
        let report = verify(&bundle.write(), None);
        assert!(report.ok, "{name}: {report:?}");
        assert_eq!(report.steps.len(), 7);
        assert_eq!(open(&bundle.write()).unwrap().write(), bundle.write());
        assert_eq!(pack(&unpack(&bundle.write())), bundle.write());
    }
    let receipt = &fixture::receipts("2026-A")[6];
    check_in(
        "quicknet.receipt.json",
        format!("{}\n", serde_json::to_string_pretty(receipt).unwrap()).as_bytes(),
    );
}

#[test]
fn a_report_says_what_the_bundle_is_about() {
    let bundle = fixture::quicknet_bundle();
    let receipt = Receipt::parse(&fixture::bundle_file("quicknet.receipt.json")).unwrap();
    let report = verify(&bundle.write(), Some(&receipt));
    assert!(report.ok, "{report:?}");
    let facts = &report.facts;
    assert_eq!(facts.charter_hash, Some(bundle.charter().hash()));
    assert_eq!(facts.list_hash, Some(bundle.entries().hash()));
    assert_eq!(facts.source, Some(Source::Quicknet));
    assert_eq!(facts.round, Some(657_413));
    assert_eq!(facts.log_head, Some(bundle.log().head()));
    let applicant = facts.applicant.as_ref().unwrap();
    assert_eq!(
        bundle.entries().iter().nth(applicant.line - 1).unwrap().label,
        receipt.label
    );
    assert_eq!(
        bundle.ranking().iter().nth(applicant.rank - 1).unwrap().label,
        receipt.label
    );
    assert_eq!(
        Some(applicant.standing.clone()),
        bundle.state().unwrap().standing(&receipt.label)
    );

    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["ok"], true);
    assert_eq!(json["steps"][7]["step"], "receipt");
    let tests = verify(&fixture::test_beacon_bundle().write(), None);
    assert_eq!(tests.facts.source, Some(Source::OtherChain));
    assert_eq!(
        verify(&fixture::balls_bundle().write(), None).facts.source,
        Some(Source::Balls)
    );
}

#[test]
fn a_receipt_that_does_not_belong_fails_the_receipt() {
    let bundle = fixture::quicknet_bundle().write();
    let genuine = fixture::receipts("2026-A").remove(0);
    let stranger = Receipt::issue("2026-A", "R9999", "it", [9; 16]).unwrap();
    let other_draw = fixture::receipts("2026-B").remove(0);
    let other_frame = Receipt {
        frame: "it".to_owned(),
        ..genuine.clone()
    };
    let cases = [
        (stranger, "not_listed"),
        (other_draw, "other_draw"),
        (other_frame, "receipt_label"),
    ];
    for (receipt, code) in cases {
        let report = verify(&bundle, Some(&receipt));
        assert_eq!(report.failed, Some(Step::Receipt));
        assert_eq!(
            serde_json::to_value(&report).unwrap()["steps"][7]["cause"]["code"],
            code
        );
    }
    assert!(verify(&bundle, Some(&genuine)).ok);
    assert!(Receipt::parse(b"not JSON").is_err());
    assert!(Receipt::issue("2026|A", "R1", "it", [0; 16]).is_err());
}

#[test]
fn receipts_say_waiting_seated_or_out() {
    let bundle = fixture::quicknet_bundle();
    let state = bundle.state().unwrap();
    let kinds: Vec<Standing> = fixture::receipts("2026-A")
        .iter()
        .map(|receipt| state.standing(&receipt.label).unwrap())
        .collect();
    assert_eq!(
        kinds
            .iter()
            .filter(|standing| matches!(standing, Standing::Seated { .. }))
            .count(),
        5
    );
    assert_eq!(
        kinds
            .iter()
            .filter(|standing| matches!(standing, Standing::Out { .. }))
            .count(),
        4
    );
    let mut positions: Vec<usize> = kinds
        .iter()
        .filter_map(|standing| match standing {
            Standing::Waiting { position } => Some(*position),
            _ => None,
        })
        .collect();
    positions.sort_unstable();
    assert_eq!(positions, [1, 2, 3]);
}

#[test]
fn what_would_not_verify_cannot_be_assembled() {
    use fair_draw::{Beacon, Charter, Failure, Log, SigningKey};
    let charter = Charter::new(fixture::terms()).unwrap();
    let key = fixture::organiser();
    let entries = || fixture::list(&fixture::receipts("2026-A"), &fixture::frames());
    let assemble = |signer: &SigningKey, beacon: Beacon| {
        let signature = charter.sign(signer);
        Bundle::assemble(
            charter.clone(),
            signature,
            key.verifying_key(),
            entries(),
            beacon,
            Log::new(),
        )
    };
    assert!(assemble(&key, fixture::published_round()).is_ok());
    let stranger = SigningKey::from_bytes(&[8; 32]);
    assert!(matches!(
        assemble(&stranger, fixture::published_round()),
        Err(Failure::Signature(_))
    ));
    let Beacon::Round { signature, .. } = fixture::published_round() else {
        panic!("a round")
    };
    let early = Beacon::Round {
        round: 657_412,
        signature,
    };
    assert!(matches!(assemble(&key, early), Err(Failure::Beacon(_))));
}
