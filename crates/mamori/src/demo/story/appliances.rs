//! Appliances in the demo: companies at each stage of the device's life (M1), a few weeks before the demo's first moment.

use std::sync::Arc;

use calls::error::{Error, Result};
use contracts::companies::{Company, Participation};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};
use platform::actor::Actor;
use platform::clock::{MovableClock, date_in_tokyo, from_tokyo};
use platform::store::Operation;
use telemetry::Telemetry;
use telemetry::domain::stock_list::{Row, read};
use telemetry::domain::terms::Terms;
use telemetry::domain::visit::{Slot, first_day, free};
use telemetry::ops::appoint::{FixVisit, ProposeVisit};
use telemetry::ops::certificate::IssueCertificate;
use telemetry::ops::change::Which;
use telemetry::ops::decide::{Answer, Decide};
use telemetry::ops::devices::TakeIntoStock;
use telemetry::ops::enrol::{BeginInstallation, Begun};
use telemetry::ops::install::{Install, NoteFirstLog, Remove};
use telemetry::ops::survey::{AnswerOffer, JudgeSurvey, SaveSurvey, Verdict};

use crate::demo::monitoring::{Monitoring, Told};
use crate::demo::people::Staff;

/// Appliances in stock.
const STOCK: usize = 16;
/// How long before the demo's first moment the story begins.
const WEEKS_BEFORE: i64 = 12;

/// How far a company gets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Asked,
    Sent,
    Unfit,
    Ready,
    Proposed,
    Appointed,
    Trial,
    Continues,
    Leaving,
    Removed,
}

const STAGES: [Stage; 18] = [
    Stage::Trial,
    Stage::Removed,
    Stage::Trial,
    Stage::Continues,
    Stage::Unfit,
    Stage::Appointed,
    Stage::Trial,
    Stage::Leaving,
    Stage::Proposed,
    Stage::Sent,
    Stage::Ready,
    Stage::Trial,
    Stage::Asked,
    Stage::Asked,
    Stage::Trial,
    Stage::Trial,
    Stage::Trial,
    Stage::Trial,
];

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Denied(format!("the demo's appliances: {error}"))
}

/// The serial numbers of the appliances in the order in which they are installed.
pub(in crate::demo) fn serials() -> Vec<String> {
    (0..STOCK).map(serial).collect()
}

fn serial(number: usize) -> String {
    format!("UTM60-{:04}", 2_301 + number)
}

/// Tells it for every programme that lends appliances; what they see is told beside it.
pub(super) async fn tell(
    telemetry: &Telemetry,
    clock: &MovableClock,
    staff: &Staff,
    monitoring: &mut Monitoring<'_>,
) -> Result<()> {
    let first = from_tokyo(crate::demo::START.parse().unwrap_or_default());
    let begins = first - SignedDuration::from_hours(WEEKS_BEFORE * 7 * 24);
    for terms in telemetry.terms.iter() {
        clock.set(begins.max(telemetry.store.clock().now()));
        let mut teller = Teller {
            telemetry,
            terms,
            clock,
            clerk: staff.clerk.clone(),
            monitoring,
        };
        teller.tell().await.map_err(failed)?;
    }
    Ok(())
}

struct Teller<'a, 'm> {
    telemetry: &'a Telemetry,
    terms: &'a Arc<Terms>,
    clock: &'a MovableClock,
    clerk: Actor,
    monitoring: &'a mut Monitoring<'m>,
}

impl Teller<'_, '_> {
    async fn tell(&mut self) -> Told<()> {
        let companies = &self.telemetry.companies;
        let terms = self.terms;
        let participants = companies
            .participants(&terms.programme, Some(&terms.course))
            .await?;
        let devices = self.stock().await?;
        let active = participants.into_iter().filter(|one| one.active);
        let mut told: Vec<(Stage, Company, Participation)> = Vec::new();
        for (stage, participation) in STAGES.into_iter().zip(active) {
            if let Some(company) = companies.company(participation.company).await? {
                told.push((stage, company, participation));
            }
        }
        let mut devices = devices.into_iter();
        for (stage, company, participation) in told {
            self.one(stage, company, participation, &mut devices).await?;
        }
        Ok(())
    }

    async fn run<O: Operation<Error = telemetry::error::Error>>(&self, operation: &O) -> Told<O::Output> {
        Ok(self.telemetry.store.run(operation).await?)
    }

    async fn stock(&self) -> Told<Vec<contracts::ids::DeviceId>> {
        let row = |number: usize| Row {
            serial: serial(number),
            vendor: "見本電機".to_owned(),
            model: "UTM60".to_owned(),
            ..Row::default()
        };
        let devices = (0..STOCK).filter_map(|number| read(&row(number)).ok()).collect();
        let actor = self.clerk.clone();
        let ids = self.run(&TakeIntoStock { devices, actor }).await?;
        for device in ids.iter().take(STOCK - 3) {
            let issue = IssueCertificate {
                authority: &self.telemetry.authority,
                device: *device,
                actor: self.clerk.clone(),
            };
            self.run(&issue).await?;
        }
        Ok(ids)
    }

