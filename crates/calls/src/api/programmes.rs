//! Programmes as JSON.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use platform::clock::{from_tokyo, tokyo};
use platform::text::Language;
use serde::Serialize;
use utoipa::ToSchema;
use web::Visitor;

use super::problem;
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::domain::phase::Phase;
use crate::error::{Error, Result};

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
}

/// A course.
#[derive(Serialize, ToSchema)]
pub(super) struct Course {
    /// Id, as in the field `course` of an application.
    id: String,
    /// Name.
    name: String,
    /// First instant at which applications are taken (RFC 3339).
    opens: String,
    /// First instant at which none is taken any more (RFC 3339).
    closes: String,
    /// Places.
    capacity: u32,
    /// `upcoming`, `open`, `full`, `closed`.
    phase: &'static str,
}

/// A question of the application form.
#[derive(Serialize, ToSchema)]
pub(super) struct Question {
    /// Field id: the key in `answers`.
    id: String,
    /// Kind of answer.
    kind: String,
    /// Label.
    label: String,
    /// Must be answered when asked.
    required: bool,
    /// Ids of the options, where there are any.
    options: Vec<String>,
}

/// A section of the application form.
#[derive(Serialize, ToSchema)]
pub(super) struct Section {
    /// Id.
    id: String,
    /// Title.
    title: String,
    /// Questions.
    questions: Vec<Question>,
}

/// A programme with its form.
#[derive(Serialize, ToSchema)]
pub(super) struct Detail {
    /// In short.
    #[serde(flatten)]
    summary: Summary,
    /// Courses.
    courses: Vec<Course>,
    /// The application form.
    form: Vec<Section>,
}

/// English when it is asked for first, Japanese otherwise.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let wanted = headers
        .get("accept-language")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if wanted.trim_start().starts_with("en") {
        Language::En
    } else {
        Language::Ja
    }
}

/// All published programmes.
#[utoipa::path(get, path = "/api/v1/programmes", responses((status = 200, body = Vec<Summary>)))]
pub(super) async fn list(State(calls): State<Calls>, visitor: Visitor, headers: HeaderMap) -> Response {
    let language = language(&headers);
    let mut summaries = Vec::new();
    for programme in calls
        .catalogue
        .iter()
        .filter(|programme| programme.file.is_published(visitor.now))
    {
        match courses(&calls, &visitor, programme, language).await {
            Ok(courses) => summaries.push(summary(programme, &courses, language)),
            Err(error) => return problem(&visitor, &error),
        }
    }
    Json(summaries).into_response()
}

/// One programme with its application form.
#[utoipa::path(get, path = "/api/v1/programmes/{programme}", params(("programme" = String, Path)),
    responses((status = 200, body = Detail), (status = 404, description = "there is no such programme")))]
pub(super) async fn read(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    let language = language(&headers);
    let programme = calls
        .programme(&id)
        .filter(|programme| programme.file.is_published(visitor.now));
    let Some(programme) = programme else {
        return problem(&visitor, &Error::NotFound);
    };
    match courses(&calls, &visitor, &programme, language).await {
        Ok(courses) => {
            let summary = summary(&programme, &courses, language);
            Json(Detail {
                summary,
                courses,
                form: form(&programme, language),
            })
            .into_response()
        }
        Err(error) => problem(&visitor, &error),
    }
}

fn summary(programme: &Programme, courses: &[Course], language: Language) -> Summary {
    let any = |phase: &str| courses.iter().any(|course| course.phase == phase);
    let phase = ["open", "upcoming", "full"]
        .into_iter()
        .find(|phase| any(phase))
        .unwrap_or("closed");
    Summary {
        id: programme.file.id.clone(),
        fiscal_year: programme.file.fiscal_year,
        name: programme.file.name.in_language(language).to_owned(),
        phase,
    }
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
        let moment = |local| {
            from_tokyo(local)
                .to_zoned(tokyo())
                .strftime("%Y-%m-%dT%H:%M:%S%:z")
                .to_string()
        };
        courses.push(Course {
            id: course.id.clone(),
            name: course.name.in_language(language).to_owned(),
            opens: moment(course.opens),
            closes: moment(course.closes),
            capacity: course.capacity,
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

fn form(programme: &Programme, language: Language) -> Vec<Section> {
    let Some(form) = programme.form("application") else {
        return Vec::new();
    };
    let question = |field: &platform::forms::Field| Question {
        id: field.id.clone(),
        kind: serde_json::to_value(field.kind)
            .ok()
            .and_then(|kind| kind.as_str().map(str::to_owned))
            .unwrap_or_default(),
        label: field.label.in_language(language).to_owned(),
        required: field.required,
        options: field.options.iter().map(|option| option.id.clone()).collect(),
    };
    form.sections
        .iter()
        .map(|section| Section {
            id: section.id.clone(),
            title: section
                .title
                .as_ref()
                .map_or_else(String::new, |title| title.in_language(language).to_owned()),
            questions: section.fields.iter().map(question).collect(),
        })
        .collect()
}
