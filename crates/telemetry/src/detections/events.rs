//! What a company's appliance saw around a moment: the newest events of a span from the lake, for whoever works on its
//! case. The lake is asked with the company as an argument, and every look is in the audit log.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, Query, State as Held};
use axum::response::Response;
use contracts::ids::{CaseId, CompanyId};
use firewall_logs::disposition;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, Unit};
use lake::{EventFilter, Lake, LakeError, Limits};
use platform::actor::Actor;
use platform::audit;
use platform::clock::{from_tokyo, in_tokyo};
use platform::store::{Operation, StoreError, Tx};
use serde_json::{Map, Value, json};
use web::Visitor;
use web::view::{Chip, Tone};

use super::page::{Trouble, company_of, framed};
use crate::context::Telemetry;

/// Lines of the page.
const ROWS: usize = 300;
/// The longest span that is looked through at once.
const LONGEST: SignedDuration = SignedDuration::from_hours(31 * 24);
/// How long a look may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// What is shown of an event.
const COLUMNS: [&str; 10] = [
    "time",
    "metadata_labels",
    "disposition_id",
    "src_endpoint_ip",
    "dst_endpoint_ip",
    "dst_endpoint_port",
    "malware_name",
    "firewall_rule_name",
    "firewall_rule_uid",
    "message",
];

struct Line {
    when: String,
    function: String,
    done: Chip,
    from: String,
    to: String,
    signature: String,
}

#[derive(Template)]
#[template(path = "company-events.html")]
struct EventsPage<'a> {
    v: &'a Visitor,
    base: String,
    company: &'a str,
    /// Where the visitor came from.
    case: Option<CaseId>,
    from: String,
    until: String,
    host: String,
    /// What was asked for cannot be looked for.
    problem: Option<String>,
    lines: Vec<Line>,
    /// There were more.
    is_cut: bool,
    /// Files that could not be read.
    damaged: usize,
    most: usize,
}

/// `GET /desk/companies/{company}/events`
pub(super) async fn show(
    Held(desk): Held<Telemetry>,
    Path(company): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    let body = async {
        let id: CompanyId = company.parse().map_err(|_| Trouble::NotFound)?;
        page(&desk, &visitor, id, &pairs).await
    };
    match body.await {
        Ok(body) => framed(&visitor, &visitor.say("company-events"), &body),
        Err(trouble) => trouble.page(&visitor),
    }
}

/// What the address asks for.
struct Asked {
    from: Timestamp,
    until: Timestamp,
    host: String,
    case: Option<CaseId>,
    /// Why it cannot be looked for: a message.
    problem: Option<&'static str>,
}

impl Asked {
    /// Without a span: the last day.
    fn read(pairs: &[(String, String)], now: Timestamp) -> Self {
        let value = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map_or("", |(_, value)| value.trim())
        };
        let moment = |name: &str| value(name).parse::<DateTime>().ok().map(from_tokyo);
        let until = moment("until").unwrap_or(now);
        let day_before = until.checked_sub(SignedDuration::from_hours(24)).unwrap_or(until);
        let from = moment("from").unwrap_or(day_before);
        let host = value("host").to_owned();
        let is_moment = |name: &str| value(name).is_empty() || moment(name).is_some();
        let is_address = host.is_empty() || host.parse::<std::net::IpAddr>().is_ok();
        let problem = if !is_address {
            Some("company-events-no-address")
        } else if !is_moment("from")
            || !is_moment("until")
            || from >= until
            || until.duration_since(from) > LONGEST
        {
            Some("company-events-no-span")
        } else {
            None
        };
        Self {
            from,
            until,
            host,
            case: value("case").parse().ok(),
            problem,
        }
    }

    fn filter(&self) -> EventFilter {
        EventFilter {
            from: Some(self.from),
            before: Some(self.until),
            address: Some(self.host.clone()).filter(|host| !host.is_empty()),
            columns: COLUMNS.map(str::to_owned).to_vec(),
            limit: ROWS,
            ..EventFilter::default()
        }
    }
}

