use std::path::Path;

use proptest::prelude::*;

use super::*;

fn sources() -> Sources {
    crate::programmes::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes")).unwrap()
}

/// The copy beside the originals.
fn copied(from: &str, new_id: &str, fiscal_year: i16) -> (Renewed, Sources) {
    let mut sources = sources();
    let renewed = renew(&sources, from, new_id, fiscal_year).unwrap();
    for (path, bytes) in &renewed.files {
        sources.insert(format!("{new_id}/{path}"), bytes.clone());
    }
    (renewed, sources)
}

fn text<'a>(renewed: &'a Renewed, path: &str) -> &'a str {
    std::str::from_utf8(&renewed.files[path]).unwrap()
}

#[test]
fn a_copy_has_no_mistake_but_what_awaits_review() {
    for from in ["jissenryoku-2025", "kojo-2023", "followup-2024", "taisei-2024"] {
        let (renewed, sources) = copied(from, "neu-2026", 2026);
        let loaded = load(&sources);
        let wrong: Vec<_> = loaded
            .findings
            .iter()
            .filter(|finding| finding.code != Code::Review)
            .collect();
        assert!(wrong.is_empty(), "{from}: {wrong:?}");
        assert_eq!(loaded.findings.len(), renewed.review.len());
        let new = loaded.catalogue.get("neu-2026").unwrap();
        assert!(new.awaits_review());
        assert_eq!(new.file.fiscal_year, 2026);
        assert!(loaded.into_runnable().unwrap().get("neu-2026").is_none());
    }
}

#[test]
fn dates_move_by_weeks_and_comments_stay() {
    let (renewed, _) = copied("jissenryoku-2025", "jissenryoku-2026", 2026);
    assert_eq!(renewed.weeks, 52);
    let programme = text(&renewed, "programme.toml");
    for line in [
        "id = \"jissenryoku-2026\"",
        "fiscal_year = 2026",
        "opens = 2026-05-28T00:00:00",
        "closes = 2026-06-29T17:00:00",
        "draw_id = \"jissenryoku-2026-1\"",
        "# Frames follow the divisions of the Japan Standard Industrial Classification. The numbers of the call",
        "published.ja = \"令和7年5月\"",
    ] {
        assert!(programme.lines().any(|found| found == line), "{line}");
    }
    // 24 July is a Friday in 2026; 8 August 2025 was a Friday, but 11 August 2026 is a holiday elsewhere.
    assert!(text(&renewed, "delivery.toml").contains("2026-07-24"));
    for place in [
        "course[0].opens",
        "selection.draw_at",
        "published",
        "delivery.toml: seminars.dates[0]",
    ] {
        assert!(
            renewed.review.iter().any(|found| found == place),
            "{place} in {:?}",
            renewed.review
        );
    }
}

#[test]
fn closing_days_keep_their_day_of_the_year() {
    let (renewed, _) = copied("taisei-2024", "taisei-2026", 2026);
    let programme = text(&renewed, "programme.toml");
    assert!(programme.contains("from = 2026-12-30") && programme.contains("to = 2027-01-03"));
}

#[test]
fn what_cannot_be_copied_is_refused() {
    let sources = sources();
    let refused = |from: &str, id: &str, year: i16| renew(&sources, from, id, year).unwrap_err();
    assert_eq!(
        refused("kojo-2023", "../x", 2026),
        Refusal::BadId("../x".to_owned())
    );
    assert_eq!(
        refused("kojo-2023", "Kojo", 2026),
        Refusal::BadId("Kojo".to_owned())
    );
    assert_eq!(
        refused("kojo-2023", "taisei-2024", 2026),
        Refusal::Exists("taisei-2024".to_owned())
    );
    assert_eq!(
        refused("nothing", "x-2026", 2026),
        Refusal::UnknownSource("nothing".to_owned())
    );
    assert_eq!(
        refused("kojo-2023", "x-1990", 1990),
        Refusal::YearOutOfRange(1990)
    );
    let mut broken = sources.clone();
    broken.insert("kojo-2023/programme.toml", "id = \"kojo-2023\"");
    assert!(matches!(
        renew(&broken, "kojo-2023", "x", 2026),
        Err(Refusal::Mistakes(_))
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// In whatever year: no window, draw, session or briefing falls out of order, and promised days are business days.
    #[test]
    fn every_year_works(year in 2019_i16..2090, which in 0_usize..4) {
        let from = ["jissenryoku-2025", "kojo-2023", "followup-2024", "taisei-2024"][which];
        let (_, mut sources) = copied(from, "neu", year);
        sources.restrict_to("neu", "neu");
        let findings = load(&sources).findings;
        let wrong: Vec<_> = findings.iter().filter(|finding| finding.code != Code::Review).collect();
        prop_assert!(wrong.is_empty(), "{:?}", wrong);
    }
}
