//! Entries in the database: sealed, one version after the other, taken out and brought back, all or none.

use contracts::ids::{ApplicationId, CompanyId};
use jiff::civil::date;
use platform::actor::Actor;
use platform::store::{Store, platform_migrations};
use platform::testing::TestDatabase;
use platform::vault::{MasterKey, ReleaseDestruction, RequestDestruction, Vault, VaultError};
use sea_orm::{ConnectionTrait, Statement};
use sea_orm_migration::MigrationTrait;
use uuid::Uuid;
use workbench::domain::book::{Frozen, MAIN_SITE};
use workbench::domain::catalogue::Medium;
use workbench::domain::diagnosis::Answer;
use workbench::domain::ledger::{Asset, AssetId, Personal};
use workbench::domain::record::{Entry, Slot};
use workbench::domain::risk::{Grade, Method};
use workbench::error::Error;
use workbench::ops::write::{Change, Deed, LONGEST_LEDGER, Write};
use workbench::read::Shelf;

const SECRET: &str = "得意先の単価表";

fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    platform_migrations()
        .into_iter()
        .chain(workbench::migrations())
        .collect()
}

fn vault() -> Vault {
    Vault::new(MasterKey::new([3; 32]))
}

fn company(number: u128) -> CompanyId {
    CompanyId(Uuid::from_u128(number))
}

fn actor() -> Actor {
    Actor::Applicant {
        application: ApplicationId(Uuid::from_u128(7)),
    }
}

async fn write(store: &Store, number: u128, changes: Vec<Change>) -> Result<(), Error> {
    let write = Write {
        vault: vault(),
        company: company(number),
        changes,
        action: "ledger.row_saved",
        actor: actor(),
    };
    store.run(&write).await
}

async fn shelf(store: &Store, number: u128) -> Result<Shelf, Error> {
    Shelf::load(store.reader(), &vault(), company(number)).await
}

fn answer(answer: Answer) -> Entry {
    Entry::Answer(MAIN_SITE.to_owned(), 1, answer)
}

fn asset(number: u128, title: &str) -> Entry {
    let asset = Asset {
        business: "営業".to_owned(),
        title: title.to_owned(),
        note: String::new(),
        users: String::new(),
        department: String::new(),
        medium: Medium::OfficePc,
        personal: Personal::None,
        confidentiality: Grade::Three,
        integrity: Grade::Two,
        availability: Grade::One,
        retention: String::new(),
        registered: date(2026, 11, 23),
        starter: None,
    };
    Entry::Asset(AssetId(Uuid::from_u128(number)), asset)
}

/// Everything that a query finds, as one text.
async fn dump(database: &TestDatabase, sql: &str) -> String {
    let reader = database.store.reader();
    let rows = reader
        .query_all_raw(Statement::from_string(reader.get_database_backend(), sql))
        .await
        .unwrap();
    let text = |row: &sea_orm::QueryResult| row.try_get_by_index::<Option<String>>(0).unwrap();
    rows.iter().filter_map(text).collect::<Vec<_>>().join("\n")
}

