//! Taking in a contact log in two steps (C11): the file is read and every row shown with what is wrong with it; only
//! then, and only when nothing is wrong, it is taken.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use documents::sheet::{Cell, ColumnKind, Sheet};
use web::{Posted, Visitor};

use super::files::{self, FileKind, columns};
use super::lines::outcome_of_contact;
use super::log_file::{self, Row, Unreadable};
use super::{figures, has_contacts, in_frame, problems, programme};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::import_contacts::{ImportContacts, LogLine, Standing, look};
use crate::ops::submit::code;
use crate::store::queries::applications::{self, Filter, Sort};

/// Largest request: the file with the form around it, or its rows as text.
pub(super) const LARGEST_REQUEST: usize = 32 * 1024 * 1024;
/// Most rows that are shown; those with something wrong come first.
const SHOWN: usize = 300;

/// A row as shown.
struct RowView {
    row: usize,
    number: String,
    company: String,
    at: String,
    channel: String,
    outcome: String,
    note: String,
    finding: String,
    class: &'static str,
}

/// What would be taken.
struct Preview {
    file: String,
    words: String,
    rows: Vec<RowView>,
    cut: Option<String>,
    /// The rows as text for the second step; none when something is wrong.
    again: Option<String>,
}

#[derive(Template)]
#[template(path = "desk-import.html")]
struct ImportPage<'a> {
    v: &'a Visitor,
    base: String,
    done: Option<String>,
    errors: Vec<(String, String)>,
    wrong: Vec<String>,
    preview: Option<Preview>,
}

impl<'a> ImportPage<'a> {
    fn new(visitor: &'a Visitor, programme: &Programme) -> Self {
        Self {
            v: visitor,
            base: visitor.href(&format!("/desk/{}", programme.file.id)),
            done: None,
            errors: Vec::new(),
            wrong: Vec::new(),
            preview: None,
        }
    }

    async fn show(self, calls: &Calls, programme: &Programme) -> Response {
        let wrong = !self.errors.is_empty() || !self.wrong.is_empty();
        let body = self.render().unwrap_or_default();
        let figures = match figures(calls, self.v, programme).await {
            Ok(figures) => figures,
            Err(error) => return problems::page(self.v, &error),
        };
        let status = if wrong {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        let title = self.v.say("import-title");
        let html = in_frame(self.v, programme, &figures, &title, wrong, &body);
        (status, html).into_response()
    }
}

/// The call of a path, if contacts belong to it.
#[expect(
    clippy::result_large_err,
    reason = "the error is the page to show, made once a request"
)]
fn open(calls: &Calls, visitor: &Visitor, id: &str) -> std::result::Result<Arc<Programme>, Response> {
    let programme = programme(calls, visitor, id)?;
    if has_contacts(&programme) {
        Ok(programme)
    } else {
        Err(problems::page(visitor, &Error::NotInCall("contact")))
    }
}

/// `GET /desk/{programme}/import`
pub(super) async fn page(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    match open(&calls, &visitor, &id) {
        Ok(programme) => {
            ImportPage::new(&visitor, &programme)
                .show(&calls, &programme)
                .await
        }
        Err(page) => page,
    }
}

