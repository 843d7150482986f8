//! The proof over every route: who may use it, by declaration and by real answers of the whole server.

mod centre;
mod expected;
mod house;
mod mails;
mod written;

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use platform::actor::Role;
use platform::authorisation::Authoriser;
use web::{Access, RouteInfo};

use crate::route_table;
use expected::{EXPECTED, Who};
use house::{Answer, CALL, House, Someone};

/// What a route does with somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Lets them in, whatever it then says of their request.
    LetIn,
    /// Sends them to this page to say who they are.
    SendTo(&'static str),
    /// Refuses with this status.
    Refuse(u16),
}

fn expectation(route: &RouteInfo) -> Option<Who> {
    EXPECTED
        .iter()
        .find(|(method, path, _)| route.method == *method && route.path == *path)
        .map(|(_, _, who)| *who)
}

fn verdict(who: Who, someone: Someone, path: &str) -> Verdict {
    let stranger = |page| match path.starts_with("/api/") {
        true => Verdict::Refuse(401),
        false => Verdict::SendTo(page),
    };
    match (who, someone) {
        (Who::Everybody, _)
        | (Who::Applicants, Someone::Own | Someone::Other)
        | (Who::Owner, Someone::Own) => Verdict::LetIn,
        (Who::Owner, _) => Verdict::Refuse(404),
        (Who::Applicants, Someone::Stranger) => stranger("/return"),
        (Who::Staff(_), Someone::Stranger) => stranger("/sign-in"),
        (Who::Staff(roles), Someone::Staff(role)) if roles.contains(&role) => Verdict::LetIn,
        (Who::Applicants | Who::Staff(_), _) => Verdict::Refuse(403),
    }
}

/// What an answer amounts to.
fn judge(answer: &Answer, expected: Verdict) -> Verdict {
    // The way back carries where somebody wanted to go.
    let location = answer.location.split('?').next().unwrap_or_default();
    match (answer.status, location) {
        (StatusCode::SEE_OTHER, "/sign-in") => Verdict::SendTo("/sign-in"),
        (StatusCode::SEE_OTHER, "/return") => Verdict::SendTo("/return"),
        (StatusCode::NOT_FOUND, _) if expected == Verdict::Refuse(404) => Verdict::Refuse(404),
        (status, _) if matches!(status.as_u16(), 401 | 403) || status.is_server_error() => {
            Verdict::Refuse(status.as_u16())
        }
        _ => Verdict::LetIn,
    }
}

/// Where being sent on is what everybody gets: nobody is half way through signing in.
fn leads_on(route: &RouteInfo) -> bool {
    route.path == "/sign-in/second-factor"
}

#[test]
fn every_route_stands_in_the_list_and_declares_what_the_list_says() {
    let authoriser = Authoriser::new().unwrap();
    let listed: BTreeSet<_> = EXPECTED
        .iter()
        .map(|(method, path, _)| (*path, (*method).to_owned()))
        .collect();
    assert_eq!(listed.len(), EXPECTED.len(), "a line stands twice");
    let table = route_table::all();
    let routed: BTreeSet<_> = table
        .iter()
        .map(|route| (route.path, route.method.to_string()))
        .collect();
    assert_eq!(
        routed.difference(&listed).collect::<Vec<_>>(),
        Vec::<&(&str, String)>::new(),
        "routes without an expectation"
    );
    assert_eq!(
        listed.difference(&routed).collect::<Vec<_>>(),
        Vec::<&(&str, String)>::new(),
        "expectations without a route"
    );
    for route in &table {
        let declared = match route.access {
            Access::Public => Vec::new(),
            Access::Applicant => Vec::new(),
            Access::Staff(action) => Role::ALL
                .into_iter()
                .filter(|role| authoriser.may(&house::staff(*role), action))
                .collect(),
        };
        let agrees = match (route.access, expectation(route)) {
            (Access::Public, Some(Who::Everybody | Who::Owner))
            | (Access::Applicant, Some(Who::Applicants)) => true,
            (Access::Staff(_), Some(Who::Staff(roles))) => declared == roles,
            _ => false,
        };
        assert!(
            agrees,
            "{route:?} lets in {declared:?}, expected {:?}",
            expectation(route)
        );
    }
}

/// What `server.rs` adds past the tables stands in [`route_table::BARE`], and no table is forgotten.
#[test]
fn the_server_has_no_other_routes() {
    let text = include_str!("server.rs");
    let mut bare: BTreeSet<&str> = text
        .split(".route(")
        .skip(1)
        .filter_map(|rest| rest.split('"').nth(1))
        .collect();
    bare.retain(|path| path.starts_with('/'));
    // The shell around all routes serves these.
    bare.insert("/assets/{*name}");
    let known: BTreeSet<&str> = route_table::BARE.into_iter().collect();
    assert_eq!(bare, known, "routes that server.rs adds by itself");
    let tables: BTreeSet<&str> = text
        .match_indices("::routes(")
        .map(|(at, _)| text[..at].rsplit([' ', '(', '\n']).next().unwrap_or_default())
        .collect();
    let merged = BTreeSet::from([
        "calls::api",
        "calls::pages",
        "crate::accounts",
        "crate::demo",
        "incidents::pages",
        "telemetry::pages",
        "workbench::pages",
    ]);
    assert_eq!(tables, merged, "tables that server.rs merges");
}

