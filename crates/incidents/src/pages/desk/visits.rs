//! Visits at the desk.

use axum::extract::{Path, State};
use axum::response::Response;
use contracts::ids::VisitId;
use jiff::civil::DateTime;
use web::{Posted, Visitor};

use super::super::problems;
use super::acts::settle;
use super::case::id;
use crate::context::Incidents;
use crate::domain::visit::VisitState;
use crate::error::{Error, Result};
use crate::ops::visits::{EndVisit, PlanVisit};
use crate::store::entities::visit;
use crate::store::queries;

/// `POST /desk/support/cases/{case}/visits`
pub(super) async fn plan(
    State(incidents): State<Incidents>,
    Path(case): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let outcome = async {
        let row = queries::case(incidents.store.reader(), id(&case)?)
            .await?
            .ok_or(Error::NotFound)?;
        let wished = match posted.text("visit_wished") {
            "" => None,
            text => Some(text.parse::<DateTime>().map_err(|_| Error::Missing("wished"))?),
        };
        let plan = PlanVisit {
            vault: incidents.vault.clone(),
            calendar: incidents.calendar.clone(),
            company: incidents.company(row.company_id).await?,
            case: row.id,
            wished,
            until_then: posted.text("visit_until_then").to_owned(),
            actor: visitor.actor.clone(),
        };
        incidents.store.run(&plan).await.map(|_| ())
    };
    let outcome = outcome.await;
    settle(
        &incidents,
        &visitor,
        &case,
        posted,
        outcome,
        ("visit", "support-visit-noted"),
    )
    .await
}

/// `POST /desk/support/visits/{visit}`
pub(super) async fn end(
    State(incidents): State<Incidents>,
    Path(visit): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let found = match find(&incidents, &visit).await {
        Ok(found) => found,
        Err(error) => return problems::page(&visitor, &error),
    };
    let outcome = async {
        let state = VisitState::parse(posted.text("end_state")).ok_or(Error::Missing("state"))?;
        let end = EndVisit {
            vault: incidents.vault.clone(),
            company: incidents.company(found.company_id).await?,
            visit: found.id,
            state,
            result: posted.text("end_result").to_owned(),
            actor: visitor.actor.clone(),
        };
        incidents.store.run(&end).await.map(|_| ())
    };
    let outcome = outcome.await;
    let case = found.case_id.to_string();
    settle(
        &incidents,
        &visitor,
        &case,
        posted,
        outcome,
        ("end", "support-visit-noted"),
    )
    .await
}

async fn find(incidents: &Incidents, visit: &str) -> Result<visit::Model> {
    let id: VisitId = visit.parse().map_err(|_| Error::NotFound)?;
    queries::visit(incidents.store.reader(), id)
        .await?
        .ok_or(Error::NotFound)
}
