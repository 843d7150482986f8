//! Every failure has a sentence in both languages, and no sentence is without its failure.

use std::collections::BTreeSet;

use fair_draw::{
    BeaconError, CharterError, ContainerError, DerivedError, Digest, EntriesError, Failure, LogError,
    ReceiptError, Refusal, SignatureError, label,
};
use platform::text::Language;

use super::*;

const JA: &str = include_str!("../../../../../../locales/ja/draw.ftl");
const EN: &str = include_str!("../../../../../../locales/en/draw.ftl");

/// One value of every variant; a variant that is not named does not compile.
macro_rules! every {
    ($kind:ident { $($variant:ident $({ $($field:ident: $value:expr),* })?),* $(,)? }) => {{
        fn complete(one: &$kind) {
            match one {
                $($kind::$variant { .. } => (),)*
            }
        }
        let all = vec![$($kind::$variant $({ $($field: $value),* })?),*];
        all.iter().for_each(complete);
        all
    }};
}

fn failures() -> Vec<Failure> {
    let text = || "x".to_owned();
    let container = every!(ContainerError {
        EmptyFile,
        ReceiptFile,
        JsonFile,
        OtherFile,
        OtherArchive,
        NotZip { reason: "no end of directory" },
        MissingMember { member: "log.jsonl" },
        DuplicateMember { member: "log.jsonl" },
        MemberOutOfOrder { member: "log.jsonl" },
        UnexpectedMember { name: text() },
        DamagedMember { member: "log.jsonl", reason: "its checksum differs" },
        ContainerNotCanonical { member: "log.jsonl" },
    });
    let charter = every!(CharterError {
        CharterNotJson { message: text() },
        CharterNotCanonical,
        UnknownAlgorithm { algorithm: text() },
        CharterShape { message: text() },
        BadDrawId,
        FreezeBeforeClose,
        DrawTooSoon,
        NoFrames,
        EmptyFrame,
        BadFrame { frame: text() },
        DuplicateFrame { frame: text() },
        MinimumAboveMaximum { frame: text() },
        MinimumsAboveCapacity { sum: 3, capacity: 2 },
        BeaconKeyLength { length: 3 },
        BeaconKeyInvalid,
        BeaconTiming,
        BeaconContradictsChain,
        DrawBeforeGenesis,
    });
    let signature = every!(SignatureError {
        SignatureText,
        OrganiserKey,
        WrongSignature,
    });
    let entries = every!(EntriesError {
        ByteOrderMark,
        EntryNotUtf8 { line: 2 },
        CarriageReturn { line: 2 },
        MissingFinalNewline,
        EmptyLine { line: 2 },
        TrailingBlank { line: 2 },
        FullWidthLabel { line: 2 },
        BadLabel { line: 2 },
        UnknownFrame { line: 2, frame: text() },
        DuplicateLabel { line: 2 },
        Unsorted { line: 2 },
    });
    let beacon = every!(BeaconError {
        BeaconText,
        SourceNotAllowed,
        WrongRound { expected: 2, found: 3 },
        BeforeFirstRound,
        RoundSignatureText,
        UnusableKey,
        WrongRoundSignature,
        NumberOfPermutations { found: 3 },
        NotAPermutation { draw: 3 },
    });
    let derived = every!(DerivedError {
        LineDiffers { member: "seats.csv", line: 2 },
    });
    let log = every!(Refusal {
        LogMissingFinalNewline,
        LogLineForm,
        WrongSequence { expected: 2, found: 3 },
        BrokenChain,
        UnknownLabel,
        NotNextOffer { expected: Some(label("d", "R1", "f", "00")) },
        NotOffered,
        AlreadyOut,
        BadReasonCode,
        EmptyReason,
        OverrideNeedsSignature,
        OverrideSignature,
        NotWaiting,
        NoFreeSeat,
    });
    let receipt = every!(ReceiptError {
        ReceiptNotJson { message: text() },
        ReceiptField { field: text() },
        ReceiptLabel,
        OtherDraw { expected: text(), found: text() },
        NotListed,
    });
    let log = log.into_iter().map(|cause| LogError { line: 2, cause });
    let parts: [Vec<Failure>; 8] = [
        container.into_iter().map(Failure::from).collect(),
        charter.into_iter().map(Failure::from).collect(),
        signature.into_iter().map(Failure::from).collect(),
        entries.into_iter().map(Failure::from).collect(),
        beacon.into_iter().map(Failure::from).collect(),
        derived.into_iter().map(Failure::from).collect(),
        log.map(Failure::from).collect(),
        receipt.into_iter().map(Failure::from).collect(),
    ];
    parts.concat()
}

fn code(failure: &Failure) -> String {
    serde_json::to_value(failure).unwrap()["code"]
        .as_str()
        .unwrap()
        .replace('_', "-")
}

fn keys(file: &str) -> BTreeSet<&str> {
    file.lines()
        .filter(|line| line.starts_with("draw-"))
        .filter_map(|line| line.split(' ').next())
        .collect()
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|character| ('ぁ'..='ヿ').contains(&character))
}

