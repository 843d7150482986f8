//! Every route of the server with who may use it: for the proof over all of them and the table in
//! `docs/operations.md`.

use axum::http::Method;
use web::{Access, RouteInfo};

/// Routes that [`crate::server`] adds by itself; the tests look into its text for more.
pub const BARE: [&str; 3] = ["/assets/{*name}", "/healthz", "/readyz"];

/// All routes, those of the demo among them, by path.
pub fn all() -> Vec<RouteInfo> {
    let mut table = calls::pages::routes().table().to_vec();
    table.extend_from_slice(calls::api::routes().table());
    table.extend_from_slice(incidents::pages::routes().table());
    table.extend_from_slice(telemetry::pages::routes().table());
    table.extend_from_slice(workbench::pages::routes().table());
    table.extend_from_slice(crate::accounts::routes(true).table());
    table.extend_from_slice(crate::demo::routes().table());
    table.extend(BARE.map(|path| RouteInfo {
        method: Method::GET,
        path,
        access: Access::Public,
    }));
    table.sort_by_key(|route| (route.path, route.method.to_string()));
    table
}
