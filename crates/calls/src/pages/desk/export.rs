//! Exports: the list as it is filtered, and the roster, as CSV for people who work in a spreadsheet.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use platform::clock::in_tokyo;
use web::Visitor;

use super::lines::{self, Asked};
use super::table::{Encoding, Table, csv};
use super::{figures, in_frame, problems, programme};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::Result;
use crate::ops::submit::code;
use crate::store::entities::application::{self, Column};
use crate::store::queries::applications::{self, Filter, Sort};
use crate::store::queries::duplicates;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// `GET /desk/{programme}/export.csv`
pub(super) async fn list(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let asked = Asked::read(&programme, &pairs);
    match table(
        &calls,
        &visitor,
        &programme,
        &asked.filter,
        asked.sort,
        asked.descending,
    )
    .await
    {
        Ok(table) => answer(
            &format!("{}-applications", programme.file.id),
            &table,
            encoding(&pairs),
        ),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `GET /desk/{programme}/roster.csv`
pub(super) async fn roster_file(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let filter = confirmed(&programme);
    match table(&calls, &visitor, &programme, &filter, Sort::Number, false).await {
        Ok(table) => answer(&format!("{}-roster", programme.file.id), &table, encoding(&pairs)),
        Err(error) => problems::page(&visitor, &error),
    }
}

fn confirmed(programme: &Programme) -> Filter {
    Filter {
        programme: programme.file.id.clone(),
        states: vec![StateName::Participating],
        ..Filter::default()
    }
}

fn encoding(pairs: &[(String, String)]) -> Encoding {
    if pairs
        .iter()
        .any(|(name, value)| name == "encoding" && value == "sjis")
    {
        Encoding::ShiftJis
    } else {
        Encoding::Utf8
    }
}

fn answer(name: &str, table: &Table, encoding: Encoding) -> Response {
    let headers = [
        (header::CONTENT_TYPE, encoding.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
    ];
    (headers, csv(table, encoding)).into_response()
}

async fn table(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    filter: &Filter,
    sort: Sort,
    descending: bool,
) -> Result<Table> {
    let reader = calls.store.reader();
    let rows = applications::all(reader, filter, sort, descending).await?;
    let twins = duplicates::twins(reader, &programme.file.id).await?;
    let head = [
        "desk-column-number",
        "desk-column-company",
        "export-column-kana",
        "export-column-corporate-number",
        "export-column-prefecture",
        "export-column-address",
        "export-column-industry",
        "export-column-capital",
        "desk-column-employees",
        "roster-participant",
        "export-column-telephone",
        "export-column-email",
        "desk-column-frame",
        "desk-column-course",
        "desk-column-state",
        "export-column-state-id",
        "desk-column-outcome",
        "desk-column-due",
        "desk-column-rank",
        "export-column-submitted",
        "export-column-twins",
    ];
    let row = |one: application::Model| {
        let twins = twins.get(&one.id).map_or(&[][..], Vec::as_slice);
        let twins: Vec<String> = twins.iter().map(|number| code(*number)).collect();
        // A deadline at midnight belongs to the day before: a spreadsheet gets its last minute.
        let due = one
            .due_at
            .map(|at| local(at.instant() - jiff::SignedDuration::from_secs(60)));
        vec![
            code(one.number),
            one.company_name,
            one.company_kana.unwrap_or_default(),
            one.corporate_number.unwrap_or_default(),
            one.prefecture,
            one.address,
            one.industry,
            one.capital_yen.map(|yen| yen.to_string()).unwrap_or_default(),
            one.employees.to_string(),
            one.participant_name,
            one.telephone,
            one.email,
            lines::frame_name(visitor, programme, one.frame.as_deref()),
            lines::course_name(visitor, programme, &one.course),
            visitor.say(&format!("state-{}", one.state)),
            one.state,
            visitor.say(&format!("outcome-{}", one.outcome)),
            due.unwrap_or_default(),
            one.rank.map(|rank| rank.to_string()).unwrap_or_default(),
            local(one.submitted_at.instant()),
            twins.join(" "),
        ]
    };
    Ok(Table {
        head: head.iter().map(|key| visitor.say(key)).collect(),
        rows: rows.into_iter().map(row).collect(),
    })
}

/// 2025-06-24 14:30, as spreadsheets read it.
fn local(at: jiff::Timestamp) -> String {
    in_tokyo(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A participant as shown.
struct PersonView {
    number: String,
    href: String,
    company: String,
    kana: String,
    participant: String,
    course: String,
    frame: String,
    telephone: String,
    email: String,
}

#[derive(Template)]
#[template(path = "desk-roster.html")]
struct RosterPage<'a> {
    v: &'a Visitor,
    base: String,
    people: Vec<PersonView>,
    count: String,
    has_frames: bool,
}

/// `GET /desk/{programme}/roster`
pub(super) async fn roster(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match roster_body(&calls, &visitor, &programme).await {
        Ok(html) => html.into_response(),
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn roster_body(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
) -> Result<axum::response::Html<String>> {
    let rows = application::Entity::find()
        .filter(Column::ProgrammeId.eq(&programme.file.id))
        .filter(Column::State.eq(StateName::Participating.as_str()))
        .order_by_asc(Column::Number)
        .all(calls.store.reader())
        .await?;
    let base = visitor.href(&format!("/desk/{}", programme.file.id));
    let person = |one: application::Model| PersonView {
        number: code(one.number),
        href: format!("{base}/applications/{}", one.id),
        company: one.company_name,
        kana: one.company_kana.unwrap_or_default(),
        participant: one.participant_name,
        course: lines::course_name(visitor, programme, &one.course),
        frame: lines::frame_name(visitor, programme, one.frame.as_deref()),
        telephone: one.telephone,
        email: one.email,
    };
    let people: Vec<PersonView> = rows.into_iter().map(person).collect();
    let number = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let page = RosterPage {
        v: visitor,
        count: visitor.say_n("roster-count", "number", number),
        has_frames: !programme.file.frames.is_empty(),
        people,
        base: base.clone(),
    };
    let body = page.render().unwrap_or_default();
    let figures = figures(calls, visitor, programme).await?;
    Ok(in_frame(
        visitor,
        programme,
        &figures,
        &visitor.say("roster-title"),
        false,
        &body,
    ))
}
