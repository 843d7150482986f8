use proptest::prelude::*;

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn ending() -> Ending {
    Ending {
        reason: "要件を満たしていません".to_owned(),
        refer_to: vec![],
    }
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::ContactCompleted),
        prop::option::of(0..1000i64).prop_map(|due| Event::Selected {
            answer_due: due.map(at)
        }),
        Just(Event::PutOnWaitingList),
        Just(Event::Accepted),
        Just(Event::Declined { reason: None }),
        Just(Event::PeriodEnded),
        Just(Event::DocumentsComplete),
        Just(Event::Refused(ending())),
        Just(Event::Excluded(ending())),
        Just(Event::Withdrawn(ending())),
    ]
}

fn journeys() -> impl Strategy<Value = Journey> {
    any::<(bool, bool, bool)>().prop_map(|(contact, confirm, documents)| Journey {
        contact,
        confirm,
        documents,
    })
}

proptest! {
    /// C16: nothing leaves a final state.
    #[test]
    fn final_states_stay(events in prop::collection::vec((events(), 0..1000i64), 0..30), journey in journeys()) {
        let mut state = State::submitted(journey, at(500));
        for (event, now) in events {
            if let Ok(next) = state.after(event, journey, at(now)) {
                prop_assert!(!state.name().is_final(), "{state:?} became {next:?}");
                state = next;
            }
        }
    }

    /// C13: an answer counts until the period ends, a lapse only from then on: never both at one instant.
    #[test]
    fn answer_or_lapse(due in 0..1000i64, now in 0..1000i64, journey in journeys()) {
        let offered = State::Offered { answer_due: Some(at(due)) };
        let accepted = offered.after(Event::Accepted, journey, at(now)).is_ok();
        let lapsed = offered.after(Event::PeriodEnded, journey, at(now)).is_ok();
        prop_assert_eq!(accepted, now < due);
        prop_assert_eq!(lapsed, now >= due);
    }

    /// C15: participation is fixed only over a confirmation where one is asked for, and only with the documents.
    #[test]
    fn no_way_around_documents(events in prop::collection::vec(events(), 0..30)) {
        let journey = Journey { contact: true, confirm: true, documents: true };
        let mut state = State::submitted(journey, at(500));
        let (mut completed, mut accepted) = (false, false);
        for event in events {
            let is_accept = event == Event::Accepted;
            if let Ok(next) = state.after(event, journey, at(0)) {
                completed |= next == State::Complete;
                accepted |= is_accept;
                if next == State::Participating {
                    prop_assert_eq!(&state, &State::Confirmed);
                    prop_assert!(completed && accepted);
                }
                state = next;
            }
        }
    }

    /// Stored states read back.
    #[test]
    fn states_round_trip(events in prop::collection::vec(events(), 0..10), journey in journeys()) {
        let mut state = State::submitted(journey, at(5));
        for event in events {
            if let Ok(next) = state.after(event, journey, at(3)) {
                state = next;
            }
        }
        let text = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(serde_json::from_str::<State>(&text).unwrap(), state.clone());
        prop_assert_eq!(StateName::parse(state.name().as_str()), Some(state.name()));
    }
}

#[test]
fn a_call_without_confirmation_and_documents_fixes_at_once() {
    let journey = Journey {
        contact: false,
        confirm: false,
        documents: false,
    };
    let state = State::submitted(journey, at(0));
    assert_eq!(state, State::Complete);
    assert_eq!(
        state.after(Event::Selected { answer_due: None }, journey, at(1)),
        Ok(State::Participating)
    );
}

#[test]
fn a_late_answer_names_the_deadline() {
    let journey = Journey {
        contact: true,
        confirm: true,
        documents: true,
    };
    let offered = State::Offered {
        answer_due: Some(at(10)),
    };
    assert_eq!(
        offered.after(Event::Accepted, journey, at(10)),
        Err(Refusal::TooLate { due: at(10) })
    );
}
