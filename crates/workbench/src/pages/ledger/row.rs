//! One row of the ledger: added, changed, taken out and brought back; two people at once meet on a merge page.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use contracts::ids::RecordId;
use platform::clock::in_tokyo;
use platform::entropy::new_id;
use web::form::{self, FieldView, OptionView};
use web::page::FORM_ELEMENT;
use web::view::Chip;
use web::{Flash, Page, Posted, Visitor};

use super::list::media;
use crate::context::Workbench;
use crate::domain::book::Frozen;
use crate::domain::catalogue::Medium;
use crate::domain::ledger::{Asset, AssetId, Fault, LONGEST, Personal, faults};
use crate::domain::record::{Entry, Slot};
use crate::domain::risk::{Grade, Method};
use crate::error::Error;
use crate::ops::write::{Change, Deed};
use crate::pages::opened::{Opened, base, said};
use crate::pages::{problems, risks};

/// A field in which two versions differ.
struct Difference {
    label: String,
    mine: String,
    theirs: String,
}

struct LineView {
    threat: String,
    text: String,
    reckoned: String,
    level: Chip,
}

#[derive(Template)]
#[template(path = "workbench-row.html")]
struct RowPage<'a> {
    v: &'a Visitor,
    title: String,
    fields: String,
    errors: Vec<(String, String)>,
    version: i64,
    action: String,
    remove: Option<String>,
    differences: Vec<Difference>,
    lines: Vec<LineView>,
    active: bool,
}