platform::on_both_databases! {
    migrations: migrations;

    async fn what_is_written_is_read_and_lies_sealed(database: &TestDatabase) {
        let store = &database.store;
        write(store, 1, vec![Change::put(asset(1, SECRET), 0), Change::put(answer(Answer::Partly), 0)])
            .await
            .unwrap();
        let shelf = shelf(store, 1).await.unwrap();
        assert_eq!(shelf.book.assets.len(), 1);
        assert_eq!(shelf.book.answers[MAIN_SITE][&1], Answer::Partly);
        let stored = dump(database, "SELECT content FROM workbench_record").await;
        assert!(!stored.contains(SECRET) && !stored.contains("partly"), "{stored}");
        let noted = dump(database, r#"SELECT "after" FROM audit_payload"#).await;
        assert!(noted.contains("asset") && !noted.contains(SECRET), "{noted}");
    }

    async fn another_company_has_its_own(database: &TestDatabase) {
        let store = &database.store;
        write(store, 1, vec![Change::put(asset(1, SECRET), 0)]).await.unwrap();
        assert!(shelf(store, 2).await.unwrap().book.assets.is_empty());
        // The same slot, another company: neither sees nor stops the other.
        write(store, 2, vec![Change::put(asset(1, "写真"), 0)]).await.unwrap();
        let first = shelf(store, 1).await.unwrap();
        assert_eq!(first.book.assets.values().next().unwrap().title, SECRET);
    }

    async fn nobody_overwrites_what_they_have_not_seen(database: &TestDatabase) {
        let store = &database.store;
        write(store, 1, vec![Change::put(answer(Answer::No), 0)]).await.unwrap();
        // Two people saw version 1; the second of them is told.
        write(store, 1, vec![Change::put(answer(Answer::Yes), 1)]).await.unwrap();
        let late = write(store, 1, vec![Change::put(answer(Answer::Partly), 1)]).await;
        assert!(matches!(late, Err(Error::Conflict(slot)) if slot == Slot::answer(MAIN_SITE, 1)));
        assert_eq!(shelf(store, 1).await.unwrap().book.answers[MAIN_SITE][&1], Answer::Yes);
        // Who says what stands there is in nobody's way, and changes nothing.
        write(store, 1, vec![Change::put(answer(Answer::Yes), 0)]).await.unwrap();
        assert_eq!(shelf(store, 1).await.unwrap().version(&Slot::answer(MAIN_SITE, 1)), 2);
    }

    async fn all_changes_are_written_or_none(database: &TestDatabase) {
        let store = &database.store;
        write(store, 1, vec![Change::put(answer(Answer::No), 0)]).await.unwrap();
        let both = vec![Change::put(asset(1, SECRET), 0), Change::put(answer(Answer::Yes), 0)];
        assert!(matches!(write(store, 1, both).await, Err(Error::Conflict(_))));
        assert!(shelf(store, 1).await.unwrap().book.assets.is_empty());
    }

    async fn what_is_taken_out_can_be_brought_back(database: &TestDatabase) {
        let store = &database.store;
        write(store, 1, vec![Change::put(asset(1, SECRET), 0)]).await.unwrap();
        let slot = Slot::asset(AssetId(Uuid::from_u128(1)));
        let remove = |base| Change { deed: Deed::Remove(slot.clone()), base: Some(base) };
        assert!(matches!(write(store, 1, vec![remove(7)]).await, Err(Error::Conflict(_))));
        write(store, 1, vec![remove(1)]).await.unwrap();
        assert!(shelf(store, 1).await.unwrap().book.assets.is_empty());
        let restore = Change { deed: Deed::Restore(slot.clone()), base: None };
        write(store, 1, vec![restore]).await.unwrap();
        let back = shelf(store, 1).await.unwrap();
        assert_eq!(back.book.assets.values().next().unwrap().title, SECRET);
        assert_eq!(back.version(&slot), 3);
    }

    async fn a_ledger_has_an_end(database: &TestDatabase) {
        let store = &database.store;
        let full = (0..LONGEST_LEDGER as u128)
            .map(|number| Change::put(asset(number, "写真"), 0))
            .collect();
        write(store, 1, full).await.unwrap();
        assert_eq!(shelf(store, 1).await.unwrap().book.assets.len(), LONGEST_LEDGER);
        let one_more = vec![Change::put(asset(LONGEST_LEDGER as u128, "写真"), 0)];
        assert!(matches!(write(store, 1, one_more).await, Err(Error::Full)));
        // What is there can still be changed.
        write(store, 1, vec![Change::put(asset(0, SECRET), 1)]).await.unwrap();
    }

    async fn a_destroyed_key_opens_nothing(database: &TestDatabase) {
        let store = &database.store;
        let frozen = Frozen { method: Method::Ipa4, since: date(2026, 11, 23) };
        write(store, 1, vec![Change::put(Entry::Method(frozen), 0)]).await.unwrap();
        let staff = |number: u128| Actor::Staff {
            id: contracts::ids::StaffId(Uuid::from_u128(number)),
            name: format!("担当{number}"),
            roles: Vec::new(),
        };
        let request = RequestDestruction {
            company: company(1),
            company_name: "株式会社みなも製作所".to_owned(),
            reason: "同意の撤回".to_owned(),
            actor: staff(1),
        };
        let destruction = store.run(&request).await.unwrap();
        store.run(&ReleaseDestruction { destruction, actor: staff(2) }).await.unwrap();
        let gone = shelf(store, 1).await;
        assert!(matches!(
            gone,
            Err(Error::Vault(platform::vault::Error::Vault(VaultError::Destroyed)))
        ));
    }
}
