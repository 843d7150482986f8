//! How the appliances' logs are doing: the frame of the page. Until collecting fills [`Health`], it says that nothing was
//! measured.

use askama::Template;
use axum::extract::State as Held;
use axum::response::{IntoResponse, Response};
use web::Visitor;
use web::view::{Chip, Tone};

use super::in_stock;
use crate::context::Telemetry;
use crate::domain::device::Whereabouts;
use crate::domain::health::{Condition, Health};
use crate::error::Result;
use crate::pages::problems;
use crate::store::installations;
use crate::store::stock::{self, Filter};

/// Most devices shown.
const MOST: u64 = 500;

struct Line {
    href: String,
    serial: String,
    company: String,
    condition: Chip,
    last_seen: String,
    events: String,
    days: String,
    loss: String,
    signatures: String,
}

#[derive(Template)]
#[template(path = "devices-health.html")]
struct HealthPage<'a> {
    v: &'a Visitor,
    base: String,
    lines: Vec<Line>,
}

/// `GET /desk/devices/health`
pub(super) async fn page(Held(telemetry): Held<Telemetry>, visitor: Visitor) -> Response {
    match body(&telemetry, &visitor).await {
        Ok(body) => {
            let title = visitor.say("device-health");
            in_stock(&telemetry, &visitor, &title, false, &body).into_response()
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn body(telemetry: &Telemetry, visitor: &Visitor) -> Result<String> {
    let reader = telemetry.store.reader();
    let at_companies = Filter {
        state: Some(Whereabouts::AtCompany),
        ..Filter::default()
    };
    let (rows, _) = stock::page(reader, &at_companies, 0, MOST).await?;
    let places = stock::places(reader, rows.iter().map(|row| row.id).collect()).await?;
    let ids = places.values().map(|(installation, _)| *installation).collect();
    let installations = installations::by_ids(reader, ids).await?;
    let company = |device: contracts::ids::DeviceId| {
        let (installation, _) = places.get(&device)?;
        let row = installations.iter().find(|row| row.id == *installation)?;
        Some(row.company_name.clone())
    };
    let base = visitor.href("/desk/devices");
    let line = |row: &crate::store::entities::device::Model| Line {
        href: format!("{base}/{}", row.id),
        serial: row.serial.clone(),
        company: company(row.id).unwrap_or_default(),
        ..shown(visitor, &Health::default())
    };
    let page = HealthPage {
        v: visitor,
        lines: rows.iter().map(line).collect(),
        base: visitor.href("/desk/devices"),
    };
    Ok(page.render().unwrap_or_default())
}

/// One device's figures in words; a dash where nobody measured.
fn shown(visitor: &Visitor, health: &Health) -> Line {
    let dash = || "—".to_owned();
    let number = |number: u64| visitor.words.number(i64::try_from(number).unwrap_or(i64::MAX));
    let condition = match health.condition(visitor.now) {
        Condition::Never => Chip::new(Tone::Mute, visitor.say("device-health-never")),
        Condition::Well => Chip::new(Tone::Ok, visitor.say("device-health-well")),
        Condition::Silent => Chip::new(Tone::Bad, visitor.say("device-health-silent")),
    };
    Line {
        href: String::new(),
        serial: String::new(),
        company: String::new(),
        condition,
        last_seen: health
            .last_seen
            .map_or_else(dash, |at| visitor.words.date_time(at)),
        events: health.events_last_hour.map_or_else(dash, number),
        days: match health.last_seen {
            None => dash(),
            Some(_) => health.days_without_logs.len().to_string(),
        },
        loss: health
            .loss
            .map_or_else(dash, |(lost, of)| format!("{} / {}", number(lost), number(of))),
        signatures: health.signatures.clone().unwrap_or_else(dash),
    }
}
