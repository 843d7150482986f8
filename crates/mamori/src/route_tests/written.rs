//! The table of routes in `docs/operations.md`.
//!
//! `MAMORI_WRITE_DOCS=1 cargo test -p mamori route_tests::written` writes it anew.

use std::fs;
use std::path::Path;

use web::{Access, RouteInfo};

use super::expectation;
use super::expected::Who;
use crate::route_table;

const BEGIN: &str = "<!-- routes:begin -->\n";
const END: &str = "<!-- routes:end -->";

fn who(route: &RouteInfo) -> String {
    match (route.access, expectation(route)) {
        (_, _) if route.path.starts_with("/demo/") => "everybody; only in the demo".to_owned(),
        (_, Some(Who::Owner)) => "the applicant: the receipt's token, or the session of the link".to_owned(),
        (Access::Public, _) => "everybody".to_owned(),
        (Access::Applicant, _) => "an applicant, for their own application".to_owned(),
        (Access::Staff(action), Some(Who::Staff(roles))) => {
            let roles: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
            format!("{} (`{action}`)", roles.join(", "))
        }
        (Access::Staff(action), _) => format!("`{action}`"),
    }
}

fn table() -> String {
    let mut text = String::from("| method | route | who |\n|---|---|---|\n");
    for route in route_table::all() {
        text.push_str(&format!(
            "| {} | `{}` | {} |\n",
            route.method,
            route.path,
            who(&route)
        ));
    }
    text
}

#[test]
fn the_operations_manual_lists_every_route() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations.md");
    let text = fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    if std::env::var_os("MAMORI_WRITE_DOCS").is_some() {
        fs::write(&file, format!("{before}{BEGIN}{}{END}{after}", table())).unwrap();
        return;
    }
    assert_eq!(
        written,
        table(),
        "write it anew with MAMORI_WRITE_DOCS=1 cargo test -p mamori route_tests::written"
    );
}
