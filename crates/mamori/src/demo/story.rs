//! What happened before the demo begins, told through the same use cases as the pages and in the order of time: the
//! clock never goes back.

mod appliances;
mod late;
mod later;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use calls::domain::application::Ending;
use calls::domain::definition::programme::StepKind;
use calls::domain::definition::well_known::{SECURITY_EDR, SECURITY_POLICY, SECURITY_UTM};
use calls::domain::definition::{Catalogue, Programme};
use calls::domain::judgement::Objection;
use calls::error::{Error, Result};
use calls::ops::briefing::{Mode, RegisterForBriefing};
use calls::ops::contact::{Channel, Outcome, RecordContact};
use calls::ops::decide::{End, EndApplication};
use calls::ops::draw::PublishCharter;
use calls::ops::except::GrantException;
use calls::ops::submission::from_answers;
use calls::ops::submit::SubmitApplication;
use calls::read;
use contracts::ids::ApplicationId;
use fair_draw::SigningKey;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use platform::clock::{MovableClock, date_in_tokyo, from_tokyo};
use platform::store::Store;
use platform::text::Language;
use serde_json::{Map, Value, json};
use telemetry::Telemetry;

pub(super) use self::appliances::serials;
use self::late::Late;
use super::monitoring::Monitoring;
use super::people::Staff;
use crate::simulation::companies::Companies;
use crate::simulation::{fill, office_hour};

/// Applications to a call that is over, and to the one that is still open.
const PAST: usize = 78;
const SO_FAR: usize = 68;
/// How long before the demo's first moment the clerk made the last calls: some are due, some overdue.
const CALLED_UNTIL: SignedDuration = SignedDuration::from_hours(5 * 24);
/// Who applies a second time to the open call, from another desk of the same company, and whose application it repeats.
const SECOND_OF: (usize, usize) = (44, 12);

/// Tells every programme's story, oldest first, and what appliances saw in the meantime.
pub(super) async fn tell(
    telemetry: &Telemetry,
    catalogue: &Arc<Catalogue>,
    clock: &MovableClock,
    key: &SigningKey,
    staff: &Staff,
    monitoring: &mut Monitoring<'_>,
) -> Result<()> {
    let store = &telemetry.store;
    let mut programmes: Vec<Arc<Programme>> = catalogue.iter().cloned().collect();
    programmes.sort_by_key(|programme| opens(programme));
    let newest = programmes.last().map(|programme| programme.file.id.clone());
    let mut companies = Companies::new(2025);
    let mut late = Vec::new();
    for programme in &programmes {
        // The newest call is open still: what happened before it is told before it.
        if newest.as_ref() == Some(&programme.file.id) {
            appliances::tell(telemetry, clock, staff, monitoring).await?;
        }
        let mut teller = Teller {
            store,
            clock,
            key,
            staff,
            programme,
            is_open_still: newest.as_ref() == Some(&programme.file.id),
            monitoring,
            companies: &mut companies,
            known: Vec::new(),
            of: HashMap::new(),
            diary: BTreeMap::new(),
            written: 0,
            late: Vec::new(),
        };
        teller.tell().await?;
        if !teller.late.is_empty() {
            late = teller.late;
        }
    }
    late::send_in(store, clock, &late).await
}

fn opens(programme: &Programme) -> DateTime {
    let courses = programme.file.courses.iter();
    courses.map(|course| course.opens).min().unwrap_or_default()
}

fn closes(programme: &Programme) -> DateTime {
    let courses = programme.file.courses.iter();
    courses.map(|course| course.closes).max().unwrap_or_default()
}

/// Whether the nth company to apply has none of the equipment that the calls ask for.
fn lacks_security(index: usize) -> bool {
    index % 13 == 12
}

/// Something that happens at its time.
enum Act {
    /// The nth company applies.
    Apply(usize),
    /// Somebody registers for a briefing.
    Register { briefing: String, mode: Mode },
    /// The secretariat calls.
    Call(Call),
    /// Appliances of another programme have seen something.
    Collect,
}

/// A call to the company of the nth application.
struct Call {
    index: usize,
    application: ApplicationId,
    version: i64,
    again: bool,
}

