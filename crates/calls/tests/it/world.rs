//! What the tests of this context share: a call loaded from its real folder, a moving clock, invented companies.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use calls::domain::application::{Ending, StateName};
use calls::domain::definition::Programme;
use calls::error::Error;
use calls::ops::contact::{Channel, Outcome, RecordContact};
use calls::ops::decide::{End, EndApplication};
use calls::ops::submit::{Company, Receipt, Submission, SubmitApplication};
use contracts::ids::{ApplicationId, StaffId};
use jiff::Timestamp;
use jiff::civil::DateTime;
use platform::actor::{Actor, Role};
use platform::clock::{StillClock, from_tokyo};
use platform::entropy::SeededEntropy;
use platform::store::{Migrations, Store, StoreOptions, platform_migrations};
use platform::text::Language;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

/// A database with one call and a clock.
pub struct World {
    pub store: Store,
    pub clock: StillClock,
    pub programme: Arc<Programme>,
}

/// An instant from Tokyo's wall clock.
pub fn at(local: &str) -> Timestamp {
    from_tokyo(local.parse::<DateTime>().unwrap())
}

/// The call with `id`, as it stands in the repository.
pub fn programme(id: &str) -> Programme {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    let loaded = calls::programmes::load_folder(&folder).unwrap();
    Programme::clone(loaded.catalogue.get(id).unwrap())
}

/// A clerk.
pub fn clerk(number: u128) -> Actor {
    Actor::Staff {
        id: StaffId(Uuid::from_u128(number)),
        name: format!("担当{number}"),
        roles: vec![Role::Secretariat, Role::Approver],
    }
}

/// The form of invented company `number`.
pub fn submission(number: usize, course: &str, frame: Option<&str>) -> Submission {
    Submission {
        idempotency_key: format!("key-{number}"),
        request_hash: format!("hash-{number}"),
        draft: None,
        language: Language::Ja,
        course: course.to_owned(),
        frame: frame.map(str::to_owned),
        company: Company {
            kind: "corporation".to_owned(),
            name: format!("株式会社みなも製作所{number}"),
            kana: Some("ミナモセイサクショ".to_owned()),
            corporate_number: None,
            company_key: format!("みなも製作所{number}"),
            search_key: format!("みなも製作所{number} r{number:05}"),
            prefecture: "東京都".to_owned(),
            address: "江東区若葉町1-2-3".to_owned(),
            industry: "24".to_owned(),
            capital_yen: Some(10_000_000),
            employees: 20,
            participant: "小川 春香".to_owned(),
            email: format!("person{number}@example.jp"),
            telephone: "050-0000-0000".to_owned(),
        },
        answers: answers(number, course).to_string(),
        eligibility: "[]".to_owned(),
        outcome: "eligible".to_owned(),
    }
}

/// What company `number` answered: it meets the requirements of every call.
pub fn answers(number: usize, course: &str) -> serde_json::Value {
    serde_json::json!({
        "kind": "corporation", "company_name": format!("株式会社みなも製作所{number}"), "prefecture": "東京都",
        "address": "江東区若葉町1-2-3", "representative": "小川 春香", "industry": "24", "capital_yen": 10_000_000, "employees": 20,
        "participant_name": "小川 春香", "email": format!("person{number}@example.jp"), "telephone": "050-0000-0000",
        "security_utm": "yes", "security_edr": "no", "security_policy": "yes", "past_programmes": ["none"],
        "equal_subsidy": "no", "declarations": ["ア", "イ", "ウ", "エ", "オ", "カ", "キ"], "course": course,
    })
}

impl World {
    /// Submits `submission`.
    pub async fn submit(&self, submission: Submission) -> Result<Receipt, Error> {
        self.store
            .run(&SubmitApplication {
                programme: Arc::clone(&self.programme),
                submission,
            })
            .await
    }

    /// Submits company `number` and expects a receipt.
    pub async fn apply(&self, number: usize, course: &str, frame: Option<&str>) -> ApplicationId {
        self.submit(submission(number, course, frame)).await.unwrap().id
    }
}

/// Runs `test` on SQLite and on PostgreSQL, each with a fresh database and a clock standing at `start`.
pub async fn on_both<F>(call: &str, start: &str, test: F)
where
    F: AsyncFn(Arc<World>),
{
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("test.sqlite").display());
    test(Arc::new(World::new(&sqlite, call, start).await)).await;
    let database = postgres::Database::create().await;
    test(Arc::new(World::new(&database.url, call, start).await)).await;
    database.remove().await;
}

