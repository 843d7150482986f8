//! M6 on both databases: what an appliance gathered is deleted when its time is over, or when a person decides so, and what
//! came of it is written down.

use std::path::Path;

use contracts::ids::{CompanyId, DetectionId};
use contracts::support::Severity;
use firewall_logs::Event;
use lake::wal::Position;
use lake::{Flags, Lake, LakeOptions, Limits, Row};
use platform::on_both_databases;
use platform::text::Text;
use std::sync::Arc;
use telemetry::detect::{Detection, Sample};
use telemetry::detections::list;
use telemetry::detections::record::RecordDetections;
use telemetry::domain::data::NoUse;
use telemetry::domain::installation::Why;
use telemetry::error::Error;
use telemetry::ops::data::{ForgetLines, OrderErasure, follow, order_due};
use telemetry::ops::decide::Leave;
use telemetry::ops::figures::{month_of_all, month_of_one};
use telemetry::ops::install::{NoteFirstLog, Remove};
use telemetry::ops::print::print_monthly;
use telemetry::ops::report::{MakeReport, WriteReport};
use telemetry::report::facts::MonthFacts;
use uuid::Uuid;

use super::life::to_trial;
use super::world::{World, at, clerk, company, company_id, day, migrations};

/// A few lines of both companies.
fn fill(folder: &Path) {
    let lake = Lake::open(folder, LakeOptions::default()).unwrap();
    let mut writer = lake.writer();
    for number in 0..20_u128 {
        let mut event = Event::new();
        event.raw = b"a line";
        let time = at("2023-10-02T10:00:00");
        let row = Row {
            company: company_id(1 + 2 * (number % 2)),
            device: contracts::ids::DeviceId(Uuid::from_u128(number % 2)),
            received: time,
            time,
            flags: Flags::default(),
            event: &event,
        };
        assert!(writer.push(row, Position::START));
    }
    writer.flush().unwrap();
}

async fn events(world: &World<'_>, company: CompanyId) -> usize {
    let lake = Lake::read(&world.telemetry.lake).unwrap();
    let all = lake
        .company(company)
        .sql("SELECT raw FROM events", Limits::default())
        .await;
    all.unwrap().rows()
}

async fn detected(world: &World<'_>, number: u128) -> Detection {
    let id = DetectionId(Uuid::from_u128(number));
    list::one(world.database.store.reader(), company_id(number), id)
        .await
        .unwrap()
        .unwrap()
}

async fn facts(world: &World<'_>) -> Result<MonthFacts, Error> {
    let month = "2023-10".parse().unwrap();
    let all = month_of_all(&world.telemetry, &world.terms, month).await?;
    let now = world.telemetry.store.clock().now();
    month_of_one(&world.telemetry, &world.terms, &company(company_id(1)), &all, now).await
}

/// Two companies with an appliance, lines, a detection and reports; the first one's is taken away on 20 October.
async fn until_removed(world: &World<'_>, folder: &Path) {
    world.begin(&[1, 3]).await;
    let device = to_trial(world, 1, "2023-09-11T09:00:00", "UTM-0001").await;
    to_trial(world, 3, "2023-09-19T09:00:00", "UTM-0003").await;
    fill(folder);
    let store = &world.database.store;
    let first = NoteFirstLog {
        terms: Arc::clone(&world.telemetry.terms),
        device,
        at: at("2023-10-02T10:00:00"),
        actor: clerk(),
    };
    store.run(&first).await.unwrap();
    let detection = |number: u128| Detection {
        id: DetectionId(Uuid::from_u128(number)),
        company: company_id(number),
        device,
        host: Some("192.168.10.21".to_owned()),
        rule: Uuid::from_u128(5).to_string(),
        title: Text {
            ja: "検知".to_owned(),
            en: "Detection".to_owned(),
        },
        severity: Severity::High,
        first: at("2023-10-02T10:00:00"),
        last: at("2023-10-02T10:00:00"),
        events: 10,
        group: vec!["203.0.113.5".to_owned()],
        sample: vec![Sample {
            at: at("2023-10-02T10:00:00"),
            device,
            line: "user=ogawa".to_owned(),
        }],
    };
    let detections = vec![detection(1), detection(3)];
    store.run(&RecordDetections { detections }).await.unwrap();
    world.set("2023-10-20T10:00:00");
    let made = MakeReport {
        terms: Arc::clone(&world.terms),
        company: company(company_id(1)),
        facts: facts(world).await.unwrap(),
        reason: None,
        actor: clerk(),
    };
    store.run(&made).await.unwrap();
    let written = WriteReport {
        terms: Arc::clone(&world.terms),
        company: company(company_id(1)),
        month: "2023-10".parse().unwrap(),
        title: "題名".to_owned(),
        body: "本文".to_owned(),
        actor: clerk(),
    };
    store.run(&written).await.unwrap();
    let leave = Leave {
        terms: Arc::clone(&world.terms),
        which: world.which(1).await,
        why: Why::Early,
        actor: clerk(),
    };
    store.run(&leave).await.unwrap();
    let remove = Remove {
        terms: Arc::clone(&world.terms),
        which: world.which(1).await,
        on: day("2023-10-20"),
        company: company(company_id(1)),
        actor: clerk(),
    };
    store.run(&remove).await.unwrap();
}

