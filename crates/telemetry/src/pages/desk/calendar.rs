//! Visits week by week, and as a calendar file.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State as Held};
use axum::response::{IntoResponse, Response};
use contracts::ids::InstallationId;
use documents::calendar::{Event, When, calendar_file};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use platform::clock::{date_in_tokyo, from_tokyo};
use web::Visitor;

use super::{in_frame, terms};
use crate::context::Telemetry;
use crate::domain::terms::Terms;
use crate::error::Result;
use crate::pages::own_acts::ics;
use crate::pages::problems;
use crate::store::entities::{appointment, installation};
use crate::store::installations;

/// Weeks that a calendar file covers.
const WEEKS: i64 = 8;

struct Line {
    time: String,
    href: String,
    company: String,
    errand: String,
    state: String,
}

struct Day {
    name: String,
    /// Why nobody goes anywhere.
    closed: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "visits.html")]
struct WeekPage<'a> {
    v: &'a Visitor,
    base: String,
    title: String,
    before: String,
    after: String,
    days: Vec<Day>,
}

/// Monday of a day's week.
fn monday(day: Date) -> Date {
    let since = day.weekday().since(Weekday::Monday);
    day.saturating_sub(i64::from(since).days())
}

/// `GET /desk/{programme}/visits?week=YYYY-MM-DD`
pub(super) async fn page(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &id) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    let asked = pairs.iter().find(|(name, _)| name == "week");
    let day = asked.and_then(|(_, value)| value.parse().ok());
    let first = monday(day.unwrap_or_else(|| date_in_tokyo(visitor.now)));
    match body(&telemetry, &visitor, &terms, first).await {
        Ok(body) => {
            let title = visitor.say("device-visits");
            in_frame(&visitor, &terms, &title, false, &body).into_response()
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

/// Visits from a day to another, with their installations.
async fn between(
    telemetry: &Telemetry,
    terms: &Terms,
    from: Date,
    to: Date,
) -> Result<(
    Vec<appointment::Model>,
    HashMap<InstallationId, installation::Model>,
)> {
    let reader = telemetry.store.reader();
    let instant = |day: Date| from_tokyo(day.at(0, 0, 0, 0));
    let visits = installations::visits(reader, &terms.programme, instant(from), instant(to)).await?;
    let ids = visits.iter().map(|visit| visit.installation_id).collect();
    let rows = installations::by_ids(reader, ids).await?;
    Ok((visits, rows.into_iter().map(|row| (row.id, row)).collect()))
}

async fn body(telemetry: &Telemetry, visitor: &Visitor, terms: &Terms, first: Date) -> Result<String> {
    let last = first.saturating_add(7.days());
    let (visits, rows) = between(telemetry, terms, first, last).await?;
    let desk = visitor.href(&format!("/desk/{}", terms.programme));
    let base = format!("{desk}/visits");
    let name = |visit: &appointment::Model| {
        rows.get(&visit.installation_id)
            .map(|row| row.company_name.clone())
            .unwrap_or_default()
    };
    let line = |visit: &appointment::Model| {
        let slot = visit.slot();
        Line {
            time: format!(
                "{} – {}",
                visitor.words.clock(slot.starts.time()),
                visitor.words.clock(slot.ends().time())
            ),
            href: format!("{desk}/installations/{}", visit.installation_id),
            company: name(visit),
            errand: visitor.say(&format!("device-errand-{}", visit.errand().as_str())),
            state: visitor.say(&format!("device-visit-state-{}", visit.state)),
        }
    };
    let day = |offset: i64| {
        let date = first.saturating_add(offset.days());
        let of_day = visits.iter().filter(|visit| visit.slot().starts.date() == date);
        Day {
            name: visitor.words.day(date),
            closed: if terms.calendar.is_business_day(date).unwrap_or(false) {
                String::new()
            } else {
                visitor.say("device-closed")
            },
            lines: of_day.map(line).collect(),
        }
    };
    let week = |day: Date| format!("{base}?week={day}");
    let page = WeekPage {
        v: visitor,
        title: visitor.say2(
            "device-week",
            "from",
            visitor.words.day(first),
            "to",
            visitor.words.day(first.saturating_add(6.days())),
        ),
        before: week(first.saturating_sub(7.days())),
        after: week(last),
        // Nobody is visited on a weekend, unless somebody was.
        days: (0..7)
            .map(day)
            .enumerate()
            .filter(|(index, day)| *index < 5 || !day.lines.is_empty())
            .map(|(_, day)| day)
            .collect(),
        base,
    };
    Ok(page.render().unwrap_or_default())
}

/// `GET /desk/{programme}/visits/visits.ics`: the weeks to come.
pub(super) async fn file(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &id) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    match events(&telemetry, &visitor, &terms).await {
        Ok(events) => ics("visits.ics", &calendar_file(&events, visitor.now)),
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn events(telemetry: &Telemetry, visitor: &Visitor, terms: &Terms) -> Result<Vec<Event>> {
    let today = date_in_tokyo(visitor.now);
    let until = today.saturating_add((7 * WEEKS).days());
    let (visits, rows) = between(telemetry, terms, today, until).await?;
    let mut events = Vec::with_capacity(visits.len());
    for visit in visits {
        let Some(row) = rows.get(&visit.installation_id) else {
            continue;
        };
        let company = telemetry.companies.company(row.company_id).await?;
        let slot = visit.slot();
        let path = format!("/desk/{}/installations/{}", terms.programme, row.id);
        events.push(Event {
            uid: format!("visit-{}@{}", visit.id, terms.programme),
            when: When::Hours {
                starts: slot.starts,
                ends: slot.ends(),
            },
            title: format!(
                "{} {}",
                visitor.say(&format!("device-errand-{}", visit.errand().as_str())),
                row.company_name
            ),
            place: company.as_ref().map(|company| company.address.clone()),
            description: company.map(|company| format!("{} {}", company.contact_person, company.telephone)),
            url: Some(format!("{}{}", visitor.site.base_url, visitor.href(&path))),
        });
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_begins_on_monday() {
        for day in 11..=17 {
            assert_eq!(monday(date(2023, 9, day)), date(2023, 9, 11));
        }
    }
}
