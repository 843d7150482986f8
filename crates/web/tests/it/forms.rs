use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::support::{Answer, get, opened, send, site};

fn gallery() -> Router {
    site(web::gallery::routes::<()>().into_router())
}

async fn post(site: &Router, cookies: &str, kind: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post("/_gallery/form")
        .header(header::COOKIE, cookies)
        .header(header::CONTENT_TYPE, kind)
        .body(body.into());
    send(site, request.unwrap()).await
}

const FORM: &str = "application/x-www-form-urlencoded";
const FILLED: &str = "kind=sole_proprietor&company_name=%E9%AB%99%EF%A8%91%E5%B1%8B&company_kana=%E3%81%82&postal_code=1638001\
    &prefecture=%E6%9D%B1%E4%BA%AC%E9%83%BD&address=x&industry=58&capital_yen=1&employees=1&email=a%40example.jp\
    &telephone=0312345678&measures=utm&before=no&declaration=yes";

#[tokio::test]
async fn a_form_needs_the_token_of_its_browser() {
    let site = gallery();
    let (cookies, token) = opened(&site, "/_gallery/form").await;
    assert_eq!(
        post(&site, &cookies, FORM, FILLED).await.status,
        StatusCode::FORBIDDEN
    );
    let (stranger, _) = opened(&site, "/_gallery/form").await;
    assert_eq!(
        post(&site, &stranger, FORM, format!("csrf={token}&{FILLED}"))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    let taken = post(&site, &cookies, FORM, format!("csrf={token}&{FILLED}")).await;
    assert_eq!(
        (taken.status, taken.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/_gallery/tasks")
    );
}

#[tokio::test]
async fn what_happened_is_said_once() {
    let site = gallery();
    let (cookies, token) = opened(&site, "/_gallery/form").await;
    let taken = post(&site, &cookies, FORM, format!("csrf={token}&{FILLED}")).await;
    let flash = taken.cookies().join("; ");
    let next = Request::get("/en/_gallery/tasks")
        .header(header::COOKIE, &flash)
        .body(Body::empty());
    let next = send(&site, next.unwrap()).await;
    assert!(
        next.body.contains(">Saved<"),
        "in the language of the page that shows it"
    );
    assert!(next.headers.get_all(header::SET_COOKIE).iter().any(|cookie| {
        cookie
            .to_str()
            .is_ok_and(|cookie| cookie.starts_with("mamori_flash=;") && cookie.contains("Max-Age=0"))
    }));
    assert!(!get(&site, "/en/_gallery/tasks").await.body.contains(">Saved<"));
}

#[tokio::test]
async fn everything_typed_comes_back_with_what_is_wrong() {
    let site = gallery();
    let (cookies, token) = opened(&site, "/_gallery/form").await;
    let body = format!("csrf={token}&kind=corporation&company_name=%3Cb%3E%EF%A8%91&corporate_number=123");
    let page = post(&site, &cookies, FORM, body).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("<title>エラー：企業について｜Mamori</title>"));
    assert!(
        page.body.contains("value=\"&#60;b&#62;\u{fa11}\""),
        "as typed, and escaped"
    );
    assert!(page.body.contains("href=\"#corporate_number\""));
    assert!(page.body.contains("value=\"123\""));
}

#[tokio::test]
async fn broken_and_huge_forms_are_refused_with_a_reason() {
    let site = gallery();
    let (cookies, token) = opened(&site, "/_gallery/form").await;
    let shift_jis = post(
        &site,
        &cookies,
        FORM,
        format!("csrf={token}&company_name=%83%7D%83%82%83%8A"),
    )
    .await;
    assert_eq!(shift_jis.status, StatusCode::BAD_REQUEST);
    assert!(shift_jis.body.contains("文字を読み取れませんでした"));
    let huge = post(
        &site,
        &cookies,
        FORM,
        format!("csrf={token}&company_name={}", "a".repeat(300_000)),
    )
    .await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    let cut = post(
        &site,
        &cookies,
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Dispo",
    )
    .await;
    assert_eq!(cut.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn another_site_cannot_send_a_form() {
    let site = gallery();
    let (cookies, token) = opened(&site, "/_gallery/form").await;
    let request = Request::post("/_gallery/form")
        .header(header::COOKIE, cookies)
        .header(header::HOST, "mamori.example.jp")
        .header(header::ORIGIN, "https://evil.example")
        .header(header::CONTENT_TYPE, FORM)
        .body(format!("csrf={token}&{FILLED}").into());
    assert_eq!(send(&site, request.unwrap()).await.status, StatusCode::FORBIDDEN);
}
