//! The simulated programme while it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use calls::domain::definition::Programme;
use calls::error::Error;
use contracts::ids::StaffId;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use platform::actor::{Actor, Role};
use platform::clock::{StillClock, date_in_tokyo, from_tokyo};
use platform::store::{Operation, Store};
use uuid::Uuid;

use super::agenda::{Act, Agenda};
use super::arrivals::window;
use super::checks::Violation;
use super::dice::Dice;
use super::door::Door;
use super::people::People;
use super::tally::{Phase, Tally};

/// What is to be simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Number of applications that are sent.
    pub applicants: usize,
    /// Everything follows from it.
    pub seed: u64,
}

/// What the simulation was answered, to be held against the database afterwards.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Answers at the door by kind.
    pub door: BTreeMap<&'static str, u64>,
    /// Operations that ended otherwise than the call says.
    pub surprises: Vec<Violation>,
    /// All operations.
    pub operations: u64,
}

/// Gives up after this many surprises: the database is gone, or everything is wrong.
const PATIENCE: usize = 200;

/// A programme being lived.
pub struct World {
    /// The database.
    pub store: Store,
    /// Its clock.
    pub clock: StillClock,
    /// The call.
    pub programme: Arc<Programme>,
    /// What is to be simulated.
    pub plan: Plan,
    /// What is still to happen.
    pub agenda: Agenda,
    /// Who got a receipt.
    pub people: People,
    /// What was answered.
    pub ledger: Ledger,
    /// Time and operations.
    pub tally: Tally,
    pub(super) door: Door,
    pub(super) lapses: BTreeSet<Timestamp>,
    /// How many operations run at once where their order does not matter.
    pub(super) at_once: usize,
    dice: Arc<Dice>,
    turn: u64,
}

/// A clerk of the secretariat.
pub fn clerk() -> Actor {
    staff(1, "西村 直子", Role::Secretariat)
}

/// The second person.
pub fn approver() -> Actor {
    staff(2, "原田 誠", Role::Approver)
}

fn staff(number: u128, name: &str, role: Role) -> Actor {
    Actor::Staff {
        id: StaffId(Uuid::from_u128(number)),
        name: name.to_owned(),
        roles: vec![role],
    }
}

impl World {
    /// A world before its first day.
    pub fn new(
        store: Store,
        clock: StillClock,
        dice: Arc<Dice>,
        programme: Arc<Programme>,
        plan: Plan,
        at_once: usize,
    ) -> Self {
        Self {
            door: Door::new(Arc::clone(&programme), plan.seed),
            store,
            clock,
            programme,
            plan,
            agenda: Agenda::default(),
            people: People::default(),
            ledger: Ledger::default(),
            tally: Tally::default(),
            lapses: BTreeSet::new(),
            at_once,
            dice,
            turn: 0,
        }
    }

    /// Lives the whole programme.
    pub async fn live(&mut self) {
        self.plan_ahead();
        while let Some((at, acts)) = self.agenda.next() {
            self.clock.set(at);
            self.take_turn();
            let Some(phase) = acts.first().map(Phase::of) else {
                continue;
            };
            let (started, before) = (Instant::now(), self.ledger.operations);
            self.act(acts).await;
            self.tally
                .add(phase, self.ledger.operations - before, started.elapsed());
            if self.ledger.surprises.len() > PATIENCE {
                break;
            }
        }
    }

    /// The randomness of transactions starts afresh: what they draw hangs on the turn alone.
    pub(super) fn take_turn(&mut self) {
        self.turn += 1;
        self.dice.turn(self.turn);
    }

    /// Now, on the simulated clock.
    pub fn now(&self) -> Timestamp {
        use platform::clock::Clock as _;
        self.clock.now()
    }

    /// Notes `act` for a simulated instant.
    pub(super) fn add(&mut self, at: Timestamp, act: Act) {
        self.agenda.add(at, act);
    }

    /// Runs one operation.
    pub(super) async fn run<O: Operation<Error = Error>>(
        &mut self,
        operation: &O,
    ) -> Result<O::Output, Error> {
        self.ledger.operations += 1;
        self.store.run(operation).await
    }

    /// Runs one operation that must succeed; `None` is a surprise, noted.
    pub(super) async fn must<O: Operation<Error = Error>>(
        &mut self,
        whose: &str,
        operation: &O,
    ) -> Option<O::Output> {
        match self.run(operation).await {
            Ok(output) => Some(output),
            Err(error) => {
                self.surprise(whose, O::NAME, "ok", &error.to_string());
                None
            }
        }
    }

    /// Notes that something ended otherwise than it should.
    pub(super) fn surprise(&mut self, whose: &str, operation: &str, expected: &str, found: &str) {
        let subject = format!("{operation} {whose}");
        self.ledger
            .surprises
            .push(Violation::new(subject, expected, found));
    }

    /// Counts an answer at the door.
    pub(super) fn answered(&mut self, how: &'static str) {
        *self.ledger.door.entry(how).or_default() += 1;
    }

    /// The share of applicants who leave on their way: enough for every stage even in a small simulation.
    pub(super) fn leaving(&self) -> f64 {
        let applicants = u32::try_from(self.plan.applicants.max(1)).unwrap_or(u32::MAX);
        (10.0 / f64::from(applicants)).clamp(0.008, 0.2)
    }

    /// The nth business day after a day; the day itself where the calendar does not know.
    pub(super) fn business_day(&self, from: Date, days: u32) -> Date {
        self.programme
            .file
            .calendar()
            .add_business_days(from, days)
            .unwrap_or(from)
    }

    /// When the results are told: some hours after the draw, not before the day that the call names. `None` in calls
    /// without a draw.
    pub(super) fn results_at(&self) -> Option<Timestamp> {
        let selection = &self.programme.file.selection;
        let drawn = from_tokyo(selection.draw_at?) + SignedDuration::from_hours(2);
        let named = selection.results_from.map(|day| from_tokyo(day.at(13, 0, 0, 0)));
        Some(named.map_or(drawn, |named| named.max(drawn)))
    }

    /// Roughly when the last ones have sent their documents.
    pub(super) fn end(&self) -> Timestamp {
        let (_, closes) = window(&self.programme);
        self.results_at().unwrap_or(closes) + SignedDuration::from_hours(24 * 14)
    }

    /// The date in Tokyo now.
    pub(super) fn today(&self) -> Date {
        date_in_tokyo(self.now())
    }
}

/// One of the secretariat's hours on a day.
pub fn office_hour(day: Date, number: usize) -> Timestamp {
    const HOURS: [(i8, i8); 5] = [(10, 0), (11, 0), (13, 30), (15, 0), (16, 30)];
    let (hour, minute) = HOURS[number % HOURS.len()];
    from_tokyo(day.at(hour, minute, 0, 0))
}
