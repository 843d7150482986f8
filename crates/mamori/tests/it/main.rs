//! The program as whoever runs it uses it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod admin;
mod config;
mod definitions;
mod draw_stored;
mod draw_verify;
mod import;
mod kill;
mod lake;
mod logs;
mod monitored;
mod operations;
mod postgres;
mod report;
mod rules;
mod served;
mod simulation;
mod spoken;
mod vault;
mod workbench;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder to run the program in, with a configuration of its own.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// An empty one whose database is `sqlite:data/mamori.sqlite`.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("programmes")).unwrap();
        Self(folder)
    }

    /// A file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs `mamori` there with nothing of this process' environment but `variables`.
    pub fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        let output = Command::new(Path::new(env!("CARGO_BIN_EXE_mamori")))
            .args(arguments)
            .current_dir(self.0.path())
            .env_clear()
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        Ran::from(output)
    }

    /// Runs `mamori` there for a reader of English, with nothing else of this process' environment but `variables`.
    pub fn english_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        self.run_with(&[variables, &[("LANG", "en_GB.UTF-8")]].concat(), arguments)
    }

    /// The same with the language alone.
    pub fn english(&self, arguments: &[&str]) -> Ran {
        self.english_with(&[], arguments)
    }

    /// Runs `mamori` there without any environment: in Japanese.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(&[], arguments)
    }
}

/// What a run left.
#[derive(Debug)]
pub struct Ran {
    /// Exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Must have ended with 0.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "often only the exit code counts")]
    pub fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
