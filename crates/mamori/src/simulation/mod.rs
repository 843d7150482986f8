//! A whole programme lived in seconds by moving the clock: a test, a planning tool and the benchmark.
//!
//! Everything goes through the operations that the pages use. Afterwards the invariants are checked against what the
//! database holds: see [`checks`]. Everything follows from the seed: the same figures each time, timings apart.

mod acts;
mod agenda;
mod arrivals;
mod at_once;
mod checks;
pub mod companies;
mod dice;
mod door;
mod evidence;
mod fate;
mod forms;
mod people;
mod report;
mod tally;
mod world;

use std::sync::Arc;
use std::time::Instant;

use calls::domain::definition::Programme;
use calls::error::Result;
use platform::clock::{StillClock, from_tokyo};
use platform::store::{Store, StoreError, StoreOptions};
use sea_orm::DatabaseBackend;

use arrivals::window;
use dice::Dice;
use evidence::Evidence;
use report::{Figures, judge};
use tally::Phase;
use world::World;

#[cfg(test)]
pub use forms::answers;
pub use forms::{answered, fill};
pub use report::{Report, describe};
pub use world::{Plan, office_hour};

/// Operations at once where their order does not matter. SQLite has one writer: more would only wait.
const AT_ONCE: usize = 8;

/// A database whose clock and randomness belong to the simulation.
pub struct Stage {
    store: Store,
    clock: StillClock,
    dice: Arc<Dice>,
}

impl Stage {
    /// Connects; does not migrate. The clock stands when the programme becomes public.
    pub async fn connect(
        options: &StoreOptions,
        programme: &Programme,
        seed: u64,
    ) -> std::result::Result<Self, StoreError> {
        let clock = StillClock::at(from_tokyo(programme.file.publish_at));
        let dice = Arc::new(Dice::new(seed));
        let entropy: Arc<dyn platform::entropy::Entropy> = Arc::<Dice>::clone(&dice);
        let store = Store::connect(options, Arc::new(clock.clone()), entropy).await?;
        Ok(Self { store, clock, dice })
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// Lives `programme` in an empty database and checks what is left.
pub async fn simulate(stage: &Stage, programme: &Arc<Programme>, plan: Plan) -> Result<Report> {
    let (mut world, evidence) = live(stage, programme, plan).await?;
    let started = Instant::now();
    let invariants = judge(&evidence);
    world.tally.add(Phase::Checks, 0, started.elapsed());
    let figures = Figures::count(&evidence, &world.ledger);
    let database = match stage.store.backend() {
        DatabaseBackend::Sqlite => "sqlite",
        _ => "postgres",
    };
    Ok(Report::new(
        programme.id(),
        plan,
        database,
        figures,
        invariants,
        &world.tally,
    ))
}

async fn live(stage: &Stage, programme: &Arc<Programme>, plan: Plan) -> Result<(World, Evidence)> {
    let (opens, _) = window(programme);
    stage.clock.set(opens.min(from_tokyo(programme.file.publish_at)));
    let (store, clock, dice) = (stage.store.clone(), stage.clock.clone(), Arc::clone(&stage.dice));
    let mut world = World::new(store, clock, dice, Arc::clone(programme), plan, AT_ONCE);
    world.live().await;
    let started = Instant::now();
    let evidence = Evidence::gather(&world).await?;
    world.tally.add(Phase::Checks, 0, started.elapsed());
    Ok((world, evidence))
}
