//! What the support centre did on the morning before the demo begins: a few cases of companies that have a UTM.

use contracts::companies::Company;
use contracts::ids::{CaseId, DetectionId};
use contracts::support::{Detected, Severity};
use incidents::Incidents;
use incidents::domain::case::{Origin, Topic, Verdict};
use incidents::domain::entry::Outcome;
use incidents::error::{Error, Result};
use incidents::ops::close::CloseCase;
use incidents::ops::decide::DecideCase;
use incidents::ops::detect::TakeDetection;
use incidents::ops::hand_over::HandOver;
use incidents::ops::open::OpenCase;
use incidents::ops::step::RecordStep;
use incidents::ops::visits::PlanVisit;
use incidents::ops::write::{Note, WriteNote};
use incidents::read::CaseFile;
use jiff::{SignedDuration, Timestamp};
use platform::actor::Actor;
use platform::clock::{MovableClock, from_tokyo};
use uuid::Uuid;

/// The programme whose companies have appliances, and its course with them.
const PROGRAMME: &str = "kojo-2023";
const COURSE: &str = "utm";

struct Teller<'a> {
    incidents: &'a Incidents,
    clock: &'a MovableClock,
    centre: &'a Actor,
}

/// Tells it; nothing where no company takes part.
pub(super) async fn tell(incidents: &Incidents, clock: &MovableClock, centre: &Actor) -> Result<()> {
    let start = from_tokyo(super::START.parse().unwrap_or_default());
    let teller = Teller {
        incidents,
        clock,
        centre,
    };
    let mut companies = Vec::new();
    for place in incidents.companies.participants(PROGRAMME, Some(COURSE)).await? {
        companies.extend(incidents.company(place.company).await?);
    }
    let [first, second, third, ..] = companies.as_slice() else {
        return Ok(());
    };
    // The clock never goes back: what was told before may have happened later.
    let morning = (start - SignedDuration::from_mins(70)).max(incidents.store.clock().now());
    clock.set(morning);
    teller.suspicious_mail(first).await?;
    teller.clean_up(second).await?;
    teller.just_found(third).await?;
    teller.question(first).await?;
    teller.hand_over().await
}