/// Every route × every role, a stranger, the applicant and an applicant of another company. First everybody who must be
/// kept out, and nothing may have been written; then everybody else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_as_it_declares() {
    let house = House::build().await;
    let mut table = route_table::all();
    // Whoever leaves is gone.
    table.sort_by_key(|route| route.path == "/sign-out");
    let mut wrong = Vec::new();
    let written = house.audit_entries().await;
    for kept_out in [true, false] {
        for route in &table {
            let who = expectation(route).unwrap();
            for someone in Someone::ALL {
                let expected = verdict(who, someone, route.path);
                if (expected == Verdict::LetIn) == kept_out {
                    continue;
                }
                let answer = house.ask(route, someone).await;
                let found = judge(&answer, expected);
                let leads_on = leads_on(route) && found == Verdict::SendTo("/sign-in");
                if found != expected && !leads_on {
                    let Answer {
                        status,
                        location,
                        text,
                    } = answer;
                    let (method, path) = (&route.method, route.path);
                    wrong.push(format!(
                        "{method} {path} {someone:?}: {status} {location}, expected {expected:?}\n{text:.300}"
                    ));
                }
            }
        }
        if kept_out {
            assert_eq!(house.audit_entries().await, written, "a refusal wrote something");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An applicant sees their own application and no trace of another company's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_sees_another_company() {
    let house = House::build().await;
    for path in ["/status", "/en/status"] {
        for (someone, own, other) in [
            (Someone::Own, house::OWN, house::OTHER),
            (Someone::Other, house::OTHER, house::OWN),
        ] {
            let text = house.get(path, someone).await.text;
            let code = |number: i64| calls::ops::submit::code(number);
            assert!(text.contains(&code(own)), "{path} {someone:?}: {text}");
            assert!(!text.contains(&code(other)), "{path} {someone:?}: {text}");
        }
    }
    // With the other's token, with the salt of a draw's receipt, with none.
    let path = format!("/api/v1/applications/{}", house.own);
    for (token, status) in [
        (house.token.clone(), StatusCode::OK),
        (house.other_token.clone(), StatusCode::NOT_FOUND),
        ("0".repeat(64), StatusCode::NOT_FOUND),
        (String::new(), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(house.with_token(&path, &token).await.status, status, "{token}");
    }
}

/// An application is reached through its own call only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_does_not_open_another_calls_application() {
    let house = House::build().await;
    let own = house.own.to_string();
    let clerk = Someone::Staff(Role::Secretariat);
    for (method, path) in [
        (Method::GET, format!("/desk/kojo-2023/applications/{own}")),
        (
            Method::POST,
            format!("/desk/kojo-2023/applications/{own}/contact"),
        ),
        (Method::POST, format!("/desk/kojo-2023/applications/{own}/decide")),
        (Method::POST, format!("/desk/kojo-2023/applications/{own}/answer")),
        (Method::GET, format!("/api/v1/desk/kojo-2023/applications/{own}")),
        (
            Method::POST,
            format!("/api/v1/desk/kojo-2023/applications/{own}/contacts"),
        ),
        (
            Method::POST,
            format!("/api/v1/desk/kojo-2023/applications/{own}/decisions"),
        ),
        (
            Method::POST,
            format!("/api/v1/desk/kojo-2023/applications/{own}/answer"),
        ),
    ] {
        let answer = house.send(method.clone(), &path, clerk).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{method} {path} {}",
            answer.text
        );
    }
    let found = house
        .get(&format!("/desk/{CALL}/applications/{own}"), clerk)
        .await;
    assert_eq!(found.status, StatusCode::OK);
}

/// A program's token opens the desk's API and nothing else, as its person could; a session does so from our own pages
/// only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_and_foreign_pages() {
    let house = House::build().await;
    let list = format!("/api/v1/desk/{CALL}/applications");
    let token = house.program(Role::Organiser, 24).await;
    assert_eq!(house.with_token(&list, &token).await.status, StatusCode::OK);
    let sent_to = house.with_token(&format!("/desk/{CALL}"), &token).await.location;
    assert_eq!(sent_to, format!("/sign-in?to=/desk/{CALL}"), "no page by a token");
    let decide = format!("{list}/{}/decisions", house.own);
    let denied = house.post_with_token(&decide, &token).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN, "an organiser reads");
    for bad in ["x".repeat(43), token[..42].to_owned(), String::new()] {
        assert_eq!(
            house.with_token(&list, &bad).await.status,
            StatusCode::UNAUTHORIZED,
            "{bad}"
        );
    }
    let foreign = house.sent_by_another_site(&decide).await;
    assert_eq!(foreign.status, StatusCode::UNAUTHORIZED, "{}", foreign.text);
    house.close(Role::Organiser).await;
    assert_eq!(
        house.with_token(&list, &token).await.status,
        StatusCode::UNAUTHORIZED
    );
}
