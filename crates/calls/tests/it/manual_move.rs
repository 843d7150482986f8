//! Manual moves: public, signed, with a reason (D1; draw.md 8).

use std::sync::Arc;

use calls::domain::application::StateName;
use calls::error::Error;
use calls::ops::answer::Answer;
use calls::ops::manual_move::{ManualMove, Move};
use contracts::ids::ApplicationId;
use fair_draw::{Event, SigningKey};

use crate::lottery::{CALL, answer, drawn, released};
use crate::world::{World, clerk, on_both};

/// Of an application that is offered or waits after the results were told.
const TOLD: i64 = 3;
const OPEN: &str = "2025-06-02T10:00:00";

fn by_hand(world: &World, application: ApplicationId, action: Move) -> ManualMove {
    ManualMove {
        programme: Arc::clone(&world.programme),
        application,
        version: TOLD,
        action,
        reason: "事務局の誤記の訂正".to_owned(),
        key: SigningKey::from_bytes(&[7; 32]),
        actor: clerk(3),
    }
}

async fn bundle(world: &World) -> fair_draw::Bundle {
    let bytes = calls::ops::draw::bundle(world.store.reader(), &world.programme)
        .await
        .unwrap();
    fair_draw::open(&bytes).unwrap()
}

fn moves(bundle: &fair_draw::Bundle) -> Vec<(fair_draw::Move, &str)> {
    let lines = bundle.log().lines().iter();
    lines
        .filter_map(|line| match &line.event {
            Event::Override(one) => Some((one.action(), one.reason())),
            _ => None,
        })
        .collect()
}

/// Whoever is taken out frees the seat, the next is lifted at once, and anybody can read why.
#[tokio::test]
async fn an_entry_is_removed_in_public() {
    on_both(CALL, OPEN, async |world| {
        released(&world, 45).await;
        let offered = world.in_state(StateName::Offered).await;
        let remove = by_hand(&world, offered[0], Move::Remove);
        assert_eq!(world.store.run(&remove).await.unwrap(), StateName::Withdrawn);
        let count = world.count().await;
        assert_eq!(
            (
                count[&StateName::Offered],
                count[&StateName::Waiting],
                count[&StateName::Withdrawn]
            ),
            (40, 4, 1)
        );
        let after = bundle(&world).await;
        assert_eq!(moves(&after), [(fair_draw::Move::Remove, "事務局の誤記の訂正")]);
        let last: Vec<&Event> = after
            .log()
            .lines()
            .iter()
            .rev()
            .take(1)
            .map(|line| &line.event)
            .collect();
        assert_eq!(
            last,
            [&Event::Offered],
            "the next one was lifted, and nothing else was said"
        );
        let again = ManualMove {
            version: TOLD + 1,
            ..remove
        };
        assert!(matches!(
            world.store.run(&again).await,
            Err(Error::OutOfOrder("it has left the draw"))
        ));
        world.audit_holds().await;
    })
    .await;
}

/// A seat out of turn takes a place that somebody gives up; the waiting list does not move.
#[tokio::test]
async fn a_seat_out_of_turn() {
    on_both(CALL, OPEN, async |world| {
        released(&world, 45).await;
        let offered = world.in_state(StateName::Offered).await;
        let waiting = world.in_state(StateName::Waiting).await;
        let last = waiting[4];
        let full = by_hand(&world, last, Move::Seat { in_place_of: None });
        assert!(matches!(world.store.run(&full).await, Err(Error::OutOfOrder(_))));
        assert_eq!(
            world.state(last).await,
            StateName::Waiting,
            "a refused move changes nothing"
        );

        let seat = Move::Seat {
            in_place_of: Some((offered[7], TOLD)),
        };
        let moved = world.store.run(&by_hand(&world, last, seat)).await.unwrap();
        assert_eq!(moved, StateName::Offered);
        assert_eq!(world.state(offered[7]).await, StateName::Withdrawn);
        assert_eq!(world.in_state(StateName::Waiting).await, waiting[..4]);
        assert_eq!(moves(&bundle(&world).await).len(), 2);

        // From here on it is an offer like any other.
        assert_eq!(
            answer(
                &world,
                last,
                Answer::Decline {
                    shown: StateName::Offered,
                    reason: None,
                }
            )
            .await
            .unwrap(),
            StateName::Declined
        );
        assert_eq!(world.in_state(StateName::Waiting).await, waiting[1..4]);
        assert!(fair_draw::verify(&bundle(&world).await.write(), None).ok);
        world.audit_holds().await;
    })
    .await;
}

/// Nothing by hand without a reason, with another key, on an old view, or for somebody who has a seat.
#[tokio::test]
async fn moves_that_are_refused() {
    on_both(CALL, OPEN, async |world| {
        released(&world, 41).await;
        let offered = world.in_state(StateName::Offered).await;
        let waiting = world.in_state(StateName::Waiting).await[0];
        let remove = || by_hand(&world, offered[0], Move::Remove);
        let refused = [
            ManualMove {
                reason: " 　".to_owned(),
                ..remove()
            },
            ManualMove {
                key: SigningKey::from_bytes(&[8; 32]),
                ..remove()
            },
            ManualMove {
                version: 2,
                ..remove()
            },
            by_hand(&world, offered[0], Move::Seat { in_place_of: None }),
            // Somebody did something with the other one since it was shown.
            by_hand(
                &world,
                waiting,
                Move::Seat {
                    in_place_of: Some((offered[1], TOLD - 1)),
                },
            ),
        ];
        let mut errors = Vec::new();
        for one in &refused {
            errors.push(world.store.run(one).await.unwrap_err().to_string());
        }
        assert_eq!(
            errors,
            [
                "a reason is required",
                "out of order: the organiser's key is not the one that signed the charter",
                "changed by somebody else in between",
                "out of order: it has a seat already",
                "changed by somebody else in between",
            ]
        );
        assert_eq!(world.count().await[&StateName::Offered], 40);
        assert!(moves(&bundle(&world).await).is_empty());
    })
    .await;
}

/// Before the results are told, a removal only changes what will be told.
#[tokio::test]
async fn an_entry_is_removed_before_the_results() {
    on_both(CALL, OPEN, async |world| {
        drawn(&world, 41).await;
        let first = world.in_state(StateName::Complete).await[0];
        let remove = ManualMove {
            version: 2,
            ..by_hand(&world, first, Move::Remove)
        };
        world.store.run(&remove).await.unwrap();
        let state = bundle(&world).await;
        let state = state.state().unwrap();
        assert_eq!((state.pending().count(), state.waiting().count()), (40, 0));
    })
    .await;
}
