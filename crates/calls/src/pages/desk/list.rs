//! All applications of a call: filtered, sorted, fifty a page.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use web::Visitor;

use super::lines::{self, Around, Asked, Choice, LineView, SIZE};
use super::{Figures, figures, in_frame, problems, programme};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::Result;
use crate::store::queries::applications::Sort;
use crate::store::queries::overview;

/// Where one is in the pages.
pub(super) struct Pages {
    pub(super) total: u64,
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl Pages {
    pub(super) fn new(asked: &Asked, base: &str, sort: Sort, descending: bool, total: u64) -> Self {
        let start = asked.page * SIZE;
        let href = |page: u64| asked.href(base, sort, descending, page);
        Self {
            total,
            from: (start + 1).min(total),
            to: (start + SIZE).min(total),
            before: (asked.page > 0).then(|| href(asked.page - 1)),
            after: (start + SIZE < total).then(|| href(asked.page + 1)),
        }
    }

    /// "68 件中 1〜50 件"
    pub(super) fn words(&self, visitor: &Visitor) -> String {
        if self.total == 0 {
            return visitor.say("desk-count-none");
        }
        let number = |number: u64| {
            visitor
                .words
                .number(i64::try_from(number).unwrap_or(i64::MAX))
                .into()
        };
        let values = [
            ("total", number(self.total)),
            ("from", number(self.from)),
            ("to", number(self.to)),
        ];
        visitor.words.say_with("desk-count", &values)
    }
}

/// The head of a column: a link that sorts.
pub(super) struct Column {
    pub(super) label: String,
    pub(super) href: String,
    /// `ascending`, `descending`, `none`: as `aria-sort` has it.
    pub(super) sorted: &'static str,
    pub(super) number: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "each is one switch of the template")]
#[derive(Template)]
#[template(path = "desk-list.html")]
struct ListPage<'a> {
    v: &'a Visitor,
    list: String,
    text: &'a str,
    frames: Vec<Choice>,
    courses: Vec<Choice>,
    states: Vec<Choice>,
    outcomes: Vec<Choice>,
    dues: Vec<Choice>,
    duplicates: bool,
    columns: Vec<Column>,
    lines: Vec<LineView>,
    pages: Pages,
    filtered: bool,
    /// When it was read: what is printed is compared with what is printed later.
    at: String,
    same: String,
    export: String,
    has_frames: bool,
    has_courses: bool,
    has_ranks: bool,
    sort: Option<&'static str>,
    descending: bool,
}

/// `GET /desk/{programme}/applications`
pub(super) async fn page(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match body(&calls, &visitor, &programme, &pairs).await {
        Ok((figures, body)) => {
            let title = visitor.say("desk-applications");
            in_frame(&visitor, &programme, &figures, &title, false, &body).into_response()
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn body(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    pairs: &[(String, String)],
) -> Result<(Figures, String)> {
    let reader = calls.store.reader();
    let figures = figures(calls, visitor, programme).await?;
    let mut asked = Asked::read(visitor, programme, pairs);
    let order = (asked.sort, asked.descending);
    let (rows, total) = lines::page(reader, &mut asked, order).await?;
    let around = Around {
        programme,
        twins: lines::twins(reader, programme, &rows).await?,
        contacts: lines::contacts(reader, &rows).await?,
    };
    let counts = overview::by_state(reader, &programme.file.id).await?;
    let base = visitor.href(&format!("/desk/{}", programme.file.id));
    let list = format!("{base}/applications");
    let page = ListPage {
        v: visitor,
        text: &asked.text,
        frames: lines::frames(visitor, programme, asked.filter.frame.as_deref()),
        courses: lines::courses(visitor, programme, asked.filter.course.as_deref()),
        states: states(visitor, &asked, &counts),
        outcomes: outcomes(visitor, &asked),
        dues: asked.due_choices(visitor),
        duplicates: asked.filter.duplicates,
        columns: columns(visitor, programme, &asked, &list),
        pages: Pages::new(&asked, &list, asked.sort, asked.descending, total),
        filtered: asked.is_filtered(),
        at: visitor.words.date_time(visitor.now),
        same: asked.same(),
        export: format!("{base}/export"),
        has_frames: !programme.file.frames.is_empty(),
        has_courses: programme.file.courses.len() > 1,
        has_ranks: programme.file.is_lottery(),
        sort: Sort::ALL
            .iter()
            .find(|(_, sort)| *sort == asked.sort && asked.sort != Sort::default())
            .map(|(name, _)| *name),
        descending: asked.descending,
        lines: rows
            .iter()
            .map(|line| lines::view(visitor, &around, line))
            .collect(),
        list,
    };
    let body = page.render().unwrap_or_default();
    Ok((figures, body))
}

/// States with how many there are in each.
fn states(
    visitor: &Visitor,
    asked: &Asked,
    counts: &std::collections::BTreeMap<StateName, u64>,
) -> Vec<Choice> {
    let chosen = asked.filter.states.first();
    let choice = |state: StateName| {
        let name = visitor.say(&format!("state-{}", state.as_str()));
        Choice {
            id: state.as_str().to_owned(),
            label: format!("{name} ({})", counts.get(&state).copied().unwrap_or_default()),
            chosen: chosen == Some(&state),
        }
    };
    let shown = StateName::ALL
        .into_iter()
        .filter(|state| counts.contains_key(state) || chosen == Some(state));
    shown.map(choice).collect()
}

fn outcomes(visitor: &Visitor, asked: &Asked) -> Vec<Choice> {
    let choice = |id: &str| Choice {
        id: id.to_owned(),
        label: visitor.say(&format!("outcome-{id}")),
        chosen: asked.filter.outcome.as_deref() == Some(id),
    };
    ["eligible", "review", "refer", "ineligible"].map(choice).into()
}

fn columns(visitor: &Visitor, programme: &Programme, asked: &Asked, list: &str) -> Vec<Column> {
    let column = |sort: Sort, key: &str, number: bool| {
        let descending = asked.sort == sort && !asked.descending;
        Column {
            label: visitor.say(key),
            href: asked.href(list, sort, descending, 0),
            sorted: match (asked.sort == sort, asked.descending) {
                (false, _) => "none",
                (true, false) => "ascending",
                (true, true) => "descending",
            },
            number,
        }
    };
    let mut columns = vec![
        column(Sort::Number, "desk-column-number", false),
        column(Sort::Company, "desk-column-company", false),
    ];
    if !programme.file.frames.is_empty() {
        columns.push(column(Sort::Frame, "desk-column-frame", false));
    }
    columns.push(column(Sort::State, "desk-column-state", false));
    columns.push(column(Sort::Due, "desk-column-due", false));
    columns.push(column(Sort::Employees, "desk-column-employees", true));
    if programme.file.is_lottery() {
        columns.push(column(Sort::Rank, "desk-column-rank", true));
    }
    columns
}
