//! The list of a call's applications, filtered, sorted, in pages; and the roster.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::ids::ApplicationId;
use platform::forms::FieldError;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use utoipa::ToSchema;
use web::Visitor;

use super::programme;
use crate::api::description::ProblemDocument;
use crate::api::{document, has_controls, messages, moment, problem, wrong};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::facts::fold_for_search;
use crate::error::Result;
use crate::ops::submit::code;
use crate::store::entities::application::{self, Column};
use crate::store::queries::applications::{self, Filter, Sort};
use crate::store::queries::duplicates;

/// Lines on a page when nothing else is asked for.
const SIZE: u64 = 50;
/// Most lines on a page.
const LARGEST: u64 = 500;
/// Last page that can be asked for.
const LAST: u64 = 100_000;
/// Longest text to search for, in characters.
const LONGEST: usize = 200;
/// Outcomes of the eligibility check.
const OUTCOMES: [&str; 4] = ["eligible", "review", "refer", "ineligible"];

/// A page of the list.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Lines {
    /// How many there are in all.
    total: u64,
    /// This page, from 1.
    page: u64,
    /// Lines on a page.
    size: u64,
    /// The lines.
    applications: Vec<Line>,
}

/// One application in the list.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Line {
    /// Id.
    id: String,
    /// Receipt number.
    receipt: String,
    /// Company as typed.
    company: String,
    /// 13 digits.
    corporate_number: Option<String>,
    /// Main office.
    prefecture: String,
    /// After the prefecture.
    address: String,
    /// Frame.
    frame: Option<String>,
    /// Course.
    course: String,
    /// State.
    state: String,
    /// Outcome of the eligibility check.
    outcome: String,
    /// The next deadline (RFC 3339).
    due: Option<String>,
    /// Employees.
    employees: i64,
    /// Rank in the draw.
    rank: Option<i64>,
    /// When it arrived (RFC 3339).
    submitted_at: String,
    /// Receipt numbers of others that look like the same company: for people to judge, none is dropped.
    duplicates: Vec<String>,
}

/// A confirmed participant.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Participant {
    /// Id of the application.
    id: String,
    /// Receipt number.
    receipt: String,
    /// Company as typed.
    company: String,
    /// Reading.
    kana: Option<String>,
    /// Who takes part.
    participant: String,
    /// Course.
    course: String,
    /// Frame.
    frame: Option<String>,
    /// Whom to call.
    telephone: String,
    /// Where mails go.
    email: String,
}

/// What is asked for.
struct Asked {
    filter: Filter,
    sort: Sort,
    descending: bool,
    page: u64,
    size: u64,
}

/// The applications of a call.
#[utoipa::path(get, path = "/api/v1/desk/{programme}/applications", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id"),
        ("q" = Option<String>, Query, description = "company, reading, receipt number, mail, telephone"),
        ("state" = Option<String>, Query, description = "a state; may come several times"),
        ("frame" = Option<String>, Query, description = "id of a frame"),
        ("course" = Option<String>, Query, description = "id of a course"),
        ("outcome" = Option<String>, Query, description = "eligible, review, refer, ineligible"),
        ("sort" = Option<String>, Query, description = "due (default), number, company, frame, state, employees, rank"),
        ("dir" = Option<String>, Query, description = "asc (default) or desc"),
        ("page" = Option<u64>, Query, description = "from 1"),
        ("size" = Option<u64>, Query, description = "1 to 500, 50 when left out")),
    responses((status = 200, body = Lines),
        (status = 400, description = "something asked for does not exist", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such programme", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn list(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(refusal) => return refusal,
    };
    let asked = match Asked::read(&programme, query.as_deref().unwrap_or_default()) {
        Ok(asked) => asked,
        Err(errors) => {
            return document(&visitor, StatusCode::BAD_REQUEST, "error-query")
                .with(messages(&visitor, &errors))
                .into_response();
        }
    };
    match lines(&calls, &asked).await {
        Ok(lines) => Json(lines).into_response(),
        Err(error) => problem(&visitor, &error),
    }
}

