//! What `/api/openapi.json` says.

use serde::Serialize;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};

use super::{applications, desk, programmes};

/// The description of the API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mamori",
        version = "1",
        description = "Public cybersecurity support for small companies: programmes, applications, the secretariat's desk.\n\n\
            Words come in the language of `Accept-Language` (`ja` or `en`). Refusals are problem documents (RFC 9457) whose \
            `type` is stable: `urn:mamori:problem:` and one of `not-found`, `full`, `closed`, `not-open`, `key-missing`, \
            `key-reused`, `changed`, `unmet`, `undecided`, `not-agreed`, `invalid`, `shape`, `query`, `not-json`, `not-json-type`, `not-utf8`, `too-large`, \
            `unauthorised`, `denied`, `same-person`, `method`, `slow-down`, `unavailable`, `internal`.\n\n\
            Moments are RFC 3339. What changes something at the desk carries the `version` that was read; if somebody else \
            was faster, the answer is 409 `changed`."
    ),
    paths(
        programmes::list, programmes::read, applications::submit, applications::read, applications::withdraw,
        desk::list::list, desk::one::read, desk::contact::record, desk::correct::correct, desk::decide::decide, desk::decide::answer,
        desk::notices::list, desk::notices::prepare, desk::notices::read, desk::notices::release,
        desk::notices::discard, desk::draw::status, desk::list::roster
    ),
    components(schemas(
        programmes::Summary, programmes::Detail, programmes::Course, programmes::Facts, programmes::Selection,
        programmes::Frame, programmes::Industry, programmes::Rule, programmes::Step, programmes::Closing,
        programmes::Contact, programmes::Section, programmes::Question, programmes::Choice, programmes::When,
        applications::NewApplication, applications::Receipt, applications::Application, applications::Withdrawal,
        desk::list::Line, desk::list::Lines, desk::list::Participant, desk::one::Whole, desk::one::RuleResult, desk::one::Contacted,
        desk::contact::NewContact, desk::correct::Correction, desk::decide::Decision, desk::decide::Answer,
        desk::notices::Batch, desk::notices::Item, desk::notices::Preview,
        ProblemDocument, ProblemField
    )),
    modifiers(&Keys)
)]
pub(super) struct Description;

/// A refusal (RFC 9457).
#[derive(Serialize, ToSchema)]
pub(super) struct ProblemDocument {
    /// `urn:mamori:problem:…`, stable.
    #[serde(rename = "type")]
    kind: String,
    /// What is wrong, in the reader's language.
    title: String,
    /// HTTP status.
    status: u16,
    /// What to do, in the reader's language.
    detail: Option<String>,
    /// Every field that needs another value.
    errors: Option<Vec<ProblemField>>,
}

/// One field that needs another value.
#[derive(Serialize, ToSchema)]
pub(super) struct ProblemField {
    /// Which.
    field: String,
    /// What is wrong, stable.
    code: String,
    /// What is wrong, in the reader's language.
    message: String,
}

/// How callers say who they are.
struct Keys;

impl Modify for Keys {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let bearer = |what: &str| {
            let mut scheme = Http::new(HttpAuthScheme::Bearer);
            scheme.description = Some(what.to_owned());
            SecurityScheme::Http(scheme)
        };
        let cookie = ApiKeyValue::with_description(
            web::visitor::SESSION_COOKIE,
            "A session of staff in a browser, from pages of the same origin; or the session of an applicant's one-time link.",
        );
        let schemes = [
            (
                "receipt",
                bearer("The `token` of a receipt: reads that application and withdraws it."),
            ),
            (
                "staff",
                bearer(
                    "A token of a member of staff, made by `mamori admin token add`; it may do what the person may.",
                ),
            ),
            ("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
        ];
        for (name, scheme) in schemes {
            components.add_security_scheme(name, scheme);
        }
    }
}
