//! What is done about the risks: measures to tick, then who, until when, for how much.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use platform::clock::in_tokyo;
use platform::forms::parse_whole;
use web::view::{Chip, Tone};
use web::{Flash, Page, Posted, Routes, Visitor};

use super::opened::{Opened, mark, said};
use super::{OWN, problems};
use crate::context::Workbench;
use crate::domain::assessment::{Assessment, Counts};
use crate::domain::catalogue::{Measure, MeasureId, Step};
use crate::domain::measures::Status;
use crate::domain::plan::{Progress, Task};
use crate::domain::record::{Entry, Kind, Slot};
use crate::ops::write::{Change, Deed};

pub(super) fn routes() -> Routes<Workbench> {
    Routes::new()
        .get("/workbench/plan", OWN, page)
        .post("/workbench/plan/take", OWN, take)
        .post("/workbench/plan", OWN, save)
        .post("/workbench/plan/drop/{measure}", OWN, drop_task)
}

/// How many proposals are ticked at the beginning: what a firm of ten can do in a year.
const TICKED: usize = 8;

struct TaskView {
    id: String,
    title: String,
    what: String,
    first_step: String,
    owner: String,
    due: String,
    cost: String,
    progress: Vec<(&'static str, String, bool)>,
    drop: String,
    version: i64,
}

struct ProposalView {
    id: String,
    title: String,
    first_step: String,
    high: usize,
    medium: usize,
    effort: String,
    status: Chip,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "workbench-plan.html")]
struct PlanPage<'a> {
    v: &'a Visitor,
    active: bool,
    none: bool,
    counts: Counts,
    residual: Counts,
    tasks: Vec<TaskView>,
    proposals: Vec<ProposalView>,
    error: Option<String>,
}

/// How far a measure is, as a chip.
pub(super) fn status_chip(visitor: &Visitor, status: Status) -> Chip {
    let tone = match status {
        Status::Done => Tone::Ok,
        Status::Partly => Tone::Warn,
        Status::No => Tone::Bad,
        Status::Unknown => Tone::Info,
    };
    Chip::new(
        tone,
        visitor.say(&format!("workbench-status-{}", status.as_str())),
    )
}

/// `GET /workbench/plan`
async fn page(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => show(&workbench, &visitor, &opened, None, None),
        Err(page) => page,
    }
}

fn show(
    workbench: &Workbench,
    visitor: &Visitor,
    opened: &Opened<'_>,
    error: Option<String>,
    typed: Option<&Posted>,
) -> Response {
    let assessment = opened.assess();
    let book = opened.book();
    let catalogue = &workbench.catalogue;
    let mut tasks: Vec<(&Measure, &Task)> = book
        .tasks
        .iter()
        .filter_map(|(id, task)| Some((catalogue.measure(id)?, task)))
        .collect();
    tasks.sort_by_key(|(measure, task)| (task.progress, task.due, measure.id.clone()));
    let open = |id: &MeasureId| !book.tasks.contains_key(id);
    let proposals = assessment.proposals(catalogue);
    let page = PlanPage {
        v: visitor,
        active: opened.active,
        none: assessment.lines.is_empty(),
        counts: assessment.counts(),
        residual: assessment.residual_counts(),
        proposals: proposals
            .iter()
            .filter(|proposal| open(&proposal.measure))
            .enumerate()
            .filter_map(|(place, proposal)| {
                let measure = catalogue.measure(&proposal.measure)?;
                Some(ProposalView {
                    id: measure.id.to_string(),
                    title: said(visitor, &measure.title).to_owned(),
                    first_step: said(visitor, &measure.first_step).to_owned(),
                    high: proposal.high,
                    medium: proposal.medium,
                    effort: effort(visitor, measure),
                    status: status_of(visitor, &assessment, &measure.id),
                    ticked: book.tasks.is_empty() && place < TICKED,
                })
            })
            .collect(),
        tasks: tasks
            .into_iter()
            .map(|(measure, task)| task_view(visitor, opened, measure, task, typed))
            .collect(),
        error,
    };
    let wrong = page.error.is_some();
    let shown = Page::public(visitor, &visitor.say("workbench-plan"))
        .with_errors(wrong)
        .at("/workbench/plan")
        .show(&page);
    if wrong { problems::invalid(shown) } else { shown }
}

fn status_of(visitor: &Visitor, assessment: &Assessment, id: &MeasureId) -> Chip {
    let standing = assessment.standings.get(id);
    status_chip(
        visitor,
        standing.map_or(Status::Unknown, |standing| standing.status),
    )
}

fn effort(visitor: &Visitor, measure: &Measure) -> String {
    format!(
        "{}　{}",
        visitor.say(&format!("workbench-effort-{}", measure.effort)),
        visitor.say(&format!("workbench-cost-{}", measure.cost))
    )
}

