//! Exports of applications: the list as it is filtered and sorted, and the roster.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use documents::sheet::ColumnKind::{DateTime, Integer, Text};
use documents::sheet::{Cell, ColumnKind, Sheet};
use web::Visitor;

use super::files::{self, FileKind, columns, deadline, moment};
use super::lines::{self, Asked};
use super::{problems, programme, roster};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::error::Result;
use crate::ops::submit::code;
use crate::store::entities::application;
use crate::store::queries::applications::{self, Filter, Sort};
use crate::store::queries::duplicates;

const COLUMNS: [(&str, ColumnKind); 21] = [
    ("desk-column-number", Text),
    ("desk-column-company", Text),
    ("export-column-kana", Text),
    ("export-column-corporate-number", Text),
    ("export-column-prefecture", Text),
    ("export-column-address", Text),
    ("export-column-industry", Text),
    ("export-column-capital", Integer),
    ("desk-column-employees", Integer),
    ("roster-participant", Text),
    ("export-column-telephone", Text),
    ("export-column-email", Text),
    ("desk-column-frame", Text),
    ("desk-column-course", Text),
    ("desk-column-state", Text),
    ("export-column-state-id", Text),
    ("desk-column-outcome", Text),
    ("desk-column-due", DateTime),
    ("desk-column-rank", Integer),
    ("export-column-submitted", DateTime),
    ("export-column-twins", Text),
];

type Pairs = Query<Vec<(String, String)>>;

/// `GET /desk/{programme}/export.xlsx`
pub(super) async fn list_xlsx(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    Query(pairs): Pairs,
    visitor: Visitor,
) -> Response {
    list(&calls, &visitor, &id, &pairs, FileKind::Xlsx).await
}

/// `GET /desk/{programme}/export.csv`
pub(super) async fn list_csv(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    Query(pairs): Pairs,
    visitor: Visitor,
) -> Response {
    let kind = FileKind::csv(&pairs);
    list(&calls, &visitor, &id, &pairs, kind).await
}

async fn list(
    calls: &Calls,
    visitor: &Visitor,
    id: &str,
    pairs: &[(String, String)],
    kind: FileKind,
) -> Response {
    let programme = match programme(calls, visitor, id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let asked = Asked::read(visitor, &programme, pairs);
    let order = (asked.sort, asked.descending);
    let title = visitor.say("desk-applications");
    match sheet(calls, visitor, &programme, &asked.filter, order, title).await {
        Ok(sheet) => files::hand_out(calls, visitor, &programme, "applications", &sheet, kind).await,
        Err(error) => problems::page(visitor, &error),
    }
}

/// `GET /desk/{programme}/roster.xlsx`
pub(super) async fn roster_xlsx(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    roster_file(&calls, &visitor, &id, FileKind::Xlsx).await
}

/// `GET /desk/{programme}/roster.csv`
pub(super) async fn roster_csv(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    Query(pairs): Pairs,
    visitor: Visitor,
) -> Response {
    let kind = FileKind::csv(&pairs);
    roster_file(&calls, &visitor, &id, kind).await
}

async fn roster_file(calls: &Calls, visitor: &Visitor, id: &str, kind: FileKind) -> Response {
    let programme = match programme(calls, visitor, id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let filter = roster::confirmed(&programme);
    let title = visitor.say("roster-title");
    match sheet(calls, visitor, &programme, &filter, (Sort::Number, false), title).await {
        Ok(sheet) => files::hand_out(calls, visitor, &programme, "roster", &sheet, kind).await,
        Err(error) => problems::page(visitor, &error),
    }
}

async fn sheet(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    filter: &Filter,
    (sort, descending): (Sort, bool),
    name: String,
) -> Result<Sheet> {
    let reader = calls.store.reader();
    let rows = applications::all(reader, filter, sort, descending).await?;
    let twins = duplicates::twins(reader, &programme.file.id).await?;
    let row = |one: application::Model| {
        let twins = twins.get(&one.id).map_or(&[][..], Vec::as_slice);
        let twins: Vec<String> = twins.iter().map(|number| code(*number)).collect();
        cells(visitor, programme, one, &twins)
    };
    Ok(Sheet {
        name,
        columns: columns(visitor, &COLUMNS),
        rows: rows.into_iter().map(row).collect(),
    })
}

/// In the order of [`COLUMNS`].
fn cells(visitor: &Visitor, programme: &Programme, one: application::Model, twins: &[String]) -> Vec<Cell> {
    let number = |number: Option<i64>| number.map_or(Cell::Empty, Cell::Integer);
    vec![
        Cell::text(code(one.number)),
        Cell::text(super::one::company(visitor, &one.company_name)),
        Cell::text(one.company_kana.unwrap_or_default()),
        Cell::text(one.corporate_number.unwrap_or_default()),
        Cell::text(one.prefecture),
        Cell::text(one.address),
        Cell::text(one.industry),
        number(one.capital_yen),
        Cell::Integer(one.employees),
        Cell::text(one.participant_name),
        Cell::text(one.telephone),
        Cell::text(one.email),
        Cell::text(lines::frame_name(visitor, programme, one.frame.as_deref())),
        Cell::text(lines::course_name(visitor, programme, &one.course)),
        Cell::text(visitor.say(&format!("state-{}", one.state))),
        Cell::text(one.state),
        Cell::text(visitor.say(&format!("outcome-{}", one.outcome))),
        deadline(one.due_at.map(platform::store::At::instant)),
        number(one.rank),
        moment(one.submitted_at.instant()),
        Cell::text(twins.join(" ")),
    ]
}
