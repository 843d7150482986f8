//! The ledger as a list: filtered, sorted, one page at a time.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use web::form::OptionView;
use web::view::{Chip, Pagination};
use web::{Page, Visitor};

use crate::context::Workbench;
use crate::domain::assessment::Assessment;
use crate::domain::catalogue::{Medium, Step};
use crate::domain::ledger::{Asset, AssetId, Personal};
use crate::domain::risk::Level;
use crate::pages::opened::{Opened, mark, said};
use crate::pages::{problems, risks};

/// Rows on a page.
const SIZE: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    q: String,
    medium: String,
    level: String,
    page: usize,
    /// The row that was just taken out.
    removed: String,
}

pub(super) struct RowView {
    href: String,
    title: String,
    business: String,
    medium: String,
    personal: String,
    grades: String,
    importance: u32,
    level: Option<Chip>,
}

#[derive(Template)]
#[template(path = "workbench-ledger.html")]
struct LedgerPage<'a> {
    v: &'a Visitor,
    active: bool,
    empty: bool,
    filtered: bool,
    q: &'a str,
    media: Vec<OptionView>,
    levels: Vec<OptionView>,
    rows: Vec<RowView>,
    pages: Pagination,
    marked: bool,
    restore: Option<String>,
}

/// `GET /workbench/ledger`
pub(super) async fn page(
    State(workbench): State<Workbench>,
    Query(filter): Query<Filter>,
    visitor: Visitor,
) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    if let Err(error) = opened.note_reading("page").await {
        return problems::page(&visitor, &error);
    }
    let assessment = opened.assess();
    let levels = worst(&assessment);
    let fits = |id: AssetId, asset: &Asset| {
        let text = [&asset.title, &asset.business, &asset.note, &asset.department];
        let q = filter.q.trim().to_lowercase();
        (filter.medium.is_empty() || asset.medium.as_str() == filter.medium)
            && (filter.level.is_empty()
                || levels
                    .get(&id)
                    .is_some_and(|level| level.as_str() == filter.level))
            && (q.is_empty() || text.iter().any(|text| text.to_lowercase().contains(&q)))
    };
    let mut found: Vec<(AssetId, &Asset)> = opened
        .book()
        .assets
        .iter()
        .map(|(id, asset)| (*id, asset))
        .filter(|(id, asset)| fits(*id, asset))
        .collect();
    // The most important first, then as they came.
    found.sort_by_key(|(id, asset)| {
        (
            std::cmp::Reverse(levels.get(id).copied()),
            std::cmp::Reverse(asset.importance()),
            *id,
        )
    });
    let pages = Pagination {
        page: u64::try_from(filter.page.max(1)).unwrap_or(1),
        size: SIZE as u64,
        total: found.len() as u64,
        address: visitor.href(&format!(
            "/workbench/ledger?medium={}&level={}&page=",
            filter.medium, filter.level
        )),
    };
    let page = LedgerPage {
        v: &visitor,
        active: opened.active,
        empty: opened.book().assets.is_empty(),
        filtered: !(filter.q.is_empty() && filter.medium.is_empty() && filter.level.is_empty()),
        q: &filter.q,
        media: media(&workbench, &visitor, &filter.medium),
        levels: Level::ALL
            .into_iter()
            .map(|level| {
                let label = visitor.say(&format!("workbench-level-{}", level.as_str()));
                OptionView::new(level.as_str(), label, filter.level == level.as_str())
            })
            .collect(),
        rows: found
            .iter()
            .skip((filter.page.max(1) - 1) * SIZE)
            .take(SIZE)
            .map(|(id, asset)| row(&workbench, &visitor, *id, asset, levels.get(id).copied()))
            .collect(),
        pages,
        marked: opened.book().marks.contains(&Step::Ledger),
        restore: filter
            .removed
            .parse::<uuid::Uuid>()
            .ok()
            .map(|id| visitor.href(&format!("/workbench/ledger/{}/restore", id.simple()))),
    };
    Page::public(&visitor, &visitor.say("workbench-ledger")).show(&page)
}

/// Each asset's level.
fn worst(assessment: &Assessment) -> BTreeMap<AssetId, Level> {
    let mut levels = BTreeMap::new();
    for line in &assessment.lines {
        let level = levels.entry(line.asset).or_insert(line.level);
        *level = (*level).max(line.level);
    }
    levels
}

/// Media to choose from.
pub(super) fn media(workbench: &Workbench, visitor: &Visitor, chosen: &str) -> Vec<OptionView> {
    let media = Medium::ALL.into_iter();
    media
        .map(|medium| {
            let label = workbench
                .catalogue
                .medium(medium)
                .map_or("", |text| said(visitor, &text.title));
            OptionView::new(medium.as_str(), label, chosen == medium.as_str())
        })
        .collect()
}

fn row(
    workbench: &Workbench,
    visitor: &Visitor,
    id: AssetId,
    asset: &Asset,
    level: Option<Level>,
) -> RowView {
    RowView {
        href: visitor.href(&format!("/workbench/ledger/{}", id.0.simple())),
        title: asset.title.clone(),
        business: asset.business.clone(),
        medium: workbench
            .catalogue
            .medium(asset.medium)
            .map_or_else(String::new, |text| said(visitor, &text.title).to_owned()),
        personal: match asset.personal {
            Personal::None => String::new(),
            kind => visitor.say(&format!("workbench-personal-{}", kind.as_str())),
        },
        grades: format!(
            "{} / {} / {}",
            asset.confidentiality.number(),
            asset.integrity.number(),
            asset.availability.number()
        ),
        importance: asset.importance().number(),
        level: level.map(|level| risks::chip(visitor, level)),
    }
}

/// `POST /workbench/ledger/done`: the ledger was looked through.
pub(super) async fn done(
    State(workbench): State<Workbench>,
    visitor: Visitor,
    _posted: web::Posted,
) -> Response {
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => {
            let changes = vec![mark(Step::Ledger)];
            opened
                .write_then(
                    &visitor,
                    "ledger.looked_through",
                    changes,
                    "workbench-kept",
                    "/workbench/threats",
                )
                .await
        }
        Err(page) => page,
    }
}
