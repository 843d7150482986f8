//! What happened before the demo begins, told through the same use cases as the pages.

use std::sync::Arc;

use calls::domain::application::{Ending, StateName};
use calls::domain::definition::consents::Part;
use calls::domain::definition::programme::StepKind;
use calls::domain::definition::{Catalogue, Programme};
use calls::error::{Error, Result};
use calls::ops::answer::{Answer, AnswerOffer};
use calls::ops::contact::{Channel, Outcome, RecordContact};
use calls::ops::documents::{AnswerForm, Method, SignConsent};
use calls::ops::draw::{FreezeDraw, PublishCharter, RunDraw};
use calls::ops::lapse::lapse_due;
use calls::ops::notices::{PrepareResults, ReleaseNotice};
use calls::ops::submission::from_answers;
use calls::ops::submit::SubmitApplication;
use calls::read;
use contracts::ids::{ApplicationId, StaffId};
use jiff::SignedDuration;
use jiff::civil::DateTime;
use platform::actor::{Actor, Role};
use platform::clock::{MovableClock, from_tokyo};
use platform::forms::{Field, FieldKind, Form};
use platform::store::Store;
use platform::text::Language;
use serde_json::{Map, Value};

use crate::simulation::companies::Companies;

/// Tells every programme's story, oldest first.
pub(super) async fn tell(store: &Store, catalogue: &Arc<Catalogue>, clock: &MovableClock) -> Result<()> {
    let mut programmes: Vec<Arc<Programme>> = catalogue.iter().cloned().collect();
    programmes.sort_by_key(|programme| opens(programme));
    let newest = programmes.last().map(|programme| programme.file.id.clone());
    let mut teller = Teller {
        store,
        clock,
        companies: Companies::new(2025),
        number: 0,
    };
    for programme in &programmes {
        let is_open_still = newest.as_ref() == Some(&programme.file.id);
        teller.one(programme, is_open_still).await?;
    }
    Ok(())
}

fn opens(programme: &Programme) -> DateTime {
    programme
        .file
        .courses
        .iter()
        .map(|course| course.opens)
        .min()
        .unwrap_or_default()
}

fn closes(programme: &Programme) -> DateTime {
    programme
        .file
        .courses
        .iter()
        .map(|course| course.closes)
        .max()
        .unwrap_or_default()
}

struct Teller<'a> {
    store: &'a Store,
    clock: &'a MovableClock,
    companies: Companies,
    number: usize,
}

fn clerk(number: u128, name: &str) -> Actor {
    let roles = vec![Role::Secretariat, Role::Approver];
    Actor::Staff {
        id: StaffId(uuid::Uuid::from_u128(number)),
        name: name.to_owned(),
        roles,
    }
}