fn task_view(
    visitor: &Visitor,
    opened: &Opened<'_>,
    measure: &Measure,
    task: &Task,
    typed: Option<&Posted>,
) -> TaskView {
    // What was typed stands again, whatever was wrong with it.
    let field = |name: &str, stored: String| match typed {
        Some(typed) => typed.text(&format!("{}.{name}", measure.id)).to_owned(),
        None => stored,
    };
    let progress = field("progress", task.progress.as_str().to_owned());
    TaskView {
        id: measure.id.to_string(),
        title: said(visitor, &measure.title).to_owned(),
        what: said(visitor, &measure.what).to_owned(),
        first_step: said(visitor, &measure.first_step).to_owned(),
        owner: field("owner", task.owner.clone()),
        due: field("due", task.due.map(|due| due.to_string()).unwrap_or_default()),
        cost: field("cost", task.cost.map(|cost| cost.to_string()).unwrap_or_default()),
        progress: Progress::ALL
            .into_iter()
            .filter(|one| *one != Progress::Dropped)
            .map(|one| {
                let label = visitor.say(&format!("workbench-progress-{}", one.as_str()));
                (one.as_str(), label, progress == one.as_str())
            })
            .collect(),
        drop: visitor.href(&format!("/workbench/plan/drop/{}", measure.id)),
        version: opened.version(&Slot::new(Kind::Task, measure.id.as_str())),
    }
}

/// When something is due, proposed by how much work it is: one, three, six months.
fn due(today: Date, measure: &Measure) -> Option<Date> {
    let months = match measure.effort {
        1 => 1,
        2 => 3,
        _ => 6,
    };
    today.checked_add(jiff::Span::new().months(months)).ok()
}

/// What something costs, proposed by its band: the middle of it.
const fn cost(measure: &Measure) -> Option<i64> {
    match measure.cost {
        0 => Some(0),
        1 => Some(30_000),
        2 => Some(150_000),
        _ => Some(500_000),
    }
}

/// `POST /workbench/plan/take`: takes ticked proposals into the plan, with owner, date and cost filled in.
async fn take(State(workbench): State<Workbench>, visitor: Visitor, posted: Posted) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let today = in_tokyo(visitor.now).date();
    let catalogue = &workbench.catalogue;
    let changes: Vec<Change> = posted
        .many("measure")
        .into_iter()
        .filter_map(|id| catalogue.measure(&MeasureId::from(id)))
        .filter(|measure| !opened.book().tasks.contains_key(&measure.id))
        .map(|measure| {
            let owner = catalogue.role(&measure.owner);
            let task = Task {
                owner: owner.map_or_else(String::new, |role| said(&visitor, &role.title).to_owned()),
                due: due(today, measure),
                cost: cost(measure),
                progress: Progress::Planned,
                note: String::new(),
            };
            Change::put(Entry::Task(measure.id.clone(), task), 0)
        })
        .collect();
    let count = changes.len();
    if count == 0 {
        return Flash::warning("workbench-nothing-ticked").redirect(&visitor, "/workbench/plan");
    }
    match opened.write("plan.proposals_taken", changes).await {
        Ok(()) => Flash::done("workbench-tasks-taken")
            .value(count)
            .redirect(&visitor, "/workbench/plan"),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `POST /workbench/plan`: saves owners, dates, costs and progress of the whole plan.
async fn save(State(workbench): State<Workbench>, visitor: Visitor, posted: Posted) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let mut changes = vec![mark(Step::Treatment)];
    for (id, task) in &opened.book().tasks {
        let field = |name: &str| posted.text(&format!("{id}.{name}")).to_owned();
        let Some(progress) = Progress::from_name(&field("progress")) else {
            continue;
        };
        let (due, cost) = (field("due"), field("cost"));
        let new = Task {
            owner: field("owner"),
            due: match due.as_str() {
                "" => None,
                due => match due.parse() {
                    Ok(due) => Some(due),
                    Err(_) => {
                        return wrong(
                            &workbench,
                            &visitor,
                            &opened,
                            &posted,
                            "workbench-due-unread",
                            due,
                        );
                    }
                },
            },
            cost: match cost.as_str() {
                "" => None,
                cost => match parse_whole(cost).filter(|cost| *cost >= 0) {
                    Some(cost) => Some(cost),
                    None => {
                        return wrong(
                            &workbench,
                            &visitor,
                            &opened,
                            &posted,
                            "workbench-cost-unread",
                            cost,
                        );
                    }
                },
            },
            progress,
            note: task.note.clone(),
        };
        let version: i64 = field("version").parse().unwrap_or(0);
        changes.push(Change::put(Entry::Task(id.clone(), new), version));
    }
    match opened.write("plan.saved", changes).await {
        Ok(()) => Flash::done("workbench-kept").redirect(&visitor, "/workbench/plan"),
        Err(error) => problems::page(&visitor, &error),
    }
}

fn wrong(
    workbench: &Workbench,
    visitor: &Visitor,
    opened: &Opened<'_>,
    posted: &Posted,
    key: &str,
    value: &str,
) -> Response {
    let error = visitor.say1(key, "value", value);
    show(workbench, visitor, opened, Some(error), Some(posted))
}

/// `POST /workbench/plan/drop/{measure}`
async fn drop_task(
    State(workbench): State<Workbench>,
    axum::extract::Path(measure): axum::extract::Path<String>,
    visitor: Visitor,
    _posted: Posted,
) -> Response {
    let change = Change {
        deed: Deed::Remove(Slot::new(Kind::Task, measure)),
        base: None,
    };
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => {
            opened
                .write_then(
                    &visitor,
                    "plan.dropped",
                    vec![change],
                    "workbench-dropped",
                    "/workbench/plan",
                )
                .await
        }
        Err(page) => page,
    }
}
