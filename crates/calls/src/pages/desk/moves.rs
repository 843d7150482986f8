//! A manual move at the desk (D1): what will stand in public is shown first, then it is signed and done.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::ids::ApplicationId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use web::flash::Flash;
use web::{Posted, Visitor};

use super::draw::Organiser;
use super::lines::Choice;
use super::one::open;
use super::{figures, in_frame, problems};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::manual_move::{ManualMove, Move};
use crate::ops::submit::code;
use crate::store::entities::application::{self, Column};

/// A line of the public log to be.
struct PublicLine {
    label: String,
    rank: String,
    what: String,
}

#[derive(Template)]
#[template(path = "desk-move.html")]
struct MovePage<'a> {
    v: &'a Visitor,
    back: String,
    action: String,
    number: String,
    company: &'a str,
    state: String,
    rank: i64,
    label: String,
    version: i64,
    has_key: bool,
    kinds: Vec<Choice>,
    others: Vec<Choice>,
    reason: &'a str,
    errors: Vec<(String, String)>,
    trouble: Option<String>,
    /// What becomes public, once everything is filled in.
    public: Vec<PublicLine>,
    effects: Vec<String>,
}

impl MovePage<'_> {
    fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(name, _)| name == field);
        found.map(|(_, message)| message.as_str())
    }

    fn kind(&self) -> &str {
        chosen(&self.kinds)
    }

    fn other(&self) -> &str {
        chosen(&self.others)
    }
}

fn chosen(choices: &[Choice]) -> &str {
    let found = choices.iter().find(|choice| choice.chosen);
    found.map_or("", |choice| choice.id.as_str())
}

/// Everything a page of this file needs.
struct Moving {
    programme: Arc<Programme>,
    row: application::Model,
    /// Whoever holds a place now, by rank.
    seated: Vec<application::Model>,
    has_key: bool,
}

impl Moving {
    async fn load(
        calls: &Calls,
        programme: Arc<Programme>,
        row: application::Model,
        has_key: bool,
    ) -> Result<Self> {
        if row.rank.is_none() || row.is_forgotten() {
            return Err(Error::NotFound);
        }
        let holding = [StateName::Offered, StateName::Confirmed, StateName::Participating];
        let seated = application::Entity::find()
            .filter(Column::ProgrammeId.eq(&programme.file.id))
            .filter(Column::State.is_in(holding.map(StateName::as_str)))
            .filter(Column::Rank.is_not_null())
            .filter(Column::Id.ne(row.id))
            .order_by_asc(Column::Rank)
            .all(calls.store.reader())
            .await?;
        Ok(Self {
            programme,
            row,
            seated,
            has_key,
        })
    }

    /// Who was chosen to give a seat up: `id/version`, as the list offers it.
    fn other(&self, typed: &str) -> Option<(&application::Model, i64)> {
        let (id, version) = typed.split_once('/')?;
        let (id, version): (ApplicationId, i64) = (id.parse().ok()?, version.parse().ok()?);
        let row = self.seated.iter().find(|row| row.id == id)?;
        Some((row, version))
    }

    /// Whether one of the applications is not any more what was shown, or the one that gives its seat up has none now.
    fn is_stale(&self, posted: &Posted) -> bool {
        let other = posted.text("in_place_of");
        let chosen = posted.text("kind") == "seat" && !other.is_empty();
        posted.text("version") != self.row.version.to_string()
            || (chosen
                && self
                    .other(other)
                    .is_none_or(|(row, version)| row.version != version))
    }

    fn page<'a>(&'a self, visitor: &'a Visitor, posted: &'a Posted) -> MovePage<'a> {
        let back = visitor.href(&format!(
            "/desk/{}/applications/{}",
            self.programme.file.id, self.row.id
        ));
        let kind = |id: &str| Choice {
            id: id.to_owned(),
            label: visitor.say(&format!("move-{id}")),
            chosen: posted.text("kind") == id,
        };
        let other = |row: &application::Model| Choice {
            id: format!("{}/{}", row.id, row.version),
            label: visitor.words.say_with(
                "move-holder",
                &[
                    ("rank", row.rank.unwrap_or_default().to_string().into()),
                    ("number", code(row.number).into()),
                    ("company", row.company_name.clone().into()),
                ],
            ),
            chosen: self
                .other(posted.text("in_place_of"))
                .is_some_and(|(chosen, _)| chosen.id == row.id),
        };
        MovePage {
            v: visitor,
            action: format!("{back}/move"),
            back,
            number: code(self.row.number),
            company: &self.row.company_name,
            state: visitor.say(&format!("state-{}", self.row.state)),
            rank: self.row.rank.unwrap_or_default(),
            label: self.row.label.clone().unwrap_or_default(),
            version: self.row.version,
            has_key: self.has_key,
            kinds: ["remove", "seat"].map(kind).into(),
            others: self.seated.iter().map(other).collect(),
            reason: posted.text("reason"),
            errors: Vec::new(),
            trouble: None,
            public: Vec::new(),
            effects: Vec::new(),
        }
    }

    /// What is wrong with what was typed.
    fn errors(&self, visitor: &Visitor, posted: &Posted) -> Vec<(String, String)> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, key: &str| errors.push((field.to_owned(), visitor.say(key)));
        if !matches!(posted.text("kind"), "remove" | "seat") {
            wrong("kind", "move-kind-missing");
        }
        let reason = posted.text("reason");
        if reason.is_empty() {
            wrong("reason", "decide-reason-missing");
        }
        let other = self.other(posted.text("in_place_of")).map(|(row, _)| row);
        let involved = [Some(&self.row), other];
        if involved.into_iter().flatten().any(|row| names(reason, row)) {
            wrong("reason", "move-reason-names");
        }
        errors
    }

    /// The lines of the public log and what else follows.
    fn preview(&self, visitor: &Visitor, posted: &Posted, page: &mut MovePage<'_>) {
        let line = |row: &application::Model, key: &str| PublicLine {
            label: row.label.clone().unwrap_or_default(),
            rank: row.rank.unwrap_or_default().to_string(),
            what: visitor.say(key),
        };
        if posted.text("kind") == "remove" {
            page.public.push(line(&self.row, "move-public-remove"));
            page.effects.push(visitor.say("move-effect-removed"));
            page.effects.push(visitor.say("move-effect-next"));
            return;
        }
        if let Some((other, _)) = self.other(posted.text("in_place_of")) {
            page.public.push(line(other, "move-public-remove"));
            page.effects.push(visitor.say1(
                "move-effect-other",
                "company",
                format!("{} {}", code(other.number), other.company_name),
            ));
        }
        page.public.push(line(&self.row, "move-public-seat"));
        page.effects.push(visitor.say("move-effect-offer"));
    }
}

