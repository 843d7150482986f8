//! Companies that take part, kept in memory; a programme that lends appliances; the context on a test database.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use business_calendar::OfficeCalendar;
use contracts::ReadError;
use contracts::companies::{Companies, Company, CompanyProfile, Participation};
use contracts::ids::{ApplicationId, CaseId, CompanyId, DetectionId, DeviceId, InstallationId, StaffId};
use contracts::support::{CaseName, OpenCase, SupportCentre, SupportFigures};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, time};
use platform::actor::{Actor, Role};
use platform::clock::from_tokyo;
use platform::forms::{Condition, Field, FieldKind, FieldOption, Form, Section};
use platform::mail::message;
use platform::store::platform_migrations;
use platform::testing::TestDatabase;
use platform::text::Text;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use sea_orm_migration::MigrationTrait;
use telemetry::Telemetry;
use telemetry::domain::data::Purpose;
use telemetry::domain::stock_list::{Row, read};
use telemetry::domain::terms::{DataTerms, Obstacle, Office, Terms, Visits};
use telemetry::domain::visit::Slot;
use telemetry::ops::certificate::Authority;
use telemetry::ops::change::Which;
use telemetry::ops::devices::TakeIntoStock;
use telemetry::ops::enrol;
use uuid::Uuid;

pub const PROGRAMME: &str = "test-2023";

pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    platform_migrations()
        .into_iter()
        .chain(telemetry::migrations())
        .collect()
}

