use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use web::{Access, Routes};

use crate::support::{Answer, CLERK, send, site};

async fn here() -> &'static str {
    "here"
}

fn routes() -> Routes<()> {
    Routes::new()
        .get("/open", Access::Public, here)
        .get("/own", Access::Applicant, here)
        .get("/desk", Access::Staff("desk.read"), here)
        .get("/desk/users", Access::Staff("desk.users"), here)
}

async fn visit(site: &Router, path: &str, cookie: &str) -> Answer {
    send(
        site,
        Request::get(path)
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap(),
    )
    .await
}

#[tokio::test]
async fn each_route_admits_whom_it_names() {
    let site = site(routes().into_router());
    for (path, cookie, status, location) in [
        ("/open", "", StatusCode::OK, ""),
        ("/own", "", StatusCode::SEE_OTHER, "/return?to=/own"),
        ("/desk", "", StatusCode::SEE_OTHER, "/sign-in"),
        ("/en/desk", "", StatusCode::SEE_OTHER, "/en/sign-in"),
        (
            "/desk/users",
            "",
            StatusCode::SEE_OTHER,
            "/sign-in?to=/desk/users",
        ),
        (
            "/desk/users?name=a&from=2026-10-05T10:00",
            "",
            StatusCode::SEE_OTHER,
            "/sign-in?to=/desk/users%3Fname%3Da%26from%3D2026-10-05T10%3A00",
        ),
        ("/desk", CLERK, StatusCode::OK, ""),
        ("/desk/users", CLERK, StatusCode::FORBIDDEN, ""),
        ("/own", CLERK, StatusCode::FORBIDDEN, ""),
    ] {
        let answer = visit(&site, path, cookie).await;
        assert_eq!(
            (answer.status, answer.header(header::LOCATION)),
            (status, location),
            "{path} {cookie}"
        );
    }
}

#[test]
fn the_table_lists_every_route() {
    let routes = routes();
    let paths: Vec<_> = routes.table().iter().map(|route| route.path).collect();
    assert_eq!(paths, ["/open", "/own", "/desk", "/desk/users"]);
}
