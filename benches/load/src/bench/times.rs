//! Start, migration, simulation: how long the program takes for them.

use std::process::Command;
use std::time::{Duration, Instant};

use load::place::{PLACES, said};
use load::server::{Server, free_port};
use serde_json::Value;

use super::Bench;
use super::postgres::Database;

const RUNS: u64 = 5;
/// The four calls.
const CALLS: [&str; 4] = ["jissenryoku-2025", "kojo-2023", "followup-2024", "taisei-2024"];
const APPLICANTS: u64 = 10_000;

/// From the start of the process to its first page, on a database that was in use.
pub fn start(bench: &mut Bench) -> Result<(), String> {
    let place = bench.place(PLACES, None)?;
    let first = Server::start(&place, &bench.postbox, free_port()?)?.first_answer;
    let mut later = Vec::new();
    for _ in 0..bench.rounds.unwrap_or(RUNS) {
        later.push(Server::start(&place, &bench.postbox, free_port()?)?.first_answer);
    }
    bench.note(
        "start",
        "to the first page, new installation",
        milliseconds(first),
    );
    let median = median(later);
    bench.hold(
        "start",
        "to the first page",
        "≤ 1 s",
        milliseconds(median),
        median <= Duration::from_secs(1),
    );
    Ok(())
}

/// `mamori migrate` on an empty database, the whole command.
pub fn migrate(bench: &mut Bench) -> Result<(), String> {
    let mut runs = Vec::new();
    for _ in 0..bench.rounds.unwrap_or(RUNS) {
        let place = bench.place(PLACES, None)?;
        let configuration = place
            .configure(free_port()?, &bench.postbox)?
            .display()
            .to_string();
        let started = Instant::now();
        let output = place.run(&["--config", &configuration, "migrate"])?;
        runs.push(started.elapsed());
        if !output.status.success() {
            return Err(said(&output));
        }
    }
    let median = median(runs);
    bench.hold(
        "migrate",
        "an empty database (SQLite)",
        "≤ 2 s",
        milliseconds(median),
        median <= Duration::from_secs(2),
    );
    Ok(())
}

/// `mamori simulate` of every call.
pub fn simulate(bench: &mut Bench, postgres: bool) -> Result<(), String> {
    let part = if postgres {
        "simulate PostgreSQL"
    } else {
        "simulate"
    };
    let applicants = bench.attempts.unwrap_or(APPLICANTS).to_string();
    for call in CALLS {
        let database = postgres.then(|| Database::make("simulate")).transpose()?;
        let mut command = Command::new(&bench.program);
        command
            .args([
                "simulate",
                "--programme",
                call,
                "--applicants",
                &applicants,
                "--seed",
                "1",
            ])
            .args(["--format", "json", "--programmes"])
            .arg(&bench.programmes);
        if let Some(database) = &database {
            command.args(["--database", &database.url]);
        }
        let started = Instant::now();
        let output = command.output().map_err(|error| error.to_string())?;
        let took = started.elapsed();
        let report: Value = serde_json::from_slice(&output.stdout).map_err(|_| said(&output))?;
        let holds = report["ok"] == true;
        let memory = report["memory_peak"].as_u64().unwrap_or_default() / 1_000_000;
        let reached = format!(
            "{:.1} s, {memory} MB{}",
            took.as_secs_f64(),
            if holds { "" } else { ", INVARIANTS BROKEN" }
        );
        let measure = format!("{call}, {applicants} applicants");
        bench.hold(
            part,
            &measure,
            "≤ 60 s",
            reached,
            holds && took <= Duration::from_mins(1),
        );
    }
    Ok(())
}

fn median(mut runs: Vec<Duration>) -> Duration {
    runs.sort_unstable();
    runs.get(runs.len() / 2).copied().unwrap_or_default()
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.0} ms", duration.as_secs_f64() * 1000.0)
}