impl Asked {
    /// Reads the query. A program is told what it misspelt, where a page would just show more.
    fn read(programme: &Programme, query: &str) -> std::result::Result<Self, Vec<FieldError>> {
        let mut asked = Self {
            filter: Filter {
                programme: programme.file.id.clone(),
                ..Filter::default()
            },
            sort: Sort::default(),
            descending: false,
            page: 1,
            size: SIZE,
        };
        let mut errors = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if let Err(error) = asked.take(programme, &name, &value) {
                errors.push(error);
            }
        }
        if errors.is_empty() { Ok(asked) } else { Err(errors) }
    }

    fn take(
        &mut self,
        programme: &Programme,
        name: &str,
        value: &str,
    ) -> std::result::Result<(), FieldError> {
        let file = &programme.file;
        match name {
            "q" => self.filter.text = words(value)?,
            "state" => {
                let all = StateName::ALL.map(StateName::as_str);
                let state = StateName::parse(value).ok_or_else(|| one_of(name, all))?;
                self.filter.states.push(state);
            }
            "frame" => {
                self.filter.frame = Some(known(name, value, file.frames.iter().map(|one| one.id.as_str()))?);
            }
            "course" => {
                let courses = file.courses.iter().map(|one| one.id.as_str());
                self.filter.course = Some(known(name, value, courses)?);
            }
            "outcome" => self.filter.outcome = Some(known(name, value, OUTCOMES)?),
            "sort" => {
                let all = Sort::ALL.map(|(name, _)| name);
                self.sort = Sort::parse(value).ok_or_else(|| one_of(name, all))?;
            }
            "dir" => self.descending = known(name, value, ["asc", "desc"])? == "desc",
            "page" => self.page = within(name, value, LAST)?,
            "size" => self.size = within(name, value, LARGEST)?,
            _ => return Err(wrong(name, "unknown", None)),
        }
        Ok(())
    }
}

fn words(text: &str) -> std::result::Result<Option<String>, FieldError> {
    if has_controls(text) {
        return Err(wrong("q", "control", None));
    }
    if text.chars().count() > LONGEST {
        return Err(wrong("q", "too_long", Some(LONGEST.to_string())));
    }
    let words: Vec<String> = text
        .split_whitespace()
        .map(fold_for_search)
        .filter(|word| !word.is_empty())
        .collect();
    Ok((!words.is_empty()).then(|| words.join(" ")))
}

fn one_of<'a>(name: &str, all: impl IntoIterator<Item = &'a str>) -> FieldError {
    let all: Vec<&str> = all.into_iter().collect();
    wrong(name, "value", Some(all.join(", ")))
}

fn known<'a>(
    name: &str,
    value: &str,
    all: impl IntoIterator<Item = &'a str> + Clone,
) -> std::result::Result<String, FieldError> {
    if all.clone().into_iter().any(|one| one == value) {
        Ok(value.to_owned())
    } else {
        Err(one_of(name, all))
    }
}

fn within(name: &str, value: &str, most: u64) -> std::result::Result<u64, FieldError> {
    let number = value.parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| wrong(name, "between", Some(format!("1–{most}"))))
}

async fn lines(calls: &Calls, asked: &Asked) -> Result<Lines> {
    let reader = calls.store.reader();
    let (rows, total) = applications::page(
        reader,
        &asked.filter,
        asked.sort,
        asked.descending,
        asked.page - 1,
        asked.size,
    )
    .await?;
    let keys = rows.iter().map(|row| row.company_key.clone()).collect();
    let numbers = rows
        .iter()
        .filter_map(|row| row.corporate_number.clone())
        .collect();
    let twins = duplicates::twins_among(reader, &asked.filter.programme, keys, numbers).await?;
    Ok(Lines {
        total,
        page: asked.page,
        size: asked.size,
        applications: rows.into_iter().map(|row| line(row, &twins)).collect(),
    })
}

fn line(row: applications::Line, twins: &HashMap<ApplicationId, Vec<i64>>) -> Line {
    let others = twins.get(&row.id).map_or(&[][..], Vec::as_slice);
    Line {
        id: row.id.to_string(),
        receipt: code(row.number),
        company: row.company_name,
        corporate_number: row.corporate_number,
        prefecture: row.prefecture,
        address: row.address,
        frame: row.frame,
        course: row.course,
        state: row.state,
        outcome: row.outcome,
        due: row.due_at.map(|due| moment(due.instant())),
        employees: row.employees,
        rank: row.rank,
        submitted_at: moment(row.submitted_at.instant()),
        duplicates: others.iter().map(|number| code(*number)).collect(),
    }
}

/// The confirmed participants of a call, by receipt number.
#[utoipa::path(get, path = "/api/v1/desk/{programme}/roster", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id")),
    responses((status = 200, body = Vec<Participant>),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such programme", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn roster(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(refusal) => return refusal,
    };
    let rows = application::Entity::find()
        .filter(Column::ProgrammeId.eq(&programme.file.id))
        .filter(Column::State.eq(StateName::Participating.as_str()))
        .order_by_asc(Column::Number)
        .all(calls.store.reader())
        .await;
    let person = |row: application::Model| Participant {
        id: row.id.to_string(),
        receipt: code(row.number),
        company: row.company_name,
        kana: row.company_kana,
        participant: row.participant_name,
        course: row.course,
        frame: row.frame,
        telephone: row.telephone,
        email: row.email,
    };
    match rows {
        Ok(rows) => Json(rows.into_iter().map(person).collect::<Vec<_>>()).into_response(),
        Err(error) => problem(&visitor, &error.into()),
    }
}
