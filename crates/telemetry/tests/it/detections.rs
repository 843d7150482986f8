//! Detections that are kept, on both databases.

use contracts::ids::{CompanyId, DetectionId, DeviceId};
use contracts::support::{Detected, Severity};
use jiff::{SignedDuration, Timestamp};
use platform::jobs::job;
use platform::on_both_databases;
use platform::store::{Store, platform_migrations};
use platform::text::Text;
use sea_orm::{EntityTrait, QueryOrder};
use sea_orm_migration::MigrationTrait;
use telemetry::detect::{Detection, Sample};
use telemetry::detections::list::{Filter, of_company, one, rules_of};
use telemetry::detections::record::{DETECTED, RecordDetections, Recorded};
use uuid::Uuid;

const COMPANY: CompanyId = CompanyId(Uuid::from_u128(0x101));
const OTHER: CompanyId = CompanyId(Uuid::from_u128(0x102));
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(0x201));

fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    let mut all = platform_migrations();
    all.extend(telemetry::detections::migrations());
    all
}

fn at(minutes: i64) -> Timestamp {
    "2026-11-04T01:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

fn detection(number: u128, company: CompanyId, severity: Severity) -> Detection {
    Detection {
        id: DetectionId(Uuid::from_u128(number)),
        company,
        device: DEVICE,
        host: Some("192.168.10.21".to_owned()),
        rule: format!("00000000-0000-4000-8000-{:012}", number % 2),
        title: Text {
            ja: format!("検知 {}", number % 2),
            en: format!("Detection {}", number % 2),
        },
        severity,
        first: at(0),
        last: at(i64::try_from(number).unwrap()),
        events: 10,
        group: vec!["203.0.113.5".to_owned()],
        sample: vec![Sample {
            at: at(0),
            device: DEVICE,
            line: "a line".to_owned(),
        }],
    }
}

async fn record(store: &Store, detections: Vec<Detection>) -> Recorded {
    store.run(&RecordDetections { detections }).await.unwrap()
}

/// What the support centre was told, in order.
async fn told(store: &Store) -> Vec<Detected> {
    let jobs = job::Entity::find()
        .order_by_asc(job::Column::CreatedAt)
        .order_by_asc(job::Column::Id)
        .all(store.reader())
        .await
        .unwrap();
    assert!(jobs.iter().all(|job| job.kind == DETECTED));
    jobs.iter()
        .map(|job| serde_json::from_str(&job.payload).unwrap())
        .collect()
}

on_both_databases! {
    migrations: migrations;

    async fn a_detection_comes_back_as_it_was_written(database: &TestDatabase) {
        let written = detection(1, COMPANY, Severity::Critical);
        let recorded = record(&database.store, vec![written.clone()]).await;
        assert_eq!(recorded, Recorded { new: 1, grown: 0, told: 1 });
        let reader = database.store.reader();
        assert_eq!(one(reader, COMPANY, written.id).await.unwrap(), Some(written.clone()));
        assert_eq!(one(reader, OTHER, written.id).await.unwrap(), None, "another company's");
        assert_eq!(told(&database.store).await, [written.detected()]);
    }

    async fn the_same_again_changes_nothing(database: &TestDatabase) {
        let written = detection(1, COMPANY, Severity::High);
        record(&database.store, vec![written.clone(), written.clone()]).await;
        assert_eq!(record(&database.store, vec![written.clone()]).await, Recorded::default());
        let smaller = Detection { events: 3, last: at(0), ..written.clone() };
        assert_eq!(record(&database.store, vec![smaller]).await, Recorded::default());
        assert_eq!(told(&database.store).await.len(), 1);
        let kept = one(database.store.reader(), COMPANY, written.id).await.unwrap();
        assert_eq!(kept, Some(written));
    }

    async fn the_support_centre_hears_of_growth_when_it_has_doubled(database: &TestDatabase) {
        let written = detection(1, COMPANY, Severity::High);
        record(&database.store, vec![written.clone()]).await;
        for (events, is_told) in [(19, false), (20, true), (39, false), (40, true)] {
            database.advance(SignedDuration::from_mins(1));
            let grown = Detection { events, last: at(60), first: at(-1), ..written.clone() };
            let recorded = record(&database.store, vec![grown]).await;
            assert_eq!(recorded, Recorded { new: 0, grown: 1, told: usize::from(is_told) }, "{events}");
        }
        let told = told(&database.store).await;
        assert_eq!(told.iter().map(|told| told.events).collect::<Vec<_>>(), [10, 20, 40]);
        assert_eq!((told[2].first, told[2].last), (at(-1), at(60)));
        let kept = one(database.store.reader(), COMPANY, written.id).await.unwrap().unwrap();
        assert_eq!((kept.events, kept.first), (40, at(-1)));
    }

    async fn the_list_is_one_companys_and_filtered(database: &TestDatabase) {
        let mut all: Vec<_> = (1..=4).map(|number| detection(number, COMPANY, Severity::Low)).collect();
        all[3].severity = Severity::Critical;
        all.push(detection(9, OTHER, Severity::Critical));
        record(&database.store, all).await;
        let reader = database.store.reader();
        let list = async |filter: Filter, page| {
            let (list, count) = of_company(reader, COMPANY, &filter, page).await.unwrap();
            (list.into_iter().map(|found| found.id.0.as_u128()).collect::<Vec<_>>(), count)
        };
        assert_eq!(list(Filter::default(), (0, 3)).await, (vec![4, 3, 2], 4));
        assert_eq!(list(Filter::default(), (3, 3)).await, (vec![1], 4));
        let bad = Filter { least: Some(Severity::Medium), ..Filter::default() };
        assert_eq!(list(bad, (0, 9)).await, (vec![4], 1));
        let from = Filter { from: Some(at(3)), ..Filter::default() };
        assert_eq!(list(from, (0, 9)).await, (vec![4, 3], 2));
        let until = Filter { until: Some(at(0)), ..Filter::default() };
        assert_eq!(list(until, (0, 9)).await.1, 0);
        let rules = rules_of(reader, COMPANY).await.unwrap();
        assert_eq!(rules.iter().map(|(_, title)| title.en.as_str()).collect::<Vec<_>>(), ["Detection 0", "Detection 1"]);
        let rule = Filter { rule: Some(rules[1].0.clone()), ..Filter::default() };
        assert_eq!(list(rule, (0, 9)).await, (vec![3, 1], 2));
    }
}
