use business_calendar::OfficeCalendar;
use jiff::civil::{date, time};
use platform::forms::{Condition, Form};
use platform::text::Text;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::data::Purpose;
use crate::domain::terms::{DataTerms, Obstacle, Office, Terms, Visits};

fn text(text: &str) -> Text {
    Text {
        ja: text.to_owned(),
        en: text.to_owned(),
    }
}

/// A programme of tests.
pub(crate) fn terms() -> Terms {
    Terms {
        programme: "test-2023".to_owned(),
        name: text("試験事業"),
        course: "utm".to_owned(),
        course_name: text("設置"),
        other_course: Some(("other".to_owned(), text("別"))),
        trial_months: 3,
        survey: Form {
            id: "site_survey".to_owned(),
            title: text("現場調査"),
            intro: None,
            sections: Vec::new(),
        },
        obstacles: vec![Obstacle {
            when: Condition {
                field: "free_port".to_owned(),
                is: vec!["no".to_owned()],
            },
            reason: text("空きポートがない"),
        }],
        visits: Visits {
            from: time(9, 0, 0, 0),
            to: time(17, 0, 0, 0),
            minutes: 120,
            notice_business_days: 3,
            teams: 2,
        },
        ask_days_before: 30,
        costs: vec![text("電気代")],
        data: DataTerms {
            version: "2023-08".to_owned(),
            text: text("利用条件"),
            purposes: vec![Purpose::Monitoring, Purpose::Report, Purpose::Support],
            keep_days: 90,
        },
        afterwards: text("継続または撤去"),
        office: Office {
            name: text("事務局"),
            telephone: "050-0000-0000".to_owned(),
            hours: text("平日9時から17時"),
            mail: "office@example.jp".to_owned(),
            url: "https://example.jp/".to_owned(),
        },
        calendar: OfficeCalendar::default(),
    }
}

fn device(number: u128) -> DeviceId {
    DeviceId(Uuid::from_u128(number))
}

fn slot(day: i8) -> Slot {
    Slot {
        starts: date(2023, 9, day).at(9, 0, 0, 0),
        minutes: 120,
    }
}

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn in_trial() -> State {
    State::begin()
        .survey_sent(NOW)
        .and_then(State::found_fit)
        .and_then(|state| state.propose(vec![slot(11), slot(12)]))
        .and_then(|state| state.choose(slot(12)))
        .and_then(|state| state.install(&terms(), device(1), date(2023, 9, 12), None, date(2023, 9, 12)))
        .unwrap()
}

#[test]
fn from_the_survey_to_the_removal() {
    let state = in_trial();
    assert_eq!(state.trial().unwrap().ends_on, date(2023, 12, 11));
    let state = state
        .first_log(NOW)
        .and_then(|state| state.ask(NOW))
        .and_then(|state| state.choose_removal(NOW))
        .and_then(|state| state.propose(vec![slot(20)]))
        .and_then(|state| state.choose(slot(20)))
        .and_then(|state| state.remove(date(2023, 12, 12), date(2023, 12, 12)))
        .unwrap();
    assert!(state.name().is_over());
    assert!(matches!(
        state,
        State::Removed {
            why: Why::Declined,
            ..
        }
    ));
}

#[test]
fn a_contract_needs_the_companys_wish() {
    let contract = || Contract {
        from: date(2023, 12, 12),
        number: "契-1".to_owned(),
    };
    assert_eq!(in_trial().contracted(contract()), Err(Refusal::NotWanted));
    let wanted = in_trial().choose_contract(NOW, date(2023, 12, 1)).unwrap();
    assert_eq!(
        wanted.contracted(contract()).unwrap().name(),
        StateName::Continued
    );
    let late = in_trial().choose_contract(NOW, date(2023, 12, 12));
    assert_eq!(late, Err(Refusal::Over));
}

#[test]
fn a_time_that_was_not_proposed_is_refused() {
    let proposed = State::Ready { wish: None }.propose(vec![slot(11)]).unwrap();
    assert_eq!(proposed.clone().choose(slot(12)), Err(Refusal::NotProposed));
    let none = proposed.none_suits("午後がよい".to_owned()).unwrap();
    assert_eq!(
        none,
        State::Ready {
            wish: Some("午後がよい".to_owned())
        }
    );
    assert_eq!(none.propose(Vec::new()), Err(Refusal::NoTime));
}

#[test]
fn what_cannot_be_installed_leads_to_the_other_course_if_there_is_one() {
    let unfit = State::begin()
        .found_unfit(&terms(), "空きポートがない".to_owned())
        .unwrap();
    let moved = unfit
        .answer_offer(true, NOW)
        .and_then(|state| state.moved(NOW))
        .unwrap();
    assert!(matches!(
        moved,
        State::Unsuitable {
            offer: Offer::Moved { .. },
            ..
        }
    ));
    let alone = Terms {
        other_course: None,
        ..terms()
    };
    let unfit = State::begin().found_unfit(&alone, String::new()).unwrap();
    assert!(unfit.answer_offer(true, NOW).is_err());
    assert!(in_trial().found_unfit(&terms(), String::new()).is_err());
}

#[test]
fn a_company_that_leaves_keeps_no_appliance() {
    assert_eq!(
        State::begin().withdraw("退会".to_owned()).unwrap().name(),
        StateName::Cancelled
    );
    let leaving = in_trial().withdraw("退会".to_owned()).unwrap();
    assert!(matches!(
        leaving,
        State::Leaving {
            why: Why::Withdrawn,
            ..
        }
    ));
    assert!(
        leaving.withdraw("退会".to_owned()).is_err(),
        "it is leaving already"
    );
}

