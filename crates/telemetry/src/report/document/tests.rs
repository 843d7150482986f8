//! The report in words: complete, the same in both languages, sound with any figures.

use documents::model::Block;
use documents::pdf::Engine;
use jiff::Timestamp;
use platform::text::Language;

use super::*;
use crate::report::facts::Coverage;
use crate::report::samples::{busy_month, quiet_month};

fn edition() -> Edition {
    Edition {
        made_at: "2026-11-04T01:00:00Z".parse::<Timestamp>().unwrap(),
        revision: 1,
        reason: None,
        contact: [
            "見本サポートセンター 03-0000-0000".to_owned(),
            "Sample support centre 03-0000-0000".to_owned(),
        ],
        is_draft: false,
    }
}

fn text_of(facts: &MonthFacts, language: Language) -> String {
    serde_json::to_string(&document(facts, &edition(), language).blocks).unwrap()
}

#[test]
fn every_figure_of_a_busy_month_is_said() {
    for language in [Language::Ja, Language::En] {
        let text = text_of(&busy_month(), language);
        for said in [
            "EICAR_TEST_FILE",
            "192.168.1.23",
            "203.0.113.77",
            "HTTP.Unix.Shell",
            "Phishing",
            "admin",
            "1,204",
        ] {
            assert!(text.contains(said), "{language:?}: {said}");
        }
    }
}

#[test]
fn only_terms_that_stand_in_it_are_explained() {
    let quiet = text_of(&quiet_month(), Language::Ja);
    assert!(
        quiet.contains("弱点をねらう通信を見つけて止めるしくみです"),
        "IPS is used"
    );
    assert!(
        !quiet.contains("怪しいファイルを安全な場所で"),
        "a sandbox is not"
    );
}

#[test]
fn a_month_without_a_log_is_a_report_too() {
    let mut facts = quiet_month();
    facts.coverage = Coverage::default();
    facts.functions.clear();
    facts.device = None;
    for language in [Language::Ja, Language::En] {
        let made = document(&facts, &edition(), language);
        assert!(Engine::default().pdf(&made).unwrap().pages >= 1);
    }
}

#[test]
fn a_revision_says_so_and_why() {
    let edition = Edition {
        revision: 2,
        reason: Some("届くのが遅れたログを加えました".to_owned()),
        ..edition()
    };
    let made = document(&quiet_month(), &edition, Language::Ja);
    assert!(made.issued.contains(&"第2版".to_owned()));
    let said = |block: &Block| {
        serde_json::to_string(block)
            .unwrap()
            .contains("届くのが遅れたログを加えました")
    };
    assert!(made.blocks.iter().any(said));
}

#[test]
fn it_is_two_to_four_pages() {
    for facts in [quiet_month(), busy_month()] {
        for language in [Language::Ja, Language::En] {
            let pdf = Engine::default()
                .pdf(&document(&facts, &edition(), language))
                .unwrap();
            if let Some(folder) = std::env::var_os("MAMORI_WRITE_REPORTS") {
                let name = format!("{}-{language:?}.pdf", facts.totals().detected);
                std::fs::write(std::path::Path::new(&folder).join(name), &pdf.bytes).unwrap();
            }
            assert!((2..=4).contains(&pdf.pages), "{} pages", pdf.pages);
        }
    }
}
