//! The log: chain, rules, manual moves.

use fair_draw::{
    Digest, Event, Label, Log, Moment, Move, Progress, Ranking, Refusal, SigningKey, Standing, State, draw,
};
use proptest::prelude::*;

use crate::fixture::{self, moment};

fn ranking() -> Ranking {
    let entries = fixture::list(&fixture::receipts("2026-A"), &fixture::frames());
    let hex = |name: &str| {
        fixture::vectors()["draw"][name]
            .as_str()
            .unwrap()
            .parse::<Digest>()
            .unwrap()
    };
    draw(&hex("charter_hash"), &entries, &hex("randomness"))
}

fn at() -> Moment {
    moment("2026-04-21T10:00:00+09:00")
}

fn ineligible() -> Event {
    Event::Ineligible {
        code: "outside_tokyo".to_owned(),
    }
}

#[test]
fn lines_have_their_members_in_order_and_chain() {
    let (ranking, frames) = (ranking(), fixture::frames());
    let mut state = State::new(&ranking, &frames, 5);
    let mut log = Log::new();
    let label = state.seated()[0].label;
    let first = log
        .append(&mut state, at(), label, Event::Offered)
        .unwrap()
        .text()
        .to_owned();
    let zeros = "0".repeat(64);
    assert_eq!(
        first,
        format!(
            r#"{{"seq":1,"at":"2026-04-21T10:00:00+09:00","label":"{label}","event":"offered","code":null,"previous":"{zeros}"}}"#
        )
    );
    let second = log.append(&mut state, at(), label, ineligible()).unwrap();
    assert_eq!(second.previous, Digest::of(first.as_bytes()));
    assert!(
        second
            .text()
            .contains(r#""event":"ineligible","code":"outside_tokyo","previous""#)
    );
    assert_eq!(Log::parse(&log.bytes()).unwrap(), log);
}

#[test]
fn offers_go_out_in_the_order_of_the_draw() {
    let (ranking, frames) = (ranking(), fixture::frames());
    let mut state = State::new(&ranking, &frames, 5);
    let mut log = Log::new();
    let pending: Vec<Label> = state.pending().map(|seated| seated.label).collect();
    let expected = Some(pending[0]);
    let refused = log.append(&mut state, at(), pending[1], Event::Offered);
    assert_eq!(refused.unwrap_err(), Refusal::NotNextOffer { expected });
    assert!(log.lines().is_empty(), "nothing is recorded of what was refused");
    fixture::offer_all(&mut log, &mut state, &at());
    let refused = log.append(&mut state, at(), pending[0], Event::Offered);
    assert_eq!(refused.unwrap_err(), Refusal::NotNextOffer { expected: None });
}

#[test]
fn answers_need_an_offer_and_whoever_left_stays_out() {
    let (ranking, frames) = (ranking(), fixture::frames());
    let receipts = fixture::receipts("2026-A");
    let label = |number: usize| receipts[number - 1].label;
    let mut state = State::new(&ranking, &frames, 5);
    let mut log = Log::new();
    for event in [Event::Accepted, Event::Lapsed] {
        assert_eq!(
            log.append(&mut state, at(), label(6), event).unwrap_err(),
            Refusal::NotOffered
        );
    }
    fixture::offer_all(&mut log, &mut state, &at());
    log.append(&mut state, at(), label(6), Event::Declined).unwrap();
    let next: Vec<Label> = state.pending().map(|seated| seated.label).collect();
    assert_eq!(next, [label(7)], "if 6 declines, 7 is lifted");
    for event in [Event::Offered, Event::Accepted, ineligible()] {
        assert_eq!(
            log.append(&mut state, at(), label(6), event).unwrap_err(),
            Refusal::AlreadyOut
        );
    }
    log.append(&mut state, at(), label(5), Event::Accepted).unwrap();
    assert_eq!(
        log.append(&mut state, at(), label(5), Event::Lapsed).unwrap_err(),
        Refusal::NotOffered
    );
    assert_eq!(
        log.append(&mut state, at(), label(5), Event::Accepted)
            .unwrap_err(),
        Refusal::NotOffered
    );
    assert_eq!(
        state.standing(&label(5)),
        Some(Standing::Seated {
            progress: Progress::Accepted
        })
    );
    assert_eq!(state.standing(&label(9)), Some(Standing::Waiting { position: 1 }));
    let stranger = fixture::receipts("2026-B")[0].label;
    assert_eq!(
        log.append(&mut state, at(), stranger, ineligible()).unwrap_err(),
        Refusal::UnknownLabel
    );
    let code = "東京都外".to_owned();
    let refused = log.append(&mut state, at(), label(9), Event::Ineligible { code });
    assert_eq!(refused.unwrap_err(), Refusal::BadReasonCode);
    assert_eq!(State::replay(&ranking, &frames, 5, &log).unwrap(), state);
}

/// draw-v1, 7: whoever waits may leave as well; it lifts nobody, and the waiting list closes up.
#[test]
fn the_waiting_list_may_be_left() {
    let (ranking, frames) = (ranking(), fixture::frames());
    let receipts = fixture::receipts("2026-A");
    let label = |number: usize| receipts[number - 1].label;
    let mut state = State::new(&ranking, &frames, 5);
    let mut log = Log::new();
    fixture::offer_all(&mut log, &mut state, &at());
    log.append(&mut state, at(), label(7), Event::Declined).unwrap();
    assert_eq!(state.pending().count(), 0);
    assert_eq!(state.waiting().collect::<Vec<_>>(), [9, 3, 2, 8, 1, 4].map(label));
    log.append(&mut state, at(), label(6), Event::Declined).unwrap();
    let next: Vec<Label> = state.pending().map(|seated| seated.label).collect();
    assert_eq!(next, [label(9)], "7 has left, so 9 is next");
    assert_eq!(State::replay(&ranking, &frames, 5, &log).unwrap(), state);
}

#[test]
fn manual_moves_are_signed_reasoned_and_never_beyond_the_capacity() {
    let (ranking, frames) = (ranking(), fixture::frames());
    let receipts = fixture::receipts("2026-A");
    let label = |number: usize| receipts[number - 1].label;
    let mut state = State::new(&ranking, &frames, 5);
    let mut log = Log::new();
    let (key, stranger) = (fixture::organiser(), SigningKey::from_bytes(&[8; 32]));
    let move_by = |log: &mut Log, state: &mut State<'_>, signer: &SigningKey, number, what| {
        let sign = |digest: &Digest| fixture::ed25519_sign(signer, digest);
        log.append_override(state, at(), label(number), what, &key.verifying_key(), sign)
            .map(drop)
    };
    let seat = (Move::Seat, "誤記の訂正");
    assert_eq!(
        move_by(&mut log, &mut state, &key, 4, seat),
        Err(Refusal::NoFreeSeat)
    );
    assert_eq!(
        move_by(&mut log, &mut state, &stranger, 4, seat),
        Err(Refusal::OverrideSignature)
    );
    assert_eq!(
        move_by(&mut log, &mut state, &key, 6, seat),
        Err(Refusal::NotWaiting)
    );
    let nameless = (Move::Remove, " ");
    assert_eq!(
        move_by(&mut log, &mut state, &key, 6, nameless),
        Err(Refusal::EmptyReason)
    );
    fixture::offer_all(&mut log, &mut state, &at());
    assert_eq!(
        move_by(&mut log, &mut state, &key, 4, seat),
        Err(Refusal::NoFreeSeat)
    );

    move_by(&mut log, &mut state, &key, 6, (Move::Remove, "取下げ")).unwrap();
    assert!(state.pending().any(|seated| seated.label == label(7)));
    move_by(&mut log, &mut state, &key, 4, seat).unwrap();
    assert_eq!(state.seated().len(), 5);
    assert_eq!(
        state.standing(&label(7)),
        Some(Standing::Waiting { position: 1 }),
        "not told yet: waits again"
    );
    assert_eq!(
        state.standing(&label(4)),
        Some(Standing::Seated {
            progress: Progress::Offered
        })
    );
    log.append(&mut state, at(), label(4), Event::Declined).unwrap();
    assert_eq!(
        state.pending().map(|seated| seated.label).collect::<Vec<_>>(),
        [label(7)]
    );

    log.verify_overrides(&key.verifying_key()).unwrap();
    assert_eq!(
        log.verify_overrides(&stranger.verifying_key()).unwrap_err().line,
        6
    );
    let copied = log.lines()[5].event.clone();
    let refused = log.append(&mut state, at(), label(5), copied).unwrap_err();
    assert_eq!(refused, Refusal::OverrideNeedsSignature);
    assert_eq!(Log::parse(&log.bytes()).unwrap(), log);
}

