//! What a company does about its appliance: a time, none of the times, how it goes on, the other course.

use std::sync::Arc;

use axum::extract::{Path, State as Held};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use documents::calendar::{Event, When, calendar_file};
use web::{Flash, Posted, Visitor};

use super::own::{self, Own};
use super::{problems, said};
use crate::context::Telemetry;
use crate::error::{Error, Result};
use crate::ops::appoint::{FixVisit, NoneSuits};
use crate::ops::change::Which;
use crate::ops::decide::{Answer, Decide};
use crate::ops::survey::AnswerOffer;

/// `POST /status/appliance/{act}`
pub(super) async fn act(
    Held(telemetry): Held<Telemetry>,
    Path(act): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let own = match own::open(&telemetry, &visitor).await {
        Ok(own) => own,
        Err(error) => return problems::page(&visitor, &error),
    };
    match run(&telemetry, &visitor, &own, &act, &posted).await {
        Ok(said) => Flash::done(said).redirect(&visitor, "/status/appliance"),
        Err(error) => match problems::sentences(&visitor, &error) {
            Some(errors) => {
                // Somebody may have changed it: the page shows how it is now.
                let own = own::open(&telemetry, &visitor).await.unwrap_or(own);
                own::page(&telemetry, &visitor, &own, errors, posted.text("wish")).await
            }
            None => problems::page(&visitor, &error),
        },
    }
}

async fn run(
    telemetry: &Telemetry,
    visitor: &Visitor,
    own: &Own,
    act: &str,
    posted: &Posted,
) -> Result<&'static str> {
    let row = own.row.as_ref().ok_or(Error::NotFound)?;
    let (terms, actor) = (Arc::clone(&own.terms), visitor.actor.clone());
    let which = Which {
        id: row.id,
        version: None,
    };
    let store = &telemetry.store;
    match act {
        "appointment" => {
            let slot = said::parse_slot(&terms, posted.text("slot"));
            let slot = slot.ok_or_else(|| Error::required("slot"))?;
            let company = telemetry.companies.company(own.company).await?;
            let fix = FixVisit {
                company: company.ok_or(Error::NotFound)?,
                chosen: true,
                agrees: posted.has("agree"),
                terms,
                which,
                slot,
                actor,
            };
            store.run(&fix).await?;
            Ok("appliance-done-appointment")
        }
        "times" => {
            let wish = posted.text("wish").chars().take(600).collect();
            store
                .run(&NoneSuits {
                    terms,
                    which,
                    wish,
                    actor,
                })
                .await?;
            Ok("appliance-done-times")
        }
        "decision" => {
            let answer = match posted.text("decision") {
                "continue" => Answer::Continue,
                "remove" => Answer::Remove,
                _ => return Err(Error::required("decision")),
            };
            store
                .run(&Decide {
                    terms,
                    which,
                    answer,
                    actor,
                })
                .await?;
            Ok("appliance-done-decision")
        }
        "course" => {
            let accepted = match posted.text("course") {
                "accept" => true,
                "decline" => false,
                _ => return Err(Error::required("course")),
            };
            store
                .run(&AnswerOffer {
                    terms,
                    which,
                    accepted,
                    actor,
                })
                .await?;
            Ok("appliance-done-course")
        }
        _ => Err(Error::NotFound),
    }
}

/// `GET /status/appliance/appointment.ics`
pub(super) async fn calendar(Held(telemetry): Held<Telemetry>, visitor: Visitor) -> Response {
    match event(&telemetry, &visitor).await {
        Ok(event) => ics("appointment.ics", &calendar_file(&[event], visitor.now)),
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn event(telemetry: &Telemetry, visitor: &Visitor) -> Result<Event> {
    let own = own::open(telemetry, visitor).await?;
    let (errand, slot) = own.state()?.appointed().ok_or(Error::NotFound)?;
    let row = own.row.as_ref().ok_or(Error::NotFound)?;
    let language = visitor.language();
    let office = &own.terms.office;
    Ok(Event {
        uid: format!("{}-{}@{}", errand.as_str(), row.id, own.terms.programme),
        when: When::Hours {
            starts: slot.starts,
            ends: slot.ends(),
        },
        title: visitor.say2(
            "appliance-calendar-title",
            "errand",
            visitor.say(&format!("device-errand-{}", errand.as_str())),
            "programme",
            own.terms.name.in_language(language),
        ),
        place: None,
        description: Some(format!(
            "{} {}",
            office.name.in_language(language),
            office.telephone
        )),
        url: Some(format!(
            "{}{}",
            visitor.site.base_url,
            visitor.href("/status/appliance")
        )),
    })
}

/// A calendar file to be saved.
pub(super) fn ics(name: &str, text: &str) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/calendar; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment")),
        ),
    ];
    (headers, text.to_owned()).into_response()
}
