//! The corpus of the fuzz targets, without the fuzzer.

use std::fs;
use std::path::Path;

use firewall_logs::{Class, Format, Parser, fuzz};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The files of a target's corpus; none if there is none yet.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let entries = fs::read_dir(&folder).into_iter().flatten();
    entries
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn every_format_has_a_target_and_each_corpus_holds() {
    let mut corpora = 0;
    for format in Format::ALL {
        let target = format!("{}/fuzz/fuzz_targets/{format}.rs", env!("CARGO_MANIFEST_DIR"));
        assert!(Path::new(&target).exists(), "{target} is missing");
        let files = corpus(format.as_str());
        corpora += usize::from(!files.is_empty());
        for bytes in files {
            fuzz::lines(Some(*format), &bytes);
            fuzz::lines(None, &bytes);
        }
    }
    assert!(corpora >= 6, "{corpora}");
    for bytes in corpus("auto") {
        fuzz::lines(None, &bytes);
    }
}

#[test]
fn detection_finds_the_format_of_each_corpus() {
    for format in Format::ALL {
        for bytes in corpus(format.as_str()) {
            for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                let mut parser = Parser::new(TimeZone::UTC);
                let event = parser.parse(line, Timestamp::constant(1_793_664_600, 0));
                let text = String::from_utf8_lossy(line);
                assert_eq!(parser.format(), Some(*format), "{text}");
                assert_ne!(event.class, Class::Base, "{:?}: {text}", event.reason);
            }
        }
    }
}

#[test]
fn lines_cut_off_anywhere_hold() {
    for format in Format::ALL {
        for bytes in corpus(format.as_str()) {
            let line = bytes.split(|byte| *byte == b'\n').next().unwrap();
            for end in 0..line.len() {
                fuzz::lines(Some(*format), &line[..end]);
            }
        }
    }
}
