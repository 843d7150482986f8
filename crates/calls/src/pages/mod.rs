//! One file per page: view, handler, template.

mod answers;
mod apply;
mod briefings;
mod check;
mod consents;
mod desk;
mod draw;
mod links;
mod own;
mod policies;
mod press;
pub(crate) mod problems;
mod programmes;
mod publication;
mod questionnaire;
mod receipt;
mod referrals;
mod registration;
mod reply;
mod restart;
mod send;
mod sent;
mod signed;
mod status;
mod unmet;
mod way;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use web::{Access, Routes};

pub use desk::{Organiser, sections};

use crate::context::Calls;

/// The pages of this context with their access.
pub fn routes() -> Routes<Calls> {
    Routes::new()
        .get("/", Access::Public, programmes::list)
        .get("/programmes/{programme}", Access::Public, programmes::page)
        .get("/programmes/{programme}/check", Access::Public, check::show)
        .post("/programmes/{programme}/check", Access::Public, check::answer)
        .get(
            "/programmes/{programme}/check/result",
            Access::Public,
            check::result,
        )
        .get("/programmes/{programme}/apply", Access::Public, apply::tasks)
        .get(
            "/programmes/{programme}/apply/restart",
            Access::Public,
            restart::confirm,
        )
        .post(
            "/programmes/{programme}/apply/restart",
            Access::Public,
            restart::restart,
        )
        .post(
            "/programmes/{programme}/apply/another",
            Access::Public,
            restart::another,
        )
        .get("/programmes/{programme}/apply/check", Access::Public, send::check)
        .post("/programmes/{programme}/apply/send", Access::Public, send::send)
        .get(
            "/programmes/{programme}/apply/{section}",
            Access::Public,
            apply::section,
        )
        .post(
            "/programmes/{programme}/apply/{section}",
            Access::Public,
            apply::save,
        )
        .get("/programmes/{programme}/receipt", Access::Public, receipt::show)
        .get(
            "/programmes/{programme}/receipt.pdf",
            Access::Public,
            receipt::pdf,
        )
        .merge(published())
        .merge(draws_and_briefings())
        .merge(applicant())
        .merge(desk::routes())
}

/// What stands around the journey: the call as a document, dates, policies.
fn published() -> Routes<Calls> {
    Routes::new()
        .get("/programmes/{programme}/call", Access::Public, publication::text)
        .get(
            "/programmes/{programme}/call.pdf",
            Access::Public,
            publication::pdf,
        )
        .get(
            "/programmes/{programme}/dates.ics",
            Access::Public,
            publication::dates,
        )
        .get(
            "/programmes/{programme}/sessions.ics",
            Access::Public,
            publication::sessions,
        )
        .get(
            "/programmes/{programme}/briefings/{briefing}/date.ics",
            Access::Public,
            publication::briefing_date,
        )
        .get("/call-document.css", Access::Public, publication::style)
        .get("/privacy", Access::Public, policies::privacy)
        .get("/accessibility", Access::Public, policies::accessibility)
        .get("/site-policy", Access::Public, policies::site)
}

/// What an applicant does after the receipt: coming back, status, answer, documents.
fn applicant() -> Routes<Calls> {
    Routes::new()
        .get("/return", Access::Public, links::ask)
        .post("/return", Access::Public, links::request)
        .get("/return/sent", Access::Public, links::sent)
        .get("/link/{token}", Access::Public, links::open)
        .post("/link/{token}", Access::Public, links::redeem)
        .get("/status", Access::Applicant, status::show)
        .post("/status/accept", Access::Applicant, reply::accept)
        .get("/status/decline", Access::Applicant, reply::confirm)
        .post("/status/decline", Access::Applicant, reply::decline)
        .get("/status/withdraw", Access::Applicant, reply::confirm)
        .post("/status/withdraw", Access::Applicant, reply::withdraw)
        .get("/status/answers", Access::Applicant, sent::show)
        .get("/status/receipt.pdf", Access::Applicant, receipt::own_pdf)
        .get(
            "/status/consents/{consent}/form.pdf",
            Access::Applicant,
            consents::paper,
        )
        .get(
            "/status/consents/{consent}/{part}",
            Access::Applicant,
            consents::show,
        )
        .post(
            "/status/consents/{consent}/{part}",
            Access::Applicant,
            consents::sign.layer(DefaultBodyLimit::max(consents::LARGEST_REQUEST)),
        )
        .get("/status/signed/{consent}", Access::Applicant, signed::show)
        .get(
            "/status/signed/{consent}/copy.pdf",
            Access::Applicant,
            signed::copy,
        )
        .get("/status/receipt.json", Access::Applicant, signed::receipt)
        .get("/status/forms/{form}", Access::Applicant, questionnaire::show)
        .post("/status/forms/{form}", Access::Applicant, questionnaire::send)
}

fn draws_and_briefings() -> Routes<Calls> {
    Routes::new()
        .get("/programmes/{programme}/draw", Access::Public, draw::show)
        .get(
            "/programmes/{programme}/draw/bundle.zip",
            Access::Public,
            draw::bundle,
        )
        .get(
            "/programmes/{programme}/draw/charter.json",
            Access::Public,
            draw::charter,
        )
        .get(
            "/programmes/{programme}/draw/verifier",
            Access::Public,
            draw::verifier,
        )
        .get(
            "/programmes/{programme}/briefings/{briefing}",
            Access::Public,
            briefings::show,
        )
        .post(
            "/programmes/{programme}/briefings/{briefing}",
            Access::Public,
            briefings::register,
        )
        .get(
            "/programmes/{programme}/registrations/{registration}",
            Access::Public,
            registration::show,
        )
        .post(
            "/programmes/{programme}/registrations/{registration}/cancel",
            Access::Public,
            registration::cancel,
        )
}