/// The reason stands in public for good: it must not say who it is about.
fn names(reason: &str, row: &application::Model) -> bool {
    let parts = [
        &row.company_name,
        &row.participant_name,
        &row.email,
        &row.telephone,
    ];
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let reason = squeezed(reason);
    parts
        .into_iter()
        .map(|part| squeezed(part))
        .any(|part| !part.is_empty() && reason.contains(&part))
}

type Key = Option<Extension<Organiser>>;

/// `GET /desk/{programme}/applications/{application}/move`
pub(super) async fn page(
    State(calls): State<Calls>,
    organiser: Key,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let (programme, row) = match open(&calls, &visitor, &id, &application).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    match Moving::load(&calls, programme, row, organiser.is_some()).await {
        Ok(moving) => {
            let posted = Posted::default();
            let page = moving.page(&visitor, &posted);
            show(&calls, &visitor, &moving.programme, &page).await
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn show(calls: &Calls, visitor: &Visitor, programme: &Programme, page: &MovePage<'_>) -> Response {
    let figures = match figures(calls, visitor, programme).await {
        Ok(figures) => figures,
        Err(error) => return problems::page(visitor, &error),
    };
    let status = match (page.trouble.is_some(), page.errors.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, true) => StatusCode::OK,
    };
    let body = page.render().unwrap_or_default();
    let title = visitor.say("move-title");
    let wrong = status != StatusCode::OK;
    let html = in_frame(visitor, programme, &figures, &title, wrong, &body);
    (status, html).into_response()
}

/// `POST /desk/{programme}/applications/{application}/move`: shows what becomes public; with `sign`, does it.
pub(super) async fn send(
    State(calls): State<Calls>,
    organiser: Key,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, row) = match open(&calls, &visitor, &id, &application).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let moving = match Moving::load(&calls, programme, row, organiser.is_some()).await {
        Ok(moving) => moving,
        Err(error) => return problems::page(&visitor, &error),
    };
    let application = moving.row.id;
    let mut page = moving.page(&visitor, &posted);
    page.errors = moving.errors(&visitor, &posted);
    let mut edits = posted.has("edit") || !page.errors.is_empty();
    if !edits && moving.is_stale(&posted) {
        page.trouble = Some(visitor.say("move-refused-stale"));
        edits = true;
    }
    if !edits && !posted.has("sign") {
        moving.preview(&visitor, &posted, &mut page);
    }
    if edits || !posted.has("sign") {
        return show(&calls, &visitor, &moving.programme, &page).await;
    }
    let Some(Extension(organiser)) = organiser else {
        page.trouble = Some(visitor.say("desk-draw-no-key"));
        return show(&calls, &visitor, &moving.programme, &page).await;
    };
    let manual = ManualMove {
        programme: Arc::clone(&moving.programme),
        application,
        version: posted.text("version").parse().unwrap_or_default(),
        action: match posted.text("kind") {
            "remove" => Move::Remove,
            _ => Move::Seat {
                in_place_of: moving
                    .other(posted.text("in_place_of"))
                    .map(|(row, version)| (row.id, version)),
            },
        },
        reason: posted.text("reason").to_owned(),
        key: organiser.key,
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&manual).await {
        Ok(_) => {
            let path = format!("/desk/{}/applications/{application}", moving.programme.file.id);
            Flash::done("move-done").redirect(&visitor, &path)
        }
        Err(error) => match refusal(&error) {
            Some(key) => {
                page.trouble = Some(visitor.say(key));
                show(&calls, &visitor, &moving.programme, &page).await
            }
            None => problems::page(&visitor, &error),
        },
    }
}

/// Which words say why a move was refused.
fn refusal(error: &Error) -> Option<&'static str> {
    Some(match error {
        Error::Stale => "move-refused-stale",
        Error::ReasonMissing => "decide-reason-missing",
        Error::OutOfOrder(why) if why.starts_with("no seat is free") => "move-refused-full",
        Error::OutOfOrder("it has a seat already") => "move-refused-seated",
        Error::OutOfOrder("it has left the draw") => "move-refused-left",
        Error::OutOfOrder("it is not in the draw") => "move-refused-outside",
        Error::OutOfOrder(why) if why.starts_with("the organiser's key") => "move-refused-key",
        Error::OutOfOrder(_) | Error::Refused(_) => "desk-draw-order-wrong",
        _ => return None,
    })
}
