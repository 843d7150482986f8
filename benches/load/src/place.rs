//! A folder to run servers in: the first-come call with its window open now, configuration, keys, database.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::postbox::Postbox;

/// The call that is rushed: the first-come call of the programmes, copied into this fiscal year.
pub const CALL: &str = "rush";
/// The call that is copied.
const ORIGINAL: &str = "kojo-2023";
/// Places of its first course in the call itself.
pub const PLACES: u32 = 150;

/// A folder with everything that a server needs; removed with its contents when dropped.
pub struct Place {
    folder: tempfile::TempDir,
    program: PathBuf,
    database: String,
    configuration: String,
}

impl Place {
    /// Makes one for `program`, the binary. `programmes` is the folder of the programmes, `configuration` the text of
    /// a `mamori.toml`; `database` an address, or an SQLite file of its own.
    pub fn new(
        program: &Path,
        programmes: &Path,
        places: u32,
        database: Option<&str>,
        configuration: &str,
    ) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| format!("no folder: {error}"))?;
        let database = database.map_or_else(
            || format!("sqlite:{}", folder.path().join("mamori.sqlite").display()),
            str::to_owned,
        );
        let place = Self {
            program: program.to_owned(),
            database,
            configuration: configuration.to_owned(),
            folder,
        };
        place.open_call(programmes, places)?;
        Ok(place)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of the database.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The binary.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Copies the call into this fiscal year, as a secretariat does, and opens it for the whole of it.
    fn open_call(&self, programmes: &Path, places: u32) -> Result<(), String> {
        let target = self.folder().join("programmes");
        copy(&programmes.join(ORIGINAL), &target.join(ORIGINAL)).map_err(|error| error.to_string())?;
        for file in files(programmes).map_err(|error| error.to_string())? {
            let name = file.file_name().unwrap_or_default();
            fs::copy(&file, target.join(name)).map_err(|error| error.to_string())?;
        }
        let year = fiscal_year();
        let year_text = year.to_string();
        let arguments = [
            "programme",
            "new",
            CALL,
            "--from",
            ORIGINAL,
            "--fiscal-year",
            &year_text,
            "--programmes",
            "programmes",
        ];
        let made = self.run(&arguments)?;
        let file = target.join(CALL).join("programme.toml");
        let text = fs::read_to_string(&file)
            .map_err(|error| format!("{}: {error}; {}", file.display(), said(&made)))?;
        fs::write(&file, opened(&text, year, places)).map_err(|error| error.to_string())?;
        fs::remove_dir_all(target.join(ORIGINAL)).map_err(|error| error.to_string())
    }

    /// Writes the configuration of the server on `port`; its file.
    pub fn configure(&self, port: u16, postbox: &Postbox) -> Result<PathBuf, String> {
        let file = self.folder().join(format!("mamori-{port}.toml"));
        let text = self
            .configuration
            .replace("@port@", &port.to_string())
            .replace("@mail_port@", &postbox.port().to_string())
            .replace("@database@", &self.database);
        fs::write(&file, text).map_err(|error| error.to_string())?;
        Ok(file)
    }

    /// Runs the program in the folder with nothing of this process' environment.
    pub fn run(&self, arguments: &[&str]) -> Result<Output, String> {
        Command::new(&self.program)
            .args(arguments)
            .current_dir(self.folder())
            .env_clear()
            .output()
            .map_err(|error| format!("{}: {error}", self.program.display()))
    }

    /// What `mamori audit verify` says: its line, or why the chain does not hold.
    pub fn audit(&self, configuration: &Path) -> Result<String, String> {
        let file = configuration.display().to_string();
        let output = self.run(&["--config", &file, "audit", "verify"])?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(said(&output))
        }
    }
}

/// What a run of the program said, on both of its outputs.
pub fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&text).trim().to_owned()
}

fn fiscal_year() -> i16 {
    #[expect(
        clippy::disallowed_methods,
        reason = "the program that is rushed goes by the machine's clock too"
    )]
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    if today.month() < 4 {
        today.year() - 1
    } else {
        today.year()
    }
}

/// The call with its windows open for the whole fiscal year and with so many places on its first course.
fn opened(text: &str, year: i16, places: u32) -> String {
    let next = year + 1;
    let mut courses = 0;
    let mut others = 0;
    let mut lines: Vec<String> = Vec::new();
    // Nobody reads this call, so nothing of it waits to be looked at.
    let (before, listed) = text.split_once("\nreview = [").unwrap_or((text, "\n]"));
    let (_, after) = listed.split_once("\n]").unwrap_or_default();
    for line in before.lines().chain(after.lines()) {
        courses += usize::from(line.trim() == "[[course]]");
        let key = line.split('=').next().unwrap_or_default().trim();
        let number = line
            .split('=')
            .nth(1)
            .and_then(|value| value.trim().parse::<u32>().ok());
        lines.push(match (key, number) {
            ("publish_at" | "opens", _) => format!("{key} = {year}-04-01T00:00:00"),
            ("closes", _) => format!("{key} = {next}-03-31T23:59:59"),
            ("capacity", Some(_))
                if courses == 1 && lines.iter().all(|line| line.trim() != "[selection]") =>
            {
                format!("capacity = {places}")
            }
            ("capacity", Some(number)) if lines.iter().all(|line| line.trim() != "[selection]") => {
                others += number;
                line.to_owned()
            }
            ("capacity", Some(_)) => format!("capacity = {}", places + others),
            _ => line.to_owned(),
        });
    }
    lines.join("\n") + "\n"
}

fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    Ok(entries
        .iter()
        .map(fs::DirEntry::path)
        .filter(|path| path.is_file())
        .collect())
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_opened_and_places_add_up() {
        let text = "publish_at = 2023-08-25T00:00:00\nreview = [\n  \"a\",\n]\n[[course]]\nopens = 2023-08-25T00:00:00\ncapacity = 150\n\
            [[course]]\ncloses = 2024-03-01T00:00:00\ncapacity = 100\n[selection]\ncapacity = 250\n";
        let expected = "publish_at = 2026-04-01T00:00:00\n\n[[course]]\nopens = 2026-04-01T00:00:00\ncapacity = 7\n\
            [[course]]\ncloses = 2027-03-31T23:59:59\ncapacity = 100\n[selection]\ncapacity = 107\n";
        assert_eq!(opened(text, 2026, 7), expected);
    }
}
