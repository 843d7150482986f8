//! Applications come in.

use std::sync::Arc;

use calls::domain::definition::Programme;
use calls::error::Error;
use calls::ops::draft::SaveDraft;
use calls::ops::submit::{Receipt, SubmitApplication, code};
use jiff::{SignedDuration, Timestamp};
use platform::clock::from_tokyo;
use platform::store::Store;

use crate::simulation::agenda::Act;
use crate::simulation::arrivals::{Arrival, Kind};
use crate::simulation::at_once::at_once;
use crate::simulation::door::Sent;
use crate::simulation::fate::Fate;
use crate::simulation::people::{Person, PersonIndex};
use crate::simulation::world::World;

/// What came of sending one form: operations, the answer, the key it was made under.
type Answered = (u64, Result<Receipt, Error>, String);

impl World {
    /// Sends what arrives at one instant. In a lottery one after the other: labels follow from receipt numbers, and
    /// the draw must come out the same for a seed. First come, those with the same way before them rush in at once.
    pub(super) async fn arrive(&mut self, arrivals: Vec<Arrival>) {
        let mut groups: Vec<Vec<Sent>> = Vec::new();
        for arrival in arrivals {
            let sent = match self.door.prepare(arrival) {
                Ok(sent) => sent,
                Err(errors) => {
                    self.refused_form(arrival, errors.len());
                    continue;
                }
            };
            let joins = |group: &&mut Vec<Sent>| {
                group
                    .first()
                    .is_some_and(|first| rushes(first) && first.class() == sent.class())
            };
            let rush = !self.programme.file.is_lottery() && rushes(&sent);
            match groups.iter_mut().find(joins).filter(|_| rush) {
                Some(group) => group.push(sent),
                // A double click is two requests at the same moment.
                None if sent.arrival.kind == Kind::SentTwice => groups.push(vec![sent.clone(), sent]),
                None => groups.push(vec![sent]),
            }
        }
        for group in groups {
            self.send(group).await;
        }
    }

    fn refused_form(&mut self, arrival: Arrival, errors: usize) {
        self.answered("incomplete");
        if arrival.kind != Kind::Undeclared || errors == 0 {
            self.surprise(
                &format!("#{}", arrival.index),
                "form",
                "a form that can be taken",
                "refused",
            );
        }
    }

    async fn send(&mut self, group: Vec<Sent>) {
        let full = self.send_once(group).await;
        // Whoever finds a course full: every other one tries another course.
        let others = full
            .iter()
            .step_by(2)
            .filter_map(|sent| self.door.for_another_course(sent))
            .collect();
        self.send_once(others).await;
    }

    /// Sends a group at once; those for whom there was no place.
    async fn send_once(&mut self, group: Vec<Sent>) -> Vec<Sent> {
        self.take_turn();
        let (store, programme) = (self.store.clone(), Arc::clone(&self.programme));
        let work = move |sent: Sent| {
            let (store, programme) = (store.clone(), Arc::clone(&programme));
            async move { (submit(&store, &programme, &sent).await, sent) }
        };
        let alone = group.len() == 1;
        let mut outcomes = at_once(self.at_once, group, work).await;
        // Whoever was first in the rush has the lower number, whatever the order in which the answers came.
        outcomes
            .sort_by_key(|((_, answer, _), _)| answer.as_ref().map_or(i64::MAX, |receipt| receipt.number));
        let mut full = Vec::new();
        for ((operations, answer, key), sent) in outcomes {
            self.ledger.operations += operations;
            let received = answer.as_ref().is_ok_and(|receipt| !receipt.replayed);
            if matches!(answer, Err(Error::Full { .. } | Error::Closed { .. })) {
                full.push(sent.clone());
            }
            self.note(&sent, answer, key.clone());
            if received && alone {
                self.door.remember(&sent);
            }
            if received && sent.arrival.kind == Kind::SentTwice {
                self.send_again(&sent, &key).await;
            }
        }
        full
    }

