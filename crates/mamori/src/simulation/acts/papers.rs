//! Consents in both parts and the questionnaire (C14, C15).

use std::sync::Arc;

use calls::domain::application::StateName;
use calls::domain::definition::Programme;
use calls::domain::definition::consents::Part;
use calls::domain::definition::programme::StepKind;
use calls::error::Result;
use calls::ops::documents::{AnswerForm, Method, SignConsent};
use calls::read::facts::{parties, shown};
use contracts::ids::ApplicationId;
use jiff::SignedDuration;
use platform::actor::Actor;
use platform::store::Store;

use crate::simulation::agenda::Act;
use crate::simulation::at_once::at_once;
use crate::simulation::fate::{Fate, Papers};
use crate::simulation::forms::answered;
use crate::simulation::people::PersonIndex;
use crate::simulation::world::World;

/// Somebody's documents, sent one after the other, beside other people's.
struct ToSend {
    store: Store,
    programme: Arc<Programme>,
    application: ApplicationId,
    number: i64,
    papers: Papers,
    seed: u64,
}

impl World {
    /// Notes when somebody's documents come: one to five days from now.
    pub(super) fn plan_papers(&mut self, index: PersonIndex) {
        let days = 1 + i64::try_from(index.0 % 5).unwrap_or(0);
        self.add(
            self.now() + SignedDuration::from_hours(24 * days),
            Act::Documents(index),
        );
    }

    pub(super) async fn papers(&mut self, people: Vec<PersonIndex>) {
        let to_send = |index: PersonIndex| {
            let person = self.people.get(index);
            ToSend {
                store: self.store.clone(),
                programme: Arc::clone(&self.programme),
                application: person.id,
                number: person.number,
                papers: person.fate.papers,
                seed: self.plan.seed,
            }
        };
        let all: Vec<ToSend> = people.into_iter().map(to_send).collect();
        for (number, operations, outcome) in at_once(self.at_once, all, ToSend::send).await {
            self.ledger.operations += operations;
            if let Err(error) = outcome {
                self.surprise(&format!("R{number:05}"), "documents", "ok", &error.to_string());
            }
        }
    }
}

impl ToSend {
    async fn send(self) -> (i64, u64, Result<()>) {
        let mut operations = 0;
        let outcome = self.all(&mut operations).await;
        (self.number, operations, outcome)
    }

    async fn all(&self, operations: &mut u64) -> Result<()> {
        if self.papers == Papers::Missing {
            return Ok(());
        }
        if shown(self.store.reader(), self.application).await?.state != StateName::Confirmed {
            return Ok(());
        }
        for step in &self.programme.file.steps {
            match step.kind {
                StepKind::Consents => self.sign(&step.consents, operations).await?,
                StepKind::Questionnaire => self.answer(step.form.as_deref(), operations).await?,
                _ => {}
            }
        }
        Ok(())
    }

    async fn sign(&self, consents: &[String], operations: &mut u64) -> Result<()> {
        let parties = parties(self.store.reader(), self.application).await?;
        for consent in consents.iter().filter_map(|id| self.programme.consent(id)) {
            let half = self.papers == Papers::Half;
            for part in consent
                .parts
                .iter()
                .filter(|part| !half || **part == Part::Company)
            {
                *operations += 1;
                let sign = SignConsent {
                    programme: Arc::clone(&self.programme),
                    application: self.application,
                    consent: consent.id.clone(),
                    part: *part,
                    method: Method::Typed,
                    signer_name: parties.participant.clone(),
                    company: (*part == Part::Company)
                        .then(|| (parties.company.clone(), parties.address.clone())),
                    client_address: "192.0.2.10".to_owned(),
                    reason: None,
                    actor: self.actor(),
                };
                self.store.run(&sign).await?;
            }
        }
        Ok(())
    }

    /// Saved first and sent later, as somebody does who has to look things up.
    async fn answer(&self, form: Option<&str>, operations: &mut u64) -> Result<()> {
        let Some(form) = form.and_then(|id| self.programme.form(id)) else {
            return Ok(());
        };
        let (_, answers) = answered(form, &[], &mut Fate::words(self.seed, self.number));
        let sent = self.papers == Papers::All;
        for complete in [false, true].into_iter().take(1 + usize::from(sent)) {
            *operations += 1;
            let answer = AnswerForm {
                programme: Arc::clone(&self.programme),
                application: self.application,
                form: form.id.clone(),
                answers: answers.clone(),
                complete,
                actor: self.actor(),
            };
            self.store.run(&answer).await?;
        }
        Ok(())
    }

    fn actor(&self) -> Actor {
        Actor::Applicant {
            application: self.application,
        }
    }
}