/// An instant from Tokyo's wall clock.
pub fn at(local: &str) -> Timestamp {
    from_tokyo(local.parse::<DateTime>().unwrap())
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn slot(local: &str) -> Slot {
    Slot {
        starts: local.parse().unwrap(),
        minutes: 120,
    }
}

pub fn clerk() -> Actor {
    Actor::Staff {
        id: StaffId(Uuid::from_u128(1)),
        name: "担当".to_owned(),
        roles: vec![Role::Secretariat],
    }
}

pub fn application(number: u128) -> ApplicationId {
    ApplicationId(Uuid::from_u128(1000 + number))
}

pub fn applicant(number: u128) -> Actor {
    Actor::Applicant {
        application: application(number),
    }
}

pub fn company_id(number: u128) -> CompanyId {
    CompanyId(Uuid::from_u128(number))
}

fn text(text: &str) -> Text {
    Text {
        ja: text.to_owned(),
        en: format!("{text} (en)"),
    }
}

/// Whoever takes part: everybody in this list.
#[derive(Default)]
pub struct Known(pub Mutex<Vec<Participation>>);

impl Known {
    pub fn add(&self, number: u128, programme: &str) {
        self.0.lock().unwrap().push(Participation {
            company: company_id(number),
            programme: programme.to_owned(),
            course: Some("utm".to_owned()),
            application: application(number),
            active: true,
        });
    }

    pub fn leave(&self, number: u128) {
        for one in &mut *self.0.lock().unwrap() {
            if one.company == company_id(number) {
                one.active = false;
            }
        }
    }

    fn of(&self, keep: impl Fn(&Participation) -> bool) -> Vec<Participation> {
        let all = self.0.lock().unwrap();
        all.iter().filter(|one| keep(one)).cloned().collect()
    }
}

#[async_trait]
impl Companies for Known {
    async fn company(&self, id: CompanyId) -> Result<Option<Company>, ReadError> {
        Ok(Some(company(id)))
    }

    async fn profile(&self, _: CompanyId) -> Result<Option<CompanyProfile>, ReadError> {
        Ok(Some(CompanyProfile::default()))
    }

    async fn of_application(&self, application: ApplicationId) -> Result<Option<CompanyId>, ReadError> {
        let found = self.of(|one| one.application == application);
        Ok(found.first().map(|one| one.company))
    }

    async fn participations(&self, company: CompanyId) -> Result<Vec<Participation>, ReadError> {
        Ok(self.of(|one| one.company == company))
    }

    async fn participants(
        &self,
        programme: &str,
        course: Option<&str>,
    ) -> Result<Vec<Participation>, ReadError> {
        Ok(self.of(|one| {
            one.programme == programme && course.is_none_or(|course| one.course.as_deref() == Some(course))
        }))
    }
}

pub fn company(id: CompanyId) -> Company {
    let number = id.0.as_u128();
    Company {
        id,
        name: format!("株式会社みなも製作所{number}"),
        address: "東京都みどり区若葉町1-2-3".to_owned(),
        contact_person: "小川 春香".to_owned(),
        mail: format!("person{number}@example.jp"),
        telephone: "050-0000-0000".to_owned(),
        language: if number.is_multiple_of(2) { "en" } else { "ja" }.to_owned(),
    }
}

/// A support centre that nobody called.
struct Idle;

#[async_trait]
impl SupportCentre for Idle {
    async fn figures(&self, _: CompanyId, _: Date, _: Date) -> Result<SupportFigures, ReadError> {
        Ok(SupportFigures::default())
    }

    async fn case_of(&self, _: CompanyId, _: DetectionId) -> Result<Option<CaseName>, ReadError> {
        Ok(Some(CaseName {
            id: CaseId(Uuid::from_u128(77)),
            number: 7,
        }))
    }

    async fn open_cases(&self, _: CompanyId) -> Result<Vec<OpenCase>, ReadError> {
        Ok(Vec::new())
    }
}

fn choice(id: &str, options: &[&str]) -> Field {
    Field {
        id: id.to_owned(),
        kind: FieldKind::Choice,
        label: text(id),
        hint: None,
        example: None,
        required: true,
        options: options
            .iter()
            .map(|option| FieldOption {
                id: (*option).to_owned(),
                label: text(option),
                exclusive: false,
            })
            .collect(),
        max_length: None,
        minimum: None,
        maximum: None,
        when: None,
        autocomplete: None,
    }
}

pub fn terms(programme: &str) -> Terms {
    Terms {
        programme: programme.to_owned(),
        name: text("試験事業"),
        course: "utm".to_owned(),
        course_name: text("設置"),
        other_course: Some(("other".to_owned(), text("リスク診断"))),
        trial_months: 3,
        survey: Form {
            id: "site_survey".to_owned(),
            title: text("現場調査"),
            intro: None,
            sections: vec![Section {
                id: "network".to_owned(),
                standard: None,
                title: Some(text("ネットワーク")),
                intro: None,
                fields: vec![
                    choice("layout", &["own", "shared"]),
                    choice("port", &["yes", "no"]),
                ],
            }],
        },
        obstacles: vec![Obstacle {
            when: Condition {
                field: "port".to_owned(),
                is: vec!["no".to_owned()],
            },
            reason: text("空きポートがありません"),
        }],
        visits: Visits {
            from: time(9, 0, 0, 0),
            to: time(17, 0, 0, 0),
            minutes: 120,
            notice_business_days: 3,
            teams: 1,
        },
        ask_days_before: 30,
        costs: vec![text("周辺機器の費用"), text("電気代")],
        data: DataTerms {
            version: "2023-08".to_owned(),
            text: text("情報は監視とレポートに使います"),
            purposes: vec![Purpose::Monitoring, Purpose::Report, Purpose::Results],
            keep_days: 90,
        },
        afterwards: text("契約か撤去かを選びます"),
        office: Office {
            name: text("運営事務局"),
            telephone: "050-0000-0000".to_owned(),
            hours: text("平日"),
            mail: "office@example.jp".to_owned(),
            url: "https://example.jp/".to_owned(),
        },
        calendar: OfficeCalendar::default(),
    }
}

/// The context on a database, at 10 o'clock on Friday 1 September 2023.
pub struct World<'d> {
    pub database: &'d TestDatabase,
    pub telemetry: Telemetry,
    pub known: Arc<Known>,
    pub terms: Arc<Terms>,
}

impl<'d> World<'d> {
    pub fn new(database: &'d TestDatabase) -> Self {
        database.clock.set(at("2023-09-01T10:00:00"));
        let known = Arc::new(Known::default());
        let terms = Arc::new(terms(PROGRAMME));
        let telemetry = Telemetry {
            store: database.store.clone(),
            companies: Arc::clone(&known) as Arc<dyn Companies>,
            terms: vec![Arc::clone(&terms)].into(),
            lake: std::path::Path::new("no-lake").into(),
            support: Arc::new(Idle),
            telephone: "050-0000-0119".into(),
            rules: Arc::default(),
            authority: Arc::new(Authority::from_secret(&[7; 32]).unwrap()),
        };
        Self {
            database,
            telemetry,
            known,
            terms,
        }
    }

