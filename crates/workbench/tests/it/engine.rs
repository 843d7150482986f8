//! What must hold of scores (W1), risks (W3) and the statement of applicability (W4), whatever a company enters.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use uuid::Uuid;
use workbench::domain::assessment::{Assessment, assess};
use workbench::domain::book::{Book, Frequency, Frozen, MAIN_SITE};
use workbench::domain::catalogue::{CONTROLS, Catalogue, Medium};
use workbench::domain::diagnosis::{Answer, Answers, band, company, score};
use workbench::domain::ledger::{Asset, AssetId, Personal};
use workbench::domain::measures::{Declared, Rung, Status};
use workbench::domain::plan::Task;
use workbench::domain::record::Entry;
use workbench::domain::risk::{Factors, Grade, Level, Method, likelihood};
use workbench::domain::soa::{Implementation, statement};
use workbench::domain::years::{Snapshot, Summary, close, compare, summary};

pub static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| workbench::embedded().expect("the shipped catalogues are sound"));

fn grade() -> impl Strategy<Value = Grade> {
    select(Grade::ALL.to_vec())
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![
        Just(Method::Ipa4),
        Just(Method::Product),
        (1_u32..=81).prop_map(|tolerance| Method::Tokyo4 { tolerance }),
    ]
}

fn answer() -> impl Strategy<Value = Answer> {
    select(Answer::ALL.to_vec())
}

fn answers() -> impl Strategy<Value = Answers> {
    proptest::collection::btree_map(1_u8..=25, answer(), 0..=25)
}

prop_compose! {
    fn asset()(
        medium in select(Medium::ALL.to_vec()),
        personal in select(Personal::ALL.to_vec()),
        confidentiality in grade(),
        integrity in grade(),
        availability in grade(),
    ) -> Asset {
        Asset {
            business: String::new(),
            title: "名簿".to_owned(),
            note: String::new(),
            users: String::new(),
            department: String::new(),
            medium,
            personal,
            confidentiality,
            integrity,
            availability,
            retention: String::new(),
            registered: date(2026, 11, 23),
            starter: None,
        }
    }
}

fn declared(status: Status) -> Declared {
    Declared {
        status,
        rung: Rung::Declared,
        evidence: String::new(),
        at: Timestamp::UNIX_EPOCH,
    }
}

prop_compose! {
    fn book()(
        method in method(),
        answers in answers(),
        assets in proptest::collection::vec(asset(), 0..8),
        said in proptest::collection::vec((any::<Index>(), select(Status::ALL.to_vec())), 0..40),
        tasks in proptest::collection::vec(any::<Index>(), 0..20),
        frequencies in proptest::collection::vec((any::<Index>(), grade()), 0..6),
    ) -> Book {
        let measure = |index: &Index| index.get(&CATALOGUE.measures).id.clone();
        Book {
            frozen: Some(Frozen { method, since: date(2026, 4, 1) }),
            answers: BTreeMap::from([(MAIN_SITE.to_owned(), answers)]),
            assets: assets
                .into_iter()
                .enumerate()
                .map(|(number, asset)| (AssetId(Uuid::from_u128(number as u128)), asset))
                .collect(),
            measures: said.iter().map(|(index, status)| (measure(index), declared(*status))).collect(),
            tasks: tasks.iter().map(|index| (measure(index), task())).collect(),
            frequencies: frequencies
                .iter()
                .map(|(index, grade)| (index.get(&CATALOGUE.threats).id.clone(), Frequency { grade: *grade }))
                .collect(),
            ..Book::default()
        }
    }
}

fn task() -> Task {
    Task {
        owner: String::new(),
        due: None,
        cost: None,
        progress: workbench::domain::plan::Progress::Planned,
        note: String::new(),
    }
}

fn risks(assessment: &Assessment) -> Vec<(u32, u32)> {
    let lines = assessment.lines.iter();
    lines.map(|line| (line.rating.risk, line.residual.risk)).collect()
}

#[test]
fn bands_are_those_of_the_sheet() {
    let diagnosis = &CATALOGUE.diagnosis;
    let of = |total: i32| band(diagnosis, total).map(|band| band.number);
    for (total, number) in [
        (100, 1),
        (99, 2),
        (70, 2),
        (69, 3),
        (50, 3),
        (49, 4),
        (0, 4),
        (-25, 4),
    ] {
        assert_eq!(of(total), Some(number), "{total}");
    }
}

