//! What the support centre did on the morning before the demo begins: a few cases of companies that have a UTM.

use contracts::companies::Company;
use contracts::ids::CaseId;
use contracts::support::Severity;
use incidents::Incidents;
use incidents::domain::case::{Origin, Topic, Verdict};
use incidents::domain::entry::Outcome;
use incidents::error::{Error, Result};
use incidents::ops::close::CloseCase;
use incidents::ops::decide::DecideCase;
use incidents::ops::hand_over::HandOver;
use incidents::ops::open::OpenCase;
use incidents::ops::step::RecordStep;
use incidents::ops::visits::PlanVisit;
use incidents::ops::write::{Note, WriteNote};
use incidents::read::{Case, CaseFile};
use jiff::{SignedDuration, Timestamp};
use platform::actor::Actor;
use platform::clock::{MovableClock, from_tokyo};

use super::monitoring::{Monitoring, Told};

struct Teller<'a> {
    incidents: &'a Incidents,
    clock: &'a MovableClock,
    centre: &'a Actor,
}

/// Tells it; nothing where no company takes part.
pub(super) async fn tell(
    incidents: &Incidents,
    clock: &MovableClock,
    centre: &Actor,
    monitoring: &mut Monitoring<'_>,
) -> Told<()> {
    let start = from_tokyo(super::START.parse().unwrap_or_default());
    let teller = Teller {
        incidents,
        clock,
        centre,
    };
    // The clock never goes back: what was told before may have happened later.
    let morning = (start - SignedDuration::from_mins(85)).max(incidents.store.clock().now());
    clock.set(morning);
    monitoring.collect().await?;
    let mut companies = Vec::new();
    for id in monitoring.companies() {
        companies.extend(incidents.company(id).await?);
    }
    let [first, _, second, ..] = companies.as_slice() else {
        return Ok(());
    };
    teller.suspicious_mail(first).await?;
    if let Some(case) = monitoring.found(second.id).await? {
        teller.clean_up(second, case).await?;
    }
    teller.question(first).await?;
    teller.hand_over().await?;
    Ok(())
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
            company: self.incidents.addressee(company.id).await?,
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
            company: self.incidents.addressee(company.id).await?,
            case,
            version: self.version(case).await?,
            cause: "取引先をかたる迷惑メールでした。".to_owned(),
            prevention: "心当たりのない添付は開かず、送り主に電話で確かめてください。".to_owned(),
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&close).await
    }

    /// Found in the log, cleaned from afar, and somebody goes there.
    async fn clean_up(&self, company: &Company, found: Case) -> Result<()> {
        let host = found.host.unwrap_or_default();
        let case = found.id;
        self.wait(6);
        let told = WriteNote {
            vault: self.incidents.vault.clone(),
            company: self.incidents.addressee(company.id).await?,
            case,
            note: Note::ToCompany,
            text: "経理のパソコンが外部と不審な通信をしています。LANケーブルを抜き、電源は切らずにお待ちください。"
                .to_owned(),
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&told).await?;
        self.wait(4);
        let consent: Timestamp = self.incidents.store.clock().now();
        let reason = "マルウェアの通信先として知られた相手へ、つなごうとしていました。";
        self.decide(company, case, (Verdict::Incident, Severity::High), reason)
            .await?;
        self.wait(5);
        let step = RecordStep {
            vault: self.incidents.vault.clone(),
            case,
            what: "遠隔で駆除ツールを実行し、見つかった2つのファイルを隔離した。".to_owned(),
            host: format!("{host}（経理のパソコン）"),
            consent,
            outcome: Outcome::Partly,
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&step).await?;
        let visit = PlanVisit {
            vault: self.incidents.vault.clone(),
            calendar: self.incidents.calendar.clone(),
            teams: self.incidents.teams,
            company: self.incidents.addressee(company.id).await?,
            case,
            wished: None,
            until_then: "経理のパソコンは電源を入れたまま、どこにもつながないでください。".to_owned(),
            actor: self.centre.clone(),
        };
        self.incidents.store.run(&visit).await.map(|_| ())
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
