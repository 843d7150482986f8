//! Whoever has a place answers, or does not; places fall free and others are lifted (C13).

use std::sync::Arc;

use calls::domain::application::StateName;
use calls::error::Error;
use calls::ops::answer::{Answer, AnswerOffer};
use calls::ops::lapse::lapse_due;
use calls::read::facts::shown;
use calls::read::facts::{Seated, seated};
use jiff::{SignedDuration, Timestamp};
use platform::actor::Actor;

use crate::simulation::agenda::Act;
use crate::simulation::at_once::at_once;
use crate::simulation::fate::Reply;
use crate::simulation::people::PersonIndex;
use crate::simulation::world::World;

const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// How long answers take where no period is set.
const USUAL: SignedDuration = SignedDuration::from_hours(5 * 24);

impl World {
    /// Looks who has a place that was not known to have one, and notes what they will do.
    pub(super) async fn welcome(&mut self) {
        match seated(self.store.reader(), &self.programme).await {
            Ok(seated) => {
                for one in seated {
                    self.welcome_one(&one);
                }
            }
            Err(error) => self.surprise("places", "read", "ok", &error.to_string()),
        }
    }

    fn welcome_one(&mut self, one: &Seated) {
        let Some(index) = self.people.find(one.id) else {
            return;
        };
        let person = self.people.get_mut(index);
        if std::mem::replace(&mut person.welcomed, true) {
            return;
        }
        let (reply, share, regrets) = (person.fate.reply, person.fate.reply_at, person.fate.regrets);
        let now = self.now();
        let last = one.due.unwrap_or(now + USUAL);
        let at = part_of(now, last, share);
        match (one.state, reply) {
            (StateName::Offered, Reply::Silent) => {
                if let (true, Some(due)) = (regrets, one.due) {
                    self.add(due, Act::AnswerLate(index));
                }
            }
            (StateName::Offered, _) | (StateName::Confirmed, Reply::Decline) => {
                self.add(at, Act::Answer(index));
            }
            (StateName::Confirmed, _) => self.plan_papers(index),
            _ => {}
        }
        if let (StateName::Offered, Some(due)) = (one.state, one.due)
            && self.lapses.insert(due)
        {
            self.add(due, Act::Lapse);
        }
    }

    /// Those who take their place at once, those who decline one after the other: each lifts somebody.
    pub(super) async fn answer(&mut self, people: Vec<PersonIndex>) {
        let declines =
            |world: &Self, index: &PersonIndex| world.people.get(*index).fate.reply == Reply::Decline;
        let (declining, accepting): (Vec<_>, Vec<_>) =
            people.into_iter().partition(|index| declines(self, index));
        let accepts: Vec<_> = accepting
            .iter()
            .map(|index| self.answer_of(*index, Answer::Accept))
            .collect();
        let store = self.store.clone();
        let answers = at_once(self.at_once, accepts, move |answer| {
            let store = store.clone();
            async move { store.run(&answer).await }
        });
        for (index, answer) in accepting.into_iter().zip(answers.await) {
            self.ledger.operations += 1;
            self.heard(index, answer);
        }
        for index in declining {
            // Where the call asks for no answer, it is the place itself that they decline.
            let Ok(now) = shown(self.store.reader(), self.people.get(index).id).await else {
                continue;
            };
            let decline = Answer::Decline {
                shown: now.state,
                reason: Some("繁忙期と重なるため".to_owned()),
            };
            let answer = self.answer_of(index, decline);
            let heard = self.run(&answer).await;
            self.heard(index, heard);
        }
        self.welcome().await;
    }

    fn answer_of(&self, index: PersonIndex, answer: Answer) -> AnswerOffer {
        let application = self.people.get(index).id;
        let programme = Arc::clone(&self.programme);
        AnswerOffer {
            programme,
            application,
            answer,
            actor: Actor::Applicant { application },
        }
    }

    fn heard(&mut self, index: PersonIndex, answer: Result<StateName, Error>) {
        let number = self.people.get(index).number;
        match answer {
            Ok(StateName::Confirmed) => self.plan_papers(index),
            // Withdrawn or excluded before the answer came.
            Ok(_) | Err(Error::Refused(calls::domain::application::Refusal::NotFrom { .. })) => {}
            Err(error) => self.surprise(&format!("R{number:05}"), "answer_offer", "ok", &error.to_string()),
        }
    }

    /// At the very instant at which the period is over it is too late.
    pub(super) async fn answer_late(&mut self, people: Vec<PersonIndex>) {
        for index in people {
            let answer = self.answer_of(index, Answer::Accept);
            match self.run(&answer).await {
                Err(Error::Refused(_)) => {}
                other => {
                    let found =
                        other.map_or_else(|error| error.to_string(), |state| state.as_str().to_owned());
                    let whose = format!("R{:05}", self.people.get(index).number);
                    self.surprise(&whose, "answer_offer", "too late", &found);
                }
            }
        }
    }

    pub(super) async fn lapse(&mut self) {
        match lapse_due(&self.store, &self.programme, self.now()).await {
            Ok(lapsed) => self.ledger.operations += lapsed as u64,
            Err(error) => self.surprise("offers", "lapse_offer", "ok", &error.to_string()),
        }
        self.welcome().await;
    }
}

/// An hour of the span between two instants, strictly inside it where there is room.
fn part_of(from: Timestamp, until: Timestamp, share: f64) -> Timestamp {
    let hours = until.duration_since(from).as_hours();
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "some hundred hours at most"
    )]
    let hour = (hours as f64 * share) as i64;
    from + HOUR * i32::try_from(hour.clamp(1, (hours - 1).max(1))).unwrap_or(1)
}
