//! The queue: what is owed first, with filters.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use contracts::ids::CompanyId;
use platform::store::At;
use web::Visitor;
use web::form::OptionView;
use web::view::Chip;

use super::super::{problems, said};
use super::Desk;
use crate::context::Incidents;
use crate::domain::case::StateName;
use crate::domain::detection::severity;
use crate::error::Result;
use crate::read::{self, Case};
use crate::store::queries::{self, Filter, Load, PAGE, Sort};

/// A case as a row.
struct RowView {
    href: String,
    number: String,
    title: String,
    company: String,
    severity: Chip,
    state: Chip,
    due: String,
    owed: String,
    late: bool,
    assignee: String,
    host: String,
}

#[derive(Template)]
#[template(path = "desk-support-queue.html")]
struct QueuePage<'a> {
    v: &'a Visitor,
    /// This page, as it is asked for.
    here: String,
    load: Load,
    severities: Vec<OptionView>,
    states: Vec<OptionView>,
    people: Vec<OptionView>,
    sorts: Vec<OptionView>,
    rows: Vec<RowView>,
    total: u64,
    filtered: bool,
    earlier: Option<String>,
    more: Option<String>,
}

/// What was asked for, from the address.
struct Asked {
    filter: Filter,
    sort: Sort,
    page: u64,
    text: HashMap<String, String>,
}

impl Asked {
    fn read(visitor: &Visitor, text: HashMap<String, String>) -> Self {
        let get = |name: &str| text.get(name).map_or("", String::as_str);
        let states = match get("state") {
            "all" => Vec::new(),
            name => StateName::parse(name).map_or(StateName::OPEN.to_vec(), |state| vec![state]),
        };
        let filter = Filter {
            states,
            severity: severity(get("severity")),
            assignee: (get("assignee") == "mine")
                .then(|| visitor.actor.staff_id())
                .flatten(),
            unassigned: get("assignee") == "nobody",
            company: get("company").parse().ok(),
            late: (get("late") == "1").then(|| At::from(visitor.now)),
            waiting: get("waiting") == "1",
        };
        let sort = Sort::ALL.into_iter().find(|(name, _)| *name == get("sort"));
        Self {
            filter,
            sort: sort.map(|(_, sort)| sort).unwrap_or_default(),
            page: get("page").parse().unwrap_or(0),
            text,
        }
    }

    fn is_filtered(&self) -> bool {
        ["state", "severity", "assignee", "company", "late", "waiting"]
            .iter()
            .any(|name| self.text.get(*name).is_some_and(|value| !value.is_empty()))
    }

    fn href(&self, visitor: &Visitor, page: u64) -> String {
        let mut address = visitor.href("/desk/support");
        address.push_str(&format!("?page={page}"));
        for name in [
            "state", "severity", "assignee", "company", "late", "waiting", "sort",
        ] {
            // Only what we know ourselves goes into a link.
            if let Some(value) = self
                .text
                .get(name)
                .filter(|value| value.chars().all(|one| one.is_ascii_alphanumeric() || one == '-'))
            {
                address.push_str(&format!("&{name}={value}"));
            }
        }
        address
    }
}

/// `GET /desk/support`
pub(super) async fn page(
    State(incidents): State<Incidents>,
    Query(pairs): Query<HashMap<String, String>>,
    visitor: Visitor,
) -> Response {
    let asked = Asked::read(&visitor, pairs);
    let page = match body(&incidents, &visitor, &asked).await {
        Ok(page) => page,
        Err(error) => return problems::page(&visitor, &error),
    };
    // Whoever has the queue in another tab sees there whether somebody waits.
    let title = match page.load.waiting {
        0 => visitor.say("support-queue"),
        waiting => visitor.say1("support-queue-waiting", "count", waiting),
    };
    match Desk::new(&incidents, &visitor, &title).await {
        Ok(desk) => desk.show(&page),
        Err(page) => page,
    }
}

async fn body<'a>(incidents: &Incidents, visitor: &'a Visitor, asked: &Asked) -> Result<QueuePage<'a>> {
    let reader = incidents.store.reader();
    let (rows, total) = queries::queue(reader, &asked.filter, asked.sort, asked.page).await?;
    let cases: Vec<Case> = rows.into_iter().map(Case::try_from).collect::<Result<_>>()?;
    let ids: Vec<_> = cases.iter().map(|case| case.id).collect();
    let titles = read::titles(reader, &ids).await?;
    let names = names(incidents, &cases).await?;
    let option = |field: &str, id: &str, key: &str| {
        let chosen = asked.text.get(field).is_some_and(|value| value == id);
        OptionView::new(id, visitor.say(key), chosen)
    };
    let states = StateName::ALL.iter().map(|state| {
        option(
            "state",
            state.as_str(),
            &format!("support-state-{}", state.as_str()),
        )
    });
    let has_more = (asked.page + 1) * PAGE < total;
    Ok(QueuePage {
        v: visitor,
        here: asked.href(visitor, asked.page),
        load: queries::load(reader, At::from(visitor.now)).await?,
        severities: said::severities(visitor, asked.text.get("severity").map_or("", String::as_str)),
        states: states
            .chain([option("state", "all", "support-state-all")])
            .collect(),
        people: vec![
            option("assignee", "mine", "support-assignee-mine"),
            option("assignee", "nobody", "support-assignee-nobody"),
        ],
        sorts: Sort::ALL
            .iter()
            .map(|(name, _)| option("sort", name, &format!("support-sort-{name}")))
            .collect(),
        rows: cases
            .iter()
            .map(|case| row(visitor, case, titles.get(&case.id), &names))
            .collect(),
        total,
        filtered: asked.is_filtered(),
        earlier: asked.page.checked_sub(1).map(|page| asked.href(visitor, page)),
        more: has_more.then(|| asked.href(visitor, asked.page + 1)),
    })
}

fn row(
    visitor: &Visitor,
    case: &Case,
    found: Option<&[String; 2]>,
    names: &HashMap<CompanyId, String>,
) -> RowView {
    RowView {
        href: visitor.href(&format!("/desk/support/cases/{}", case.id)),
        number: crate::code(case.number),
        title: said::title(visitor, case, found),
        company: names.get(&case.company).cloned().unwrap_or_default(),
        severity: said::severity(visitor, case.severity),
        state: said::state(visitor, case),
        due: case.due.map(|due| said::when(visitor, due)).unwrap_or_default(),
        owed: said::owed(visitor, case),
        late: case.is_late(visitor.now),
        assignee: case.assignee.clone().map(|(_, name)| name).unwrap_or_default(),
        host: case.host.clone().unwrap_or_default(),
    }
}

/// Names of the companies of some cases.
pub(super) async fn names(incidents: &Incidents, cases: &[Case]) -> Result<HashMap<CompanyId, String>> {
    let mut names = HashMap::new();
    for case in cases {
        if let Entry::Vacant(vacant) = names.entry(case.company) {
            let company = incidents.company(case.company).await?;
            vacant.insert(company.map(|company| company.name).unwrap_or_default());
        }
    }
    Ok(names)
}
