//! The report in words: complete, the same in both languages, sound with any figures.

use documents::model::Block;
use documents::pdf::Engine;
use jiff::Timestamp;
use platform::text::Language;

use super::*;
use crate::report::facts::{Coverage, UnstoppedFacts};
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
        centre: "050-0000-0119".to_owned(),
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
            if language == Language::Ja {
                "フィッシング詐欺"
            } else {
                "Phishing"
            },
            if language == Language::Ja {
                "オランダ"
            } else {
                "Netherlands"
            },
            "admin",
            "1,204",
        ] {
            assert!(text.contains(said), "{language:?}: {said}");
        }
    }
}

/// The box is there whenever the text speaks of it, with the number that is answered at any hour.
#[test]
fn a_red_box_that_is_spoken_of_is_there_with_the_support_centres_number() {
    let mut facts = quiet_month();
    facts.support.incidents = 1;
    for (language, said, boxed) in [
        (Language::Ja, "赤い枠", "すぐにお願いします"),
        (Language::En, "red box", "Please do this now"),
    ] {
        let text = text_of(&facts, language);
        assert!(text.contains(said) && text.contains(boxed), "{text}");
        assert!(text.contains("050-0000-0119"), "{language:?}");
        let quiet = text_of(&quiet_month(), language);
        assert!(!quiet.contains(said) && !quiet.contains(boxed));
        // Where no number is configured, nobody is told to telephone.
        let without = Edition {
            centre: String::new(),
            ..edition()
        };
        let text = serde_json::to_string(&document(&facts, &without, language).blocks).unwrap();
        assert!(
            text.contains(said) && !text.contains("お電話") && !text.contains("telephone"),
            "{text}"
        );
    }
}

/// Malware on a known computer is a B by its number, and asks for the box all the same: the text says so.
#[test]
fn a_box_below_a_b_is_announced() {
    let mut facts = quiet_month();
    facts.malware = busy_month().malware;
    facts.hosts = busy_month().hosts;
    let text = text_of(&facts, Language::En);
    assert!(
        text.contains("something to look at") && text.contains("red box below first"),
        "{text}"
    );
    assert!(text.contains("Please do this now"));
}

/// Behind “Seen and not stopped: 2” stand both, by name and host.
#[test]
fn what_was_not_stopped_is_listed() {
    let mut facts = quiet_month();
    facts.unstopped = vec![UnstoppedFacts {
        name: "Web.Shell.Upload".to_owned(),
        host: "192.168.1.77".to_owned(),
        severity: 4,
        count: 2,
    }];
    let text = text_of(&facts, Language::En);
    assert!(text.contains("Web.Shell.Upload") && text.contains("192.168.1.77"));
    assert!(!text_of(&quiet_month(), Language::En).contains("What was seen"));
}

#[test]
fn no_japanese_mark_stands_in_english() {
    let text = text_of(&busy_month(), Language::En);
    assert!(!text.contains('※'));
    assert!(text.contains("Note: "));
    assert!(text_of(&busy_month(), Language::Ja).contains('※'));
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
