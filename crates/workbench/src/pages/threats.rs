//! Threats to what is in the ledger: proposed with a frequency, confirmed in one go.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::view::Chip;
use web::{Flash, Page, Posted, Routes, Visitor};

use super::opened::{Opened, mark, said};
use super::{OWN, problems};
use crate::context::Workbench;
use crate::domain::assessment::Assessment;
use crate::domain::book::Frequency;
use crate::domain::catalogue::{MeasureId, Medium, Step, Threat};
use crate::domain::measures::Status;
use crate::domain::record::{Entry, Kind, Slot};
use crate::domain::risk::Grade;
use crate::ops::write::{Change, Deed};
use crate::pages::plan::status_chip;

pub(super) fn routes() -> Routes<Workbench> {
    Routes::new()
        .get("/workbench/threats", OWN, page)
        .post("/workbench/threats", OWN, confirm)
}

struct MeasureView {
    title: String,
    status: Chip,
}

struct ThreatView {
    id: String,
    title: String,
    text: String,
    why: String,
    grade: u32,
    proposed: u32,
    done: usize,
    measures: Vec<MeasureView>,
}

struct GroupView {
    medium: String,
    assets: usize,
    threats: Vec<ThreatView>,
}

#[derive(Template)]
#[template(path = "workbench-threats.html")]
struct ThreatsPage<'a> {
    v: &'a Visitor,
    active: bool,
    groups: Vec<GroupView>,
}

/// Threats to media that the ledger has.
fn present<'w>(workbench: &'w Workbench, opened: &Opened<'_>) -> Vec<(Medium, usize, Vec<&'w Threat>)> {
    let count = |medium| {
        opened
            .book()
            .assets
            .values()
            .filter(|asset| asset.medium == medium)
            .count()
    };
    let threats = |medium| {
        let threats = workbench.catalogue.threats.iter();
        threats.filter(|threat| threat.medium == medium).collect()
    };
    Medium::ALL
        .into_iter()
        .map(|medium| (medium, count(medium), threats(medium)))
        .filter(|(_, count, _)| *count > 0)
        .collect()
}

/// `GET /workbench/threats`
async fn page(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let assessment = opened.assess();
    let groups = present(&workbench, &opened)
        .into_iter()
        .map(|(medium, assets, threats)| GroupView {
            medium: workbench
                .catalogue
                .medium(medium)
                .map_or_else(String::new, |text| said(&visitor, &text.title).to_owned()),
            assets,
            threats: threats
                .into_iter()
                .map(|threat| view(&workbench, &visitor, &opened, &assessment, threat))
                .collect(),
        })
        .collect();
    let page = ThreatsPage {
        v: &visitor,
        active: opened.active,
        groups,
    };
    Page::public(&visitor, &visitor.say("workbench-threats")).show(&page)
}

fn view(
    workbench: &Workbench,
    visitor: &Visitor,
    opened: &Opened<'_>,
    assessment: &Assessment,
    threat: &Threat,
) -> ThreatView {
    let status = |id: &MeasureId| {
        let standing = assessment.standings.get(id);
        standing.map_or(Status::Unknown, |standing| standing.status)
    };
    ThreatView {
        id: threat.id.to_string(),
        title: said(visitor, &threat.title).to_owned(),
        text: said(visitor, &threat.text).to_owned(),
        why: said(visitor, &threat.why).to_owned(),
        grade: opened
            .book()
            .frequencies
            .get(&threat.id)
            .map_or(threat.frequency, |frequency| frequency.grade)
            .number(),
        proposed: threat.frequency.number(),
        done: threat
            .measures
            .iter()
            .filter(|id| status(id) == Status::Done)
            .count(),
        measures: threat
            .measures
            .iter()
            .filter_map(|id| {
                let measure = workbench.catalogue.measure(id)?;
                Some(MeasureView {
                    title: said(visitor, &measure.title).to_owned(),
                    status: status_chip(visitor, status(id)),
                })
            })
            .collect(),
    }
}

/// `POST /workbench/threats`: keeps what differs from the proposals, and that it was looked through.
async fn confirm(State(workbench): State<Workbench>, visitor: Visitor, posted: Posted) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let mut changes = vec![mark(Step::Threats)];
    for threat in &workbench.catalogue.threats {
        let number: i64 = posted.text(threat.id.as_str()).parse().unwrap_or(0);
        let Ok(grade) = Grade::try_from(number) else {
            continue;
        };
        if grade != threat.frequency {
            changes.push(Change::set(Entry::Frequency(
                threat.id.clone(),
                Frequency { grade },
            )));
        } else if opened.book().frequencies.contains_key(&threat.id) {
            changes.push(Change {
                deed: Deed::Remove(Slot::new(Kind::Frequency, threat.id.as_str())),
                base: None,
            });
        }
    }
    match opened.write("threats.confirmed", changes).await {
        Ok(()) => Flash::done("workbench-kept").redirect(&visitor, "/workbench/risks"),
        Err(error) => problems::page(&visitor, &error),
    }
}