impl World {
    /// A fresh database at `url`.
    pub async fn new(url: &str, call: &str, start: &str) -> Self {
        let clock = StillClock::at(at(start));
        let entropy = Arc::new(SeededEntropy::new(1));
        let options = StoreOptions {
            site: "https://mamori.example.jp".to_owned(),
            ..StoreOptions::new(url)
        };
        let store = Store::connect(&options, Arc::new(clock.clone()), entropy)
            .await
            .unwrap();
        Migrations::new(|| {
            platform_migrations()
                .into_iter()
                .chain(calls::migrations())
                .collect()
        })
        .apply(&store)
        .await
        .unwrap();
        Self {
            store,
            clock,
            programme: Arc::new(programme(call)),
        }
    }

    /// Records a good contact: the application is complete in `course`.
    pub async fn complete(&self, application: ApplicationId, course: &str) {
        let contact = RecordContact {
            programme: Arc::clone(&self.programme),
            application,
            version: 1,
            channel: Channel::Telephone,
            outcome: Outcome::Complete {
                course: course.to_owned(),
                exception: None,
            },
            note: String::new(),
            answers: None,
            actor: clerk(1),
        };
        self.store.run(&contact).await.unwrap();
    }

    /// Ends an application in its first version.
    pub async fn end(&self, application: ApplicationId, end: End, reason: &str) -> Result<StateName, Error> {
        self.end_version(application, 1, end, reason).await
    }

    /// Ends an application in a version.
    pub async fn end_version(
        &self,
        application: ApplicationId,
        version: i64,
        end: End,
        reason: &str,
    ) -> Result<StateName, Error> {
        let ending = Ending {
            reason: reason.to_owned(),
            refer_to: Vec::new(),
        };
        let programme = Arc::clone(&self.programme);
        self.store
            .run(&EndApplication {
                programme,
                application,
                version,
                end,
                ending,
                actor: clerk(1),
            })
            .await
    }

    /// The application of company `number`.
    pub async fn application_of(&self, number: usize) -> ApplicationId {
        let again = self.submit(submission(number, "utm", None)).await;
        again.unwrap().id
    }

    /// Free places of a course.
    pub async fn free(&self, course: &str) -> i64 {
        calls::read::free_places(self.store.reader(), &self.programme, course)
            .await
            .unwrap()
    }

    /// How many applications are in each state.
    pub async fn count(&self) -> BTreeMap<StateName, u64> {
        calls::read::count_by_state(self.store.reader(), &self.programme)
            .await
            .unwrap()
    }

    /// The state of one application.
    pub async fn state(&self, id: ApplicationId) -> StateName {
        calls::read::state(self.store.reader(), id)
            .await
            .unwrap()
            .unwrap()
    }

    /// Name and address of an application's company, as a consent asks for them.
    pub async fn company_of(&self, id: ApplicationId) -> (String, String) {
        let parties = calls::read::facts::parties(self.store.reader(), id)
            .await
            .unwrap();
        (parties.company, parties.address)
    }

    /// Ids of the applications in a state, by rank.
    pub async fn in_state(&self, state: StateName) -> Vec<ApplicationId> {
        calls::read::in_state(self.store.reader(), &self.programme, state)
            .await
            .unwrap()
    }

    /// A column of the application with receipt number `number`, as text.
    pub async fn column(&self, number: i64, column: &str) -> String {
        let sql = format!("SELECT CAST({column} AS TEXT) FROM application WHERE number = {number}");
        self.text(&sql).await
    }

    /// The first column of the first row that `sql` finds, a text.
    pub async fn text(&self, sql: &str) -> String {
        let connection = self.store.reader();
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// The audit chain is whole.
    pub async fn audit_holds(&self) {
        platform::audit::verify(self.store.reader())
            .await
            .unwrap()
            .unwrap();
    }
}

mod postgres {
    use sea_orm::{ConnectionTrait, Database as Connection};

    /// A database of its own in the server that the tests were given.
    pub struct Database {
        pub url: String,
        admin: String,
        name: String,
    }

    impl Database {
        pub async fn create() -> Self {
            let admin = std::env::var("MAMORI_TEST_POSTGRES")
                .expect("PostgreSQL tests need a server: run them with scripts/test-postgres");
            let name = format!(
                "mamori_test_{}_{:x}",
                std::process::id(),
                std::ptr::from_ref(&admin).addr()
            );
            let name = format!(
                "{name}_{}",
                NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
            );
            let connection = Connection::connect(&admin).await.unwrap();
            connection
                .execute_unprepared(&format!("CREATE DATABASE {name}"))
                .await
                .unwrap();
            let base = admin.rsplit_once('/').unwrap().0.to_owned();
            Self {
                url: format!("{base}/{name}"),
                admin,
                name,
            }
        }

        pub async fn remove(self) {
            let connection = Connection::connect(&self.admin).await.unwrap();
            connection
                .execute_unprepared(&format!("DROP DATABASE {} WITH (FORCE)", self.name))
                .await
                .unwrap();
        }
    }

    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
}