#[test]
fn an_exchange_does_not_make_the_trial_longer() {
    let before = in_trial();
    let after = before.clone().exchange(device(2)).unwrap();
    let (before, after) = (before.trial().unwrap().clone(), after.trial().unwrap().clone());
    assert_eq!(
        after,
        Trial {
            device: device(2),
            ..before
        }
    );
}

#[test]
fn the_first_line_stays_the_first() {
    let later = NOW + jiff::SignedDuration::from_hours(1);
    let state = in_trial().first_log(later).unwrap().first_log(NOW).unwrap();
    assert_eq!(state.trial().unwrap().first_log, Some(NOW));
    assert_eq!(state.clone().first_log(later).unwrap(), state);
}

/// Everything that can happen, by number.
fn step(state: State, number: u8, day: i32) -> Next {
    let today = date(2023, 9, 1).saturating_add(jiff::Span::new().days(day));
    let slot = Slot {
        starts: today.at(9, 0, 0, 0),
        minutes: 120,
    };
    match number {
        0 => state.survey_sent(NOW),
        1 => state.found_fit(),
        2 => state.found_unfit(&terms(), "理由".to_owned()),
        3 => state.propose(vec![slot]),
        4 => state.choose(slot),
        5 => state.appoint(slot),
        6 => state.none_suits(String::new()),
        7 => state.install(&terms(), device(1), today, None, today),
        8 => state.first_log(NOW),
        9 => state.exchange(device(2)),
        10 => state.ask(NOW),
        11 => state.choose_contract(NOW, today),
        12 => state.choose_removal(NOW),
        13 => state.contracted(Contract {
            from: today,
            number: String::new(),
        }),
        14 => state.leave(Why::Ended),
        15 => state.remove(today, today),
        16 => state.cancel("理由".to_owned()),
        17 => state.withdraw("理由".to_owned()),
        18 => state.answer_offer(true, NOW),
        _ => state.moved(NOW),
    }
}

proptest! {
    /// Whatever happens in whatever order: an appliance comes only after a visit was fixed, a trial is never longer than
    /// three months, what is over stays over, and what an enum says reads back as it was written.
    #[test]
    fn no_order_of_events_breaks_the_rules(events in prop::collection::vec((0u8..20, 0i32..200), 0..40)) {
        let mut state = State::begin();
        for (number, day) in events {
            let before = state.clone();
            let Ok(after) = step(before.clone(), number, day) else { continue };
            if after.name().has_device() && !before.name().has_device() {
                prop_assert_eq!(before.name(), StateName::Appointed);
            }
            if before.name().is_over() {
                prop_assert_eq!(before.name(), after.name());
            }
            if let Some(trial) = after.trial() {
                let longest = trial.installed_on.saturating_add(jiff::Span::new().months(3));
                prop_assert!(trial.ends_on <= longest);
            }
            let written = serde_json::to_string(&after).unwrap();
            prop_assert_eq!(serde_json::from_str::<State>(&written).unwrap(), after.clone());
            state = after;
        }
    }
}

#[test]
fn an_installation_is_noted_soon_and_not_before_the_agreement() {
    let appointed = State::Appointed { slot: slot(12) };
    let (agreed, today) = (Some(date(2023, 9, 10)), date(2023, 9, 26));
    let install = |on, agreed| {
        appointed
            .clone()
            .install(&terms(), device(1), on, agreed, today)
            .map(|state| state.name())
    };
    assert_eq!(install(date(2020, 1, 1), None), Err(Refusal::TooLongAgo));
    assert_eq!(install(date(2023, 9, 11), None), Err(Refusal::TooLongAgo));
    assert_eq!(install(date(2023, 9, 12), agreed), Ok(StateName::Trial));
    assert_eq!(
        install(date(2023, 9, 12), Some(date(2023, 9, 13))),
        Err(Refusal::TooLongAgo)
    );
    assert_eq!(install(date(2023, 9, 27), agreed), Err(Refusal::Day));
}

#[test]
fn a_day_that_was_noted_wrongly_is_corrected_and_what_followed_from_it() {
    let (agreed, today) = (Some(date(2023, 9, 1)), date(2023, 9, 20));
    let ended = in_trial().leave(Why::Ended).unwrap();
    let corrected = ended
        .correct_installation(&terms(), date(2023, 9, 11), agreed, today)
        .unwrap();
    assert_eq!(corrected.name(), StateName::Trial);
    let trial = corrected.trial().unwrap();
    assert_eq!(
        (trial.installed_on, trial.ends_on),
        (date(2023, 9, 11), date(2023, 12, 10))
    );
    assert_eq!(trial.choice, Choice::NotAsked);
    // What the company itself wanted stays.
    let declined = in_trial().choose_removal(NOW).unwrap();
    let declined = declined
        .correct_installation(&terms(), date(2023, 9, 11), agreed, today)
        .unwrap();
    assert_eq!(declined.name(), StateName::Leaving);
    for (on, refused) in [
        (date(2023, 9, 21), Refusal::Day),
        (date(2023, 8, 31), Refusal::TooLongAgo),
    ] {
        assert_eq!(
            in_trial().correct_installation(&terms(), on, agreed, today),
            Err(refused)
        );
    }
    assert!(
        State::begin()
            .correct_installation(&terms(), today, agreed, today)
            .is_err()
    );
}
