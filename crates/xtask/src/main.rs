//! What the project checks about itself: `cargo xtask check` (also `cargo run -p xtask -- check`).

mod edges;
mod requirements;
mod sources;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("check") => check(),
        _ => {
            eprintln!("usage: cargo xtask check");
            ExitCode::from(2)
        }
    }
}

fn check() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let findings = edges::check(&root).and_then(|mut findings| {
        findings.extend(sources::check(&root)?);
        findings.extend(requirements::check(&root)?);
        Ok(findings)
    });
    match findings {
        Ok(findings) if findings.is_empty() => {
            println!(
                "architecture: edges, file lengths, clocks and the table of requirements are as they should be"
            );
            ExitCode::SUCCESS
        }
        Ok(findings) => {
            for finding in &findings {
                eprintln!("{finding}");
            }
            eprintln!("{} finding(s)", findings.len());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("the check itself failed: {error}");
            ExitCode::from(2)
        }
    }
}
