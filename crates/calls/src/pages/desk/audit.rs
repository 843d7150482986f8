//! The audit log: newest entries first, filtered by who, what and which application; the chain verified on request.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::ids::ApplicationId;
use platform::audit::{audit_entry, verify};
use platform::forms::fold_digits;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use web::{Posted, Visitor};

use super::history::{Event, action, in_words};
use super::lines::Choice;
use super::people::People;
use super::{problems, without_call};
use crate::context::Calls;
use crate::error::Result;
use crate::store::entities::application;
use crate::store::queries::applications::receipt_number;

const SIZE: u64 = 100;

#[derive(Template)]
#[template(path = "desk-audit.html")]
struct AuditPage<'a> {
    v: &'a Visitor,
    action: String,
    asked: &'a Asked,
    people: Vec<Choice>,
    actions: Vec<Choice>,
    programmes: Vec<Choice>,
    unknown: bool,
    events: Vec<Event>,
    older: Option<String>,
    newer: Option<String>,
    verdict: Option<Verdict>,
}

/// What came of verifying.
struct Verdict {
    holds: bool,
    words: String,
    erased: Option<String>,
    head: String,
}

/// What the address asks for.
#[derive(Default)]
struct Asked {
    before: Option<i64>,
    /// Id of a member of staff, or `applicant`, `system`.
    actor: String,
    action: String,
    programme: String,
    /// Receipt number as typed.
    number: String,
    /// An application by its id: the link from its page.
    application: Option<ApplicationId>,
}

impl Asked {
    fn read(pairs: &[(String, String)]) -> Self {
        let value = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map_or("", |(_, value)| value.trim()).to_owned()
        };
        Self {
            before: value("before").parse().ok(),
            actor: value("actor"),
            action: value("action"),
            programme: value("programme"),
            number: value("number"),
            application: value("application").parse().ok(),
        }
    }

    fn is_filtered(&self) -> bool {
        self.application.is_some()
            || [&self.actor, &self.action, &self.number]
                .iter()
                .any(|value| !value.is_empty())
    }

    /// The same further back.
    fn query(&self, before: Option<i64>) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        let application = self.application.map(|id| id.to_string()).unwrap_or_default();
        let before = before.map(|seq| seq.to_string()).unwrap_or_default();
        let pairs = [
            ("actor", &self.actor),
            ("action", &self.action),
            ("programme", &self.programme),
            ("number", &self.number),
            ("application", &application),
            ("before", &before),
        ];
        for (name, value) in pairs {
            if !value.is_empty() {
                out.append_pair(name, value);
            }
        }
        out.finish()
    }

    /// The application that is asked for: none asked, unknown, or this one.
    async fn application(&self, calls: &Calls) -> Result<Option<Option<ApplicationId>>> {
        if self.application.is_some() {
            return Ok(Some(self.application));
        }
        if self.number.is_empty() {
            return Ok(None);
        }
        let folded = fold_digits(&self.number);
        let Some(number) = receipt_number(&folded).or_else(|| folded.parse().ok()) else {
            return Ok(Some(None));
        };
        let found: Option<ApplicationId> = application::Entity::find()
            .select_only()
            .column(application::Column::Id)
            .filter(application::Column::ProgrammeId.eq(&self.programme))
            .filter(application::Column::Number.eq(number))
            .into_tuple()
            .one(calls.store.reader())
            .await?;
        Ok(Some(found))
    }
}

/// `GET /desk/audit?actor=…&action=…&programme=…&number=R00012&before=1234`
pub(super) async fn page(
    State(calls): State<Calls>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    show(&calls, &visitor, &Asked::read(&pairs), None).await
}

/// `POST /desk/audit/verify`
pub(super) async fn check(State(calls): State<Calls>, visitor: Visitor, _: Posted) -> Response {
    let verdict = match verify(calls.store.reader()).await {
        Ok(Ok(verified)) => Verdict {
            holds: true,
            words: visitor.say1(
                "audit-verified",
                "entries",
                visitor.words.number(verified.entries),
            ),
            erased: (verified.erased > 0)
                .then(|| visitor.say1("audit-erased", "erased", visitor.words.number(verified.erased))),
            head: verified.head,
        },
        Ok(Err(broken)) => Verdict {
            holds: false,
            words: visitor.say1("audit-broken", "reason", broken),
            erased: None,
            head: String::new(),
        },
        Err(error) => return problems::page(&visitor, &error.into()),
    };
    show(&calls, &visitor, &Asked::default(), Some(verdict)).await
}

