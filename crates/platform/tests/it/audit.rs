//! The audit chain holds, and whoever touches it is found out.

use platform::actor::Actor;
use platform::audit::{self, Broken, Entry, Verified};
use platform::on_both_databases;
use platform::store::{Operation, Store, StoreError, Tx, platform_migrations};
use serde_json::json;

use crate::support::execute;

on_both_databases! {
    migrations: platform_migrations;

    async fn an_empty_log_verifies(database: &TestDatabase) {
        let verified = verify(&database.store).await.unwrap();
        assert_eq!(verified, Verified { entries: 0, erased: 0, head: audit::GENESIS.to_owned() });
    }

    async fn an_untouched_log_verifies(database: &TestDatabase) {
        let verified = six_entries(&database.store).await;
        assert_eq!((verified.entries, verified.erased), (6, 0));
    }

    async fn an_erased_payload_leaves_the_chain_whole(database: &TestDatabase) {
        let before = six_entries(&database.store).await;
        execute(&database.store, "DELETE FROM audit_payload WHERE seq = 3").await;
        let after = verify(&database.store).await.unwrap();
        assert_eq!(after, Verified { entries: 6, erased: 1, head: before.head });
    }

    async fn every_change_of_an_entry_is_found(database: &TestDatabase) {
        six_entries(&database.store).await;
        for change in [
            "at = at + 1",
            "actor_kind = 'staff'",
            "actor_id = 'somebody'",
            "action = 'thing.hidden'",
            "subject_kind = 'other'",
            "subject_id = 'other'",
            "payload_hash = ''",
            "hash = ''",
        ] {
            found(&database.store, &format!("UPDATE audit_entry SET {change} WHERE seq = 3"), &Broken::Entry(3)).await;
        }
    }

    async fn a_changed_payload_is_found(database: &TestDatabase) {
        six_entries(&database.store).await;
        for change in ["before = NULL", "after = '{\"n\":99}'", "salt = ''"] {
            found(&database.store, &format!("UPDATE audit_payload SET {change} WHERE seq = 3"), &Broken::Payload(3)).await;
        }
    }

    async fn a_missing_entry_is_found(database: &TestDatabase) {
        six_entries(&database.store).await;
        found(&database.store, "DELETE FROM audit_entry WHERE seq = 3", &Broken::Gap { expected: 3, found: 4 }).await;
    }

    async fn a_broken_link_is_found(database: &TestDatabase) {
        six_entries(&database.store).await;
        found(&database.store, "UPDATE audit_entry SET previous = '' WHERE seq = 3", &Broken::Link(3)).await;
    }

    async fn a_cut_end_is_found(database: &TestDatabase) {
        six_entries(&database.store).await;
        found(&database.store, "DELETE FROM audit_entry WHERE seq = 6", &Broken::Cut { head: 6, found: 5 }).await;
    }

    /// More than the values that one statement may hold on either database.
    async fn ten_thousand_deeds_of_one_transaction(database: &TestDatabase) {
        database.store.run(&NoteMany(10_000)).await.unwrap();
        assert_eq!(verify(&database.store).await.unwrap().entries, 10_000);
    }

    async fn a_changed_head_is_found(database: &TestDatabase) {
        six_entries(&database.store).await;
        found(&database.store, "UPDATE audit_head SET hash = ''", &Broken::Cut { head: 6, found: 6 }).await;
    }
}

async fn verify(store: &Store) -> Result<Verified, Broken> {
    audit::verify(store.reader()).await.expect("the log can be read")
}

async fn six_entries(store: &Store) -> Verified {
    for number in 0..3 {
        store.run(&NoteTwo(number)).await.unwrap();
    }
    verify(store).await.expect("the chain holds")
}

/// Tampers, checks that `expected` is reported, and puts everything back.
async fn found(store: &Store, tampering: &str, expected: &Broken) {
    for table in ["audit_entry", "audit_payload", "audit_head"] {
        execute(
            store,
            &format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"),
        )
        .await;
    }
    execute(store, tampering).await;
    assert_eq!(verify(store).await.as_ref(), Err(expected), "after {tampering}");
    for table in ["audit_entry", "audit_payload", "audit_head"] {
        execute(store, &format!("DELETE FROM {table}")).await;
        execute(store, &format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
        execute(store, &format!("DROP TABLE kept_{table}")).await;
    }
    verify(store).await.expect("the log was put back");
}

/// Two deeds in one transaction.
struct NoteTwo(i64);

impl Operation for NoteTwo {
    const NAME: &'static str = "test.note_two";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        for action in ["thing.begun", "thing.ended"] {
            tx.audit(Entry {
                actor: Actor::System("test"),
                action,
                subject: ("thing", self.0.to_string()),
                before: Some(json!({"n": self.0})),
                after: Some(json!({"n": self.0 + 1, "名": "試験"})),
            });
        }
        Ok(())
    }
}

/// Many deeds in one transaction, as when the results of a draw are released.
struct NoteMany(i64);

impl Operation for NoteMany {
    const NAME: &'static str = "test.note_many";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        for number in 0..self.0 {
            tx.audit(Entry {
                actor: Actor::System("test"),
                action: "thing.done",
                subject: ("thing", number.to_string()),
                before: None,
                after: None,
            });
        }
        Ok(())
    }
}
