//! Mamori: public calls for cybersecurity support, from the published page to the confirmed roster.

mod commands;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::run()
}
