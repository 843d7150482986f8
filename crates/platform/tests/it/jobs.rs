//! Jobs: done once, tried again, given up, taken over from a process that died.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use platform::jobs::{Handler, LEASE, TRIES, Turn, Worker};
use platform::on_both_databases;
use platform::store::{JobRequest, Operation, Store, StoreError, Tx, platform_migrations};
use serde_json::json;

use crate::support::{execute, integer};

on_both_databases! {
    migrations: platform_migrations;

    async fn due_jobs_are_done_in_order_and_once(database: &TestDatabase) {
        let store = &database.store;
        for (number, minutes) in [(1, 30), (2, 10), (3, 20)] {
            queue(store, number, minutes).await;
        }
        let noting = Arc::new(Noting::default());
        let worker = worker(store, &noting);
        assert_eq!(worker.turn().await.unwrap(), Turn::Idle, "nothing is due yet");
        database.advance(SignedDuration::from_hours(1));
        for _ in 0..3 {
            assert_eq!(worker.turn().await.unwrap(), Turn::Done);
        }
        assert_eq!(worker.turn().await.unwrap(), Turn::Idle);
        assert_eq!(*noting.seen.lock().unwrap(), ["{\"n\":2}", "{\"n\":3}", "{\"n\":1}"]);
    }

    async fn many_workers_share_without_doing_anything_twice(database: &TestDatabase) {
        let store = &database.store;
        for number in 0..20 {
            queue(store, number, 0).await;
        }
        let noting = Arc::new(Noting::default());
        let mut tasks = tokio::task::JoinSet::new();
        for store in [store.clone(), database.another_store(2).await, store.clone()] {
            let worker = worker(&store, &noting);
            tasks.spawn(async move { while worker.turn().await.unwrap() != Turn::Idle {} });
        }
        tasks.join_all().await;
        let mut seen = noting.seen.lock().unwrap().clone();
        seen.sort();
        seen.dedup();
        assert_eq!((seen.len(), noting.runs.load(Ordering::SeqCst)), (20, 20));
    }

    async fn a_failing_job_is_tried_later_and_at_last_given_up(database: &TestDatabase) {
        let store = &database.store;
        queue(store, 1, 0).await;
        let noting = Arc::new(Noting { fails: true, ..Noting::default() });
        let worker = worker(store, &noting);
        for attempt in 1..TRIES {
            assert_eq!(worker.turn().await.unwrap(), Turn::Failed, "attempt {attempt}");
            assert_eq!(worker.turn().await.unwrap(), Turn::Idle, "there is a pause");
            database.advance(SignedDuration::from_hours(6));
        }
        assert_eq!(worker.turn().await.unwrap(), Turn::GivenUp);
        database.advance(SignedDuration::from_hours(48));
        assert_eq!(worker.turn().await.unwrap(), Turn::Idle);
        let dead = "SELECT COUNT(*) FROM job WHERE state = 'dead' AND last_error = 'not today'";
        assert_eq!(integer(store.reader(), dead).await, 1);
    }

    async fn what_a_dead_process_held_is_taken_over_after_its_lease(database: &TestDatabase) {
        let store = &database.store;
        queue(store, 1, 0).await;
        let noting = Arc::new(Noting::default());
        // As a process leaves it that was killed in the middle of the work.
        let until = (store.clock().now() + LEASE).as_microsecond();
        execute(store, &format!("UPDATE job SET state = 'running', attempts = 1, lease_until = {until}")).await;
        let worker = worker(store, &noting);
        assert_eq!(worker.turn().await.unwrap(), Turn::Idle, "the lease holds");
        database.advance(LEASE + SignedDuration::from_secs(1));
        assert_eq!(worker.turn().await.unwrap(), Turn::Done);
        assert_eq!(noting.runs.load(Ordering::SeqCst), 1);
    }

    async fn jobs_of_unknown_kinds_stay(database: &TestDatabase) {
        queue(&database.store, 1, 0).await;
        let worker = Worker::new(database.store.clone(), Vec::new());
        assert_eq!(worker.turn().await.unwrap(), Turn::Idle);
        assert_eq!(integer(database.store.reader(), "SELECT COUNT(*) FROM job WHERE state = 'ready'").await, 1);
    }
}

fn worker(store: &Store, noting: &Arc<Noting>) -> Worker {
    Worker::new(store.clone(), vec![Arc::clone(noting) as Arc<dyn Handler>])
}

/// Notes what it was given.
#[derive(Default)]
struct Noting {
    seen: Mutex<Vec<String>>,
    runs: AtomicU32,
    fails: bool,
}

#[async_trait::async_trait]
impl Handler for Noting {
    fn kind(&self) -> &'static str {
        "test.note"
    }

    async fn run(&self, payload: &str) -> Result<(), String> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        self.seen.lock().unwrap().push(payload.to_owned());
        if self.fails {
            Err("not today".to_owned())
        } else {
            Ok(())
        }
    }
}

struct Queue {
    number: u32,
    minutes: i64,
}

impl Operation for Queue {
    const NAME: &'static str = "test.queue";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        tx.enqueue(JobRequest {
            kind: "test.note",
            payload: json!({ "n": self.number }),
            run_at: tx.now() + SignedDuration::from_mins(self.minutes),
            dedupe_key: None,
        })
        .await
    }
}

async fn queue(store: &Store, number: u32, minutes: i64) {
    store.run(&Queue { number, minutes }).await.unwrap();
}
