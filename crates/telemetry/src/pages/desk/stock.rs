//! The stock of appliances: the list, one more, the list as a file.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State as Held};
use axum::response::Response;
use contracts::ids::DeviceId;
use documents::sheet::{Cell, Column as SheetColumn, ColumnKind, Sheet};
use platform::store::At;
use web::form::{FieldView, OptionView};
use web::view::{Chip, Kpi, Pagination, Tone};
use web::{Flash, Posted, Visitor};

use super::files::{self, FileKind};
use super::{answer, in_stock};
use crate::context::Telemetry;
use crate::domain::device::{Format, Whereabouts};
use crate::domain::stock_list::{self, Row};
use crate::error::{Error, Result};
use crate::ops::certificate::RENEW_BEFORE;
use crate::ops::devices::TakeIntoStock;
use crate::pages::problems;
use crate::store::entities::{certificate, device};
use crate::store::installations;
use crate::store::stock::{self, Filter};

/// Lines of a page.
const SIZE: u64 = 50;
/// Lines of a file, at most.
const LARGEST: u64 = 100_000;

struct Line {
    href: String,
    serial: String,
    model: String,
    state: Chip,
    place: String,
    certificate: Chip,
}

#[derive(Template)]
#[template(path = "devices.html")]
struct StockPage<'a> {
    v: &'a Visitor,
    base: String,
    errors: Vec<(String, String)>,
    kpis: Vec<Kpi>,
    text: &'a str,
    states: Vec<OptionView>,
    lines: Vec<Line>,
    pages: Pagination,
    fields: String,
    open: bool,
}

type Pairs = Query<Vec<(String, String)>>;

fn filter(pairs: &[(String, String)]) -> (Filter, u64) {
    let value = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let filter = Filter {
        text: value("q").chars().take(100).collect(),
        state: Whereabouts::parse(value("state")),
    };
    (filter, value("page").parse().unwrap_or(1).max(1))
}

/// Where it is, as a chip.
pub(super) fn place(visitor: &Visitor, place: Whereabouts) -> Chip {
    let tone = match place {
        Whereabouts::InStock => Tone::Ok,
        Whereabouts::AtCompany => Tone::Info,
        Whereabouts::ToClean => Tone::Warn,
        Whereabouts::InRepair => Tone::Bad,
        Whereabouts::HandedOver | Whereabouts::Retired => Tone::Mute,
    };
    Chip::new(
        tone,
        visitor.say(&format!("device-state-{}", place.as_str().replace('_', "-"))),
    )
}

/// How long a certificate is good, as a chip.
pub(super) fn validity(visitor: &Visitor, row: Option<&certificate::Model>) -> Chip {
    let Some(row) = row else {
        return Chip::new(Tone::Mute, visitor.say("device-certificate-none"));
    };
    let expires = row.expires_at.instant();
    let day = visitor.words.date(platform::clock::date_in_tokyo(expires));
    if row.revoked_at.is_some_and(|at| at <= At::from(visitor.now)) {
        Chip::new(Tone::Mute, visitor.say("device-certificate-revoked"))
    } else if expires <= visitor.now {
        Chip::new(Tone::Bad, visitor.say1("device-certificate-expired", "day", day))
    } else if expires - RENEW_BEFORE <= visitor.now {
        Chip::new(Tone::Warn, visitor.say1("device-certificate-soon", "day", day))
    } else {
        Chip::new(Tone::Ok, visitor.say1("device-certificate-until", "day", day))
    }
}

/// `GET /desk/devices`
pub(super) async fn page(
    Held(telemetry): Held<Telemetry>,
    Query(pairs): Pairs,
    visitor: Visitor,
) -> Response {
    show(&telemetry, &visitor, &pairs, &[], Vec::new()).await
}

async fn show(
    telemetry: &Telemetry,
    visitor: &Visitor,
    pairs: &[(String, String)],
    sent: &[(String, String)],
    errors: Vec<(String, String)>,
) -> Response {
    let wrong = !errors.is_empty();
    match body(telemetry, visitor, pairs, sent, errors).await {
        Ok(body) => {
            let title = visitor.say("device-stock");
            answer(wrong, in_stock(telemetry, visitor, &title, wrong, &body))
        }
        Err(error) => problems::page(visitor, &error),
    }
}

