use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::routing::get as on_get;
use web::Visitor;

use crate::support::{get, send, site};

async fn path(visitor: Visitor) -> String {
    format!("{} {}", visitor.language().code(), visitor.path_and_query)
}

fn falls() -> Router {
    async fn fall() -> &'static str {
        panic!("on purpose")
    }
    Router::new()
        .route("/falls", on_get(fall))
        .route("/where", on_get(path))
}

#[tokio::test]
async fn the_language_is_taken_off_before_routes_are_looked_up() {
    let site = site(falls());
    assert_eq!(get(&site, "/where?a=1").await.body, "ja /where?a=1");
    assert_eq!(get(&site, "/en/where?a=1").await.body, "en /where?a=1");
}

#[tokio::test]
async fn whatever_goes_wrong_is_a_page_in_the_readers_language() {
    let site = site(falls());
    let missing = get(&site, "/nowhere").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(
        missing.body.contains("ページが見つかりません"),
        "{}",
        missing.body
    );
    let english = get(&site, "/en/nowhere").await;
    assert!(
        english.body.contains("This page does not exist"),
        "{}",
        english.body
    );
    let fault = get(&site, "/en/falls").await;
    assert_eq!(fault.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(fault.body.contains("<html lang=\"en\">"), "{}", fault.body);
    let method = send(&site, Request::put("/where").body(Body::empty()).unwrap()).await;
    assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(method.body.contains("<!doctype html>"), "{}", method.body);
}

#[tokio::test]
async fn a_program_gets_a_problem_document() {
    let site = site(falls());
    let asked = Request::get("/nowhere")
        .header(header::ACCEPT, "application/json")
        .body(Body::empty());
    for answer in [
        send(&site, asked.unwrap()).await,
        get(&site, "/api/v1/nothing").await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
        let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["type"], "urn:mamori:problem:not-found");
        assert_eq!(problem["status"], 404);
    }
}

#[tokio::test]
async fn every_answer_has_strict_headers() {
    let site = site(falls());
    for path in ["/where", "/nowhere", "/api/v1/nothing"] {
        let answer = get(&site, path).await;
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert!(
            answer
                .header(header::STRICT_TRANSPORT_SECURITY)
                .starts_with("max-age="),
            "{path}"
        );
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store", "{path}");
    }
}

/// A strict content policy would silently drop inline style and script.
#[tokio::test]
async fn no_page_has_inline_style_or_script() {
    let site = site(web::gallery::routes::<()>().into_router());
    for path in [
        "",
        "/programme",
        "/form?wrong",
        "/tasks",
        "/check",
        "/done",
        "/status",
        "/desk",
        "/case",
    ] {
        let page = get(&site, &format!("/_gallery{path}")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for forbidden in [
            " style=",
            "<style",
            " onclick=",
            " onload=",
            "<script>",
            "javascript:",
        ] {
            assert!(!page.body.contains(forbidden), "{path} has {forbidden}");
        }
    }
}

#[tokio::test]
async fn cookies_are_kept_from_scripts_and_from_plain_http() {
    let answer = get(&site(falls()), "/where").await;
    let cookie = answer.header(header::SET_COOKIE);
    for part in ["mamori_browser=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}
