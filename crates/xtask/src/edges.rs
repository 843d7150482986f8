//! Which crate may use which: the table of `docs/ARCHITECTURE.md`, held against `cargo metadata`.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Crate → what it may use of ours. Direction: binary → contexts → web, documents, platform, contracts → pure.
const OURS: &[(&str, &[&str])] = &[
    ("business-calendar", &[]),
    ("fair-draw", &[]),
    ("firewall-logs", &[]),
    ("contracts", &[]),
    ("platform", &["contracts", "business-calendar"]),
    ("web", &["platform", "contracts", "business-calendar"]),
    ("documents", &[]),
    ("lake", &["contracts", "firewall-logs"]),
    (
        "calls",
        &[
            "web",
            "documents",
            "platform",
            "contracts",
            "business-calendar",
            "fair-draw",
        ],
    ),
    (
        "telemetry",
        &[
            "lake",
            "web",
            "documents",
            "platform",
            "contracts",
            "business-calendar",
            "firewall-logs",
        ],
    ),
    (
        "incidents",
        &["web", "documents", "platform", "contracts", "business-calendar"],
    ),
    ("workbench", &["web", "documents", "platform", "contracts"]),
    (
        "mamori",
        &[
            "calls",
            "telemetry",
            "incidents",
            "workbench",
            "lake",
            "firewall-logs",
            "web",
            "documents",
            "platform",
            "contracts",
            "business-calendar",
            "fair-draw",
        ],
    ),
    ("xtask", &[]),
    ("load", &[]),
    ("lake-bench", &["lake", "firewall-logs", "contracts"]),
    (
        "collector-bench",
        &[
            "lake-bench",
            "lake",
            "firewall-logs",
            "contracts",
            "telemetry",
            "documents",
            "platform",
        ],
    ),
];

/// Engine → the crates that may name it. Whoever needs it elsewhere goes through these.
const ENGINES: &[(&str, &[&str])] = &[
    (
        "axum",
        &["web", "calls", "telemetry", "incidents", "workbench", "mamori"],
    ),
    (
        "sea-orm",
        &[
            "platform",
            "contracts",
            "calls",
            "telemetry",
            "incidents",
            "workbench",
            "mamori",
        ],
    ),
    (
        "sea-orm-migration",
        &["platform", "calls", "telemetry", "incidents", "workbench"],
    ),
    ("datafusion", &["lake"]),
    ("arrow", &["lake"]),
    ("parquet", &["lake"]),
    ("object_store", &["lake"]),
    ("cedar-policy", &["platform"]),
    ("lettre", &["platform"]),
    ("typst", &["documents"]),
    ("typst-pdf", &["documents"]),
    ("typst-layout", &["documents"]),
    ("rust_xlsxwriter", &["documents"]),
    ("calamine", &["documents"]),
];

/// Every edge that the table does not allow.
pub fn check(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    Ok(findings(&dependencies(&metadata)))
}

fn dependencies(metadata: &Value) -> BTreeMap<String, Vec<String>> {
    let packages = metadata["packages"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    packages
        .iter()
        .map(|package| (name(package), used_by(package)))
        .collect()
}

/// Test-only dependencies may point anywhere: they are not part of the house.
fn used_by(package: &Value) -> Vec<String> {
    let dependencies = package["dependencies"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    dependencies
        .iter()
        .filter(|dependency| dependency["kind"].is_null())
        .map(name)
        .collect()
}

fn name(value: &Value) -> String {
    value["name"].as_str().unwrap_or_default().to_owned()
}

fn findings(dependencies: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut findings = Vec::new();
    for (package, used) in dependencies {
        let Some((_, allowed)) = OURS.iter().find(|(name, _)| name == package) else {
            findings.push(format!("{package}: a new crate needs a line in the table of allowed edges (crates/xtask/src/edges.rs)"));
            continue;
        };
        for dependency in used {
            if dependencies.contains_key(dependency) && !allowed.contains(&dependency.as_str()) {
                findings.push(format!("{package} → {dependency}: this edge is not allowed"));
            }
            let engine = ENGINES.iter().find(|(name, _)| name == dependency);
            if engine.is_some_and(|(_, users)| !users.contains(&package.as_str())) {
                findings.push(format!(
                    "{package} → {dependency}: this engine stands behind another crate"
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(edges: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        edges
            .iter()
            .map(|(from, to)| ((*from).to_owned(), to.iter().map(ToString::to_string).collect()))
            .collect()
    }

    #[test]
    fn an_arrow_back_is_found() {
        let found = findings(&world(&[("platform", &["calls"]), ("calls", &["platform"])]));
        assert_eq!(found, ["platform → calls: this edge is not allowed"]);
    }

    #[test]
    fn an_engine_outside_its_crate_is_found() {
        let found = findings(&world(&[("calls", &["typst"])]));
        assert_eq!(found, ["calls → typst: this engine stands behind another crate"]);
    }

    #[test]
    fn a_crate_without_a_line_is_found() {
        assert_eq!(findings(&world(&[("helpers", &[])])).len(), 1);
    }
}
