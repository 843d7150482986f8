//! `kill -9` in the middle of a rush, with real servers in processes of their own. The benchmark runs twenty rounds
//! of the same; nothing is timed here.

use std::path::Path;

use load::killing::{Moment, round};
use load::place::Place;
use load::plan::Person;
use load::postbox::Postbox;
use load::{api, journey};

use crate::postgres::Postgres;

const CONFIGURATION: &str = include_str!("../../../../benches/mamori.toml");
const PROGRAMMES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programmes");
/// Few enough for builds that are not optimised.
const PLACES: u32 = 40;
const CLIENTS: u64 = 12;

/// Everything that was acknowledged is there after the restart, the audit chain is whole, whoever was cut off and
/// comes again under the same key gets one receipt, and there are never more receipts than places.
fn survives(database: Option<&str>, servers: usize, person: Person, attempts: u64, moment: Moment) {
    let program = Path::new(env!("CARGO_BIN_EXE_mamori"));
    let place = Place::new(program, Path::new(PROGRAMMES), PLACES, database, CONFIGURATION).unwrap();
    let postbox = Postbox::open().unwrap();
    let found = round(
        &place,
        &postbox,
        servers,
        (CLIENTS, attempts),
        person,
        PLACES,
        moment,
    )
    .unwrap();
    assert_eq!(found.broken, Vec::<String>::new(), "{found:?}");
    assert!(
        found.before > 0,
        "it was killed after the first receipts: {found:?}"
    );
}

#[test]
fn receipts_through_the_api_survive_a_kill() {
    survives(None, 1, api::attempt, 120, Moment::of(1, 3, PLACES));
    survives(None, 1, api::attempt, 120, Moment::of(2, 3, PLACES));
}

#[test]
fn receipts_of_the_pages_survive_a_kill() {
    survives(None, 1, journey::attempt, 60, Moment::of(1, 2, PLACES));
}

#[test]
fn two_servers_on_postgres_are_killed() {
    let database = Postgres::create();
    survives(
        Some(&database.url),
        2,
        api::attempt,
        120,
        Moment::of(1, 2, PLACES),
    );
}
