//! One case at the desk, with everything that can be done with it.

use askama::Template;
use askama::filters::Safe;
use axum::extract::{Path, State};
use axum::response::Response;
use contracts::companies::Company;
use contracts::ids::CaseId;
use jiff::{SignedDuration, Timestamp};
use platform::clock::in_tokyo;
use web::form::{FieldView, OptionView};
use web::view::Chip;
use web::{Posted, Visitor};

use super::super::problems;
use super::super::said::{self, EntryView, FoundView};
use super::Desk;
use crate::context::Incidents;
use crate::domain::case::{StateName, Topic, Verdict};
use crate::domain::detection::severity_name;
use crate::domain::entry::{Outcome, Way};
use crate::domain::visit::{FARTHEST_DAYS, Plan, VisitState, farthest, is_within_hours, next_free_slot};
use crate::error::{Error, Result};
use crate::read::{self, Case, CaseFile, Visit};
use crate::store::queries;

/// What was just sent, and what it lacks.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) posted: Posted,
    /// Field and sentence.
    pub(super) errors: Vec<(String, String)>,
}

impl Sent {
    fn text(&self, field: &str) -> &str {
        self.posted.text(field)
    }

    fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(name, _)| name == field);
        found.map(|(_, message)| message.as_str())
    }
}

/// A visit at the desk.
struct VisitView {
    id: String,
    when: String,
    state: String,
    until_then: String,
    result: String,
    action: Option<String>,
    /// It has begun: it may be noted as done.
    begun: bool,
}

/// What may be done now.
struct Acts {
    works: bool,
    open: bool,
    decides: bool,
    closes: bool,
    reopens: bool,
}

#[derive(Template)]
#[template(path = "desk-support-case.html")]
struct CasePage<'a> {
    v: &'a Visitor,
    sent: &'a Sent,
    base: String,
    version: i64,
    number: String,
    title: String,
    topic: String,
    origin: String,
    severity: Chip,
    state: Chip,
    verdict: String,
    opened: String,
    due: String,
    owed: String,
    late: bool,
    assignee: String,
    mine: bool,
    may_call: bool,
    company: Option<Company>,
    company_cases: String,
    found: Vec<FoundView>,
    entries: Vec<EntryView>,
    visits: Vec<VisitView>,
    merged: Vec<(String, String)>,
    merged_into: Option<(String, String)>,
    beside: Vec<OptionView>,
    acts: Acts,
    verdicts: Vec<OptionView>,
    severities: Vec<OptionView>,
    ways: Vec<OptionView>,
    outcomes: Vec<OptionView>,
    /// The next time at which somebody can come; empty when there is none in the weeks to come.
    next_slot: String,
    within_hours: bool,
    now_local: String,
    last_local: String,
    farthest_days: i32,
    /// A visit is planned: no other one beside it, and the case stays open until it is said what came of it.
    visit_planned: bool,
    /// What its appliance saw around the time of the case.
    events_href: String,
}

impl CasePage<'_> {
    /// A text of several lines, with what was typed and what is wrong with it.
    fn area(&self, id: &str, label: String) -> Safe<String> {
        self.field(FieldView::text(id, label))
    }

    /// One line, a time or a text.
    fn line(&self, id: &str, label: String, input: &'static str) -> Safe<String> {
        let field = FieldView::line(id, label);
        self.field(FieldView { input, ..field })
    }

    /// One of some; nothing is chosen before somebody does.
    fn choice(&self, id: &str, label: String, options: &[OptionView]) -> Safe<String> {
        self.field(FieldView::select(id, label, options.to_vec()))
    }

    /// Whether the form of an act is open: that of the next act, and one in which something is to be put right.
    fn unfolded(&self, fields: &str) -> &'static str {
        let next = if self.acts.closes { "close_" } else { "decide_" };
        let mut wrong = self.sent.errors.iter();
        let is_wrong = wrong.any(|(field, _)| field.starts_with(fields));
        if is_wrong || (self.sent.errors.is_empty() && fields == next) {
            " open"
        } else {
            ""
        }
    }

    /// What somebody had typed into a form that the case has no more, because another person was quicker.
    fn unsaved(&self) -> String {
        let shown = |open: bool, fields: &'static [&'static str]| fields.iter().filter(move |_| !open);
        let fields = shown(self.acts.decides, &["decide_reason"])
            .chain(shown(
                self.acts.closes && !self.visit_planned,
                &["close_cause", "close_prevention"],
            ))
            .chain(shown(self.acts.open, &["step_what"]))
            .chain(shown(
                self.acts.open && !self.visit_planned,
                &["visit_until_then"],
            ))
            .chain(shown(self.acts.reopens, &["reopen_reason"]));
        let texts: Vec<&str> = fields.map(|field| self.sent.text(field).trim()).collect();
        texts.join("\n").trim().to_owned()
    }

    fn field(&self, field: FieldView) -> Safe<String> {
        let error = self.sent.error(&field.id).map(str::to_owned);
        let value = self.sent.text(&field.id).to_owned();
        self.v.field(&field.required().value(value).error(error))
    }
}