/// One programme's story.
struct Teller<'a, 'm> {
    store: &'a Store,
    clock: &'a MovableClock,
    key: &'a SigningKey,
    staff: &'a Staff,
    programme: &'a Arc<Programme>,
    is_open_still: bool,
    monitoring: &'a mut Monitoring<'m>,
    companies: &'a mut Companies,
    /// What each applicant answers.
    known: Vec<Map<String, Value>>,
    /// Whose application it is.
    of: HashMap<ApplicationId, usize>,
    diary: BTreeMap<(Timestamp, usize), Act>,
    written: usize,
    /// Who has confirmed and not sent any paper.
    late: Vec<Late>,
}

impl Teller<'_, '_> {
    async fn tell(&mut self) -> Result<()> {
        let file = &self.programme.file;
        self.clock.set(from_tokyo(opens(self.programme)));
        if file.is_lottery() {
            self.charter().await?;
        }
        self.applications();
        self.registrations();
        if self.is_open_still {
            self.collections();
        }
        let called_until = self.last() - CALLED_UNTIL;
        while let Some(((at, _), act)) = self.diary.pop_first() {
            if self.is_open_still && matches!(act, Act::Call(_)) && at > called_until {
                continue;
            }
            self.clock.set(at);
            match act {
                Act::Apply(index) => self.apply(index).await?,
                Act::Register { briefing, mode } => self.register(briefing, mode).await?,
                Act::Call(call) => self.call(call).await?,
                Act::Collect => self.collect().await?,
            }
        }
        if self.is_open_still {
            return Ok(());
        }
        if self.programme.file.is_lottery() {
            self.draw().await?;
        }
        self.answers().await
    }

    /// Until when is told: the demo's first moment, or the end of the window.
    fn last(&self) -> Timestamp {
        if self.is_open_still {
            from_tokyo(super::START.parse().unwrap_or_default())
        } else {
            from_tokyo(closes(self.programme))
        }
    }

    fn write_down(&mut self, at: Timestamp, act: Act) {
        self.written += 1;
        self.diary.insert((at, self.written), act);
    }

    fn applications(&mut self) {
        let number = if self.is_open_still { SO_FAR } else { PAST };
        let start = from_tokyo(opens(self.programme)) + SignedDuration::from_hours(10);
        let pause = self.last().duration_since(start) / i32::try_from(number + 2).unwrap_or(i32::MAX);
        for index in 0..number {
            let at = start + pause * i32::try_from(index).unwrap_or(i32::MAX);
            self.write_down(at, Act::Apply(index));
        }
    }

    /// A part of the seats of each briefing, taken in the days before.
    fn registrations(&mut self) {
        let last = self.last();
        for briefing in &self.programme.delivery.briefings {
            let closes = from_tokyo(briefing.registration_closes);
            for (mode, hours) in [(Mode::OnSite, 5), (Mode::Online, 3)] {
                let seats = mode.seats(briefing).unwrap_or_default() / 4;
                for number in 0..seats {
                    let before = SignedDuration::from_hours(i64::from(1 + number) * hours);
                    let at = closes - before;
                    if at < last {
                        let briefing = briefing.id.clone();
                        self.write_down(at, Act::Register { briefing, mode });
                    }
                }
            }
        }
    }

    /// Every other morning, up to the day before the demo begins.
    fn collections(&mut self) {
        let mut at = from_tokyo(opens(self.programme)) + SignedDuration::from_hours(9);
        let last = self.last() - SignedDuration::from_hours(24);
        while at < last {
            self.write_down(at, Act::Collect);
            at += SignedDuration::from_hours(48);
        }
    }

    async fn collect(&mut self) -> Result<()> {
        let told = async {
            self.monitoring.collect().await?;
            self.monitoring.look_after().await
        };
        told.await
            .map_err(|error| Error::Denied(format!("the appliances' story: {error}")))
    }

