//! Visits at the desk: the list of those planned, and what is done with one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use contracts::ids::VisitId;
use documents::calendar::{Event, When, calendar_file};
use jiff::civil::DateTime;
use platform::clock::{date_in_tokyo, in_tokyo};
use web::{Posted, Visitor};

use super::super::{press, problems, said};
use super::Desk;
use super::acts::settle;
use super::case::id;
use crate::context::Incidents;
use crate::domain::visit::VisitState;
use crate::error::{Error, Result};
use crate::ops::visits::{EndVisit, PlanVisit};
use crate::store::entities::visit;
use crate::store::queries;

/// A planned visit in the list.
struct Line {
    when: String,
    href: String,
    number: String,
    company: String,
    address: String,
    /// Whom to ask for, and how to reach them.
    person: String,
    telephone: String,
    planned_by: String,
}

#[derive(Template)]
#[template(path = "desk-support-visits.html")]
struct ListPage<'a> {
    v: &'a Visitor,
    today: Vec<Line>,
    /// Over without a word of what came of them.
    over: Vec<Line>,
    coming: Vec<Line>,
    lead: String,
}

/// `GET /desk/support/visits`
pub(super) async fn list(State(incidents): State<Incidents>, visitor: Visitor) -> Response {
    let page = match list_page(&incidents, &visitor).await {
        Ok(page) => page,
        Err(error) => return problems::page(&visitor, &error),
    };
    match Desk::new(&incidents, &visitor, &visitor.say("support-visits")).await {
        Ok(desk) => desk.show(&page),
        Err(page) => page,
    }
}

async fn list_page<'a>(incidents: &Incidents, visitor: &'a Visitor) -> Result<ListPage<'a>> {
    let mut page = ListPage {
        v: visitor,
        today: Vec::new(),
        over: Vec::new(),
        coming: Vec::new(),
        lead: visitor.say_n("support-visits-lead", "teams", incidents.teams),
    };
    let today = date_in_tokyo(visitor.now);
    for row in queries::planned_visits(incidents.store.reader()).await? {
        let (starts, ends) = (row.starts_at.instant(), row.ends_at.instant());
        let line = line(incidents, visitor, &row).await?;
        if ends <= visitor.now {
            page.over.push(line);
        } else if date_in_tokyo(starts) == today {
            page.today.push(line);
        } else {
            page.coming.push(line);
        }
    }
    Ok(page)
}

async fn line(incidents: &Incidents, visitor: &Visitor, row: &visit::Model) -> Result<Line> {
    let company = incidents.company(row.company_id).await?;
    let case = queries::case(incidents.store.reader(), row.case_id).await?;
    let (name, address, person, telephone) = company.map_or_else(Default::default, |company| {
        (
            company.name,
            company.address,
            company.contact_person,
            company.telephone,
        )
    });
    Ok(Line {
        when: visitor.say2(
            "support-span",
            "from",
            said::when(visitor, row.starts_at.instant()),
            "to",
            visitor.words.clock(in_tokyo(row.ends_at.instant()).time()),
        ),
        href: visitor.href(&format!("/desk/support/cases/{}", row.case_id)),
        number: case.map(|case| crate::code(case.number)).unwrap_or_default(),
        company: name,
        address,
        person,
        telephone,
        planned_by: row.staff_name.clone().unwrap_or_default(),
    })
}

/// `GET /desk/support/visits/visits.ics`: all that are planned, for the calendar of whoever goes there. When, where and
/// whom to ask for; not why.
pub(super) async fn calendar(State(incidents): State<Incidents>, visitor: Visitor) -> Response {
    match events(&incidents, &visitor).await {
        Ok(events) => press::download(
            calendar_file(&events, visitor.now),
            "text/calendar; charset=utf-8",
            "visits.ics",
        ),
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn events(incidents: &Incidents, visitor: &Visitor) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    for row in queries::planned_visits(incidents.store.reader()).await? {
        let line = line(incidents, visitor, &row).await?;
        events.push(Event {
            uid: format!("visit-{}@mamori", row.id),
            when: When::Hours {
                starts: in_tokyo(row.starts_at.instant()),
                ends: in_tokyo(row.ends_at.instant()),
            },
            title: format!("{} {}", line.number, line.company),
            place: Some(line.address),
            description: Some(format!("{} {}", line.person, line.telephone)),
            url: Some(format!("{}{}", visitor.site.base_url, line.href)),
        });
    }
    Ok(events)
}

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
            company: incidents.addressee(row.company_id).await?,
            teams: incidents.teams,
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
            company: incidents.addressee(found.company_id).await?,
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
