//! The rush, through the API and through the pages, on SQLite and on PostgreSQL.

use load::figures::Figures;
use load::place::PLACES;
use load::plan::{Person, Plan};
use load::process::Usage;
use load::receipts::lost;
use load::server::{Server, free_port};
use load::{api, journey, rush};

use super::Bench;
use super::postgres::Database;

/// Server processes on PostgreSQL.
pub const SERVERS: usize = 3;
/// Attempts of a rush.
const ATTEMPTS: u64 = 10_000;
/// Journeys when everybody gets a receipt.
const JOURNEYS: u64 = 2_000;

/// What a rush came to.
struct Outcome {
    figures: Figures,
    lost: Vec<String>,
    usage: Usage,
    audit: Result<String, String>,
}

/// Through the API: for 150 places, then with a place for everybody.
pub fn api(bench: &mut Bench, servers: Option<usize>) -> Result<(), String> {
    let attempts = bench.attempts.unwrap_or(ATTEMPTS);
    let part = name("rush-api", servers);
    let outcome = rush_on(bench, servers, PLACES, attempts, api::attempt)?;
    promises(bench, &part, &outcome, PLACES);
    speed(bench, &part, &outcome);
    let part = name("fill-api", servers);
    let places = u32::try_from(attempts).unwrap_or(u32::MAX);
    let outcome = rush_on(bench, servers, places, attempts, api::attempt)?;
    promises(bench, &part, &outcome, places);
    let rate = outcome.figures.receipts_per_second();
    let target = if servers.is_none() { "≥ 200/s" } else { "" };
    rated(bench, &part, "completed applications", target, rate, 200.0);
    speed(bench, &part, &outcome);
    Ok(())
}

/// Through the pages: for 150 places, then with a place for everybody.
pub fn journey(bench: &mut Bench, servers: Option<usize>) -> Result<(), String> {
    let attempts = bench.attempts.unwrap_or(ATTEMPTS);
    let part = name("rush-journey", servers);
    let outcome = rush_on(bench, servers, PLACES, attempts, journey::attempt)?;
    promises(bench, &part, &outcome, PLACES);
    let rate = outcome.figures.attempts_per_second();
    rated(bench, &part, "journeys to the answer", "", rate, 50.0);
    speed(bench, &part, &outcome);
    let part = name("fill-journey", servers);
    let attempts = bench.attempts.unwrap_or(JOURNEYS);
    let places = u32::try_from(attempts).unwrap_or(u32::MAX);
    let outcome = rush_on(bench, servers, places, attempts, journey::attempt)?;
    promises(bench, &part, &outcome, places);
    let rate = outcome.figures.receipts_per_second();
    let target = if servers.is_none() { "≥ 50/s" } else { "" };
    rated(bench, &part, "whole journeys to a receipt", target, rate, 50.0);
    speed(bench, &part, &outcome);
    Ok(())
}

fn name(part: &str, servers: Option<usize>) -> String {
    servers.map_or_else(
        || part.to_owned(),
        |number| format!("{part} PostgreSQL ×{number}"),
    )
}

fn rated(bench: &mut Bench, part: &str, measure: &str, target: &'static str, rate: f64, least: f64) {
    let reached = format!("{rate:.0}/s");
    match target {
        "" => bench.note(part, measure, reached),
        target => bench.hold(part, measure, target, reached, rate >= least),
    }
}

fn rush_on(
    bench: &Bench,
    servers: Option<usize>,
    places: u32,
    attempts: u64,
    person: Person,
) -> Result<Outcome, String> {
    let database = servers.map(|_| Database::make("rush")).transpose()?;
    let place = bench.place(places, database.as_ref().map(|database| database.url.as_str()))?;
    let running = (0..servers.unwrap_or(1))
        .map(|_| Server::start(&place, &bench.postbox, free_port()?))
        .collect::<Result<Vec<_>, String>>()?;
    let plan = Plan::new(running.iter().map(Server::url).collect(), bench.clients, attempts);
    let before: Vec<Usage> = running.iter().map(Server::usage).collect();
    let figures = rush::run(&plan, person);
    let usage = running
        .iter()
        .zip(before)
        .fold(Usage::default(), |sum, (server, before)| {
            let now = server.usage();
            Usage {
                cpu_seconds: sum.cpu_seconds + now.cpu_seconds - before.cpu_seconds,
                peak_memory: sum.peak_memory.max(now.peak_memory),
            }
        });
    let lost = lost(&plan, figures.receipts());
    let audit = running.first().map_or_else(
        || Err("no server".to_owned()),
        |server| place.audit(server.configuration()),
    );
    Ok(Outcome {
        figures,
        lost,
        usage,
        audit,
    })
}

/// What must hold, however slow it is.
fn promises(bench: &mut Bench, part: &str, outcome: &Outcome, places: u32) {
    let figures = &outcome.figures;
    let given = figures.receipts().len();
    let doubled = given - figures.different();
    let over = given.saturating_sub(usize::try_from(places).unwrap_or(usize::MAX));
    let counts = format!(
        "{given} receipts, {} refused, {} failed",
        figures.refused(),
        figures.failed()
    );
    bench.hold(part, "answers", "0 failed", counts, figures.failed() == 0);
    for (reason, number) in figures.failures() {
        eprintln!("    {number} × {reason}");
    }
    let oversold = over.max(doubled);
    bench.hold(part, "oversold", "0", oversold.to_string(), oversold == 0);
    bench.hold(
        part,
        "receipts lost",
        "0",
        outcome.lost.len().to_string(),
        outcome.lost.is_empty(),
    );
    for one in outcome.lost.iter().take(5) {
        eprintln!("    {one}");
    }
    let (chain, whole) = match &outcome.audit {
        Ok(_) => ("whole".to_owned(), true),
        Err(error) => (error.clone(), false),
    };
    bench.hold(part, "audit chain", "whole", chain, whole);
}

fn speed(bench: &mut Bench, part: &str, outcome: &Outcome) {
    let figures = &outcome.figures;
    bench.note(
        part,
        "attempts answered",
        format!("{:.0}/s", figures.attempts_per_second()),
    );
    bench.note(
        part,
        "requests",
        format!("{:.0}/s", figures.requests_per_second()),
    );
    let all = figures.overall();
    let reached = format!("p50 {:.0}, p99 {:.0}, max {:.0} ms", all.p50, all.p99, all.max);
    bench.hold(part, "one request", "p99 ≤ 250 ms", reached, all.p99 <= 250.0);
    let kinds = figures.by_kind();
    if kinds.len() > 1 {
        for (kind, one) in kinds {
            let reached = format!("p50 {:.0}, p99 {:.0}, max {:.0} ms", one.p50, one.p99, one.max);
            bench.note(part, &format!("· {kind}"), reached);
        }
    }
    bench.note(
        part,
        "server's processor time",
        format!("{:.1} s", outcome.usage.cpu_seconds),
    );
    let megabytes = outcome.usage.peak_memory / 1_000_000;
    bench.hold(
        part,
        "memory at its peak",
        "≤ 200 MB",
        format!("{megabytes} MB"),
        megabytes <= 200,
    );
}