impl Teller<'_> {
    fn wait(&self, minutes: i64) {
        let now = self.incidents.store.clock().now();
        self.clock.set(now + SignedDuration::from_mins(minutes));
    }

    async fn version(&self, case: CaseId) -> Result<i64> {
        let file = CaseFile::load(self.incidents, case)
            .await?
            .ok_or(Error::NotFound)?;
        Ok(file.case.version)
    }

    async fn open(
        &self,
        company: &Company,
        (topic, severity): (Topic, Severity),
        (text, told): (&str, &str),
    ) -> Result<CaseId> {
        let open = OpenCase {
            vault: self.incidents.vault.clone(),
            company: company.clone(),
            origin: Origin::Telephone,
            topic,
            severity,
            text: text.to_owned(),
            device: String::new(),
            may_call: true,
            told: told.to_owned(),
            actor: self.centre.clone(),
        };
        Ok(self.incidents.store.run(&open).await?.0)
    }

    async fn decide(
        &self,
        company: &Company,
        case: CaseId,
        (verdict, severity): (Verdict, Severity),
        reason: &str,
    ) -> Result<()> {
        let decide = DecideCase {
            vault: self.incidents.vault.clone(),
            company: Some(company.clone()),
            case,
            version: self.version(case).await?,
            verdict,
            severity,
            reason: reason.to_owned(),
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&decide).await
    }

    /// From the call to the end.
    async fn suspicious_mail(&self, company: &Company) -> Result<()> {
        let case = self
            .open(
                company,
                (Topic::SuspiciousMail, Severity::Medium),
                (
                    "請求書という件名のメールの添付ファイルを開こうとしたら、警告が出た。開いてはいない。",
                    "添付は開かず、メールを消さずに残すようお願いした。",
                ),
            )
            .await?;
        self.wait(12);
        let reason = "添付ファイルはUTMが止めており、社内のどの機器にも届いていませんでした。";
        self.decide(company, case, (Verdict::Event, Severity::Low), reason)
            .await?;
        self.wait(3);
        let close = CloseCase {
            vault: self.incidents.vault.clone(),
            company: Some(company.clone()),
            case,
            version: self.version(case).await?,
            cause: "取引先をかたる迷惑メールでした。".to_owned(),
            prevention: "心当たりのない添付は開かず、送り主に電話で確かめてください。".to_owned(),
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&close).await
    }

    async fn detect(&self, company: &Company, number: u128, host: &str, rule: &str) -> Result<CaseId> {
        let now = self.incidents.store.clock().now();
        let title = match rule {
            "malware-and-c2" => [
                "マルウェアと外部への不審な通信",
                "Malware and suspicious traffic outwards",
            ],
            _ => ["止められなかった攻撃の検知", "An attack was seen and not blocked"],
        };
        let found = Detected {
            version: 1,
            detection: DetectionId(Uuid::from_u128(number)),
            company: company.id,
            host: Some(host.to_owned()),
            rule: rule.to_owned(),
            title: title.map(str::to_owned),
            severity: if number == 1 {
                Severity::High
            } else {
                Severity::Critical
            },
            first: now - SignedDuration::from_mins(9),
            last: now - SignedDuration::from_mins(2),
            events: 14,
        };
        let take = TakeDetection {
            vault: self.incidents.vault.clone(),
            found,
        };
        self.incidents.store.run(&take).await
    }

    /// Found in the log, cleaned from afar, and somebody goes there.
    async fn clean_up(&self, company: &Company) -> Result<()> {
        let case = self.detect(company, 1, "192.168.10.23", "malware-and-c2").await?;
        self.wait(6);
        let told = WriteNote {
            vault: self.incidents.vault.clone(),
            company: Some(company.clone()),
            case,
            note: Note::ToCompany,
            text: "経理のパソコンが外部と不審な通信をしています。LANケーブルを抜き、電源は切らずにお待ちください。"
                .to_owned(),
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&told).await?;
        self.wait(4);
        let consent: Timestamp = self.incidents.store.clock().now();
        let reason = "マルウェアの通信先として知られた相手へ、14回つなごうとしていました。";
        self.decide(company, case, (Verdict::Incident, Severity::High), reason)
            .await?;
        self.wait(5);
        let step = RecordStep {
            vault: self.incidents.vault.clone(),
            case,
            what: "遠隔で駆除ツールを実行し、見つかった2つのファイルを隔離した。".to_owned(),
            host: "192.168.10.23（経理のパソコン）".to_owned(),
            consent,
            outcome: Outcome::Partly,
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&step).await?;
        let visit = PlanVisit {
            vault: self.incidents.vault.clone(),
            calendar: self.incidents.calendar.clone(),
            company: Some(company.clone()),
            case,
            wished: None,
            until_then: "経理のパソコンは電源を入れたまま、どこにもつながないでください。".to_owned(),
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&visit).await.map(|_| ())
    }

    /// Nobody has looked at it yet.
    async fn just_found(&self, company: &Company) -> Result<()> {
        self.wait(3);
        self.detect(company, 2, "192.168.1.41", "detected-not-blocked")
            .await?;
        Ok(())
    }

    async fn question(&self, company: &Company) -> Result<()> {
        let text = "無線LANのパスワードを変えたい。UTMの設定も変える必要があるか。";
        self.open(company, (Topic::Question, Severity::Low), (text, ""))
            .await?;
        Ok(())
    }

    async fn hand_over(&self) -> Result<()> {
        let hand_over = HandOver {
            vault: self.incidents.vault.clone(),
            text: "夜勤より：経理のパソコンの件は訪問の前に電話で様子を確かめてください。今朝の検知はまだ誰も見ていません。"
                .to_owned(),
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&hand_over).await?;
        Ok(())
    }
}
