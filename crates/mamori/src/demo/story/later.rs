//! After the window: the draw, the answers to it, the documents.

use std::sync::Arc;

use calls::domain::application::StateName;
use calls::domain::definition::consents::Part;
use calls::domain::definition::programme::StepKind;
use calls::error::{Error, Result};
use calls::ops::answer::{Answer, AnswerOffer};
use calls::ops::documents::{AnswerForm, Method, SignConsent};
use calls::ops::draw::{FreezeDraw, RunDraw};
use calls::ops::lapse::lapse_due;
use calls::ops::notices::{PrepareResults, ReleaseNotice};
use calls::read;
use contracts::ids::ApplicationId;
use jiff::SignedDuration;
use platform::actor::Actor;
use platform::clock::from_tokyo;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::Teller;
use super::late::Late;
use crate::simulation::answered;

/// Whoever was lifted is asked again, until nobody keeps silent any more.
const ROUNDS: usize = 4;

impl Teller<'_, '_> {
    pub(super) async fn draw(&self) -> Result<()> {
        let selection = &self.programme.file.selection;
        let (Some(freeze_at), Some(draw_at)) = (selection.freeze_at, selection.draw_at) else {
            return Ok(());
        };
        let clerk = &self.staff.clerk;
        self.clock.set(from_tokyo(freeze_at));
        let freeze = FreezeDraw {
            programme: Arc::clone(self.programme),
            actor: clerk.clone(),
        };
        self.store.run(&freeze).await?;
        self.clock.set(from_tokyo(draw_at));
        let beacon = super::super::beacon::at(from_tokyo(draw_at))
            .ok_or_else(|| Error::Denied("no round of the demo's beacon".to_owned()))?
            .bytes();
        let run = RunDraw {
            programme: Arc::clone(self.programme),
            beacon,
            actor: clerk.clone(),
        };
        self.store.run(&run).await?;
        self.wait(26 * 60);
        let prepare = PrepareResults {
            programme: Arc::clone(self.programme),
            actor: clerk.clone(),
        };
        let notice = self.store.run(&prepare).await?;
        self.wait(75);
        let release = ReleaseNotice {
            programme: Arc::clone(self.programme),
            notice,
            actor: self.staff.approver.clone(),
        };
        self.store.run(&release).await.map(|_| ())
    }

    fn wait(&self, minutes: i64) {
        let now = self.store.clock().now();
        self.clock.set(now + SignedDuration::from_mins(minutes));
    }

    /// Most take part and send their documents; some decline, some stay silent, and the next ones are asked.
    pub(super) async fn answers(&mut self) -> Result<()> {
        for round in 0..ROUNDS {
            let offered = read::in_state(self.store.reader(), self.programme, StateName::Offered).await?;
            if offered.is_empty() {
                break;
            }
            self.wait(40);
            for (index, application) in offered.iter().enumerate() {
                let answer = match (round, index % 11) {
                    (0, 7) => Answer::Decline {
                        shown: StateName::Offered,
                        reason: Some("繁忙期と重なるため".to_owned()),
                    },
                    (0, 9) => continue,
                    _ => Answer::Accept,
                };
                self.wait(7);
                self.answer(*application, answer).await?;
            }
            if round == 0 {
                self.wait(8 * 24 * 60);
            }
            lapse_due(self.store, self.programme, self.store.clock().now()).await?;
        }
        let confirmed = read::in_state(self.store.reader(), self.programme, StateName::Confirmed).await?;
        for (index, application) in confirmed.iter().enumerate() {
            self.wait(19);
            if index % 9 != 4 {
                self.documents(*application).await?;
            } else if !self.programme.consents.is_empty() {
                self.late.push(self.owes(*application));
            }
        }
        Ok(())
    }

    async fn answer(&self, application: ApplicationId, answer: Answer) -> Result<()> {
        let answer = AnswerOffer {
            programme: Arc::clone(self.programme),
            application,
            answer,
            actor: Actor::Applicant { application },
        };
        self.store.run(&answer).await.map(|_| ())
    }

    async fn documents(&self, application: ApplicationId) -> Result<()> {
        let actor = Actor::Applicant { application };
        for consent in &self.programme.consents {
            for part in &consent.parts {
                let sign = SignConsent {
                    programme: Arc::clone(self.programme),
                    application,
                    consent: consent.id.clone(),
                    part: *part,
                    method: Method::Typed,
                    signer_name: self.said(application, signer_field(*part)),
                    company: (*part == Part::Company).then(|| {
                        let address = format!("東京都{}", self.said(application, "address"));
                        (self.said(application, "company_name"), address)
                    }),
                    client_address: "192.0.2.10".to_owned(),
                    reason: None,
                    actor: actor.clone(),
                };
                self.store.run(&sign).await?;
            }
        }
        self.questionnaire(application, actor).await
    }

    fn owes(&self, application: ApplicationId) -> Late {
        Late {
            programme: Arc::clone(self.programme),
            application,
            company: self.said(application, "company_name"),
            address: format!("東京都{}", self.said(application, "address")),
            representative: self.said(application, signer_field(Part::Company)),
            participant: self.said(application, signer_field(Part::Participant)),
        }
    }

    async fn questionnaire(&self, application: ApplicationId, actor: Actor) -> Result<()> {
        let step = self.programme.file.step(StepKind::Questionnaire);
        let id = step.and_then(|step| step.form.clone());
        let Some(form) = id.as_deref().and_then(|id| self.programme.form(id)) else {
            return Ok(());
        };
        let seed = self.of.get(&application).copied().unwrap_or_default();
        let (_, answers) = answered(form, &[], &mut StdRng::seed_from_u64(seed as u64));
        let answer = AnswerForm {
            programme: Arc::clone(self.programme),
            application,
            form: form.id.clone(),
            answers,
            complete: true,
            actor,
        };
        self.store.run(&answer).await.map(|_| ())
    }

    /// What its company answered in the application.
    fn said(&self, application: ApplicationId, field: &str) -> String {
        let known = self.of.get(&application).and_then(|index| self.known.get(*index));
        let answer = known.and_then(|known| known.get(field)?.as_str());
        answer.unwrap_or_default().to_owned()
    }
}

fn signer_field(part: Part) -> &'static str {
    match part {
        Part::Company => "representative",
        Part::Participant => "participant_name",
    }
}