async fn body(
    telemetry: &Telemetry,
    visitor: &Visitor,
    pairs: &[(String, String)],
    sent: &[(String, String)],
    errors: Vec<(String, String)>,
) -> Result<String> {
    let reader = telemetry.store.reader();
    let (filter, page) = filter(pairs);
    let (rows, total) = stock::page(reader, &filter, (page - 1) * SIZE, SIZE).await?;
    let about = About::load(telemetry, &rows).await?;
    let base = visitor.href("/desk/devices");
    let address = form_urlencoded::Serializer::for_suffix(format!("{base}?"), base.len() + 1)
        .append_pair("q", &filter.text)
        .append_pair("state", filter.state.map_or("", Whereabouts::as_str))
        .finish();
    let lines: Result<Vec<Line>> = rows.iter().map(|row| line(visitor, &base, &about, row)).collect();
    let page = StockPage {
        v: visitor,
        kpis: kpis(telemetry, visitor, &base).await?,
        text: &filter.text,
        states: states(visitor, filter.state),
        lines: lines?,
        pages: Pagination {
            page,
            size: SIZE,
            total,
            address: format!("{address}&page="),
        },
        fields: web::form::render(visitor, &fields(visitor, sent, &errors)),
        open: !errors.is_empty(),
        errors,
        base,
    };
    Ok(page.render().unwrap_or_default())
}

/// What belongs to some devices.
struct About {
    certificates: HashMap<DeviceId, certificate::Model>,
    companies: HashMap<DeviceId, String>,
}

impl About {
    async fn load(telemetry: &Telemetry, rows: &[device::Model]) -> Result<Self> {
        let reader = telemetry.store.reader();
        let ids = || rows.iter().map(|row| row.id).collect::<Vec<_>>();
        let places = stock::places(reader, ids()).await?;
        let installations = places.values().map(|(installation, _)| *installation).collect();
        let rows = installations::by_ids(reader, installations).await?;
        let names: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row.company_name)).collect();
        let company =
            |(device, (installation, _)): (DeviceId, _)| Some((device, names.get(&installation)?.clone()));
        Ok(Self {
            certificates: stock::valid_certificates(reader, ids()).await?,
            companies: places.into_iter().filter_map(company).collect(),
        })
    }
}

fn line(visitor: &Visitor, base: &str, about: &About, row: &device::Model) -> Result<Line> {
    Ok(Line {
        href: format!("{base}/{}", row.id),
        serial: row.serial.clone(),
        model: format!("{} {}", row.vendor, row.model),
        state: place(visitor, row.whereabouts()?),
        place: about
            .companies
            .get(&row.id)
            .cloned()
            .unwrap_or_else(|| row.note.clone()),
        certificate: validity(visitor, about.certificates.get(&row.id)),
    })
}

async fn kpis(telemetry: &Telemetry, visitor: &Visitor, base: &str) -> Result<Vec<Kpi>> {
    let counts = stock::counts(telemetry.store.reader()).await?;
    let kpi = |place: Whereabouts| Kpi {
        value: counts.get(&place).copied().unwrap_or_default().to_string(),
        label: visitor.say(&format!("device-state-{}", place.as_str().replace('_', "-"))),
        tone: Tone::Info,
        href: Some(format!("{base}?state={}", place.as_str())),
    };
    use Whereabouts::{AtCompany, InRepair, InStock, ToClean};
    Ok([InStock, AtCompany, ToClean, InRepair].map(kpi).into())
}

fn states(visitor: &Visitor, chosen: Option<Whereabouts>) -> Vec<OptionView> {
    let option = |place: &Whereabouts| {
        let label = visitor.say(&format!("device-state-{}", place.as_str().replace('_', "-")));
        OptionView::new(place.as_str(), label, chosen == Some(*place))
    };
    Whereabouts::ALL.iter().map(option).collect()
}