    pub fn set(&self, local: &str) {
        self.database.clock.set(at(local));
    }

    /// Companies take part, and their installations begin.
    pub async fn begin(&self, numbers: &[u128]) {
        for number in numbers {
            self.known.add(*number, PROGRAMME);
        }
        let begun = enrol::follow(&self.telemetry, &self.terms).await.unwrap();
        assert_eq!(begun, numbers.len());
    }

    /// The installation of a company.
    pub async fn installation(&self, number: u128) -> InstallationId {
        self.value("id", number).await.parse().unwrap()
    }

    /// A column of a company's installation.
    pub async fn value(&self, column: &str, number: u128) -> String {
        let reader = self.database.store.reader();
        let backend = reader.get_database_backend();
        let (place, cast) = match backend {
            sea_orm::DatabaseBackend::Sqlite => ("?", ""),
            _ => ("$1", "::text"),
        };
        let sql = format!("SELECT {column}{cast} AS found FROM installation WHERE application_id = {place}");
        let statement = Statement::from_sql_and_values(backend, sql, [application(number).0.into()]);
        let row = reader.query_one_raw(statement).await.unwrap().unwrap();
        if column == "id" && cast.is_empty() {
            return row.try_get::<Uuid>("", "found").unwrap().to_string();
        }
        row.try_get::<Option<String>>("", "found")
            .unwrap()
            .unwrap_or_default()
    }

    pub async fn state(&self, number: u128) -> String {
        self.value("state", number).await
    }

    pub async fn which(&self, number: u128) -> Which {
        Which {
            id: self.installation(number).await,
            version: None,
        }
    }

    /// Takes a device into stock.
    pub async fn device(&self, serial: &str) -> DeviceId {
        let row = Row {
            serial: serial.to_owned(),
            vendor: "見本電機".to_owned(),
            model: "UTM60".to_owned(),
            ..Row::default()
        };
        let take = TakeIntoStock {
            devices: vec![read(&row).unwrap()],
            actor: clerk(),
        };
        self.database.store.run(&take).await.unwrap()[0]
    }

    /// Makes the record of a company's installation unreadable.
    pub async fn break_installation(&self, number: u128) {
        let reader = self.database.store.reader();
        let place = match reader.get_database_backend() {
            sea_orm::DatabaseBackend::Sqlite => "?",
            _ => "$1",
        };
        let sql = format!("UPDATE installation SET state_detail = '{{' WHERE application_id = {place}");
        let statement = Statement::from_sql_and_values(
            reader.get_database_backend(),
            sql,
            [application(number).0.into()],
        );
        reader.execute_raw(statement).await.unwrap();
    }

    /// Subjects of all mails to a company, in order.
    /// What the audit log says of deeds of this kind, the first one first.
    pub async fn audited(&self, action: &str) -> Vec<String> {
        let reader = self.database.store.reader();
        let sql = format!(
            "SELECT audit_payload.after FROM audit_payload JOIN audit_entry ON audit_entry.seq = audit_payload.seq \
             WHERE audit_entry.action = '{action}' ORDER BY audit_entry.seq"
        );
        let rows = reader
            .query_all_raw(Statement::from_string(reader.get_database_backend(), sql))
            .await
            .unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    pub async fn mails(&self, number: u128) -> Vec<String> {
        let mails = self.letters(number).await.into_iter();
        mails.map(|mail| mail.subject).collect()
    }

    /// What they say.
    pub async fn bodies(&self, number: u128) -> Vec<String> {
        let mails = self.letters(number).await.into_iter();
        mails.map(|mail| mail.body).collect()
    }

    async fn letters(&self, number: u128) -> Vec<message::Model> {
        let to = format!("person{number}@example.jp");
        let all = message::Entity::find()
            .all(self.database.store.reader())
            .await
            .unwrap();
        let mut own: Vec<_> = all.into_iter().filter(|mail| mail.to_address == to).collect();
        own.sort_by_key(|mail| (mail.created_at.0, mail.id));
        own
    }
}
