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
    // As it runs, not as it was built: a build folder may serve several checkouts.
    let Some(folder) = std::env::var_os("CARGO_MANIFEST_DIR") else {
        eprintln!("run it through cargo: cargo xtask check");
        return ExitCode::from(2);
    };
    let root = Path::new(&folder).join("../..");
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