fn at_night(folder: &Path) {
    Lake::open(folder, LakeOptions::default())
        .unwrap()
        .carry_out_erasures()
        .unwrap();
}

on_both_databases! {
    migrations: migrations;

    async fn what_has_had_its_time_goes_by_itself(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        until_removed(&world, folder.path()).await;
        let keep_until = world.value("keep_until", 1).await;
        assert_eq!(keep_until, "2024-01-18");
        world.set("2024-01-18T08:30:00");
        assert_eq!(order_due(&world.telemetry, &world.terms).await.unwrap(), 0, "the last day is kept");
        world.set("2024-01-19T08:30:00");
        assert!(matches!(facts(&world).await, Err(Error::NoUse(NoUse::Over))), "nothing is used after its time");
        for expected in [1, 0] {
            assert_eq!(order_due(&world.telemetry, &world.terms).await.unwrap(), expected);
        }
        // The order lies there until whoever writes to the lake has carried it out.
        for _ in 0..2 {
            assert_eq!(follow(&world.telemetry).await.unwrap(), 0);
            assert_eq!(world.value("deleted_on", 1).await, "");
        }
        assert_eq!(events(&world, company_id(1)).await, 10);
        at_night(folder.path());
        assert_eq!(events(&world, company_id(1)).await, 0);
        assert_eq!(events(&world, company_id(3)).await, 10);
        for expected in [1, 0] {
            assert_eq!(follow(&world.telemetry).await.unwrap(), expected);
        }
        assert_eq!(world.value("deleted_on", 1).await, "2024-01-19");
        let (own, others) = (detected(&world, 1).await, detected(&world, 3).await);
        assert_eq!((own.sample.len(), own.group.len(), own.host), (0, 0, None));
        assert_eq!((own.events, others.sample.len()), (10, 1), "that there was one is kept");
        let month = "2023-10".parse().unwrap();
        let company = company(company_id(1));
        for fresh in [false, true] {
            let printed = print_monthly(&world.telemetry, &world.terms, &company, month, fresh).await;
            assert!(matches!(printed, Err(Error::NoUse(NoUse::Deleted))));
        }
        platform::audit::verify(database.store.reader()).await.unwrap().unwrap();
    }

    async fn a_person_may_decide_earlier_and_says_why(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        until_removed(&world, folder.path()).await;
        let order = |which, note: &str| OrderErasure {
            terms: Arc::clone(&world.terms),
            which,
            note: note.to_owned(),
            actor: clerk(),
        };
        let which = world.which(1).await;
        assert!(matches!(database.store.run(&order(which, " ")).await, Err(Error::Invalid(_))));
        database.store.run(&order(which, "企業の求めによる")).await.unwrap();
        assert!(database.store.run(&order(which, "二度目")).await.is_err(), "ordered once");
        let stays = database.store.run(&order(world.which(3).await, "まだ")).await;
        assert!(matches!(stays, Err(Error::Refused(_))), "its appliance still stands there");
        follow(&world.telemetry).await.unwrap();
        at_night(folder.path());
        assert_eq!(follow(&world.telemetry).await.unwrap(), 1);
        assert_eq!(world.value("deleted_on", 1).await, "2023-10-20");
        assert_eq!(world.value("deleted_note", 1).await, "企業の求めによる");
    }

    /// A lake that is away is no lake that is empty.
    async fn nothing_counts_as_deleted_while_the_lake_is_away(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        until_removed(&world, folder.path()).await;
        world.set("2024-01-19T08:30:00");
        order_due(&world.telemetry, &world.terms).await.unwrap();
        world.telemetry.lake = folder.path().join("elsewhere").into();
        assert_eq!(follow(&world.telemetry).await.unwrap(), 0);
        assert_eq!(world.value("deleted_on", 1).await, "");
    }

    async fn lines_of_detections_are_kept_as_long_as_lines(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        until_removed(&world, folder.path()).await;
        world.set("2023-12-31T08:30:00");
        assert_eq!(database.store.run(&ForgetLines).await.unwrap(), 0);
        world.set("2024-01-01T08:30:00");
        assert_eq!(database.store.run(&ForgetLines).await.unwrap(), 2);
        assert_eq!(database.store.run(&ForgetLines).await.unwrap(), 0);
        let own = detected(&world, 1).await;
        assert_eq!((own.sample.len(), own.group.len()), (0, 1));
    }
}
