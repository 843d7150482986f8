//! Taking a list of appliances into stock in two steps: the file is read and every row shown with what is wrong with it;
//! only then it is taken, and of a list with mistakes the rows without any.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{DefaultBodyLimit, State as Held};
use axum::handler::Handler as _;
use axum::response::Response;
use documents::sheet::{Cell, Column, ColumnKind, Limits, Sheet, SheetProblem, csv, xlsx};
use serde::{Deserialize, Serialize};
use web::{File, Flash, Posted, Routes, Visitor};

use super::files::{self, FileKind};
use super::{EXPORT, WORK, answer, in_stock};
use crate::context::Telemetry;
use crate::domain::device::Serial;
use crate::domain::stock_list::{self, NewDevice, Row};
use crate::error::{Error, Result};
use crate::ops::devices::TakeIntoStock;
use crate::pages::problems;
use crate::store::stock;

/// Largest request: a file with the form around it.
const LARGEST_REQUEST: usize = 16 * 1024 * 1024;
/// Most rows that are taken at once.
const MOST: usize = 5_000;
/// Most rows that are shown; those with something wrong come first.
const SHOWN: usize = 300;
/// The columns, with the titles they may have.
const COLUMNS: [(&str, &[&str]); 5] = [
    (
        "device-serial",
        &["シリアル番号", "製造番号", "serial number", "serial"],
    ),
    ("device-vendor", &["メーカー", "maker", "vendor"]),
    ("device-model", &["型番", "機種", "model"]),
    ("device-format", &["ログ形式", "形式", "log format", "format"]),
    ("device-zone", &["タイムゾーン", "time zone", "zone"]),
];

/// The import's routes.
pub(super) fn routes() -> Routes<Telemetry> {
    Routes::new()
        .get("/desk/devices/import", WORK, page)
        .post(
            "/desk/devices/import",
            WORK,
            send.layer(DefaultBodyLimit::max(LARGEST_REQUEST)),
        )
        .post(
            "/desk/devices/import/take",
            WORK,
            take.layer(DefaultBodyLimit::max(LARGEST_REQUEST)),
        )
        .get("/desk/devices/import/template.xlsx", EXPORT, template)
}

/// One row as text: what is shown, and what the second step sends again.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Typed {
    /// Where it stands in the file, as a spreadsheet counts: the titles stand in the first row.
    row: usize,
    /// In the order of [`COLUMNS`].
    cells: [String; 5],
}

impl Typed {
    fn row(&self) -> Row {
        let [serial, vendor, model, format, zone] = self.cells.clone();
        Row {
            serial,
            vendor,
            model,
            format,
            zone,
        }
    }
}

struct Line {
    row: usize,
    cells: [String; 5],
    finding: String,
    class: &'static str,
}

#[derive(Template)]
#[template(path = "devices-import.html")]
struct ImportPage<'a> {
    v: &'a Visitor,
    base: String,
    errors: Vec<(String, String)>,
    counts: String,
    lines: Vec<Line>,
    /// The rows that can be taken, and what the button says.
    again: Option<(String, String)>,
    /// Some rows stay out.
    part: bool,
}

impl<'a> ImportPage<'a> {
    fn new(visitor: &'a Visitor) -> Self {
        Self {
            v: visitor,
            base: visitor.href("/desk/devices"),
            errors: Vec::new(),
            counts: String::new(),
            lines: Vec::new(),
            again: None,
            part: false,
        }
    }

    fn wrong(mut self, sentence: String) -> Self {
        self.errors.push(("file".to_owned(), sentence));
        self
    }

    fn show(self, telemetry: &Telemetry) -> Response {
        let wrong = !self.errors.is_empty();
        let title = self.v.say("device-import");
        let body = self.render().unwrap_or_default();
        answer(wrong, in_stock(telemetry, self.v, &title, wrong, &body))
    }
}

/// `GET /desk/devices/import`
async fn page(Held(telemetry): Held<Telemetry>, visitor: Visitor) -> Response {
    ImportPage::new(&visitor).show(&telemetry)
}

/// The rows of a file; or the message for why there are none.
fn rows(file: Option<&File>) -> std::result::Result<Vec<Typed>, (&'static str, String)> {
    let chosen = file.filter(|file| !file.name.is_empty());
    let file = chosen.ok_or(("device-file-missing", String::new()))?;
    if file.too_large {
        return Err(("device-file-large", String::new()));
    }
    if file.contents.is_empty() {
        return Err(("device-file-empty", String::new()));
    }
    let limits = Limits {
        rows: MOST,
        ..Limits::default()
    };
    let is_workbook = file.contents.starts_with(b"PK");
    let sheet = if is_workbook {
        xlsx::read(&file.contents, &limits)
    } else {
        csv::read(&file.contents, &limits)
    };
    let sheet = sheet.map_err(|problem| match problem {
        SheetProblem::NoRows => ("device-file-empty", String::new()),
        SheetProblem::TooManyRows { .. } => ("device-file-rows", MOST.to_string()),
        _ => ("device-file-kind", String::new()),
    })?;
    let places = places(&sheet)?;
    let cell = |row: &Vec<Cell>, place: Option<usize>| {
        let cell = place.and_then(|place| row.get(place));
        cell.map(Cell::shown).unwrap_or_default()
    };
    let typed = |(index, row): (usize, &Vec<Cell>)| Typed {
        row: index + 2,
        cells: places.map(|place| cell(row, place)),
    };
    Ok(sheet.rows.iter().enumerate().map(typed).collect())
}

