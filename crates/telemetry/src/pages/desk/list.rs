//! All installations of a programme: what is due first, filtered, sorted, fifty a page, and as a file.

use askama::Template;
use axum::extract::{Path, Query, State as Held};
use axum::response::{IntoResponse, Redirect, Response};
use documents::sheet::{Cell, Column as SheetColumn, ColumnKind, Sheet};
use jiff::civil::Date;
use platform::clock::date_in_tokyo;
use platform::vault::MasterKey;
use web::form::OptionView;
use web::view::{Chip, Column, Kpi, Order, Pagination, Tone};
use web::{Flash, Posted, Visitor};

use super::files::{self, FileKind};
use super::{due, in_frame, terms};
use crate::context::Telemetry;
use crate::domain::installation::StateName;
use crate::domain::reminders;
use crate::domain::terms::Terms;
use crate::error::Result;
use crate::ops::enrol;
use crate::pages::{problems, said};
use crate::store::entities::installation;
use crate::store::installations::{self, Filter, Sort};

/// Lines of a page.
const SIZE: u64 = 50;
/// Lines of a file, at most.
const LARGEST: u64 = 100_000;
/// Longest search in characters.
const LONGEST: usize = 200;

/// What the address asks for.
struct Asked {
    filter: Filter,
    sort: Sort,
    descending: bool,
    page: u64,
}

/// Names somebody searched for end up in logs and histories: in addresses they stand sealed, for this sign-in alone.
fn place(visitor: &Visitor) -> String {
    let session = visitor.session.as_deref().unwrap_or(&visitor.browser);
    format!("device-search/{session}")
}

fn open(visitor: &Visitor, sealed: &str) -> Option<String> {
    let bytes = MasterKey::new(visitor.site.key)
        .open(&place(visitor), sealed)
        .ok()?;
    String::from_utf8(bytes).ok()
}

impl Asked {
    fn read(visitor: &Visitor, terms: &Terms, pairs: &[(String, String)]) -> Self {
        let value = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        let sort = Sort::ALL.iter().find(|(name, _)| *name == value("sort"));
        Self {
            filter: Filter {
                programme: terms.programme.clone(),
                text: open(visitor, value("find")).unwrap_or_default(),
                state: StateName::parse(value("state")),
                due_by: (value("due") == "now").then(|| date_in_tokyo(visitor.now).to_string()),
            },
            sort: sort.map(|(_, sort)| *sort).unwrap_or_default(),
            descending: value("dir") == "desc",
            page: value("page").parse().unwrap_or(1).max(1),
        }
    }

    fn query(&self, visitor: &Visitor, sort: Sort, descending: bool) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.filter.text.is_empty() {
            let entropy = visitor.site.entropy.as_ref();
            let key = MasterKey::new(visitor.site.key);
            let words = key.seal(entropy, &place(visitor), self.filter.text.as_bytes());
            query.append_pair("find", &words);
        }
        if let Some(state) = self.filter.state {
            query.append_pair("state", state.as_str());
        }
        if self.filter.due_by.is_some() {
            query.append_pair("due", "now");
        }
        let name = Sort::ALL.iter().find(|(_, one)| *one == sort);
        query.append_pair("sort", name.map_or("due", |(name, _)| *name));
        if descending {
            query.append_pair("dir", "desc");
        }
        query.finish()
    }
}

struct Line {
    href: String,
    company: String,
    state: Chip,
    next: String,
    due: String,
    row: &'static str,
    ends: String,
}

#[derive(Template)]
#[template(path = "installations.html")]
struct ListPage<'a> {
    v: &'a Visitor,
    base: String,
    kpis: Vec<Kpi>,
    text: &'a str,
    states: Vec<OptionView>,
    due_now: bool,
    columns: Vec<Column>,
    lines: Vec<Line>,
    pages: Pagination,
    export: String,
    to_delete: Vec<(String, String, String)>,
}

type Pairs = Query<Vec<(String, String)>>;

