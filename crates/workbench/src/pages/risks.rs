//! Risks, the worst first: a heat map, the lines, and why each is what it is.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use web::view::{Chip, Pagination, Tone};
use web::{Flash, Page, Posted, Routes, Visitor};

use super::opened::{Opened, mark, said};
use super::{OWN, problems};
use crate::context::Workbench;
use crate::domain::assessment::{Assessment, Counts, Line};
use crate::domain::catalogue::Step;
use crate::domain::risk::{Grade, Level, Method};

/// Lines on a page.
const SIZE: usize = 50;

pub(super) fn routes() -> Routes<Workbench> {
    Routes::new()
        .get("/workbench/risks", OWN, page)
        .post("/workbench/risks", OWN, done)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    level: String,
    page: usize,
}

struct LineView {
    level: Chip,
    asset: String,
    href: String,
    threat: String,
    reckoned: String,
    residual: Chip,
    overridden: bool,
}

struct CellView {
    count: usize,
    level: Level,
}

struct HeatRow {
    label: String,
    cells: Vec<CellView>,
}

#[derive(Template)]
#[template(path = "workbench-risks.html")]
struct RisksPage<'a> {
    v: &'a Visitor,
    active: bool,
    counts: Counts,
    residual: Counts,
    method: String,
    heat: Vec<HeatRow>,
    lines: Vec<LineView>,
    level: &'a str,
    pages: Pagination,
    total: usize,
}

/// A level as a chip.
pub(super) fn chip(visitor: &Visitor, level: Level) -> Chip {
    let tone = match level {
        Level::High => Tone::Bad,
        Level::Medium => Tone::Warn,
        Level::Low => Tone::Mute,
    };
    Chip::new(tone, visitor.say(&format!("workbench-level-{}", level.as_str())))
}

/// How a line was reckoned, in numbers.
pub(super) fn reckoned(visitor: &Visitor, method: Method, line: &Line) -> String {
    let number = |grade: Grade| i64::from(grade.number()).into();
    let values = [
        ("importance", number(line.factors.importance)),
        ("threat", number(line.factors.threat)),
        ("vulnerability", number(line.factors.vulnerability)),
        (
            "likelihood",
            line.rating
                .likelihood
                .map_or(0, |grade| i64::from(grade.number()))
                .into(),
        ),
        ("risk", i64::from(line.rating.risk).into()),
    ];
    visitor
        .words
        .say_with(&format!("workbench-reckoned-{}", method.as_str()), &values)
}

/// `GET /workbench/risks`
async fn page(
    State(workbench): State<Workbench>,
    Query(filter): Query<Filter>,
    visitor: Visitor,
) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    if let Err(error) = opened.note_reading("risks").await {
        return problems::page(&visitor, &error);
    }
    let assessment = opened.assess();
    let mut found: Vec<&Line> = assessment
        .lines
        .iter()
        .filter(|line| filter.level.is_empty() || line.level.as_str() == filter.level)
        .collect();
    found.sort_by_key(|line| line.urgency());
    let start = filter.page.max(1) - 1;
    let page = RisksPage {
        v: &visitor,
        active: opened.active,
        counts: assessment.counts(),
        residual: assessment.residual_counts(),
        method: visitor.say(&format!("workbench-method-{}", assessment.method.as_str())),
        heat: heat(&visitor, &assessment),
        lines: found
            .iter()
            .skip(start.saturating_mul(SIZE))
            .take(SIZE)
            .filter_map(|line| view(&workbench, &visitor, &opened, assessment.method, line))
            .collect(),
        level: &filter.level,
        pages: Pagination {
            page: start as u64 + 1,
            size: SIZE as u64,
            total: found.len() as u64,
            address: visitor.href(&format!("/workbench/risks?level={}&page=", filter.level)),
        },
        total: assessment.lines.len(),
    };
    Page::public(&visitor, &visitor.say("workbench-risks")).show(&page)
}

fn view(
    workbench: &Workbench,
    visitor: &Visitor,
    opened: &Opened<'_>,
    method: Method,
    line: &Line,
) -> Option<LineView> {
    let asset = opened.book().assets.get(&line.asset)?;
    let threat = workbench.catalogue.threat(&line.threat)?;
    Some(LineView {
        level: chip(visitor, line.level),
        asset: asset.title.clone(),
        href: visitor.href(&format!("/workbench/ledger/{}", line.asset.0.simple())),
        threat: said(visitor, &threat.title).to_owned(),
        reckoned: reckoned(visitor, method, line),
        residual: chip(visitor, line.residual_level()),
        overridden: line.overridden,
    })
}

/// Importance against likelihood (threat and vulnerability together): how many lines in each place.
fn heat(visitor: &Visitor, assessment: &Assessment) -> Vec<HeatRow> {
    let grades = [Grade::Three, Grade::Two, Grade::One];
    let row = |importance: Grade| HeatRow {
        label: visitor.say1("workbench-importance-is", "grade", importance.number()),
        cells: Grade::ALL
            .into_iter()
            .map(|likely| {
                let here = |line: &&Line| {
                    let likelihood =
                        crate::domain::risk::likelihood(line.factors.threat, line.factors.vulnerability);
                    line.factors.importance == importance && likelihood == likely
                };
                CellView {
                    count: assessment.lines.iter().filter(here).count(),
                    level: Method::Ipa4.level(importance.number() * likely.number()),
                }
            })
            .collect(),
    };
    grades.into_iter().map(row).collect()
}

/// `POST /workbench/risks`: looked through; on to what is done about them.
async fn done(State(workbench): State<Workbench>, visitor: Visitor, _posted: Posted) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    match opened.write("risks.looked_through", vec![mark(Step::Risk)]).await {
        Ok(()) => Flash::done("workbench-kept").redirect(&visitor, "/workbench/plan"),
        Err(error) => problems::page(&visitor, &error),
    }
}