impl Teller<'_> {
    async fn one(&mut self, programme: &Arc<Programme>, is_open_still: bool) -> Result<()> {
        let number = if is_open_still { 68 } else { 78 };
        let start = from_tokyo(opens(programme)) + SignedDuration::from_hours(10);
        let last = if is_open_still {
            from_tokyo(super::START.parse().unwrap_or_default())
        } else {
            from_tokyo(closes(programme))
        };
        let pause = (last.duration_since(start)) / (number + 2);
        for index in 0..number {
            self.clock.set(start + pause * index);
            self.apply(programme).await?;
        }
        if programme.file.step(StepKind::Contact).is_some() {
            self.contacts(programme, is_open_still).await?;
        }
        if is_open_still {
            return Ok(());
        }
        if programme.file.is_lottery() {
            self.draw(programme).await?;
        }
        self.answers(programme).await
    }

    async fn apply(&mut self, programme: &Arc<Programme>) -> Result<()> {
        self.number += 1;
        let Some(form) = programme.form("application") else {
            return Ok(());
        };
        let mut known = self.companies.next_answers();
        if let Some(course) = programme
            .file
            .courses
            .get(self.number % programme.file.courses.len().max(1))
        {
            known.insert("course".to_owned(), course.id.clone().into());
        }
        let language = if self.number.is_multiple_of(17) {
            Language::En
        } else {
            Language::Ja
        };
        let submission = from_answers(programme, form, &fill(form, &known), language);
        let submission = submission.map_err(|errors| {
            let fields = errors
                .iter()
                .map(|error| format!("{}: {}", error.field, error.code))
                .collect::<Vec<_>>();
            Error::Denied(format!(
                "the demo's answers do not fit {}: {}",
                programme.file.id,
                fields.join(", ")
            ))
        })?;
        let submission = submission.under_key(&format!("demo-{}", self.number));
        let operation = SubmitApplication {
            programme: Arc::clone(programme),
            submission,
        };
        match self.store.run(&operation).await {
            Ok(_) | Err(Error::Full { .. } | Error::Closed { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Calls within three business days; in the open call the newest are still to be made, and some nobody answered.
    async fn contacts(&self, programme: &Arc<Programme>, is_open_still: bool) -> Result<()> {
        let received = read::in_state(self.store.reader(), programme, StateName::Received).await?;
        let to_call = if is_open_still {
            received.len() * 3 / 4
        } else {
            received.len()
        };
        for (index, application) in received.iter().take(to_call).enumerate() {
            let arrived = read::submitted_at(self.store.reader(), *application).await?;
            self.clock.set(arrived + SignedDuration::from_hours(20));
            let mut version = 1;
            if index % 5 == 0 {
                self.contact(programme, *application, version, Outcome::Absent, "呼出音のみ")
                    .await?;
                version += 1;
                if is_open_still && index % 10 == 0 {
                    continue;
                }
            }
            let outcome = match index % 13 {
                12 => Outcome::NotMet(Ending {
                    reason: "UTM・EDR などの機器と情報セキュリティポリシーのいずれもお持ちでないため"
                        .to_owned(),
                    refer_to: programme
                        .file
                        .referrals
                        .iter()
                        .take(2)
                        .map(|referral| referral.id.clone())
                        .collect(),
                }),
                _ => Outcome::Complete {
                    course: read::course(self.store.reader(), *application).await?,
                },
            };
            match self
                .contact(
                    programme,
                    *application,
                    version,
                    outcome,
                    "規定と遵守事項を説明し、ご了解をいただいた",
                )
                .await
            {
                Ok(()) | Err(Error::Full { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn contact(
        &self,
        programme: &Arc<Programme>,
        application: ApplicationId,
        version: i64,
        outcome: Outcome,
        note: &str,
    ) -> Result<()> {
        let contact = RecordContact {
            programme: Arc::clone(programme),
            application,
            version,
            channel: Channel::Telephone,
            outcome,
            note: note.to_owned(),
            answers: None,
            actor: clerk(1, "西村 直子"),
        };
        self.store.run(&contact).await.map(|_| ())
    }

    async fn draw(&self, programme: &Arc<Programme>) -> Result<()> {
        let selection = &programme.file.selection;
        let (Some(freeze_at), Some(draw_at)) = (selection.freeze_at, selection.draw_at) else {
            return Ok(());
        };
        let (first, second) = (clerk(1, "西村 直子"), clerk(2, "原田 誠"));
        let charter = PublishCharter {
            programme: Arc::clone(programme),
            key: fair_draw::SigningKey::from_bytes(&[42; 32]),
            beacon: super::beacon::source(),
            verifier: fair_draw::verifier_sha256(),
            actor: first.clone(),
        };
        self.clock.set(from_tokyo(opens(programme)));
        self.store.run(&charter).await?;
        self.clock.set(from_tokyo(freeze_at));
        self.store
            .run(&FreezeDraw {
                programme: Arc::clone(programme),
                actor: first.clone(),
            })
            .await?;
        self.clock.set(from_tokyo(draw_at));
        let beacon = super::beacon::at(from_tokyo(draw_at))
            .ok_or_else(|| Error::Denied("no round of the demo's beacon".to_owned()))?
            .bytes();
        self.store
            .run(&RunDraw {
                programme: Arc::clone(programme),
                beacon,
                actor: first.clone(),
            })
            .await?;
        self.clock
            .set(from_tokyo(draw_at) + SignedDuration::from_hours(26));
        let notice = self
            .store
            .run(&PrepareResults {
                programme: Arc::clone(programme),
                actor: first,
            })
            .await?;
        self.store
            .run(&ReleaseNotice {
                programme: Arc::clone(programme),
                notice,
                actor: second,
            })
            .await
            .map(|_| ())
    }

    /// Most take part and send their documents; some decline, some stay silent.
    async fn answers(&self, programme: &Arc<Programme>) -> Result<()> {
        let after = self.store.clock().now() + SignedDuration::from_hours(5);
        self.clock.set(after);
        let offered = read::in_state(self.store.reader(), programme, StateName::Offered).await?;
        for (index, application) in offered.iter().enumerate() {
            let answer = match index % 11 {
                7 => Answer::Decline {
                    reason: Some("繁忙期と重なるため".to_owned()),
                },
                9 => continue,
                _ => Answer::Accept,
            };
            let actor = Actor::Applicant {
                application: *application,
            };
            let operation = AnswerOffer {
                programme: Arc::clone(programme),
                application: *application,
                answer,
                actor,
            };
            self.store.run(&operation).await?;
        }
        self.clock.set(after + SignedDuration::from_hours(24 * 10));
        lapse_due(self.store, programme, self.store.clock().now()).await?;
        let confirmed = read::in_state(self.store.reader(), programme, StateName::Confirmed).await?;
        for (index, application) in confirmed.iter().enumerate() {
            if index % 9 != 4 {
                self.documents(programme, *application).await?;
            }
        }
        Ok(())
    }

    async fn documents(&self, programme: &Arc<Programme>, application: ApplicationId) -> Result<()> {
        let actor = Actor::Applicant { application };
        for consent in &programme.consents {
            for part in &consent.parts {
                let sign = SignConsent {
                    programme: Arc::clone(programme),
                    application,
                    consent: consent.id.clone(),
                    part: *part,
                    method: Method::Typed,
                    signer_name: "山下 春香".to_owned(),
                    company: (*part == Part::Company)
                        .then(|| ("みなも商会".to_owned(), "東京都江東区若葉町1-2-3".to_owned())),
                    client_address: "192.0.2.10".to_owned(),
                    actor: actor.clone(),
                };
                self.store.run(&sign).await?;
            }
        }
        let questionnaire = programme
            .file
            .step(StepKind::Questionnaire)
            .and_then(|step| step.form.clone());
        if let Some(form) = questionnaire {
            let answer = AnswerForm {
                programme: Arc::clone(programme),
                application,
                form,
                answers: "{}".to_owned(),
                complete: true,
                actor,
            };
            self.store.run(&answer).await?;
        }
        Ok(())
    }
}

/// Answers to every required question: what is known of the company, otherwise something that fits.
fn fill(form: &Form, known: &Map<String, Value>) -> Vec<(String, String)> {
    let fields = form.sections.iter().flat_map(|section| &section.fields);
    fields
        .flat_map(|field| {
            values(field, known.get(&field.id))
                .into_iter()
                .map(|value| (field.id.clone(), value))
        })
        .collect()
}

fn values(field: &Field, known: Option<&Value>) -> Vec<String> {
    let options = || field.options.iter().map(|option| option.id.clone());
    match (known, field.kind) {
        (Some(Value::Array(many)), _) => many
            .iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect(),
        (Some(Value::String(text)), _) => vec![text.clone()],
        (_, FieldKind::Tick) if !field.options.is_empty() => options().collect(),
        (_, FieldKind::Tick | FieldKind::YesNo) => vec!["yes".to_owned()],
        (_, FieldKind::Choice | FieldKind::Select | FieldKind::Choices) => options().take(1).collect(),
        (_, FieldKind::Integer | FieldKind::Yen) if field.required => vec!["1".to_owned()],
        (_, FieldKind::Text | FieldKind::Textarea) if field.required => vec!["特になし".to_owned()],
        _ => Vec::new(),
    }
}