/// What stands in the form.
struct Typed {
    texts: [(&'static str, String); 6],
    medium: String,
    personal: String,
    grades: [(&'static str, String); 3],
}

impl Typed {
    fn of(asset: &Asset) -> Self {
        let grade = |grade: Grade| grade.number().to_string();
        Self {
            texts: [
                ("title", asset.title.clone()),
                ("business", asset.business.clone()),
                ("note", asset.note.clone()),
                ("users", asset.users.clone()),
                ("department", asset.department.clone()),
                ("retention", asset.retention.clone()),
            ],
            medium: asset.medium.as_str().to_owned(),
            personal: asset.personal.as_str().to_owned(),
            grades: [
                ("confidentiality", grade(asset.confidentiality)),
                ("integrity", grade(asset.integrity)),
                ("availability", grade(asset.availability)),
            ],
        }
    }

    fn posted(posted: &Posted) -> Self {
        let text = |field: &'static str| (field, posted.text(field).to_owned());
        Self {
            texts: ["title", "business", "note", "users", "department", "retention"].map(text),
            medium: posted.text("medium").to_owned(),
            personal: posted.text("personal").to_owned(),
            grades: ["confidentiality", "integrity", "availability"].map(text),
        }
    }

    fn text(&self, field: &str) -> String {
        let found = self.texts.iter().find(|(name, _)| *name == field);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// The row, with what the form does not show taken from `old`; or the fields in which something is missing.
    fn asset(&self, old: Option<&Asset>, today: jiff::civil::Date) -> Result<Asset, Vec<&'static str>> {
        let mut missing = Vec::new();
        let grade = |place: usize| {
            let number: i64 = self.grades[place].1.parse().unwrap_or(0);
            Grade::try_from(number).ok()
        };
        let medium = Medium::from_name(&self.medium);
        if medium.is_none() {
            missing.push("medium");
        }
        for (place, (field, _)) in self.grades.iter().enumerate() {
            if grade(place).is_none() {
                missing.push(field);
            }
        }
        let (Some(medium), Some(confidentiality), Some(integrity), Some(availability)) =
            (medium, grade(0), grade(1), grade(2))
        else {
            return Err(missing);
        };
        Ok(Asset {
            business: self.text("business"),
            title: self.text("title"),
            note: self.text("note"),
            users: self.text("users"),
            department: self.text("department"),
            medium,
            personal: Personal::from_name(&self.personal).unwrap_or_default(),
            confidentiality,
            integrity,
            availability,
            retention: self.text("retention"),
            registered: old.map_or(today, |old| old.registered),
            starter: old.and_then(|old| old.starter.clone()),
        })
    }
}

fn fields(
    workbench: &Workbench,
    visitor: &Visitor,
    typed: &Typed,
    wrong: &[(String, String)],
) -> Vec<FieldView> {
    let error = |field: &str| {
        let found = wrong.iter().find(|(name, _)| name == field);
        found.map(|(_, message)| message.clone())
    };
    let line = |field: &'static str| {
        FieldView::line(field, visitor.say(&format!("workbench-asset-{field}")))
            .value(typed.text(field))
            .error(error(field))
    };
    let hint = |field: &str| visitor.say(&format!("workbench-asset-{field}-hint"));
    let grades = |field: &str, value: &str| -> Vec<OptionView> {
        ["3", "2", "1"]
            .into_iter()
            .map(|number| {
                let label = visitor.say(&format!("workbench-{field}-{number}"));
                OptionView::new(number, label, value == number)
            })
            .collect()
    };
    let mut fields = vec![
        line("title").required().hint(hint("title")),
        line("business").hint(hint("business")),
        FieldView::radio(
            "medium",
            visitor.say("workbench-medium"),
            media(workbench, visitor, &typed.medium),
        )
        .required()
        .error(error("medium")),
    ];
    for (field, value) in &typed.grades {
        let label = visitor.say(&format!("workbench-{field}"));
        fields.push(
            FieldView::radio(field, label, grades(field, value))
                .required()
                .hint(visitor.say(&format!("workbench-{field}-hint")))
                .error(error(field)),
        );
    }
    let personal = Personal::ALL
        .into_iter()
        .map(|kind| {
            let label = visitor.say(&format!("workbench-personal-{}", kind.as_str()));
            OptionView::new(kind.as_str(), label, typed.personal == kind.as_str())
        })
        .collect();
    fields.push(FieldView::radio(
        "personal",
        visitor.say("workbench-personal"),
        personal,
    ));
    fields.extend([
        line("users"),
        line("department"),
        line("retention").hint(hint("retention")),
        line("note"),
    ]);
    fields
}

fn asset_of(id: &str) -> Result<AssetId, Error> {
    id.parse().map(AssetId).map_err(|_| Error::NotFound)
}

struct Shown<'s> {
    id: Option<AssetId>,
    typed: Typed,
    wrong: Vec<(String, String)>,
    /// What was typed, where somebody else changed the row meanwhile.
    mine: Option<&'s Asset>,
}

fn show(workbench: &Workbench, visitor: &Visitor, opened: &Opened<'_>, shown: Shown<'_>) -> Response {
    let stored = shown.id.and_then(|id| opened.book().assets.get(&id));
    let fields = fields(workbench, visitor, &shown.typed, &shown.wrong);
    let path = match shown.id {
        Some(id) => format!("/workbench/ledger/{}", id.0.simple()),
        None => "/workbench/ledger/new".to_owned(),
    };
    let page = RowPage {
        v: visitor,
        title: match stored {
            Some(asset) => asset.title.clone(),
            None => visitor.say("workbench-row-new"),
        },
        fields: form::render(visitor, &fields),
        errors: form::summary(&fields),
        version: shown.id.map_or(0, |id| opened.version(&Slot::asset(id))),
        action: visitor.href(&path),
        remove: stored.map(|_| visitor.href(&format!("{path}/remove"))),
        differences: match (shown.mine, stored) {
            (Some(mine), Some(theirs)) => differences(workbench, visitor, mine, theirs),
            _ => Vec::new(),
        },
        lines: shown
            .id
            .map_or_else(Vec::new, |id| lines(workbench, visitor, opened, id)),
        active: opened.active,
    };
    let conflict = shown.mine.is_some();
    let wrong = !page.errors.is_empty();
    let mut response = Page::public(visitor, &page.title)
        .with_errors(wrong)
        .at(&path)
        .typed_in(FORM_ELEMENT)
        .show(&page);
    if conflict {
        *response.status_mut() = StatusCode::CONFLICT;
        response
    } else if wrong {
        problems::invalid(response)
    } else {
        response
    }
}

fn differences(workbench: &Workbench, visitor: &Visitor, mine: &Asset, theirs: &Asset) -> Vec<Difference> {
    let medium = |asset: &Asset| {
        let text = workbench.catalogue.medium(asset.medium);
        text.map_or_else(String::new, |text| said(visitor, &text.title).to_owned())
    };
    let personal = |asset: &Asset| visitor.say(&format!("workbench-personal-{}", asset.personal.as_str()));
    let (one, two) = (Typed::of(mine), Typed::of(theirs));
    let mut pairs: Vec<(String, String, String)> = Vec::new();
    for ((field, mine), (_, theirs)) in one.texts.iter().zip(&two.texts) {
        pairs.push((
            visitor.say(&format!("workbench-asset-{field}")),
            mine.clone(),
            theirs.clone(),
        ));
    }
    pairs.push((visitor.say("workbench-medium"), medium(mine), medium(theirs)));
    pairs.push((
        visitor.say("workbench-personal"),
        personal(mine),
        personal(theirs),
    ));
    for ((field, mine), (_, theirs)) in one.grades.iter().zip(&two.grades) {
        pairs.push((
            visitor.say(&format!("workbench-{field}")),
            mine.clone(),
            theirs.clone(),
        ));
    }
    pairs
        .into_iter()
        .filter(|(_, mine, theirs)| mine != theirs)
        .map(|(label, mine, theirs)| Difference { label, mine, theirs })
        .collect()
}

fn lines(workbench: &Workbench, visitor: &Visitor, opened: &Opened<'_>, id: AssetId) -> Vec<LineView> {
    let assessment = opened.assess();
    let mut lines: Vec<_> = assessment.lines.iter().filter(|line| line.asset == id).collect();
    lines.sort_by_key(|line| line.urgency());
    lines
        .into_iter()
        .filter_map(|line| {
            let threat = workbench.catalogue.threat(&line.threat)?;
            Some(LineView {
                threat: said(visitor, &threat.title).to_owned(),
                text: said(visitor, &threat.text).to_owned(),
                reckoned: risks::reckoned(visitor, assessment.method, line),
                level: risks::chip(visitor, line.level),
            })
        })
        .collect()
}

/// `GET /workbench/ledger/new`
pub(super) async fn new(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => {
            let mut typed = Typed::posted(&Posted::default());
            typed.personal = Personal::None.as_str().to_owned();
            let shown = Shown {
                id: None,
                typed,
                wrong: Vec::new(),
                mine: None,
            };
            show(&workbench, &visitor, &opened, shown)
        }
        Err(page) => page,
    }
}

/// `GET /workbench/ledger/{asset}`
pub(super) async fn page(
    State(workbench): State<Workbench>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let found = asset_of(&id)
        .ok()
        .and_then(|id| Some((id, opened.book().assets.get(&id)?)));
    match found {
        Some((id, asset)) => {
            let shown = Shown {
                id: Some(id),
                typed: Typed::of(asset),
                wrong: Vec::new(),
                mine: None,
            };
            show(&workbench, &visitor, &opened, shown)
        }
        None => problems::page(&visitor, &Error::NotFound),
    }
}

/// `POST /workbench/ledger/new`
pub(super) async fn add(State(workbench): State<Workbench>, visitor: Visitor, posted: Posted) -> Response {
    put(&workbench, &visitor, None, &posted).await
}

/// `POST /workbench/ledger/{asset}`
pub(super) async fn save(
    State(workbench): State<Workbench>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    match asset_of(&id) {
        Ok(id) => put(&workbench, &visitor, Some(id), &posted).await,
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn put(workbench: &Workbench, visitor: &Visitor, id: Option<AssetId>, posted: &Posted) -> Response {
    let opened = match Opened::own(workbench, visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let old = id.and_then(|id| opened.book().assets.get(&id));
    if id.is_some() && old.is_none() {
        return problems::page(visitor, &Error::NotFound);
    }
    let today = in_tokyo(visitor.now).date();
    let typed = Typed::posted(posted);
    let again = |wrong: Vec<(String, String)>| Shown {
        id,
        typed: Typed::posted(posted),
        wrong,
        mine: None,
    };
    if posted.changes_language() {
        return show(workbench, visitor, &opened, again(Vec::new()));
    }
    let asset = match typed.asset(old, today) {
        Ok(asset) => asset,
        Err(missing) => {
            let mut wrong = wrong_texts(visitor, &typed);
            let unchosen = missing
                .into_iter()
                .map(|field| (field.to_owned(), visitor.say("workbench-choose")));
            wrong.extend(unchosen);
            return show(workbench, visitor, &opened, again(wrong));
        }
    };
    let wrong: Vec<(String, String)> = faults(&asset)
        .iter()
        .map(|fault| in_words(visitor, fault))
        .collect();
    if !wrong.is_empty() {
        return show(workbench, visitor, &opened, again(wrong));
    }
    let number = id.unwrap_or_else(|| {
        let id: RecordId = new_id(visitor.now, visitor.site.entropy.as_ref());
        AssetId(id.0)
    });
    let mut changes = vec![Change::put(
        Entry::Asset(number, asset.clone()),
        base(posted.text("version")),
    )];
    if opened.book().frozen.is_none() {
        changes.push(Change::set(Entry::Method(Frozen {
            method: Method::default(),
            since: today,
        })));
    }
    match opened.write("ledger.row_saved", changes).await {
        Ok(()) => Flash::done("workbench-row-kept").redirect(visitor, "/workbench/ledger"),
        Err(Error::Conflict(_)) => match Opened::own(workbench, visitor).await {
            Ok(opened) => {
                let shown = Shown {
                    mine: Some(&asset),
                    ..again(Vec::new())
                };
                show(workbench, visitor, &opened, shown)
            }
            Err(page) => page,
        },
        Err(error) => problems::page(visitor, &error),
    }
}

fn wrong_texts(visitor: &Visitor, typed: &Typed) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    if typed.text("title").is_empty() {
        wrong.push(in_words(visitor, &Fault::Unnamed));
    }
    for (field, text) in &typed.texts {
        if text.chars().count() > LONGEST {
            wrong.push(in_words(visitor, &Fault::TooLong(field)));
        }
    }
    wrong
}

fn in_words(visitor: &Visitor, fault: &Fault) -> (String, String) {
    match fault {
        Fault::Unnamed => ("title".to_owned(), visitor.say("workbench-unnamed")),
        Fault::TooLong(field) => (
            (*field).to_owned(),
            visitor.say1("workbench-too-long", "longest", LONGEST),
        ),
    }
}

/// `POST /workbench/ledger/{asset}/remove`
pub(super) async fn remove(
    State(workbench): State<Workbench>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let version = base(posted.text("version"));
    let deed = |slot| Change {
        deed: Deed::Remove(slot),
        base: Some(version),
    };
    let Ok(asset) = asset_of(&id) else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    match opened
        .write("ledger.row_removed", vec![deed(Slot::asset(asset))])
        .await
    {
        Ok(()) => Flash::done("workbench-row-removed").redirect(
            &visitor,
            &format!("/workbench/ledger?removed={}", asset.0.simple()),
        ),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `POST /workbench/ledger/{asset}/restore`
pub(super) async fn restore(
    State(workbench): State<Workbench>,
    Path(id): Path<String>,
    visitor: Visitor,
    _posted: Posted,
) -> Response {
    let Ok(asset) = asset_of(&id) else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let change = Change {
        deed: Deed::Restore(Slot::asset(asset)),
        base: None,
    };
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => {
            opened
                .write_then(
                    &visitor,
                    "ledger.row_restored",
                    vec![change],
                    "workbench-row-restored",
                    "/workbench/ledger",
                )
                .await
        }
        Err(page) => page,
    }
}