/// `GET /desk/{programme}/installations`
pub(super) async fn page(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    Query(pairs): Pairs,
    visitor: Visitor,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &id) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    match body(&telemetry, &visitor, &terms, &pairs).await {
        Ok(body) => {
            let title = visitor.say("device-installations");
            in_frame(&visitor, &terms, &title, false, &body).into_response()
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn body(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Terms,
    pairs: &[(String, String)],
) -> Result<String> {
    let reader = telemetry.store.reader();
    let asked = Asked::read(visitor, terms, pairs);
    let offset = (asked.page - 1) * SIZE;
    let (rows, total) = installations::page(
        reader,
        &asked.filter,
        asked.sort,
        asked.descending,
        (offset, SIZE),
    )
    .await?;
    let base = visitor.href(&format!("/desk/{}/installations", terms.programme));
    let lines: Result<Vec<Line>> = rows.iter().map(|row| line(visitor, &base, row)).collect();
    let query = asked.query(visitor, asked.sort, asked.descending);
    let page = ListPage {
        v: visitor,
        kpis: kpis(telemetry, visitor, terms, &base).await?,
        text: &asked.filter.text,
        states: states(visitor, asked.filter.state),
        due_now: asked.filter.due_by.is_some(),
        columns: columns(visitor, &asked, &base),
        lines: lines?,
        pages: Pagination {
            page: asked.page,
            size: SIZE,
            total,
            address: format!("{base}?{query}&page="),
        },
        export: format!("{base}/export"),
        to_delete: to_delete(telemetry, visitor, terms, &base).await?,
        base,
    };
    Ok(page.render().unwrap_or_default())
}

/// Data whose time of keeping is over and that nobody has noted as deleted (M6).
async fn to_delete(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Terms,
    base: &str,
) -> Result<Vec<(String, String, String)>> {
    let today = date_in_tokyo(visitor.now).to_string();
    let rows = installations::to_delete(telemetry.store.reader(), &terms.programme, &today).await?;
    let one = |row: installation::Model| {
        let day = row.held().keep_until.map(|day| visitor.words.date(day));
        (
            format!("{base}/{}", row.id),
            row.company_name,
            day.unwrap_or_default(),
        )
    };
    Ok(rows.into_iter().map(one).collect())
}

async fn kpis(telemetry: &Telemetry, visitor: &Visitor, terms: &Terms, base: &str) -> Result<Vec<Kpi>> {
    let reader = telemetry.store.reader();
    let counts = installations::counts(reader, &terms.programme).await?;
    let of = |states: &[StateName]| -> i64 {
        states
            .iter()
            .map(|state| counts.get(state).copied().unwrap_or_default())
            .sum()
    };
    let now = Filter {
        programme: terms.programme.clone(),
        due_by: Some(date_in_tokyo(visitor.now).to_string()),
        ..Filter::default()
    };
    let (_, overdue) = installations::page(reader, &now, Sort::Due, false, (0, 1)).await?;
    let kpi = |value: String, key: &str, tone: Tone, query: &str| Kpi {
        value,
        label: visitor.say(key),
        tone,
        href: Some(format!("{base}?{query}")),
    };
    let urgent = if overdue > 0 { Tone::Bad } else { Tone::Info };
    let before = [
        StateName::Survey,
        StateName::Ready,
        StateName::Proposed,
        StateName::Appointed,
    ];
    Ok(vec![
        kpi(overdue.to_string(), "device-kpi-due", urgent, "due=now"),
        kpi(
            of(&before).to_string(),
            "device-kpi-before",
            Tone::Info,
            "sort=due",
        ),
        kpi(
            of(&[StateName::Trial]).to_string(),
            "device-kpi-trial",
            Tone::Info,
            "state=trial&sort=ends",
        ),
        kpi(
            of(&[StateName::Leaving]).to_string(),
            "device-kpi-leaving",
            Tone::Info,
            "state=leaving",
        ),
    ])
}

fn line(visitor: &Visitor, base: &str, row: &installation::Model) -> Result<Line> {
    let (due, class) = due(visitor, row.due());
    let ends = row.ends_on.as_deref().and_then(|day| day.parse::<Date>().ok());
    Ok(Line {
        href: format!("{base}/{}", row.id),
        company: row.company_name.clone(),
        state: said::state(visitor, row.state_name()?),
        next: next(visitor, row)?,
        due,
        row: class,
        ends: ends.map(|day| visitor.words.day(day)).unwrap_or_default(),
    })
}

/// What comes next, in words.
fn next(visitor: &Visitor, row: &installation::Model) -> Result<String> {
    let next = reminders::next(&row.state()?).as_str().replace('_', "-");
    Ok(visitor.say(&format!("device-next-{next}")))
}

fn states(visitor: &Visitor, chosen: Option<StateName>) -> Vec<OptionView> {
    let option = |state: &StateName| {
        let label = visitor.say(&format!("installation-state-{}", state.as_str()));
        OptionView::new(state.as_str(), label, chosen == Some(*state))
    };
    StateName::ALL.iter().map(option).collect()
}

fn columns(visitor: &Visitor, asked: &Asked, base: &str) -> Vec<Column> {
    let column = |sort: Sort, key: &str| {
        let order = (asked.sort == sort).then_some(if asked.descending {
            Order::Descending
        } else {
            Order::Ascending
        });
        let descending = asked.sort == sort && !asked.descending;
        let href = format!("{base}?{}", asked.query(visitor, sort, descending));
        Column::sorted(visitor.say(key), href, order)
    };
    vec![
        column(Sort::Due, "desk-column-due"),
        column(Sort::Company, "desk-column-company"),
        column(Sort::State, "desk-column-state"),
        Column::plain(visitor.say("device-column-next")),
        column(Sort::Ends, "device-column-ends"),
    ]
}

/// `POST /desk/{programme}/installations`: the list filtered.
pub(super) async fn search(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &id) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    let mut asked = Asked::read(&visitor, &terms, &posted.pairs);
    asked.filter.text = posted.text("q").chars().take(LONGEST).collect();
    let path = visitor.href(&format!("/desk/{}/installations", terms.programme));
    let query = asked.query(&visitor, asked.sort, asked.descending);
    Redirect::to(&format!("{path}?{query}")).into_response()
}

/// `POST /desk/{programme}/installations/follow`: takes in whose participation is fixed, now and not tonight.
pub(super) async fn follow(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    visitor: Visitor,
    _posted: Posted,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &id) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    match enrol::follow(&telemetry, &terms).await {
        Ok(number) => Flash::done("device-followed")
            .value(number)
            .redirect(&visitor, &format!("/desk/{}/installations", terms.programme)),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `GET /desk/{programme}/installations/export.xlsx`
pub(super) async fn xlsx(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    Query(pairs): Pairs,
    visitor: Visitor,
) -> Response {
    export(&telemetry, &visitor, &id, &pairs, FileKind::Xlsx).await
}

/// `GET /desk/{programme}/installations/export.csv`
pub(super) async fn csv(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    Query(pairs): Pairs,
    visitor: Visitor,
) -> Response {
    let kind = FileKind::csv(&pairs);
    export(&telemetry, &visitor, &id, &pairs, kind).await
}

async fn export(
    telemetry: &Telemetry,
    visitor: &Visitor,
    id: &str,
    pairs: &[(String, String)],
    kind: FileKind,
) -> Response {
    let terms = match terms(telemetry, visitor, id) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    match sheet(telemetry, visitor, &terms, pairs).await {
        Ok(sheet) => {
            let list = "installations";
            files::hand_out(telemetry, visitor, &terms.programme, list, &sheet, kind).await
        }
        Err(error) => problems::page(visitor, &error),
    }
}

async fn sheet(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Terms,
    pairs: &[(String, String)],
) -> Result<Sheet> {
    let reader = telemetry.store.reader();
    let asked = Asked::read(visitor, terms, pairs);
    let (rows, _) =
        installations::page(reader, &asked.filter, asked.sort, asked.descending, (0, LARGEST)).await?;
    let text = |key: &str, kind| SheetColumn::new(visitor.say(key), kind);
    let date = |text: Option<&str>| {
        let day = text.and_then(|text| text.parse::<Date>().ok());
        day.map_or(Cell::Empty, Cell::Date)
    };
    let mut cells = Vec::with_capacity(rows.len());
    for row in &rows {
        cells.push(vec![
            Cell::text(row.company_name.clone()),
            Cell::text(visitor.say(&format!("installation-state-{}", row.state))),
            Cell::text(next(visitor, row)?),
            date(row.due_on.as_deref()),
            date(row.ends_on.as_deref()),
            date(row.keep_until.as_deref()),
            date(row.deleted_on.as_deref()),
        ]);
    }
    Ok(Sheet {
        name: visitor.say("device-installations"),
        columns: vec![
            text("desk-column-company", ColumnKind::Text),
            text("desk-column-state", ColumnKind::Text),
            text("device-column-next", ColumnKind::Text),
            text("desk-column-due", ColumnKind::Date),
            text("device-column-ends", ColumnKind::Date),
            text("device-column-keep", ColumnKind::Date),
            text("device-column-deleted", ColumnKind::Date),
        ],
        rows: cells,
    })
}
