//! What the tests share: a record of invented companies, people of the centre, cases.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::ReadError;
use contracts::companies::{Companies, Company, CompanyProfile, Participation};
use contracts::ids::{ApplicationId, CaseId, CompanyId, DetectionId, StaffId};
use contracts::support::{Detected, Severity};
use incidents::domain::case::{Origin, Topic, Verdict};
use incidents::error::{Error, Result};
use incidents::ops::close::CloseCase;
use incidents::ops::decide::DecideCase;
use incidents::ops::detect::TakeDetection;
use incidents::ops::open::OpenCase;
use incidents::read::{CaseFile, Confided};
use incidents::{Addressee, Incidents};
use jiff::SignedDuration;
use platform::actor::{Actor, Role};
use platform::mail::message;
use platform::store::platform_migrations;
use platform::testing::TestDatabase;
use platform::text::Text;
use platform::vault::{MasterKey, Vault};
use sea_orm::EntityTrait;
use sea_orm_migration::MigrationTrait;
use uuid::Uuid;

pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    platform_migrations()
        .into_iter()
        .chain(incidents::migrations())
        .collect()
}

pub fn company_id(number: u128) -> CompanyId {
    CompanyId(Uuid::from_u128(number))
}

/// The application of an invented company.
pub fn application(number: u128) -> ApplicationId {
    ApplicationId(Uuid::from_u128(1000 + number))
}

pub fn company(number: u128) -> Company {
    Company {
        id: company_id(number),
        name: format!("株式会社みなも製作所{number}"),
        address: "東京都江東区若葉町1-2-3".to_owned(),
        contact_person: "小川 春香".to_owned(),
        mail: format!("person{number}@example.jp"),
        telephone: "050-0000-0000".to_owned(),
        language: "ja".to_owned(),
    }
}

/// Companies 1 and 2 take part.
struct Record;

#[async_trait]
impl Companies for Record {
    async fn company(&self, id: CompanyId) -> std::result::Result<Option<Company>, ReadError> {
        Ok([1, 2].into_iter().map(company).find(|company| company.id == id))
    }

    async fn profile(&self, _: CompanyId) -> std::result::Result<Option<CompanyProfile>, ReadError> {
        Ok(Some(CompanyProfile::default()))
    }

    async fn of_application(&self, id: ApplicationId) -> std::result::Result<Option<CompanyId>, ReadError> {
        let found = [1, 2].into_iter().find(|number| application(*number) == id);
        Ok(found.map(company_id))
    }

    async fn participations(&self, id: CompanyId) -> std::result::Result<Vec<Participation>, ReadError> {
        let all = self.participants("kojo-2023", None).await?;
        Ok(all.into_iter().filter(|place| place.company == id).collect())
    }

    async fn participants(
        &self,
        programme: &str,
        _course: Option<&str>,
    ) -> std::result::Result<Vec<Participation>, ReadError> {
        let place = |number| Participation {
            company: company_id(number),
            programme: programme.to_owned(),
            course: Some("utm".to_owned()),
            application: application(number),
            active: true,
        };
        Ok([1, 2].map(place).into())
    }
}

pub fn incidents(database: &TestDatabase) -> Incidents {
    Incidents {
        store: database.store.clone(),
        vault: Vault::new(MasterKey::new([7; 32])),
        companies: Arc::new(Record),
        programmes: Arc::new(["kojo-2023".to_owned()]),
        calendar: Arc::default(),
        telephone: "050-0000-0119".into(),
        offices: Arc::new([("kojo-2023".to_owned(), office())]),
        duty: Arc::new(["duty@example.jp".to_owned()]),
        teams: 1,
    }
}

fn office() -> Text {
    Text {
        ja: "試験事業事務局".to_owned(),
        en: "Test office".to_owned(),
    }
}

/// A company as letters reach it.
pub fn addressee(number: u128) -> Addressee {
    Addressee {
        company: company(number),
        office: office(),
        telephone: "050-0000-0119".into(),
    }
}

/// A member of the centre.
pub fn staff(number: u128) -> Actor {
    Actor::Staff {
        id: StaffId(Uuid::from_u128(number)),
        name: format!("担当{number}"),
        roles: vec![Role::Support],
    }
}

pub fn applicant(number: u128) -> Actor {
    Actor::Applicant {
        application: application(number),
    }
}

pub const CALL: &str = "ファイルの名前が変わって開けない";

/// A call of a company.
pub async fn call(incidents: &Incidents, number: u128, severity: Severity) -> CaseId {
    let open = OpenCase {
        vault: incidents.vault.clone(),
        company: company(number),
        origin: Origin::Telephone,
        topic: Topic::Ransom,
        severity,
        text: CALL.to_owned(),
        device: "経理のパソコン".to_owned(),
        may_call: true,
        told: "LANケーブルを抜くよう伝えた".to_owned(),
        actor: staff(1),
    };
    incidents.store.run(&open).await.unwrap().0
}

pub async fn file(incidents: &Incidents, case: CaseId) -> CaseFile {
    CaseFile::load(incidents, case).await.unwrap().unwrap()
}

pub async fn decide(incidents: &Incidents, case: CaseId, verdict: Verdict) -> Result<()> {
    let decide = DecideCase {
        vault: incidents.vault.clone(),
        company: Some(addressee(1)),
        case,
        version: file(incidents, case).await.case.version,
        verdict,
        severity: Severity::High,
        reason: "外へつなごうとしていた".to_owned(),
        actor: staff(1),
    };
    incidents.store.run(&decide).await
}

pub async fn close(incidents: &Incidents, case: CaseId) -> Result<()> {
    let close = CloseCase {
        vault: incidents.vault.clone(),
        company: Some(addressee(1)),
        case,
        version: file(incidents, case).await.case.version,
        cause: "添付を開いた".to_owned(),
        prevention: "添付は確かめてから開く".to_owned(),
        actor: staff(1),
    };
    incidents.store.run(&close).await
}

/// What a rule found on a host of a company.
pub fn detected(
    database: &TestDatabase,
    number: u128,
    company: u128,
    host: Option<&str>,
    severity: Severity,
) -> Detected {
    use platform::clock::Clock as _;
    let now = database.clock.now();
    Detected {
        version: 1,
        detection: DetectionId(Uuid::from_u128(number)),
        company: company_id(company),
        host: host.map(str::to_owned),
        rule: "detected-not-blocked".to_owned(),
        title: [
            "止められなかった攻撃".to_owned(),
            "An attack was not blocked".to_owned(),
        ],
        severity,
        first: now - SignedDuration::from_mins(5),
        last: now,
        events: 3,
    }
}

pub async fn take(incidents: &Incidents, found: Detected) -> std::result::Result<CaseId, Error> {
    let take = TakeDetection {
        vault: incidents.vault.clone(),
        found,
    };
    incidents.store.run(&take).await
}

/// Texts of a case as they open.
pub fn texts(file: &CaseFile) -> Vec<String> {
    let text = |text: &Confided| match text {
        Confided::Text(text) => Some(text.clone()),
        _ => None,
    };
    file.entries
        .iter()
        .filter_map(|entry| text(&entry.text))
        .collect()
}

pub async fn mails(database: &TestDatabase) -> Vec<message::Model> {
    message::Entity::find()
        .all(database.store.reader())
        .await
        .unwrap()
}
