//! Somebody knocks that nobody knows: an appliance that was taken into stock a moment ago looks just so. The records are
//! read again then, at once, instead of in a minute; a crowd of strangers causes one reading in some seconds.

use std::sync::Arc;
use std::time::Duration;

use platform::store::Store;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::directory;
use crate::domain::directory::Directory;

/// How often the records are read if nobody knocks.
const EVERY: Duration = Duration::from_mins(1);
/// How long after a reading for strangers the next one begins at the earliest, whoever knocks.
const REST: Duration = Duration::from_secs(5);

/// Strangers are numbered; a reading that begins after one came has looked for it.
#[derive(Debug, Default)]
pub struct Strangers {
    came: watch::Sender<u64>,
    looked_for: watch::Sender<u64>,
}

impl Strangers {
    /// A stranger came; it does not wait.
    pub fn knock(&self) -> u64 {
        let mut number = 0;
        self.came.send_modify(|came| {
            *came += 1;
            number = *came;
        });
        number
    }

    /// A stranger came and waits until the records were read again. At once where nobody reads them again.
    pub async fn looked_for(&self) {
        if self.came.receiver_count() == 0 {
            return;
        }
        let number = self.knock();
        let mut looked_for = self.looked_for.subscribe();
        // An error says that the collector is gone.
        let _ = looked_for.wait_for(|until| *until >= number).await;
    }

    /// Reads the records anew for ever: every minute, and when a stranger came. While the database does not answer, the
    /// last ones count.
    pub async fn keep_records(&self, store: &Store, records: &watch::Sender<Arc<Directory>>) {
        let pace = Pace {
            every: EVERY,
            rest: REST,
        };
        let mut turns = Turns::of(self, pace);
        loop {
            let begun = turns.begin();
            read(store, records).await;
            turns.end(begun).await;
        }
    }
}

/// How often the records are read.
#[derive(Clone, Copy)]
struct Pace {
    every: Duration,
    rest: Duration,
}

/// One reading after the other.
struct Turns<'s> {
    strangers: &'s Strangers,
    came: watch::Receiver<u64>,
    pace: Pace,
    /// When the last reading for a stranger began.
    asked: Option<Instant>,
}

/// A reading that has begun: when, and which strangers had come by then.
struct Begun {
    at: Instant,
    until: u64,
}

impl<'s> Turns<'s> {
    fn of(strangers: &'s Strangers, pace: Pace) -> Self {
        Self {
            strangers,
            came: strangers.came.subscribe(),
            pace,
            asked: None,
        }
    }

    fn begin(&mut self) -> Begun {
        Begun {
            at: Instant::now(),
            until: *self.came.borrow_and_update(),
        }
    }

    /// Lets those go on that it was for, and waits until the next one is due.
    async fn end(&mut self, begun: Begun) {
        self.strangers.looked_for.send_replace(begun.until);
        tokio::select! {
            () = sleep_until(begun.at + self.pace.every) => {}
            _ = self.came.changed() => {
                if let Some(asked) = self.asked {
                    sleep_until(asked + self.pace.rest).await;
                }
                self.asked = Some(Instant::now());
            }
        }
    }
}

async fn read(store: &Store, records: &watch::Sender<Arc<Directory>>) {
    match directory::load(store).await {
        // Parsers begin anew with other records: the same ones are no reason.
        Ok(directory) => drop(records.send_if_modified(|known| {
            let is_other = **known != directory;
            if is_other {
                *known = Arc::new(directory);
            }
            is_other
        })),
        Err(error) => {
            tracing::warn!(%error, "the records of the devices could not be read; the last ones count");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads, by this pace, until `done` has ended; how often.
    async fn readings(strangers: &Strangers, pace: Pace, done: impl Future<Output = ()>) -> u32 {
        let mut read = 0;
        let mut turns = Turns::of(strangers, pace);
        let reading = async {
            loop {
                let begun = turns.begin();
                read += 1;
                turns.end(begun).await;
            }
        };
        tokio::select! {
            () = reading => {}
            () = done => {}
        }
        read
    }

    #[tokio::test]
    async fn a_stranger_waits_for_a_reading_that_began_after_it_came() {
        let strangers = Strangers::default();
        let pace = Pace {
            every: Duration::from_hours(1),
            rest: Duration::ZERO,
        };
        let come = async {
            for _ in 0..3 {
                strangers.looked_for().await;
            }
        };
        let read = readings(&strangers, pace, come).await;
        assert!(
            (3..=4).contains(&read),
            "the first may begin before anybody came: {read}"
        );
        assert_eq!(*strangers.looked_for.borrow(), 3);
    }

    #[tokio::test]
    async fn a_crowd_of_strangers_causes_one_reading_in_a_rest() {
        let strangers = Strangers::default();
        let rest = Duration::from_millis(100);
        let begun = Instant::now();
        let pace = Pace {
            every: Duration::from_hours(1),
            rest,
        };
        let crowd = async {
            while begun.elapsed() < rest * 5 {
                strangers.knock();
                tokio::task::yield_now().await;
            }
        };
        let read = readings(&strangers, pace, crowd).await;
        let most = begun.elapsed().as_millis() / rest.as_millis() + 2;
        assert!(
            read >= 2 && u128::from(read) <= most,
            "{read} readings, at most {most}"
        );
    }

    #[tokio::test]
    async fn where_nobody_reads_again_a_stranger_does_not_wait() {
        let strangers = Strangers::default();
        strangers.looked_for().await;
        assert_eq!(*strangers.came.borrow(), 0);
    }
}
