//! Mamori: public calls for cybersecurity support, from the published page to the confirmed roster.

mod accounts;
mod commands;
mod config;
mod demo;
mod metrics_listener;
mod monitoring;
#[cfg(test)]
mod route_table;
#[cfg(test)]
mod route_tests;
mod server;
mod simulation;
mod upkeep;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::run()
}