#[test]
fn all_of_one_answer_counts_25_times() {
    for (answer, total) in [
        (Answer::Yes, 100),
        (Answer::Partly, 50),
        (Answer::No, 0),
        (Answer::Unknown, -25),
    ] {
        let answers: Answers = (1..=25).map(|number| (number, answer)).collect();
        assert_eq!(score(&CATALOGUE.diagnosis, &answers).total, total);
    }
}

#[test]
fn the_table_of_likelihoods_is_ipas() {
    let rows = [(3, [3, 2, 1]), (2, [2, 1, 1]), (1, [1, 1, 1])];
    for (threat, row) in rows {
        for (vulnerability, expected) in [3, 2, 1].into_iter().zip(row) {
            let [threat, vulnerability] =
                [threat, vulnerability].map(|number| Grade::try_from(number).expect("1 to 3"));
            assert_eq!(likelihood(threat, vulnerability).number(), expected);
        }
    }
}

#[test]
fn of_27_combinations_21_are_low_2_medium_4_high() {
    let mut counts = BTreeMap::new();
    for importance in Grade::ALL {
        for threat in Grade::ALL {
            for vulnerability in Grade::ALL {
                let factors = Factors {
                    importance,
                    threat,
                    vulnerability,
                    probability: Grade::One,
                };
                let rating = Method::Ipa4.rate(factors);
                assert!(![5, 7, 8].contains(&rating.risk), "{factors:?}");
                *counts.entry(rating.level).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(
        counts,
        BTreeMap::from([(Level::Low, 21), (Level::Medium, 2), (Level::High, 4)])
    );
}

proptest! {
    #[test]
    fn a_band_waits_for_the_last_answer(answers in answers()) {
        let score = score(&CATALOGUE.diagnosis, &answers);
        prop_assert_eq!(score.band.is_some(), answers.len() == 25);
        prop_assert_eq!(score.missing.len() + answers.len(), 25);
        prop_assert!((-25..=100).contains(&score.total));
    }

    #[test]
    fn a_company_is_never_better_than_any_of_its_sites(
        sites in proptest::collection::vec(answers(), 1..4)
    ) {
        let points = CATALOGUE.diagnosis.points;
        let company = company(points, &sites);
        for site in &sites {
            for (number, answer) in &company {
                prop_assert!(answer.points(points) <= site[number].points(points));
            }
        }
        for number in company.keys() {
            prop_assert!(sites.iter().any(|site| site[number] == company[number]));
        }
    }

    #[test]
    fn raising_a_factor_never_lowers_a_risk(
        method in method(),
        importance in grade(), threat in grade(), vulnerability in grade(), probability in grade(),
        which in 0..4,
    ) {
        let factors = Factors { importance, threat, vulnerability, probability };
        let mut raised = factors;
        let place = match which {
            0 => &mut raised.importance,
            1 => &mut raised.threat,
            2 => &mut raised.vulnerability,
            _ => &mut raised.probability,
        };
        *place = Grade::try_from(i64::from(*place) + 1).unwrap_or(Grade::Three);
        let (before, after) = (method.rate(factors), method.rate(raised));
        prop_assert!(before.risk <= after.risk);
        prop_assert!(before.level <= after.level);
        prop_assert!(after.risk <= method.highest());
    }

    #[test]
    fn improving_a_measure_never_raises_a_risk(
        book in book(), index in any::<Index>(), status in select(Status::ALL.to_vec())
    ) {
        let id = index.get(&CATALOGUE.measures).id.clone();
        let before = assess(&CATALOGUE, &book);
        prop_assume!(status >= before.standings[&id].status);
        let mut better = book.clone();
        better.measures.insert(id, declared(status));
        let after = assess(&CATALOGUE, &better);
        for ((old, old_residual), (new, new_residual)) in risks(&before).into_iter().zip(risks(&after)) {
            prop_assert!(new <= old);
            prop_assert!(new_residual <= old_residual);
        }
    }

    #[test]
    fn a_better_answer_never_raises_a_risk(book in book(), number in 1_u8..=25) {
        let mut better = book.clone();
        better.answers.entry(MAIN_SITE.to_owned()).or_default().insert(number, Answer::Yes);
        let (before, after) = (assess(&CATALOGUE, &book), assess(&CATALOGUE, &better));
        for ((old, _), (new, _)) in risks(&before).into_iter().zip(risks(&after)) {
            prop_assert!(new <= old);
        }
    }

    #[test]
    fn raising_c_i_or_a_never_lowers_a_risk(book in book(), which in any::<Index>(), place in 0..3) {
        prop_assume!(!book.assets.is_empty());
        let mut raised = book.clone();
        let id = *which.get(&book.assets.keys().copied().collect::<Vec<_>>());
        let asset = raised.assets.get_mut(&id).expect("it was just there");
        match place {
            0 => asset.confidentiality = Grade::Three,
            1 => asset.integrity = Grade::Three,
            _ => asset.availability = Grade::Three,
        }
        let (before, after) = (assess(&CATALOGUE, &book), assess(&CATALOGUE, &raised));
        for ((old, _), (new, _)) in risks(&before).into_iter().zip(risks(&after)) {
            prop_assert!(old <= new);
        }
    }

    #[test]
    fn carrying_out_the_plan_never_raises_a_risk(book in book()) {
        let assessment = assess(&CATALOGUE, &book);
        for line in &assessment.lines {
            prop_assert!(line.residual.risk <= line.rating.risk);
            prop_assert!(line.residual_level() <= line.level);
        }
    }

    #[test]
    fn the_statement_has_93_rows_and_each_a_reason(book in book()) {
        let assessment = assess(&CATALOGUE, &book);
        let rows = statement(&CATALOGUE, &book, &assessment);
        prop_assert_eq!(rows.len(), CONTROLS);
        for (row, control) in rows.iter().zip(&CATALOGUE.controls) {
            prop_assert_eq!(&row.control, &control.number);
            prop_assert!(!row.reasons.is_empty());
            prop_assert_eq!(row.applies, row.implementation != Implementation::NotApplicable);
            prop_assert!(!control.core || row.applies);
        }
    }

    #[test]
    fn what_is_written_is_read_back(book in book()) {
        let mut again = Book::default();
        for entry in book.entries() {
            let read = Entry::read(&entry.slot(), &entry.content());
            prop_assert_eq!(read.ok(), Some(entry.clone()));
            again.put(entry);
        }
        // A site without any answer leaves nothing behind.
        let mut book = book;
        book.answers.retain(|_, answers| !answers.is_empty());
        prop_assert_eq!(again, book);
    }

    #[test]
    fn a_closed_year_keeps_its_book_and_notices_a_change(book in book(), other in book()) {
        let closed = close(&CATALOGUE, &book, "令和8年度", date(2027, 3, 31));
        prop_assert!(closed.is_whole());
        let mut kept = book.clone();
        kept.answers.retain(|_, answers| !answers.is_empty());
        prop_assert_eq!(&closed.book(), &kept);
        // As it lies in the database, and with a figure changed there.
        let stored = serde_json::to_value(&closed).expect("a snapshot is JSON");
        let read: Snapshot = serde_json::from_value(stored.clone()).expect("it was just written");
        prop_assert!(read.is_whole());
        let mut changed = stored;
        changed["summary"]["total"] = (closed.summary.total + 1).into();
        let changed: Snapshot = serde_json::from_value(changed).expect("a number for a number");
        prop_assert!(!changed.is_whole());
        // What is entered afterwards is another year's.
        let later = close(&CATALOGUE, &other, "令和9年度", date(2028, 3, 31));
        prop_assert_eq!(&closed.book(), &kept);
        let comparison = compare(&CATALOGUE, &closed.summary, &later.summary);
        prop_assert_eq!(comparison.points, later.summary.total - closed.summary.total);
        let again = compare(&CATALOGUE, &later.summary, &closed.summary);
        prop_assert_eq!(comparison.better.len(), again.worse.len());
    }

    #[test]
    fn editions_are_not_set_side_by_side(book in book(), other in book()) {
        let then = summary(&CATALOGUE, &book);
        let now = Summary { edition: "another".to_owned(), ..summary(&CATALOGUE, &other) };
        let comparison = compare(&CATALOGUE, &then, &now);
        prop_assert!(!comparison.same_edition && comparison.better.is_empty() && comparison.worse.is_empty());
    }
}