/// `GET /desk/support/cases/{case}`
pub(super) async fn page(
    State(incidents): State<Incidents>,
    Path(case): Path<String>,
    visitor: Visitor,
) -> Response {
    show(&incidents, &visitor, &case, &Sent::default()).await
}

/// The page, with what was just sent.
pub(super) async fn show(incidents: &Incidents, visitor: &Visitor, case: &str, sent: &Sent) -> Response {
    let page = match body(incidents, visitor, case, sent).await {
        Ok(page) => page,
        Err(error) => return problems::page(visitor, &error),
    };
    let title = format!("{}　{}", page.number, page.title);
    let path = format!("/desk/support/cases/{case}");
    match Desk::new(incidents, visitor, &title).await {
        Ok(desk) if sent.errors.is_empty() => desk.at(&path).show(&page),
        Ok(desk) => problems::invalid(desk.at(&path).with_errors(true).show(&page)),
        Err(page) => page,
    }
}

/// The id in a path.
pub(super) fn id(case: &str) -> Result<CaseId> {
    case.parse().map_err(|_| Error::NotFound)
}

async fn body<'a>(
    incidents: &Incidents,
    visitor: &'a Visitor,
    case: &str,
    sent: &'a Sent,
) -> Result<CasePage<'a>> {
    let id = id(case)?;
    let file = CaseFile::load(incidents, id).await?.ok_or(Error::NotFound)?;
    let reader = incidents.store.reader();
    let company = incidents.company(file.case.company).await?;
    let row = queries::case(reader, id).await?.ok_or(Error::NotFound)?;
    let beside = queries::open_beside(reader, &row).await?;
    let beside: Vec<Case> = beside.into_iter().map(Case::try_from).collect::<Result<_>>()?;
    let ids: Vec<CaseId> = beside.iter().map(|case| case.id).collect();
    let titles = read::titles(reader, &ids).await?;
    let merged_into = match file.case.merged_into {
        Some(into) => queries::case(reader, into).await?,
        None => None,
    };
    let href = |id: CaseId| visitor.href(&format!("/desk/support/cases/{id}"));
    let case = &file.case;
    let name = case.state.name();
    let works = visitor.may("support.work");
    let mine = visitor.actor.staff_id().is_some()
        && case.assignee.as_ref().map(|(id, _)| *id) == visitor.actor.staff_id();
    let option = |id: &'static str, group: &str, field: &str| {
        let label = visitor.say(&format!("support-{group}-{id}"));
        OptionView::new(id, label, sent.text(field) == id)
    };
    let taken = crate::ops::taken(reader).await?;
    let plan = Plan {
        taken: &taken,
        teams: incidents.teams,
    };
    let chosen = match sent.text("decide_severity") {
        "" => severity_name(case.severity),
        typed => typed,
    };
    Ok(CasePage {
        v: visitor,
        sent,
        base: href(id),
        version: case.version,
        number: crate::code(case.number),
        title: said::file_title(visitor, &file),
        topic: said::topic(visitor, case.topic),
        origin: match case.topic {
            // What it is about says how it came.
            Topic::Detection => String::new(),
            _ => visitor.say(&format!("support-origin-{}", case.origin.as_str())),
        },
        severity: said::severity(visitor, case.severity),
        state: said::state(visitor, case),
        verdict: case
            .verdict
            .map(|verdict| match case.progress.again {
                true => visitor.say1(
                    "support-verdict-before",
                    "verdict",
                    said::verdict(visitor, verdict),
                ),
                false => said::verdict(visitor, verdict),
            })
            .unwrap_or_default(),
        opened: said::when(visitor, case.progress.opened),
        due: case.due.map(|due| said::when(visitor, due)).unwrap_or_default(),
        owed: said::owed(visitor, case),
        late: case.is_late(visitor.now),
        assignee: case.assignee.clone().map(|(_, name)| name).unwrap_or_default(),
        mine,
        may_call: case.may_call,
        company_cases: format!(
            "{}?state=all&company={}",
            visitor.href("/desk/support"),
            case.company
        ),
        company,
        found: file
            .found
            .iter()
            .map(|found| said::found(visitor, found, Some(file.case.company)))
            .collect(),
        entries: file
            .entries
            .iter()
            .map(|entry| said::entry(visitor, entry, &file.found, false))
            .collect(),
        visits: file
            .visits
            .iter()
            .map(|visit| visit_view(visitor, visit, works))
            .collect(),
        merged: file
            .merged
            .iter()
            .map(|case| (href(case.id), crate::code(case.number)))
            .collect(),
        merged_into: merged_into.map(|row| (href(row.id), crate::code(row.number))),
        beside: beside
            .iter()
            .map(|case| {
                let title = said::title(visitor, case, titles.get(&case.id));
                let mut parts = vec![crate::code(case.number), title];
                parts.extend(case.host.clone());
                parts.push(said::when(visitor, case.progress.opened));
                parts.push(said::state(visitor, case).text);
                let id = case.id.to_string();
                OptionView::new(&id, parts.join("　"), sent.text("merge_into") == id)
            })
            .collect(),
        acts: Acts {
            works,
            open: works && name.is_open(),
            decides: works && name.is_open(),
            closes: works && name == StateName::Decided,
            reopens: works && name == StateName::Closed,
        },
        verdicts: Verdict::ALL
            .iter()
            .map(|verdict| option(verdict.as_str(), "verdict", "decide_verdict"))
            .collect(),
        severities: said::severities(visitor, chosen),
        ways: Way::ALL
            .iter()
            .map(|way| option(way.as_str(), "way", "write_way"))
            .collect(),
        outcomes: Outcome::ALL
            .iter()
            .map(|outcome| option(outcome.as_str(), "outcome", "step_outcome"))
            .collect(),
        next_slot: next_free_slot(&incidents.calendar, visitor.now, plan)
            .map(|slot| said::when(visitor, slot.starts))
            .unwrap_or_default(),
        last_local: format!("{}T23:59", farthest(visitor.now)),
        farthest_days: FARTHEST_DAYS,
        visit_planned: file.visits.iter().any(|visit| visit.state == VisitState::Planned),
        events_href: events_href(visitor, &file),
        within_hours: is_within_hours(&incidents.calendar, visitor.now),
        now_local: in_tokyo(visitor.now).strftime("%Y-%m-%dT%H:%M").to_string(),
    })
}