/// Where each column stands; the last two may be missing.
fn places(sheet: &Sheet) -> std::result::Result<[Option<usize>; 5], (&'static str, String)> {
    let titles: Vec<String> = sheet
        .columns
        .iter()
        .map(|column| crate::store::installations::search_key(&column.title))
        .collect();
    let mut places = [None; 5];
    for (index, (key, names)) in COLUMNS.iter().enumerate() {
        let is_named = |title: &String| {
            names
                .iter()
                .any(|name| crate::store::installations::search_key(name) == *title)
        };
        places[index] = titles.iter().position(is_named);
        if places[index].is_none() && index < 3 {
            return Err(("device-file-column", (*key).to_owned()));
        }
    }
    Ok(places)
}

/// `POST /desk/devices/import`: reads the file and changes nothing.
async fn send(Held(telemetry): Held<Telemetry>, visitor: Visitor, posted: Posted) -> Response {
    let page = ImportPage::new(&visitor);
    match rows(posted.file("file")) {
        Ok(rows) => match preview(&telemetry, page, &rows).await {
            Ok(page) => page.show(&telemetry),
            Err(error) => problems::page(&visitor, &error),
        },
        Err((key @ "device-file-column", column)) => page
            .wrong(visitor.say1(key, "value", visitor.say(&column)))
            .show(&telemetry),
        Err((key, value)) => page.wrong(visitor.say1(key, "value", value)).show(&telemetry),
    }
}

/// All rows beside what is in stock already.
async fn look(
    telemetry: &Telemetry,
    rows: &[Typed],
) -> Result<Vec<std::result::Result<NewDevice, stock_list::Finding>>> {
    let serials: Vec<Serial> = rows
        .iter()
        .filter_map(|row| Serial::parse(&row.cells[0]))
        .collect();
    let known: BTreeSet<Serial> = stock::known(telemetry.store.reader(), &serials).await?;
    let rows: Vec<Row> = rows.iter().map(Typed::row).collect();
    Ok(stock_list::read_all(&rows, &known))
}

async fn preview<'a>(
    telemetry: &Telemetry,
    mut page: ImportPage<'a>,
    rows: &[Typed],
) -> Result<ImportPage<'a>> {
    let looks = look(telemetry, rows).await?;
    let visitor = page.v;
    let line = |(row, look): (&Typed, &std::result::Result<_, stock_list::Finding>)| {
        let (finding, class) = match look {
            Ok(_) => (visitor.say("device-finding-none"), "ok"),
            Err(finding) => (visitor.say(&format!("device-finding-{}", finding.name())), "bad"),
        };
        Line {
            row: row.row,
            cells: row.cells.clone(),
            finding,
            class,
        }
    };
    let mut lines: Vec<Line> = rows.iter().zip(&looks).map(line).collect();
    let wrong = looks.iter().filter(|look| look.is_err()).count();
    lines.sort_by_key(|line| line.class != "bad");
    lines.truncate(SHOWN);
    page.counts = visitor.say2("device-import-counts", "rows", rows.len(), "wrong", wrong);
    page.lines = lines;
    let sound = rows.iter().zip(&looks).filter(|(_, look)| look.is_ok());
    let sound: Vec<&Typed> = sound.map(|(row, _)| row).collect();
    page.part = wrong > 0;
    if let Ok(again) = serde_json::to_string(&sound)
        && !sound.is_empty()
    {
        let label = match page.part {
            true => visitor.say_n("device-import-take-part", "count", count(sound.len())),
            false => visitor.say("device-import-take"),
        };
        page.again = Some((again, label));
    }
    Ok(page)
}

fn count(rows: usize) -> f64 {
    u32::try_from(rows).map_or(f64::from(u32::MAX), f64::from)
}

/// `POST /desk/devices/import/take`: takes the rows that were shown. They are looked at as if they were new.
async fn take(Held(telemetry): Held<Telemetry>, visitor: Visitor, posted: Posted) -> Response {
    let rows: Vec<Typed> = serde_json::from_str(posted.text("rows")).unwrap_or_default();
    if rows.is_empty() || rows.len() > MOST {
        let sentence = visitor.say("device-file-kind");
        return ImportPage::new(&visitor).wrong(sentence).show(&telemetry);
    }
    match taken(&telemetry, &visitor, &rows).await {
        Ok(number) => Flash::done("device-imported")
            .value(number)
            .redirect(&visitor, "/desk/devices"),
        // Something changed since the rows were shown: they are shown again.
        Err(Error::Row(..)) => match preview(&telemetry, ImportPage::new(&visitor), &rows).await {
            Ok(page) => page.show(&telemetry),
            Err(error) => problems::page(&visitor, &error),
        },
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn taken(telemetry: &Telemetry, visitor: &Visitor, rows: &[Typed]) -> Result<usize> {
    let mut devices = Vec::with_capacity(rows.len());
    for (index, look) in look(telemetry, rows).await?.into_iter().enumerate() {
        devices.push(look.map_err(|finding| Error::Row(index + 1, finding))?);
    }
    let take = TakeIntoStock {
        devices,
        actor: visitor.actor.clone(),
    };
    Ok(telemetry.store.run(&take).await?.len())
}

/// `GET /desk/devices/import/template.xlsx`: a workbook to fill in.
async fn template(Held(telemetry): Held<Telemetry>, visitor: Visitor) -> Response {
    let column = |(key, _): &(&str, &[&str])| Column::new(visitor.say(key), ColumnKind::Text);
    let sheet = Sheet {
        name: visitor.say("device-stock"),
        columns: COLUMNS.iter().map(column).collect(),
        rows: Vec::new(),
    };
    files::hand_out(&telemetry, &visitor, "", "devices", &sheet, FileKind::Xlsx).await
}
