//! Programmes as JSON: every fact that the page of the call shows.

mod facts;
mod form;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use platform::clock::from_tokyo;
use platform::text::Language;
use serde::Serialize;
use utoipa::ToSchema;
use web::Visitor;

use super::{moment, problem};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::domain::phase::Phase;
use crate::error::{Error, Result};

pub(super) use facts::{Closing, Contact, Facts, Frame, Industry, Rule, Selection, Step};
pub(super) use form::{Choice, Question, Section, When};

/// A programme in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct Summary {
    /// Id.
    id: String,
    /// Japanese fiscal year.
    fiscal_year: i16,
    /// Name in the language asked for (`Accept-Language`).
    name: String,
    /// `upcoming`, `open`, `full`, `closed`.
    phase: &'static str,
    /// Courses.
    courses: Vec<Course>,
}

/// A course.
#[derive(Serialize, ToSchema)]
pub(super) struct Course {
    /// Id, as in the field `course` of an application.
    id: String,
    /// Name.
    name: String,
    /// In short.
    summary: Option<String>,
    /// First instant at which applications are taken (RFC 3339).
    opens: String,
    /// First instant at which none is taken any more (RFC 3339).
    closes: String,
    /// Places.
    capacity: u32,
    /// The call says "about".
    capacity_is_guide: bool,
    /// Places left, first come first served; `null` where a draw decides.
    places_left: Option<i64>,
    /// `upcoming`, `open`, `full`, `closed`.
    phase: &'static str,
}

/// A programme with its facts and its form.
#[derive(Serialize, ToSchema)]
pub(super) struct Detail {
    /// In short.
    #[serde(flatten)]
    summary: Summary,
    /// What the call says.
    #[serde(flatten)]
    facts: Facts,
    /// The application form.
    form: Vec<Section>,
}

/// All published programmes.
#[utoipa::path(get, path = "/api/v1/programmes", tag = "programmes",
    responses((status = 200, body = Vec<Summary>)))]
pub(super) async fn list(State(calls): State<Calls>, visitor: Visitor) -> Response {
    let mut summaries = Vec::new();
    for programme in calls
        .catalogue
        .iter()
        .filter(|programme| programme.file.is_published(visitor.now))
    {
        match summary(&calls, &visitor, programme).await {
            Ok(summary) => summaries.push(summary),
            Err(error) => return problem(&visitor, &error),
        }
    }
    Json(summaries).into_response()
}

/// One programme: windows, courses, frames, places left, deadlines, and the form to fill in.
#[utoipa::path(get, path = "/api/v1/programmes/{programme}", tag = "programmes",
    params(("programme" = String, Path, description = "id")),
    responses((status = 200, body = Detail),
        (status = 404, description = "there is no such programme", body = super::description::ProblemDocument,
            content_type = "application/problem+json")))]
pub(super) async fn read(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let programme = calls
        .programme(&id)
        .filter(|programme| programme.file.is_published(visitor.now));
    let Some(programme) = programme else {
        return problem(&visitor, &Error::NotFound);
    };
    match summary(&calls, &visitor, &programme).await {
        Ok(summary) => Json(Detail {
            summary,
            facts: facts::of(&programme.file, visitor.language()),
            form: form::of(&programme, visitor.language()),
        })
        .into_response(),
        Err(error) => problem(&visitor, &error),
    }
}

async fn summary(calls: &Calls, visitor: &Visitor, programme: &Programme) -> Result<Summary> {
    let language = visitor.language();
    let courses = courses(calls, visitor, programme, language).await?;
    let any = |phase: &str| courses.iter().any(|course| course.phase == phase);
    let phase = ["open", "upcoming", "full"]
        .into_iter()
        .find(|phase| any(phase))
        .unwrap_or("closed");
    Ok(Summary {
        id: programme.file.id.clone(),
        fiscal_year: programme.file.fiscal_year,
        name: programme.file.name.in_language(language).to_owned(),
        phase,
        courses,
    })
}

async fn courses(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    language: Language,
) -> Result<Vec<Course>> {
    let mut courses = Vec::new();
    for course in &programme.file.courses {
        let free = match programme.file.is_lottery() {
            true => None,
            false => Some(crate::read::free_places(calls.store.reader(), programme, &course.id).await?),
        };
        courses.push(Course {
            id: course.id.clone(),
            name: course.name.in_language(language).to_owned(),
            summary: course
                .summary
                .as_ref()
                .map(|text| text.in_language(language).to_owned()),
            opens: moment(from_tokyo(course.opens)),
            closes: moment(from_tokyo(course.closes)),
            capacity: course.capacity,
            capacity_is_guide: course.capacity_is_guide,
            places_left: free,
            phase: match course.phase(visitor.now, free) {
                Phase::Upcoming => "upcoming",
                Phase::Open => "open",
                Phase::Full => "full",
                Phase::Closed => "closed",
            },
        });
    }
    Ok(courses)
}
