//! The secretariat calls (C3, C8, C11).

use std::sync::Arc;

use calls::domain::application::{Ending, StateName};
use calls::domain::definition::Programme;
use calls::domain::definition::programme::StepKind;
use calls::domain::definition::well_known::{RULES_ACCEPTED, SECURITY_EDR, SECURITY_POLICY, SECURITY_UTM};
use calls::domain::eligibility::propose_course;
use calls::domain::judgement::Objection;
use calls::error::{Error, Result};
use calls::ops::contact::{Channel, Outcome, RecordContact};
use calls::ops::decide::{End, EndApplication};
use calls::ops::except::GrantException;
use calls::read::facts::shown;
use platform::clock::date_in_tokyo;
use platform::store::Store;
use rand::RngExt;

use crate::simulation::agenda::Act;
use crate::simulation::at_once::at_once;
use crate::simulation::fate::{Call, Fate};
use crate::simulation::forms::answered;
use crate::simulation::people::{Person, PersonIndex};
use crate::simulation::world::{World, clerk, office_hour};

/// How often a company that qualifies on paper has the policy that it says it has.
const POLICY_HOLDS: f64 = 0.97;

/// Business days for the first call where the call names none.
const USUAL_DAYS: u32 = 2;

/// One call to be made, with everything it needs: it may run beside others.
struct ToCall {
    store: Store,
    programme: Arc<Programme>,
    person: Person,
    index: PersonIndex,
    call: usize,
    seed: u64,
}

/// What came of a call: operations, and whether another one follows.
struct Called {
    index: PersonIndex,
    call: usize,
    operations: u64,
    outcome: Result<bool>,
}

impl World {
    /// Notes when somebody is called first: on one of the days of the call's period, or after it.
    pub(super) fn plan_contact(&mut self, index: PersonIndex) {
        let Some(step) = self.programme.file.step(StepKind::Contact) else {
            return;
        };
        let days = step
            .deadline
            .as_ref()
            .map_or(USUAL_DAYS, |deadline| deadline.business_days)
            .max(1);
        let person = self.people.get(index);
        let day = if person.fate.overdue {
            days + 1
        } else {
            within(person.fate.call_at, days)
        };
        let arrived = date_in_tokyo(person.arrived);
        let at = office_hour(self.business_day(arrived, day), index.0);
        self.add(at, Act::Contact(index, 0));
    }

    /// Makes calls at one instant: several clerks at once, save where a course is changed, because who gets the last
    /// place of a course hangs on the order.
    pub(super) async fn contact(&mut self, calls: Vec<(PersonIndex, usize)>) {
        let to_call = |(index, call): (PersonIndex, usize)| ToCall {
            store: self.store.clone(),
            programme: Arc::clone(&self.programme),
            person: self.people.get(index).clone(),
            index,
            call,
            seed: self.plan.seed,
        };
        let calls: Vec<ToCall> = calls.into_iter().map(to_call).collect();
        let limit = if self.programme.file.courses.len() > 1 {
            1
        } else {
            self.at_once
        };
        let outcomes = at_once(limit, calls, ToCall::make).await;
        for called in outcomes {
            self.ledger.operations += called.operations;
            let whose = format!("R{:05}", self.people.get(called.index).number);
            match called.outcome {
                Ok(true) => {
                    let tomorrow = self.business_day(self.today(), 1);
                    let at = office_hour(tomorrow, called.index.0 + called.call);
                    self.add(at, Act::Contact(called.index, called.call + 1));
                }
                Ok(false) => {}
                Err(error) => self.surprise(&whose, "record_contact", "ok", &error.to_string()),
            }
        }
        self.welcome().await;
    }
}

impl ToCall {
    async fn make(self) -> Called {
        let mut operations = 0;
        let outcome = self.one(&mut operations).await;
        Called {
            index: self.index,
            call: self.call,
            operations,
            outcome,
        }
    }

    /// Whether another call follows.
    async fn one(&self, operations: &mut u64) -> Result<bool> {
        let shown = shown(self.store.reader(), self.person.id).await?;
        if shown.state != StateName::Received {
            // Left in the meantime, or refused when the list was about to be frozen.
            return Ok(false);
        }
        let fate = &self.person.fate;
        if let Some(call) = fate.calls.get(self.call) {
            let (outcome, note) = match call {
                Call::Absent => (Outcome::Absent, "呼出音のみ"),
                Call::Later => (Outcome::CallBack, "午後にかけ直す"),
                Call::Awaiting => (Outcome::Reached, "情報セキュリティポリシーの写しを待つ"),
                Call::Wrong => (Outcome::WrongNumber, "別の会社につながる"),
            };
            self.record(shown.version, outcome, note, None, operations)
                .await?;
            return Ok(true);
        }
        if fate.unreachable || self.person.again {
            self.end(shown.version, operations).await?;
            return Ok(false);
        }
        self.decide(shown.version, &shown.course, operations).await?;
        Ok(false)
    }