    fn answers(&self, stage: Stage) -> Vec<(String, String)> {
        let fields = self
            .terms
            .survey
            .sections
            .iter()
            .flat_map(|section| &section.fields);
        let speaks_against = |field: &str, option: &str| {
            self.terms.obstacles.iter().any(|obstacle| {
                obstacle.when.field == field && obstacle.when.is.iter().any(|one| one == option)
            })
        };
        let answer = |field: &platform::forms::Field| {
            let mut options = field.options.iter().map(|option| option.id.as_str());
            let chosen = match stage {
                Stage::Unfit => options.clone().find(|option| speaks_against(&field.id, option)),
                _ => options.clone().find(|option| !speaks_against(&field.id, option)),
            };
            let value = chosen.or_else(|| options.next()).unwrap_or("12");
            field.required.then(|| (field.id.clone(), value.to_owned()))
        };
        fields.filter_map(answer).collect()
    }

    async fn one(
        &mut self,
        stage: Stage,
        company: Company,
        participation: Participation,
        devices: &mut impl Iterator<Item = contracts::ids::DeviceId>,
    ) -> Told<()> {
        let (terms, clerk) = (|| Arc::clone(self.terms), || self.clerk.clone());
        let own = Actor::Applicant {
            application: participation.application,
        };
        let begin = BeginInstallation {
            terms: terms(),
            company: company.clone(),
            participation,
            actor: Actor::System("demo"),
        };
        let Begun::Now(id) = self.run(&begin).await? else {
            return Ok(());
        };
        let which = Which { id, version: None };
        if stage == Stage::Asked {
            return Ok(());
        }
        let save = SaveSurvey {
            terms: terms(),
            which,
            pairs: self.answers(stage),
            send: true,
            actor: own.clone(),
        };
        self.run(&save).await?;
        if stage == Stage::Sent {
            return Ok(());
        }
        let unfit = "建物と共用の回線のため、機器を間に置けません。";
        let judge = JudgeSurvey {
            terms: terms(),
            which,
            verdict: if stage == Stage::Unfit {
                Verdict::Unfit(unfit.to_owned())
            } else {
                Verdict::Fit
            },
            company: company.clone(),
            actor: clerk(),
        };
        self.run(&judge).await?;
        if stage == Stage::Unfit {
            let (terms, accepted) = (terms(), true);
            return self
                .run(&AnswerOffer {
                    terms,
                    which,
                    accepted,
                    actor: own,
                })
                .await;
        }
        if stage == Stage::Ready {
            return Ok(());
        }
        let soon = first_day(self.terms, self.clock_now());
        let first = date_in_tokyo(from_tokyo(crate::demo::START.parse().unwrap_or_default()));
        let from = if stage < Stage::Trial {
            first.saturating_add(2.days())
        } else {
            soon
        };
        let slots = self.times(from);
        let Some(slot) = slots.first().copied() else {
            return Ok(());
        };
        let propose = ProposeVisit {
            terms: terms(),
            which,
            slots: slots.into_iter().take(3).collect(),
            company: company.clone(),
            actor: clerk(),
        };
        self.run(&propose).await?;
        if stage == Stage::Proposed {
            return Ok(());
        }
        self.fix(which, slot, &company, own.clone()).await?;
        if stage < Stage::Trial {
            return Ok(());
        }
        let Some(device) = devices.next() else {
            return Ok(());
        };
        self.clock.set(from_tokyo(slot.ends()));
        // What the others saw until now.
        self.monitoring.collect().await?;
        self.monitoring.look_after().await?;
        let install = Install {
            terms: terms(),
            which,
            device,
            on: slot.starts.date(),
            technician: "設置担当 山吹".to_owned(),
            checklist: ["power", "line", "internet", "log", "explained"]
                .map(str::to_owned)
                .into(),
            company: company.clone(),
            actor: clerk(),
        };
        self.run(&install).await?;
        self.monitoring.install(company.id, device);
        let noted = NoteFirstLog {
            terms: Arc::clone(&self.telemetry.terms),
            device,
            at: self.telemetry.store.clock().now(),
            actor: Actor::System("demo"),
        };
        self.run(&noted).await?;
        let answer = match stage {
            Stage::Trial => return Ok(()),
            Stage::Continues => Answer::Continue,
            _ => Answer::Remove,
        };
        self.run(&Decide {
            terms: terms(),
            which,
            answer,
            actor: own.clone(),
        })
        .await?;
        if stage == Stage::Continues {
            return Ok(());
        }
        let from = if stage == Stage::Removed {
            slot.starts.date().saturating_add(7.days())
        } else {
            first.saturating_add(3.days())
        };
        let Some(slot) = self.times(from).first().copied() else {
            return Ok(());
        };
        self.fix(which, slot, &company, clerk()).await?;
        if stage == Stage::Removed {
            self.clock.set(from_tokyo(slot.ends()));
            let remove = Remove {
                terms: terms(),
                which,
                on: slot.starts.date(),
                company,
                actor: clerk(),
            };
            self.run(&remove).await?;
        }
        Ok(())
    }

    /// Appointments by the one who asks for them, with the agreement that belongs to it.
    async fn fix(&self, which: Which, slot: Slot, company: &Company, actor: Actor) -> Told<()> {
        let fix = FixVisit {
            terms: Arc::clone(self.terms),
            which,
            slot,
            chosen: matches!(actor, Actor::Applicant { .. }),
            agrees: true,
            company: company.clone(),
            actor,
        };
        self.run(&fix).await
    }

    fn clock_now(&self) -> Date {
        date_in_tokyo(self.telemetry.store.clock().now())
    }

    fn times(&self, from: Date) -> Vec<Slot> {
        free(self.terms, from, None, 1, &[])
            .into_values()
            .flatten()
            .collect()
    }
}