    /// One more company; some have something that the desk must look at.
    fn company(&mut self, index: usize) -> Map<String, Value> {
        let mut known = match SECOND_OF {
            (second, first) if self.is_open_still && second == index => self.known[first].clone(),
            _ => self.companies.next_answers(),
        };
        if (index, self.is_open_still) == (SECOND_OF.0, true) {
            known.insert("participant_name".to_owned(), json!("内藤 美咲"));
            known.insert("participant_kana".to_owned(), json!("ナイトウ ミサキ"));
            known.insert("email".to_owned(), json!("misaki@company-second.example.jp"));
        }
        let courses = &self.programme.file.courses;
        if let Some(course) = courses.get(index % courses.len().max(1)) {
            known.insert("course".to_owned(), json!(course.id));
        }
        if let Some(earlier) = self.earlier_programme().filter(|_| index % 19 == 9) {
            known.insert("past_programmes".to_owned(), json!([earlier]));
            let changes = "事務所を移転し、ネットワーク機器をすべて入れ替えた";
            known.insert("environment_changes".to_owned(), json!(changes));
        }
        // Most have what the calls ask for; who will be told otherwise has none of it.
        for field in [SECURITY_UTM, SECURITY_EDR, SECURITY_POLICY] {
            if lacks_security(index) {
                known.insert(field.to_owned(), json!("no"));
            } else if field != SECURITY_EDR {
                known.insert(field.to_owned(), json!("yes"));
            }
        }
        self.known.push(known.clone());
        known
    }

    /// What an applicant may have taken part in before, where the secretariat can make an exception of it.
    fn earlier_programme(&self) -> Option<String> {
        let form = self.programme.form("application")?;
        let discretionary = |rule: &calls::domain::definition::programme::Rule| rule.discretionary;
        if !self.programme.file.eligibility.rules.iter().any(discretionary) {
            return None;
        }
        let fields = form.sections.iter().flat_map(|section| &section.fields);
        let field = fields.into_iter().find(|field| field.id == "past_programmes")?;
        let earlier = field.options.iter().find(|option| option.id != "none")?;
        Some(earlier.id.clone())
    }

