//! Who has signed which part of which consent (C15), and who still has to.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use contracts::ids::ApplicationId;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use web::Visitor;

use super::documents::consent_name;
use super::lines::{chip, day_of};
use super::{figures, in_frame, problems, programme};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::review::Review;
use crate::error::Result;
use crate::ops::documents::part_name;
use crate::ops::submit::code;
use crate::store::entities::{application, signature};

/// One part of one consent as a column.
struct PartView {
    consent: String,
    part: String,
    signed: usize,
}

/// One company as a row.
struct RowView {
    href: String,
    number: String,
    company: String,
    telephone: String,
    state: String,
    chip: &'static str,
    /// For each column the day it was signed, and what came of it where it does not count.
    days: Vec<Option<(String, &'static str)>>,
    whole: bool,
}

#[derive(Template)]
#[template(path = "desk-consents.html")]
struct ConsentsPage<'a> {
    v: &'a Visitor,
    parts: Vec<PartView>,
    rows: Vec<RowView>,
    open: usize,
}

/// A person with a place and no paper yet, or with all of them.
type Owing = (ApplicationId, i64, String, String, String);

/// `GET /desk/{programme}/consents`
pub(super) async fn page(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match body(&calls, &visitor, &programme).await {
        Ok(html) => html.into_response(),
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn body(calls: &Calls, visitor: &Visitor, programme: &Programme) -> Result<Html<String>> {
    let owing = owing(calls, programme).await?;
    let signed = signed(calls, programme).await?;
    let columns: Vec<(&str, &'static str)> = programme
        .consents
        .iter()
        .flat_map(|consent| {
            consent
                .parts
                .iter()
                .map(|part| (consent.id.as_str(), part_name(*part)))
        })
        .collect();
    let day = |id: &ApplicationId, (consent, part): &(&str, &'static str)| {
        let key = (*id, (*consent).to_owned(), (*part).to_owned());
        let (at, review) = signed.get(&key)?;
        let day = day_of(visitor, platform::clock::date_in_tokyo(at.instant()));
        Some(match review {
            Review::Accepted => (day, ""),
            Review::ToReview => (day, "documents-to-review"),
            Review::Returned => (day, "documents-returned"),
        })
    };
    let mut rows: Vec<RowView> = owing
        .iter()
        .map(|(id, number, company, telephone, state)| {
            let days: Vec<_> = columns.iter().map(|column| day(id, column)).collect();
            RowView {
                href: visitor.href(&format!("/desk/{}/applications/{id}", programme.file.id)),
                number: code(*number),
                company: company.clone(),
                telephone: telephone.clone(),
                state: visitor.say(&format!("state-{state}")),
                chip: StateName::parse(state).map_or("mute", chip),
                whole: days
                    .iter()
                    .all(|day| day.as_ref().is_some_and(|(_, review)| review.is_empty())),
                days,
            }
        })
        .collect();
    // Who still has to sign comes first.
    rows.sort_by_key(|row| row.whole);
    let people: HashSet<ApplicationId> = owing.iter().map(|row| row.0).collect();
    let part = |(consent, part): &(&str, &'static str)| PartView {
        consent: consent_name(visitor, programme, consent),
        part: visitor.say(&format!("documents-part-{part}")),
        signed: signed
            .iter()
            .filter(|((id, one, other), (_, review))| {
                people.contains(id) && one == consent && other == part && *review == Review::Accepted
            })
            .count(),
    };
    let page = ConsentsPage {
        v: visitor,
        parts: columns.iter().map(part).collect(),
        open: rows.iter().filter(|row| !row.whole).count(),
        rows,
    };
    let body = page.render().unwrap_or_default();
    let figures = figures(calls, visitor, programme).await?;
    let title = visitor.say("desk-consents");
    Ok(in_frame(visitor, programme, &figures, &title, false, &body))
}

/// Everybody who has a place and therefore owes papers.
async fn owing(calls: &Calls, programme: &Programme) -> Result<Vec<Owing>> {
    use application::Column;
    let states = [StateName::Confirmed, StateName::Participating];
    Ok(application::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Number,
            Column::CompanyName,
            Column::Telephone,
            Column::State,
        ])
        .filter(Column::ProgrammeId.eq(&programme.file.id))
        .filter(Column::State.is_in(states.map(StateName::as_str)))
        // Their papers are gone with their names: nobody owes them.
        .filter(Column::CompanyName.ne(application::FORGOTTEN))
        .order_by_asc(Column::Number)
        .into_tuple()
        .all(calls.store.reader())
        .await?)
}

type Signed = HashMap<(ApplicationId, String, String), (platform::store::At, Review)>;

/// When which part was signed, and what came of it.
async fn signed(calls: &Calls, programme: &Programme) -> Result<Signed> {
    use signature::Column;
    let relation = sea_orm::RelationDef::from(
        signature::Entity::belongs_to(application::Entity)
            .from(Column::ApplicationId)
            .to(application::Column::Id),
    );
    let rows: Vec<(ApplicationId, String, String, platform::store::At, String)> = signature::Entity::find()
        .select_only()
        .columns([
            Column::ApplicationId,
            Column::ConsentId,
            Column::Part,
            Column::SignedAt,
            Column::Review,
        ])
        .join(JoinType::InnerJoin, relation)
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .into_tuple()
        .all(calls.store.reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, consent, part, at, review)| ((id, consent, part), (at, Review::parse(&review))))
        .collect())
}