    async fn decide(&self, mut version: i64, course: &str, operations: &mut u64) -> Result<()> {
        let person = &self.person;
        match person.outcome.as_str() {
            "eligible" => {}
            "review" if person.fate.excepted => {
                *operations += 1;
                let exception = GrantException {
                    application: person.id,
                    version,
                    reason: "前回の支援の後に社内の環境が大きく変わったため".to_owned(),
                    actor: clerk(),
                };
                self.store.run(&exception).await?;
                version += 1;
            }
            _ => {
                let ending = Ending {
                    reason: "募集要項の参加要件を満たさないため".to_owned(),
                    refer_to: person.refer_to.clone(),
                };
                return self
                    .record(
                        version,
                        Outcome::NotMet(ending),
                        "要件を説明した",
                        None,
                        operations,
                    )
                    .await;
            }
        }
        let (proposed, answers) = self.environment();
        let proposed = proposed.unwrap_or_else(|| course.to_owned());
        let complete = |course: &str| Outcome::Complete {
            course: course.to_owned(),
            exception: None,
        };
        let note = "規定と遵守事項を説明し、ご了解をいただいた";
        let outcome = self
            .record(version, complete(&proposed), note, answers.clone(), operations)
            .await;
        match outcome {
            // The course that would fit is full: it stays with the one that was asked for.
            Err(Error::Full { .. }) if proposed != course => {
                self.record(version, complete(course), note, answers, operations)
                    .await
            }
            // What the company says on the telephone is less than what it wrote.
            Err(Error::Against(Objection::Unmet(_))) => {
                let ending = Ending {
                    reason: "電話で確認したところ、必要なセキュリティ体制が整っていないため".to_owned(),
                    refer_to: Vec::new(),
                };
                self.record(
                    version,
                    Outcome::NotMet(ending),
                    "要件を説明した",
                    answers,
                    operations,
                )
                .await
            }
            outcome => outcome,
        }
    }

    /// What the company says of its environment, and the course that follows from it (C8).
    fn environment(&self) -> (Option<String>, Option<String>) {
        let form = self
            .programme
            .file
            .step(StepKind::Contact)
            .and_then(|step| step.form.as_deref());
        let Some(form) = form.and_then(|id| self.programme.form(id)) else {
            return (None, None);
        };
        let mut dice = Fate::words(self.seed, self.person.number);
        let policy = if dice.random_bool(POLICY_HOLDS) {
            "yes"
        } else {
            "no"
        };
        let known = [
            (SECURITY_UTM, "yes"),
            (SECURITY_EDR, "yes"),
            (SECURITY_POLICY, policy),
            ("rules_explained", "yes"),
            (RULES_ACCEPTED, "yes"),
        ];
        let (answers, text) = answered(form, &known, &mut dice);
        let course = propose_course(&self.programme.file, &answers).map(|course| course.id.clone());
        (course, Some(text))
    }

    async fn record(
        &self,
        version: i64,
        outcome: Outcome,
        note: &str,
        answers: Option<String>,
        operations: &mut u64,
    ) -> Result<()> {
        *operations += 1;
        let contact = RecordContact {
            programme: Arc::clone(&self.programme),
            application: self.person.id,
            version,
            channel: Channel::Telephone,
            outcome,
            note: note.to_owned(),
            answers,
            actor: clerk(),
        };
        self.store.run(&contact).await.map(|_| ())
    }

    async fn end(&self, version: i64, operations: &mut u64) -> Result<()> {
        *operations += 1;
        let (end, reason) = if self.person.again {
            (End::Withdraw, "同じ会社から先に申込みがあるため")
        } else {
            (End::Refuse, "ご連絡がつかず、申込みを完了できなかったため")
        };
        let end = EndApplication {
            programme: Arc::clone(&self.programme),
            application: self.person.id,
            version,
            end,
            ending: Ending {
                reason: reason.to_owned(),
                refer_to: Vec::new(),
            },
            actor: clerk(),
        };
        self.store.run(&end).await.map(|_| ())
    }
}

/// A day from 1 to `days` at a part of the span.
fn within(part: f64, days: u32) -> u32 {
    (1..=days)
        .find(|day| part < f64::from(*day) / f64::from(days))
        .unwrap_or(days)
}