fn fields(visitor: &Visitor, sent: &[(String, String)], errors: &[(String, String)]) -> Vec<FieldView> {
    let typed = |name: &str| {
        let found = sent.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let error = |name: &str| {
        let found = errors.iter().find(|(key, _)| key == name);
        found.map(|(_, error)| error.clone())
    };
    let line = |name: &str| {
        FieldView::line(name, visitor.say(&format!("device-{name}")))
            .required()
            .width("middle")
            .value(typed(name))
            .error(error(name))
    };
    let formats = Format::ALL.iter().map(|format| {
        let name = format.as_str();
        OptionView::new(
            name,
            visitor.say(&format!("device-format-{name}")),
            typed("format") == name,
        )
    });
    vec![
        line("serial"),
        line("vendor"),
        line("model"),
        FieldView::select("format", visitor.say("device-format"), formats.collect())
            .hint(visitor.say("device-format-hint"))
            .error(error("format")),
    ]
}

/// `POST /desk/devices`: one more.
pub(super) async fn add(Held(telemetry): Held<Telemetry>, visitor: Visitor, posted: Posted) -> Response {
    let text = |name: &str| posted.text(name).to_owned();
    let row = Row {
        serial: text("serial"),
        vendor: text("vendor"),
        model: text("model"),
        format: text("format"),
        zone: String::new(),
    };
    let taken = match stock_list::read(&row) {
        Err(finding) => Err(Error::Row(1, finding)),
        Ok(device) => {
            let take = TakeIntoStock {
                devices: vec![device],
                actor: visitor.actor.clone(),
            };
            telemetry.store.run(&take).await
        }
    };
    match taken {
        Ok(_) => Flash::done("device-added").redirect(&visitor, "/desk/devices"),
        Err(error) => match problems::sentences(&visitor, &error) {
            Some(errors) => show(&telemetry, &visitor, &[], &posted.pairs, errors).await,
            None => problems::page(&visitor, &error),
        },
    }
}

/// `GET /desk/devices/export.xlsx`
pub(super) async fn xlsx(
    Held(telemetry): Held<Telemetry>,
    Query(pairs): Pairs,
    visitor: Visitor,
) -> Response {
    export(&telemetry, &visitor, &pairs, FileKind::Xlsx).await
}

/// `GET /desk/devices/export.csv`
pub(super) async fn csv(Held(telemetry): Held<Telemetry>, Query(pairs): Pairs, visitor: Visitor) -> Response {
    let kind = FileKind::csv(&pairs);
    export(&telemetry, &visitor, &pairs, kind).await
}

async fn export(
    telemetry: &Telemetry,
    visitor: &Visitor,
    pairs: &[(String, String)],
    kind: FileKind,
) -> Response {
    match sheet(telemetry, visitor, pairs).await {
        Ok(sheet) => files::hand_out(telemetry, visitor, "", "devices", &sheet, kind).await,
        Err(error) => problems::page(visitor, &error),
    }
}

async fn sheet(telemetry: &Telemetry, visitor: &Visitor, pairs: &[(String, String)]) -> Result<Sheet> {
    let (filter, _) = filter(pairs);
    let (rows, _) = stock::page(telemetry.store.reader(), &filter, 0, LARGEST).await?;
    let mut cells = Vec::with_capacity(rows.len());
    for some in rows.chunks(500) {
        let about = About::load(telemetry, some).await?;
        for row in some {
            let line = line(visitor, "", &about, row)?;
            cells.push(vec![
                Cell::text(line.serial),
                Cell::text(row.vendor.clone()),
                Cell::text(row.model.clone()),
                Cell::text(row.format.clone()),
                Cell::text(row.zone.clone()),
                Cell::text(line.state.text),
                Cell::text(line.place),
                Cell::text(line.certificate.text),
            ]);
        }
    }
    let keys = [
        "device-serial",
        "device-vendor",
        "device-model",
        "device-format",
        "device-zone",
        "desk-column-state",
        "device-place",
        "device-certificate",
    ];
    let column = |key: &str| SheetColumn::new(visitor.say(key), ColumnKind::Text);
    Ok(Sheet {
        name: visitor.say("device-stock"),
        columns: keys.into_iter().map(column).collect(),
        rows: cells,
    })
}