/// The company's events from an hour before what the case stands on to an hour after it.
fn events_href(visitor: &Visitor, file: &CaseFile) -> String {
    let opened = file.case.progress.opened;
    let first = file.found.iter().map(|found| found.span.0).min();
    let last = file.found.iter().map(|found| found.span.1).max();
    let hour = SignedDuration::from_hours(1);
    let from = first.unwrap_or(opened).checked_sub(hour).unwrap_or(opened);
    let until = last.unwrap_or(opened).checked_add(hour).unwrap_or(opened);
    let local = |at: Timestamp| in_tokyo(at).strftime("%Y-%m-%dT%H:%M").to_string();
    let path = format!(
        "/desk/companies/{}/events?from={}&until={}&case={}",
        file.case.company,
        local(from),
        local(until),
        file.case.id,
    );
    visitor.href(&path)
}

fn visit_view(visitor: &Visitor, visit: &Visit, works: bool) -> VisitView {
    let planned = visit.state == VisitState::Planned;
    let path = format!("/desk/support/visits/{}", visit.id);
    VisitView {
        id: visit.id.to_string(),
        when: visitor.say2(
            "support-span",
            "from",
            said::when(visitor, visit.slot.0),
            "to",
            visitor.words.clock(in_tokyo(visit.slot.1).time()),
        ),
        state: visitor.say(&format!("support-visit-{}", visit.state.as_str())),
        until_then: said::confided(visitor, &visit.until_then),
        result: said::confided(visitor, &visit.result),
        action: (planned && works).then(|| visitor.href(&path)),
        begun: visit.slot.0 <= visitor.now,
    }
}