async fn show(calls: &Calls, visitor: &Visitor, asked: &Asked, verdict: Option<Verdict>) -> Response {
    match render(calls, visitor, asked, verdict).await {
        Ok(body) => {
            let page = without_call(visitor, &visitor.say("audit-title"), &body);
            (StatusCode::OK, page).into_response()
        }
        Err(error) => problems::page(visitor, &error),
    }
}

async fn render(calls: &Calls, visitor: &Visitor, asked: &Asked, verdict: Option<Verdict>) -> Result<String> {
    let people = People::load(calls.store.reader()).await?;
    let application = asked.application(calls).await?;
    let rows = match application {
        Some(None) => Vec::new(),
        _ => entries(calls, asked, application.flatten()).await?,
    };
    let link = visitor.href("/desk/audit");
    let oldest = (rows.len() as u64 == SIZE)
        .then(|| rows.last().map(|row| row.seq))
        .flatten();
    let page = AuditPage {
        v: visitor,
        older: oldest.map(|seq| format!("{link}?{}", asked.query(Some(seq)))),
        newer: asked.before.map(|_| format!("{link}?{}", asked.query(None))),
        action: link,
        asked,
        people: actors(visitor, &people, &asked.actor),
        actions: actions(calls, visitor, &asked.action).await?,
        programmes: programmes(calls, visitor, &asked.programme),
        unknown: matches!(application, Some(None)),
        events: in_words(calls, visitor, &people, rows).await?,
        verdict,
    };
    Ok(page.render().unwrap_or_default())
}

async fn entries(
    calls: &Calls,
    asked: &Asked,
    application: Option<ApplicationId>,
) -> Result<Vec<audit_entry::Model>> {
    let mut query = audit_entry::Entity::find()
        .order_by_desc(audit_entry::Column::Seq)
        .limit(SIZE);
    if let Some(before) = asked.before {
        query = query.filter(audit_entry::Column::Seq.lt(before));
    }
    query = match asked.actor.as_str() {
        "" => query,
        kind @ ("applicant" | "system" | "anonymous") => {
            query.filter(audit_entry::Column::ActorKind.eq(kind))
        }
        id => query
            .filter(audit_entry::Column::ActorKind.eq("staff"))
            .filter(audit_entry::Column::ActorId.eq(id)),
    };
    if !asked.action.is_empty() {
        query = query.filter(audit_entry::Column::Action.eq(&asked.action));
    }
    if let Some(id) = application {
        query = query
            .filter(audit_entry::Column::SubjectKind.eq("application"))
            .filter(audit_entry::Column::SubjectId.eq(id.to_string()));
    }
    Ok(query.all(calls.store.reader()).await?)
}

fn actors(visitor: &Visitor, people: &People, chosen: &str) -> Vec<Choice> {
    let kinds = ["applicant", "system"].map(|kind| (kind.to_owned(), people.who(visitor, kind, "")));
    let staff = people.sorted().into_iter();
    staff
        .map(|(id, name)| (id.to_owned(), name.to_owned()))
        .chain(kinds)
        .map(|(id, label)| Choice {
            chosen: id == chosen,
            id,
            label,
        })
        .collect()
}

/// Actions that stand in the log.
async fn actions(calls: &Calls, visitor: &Visitor, chosen: &str) -> Result<Vec<Choice>> {
    let found: Vec<String> = audit_entry::Entity::find()
        .select_only()
        .column(audit_entry::Column::Action)
        .distinct()
        .into_tuple()
        .all(calls.store.reader())
        .await?;
    let mut choices: Vec<Choice> = found
        .into_iter()
        .map(|id| Choice {
            label: action(visitor, &id),
            chosen: id == chosen,
            id,
        })
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    Ok(choices)
}

fn programmes(calls: &Calls, visitor: &Visitor, chosen: &str) -> Vec<Choice> {
    let choice = |programme: &std::sync::Arc<crate::domain::definition::Programme>| Choice {
        id: programme.file.id.clone(),
        label: super::eyebrow(visitor, programme),
        chosen: programme.file.id == chosen,
    };
    calls.catalogue.iter().map(choice).collect()
}
