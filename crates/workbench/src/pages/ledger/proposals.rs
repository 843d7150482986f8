//! What a firm of this sector usually has: tick what is here, untick what is not.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use contracts::ids::RecordId;
use jiff::civil::Date;
use platform::clock::in_tokyo;
use platform::entropy::new_id;
use platform::text::Language;
use web::{Flash, Page, Posted, Visitor};

use crate::context::Workbench;
use crate::domain::book::Frozen;
use crate::domain::catalogue::{Catalogue, Medium, Sector, SectorId, StarterRow};
use crate::domain::ledger::{Asset, AssetId};
use crate::domain::record::Entry;
use crate::domain::risk::Method;
use crate::ops::write::Change;
use crate::pages::opened::{Opened, said};
use crate::pages::problems;

struct RowView {
    id: String,
    title: String,
    about: String,
    ticked: bool,
    there: bool,
}

struct GroupView {
    medium: String,
    rows: Vec<RowView>,
}

struct SectorView {
    id: String,
    title: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "workbench-proposals.html")]
struct ProposalsPage<'a> {
    v: &'a Visitor,
    sectors: Vec<SectorView>,
    groups: Vec<GroupView>,
}

/// The sector: asked for in the address, chosen before, or told by the industry of the application.
fn sector<'c>(catalogue: &'c Catalogue, opened: &Opened<'_>, asked: &str) -> Option<&'c Sector> {
    let known = |id: &str| {
        catalogue
            .starter
            .sectors
            .iter()
            .find(|sector| sector.id.as_str() == id)
    };
    known(asked)
        .or_else(|| {
            opened
                .book()
                .profile
                .sector
                .as_ref()
                .and_then(|id| known(id.as_str()))
        })
        .or_else(|| catalogue.sector_of(&opened.profile.industry))
}

fn rows_for<'c>(catalogue: &'c Catalogue, sector: Option<&Sector>) -> impl Iterator<Item = &'c StarterRow> {
    let sector = sector.map(|sector| sector.id.clone());
    let fits = move |id: &SectorId| id.as_str() == "all" || sector.as_ref() == Some(id);
    catalogue
        .starter
        .rows
        .iter()
        .filter(move |row| row.sectors.iter().any(&fits))
}

fn taken(opened: &Opened<'_>) -> BTreeSet<String> {
    let assets = opened.book().assets.values();
    assets
        .filter_map(|asset| asset.starter.as_ref())
        .map(ToString::to_string)
        .collect()
}

/// `GET /workbench/ledger/proposals`
pub(super) async fn page(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let asked = visitor
        .path_and_query
        .rsplit_once("sector=")
        .map_or("", |(_, asked)| asked);
    let catalogue = &workbench.catalogue;
    let sector = sector(catalogue, &opened, asked);
    let taken = taken(&opened);
    let first = opened.book().assets.is_empty();
    let view = |row: &StarterRow| {
        let there = taken.contains(row.id.as_str());
        RowView {
            id: row.id.to_string(),
            title: said(&visitor, &row.title).to_owned(),
            about: format!("{}　{}", said(&visitor, &row.business), said(&visitor, &row.note)),
            ticked: there || (first && row.proposed),
            there,
        }
    };
    let groups: Vec<GroupView> = Medium::ALL
        .into_iter()
        .map(|medium| GroupView {
            medium: catalogue
                .medium(medium)
                .map_or_else(String::new, |text| said(&visitor, &text.title).to_owned()),
            rows: rows_for(catalogue, sector)
                .filter(|row| row.medium == medium)
                .map(view)
                .collect(),
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    let chosen = sector.map(|sector| sector.id.clone());
    let page = ProposalsPage {
        v: &visitor,
        sectors: catalogue
            .starter
            .sectors
            .iter()
            .filter(|sector| sector.id.as_str() != "all")
            .map(|sector| SectorView {
                id: sector.id.to_string(),
                title: said(&visitor, &sector.title).to_owned(),
                chosen: Some(&sector.id) == chosen.as_ref(),
            })
            .collect(),
        groups,
    };
    Page::public(&visitor, &visitor.say("workbench-proposals")).show(&page)
}

/// `POST /workbench/ledger/proposals`: takes over what is ticked and not there yet. Nothing is taken out here: a row may
/// have been changed since.
pub(super) async fn take(State(workbench): State<Workbench>, visitor: Visitor, posted: Posted) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let catalogue = &workbench.catalogue;
    let taken = taken(&opened);
    let today = in_tokyo(visitor.now).date();
    let ticked: BTreeSet<String> = posted.many("row").into_iter().collect();
    let new: Vec<&StarterRow> = catalogue
        .starter
        .rows
        .iter()
        .filter(|row| ticked.contains(row.id.as_str()) && !taken.contains(row.id.as_str()))
        .collect();
    if new.is_empty() {
        return Flash::warning("workbench-nothing-ticked").redirect(&visitor, "/workbench/ledger/proposals");
    }
    let mut changes: Vec<Change> = new
        .iter()
        .map(|row| {
            let id: RecordId = new_id(visitor.now, visitor.site.entropy.as_ref());
            let asset = asset(row, visitor.language(), today);
            Change::put(Entry::Asset(AssetId(id.0), asset), 0)
        })
        .collect();
    // The method is frozen with the first row: risks of one assessment are reckoned in one way.
    if opened.book().frozen.is_none() {
        changes.push(Change::set(Entry::Method(Frozen {
            method: Method::default(),
            since: today,
        })));
    }
    let asked = posted.text("sector");
    if let Some(sector) = sector(catalogue, &opened, asked) {
        let mut profile = opened.book().profile.clone();
        if profile.sector.as_ref() != Some(&sector.id) {
            profile.sector = Some(sector.id.clone());
            changes.push(Change::set(Entry::Profile(profile)));
        }
    }
    match opened.write("ledger.proposals_taken", changes).await {
        Ok(()) => Flash::done("workbench-rows-taken")
            .value(new.len())
            .redirect(&visitor, "/workbench/ledger"),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// A row of the catalogue as a row of the ledger, in the language of whoever ticked it.
fn asset(row: &StarterRow, language: Language, registered: Date) -> Asset {
    let text = |text: &platform::text::Text| text.in_language(language).to_owned();
    Asset {
        business: text(&row.business),
        title: text(&row.title),
        note: text(&row.note),
        users: text(&row.users),
        department: text(&row.department),
        medium: row.medium,
        personal: row.personal,
        confidentiality: row.confidentiality,
        integrity: row.integrity,
        availability: row.availability,
        retention: text(&row.retention),
        registered,
        starter: Some(row.id.clone()),
    }
}
