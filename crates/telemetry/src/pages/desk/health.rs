//! How the appliances' logs are doing, what needs attention first; who sends lines that nobody knows; the collector.

mod collector;
mod device;
mod spark;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State as Held};
use axum::response::{IntoResponse, Response};
use documents::sheet::{Cell, Column as SheetColumn, ColumnKind, Sheet};
use web::Visitor;
use web::form::OptionView;
use web::view::{Fact, Kpi, Notice, Pagination, Tone};

use super::files::{self, FileKind};
use super::in_stock;
use crate::collect::Snapshot;
use crate::context::Telemetry;
use crate::domain::health::Condition;
use crate::error::Result;
use crate::jobs::collected;
use crate::ops::health::{InUse, in_use, strays};
use crate::pages::problems;
pub(super) use collector::what_to_do;
use collector::{Door, Refused, Sender};
use device::Line;

/// Lines of a page.
const SIZE: usize = 50;

type Pairs = Query<Vec<(String, String)>>;

#[derive(Template)]
#[template(path = "devices-health.html")]
struct HealthPage<'a> {
    v: &'a Visitor,
    base: String,
    address: String,
    notices: Vec<Notice>,
    kpis: Vec<Kpi>,
    programmes: Vec<OptionView>,
    states: Vec<OptionView>,
    is_filtered: bool,
    lines: Vec<Line>,
    pages: Pagination,
    advice: Vec<Fact>,
    senders: Vec<Sender>,
    refused: Vec<Refused>,
    collector: Vec<Fact>,
    doors: Vec<Door>,
}

