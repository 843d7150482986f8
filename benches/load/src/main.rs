//! `load api|journey --url http://127.0.0.1:8600` rushes a running server and prints one JSON object;
//! `load bench PART… --program target/release/mamori` starts servers of its own and prints a table: see `benches/run`.

mod bench;

use std::path::PathBuf;
use std::process::ExitCode;

use load::plan::{Person, Plan};
use load::{api, journey, rush};

const USAGE: &str = "\
usage: load api|journey [--url URL]… [--programme ID] [--course ID] [--clients N] [--attempts N]
       load bench PART… --program FILE [--root FOLDER] [--clients N] [--attempts N] [--rounds N] [--json FILE]
parts: rush-api rush-journey rush-api-postgres rush-journey-postgres kill kill-postgres start migrate simulate
       simulate-postgres; those with PostgreSQL need MAMORI_TEST_POSTGRES (scripts/test-postgres)";

fn main() -> ExitCode {
    let arguments = Arguments(std::env::args().skip(1).collect());
    let outcome = match arguments.0.first().map(String::as_str) {
        Some("api") => one(&arguments, api::attempt),
        Some("journey") => one(&arguments, journey::attempt),
        Some("bench") => bench::run(&arguments),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// The command line.
pub struct Arguments(Vec<String>);

impl Arguments {
    /// All values of an option.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0
            .windows(2)
            .filter(|pair| pair[0] == name)
            .map(|pair| pair[1].clone())
            .collect()
    }

    /// The value of an option.
    pub fn one(&self, name: &str) -> Option<String> {
        self.all(name).pop()
    }

    /// A number.
    pub fn number(&self, name: &str) -> Result<Option<u64>, String> {
        self.one(name)
            .map(|text| text.parse().map_err(|_| format!("{name} {text}: not a number")))
            .transpose()
    }

    /// A file or folder.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.one(name).map(PathBuf::from)
    }

    /// Words before the first option, the command left out.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .skip(1)
            .take_while(|word| !word.starts_with("--"))
            .map(String::as_str)
    }
}

fn one(arguments: &Arguments, person: Person) -> Result<bool, String> {
    let mut urls = arguments.all("--url");
    if urls.is_empty() {
        urls.push("http://127.0.0.1:8600".to_owned());
    }
    let clients = arguments.number("--clients")?.unwrap_or(50);
    let attempts = arguments.number("--attempts")?.unwrap_or(10_000);
    let mut plan = Plan::new(urls, clients, attempts);
    if let Some(programme) = arguments.one("--programme") {
        plan.programme = programme;
    }
    if let Some(course) = arguments.one("--course") {
        plan.course = course;
    }
    if !plan.is_local() {
        return Err(format!("only servers on this machine: {}", plan.urls.join(", ")));
    }
    let figures = rush::run(&plan, person);
    println!("{:#}", figures.report());
    Ok(figures.failed() == 0)
}