#[test]
fn every_failure_is_said_in_both_languages() {
    for failure in failures() {
        for language in Language::ALL {
            let text = super::failure(&failure, Words::new(language));
            assert!(
                !text.contains("draw-failure") && !text.contains('{'),
                "{failure:?}: {text}"
            );
            assert_eq!(
                is_japanese(&text),
                language == Language::Ja,
                "{failure:?}: {text}"
            );
        }
    }
}

#[test]
fn the_sentences_are_those_of_the_failures() {
    let expected: BTreeSet<String> = failures()
        .iter()
        .map(|failure| format!("draw-failure-{}", code(failure)))
        .collect();
    let found: BTreeSet<String> = keys(JA)
        .into_iter()
        .filter(|key| key.starts_with("draw-failure-"))
        .map(str::to_owned)
        .collect();
    assert_eq!(found, expected);
    assert_eq!(keys(JA), keys(EN));
}

/// The checker's reasons come in English: the Japanese sentence chooses its own words.
#[test]
fn reasons_of_a_damaged_zip_are_translated() {
    let reasons = [
        "it lies outside the file",
        "no local header",
        "its two names differ",
        "it is too large",
        "it cannot be decompressed",
        "it is packed in an unknown way",
        "its checksum differs",
    ];
    let damaged = reasons.map(|reason| ContainerError::DamagedMember {
        member: "log.jsonl",
        reason,
    });
    let unreadable = [
        "no end of directory",
        "the directory is outside the file",
        "the directory is damaged",
    ];
    let not_zip = unreadable.map(|reason| ContainerError::NotZip { reason });
    for error in damaged.into_iter().chain(not_zip) {
        let ja = failure(&error.clone().into(), Words::new(Language::Ja));
        let words = ja.replace("log.jsonl", "").replace("ZIP", "");
        assert!(
            !words.contains(|character: char| character.is_ascii_alphabetic()),
            "{ja}"
        );
        let en = failure(&error.into(), Words::new(Language::En));
        assert!(!en.contains('-'), "{en}");
    }
}

#[test]
fn values_stand_in_the_sentences() {
    let words = Words::new(Language::En);
    let wrong = BeaconError::WrongRound {
        expected: 27_946_612,
        found: 5,
    };
    assert_eq!(
        failure(&wrong.into(), words),
        "The time of the draw gives round 27946612; round 5 was used."
    );
    let offer = LogError {
        line: 7,
        cause: Refusal::NotNextOffer { expected: None },
    };
    assert_eq!(
        failure(&offer.into(), words),
        "Line 7: the seat was offered out of turn (next is nobody)."
    );
}

/// Every message that `words` asks for by a computed or constant key.
#[test]
fn every_message_of_a_report_exists() {
    let source = include_str!("../words.rs");
    let mut asked: BTreeSet<String> = source
        .split('"')
        .filter(|text| text.starts_with("draw-verify-") && !text.contains('{'))
        .map(str::to_owned)
        .collect();
    let steps = [
        "charter",
        "signature",
        "entries",
        "beacon",
        "ranking",
        "seats",
        "log",
        "receipt",
    ];
    for step in steps {
        asked.insert(format!("draw-verify-ok-{step}"));
        asked.insert(format!("draw-verify-step-{step}"));
    }
    asked.extend(["draw-verify-unreadable", "draw-verify-folder"].map(str::to_owned));
    let found: BTreeSet<String> = keys(JA)
        .into_iter()
        .filter(|key| key.starts_with("draw-verify-"))
        .map(str::to_owned)
        .collect();
    assert_eq!(found, asked);
}

#[test]
fn every_standing_is_said() {
    let all = [
        Standing::Seated {
            progress: Progress::Pending,
        },
        Standing::Seated {
            progress: Progress::Offered,
        },
        Standing::Seated {
            progress: Progress::Accepted,
        },
        Standing::Waiting { position: 4 },
        Standing::Out {
            departure: Departure::Declined,
        },
        Standing::Out {
            departure: Departure::Lapsed,
        },
        Standing::Out {
            departure: Departure::Ineligible("withdrawn".to_owned()),
        },
        Standing::Out {
            departure: Departure::Removed,
        },
    ];
    let said: BTreeSet<String> = all
        .iter()
        .map(|one| standing(one, Words::new(Language::Ja)))
        .collect();
    assert_eq!(said.len(), all.len());
    assert!(said.iter().all(|text| is_japanese(text)), "{said:?}");
    assert_eq!(
        facts(&report_of(Facts::default()), None, Words::new(Language::En)),
        []
    );
}

fn report_of(facts: Facts) -> Report {
    Report {
        ok: true,
        failed: None,
        steps: Vec::new(),
        facts,
    }
}

#[test]
fn only_quicknet_goes_without_a_warning() {
    assert_eq!(warning(Some(Source::Quicknet)), None);
    for source in [Source::OtherChain, Source::Balls] {
        let facts = Facts {
            source: Some(source),
            charter_hash: Some(Digest::ZERO),
            ..Facts::default()
        };
        let text = describe(
            &report_of(facts),
            None,
            Packing::AsPublished,
            Words::new(Language::Ja),
        );
        assert!(text.contains("警告: "), "{text}");
    }
}