#[test]
fn a_log_that_was_edited_does_not_read() {
    let log = fixture::quicknet_bundle().log().bytes();
    let text = String::from_utf8(log.clone()).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let without_second = [&lines[..1], &lines[2..]].concat().concat();
    let swapped = [&[lines[1], lines[0]], &lines[2..]].concat().concat();
    for edited in [
        without_second,
        swapped,
        text.trim_end().to_owned(),
        text.replace("\"code\":null,", ""),
    ] {
        assert!(Log::parse(edited.as_bytes()).is_err());
    }
    let shorter = lines[..3].concat();
    assert_eq!(
        Log::parse(shorter.as_bytes()).unwrap().lines().len(),
        3,
        "an earlier state of the same log"
    );
}

proptest! {
    /// Whatever happens, the state keeps its promises and the log replays to it.
    #[test]
    fn any_life_of_a_draw_replays(steps in prop::collection::vec((0_usize..12, 0_usize..5), 0..60)) {
        let (ranking, frames) = (ranking(), fixture::frames());
        let receipts = fixture::receipts("2026-A");
        let mut state = State::new(&ranking, &frames, 5);
        let mut log = Log::new();
        for (who, what) in steps {
            let next = state.pending().next().map(|seated| seated.label);
            let (label, event) = match (what, next) {
                (0, Some(next)) => (next, Event::Offered),
                (1, _) => (receipts[who].label, Event::Accepted),
                (2, _) => (receipts[who].label, Event::Declined),
                (3, _) => (receipts[who].label, Event::Lapsed),
                _ => (receipts[who].label, ineligible()),
            };
            let before = (state.clone(), log.clone());
            if log.append(&mut state, at(), label, event).is_err() {
                prop_assert_eq!(&before, &(state.clone(), log.clone()));
            }
            prop_assert!(state.seated().len() <= 5);
            prop_assert!(state.seated().iter().all(|seated| !state.out().contains_key(&seated.label)));
            prop_assert_eq!(state.seated().len() + state.waiting().count() + state.out().len(), 12);
        }
        let read = Log::parse(&log.bytes()).unwrap();
        prop_assert_eq!(State::replay(&ranking, &frames, 5, &read).unwrap(), state);
    }
}
