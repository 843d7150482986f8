//! One application at the desk, opened by the address that names it and its call; and what is said of one whose time of
//! keeping is over.

use std::sync::Arc;

use axum::response::Response;
use contracts::ids::ApplicationId;
use platform::clock::date_in_tokyo;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use web::Visitor;

use super::{problems, programme};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::retention::applications_until;
use crate::error::{Error, Result};
use crate::pages::answers::industry;
use crate::store::entities::application::{self, FORGOTTEN};

/// Call and application of a path, as they stand now; otherwise the page that says why not.
pub(super) async fn open(
    calls: &Calls,
    visitor: &Visitor,
    id: &str,
    application: &str,
) -> std::result::Result<(Arc<Programme>, application::Model), Response> {
    let programme = programme(calls, visitor, id)?;
    let row = match application.parse() {
        Ok(application) => load(calls, &programme, application).await,
        Err(_) => Err(Error::NotFound),
    };
    match row {
        Ok(row) => Ok((programme, row)),
        Err(error) => Err(problems::page(visitor, &error)),
    }
}

/// The application, if it belongs to the call.
pub(super) async fn load(
    calls: &Calls,
    programme: &Programme,
    id: ApplicationId,
) -> Result<application::Model> {
    application::Entity::find_by_id(id)
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .one(calls.store.reader())
        .await?
        .ok_or(Error::NotFound)
}

/// A company's name; where only figures are left, that there is none any more.
pub(super) fn company(visitor: &Visitor, name: &str) -> String {
    if name == FORGOTTEN {
        visitor.say("forgotten-company")
    } else {
        name.to_owned()
    }
}

/// What became of an application whose time of keeping is over (C20).
pub(super) struct ForgottenView {
    /// Since when, and why.
    pub(super) why: String,
    /// Figures that are left of the company.
    pub(super) facts: Vec<(String, String)>,
}

/// `None` for an application that is still kept.
pub(super) fn forgotten(
    visitor: &Visitor,
    programme: &Programme,
    row: &application::Model,
) -> Option<ForgottenView> {
    if !row.is_forgotten() {
        return None;
    }
    let took_part = StateName::parse(&row.state).is_some_and(StateName::is_seated);
    let since = applications_until(programme, took_part).map(|at| visitor.words.date(date_in_tokyo(at)));
    let key = if took_part {
        "forgotten-participant"
    } else {
        "forgotten-other"
    };
    let number = |number: i64| visitor.words.number(number);
    let mut facts = vec![
        ("export-column-prefecture", row.prefecture.clone()),
        ("export-column-industry", industry(visitor, &row.industry)),
        ("desk-column-employees", number(row.employees)),
    ];
    facts.extend(row.capital_yen.map(|yen| ("export-column-capital", number(yen))));
    Some(ForgottenView {
        why: visitor.say1(key, "date", since.unwrap_or_default()),
        facts: facts
            .into_iter()
            .map(|(key, value)| (visitor.say(key), value))
            .collect(),
    })
}
