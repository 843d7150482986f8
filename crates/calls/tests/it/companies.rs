//! The record of companies that other contexts read: made when participation is fixed, the same over applications,
//! kept right, and erased with the applications (C15, C16, C20).

use std::sync::Arc;

use calls::CompanyRecords;
use calls::domain::application::StateName;
use calls::domain::definition::consents::Part;
use calls::domain::retention::applications_until;
use calls::ops::answer::{Answer, AnswerOffer};
use calls::ops::decide::End;
use calls::ops::documents::{Method, SignConsent};
use calls::ops::keep_house::KeepHouse;
use contracts::companies::{Companies, Participation};
use contracts::ids::{ApplicationId, CompanyId};
use jiff::SignedDuration;
use platform::actor::Actor;
use platform::store::{Migrations, Store, platform_migrations};
use sea_orm::ConnectionTrait;
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf};

use crate::world::{World, on_both, submission};

const CALL: &str = "kojo-2023";
const OPEN: &str = "2023-09-01T10:00:00";

/// Takes application `id` all the way to the roster.
pub async fn fix(world: &World, id: ApplicationId) {
    world.complete(id, "utm").await;
    let accept = AnswerOffer {
        programme: Arc::clone(&world.programme),
        application: id,
        answer: Answer::Accept,
        actor: Actor::Applicant { application: id },
    };
    world.store.run(&accept).await.unwrap();
    for part in [Part::Company, Part::Participant] {
        let company = world.company_of(id).await;
        let sign = SignConsent {
            programme: Arc::clone(&world.programme),
            application: id,
            consent: "participation".to_owned(),
            part,
            method: Method::Typed,
            signer_name: "小川 春香".to_owned(),
            company: (part == Part::Company).then_some(company),
            client_address: "192.0.2.1".to_owned(),
            reason: None,
            actor: Actor::Applicant { application: id },
        };
        world.store.run(&sign).await.unwrap();
    }
    assert_eq!(world.state(id).await, StateName::Participating);
    // Whoever comes next comes later.
    let now = world.store.clock().now();
    world.clock.set(now + SignedDuration::from_mins(1));
}

/// An application of invented company `company` under a key of its own.
async fn apply(world: &World, company: usize, key: &str, number: Option<&str>) -> ApplicationId {
    let mut one = submission(company, "utm", None);
    one.idempotency_key = key.to_owned();
    one.request_hash = key.to_owned();
    one.company.corporate_number = number.map(str::to_owned);
    world.submit(one).await.unwrap().id
}

async fn company(records: &CompanyRecords, application: ApplicationId) -> Option<CompanyId> {
    records.of_application(application).await.unwrap()
}

#[tokio::test]
async fn a_fixed_participation_records_the_company_once() {
    on_both(CALL, OPEN, async |world| {
        let records = CompanyRecords::new(world.store.clone());
        let first = apply(&world, 1, "first", None).await;
        assert_eq!(company(&records, first).await, None, "nothing is fixed yet");
        fix(&world, first).await;
        let second = apply(&world, 1, "second", Some("1234567890123")).await;
        fix(&world, second).await;
        let moved = apply(&world, 9, "moved", Some("1234567890123")).await;
        fix(&world, moved).await;
        let other = apply(&world, 2, "other", None).await;
        fix(&world, other).await;

        let id = company(&records, first).await.unwrap();
        assert_eq!(company(&records, second).await, Some(id), "same name and address");
        assert_eq!(company(&records, moved).await, Some(id), "same corporate number");
        assert_ne!(company(&records, other).await, Some(id));
        let known = records.company(id).await.unwrap().unwrap();
        assert_eq!(
            known.name, "株式会社みなも製作所9",
            "the newest says how it is called now"
        );
        assert_eq!(known.address, "東京都江東区若葉町1-2-3");
        assert_eq!(
            (known.mail.as_str(), known.language.as_str()),
            ("person9@example.jp", "ja")
        );
        let places = records.participations(id).await.unwrap();
        assert_eq!(places.len(), 3);
        assert_eq!(
            places.last().unwrap(),
            &Participation {
                company: id,
                programme: CALL.to_owned(),
                course: Some("utm".to_owned()),
                application: first,
                active: true,
            }
        );
        let order = records.participants(CALL, Some("utm")).await.unwrap();
        let order: Vec<_> = order.into_iter().map(|place| place.application).collect();
        assert_eq!(order, [first, second, moved, other]);
        assert!(
            records
                .participants(CALL, Some("assessment"))
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_leaves_is_not_active_and_is_forgotten_in_time() {
    on_both(CALL, OPEN, async |world| {
        let records = CompanyRecords::new(world.store.clone());
        let stays = apply(&world, 1, "stays", None).await;
        fix(&world, stays).await;
        let leaves = apply(&world, 2, "leaves", None).await;
        fix(&world, leaves).await;
        let version: i64 = world.column(2, "version").await.parse().unwrap();
        world
            .end_version(leaves, version, End::Withdraw, "都合により")
            .await
            .unwrap();
        let active = async |id| records.participations(id).await.unwrap()[0].active;
        let (kept, gone) = (
            company(&records, stays).await.unwrap(),
            company(&records, leaves).await.unwrap(),
        );
        assert!(active(kept).await && !active(gone).await);

        world.clock.set(applications_until(&world.programme, false).unwrap());
        let keep_house = KeepHouse {
            programme: Arc::clone(&world.programme),
        };
        world.store.run(&keep_house).await.unwrap();
        assert_eq!(records.company(gone).await.unwrap(), None);
        assert_eq!(records.company(kept).await.unwrap().unwrap().mail, "person1@example.jp");
        assert_eq!(
            world.text("SELECT name || email || telephone || address || contact_person FROM company WHERE name = '―'").await,
            "―"
        );
        world.clock.set(applications_until(&world.programme, true).unwrap());
        world.store.run(&keep_house).await.unwrap();
        assert_eq!(records.company(kept).await.unwrap(), None);
        assert_eq!(company(&records, stays).await, Some(kept), "figures keep the id");
    })
    .await;
}

fn migrations() -> Migrations {
    Migrations::new(|| {
        let all = platform_migrations().into_iter().chain(calls::migrations());
        all.collect::<Vec<Box<dyn MigrationTrait>>>()
    })
}

/// A database from before: the tables go, their migration is applied again.
async fn migrate_again(store: &Store) {
    for sql in [
        "DROP TABLE company",
        "DROP TABLE participation",
        "DELETE FROM seaql_migrations WHERE version = 'm2026_11_21_100006_companies'",
    ] {
        store.writer().execute_unprepared(sql).await.unwrap();
    }
    migrations().up(store.writer(), None).await.unwrap();
}

#[tokio::test]
async fn those_already_confirmed_are_recorded_by_the_migration() {
    on_both(CALL, OPEN, async |world| {
        let records = CompanyRecords::new(world.store.clone());
        let first = apply(&world, 1, "first", None).await;
        fix(&world, first).await;
        let again = apply(&world, 1, "again", Some("1234567890123")).await;
        fix(&world, again).await;
        let waiting = apply(&world, 3, "waiting", None).await;
        migrate_again(&world.store).await;
        let id = company(&records, first).await.unwrap();
        assert_eq!(company(&records, again).await, Some(id));
        assert_eq!(company(&records, waiting).await, None);
        assert_eq!(records.participants(CALL, None).await.unwrap().len(), 2);
        // What comes later finds the company that the migration made.
        let later = apply(&world, 1, "later", None).await;
        fix(&world, later).await;
        assert_eq!(company(&records, later).await, Some(id));
    })
    .await;
}
