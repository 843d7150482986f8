//! The audit log: newest entries first, filtered by who, what, which call and which application, as a page or as a
//! file; the chain verified on request.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::ids::ApplicationId;
use documents::sheet::{Cell, ColumnKind, Sheet};
use platform::audit::{audit_entry, verify};
use platform::forms::fold_digits;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use web::{Posted, Visitor};

use super::files::{FileKind, columns, hand_out_log, moment};
use super::history::{Event, action, in_words};
use super::lines::Choice;
use super::people::People;
use super::{problems, without_call};
use crate::context::Calls;
use crate::error::Result;
use crate::store::entities::application;
use crate::store::queries::applications::receipt_number;

/// Entries on a page.
const SIZE: u64 = 100;
/// Entries that are read at once for a file.
const CHUNK: u64 = 500;
/// Most entries in a file; what is older is found by its filters.
const MOST_ROWS: usize = 50_000;

#[derive(Template)]
#[template(path = "desk-audit.html")]
struct AuditPage<'a> {
    v: &'a Visitor,
    action: String,
    asked: &'a Asked,
    people: Vec<Choice>,
    actions: Vec<Choice>,
    programmes: Vec<Choice>,
    /// Of the same entries as a file.
    file: String,
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
            || [&self.actor, &self.action, &self.programme, &self.number]
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

    /// The applications with the receipt number that is asked for, of one call or of all; `None` when none is asked for.
    async fn applications(&self, calls: &Calls) -> Result<Option<Vec<ApplicationId>>> {
        if self.application.is_some() {
            return Ok(Some(self.application.into_iter().collect()));
        }
        if self.number.is_empty() {
            return Ok(None);
        }
        let folded = fold_digits(&self.number);
        let Some(number) = receipt_number(&folded).or_else(|| folded.parse().ok()) else {
            return Ok(Some(Vec::new()));
        };
        let mut query = application::Entity::find()
            .select_only()
            .column(application::Column::Id)
            .filter(application::Column::Number.eq(number));
        if !self.programme.is_empty() {
            query = query.filter(application::Column::ProgrammeId.eq(&self.programme));
        }
        Ok(Some(query.into_tuple().all(calls.store.reader()).await?))
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
            words: visitor.say1("audit-broken", "reason", broken.say(visitor.words)),
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
    let applications = asked.applications(calls).await?;
    let unknown = applications.as_ref().is_some_and(Vec::is_empty);
    let rows = entries(calls, asked, applications.as_deref(), asked.before, SIZE).await?;
    let link = visitor.href("/desk/audit");
    let oldest = (rows.len() as u64 == SIZE)
        .then(|| rows.last().map(|row| row.seq))
        .flatten();
    let page = AuditPage {
        v: visitor,
        older: oldest.map(|seq| format!("{link}?{}", asked.query(Some(seq)))),
        newer: asked.before.map(|_| format!("{link}?{}", asked.query(None))),
        file: format!("{link}/log.csv?{}", asked.query(None)),
        action: link,
        asked,
        people: actors(visitor, &people, &asked.actor),
        actions: actions(calls, visitor, &asked.action).await?,
        programmes: programmes(calls, visitor, &asked.programme),
        unknown,
        events: in_words(calls, visitor, &people, rows).await?,
        verdict,
    };
    Ok(page.render().unwrap_or_default())
}

/// Entries that match, newest first, at most `limit` before the one numbered `before`.
async fn entries(
    calls: &Calls,
    asked: &Asked,
    applications: Option<&[ApplicationId]>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<audit_entry::Model>> {
    let mut query = audit_entry::Entity::find()
        .order_by_desc(audit_entry::Column::Seq)
        .limit(limit);
    if let Some(before) = before {
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
    if let Some(ids) = applications {
        let ids = ids.iter().map(ToString::to_string);
        query = query
            .filter(audit_entry::Column::SubjectKind.eq("application"))
            .filter(audit_entry::Column::SubjectId.is_in(ids));
    } else if !asked.programme.is_empty() {
        query = query.filter(of_programme(calls.store.backend(), &asked.programme));
    }
    Ok(query.all(calls.store.reader()).await?)
}

/// Whatever is about a call: the call itself, its applications, notices and registrations.
fn of_programme(backend: DatabaseBackend, programme: &str) -> Condition {
    let subject = |kind: &str| Condition::all().add(audit_entry::Column::SubjectKind.eq(kind));
    let itself = subject("programme").add(audit_entry::Column::SubjectId.eq(programme));
    let tables = ["application", "notice", "registration"].map(|table| {
        // The log holds ids as people write them, the tables as each database stores them.
        let among = match backend {
            DatabaseBackend::Sqlite => format!(
                "replace(subject_id, '-', '') IN (SELECT lower(hex(id)) FROM {table} WHERE programme_id = ?)"
            ),
            _ => format!("subject_id IN (SELECT id::text FROM {table} WHERE programme_id = $1)"),
        };
        subject(table).add(Expr::cust_with_values(among, [programme]))
    });
    let of_all = Condition::any().add(itself);
    tables.into_iter().fold(of_all, Condition::add)
}

/// `GET /desk/audit/log.csv`, with the same questions as the page: the newest [`MOST_ROWS`] as a file.
pub(super) async fn file(
    State(calls): State<Calls>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    let asked = Asked::read(&pairs);
    let rows = match lines(&calls, &visitor, &asked).await {
        Ok(rows) => rows,
        Err(error) => return problems::page(&visitor, &error),
    };
    let text = ColumnKind::Text;
    let titles = [
        ("audit-number", ColumnKind::Integer),
        ("audit-when", ColumnKind::DateTime),
        ("audit-who", text),
        ("audit-what", text),
        ("audit-subject", text),
        ("audit-before", text),
        ("audit-after", text),
    ];
    let sheet = Sheet {
        name: visitor.say("audit-title"),
        columns: columns(&visitor, &titles),
        rows,
    };
    hand_out_log(&calls, &visitor, &asked.programme, &sheet, FileKind::csv(&pairs)).await
}

async fn lines(calls: &Calls, visitor: &Visitor, asked: &Asked) -> Result<Vec<Vec<Cell>>> {
    let people = People::load(calls.store.reader()).await?;
    let applications = asked.applications(calls).await?;
    let mut lines = Vec::new();
    let mut before = None;
    loop {
        let rows = entries(calls, asked, applications.as_deref(), before, CHUNK).await?;
        let moments: Vec<_> = rows.iter().map(|row| row.at.instant()).collect();
        let is_last = (rows.len() as u64) < CHUNK;
        before = rows.last().map(|row| row.seq);
        let events = in_words(calls, visitor, &people, rows).await?;
        for (event, at) in events.into_iter().zip(moments) {
            lines.push(vec![
                Cell::Integer(event.seq),
                moment(at),
                Cell::text(&event.who),
                Cell::text(&event.what),
                Cell::text(&event.subject.text),
                Cell::text(event.before().join("\n")),
                Cell::text(event.after().join("\n")),
            ]);
        }
        if is_last || lines.len() >= MOST_ROWS {
            return Ok(lines);
        }
    }
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