/// `POST /desk/{programme}/import`: reads the file and changes nothing.
pub(super) async fn send(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let programme = match open(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let file = posted.file("file");
    let mut page = ImportPage::new(&visitor, &programme);
    match log_file::rows(file) {
        Ok(rows) => {
            let name = file.map(|file| file.name.clone()).unwrap_or_default();
            if let Err(error) = preview(&calls, &programme, &mut page, name, &rows).await {
                return problems::page(&visitor, &error);
            }
        }
        Err(unreadable) => page
            .errors
            .push(("file".to_owned(), in_words(&visitor, &unreadable))),
    }
    page.show(&calls, &programme).await
}

/// `POST /desk/{programme}/import/take`: takes the rows that were shown. They are checked as if they were new.
pub(super) async fn take(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let programme = match open(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let mut page = ImportPage::new(&visitor, &programme);
    let rows: Vec<Row> = serde_json::from_str(posted.text("rows")).unwrap_or_default();
    let lines: std::result::Result<Vec<LogLine>, _> = rows.iter().map(log_file::line).collect();
    let lines = match lines {
        Ok(lines) if !lines.is_empty() => lines,
        // Not what was shown.
        _ => {
            page.errors
                .push(("file".to_owned(), in_words(&visitor, &Unreadable::Kind)));
            return page.show(&calls, &programme).await;
        }
    };
    let import = ImportContacts {
        programme: Arc::clone(&programme),
        lines,
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&import).await {
        Ok(imported) => {
            page.done = Some(visitor.say2("import-done", "taken", imported.taken, "known", imported.known));
        }
        // Something changed since the rows were shown: they are shown again.
        Err(Error::Invalid(_)) => {
            let name = posted.text("name").to_owned();
            if let Err(error) = preview(&calls, &programme, &mut page, name, &rows).await {
                return problems::page(&visitor, &error);
            }
        }
        Err(error) => return problems::page(&visitor, &error),
    }
    page.show(&calls, &programme).await
}

async fn preview(
    calls: &Calls,
    programme: &Programme,
    page: &mut ImportPage<'_>,
    file: String,
    rows: &[Row],
) -> Result<()> {
    let read: Vec<_> = rows.iter().map(log_file::line).collect();
    let lines: Vec<LogLine> = read.iter().filter_map(|line| line.clone().ok()).collect();
    let mut looks = look(calls.store.reader(), programme, &lines, page.v.now)
        .await?
        .into_iter();
    let (mut new, mut known) = (0, 0);
    let mut views = Vec::new();
    for (row, line) in rows.iter().zip(&read) {
        let look = line.is_ok().then(|| looks.next()).flatten();
        let wrong = match (line, look.as_ref().map(|look| look.standing)) {
            (Err(keys), _) => keys.clone(),
            (_, Some(Standing::NoApplication)) => vec!["import-row-number"],
            (_, Some(Standing::Future)) => vec!["import-row-future"],
            (_, Some(Standing::Early)) => vec!["import-row-early"],
            (_, Some(Standing::Ended)) => vec!["import-row-ended"],
            (_, Some(Standing::Known)) => {
                known += 1;
                Vec::new()
            }
            _ => {
                new += 1;
                Vec::new()
            }
        };
        let wrong = wrong.into_iter().map(|key| page.v.say(key)).collect::<Vec<_>>();
        let wrong = wrong.join(" / ");
        if !wrong.is_empty() {
            let reason = wrong.clone();
            page.wrong
                .push(page.v.say2("import-row-error", "row", row.row, "reason", reason));
        }
        let is_known = look.as_ref().is_some_and(|look| look.standing == Standing::Known);
        let company = look.and_then(|look| look.company).unwrap_or_default();
        views.push(row_view(
            page.v,
            row,
            line.as_ref().ok(),
            company,
            (wrong, is_known),
        ));
    }
    // The sort is stable: rows with something wrong, then the others, each in the order of the file.
    views.sort_by_key(|view| view.class != "bad");
    let hidden = views.len().saturating_sub(SHOWN);
    views.truncate(SHOWN);
    let counts = [
        ("new", new.to_string().into()),
        ("known", known.to_string().into()),
        ("wrong", page.wrong.len().to_string().into()),
    ];
    page.preview = Some(Preview {
        file,
        words: page.v.words.say_with("import-preview-counts", &counts),
        rows: views,
        cut: (hidden > 0).then(|| page.v.say1("import-preview-more", "number", hidden)),
        again: (page.wrong.is_empty() && new > 0).then(|| serde_json::to_string(rows).unwrap_or_default()),
    });
    page.wrong.truncate(50);
    Ok(())
}

fn row_view(
    visitor: &Visitor,
    row: &Row,
    line: Option<&LogLine>,
    company: String,
    (wrong, is_known): (String, bool),
) -> RowView {
    let [number, at, channel, outcome, note] = row.cells.clone();
    let (finding, class) = match (wrong.is_empty(), is_known) {
        (false, _) => (wrong, "bad"),
        (true, true) => (visitor.say("import-row-known"), "mute"),
        (true, false) => (visitor.say("import-row-new"), "ok"),
    };
    RowView {
        row: row.row,
        number: line.map_or(number, |line| code(line.number)),
        company,
        at: line.map_or(at, |line| visitor.words.date_time(line.at)),
        channel: line.map_or(channel, |line| visitor.say(&format!("contact-{}", line.channel))),
        outcome: line.map_or(outcome, |line| outcome_of_contact(visitor, line.outcome)),
        note,
        finding,
        class,
    }
}

/// Why a file cannot be read, and what to do.
fn in_words(visitor: &Visitor, unreadable: &Unreadable) -> String {
    let problem = match unreadable {
        Unreadable::Missing => return visitor.say("import-file-missing"),
        Unreadable::Empty => return visitor.say("import-file-empty"),
        Unreadable::OneColumn => return visitor.say("import-file-one-column"),
        Unreadable::TooLarge => return visitor.say("import-file-large"),
        Unreadable::Kind => return visitor.say("import-file-kind"),
        Unreadable::Macros => return visitor.say("import-file-macros"),
        Unreadable::Sheet(problem) => problem,
    };
    let mut values: Vec<_> = Vec::new();
    for (name, value) in problem.args() {
        let value = match name {
            "title" => visitor.say(&format!("import-column-{value}")),
            _ => value,
        };
        values.push((name, value.into()));
    }
    match problem.code() {
        code @ ("sheet-old-xls"
        | "sheet-encrypted"
        | "sheet-unpacks-too-large"
        | "sheet-too-many-rows"
        | "sheet-too-many-columns"
        | "sheet-encoding"
        | "sheet-no-rows"
        | "sheet-missing-column"
        | "sheet-duplicate-column") => visitor.words.say_with(&format!("import-{code}"), &values),
        _ => visitor.say("import-file-kind"),
    }
}

/// `GET /desk/{programme}/import/template.xlsx`: a workbook to fill in, with those who are still to be called.
pub(super) async fn template(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let programme = match open(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let filter = Filter {
        programme: programme.file.id.clone(),
        states: vec![StateName::Received],
        ..Filter::default()
    };
    let rows = match applications::all(calls.store.reader(), &filter, Sort::Due, false).await {
        Ok(rows) => rows,
        Err(error) => return problems::page(&visitor, &error.into()),
    };
    let text = ColumnKind::Text;
    let titles = [
        ("import-column-number", text),
        ("desk-column-company", text),
        ("export-column-telephone", text),
        ("import-column-time", ColumnKind::DateTime),
        ("import-column-channel", text),
        ("import-column-result", text),
        ("import-column-note", text),
    ];
    let sheet = Sheet {
        name: visitor.say("import-title"),
        columns: columns(&visitor, &titles),
        rows: rows
            .into_iter()
            .map(|row| {
                let known = [code(row.number), row.company_name, row.telephone].map(Cell::text);
                let open = std::iter::repeat_n(Cell::Empty, titles.len() - known.len());
                known.into_iter().chain(open).collect()
            })
            .collect(),
    };
    files::hand_out(&calls, &visitor, &programme, "contacts", &sheet, FileKind::Xlsx).await
}