/// `GET /desk/devices/health`
pub(super) async fn page(
    Held(telemetry): Held<Telemetry>,
    Query(pairs): Pairs,
    visitor: Visitor,
) -> Response {
    match body(&telemetry, &visitor, &pairs).await {
        Ok(body) => {
            let title = visitor.say("device-health");
            in_stock(&telemetry, &visitor, &title, false, &body).into_response()
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

/// What the address asks for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    programme: Option<String>,
    state: Option<Condition>,
    page: u64,
}

impl Asked {
    fn read(telemetry: &Telemetry, pairs: &[(String, String)]) -> Self {
        let value = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        Self {
            programme: telemetry
                .terms(value("programme"))
                .map(|terms| terms.programme.clone()),
            state: Condition::parse(value("state")),
            page: value("page").parse().unwrap_or(1).clamp(1, 1_000_000),
        }
    }

    fn takes(&self, visitor: &Visitor, one: &InUse) -> bool {
        let of_programme = self
            .programme
            .as_ref()
            .is_none_or(|asked| *asked == one.programme);
        of_programme && self.state.is_none_or(|state| one.health.is(state, visitor.now))
    }

    /// The same as an address, without the page. Names of programmes and states need no escaping.
    fn address(&self, base: &str) -> String {
        let state = self.state.map_or("", Condition::as_str);
        format!(
            "{base}?programme={}&state={state}",
            self.programme.as_deref().unwrap_or_default()
        )
    }
}

async fn body(telemetry: &Telemetry, visitor: &Visitor, pairs: &[(String, String)]) -> Result<String> {
    let asked = Asked::read(telemetry, pairs);
    let snapshot = collected::read(telemetry).await?;
    let all = in_use(telemetry, &snapshot, visitor.now).await?;
    let of_programme = Asked {
        state: None,
        programme: asked.programme.clone(),
        page: 1,
    };
    let counted: Vec<&InUse> = all
        .iter()
        .filter(|one| of_programme.takes(visitor, one))
        .collect();
    let shown: Vec<&InUse> = counted
        .iter()
        .copied()
        .filter(|one| asked.takes(visitor, one))
        .collect();
    let begin = usize::try_from(asked.page - 1)
        .unwrap_or(usize::MAX)
        .saturating_mul(SIZE);
    let stock = visitor.href("/desk/devices");
    let base = format!("{stock}/health");
    let page = HealthPage {
        v: visitor,
        notices: {
            let mut notices = collector::notices(visitor, &snapshot);
            notices.extend(collector::held_back(telemetry, visitor).await?);
            let strays = strays(telemetry, &snapshot).await?;
            notices.extend(collector::strays(visitor, &strays));
            notices
        },
        kpis: kpis(visitor, &counted, &of_programme, &base),
        programmes: programmes(telemetry, visitor, &asked),
        states: states(visitor, asked.state),
        is_filtered: asked.state.is_some() || asked.programme.is_some(),
        lines: shown
            .iter()
            .skip(begin)
            .take(SIZE)
            .map(|one| device::line(visitor, &stock, one))
            .collect(),
        pages: Pagination {
            page: asked.page,
            size: SIZE as u64,
            total: shown.len() as u64,
            address: format!("{}&page=", asked.address(&base)),
        },
        advice: advice(visitor, &counted),
        senders: collector::senders(visitor, &snapshot),
        refused: collector::refused(visitor, &snapshot),
        collector: collector::facts(visitor, &snapshot),
        doors: collector::doors(visitor, &snapshot),
        address: asked.address(&format!("{base}/export.csv")),
        base: stock,
    };
    Ok(page.render().unwrap_or_default())
}

/// The word for a state.
fn word(visitor: &Visitor, condition: Condition) -> String {
    visitor.say(&format!("health-state-{}", condition.as_str()))
}

fn tone(condition: Condition) -> Tone {
    match condition {
        Condition::Silent => Tone::Bad,
        Condition::Loss | Condition::Old | Condition::Clock => Tone::Warn,
        Condition::Fine => Tone::Ok,
    }
}

fn kpis(visitor: &Visitor, all: &[&InUse], asked: &Asked, base: &str) -> Vec<Kpi> {
    let kpi = |condition: &Condition| {
        let count = all
            .iter()
            .filter(|one| one.health.is(*condition, visitor.now))
            .count();
        let asked = Asked {
            programme: asked.programme.clone(),
            state: Some(*condition),
            page: 1,
        };
        Kpi {
            value: count.to_string(),
            label: word(visitor, *condition),
            tone: if count == 0 { Tone::Info } else { tone(*condition) },
            href: Some(asked.address(base)),
        }
    };
    Condition::ALL.iter().map(kpi).collect()
}

fn programmes(telemetry: &Telemetry, visitor: &Visitor, asked: &Asked) -> Vec<OptionView> {
    let option = |terms: &std::sync::Arc<crate::domain::terms::Terms>| {
        let name = terms.name.in_language(visitor.language());
        let chosen = asked.programme.as_deref() == Some(&*terms.programme);
        OptionView::new(&terms.programme, name, chosen)
    };
    telemetry.terms.iter().map(option).collect()
}

fn states(visitor: &Visitor, chosen: Option<Condition>) -> Vec<OptionView> {
    let option =
        |state: &Condition| OptionView::new(state.as_str(), word(visitor, *state), chosen == Some(*state));
    Condition::ALL.iter().map(option).collect()
}

/// What to do, for the states that occur; wrong serial numbers and lines that were not understood too.
fn advice(visitor: &Visitor, all: &[&InUse]) -> Vec<Fact> {
    let needs = Condition::ALL.iter().filter(|state| **state != Condition::Fine);
    let occurring = needs.filter(|state| all.iter().any(|one| one.health.is(**state, visitor.now)));
    let mut advice: Vec<Fact> = occurring
        .map(|state| {
            let text = visitor.say(&format!("health-do-{}", state.as_str()));
            Fact::new(word(visitor, *state), text)
        })
        .collect();
    if all.iter().any(|one| one.health.serial_disagrees > 0) {
        advice.push(Fact::new(
            visitor.say("health-serial"),
            visitor.say("health-do-serial"),
        ));
    }
    if all.iter().any(|one| one.health.not_understood > 0) {
        advice.push(Fact::new(
            visitor.say("health-unread"),
            visitor.say("health-do-unread"),
        ));
    }
    advice
}

/// `GET /desk/devices/health/export.csv`
pub(super) async fn csv(Held(telemetry): Held<Telemetry>, Query(pairs): Pairs, visitor: Visitor) -> Response {
    match sheet(&telemetry, &visitor, &pairs).await {
        Ok(sheet) => {
            let kind = FileKind::csv(&pairs);
            files::hand_out(&telemetry, &visitor, "", "device-health", &sheet, kind).await
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn sheet(telemetry: &Telemetry, visitor: &Visitor, pairs: &[(String, String)]) -> Result<Sheet> {
    let asked = Asked::read(telemetry, pairs);
    let snapshot: Snapshot = collected::read(telemetry).await?;
    let all = in_use(telemetry, &snapshot, visitor.now).await?;
    let names: BTreeMap<&str, &str> = telemetry
        .terms
        .iter()
        .map(|terms| (&*terms.programme, terms.name.in_language(visitor.language())))
        .collect();
    let shown = all.iter().filter(|one| asked.takes(visitor, one));
    let row = |one: &InUse| -> Vec<Cell> {
        let programme = names.get(&*one.programme).copied().unwrap_or(&one.programme);
        let cells = device::cells(visitor, one, programme);
        cells.into_iter().map(Cell::text).collect()
    };
    let column = |key: &&str| SheetColumn::new(visitor.say(key), ColumnKind::Text);
    Ok(Sheet {
        name: visitor.say("device-health"),
        columns: device::COLUMNS.iter().map(column).collect(),
        rows: shown.map(row).collect(),
    })
}