    /// A resend: the first receipt again, and nothing else.
    async fn send_again(&mut self, sent: &Sent, key: &str) {
        let (operations, answer, _) = submit(&self.store, &self.programme, sent).await;
        self.ledger.operations += operations;
        match answer {
            Ok(receipt) if receipt.replayed => self.answered("replayed"),
            other => self.surprise(
                key,
                "submit_application",
                "the first receipt again",
                &said(&other),
            ),
        }
    }

    fn note(&mut self, sent: &Sent, answer: Result<Receipt, Error>, key: String) {
        let (opens, closes) = self.window_of(&sent.submission.course);
        let now = self.now();
        let open = (opens..closes).contains(&now);
        let first_come = !self.programme.file.is_lottery();
        let twice = sent.arrival.kind == Kind::KeyReused;
        match answer {
            Ok(receipt) if open && !receipt.replayed && !twice => self.received(sent, &receipt, key),
            Ok(receipt) if receipt.replayed && sent.arrival.kind == Kind::SentTwice => {
                self.answered("replayed");
            }
            Err(Error::Full { .. }) if open && first_come => self.answered("full"),
            Err(Error::Closed { closed }) if now >= closes && closed == closes => self.answered("closed"),
            Err(Error::NotOpenYet { .. }) if now < opens => self.answered("not_open_yet"),
            Err(Error::KeyReused) if twice => self.answered("key_reused"),
            other => self.surprise(&key, "submit_application", "what the call says", &said(&other)),
        }
    }

    fn window_of(&self, course: &str) -> (Timestamp, Timestamp) {
        let course = self.programme.file.course(course);
        course.map_or((Timestamp::MAX, Timestamp::MAX), |course| {
            (from_tokyo(course.opens), from_tokyo(course.closes))
        })
    }

    fn received(&mut self, sent: &Sent, receipt: &Receipt, key: String) {
        self.answered("received");
        let fate = Fate::of(self.plan.seed, receipt.number, self.leaving());
        let leaves_at = fate.leaves_at;
        let person = self.people.add(Person {
            id: receipt.id,
            number: receipt.number,
            key,
            arrived: receipt.submitted_at,
            outcome: sent.submission.outcome.clone(),
            refer_to: sent.refer_to.clone(),
            again: sent.arrival.kind == Kind::CompanyAgain,
            fate,
            welcomed: false,
        });
        self.plan_contact(person);
        if let Some(share) = leaves_at {
            self.plan_leaving(person, share);
        }
    }

    fn plan_leaving(&mut self, person: PersonIndex, share: f64) {
        let left = self.end().duration_since(self.now());
        let after = SignedDuration::from_secs_f64((left.as_secs_f64() * share).max(1.0).round());
        self.add(self.now() + after, Act::Leave(person));
    }
}

/// Whether somebody may stand in a rush: what follows must not hang on who is first.
fn rushes(sent: &Sent) -> bool {
    matches!(sent.arrival.kind, Kind::Plain) && !sent.through_draft
}

/// Sends one form, through a draft as the pages do or under a key as the API does.
async fn submit(store: &Store, programme: &Arc<Programme>, sent: &Sent) -> Answered {
    let mut submission = sent.submission.clone();
    let mut operations = 1;
    if sent.through_draft {
        operations += 1;
        let draft = SaveDraft {
            programme: Arc::clone(programme),
            browser: submission.idempotency_key.clone(),
            language: submission.language,
            eligibility: None,
            contents: None,
        };
        match store.run(&draft).await {
            Ok(draft) => submission = submission.of_draft(draft),
            Err(error) => return (operations, Err(error), submission.idempotency_key),
        }
    }
    let key = submission.idempotency_key.clone();
    let operation = SubmitApplication {
        programme: Arc::clone(programme),
        submission,
    };
    (operations, store.run(&operation).await, key)
}

fn said(answer: &Result<Receipt, Error>) -> String {
    match answer {
        Ok(receipt) => format!("{} (replayed: {})", code(receipt.number), receipt.replayed),
        Err(error) => error.to_string(),
    }
}
