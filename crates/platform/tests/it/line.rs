//! Turns in a line that several servers share. SQLite's only writer is a line of its own (`store.rs`).

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use platform::store::{Operation, Store, StoreError, Tx, platform_migrations};
use platform::testing::{self, TestDatabase};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::support::integer;

const WAITING: &str = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// Writes down who was served and when; the first one keeps the others waiting until it is released.
struct Served {
    line: &'static str,
    number: u32,
    held: Option<Arc<Held>>,
    order: Arc<Mutex<Vec<(u32, Timestamp)>>>,
}

#[derive(Debug)]
struct Held {
    begun: Semaphore,
    release: Semaphore,
}

impl Operation for Served {
    const NAME: &'static str = "test.served";
    type Output = ();
    type Error = StoreError;

    fn line(&self) -> Option<&str> {
        Some(self.line)
    }

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        if let Some(held) = &self.held {
            held.begun.add_permits(1);
            held.release.acquire().await.expect("never closed").forget();
        }
        self.order.lock().unwrap().push((self.number, tx.now()));
        Ok(())
    }
}

async fn until_waiting(store: &Store, count: i64) {
    for _ in 0..20_000 {
        if integer(store.reader(), WAITING).await == count {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{count} transactions should wait in line");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_serve_one_line_in_the_order_of_arrival() {
    let database = TestDatabase::postgres(platform_migrations).await;
    let stores = [database.store.clone(), database.another_store(2).await];
    let order = Arc::default();
    let held = Arc::new(Held {
        begun: Semaphore::new(0),
        release: Semaphore::new(0),
    });
    let served = |line, number, held| Served {
        line,
        number,
        held,
        order: Arc::clone(&order),
    };
    let mut tasks = JoinSet::new();
    for number in 0..7 {
        let operation = served("a call", number, (number == 0).then(|| Arc::clone(&held)));
        let store = stores[number as usize % 2].clone();
        tasks.spawn(async move { store.run(&operation).await });
        match number {
            0 => held.begun.acquire().await.unwrap().forget(),
            _ => until_waiting(&database.store, number.into()).await,
        }
    }
    let other = served("another call", 7, None);
    database
        .store
        .run(&other)
        .await
        .expect("another line does not wait");
    let later = testing::start() + SignedDuration::from_hours(1);
    database.clock.set(later);
    held.release.add_permits(1);
    for result in tasks.join_all().await {
        result.expect("served");
    }
    let seen = order.lock().unwrap().clone();
    let numbers: Vec<u32> = seen.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [7, 0, 1, 2, 3, 4, 5, 6]);
    for (number, at) in &seen[2..] {
        assert_eq!(*at, later, "{number}: the clock is read when the turn has come");
    }
}