async fn page(
    desk: &Telemetry,
    visitor: &Visitor,
    id: CompanyId,
    pairs: &[(String, String)],
) -> Result<String, Trouble> {
    let company = company_of(desk, id).await?;
    let asked = Asked::read(pairs, visitor.now);
    let found = match asked.problem {
        None => look(desk, id, asked.filter()).await?,
        Some(_) => Found::default(),
    };
    if asked.problem.is_none() {
        let look = NoteLook {
            company: id,
            span: (asked.from, asked.until),
            host: asked.host.clone(),
            case: asked.case,
            rows: found.rows.len(),
            actor: visitor.actor.clone(),
        };
        desk.store.run(&look).await?;
    }
    let local = |at: Timestamp| in_tokyo(at).strftime("%Y-%m-%dT%H:%M").to_string();
    let page = EventsPage {
        v: visitor,
        base: visitor.href(&format!("/desk/companies/{id}/events")),
        company: &company.name,
        case: asked.case,
        from: local(asked.from),
        until: local(asked.until),
        problem: asked.problem.map(|key| visitor.say(key)),
        host: asked.host,
        lines: found.rows.iter().map(|row| line(visitor, row)).collect(),
        is_cut: found.is_cut,
        damaged: found.damaged,
        most: ROWS,
    };
    Ok(page.render().unwrap_or_default())
}

#[derive(Default)]
struct Found {
    rows: Vec<Map<String, Value>>,
    is_cut: bool,
    damaged: usize,
}

/// One company's events. Reading files and sorting happens on a thread that may wait.
async fn look(desk: &Telemetry, company: CompanyId, filter: EventFilter) -> Result<Found, Trouble> {
    let folder = Arc::clone(&desk.lake);
    let runtime = tokio::runtime::Handle::current();
    let looking = tokio::task::spawn_blocking(move || {
        let lake = match Lake::read(&folder) {
            // Nothing was ever collected.
            Err(LakeError::Missing(_)) => return Ok(Found::default()),
            lake => lake?,
        };
        let limits = Limits {
            time: PATIENCE,
            ..Limits::default()
        };
        let answer = runtime.block_on(lake.company(company).events(&filter, limits))?;
        Ok::<_, LakeError>(Found {
            rows: answer.to_json()?,
            is_cut: answer.is_cut,
            damaged: answer.damaged.len(),
        })
    });
    match looking.await {
        Ok(found) => found.map_err(|error| Trouble::Lake(error.to_string())),
        Err(error) => Err(Trouble::Lake(error.to_string())),
    }
}

fn line(visitor: &Visitor, row: &Map<String, Value>) -> Line {
    let text = |name: &str| match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let when = text("time").parse::<Timestamp>().ok();
    let when = when.and_then(|at| in_tokyo(at).round(Unit::Second).ok());
    let function = match text("metadata_labels") {
        name if name.is_empty() => String::new(),
        name => {
            let key = format!("function-{name}");
            if visitor.words.has(&key) {
                visitor.say(&key)
            } else {
                name
            }
        }
    };
    let to = match (text("dst_endpoint_ip"), text("dst_endpoint_port")) {
        (address, port) if port.is_empty() => address,
        (address, port) => format!("{address} : {port}"),
    };
    let named = [
        "malware_name",
        "firewall_rule_name",
        "firewall_rule_uid",
        "message",
    ];
    Line {
        // To the second and with figures alone: rows are compared with each other.
        when: when
            .map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())
            .unwrap_or_default(),
        function,
        done: done(visitor, row.get("disposition_id").and_then(Value::as_i64)),
        from: text("src_endpoint_ip"),
        to,
        signature: named
            .map(text)
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
    }
}

/// What the appliance did, in a word: stopped, let through, or noted.
fn done(visitor: &Visitor, disposition: Option<i64>) -> Chip {
    use disposition::{
        ALLOWED, BLOCKED, CORRECTED, DELETED, DETECTED, DROPPED, QUARANTINED, REJECTED, RESET,
    };
    let (tone, key) = match disposition {
        Some(BLOCKED | QUARANTINED | DELETED | DROPPED | CORRECTED | RESET | REJECTED) => {
            (Tone::Ok, "company-events-stopped")
        }
        Some(DETECTED) => (Tone::Bad, "company-events-detected"),
        Some(ALLOWED) => (Tone::Mute, "company-events-allowed"),
        _ => (Tone::Mute, "company-events-noted"),
    };
    Chip::new(tone, visitor.say(key))
}

/// Somebody looked at a company's events: noted with what was asked for.
struct NoteLook {
    company: CompanyId,
    span: (Timestamp, Timestamp),
    host: String,
    case: Option<CaseId>,
    rows: usize,
    actor: Actor,
}

impl Operation for NoteLook {
    const NAME: &'static str = "note_look_at_events";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        let (from, until) = self.span;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "events.read",
            subject: ("company", self.company.to_string()),
            before: None,
            after: Some(json!({
                "from": from.to_string(), "until": until.to_string(), "host": self.host, "case": self.case,
                "rows": self.rows,
            })),
        });
        Ok(())
    }
}
