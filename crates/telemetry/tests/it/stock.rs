//! The stock and its certificates on both databases.

use platform::mail::message;
use platform::on_both_databases;
use sea_orm::EntityTrait;
use telemetry::directory;
use telemetry::domain::device::{Handling, Whereabouts};
use telemetry::domain::directory::{Fingerprint, Stranger};
use telemetry::domain::stock_list::{Finding, Row, read};
use telemetry::error::Error;
use telemetry::ops::certificate::{IssueCertificate, RENEW_BEFORE, RevokeCertificate, VALID};
use telemetry::ops::devices::{HandleDevice, TakeIntoStock};
use telemetry::ops::remind;

use super::world::{World, at, clerk, migrations};

on_both_databases! {
    migrations: migrations;

    /// A list is taken as a whole or not at all.
    async fn a_list_is_taken_whole_or_not_at_all(database: &TestDatabase) {
        let world = World::new(database);
        world.device("UTM-0001").await;
        let row = |serial: &str| Row {
            serial: serial.to_owned(),
            vendor: "見本電機".to_owned(),
            model: "UTM60".to_owned(),
            ..Row::default()
        };
        let take = TakeIntoStock {
            devices: ["UTM-0002", "UTM-0001"].map(|serial| read(&row(serial)).unwrap()).into(),
            actor: clerk(),
        };
        let refused = database.store.run(&take).await;
        assert!(matches!(refused, Err(Error::Row(2, Finding::Known))), "{refused:?}");
        assert_eq!(directory::load(&database.store).await.unwrap().len(), 1);
    }

    /// A certificate opens the door in its time; a renewed one beside it; a revoked one not.
    async fn certificates(database: &TestDatabase) {
        let world = World::new(database);
        let device = world.device("UTM-0001").await;
        let issue = IssueCertificate { authority: &world.telemetry.authority, device, actor: clerk() };
        let first = database.store.run(&issue).await.unwrap();
        assert_eq!(first.pem.matches("BEGIN CERTIFICATE").count(), 2);
        assert_eq!(first.pem.matches("BEGIN PRIVATE KEY").count(), 1);
        let now = at("2023-09-01T10:00:00");
        let known = |directory: &telemetry::domain::directory::Directory, fingerprint: &Fingerprint, at| {
            directory.by_fingerprint(fingerprint, at).map(|known| known.device)
        };
        let before = directory::load(&database.store).await.unwrap();
        assert_eq!(known(&before, &first.fingerprint, now), Ok(device));
        assert_eq!(known(&before, &first.fingerprint, now + VALID), Err(Stranger::Expired));

        database.advance(VALID - RENEW_BEFORE / 2);
        remind::remind(&world.telemetry, &world.terms).await.unwrap();
        remind::remind(&world.telemetry, &world.terms).await.unwrap();
        let second = database.store.run(&issue).await.unwrap();
        let revoke = RevokeCertificate {
            fingerprint: first.fingerprint.clone(),
            device,
            reason: "更新した".to_owned(),
            actor: clerk(),
        };
        database.store.run(&revoke).await.unwrap();
        assert!(database.store.run(&revoke).await.is_err(), "revoked once");
        let later = database.store.clock().now();
        let after = directory::load(&database.store).await.unwrap();
        assert_eq!(known(&after, &first.fingerprint, later), Err(Stranger::Revoked));
        assert_eq!(known(&after, &second.fingerprint, later), Ok(device));
        let mails = message::Entity::find().all(database.store.reader()).await.unwrap();
        let warned = mails.iter().filter(|mail| mail.to_address == "office@example.jp");
        assert_eq!(warned.count(), 1, "one mail a month");
    }

    /// What is retired has no certificate any more and gets none.
    async fn retiring(database: &TestDatabase) {
        let world = World::new(database);
        let device = world.device("UTM-0001").await;
        let issue = IssueCertificate { authority: &world.telemetry.authority, device, actor: clerk() };
        let bundle = database.store.run(&issue).await.unwrap();
        let handle = |handling, version| HandleDevice {
            device,
            version,
            handling,
            note: "寿命".to_owned(),
            actor: clerk(),
        };
        assert!(database.store.run(&handle(Handling::Clean, 1)).await.is_err(), "it is clean");
        let place = database.store.run(&handle(Handling::Retire, 1)).await.unwrap();
        assert_eq!(place, Whereabouts::Retired);
        let directory = directory::load(&database.store).await.unwrap();
        let now = database.store.clock().now();
        let refused = directory.by_fingerprint(&bundle.fingerprint, now).map(|known| known.device);
        assert_eq!(refused, Err(Stranger::Revoked));
        assert!(database.store.run(&issue).await.is_err());
    }
}