    async fn apply(&mut self, index: usize) -> Result<()> {
        let known = self.company(index);
        let Some(form) = self.programme.form("application") else {
            return Ok(());
        };
        let language = if index % 17 == 16 {
            Language::En
        } else {
            Language::Ja
        };
        let submission = from_answers(self.programme, form, &fill(form, &known, None), language);
        let submission = submission.map_err(|errors| {
            let fields = errors
                .iter()
                .map(|error| format!("{}: {}", error.field, error.code))
                .collect::<Vec<_>>();
            Error::Denied(format!(
                "the demo's answers do not fit {}: {}",
                self.programme.file.id,
                fields.join(", ")
            ))
        })?;
        let operation = SubmitApplication {
            programme: Arc::clone(self.programme),
            submission: submission.under_key(&format!("demo-{index}")),
        };
        let receipt = match self.store.run(&operation).await {
            Ok(receipt) => receipt,
            Err(Error::Full { .. } | Error::Closed { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        self.of.insert(receipt.id, index);
        if self.programme.file.step(StepKind::Contact).is_some() {
            let call = Call {
                index,
                application: receipt.id,
                version: 1,
                again: false,
            };
            self.write_down(self.next_office_hour(index), Act::Call(call));
        }
        Ok(())
    }

    /// On the next business day, but before the list is frozen.
    fn next_office_hour(&self, number: usize) -> Timestamp {
        let now = self.store.clock().now();
        let today = date_in_tokyo(now);
        let calendar = self.programme.file.calendar();
        let at = office_hour(calendar.add_business_days(today, 1).unwrap_or(today), number);
        let frozen = self.programme.file.selection.freeze_at.map(from_tokyo);
        let before = frozen.map(|frozen| (frozen - SignedDuration::from_hours(1)).max(now));
        before.map_or(at, |before| at.min(before))
    }

    async fn register(&mut self, briefing: String, mode: Mode) -> Result<()> {
        let somebody = self.companies.next_answers();
        let text = |field: &str| somebody[field].as_str().unwrap_or_default().to_owned();
        let operation = RegisterForBriefing {
            programme: Arc::clone(self.programme),
            briefing,
            mode,
            company: text("company_name"),
            name: text("participant_name"),
            email: text("email"),
            language: Language::Ja,
        };
        self.store.run(&operation).await.map(|_| ())
    }

    /// Every fifth company is out at first; a few do not meet the requirements, one withdraws, and the secretariat makes
    /// an exception where the call lets it.
    async fn call(&mut self, call: Call) -> Result<()> {
        if call.index.is_multiple_of(5) && !call.again {
            self.contact(&call, Outcome::Absent, "呼出音のみ").await?;
            // In the open call some were never reached again.
            if !(self.is_open_still && call.index.is_multiple_of(10)) {
                let next = Call {
                    version: call.version + 1,
                    again: true,
                    ..call
                };
                self.write_down(self.next_office_hour(next.index), Act::Call(next));
            }
            return Ok(());
        }
        if call.index == 27 {
            return self.withdraw(&call).await;
        }
        if lacks_security(call.index) {
            let reason = "UTM・EDR などの機器と情報セキュリティポリシーのいずれもお持ちでないため";
            return self.refuse(&call, reason).await;
        }
        match self.complete(&call).await {
            Err(Error::Full { .. }) => Ok(()),
            // Too large for the call, or supported before where nobody may overlook it.
            Err(Error::Against(Objection::Unmet(_))) => {
                self.refuse(&call, "募集要項の参加要件を満たさないため").await
            }
            done => done,
        }
    }

    async fn complete(&self, call: &Call) -> Result<()> {
        let supported_before = self.known[call.index]["past_programmes"] != json!(["none"]);
        if supported_before {
            self.make_exception(call).await?;
        }
        let outcome = Outcome::Complete {
            course: read::course(self.store.reader(), call.application).await?,
            exception: None,
        };
        let call = Call {
            version: call.version + i64::from(supported_before),
            ..*call
        };
        let note = "規定と遵守事項を説明し、ご了解をいただいた";
        self.contact(&call, outcome, note).await
    }

    async fn refuse(&self, call: &Call, reason: &str) -> Result<()> {
        let outcome = Outcome::NotMet(self.elsewhere(reason));
        self.contact(call, outcome, "関連事業をご案内した").await
    }

    fn elsewhere(&self, reason: &str) -> Ending {
        let referrals = self.programme.file.referrals.iter().take(2);
        Ending {
            reason: reason.to_owned(),
            refer_to: referrals.map(|referral| referral.id.clone()).collect(),
        }
    }

    async fn contact(&self, call: &Call, outcome: Outcome, note: &str) -> Result<()> {
        let contact = RecordContact {
            programme: Arc::clone(self.programme),
            application: call.application,
            version: call.version,
            channel: Channel::Telephone,
            outcome,
            note: note.to_owned(),
            answers: None,
            actor: self.staff.clerk.clone(),
        };
        self.store.run(&contact).await.map(|_| ())
    }

    async fn withdraw(&self, call: &Call) -> Result<()> {
        let end = EndApplication {
            programme: Arc::clone(self.programme),
            application: call.application,
            version: call.version,
            end: End::Withdraw,
            ending: Ending {
                reason: "担当者の異動により、会社から取下げの申し出があったため".to_owned(),
                refer_to: Vec::new(),
            },
            actor: self.staff.clerk.clone(),
        };
        self.store.run(&end).await.map(|_| ())
    }

    async fn make_exception(&self, call: &Call) -> Result<()> {
        let exception = GrantException {
            application: call.application,
            version: call.version,
            reason: "移転により機器と構成がすべて変わり、改めて支援が必要と認められるため".to_owned(),
            actor: self.staff.clerk.clone(),
        };
        self.store.run(&exception).await
    }

    async fn charter(&self) -> Result<()> {
        let charter = PublishCharter {
            programme: Arc::clone(self.programme),
            key: self.key.clone(),
            beacon: super::beacon::source(),
            verifier: calls::ops::draw::VerifierPage::ours(),
            actor: self.staff.clerk.clone(),
        };
        self.store.run(&charter).await.map(|_| ())
    }
}
