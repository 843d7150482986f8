//! The benchmark: parts that start servers of their own, each with a few lines of a table.

mod kills;
mod postgres;
mod rushes;
mod times;

use std::path::{Path, PathBuf};

use load::place::Place;
use load::postbox::Postbox;

use crate::Arguments;

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which part.
    pub part: String,
    /// What was measured.
    pub measure: String,
    /// What was to be reached; empty where nothing was.
    pub target: &'static str,
    /// What was reached.
    pub reached: String,
    /// Whether it was; `None` without a target.
    pub ok: Option<bool>,
}

/// What all parts need.
pub struct Bench {
    /// The binary.
    pub program: PathBuf,
    /// The programmes.
    pub programmes: PathBuf,
    /// Text of the servers' configuration.
    pub configuration: String,
    /// The post office.
    pub postbox: Postbox,
    /// People at once.
    pub clients: u64,
    /// Attempts, where the part does not name its own.
    pub attempts: Option<u64>,
    /// Rounds of killing; runs of what is repeated.
    pub rounds: Option<u64>,
    rows: Vec<Row>,
}

/// Runs the parts that were named; whether every target was reached.
pub fn run(arguments: &Arguments) -> Result<bool, String> {
    let root = arguments.path("--root").unwrap_or_else(|| ".".into());
    let program = arguments
        .path("--program")
        .ok_or("--program FILE: the binary of Mamori")?;
    let program = std::path::absolute(&program).map_err(|error| error.to_string())?;
    let configuration = arguments
        .path("--configuration")
        .unwrap_or_else(|| root.join("benches/mamori.toml"));
    let mut bench = Bench {
        program,
        programmes: root.join("programmes"),
        configuration: read(&configuration)?,
        postbox: Postbox::open().map_err(|error| error.to_string())?,
        clients: arguments.number("--clients")?.unwrap_or(50),
        attempts: arguments.number("--attempts")?,
        rounds: arguments.number("--rounds")?,
        rows: Vec::new(),
    };
    for part in arguments.words() {
        eprintln!("▸ {part}");
        bench.part(part)?;
    }
    print(&bench.rows);
    if let Some(file) = arguments.path("--json") {
        let text: String = bench.rows.iter().map(json_line).collect();
        std::fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(bench.rows.iter().all(|row| row.ok != Some(false)))
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

impl Bench {
    fn part(&mut self, part: &str) -> Result<(), String> {
        match part {
            "rush-api" => rushes::api(self, None),
            "rush-api-postgres" => rushes::api(self, Some(rushes::SERVERS)),
            "rush-journey" => rushes::journey(self, None),
            "rush-journey-postgres" => rushes::journey(self, Some(rushes::SERVERS)),
            "kill" => kills::run(self, false),
            "kill-postgres" => kills::run(self, true),
            "start" => times::start(self),
            "migrate" => times::migrate(self),
            "simulate" => times::simulate(self, false),
            "simulate-postgres" => times::simulate(self, true),
            other => Err(format!("{other}: no such part\n{}", crate::USAGE)),
        }
    }

    /// A folder with a call that has so many places.
    pub fn place(&self, places: u32, database: Option<&str>) -> Result<Place, String> {
        Place::new(
            &self.program,
            &self.programmes,
            places,
            database,
            &self.configuration,
        )
    }

    /// Notes what has no target.
    pub fn note(&mut self, part: &str, measure: &str, reached: impl Into<String>) {
        self.row(part, measure, "", reached, None);
    }

    /// Notes what has one.
    pub fn hold(
        &mut self,
        part: &str,
        measure: &str,
        target: &'static str,
        reached: impl Into<String>,
        ok: bool,
    ) {
        self.row(part, measure, target, reached, Some(ok));
    }

    fn row(
        &mut self,
        part: &str,
        measure: &str,
        target: &'static str,
        reached: impl Into<String>,
        ok: Option<bool>,
    ) {
        let row = Row {
            part: part.to_owned(),
            measure: measure.to_owned(),
            target,
            reached: reached.into(),
            ok,
        };
        eprintln!("  {}: {}", row.measure, row.reached);
        self.rows.push(row);
    }
}

fn json_line(row: &Row) -> String {
    let object = serde_json::json!({
        "part": row.part, "measure": row.measure, "target": row.target, "reached": row.reached, "ok": row.ok,
    });
    format!("{object}\n")
}

fn print(rows: &[Row]) {
    let cell = |text: &dyn Fn(&Row) -> String| {
        rows.iter()
            .map(|row| text(row).chars().count())
            .max()
            .unwrap_or(0)
    };
    let part = cell(&|row| row.part.clone());
    let measure = cell(&|row| row.measure.clone());
    let target = cell(&|row| row.target.to_owned());
    println!();
    for row in rows {
        let verdict = match row.ok {
            Some(true) => "reached",
            Some(false) => "MISSED",
            None => "",
        };
        println!(
            "{:part$}  {:measure$}  {:target$}  {:28}  {verdict}",
            row.part, row.measure, row.target, row.reached
        );
    }
}
