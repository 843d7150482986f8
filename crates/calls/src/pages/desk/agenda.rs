//! What a call waits for beside its applications: the acts of the draw, the notices, answers and documents of the
//! companies. The inbox shows it first, because a freeze or a draw that is missed cannot be made up for.

use jiff::Timestamp;
use platform::clock::from_tokyo;
use platform::store::At;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use web::Visitor;

use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::Result;
use crate::store::entities::{application, draw, notice};
use crate::store::queries::overview;

/// One thing to do or to wait for.
pub(super) struct TaskView {
    pub(super) what: String,
    pub(super) href: String,
    /// From when or until when, in words; empty where nobody has set a time.
    pub(super) when: String,
    /// It can be done now and its time is set, or its time is over.
    pub(super) urgent: bool,
}

/// What the call waits for, in the order in which it is done.
pub(super) async fn tasks(
    connection: &impl ConnectionTrait,
    visitor: &Visitor,
    programme: &Programme,
) -> Result<Vec<TaskView>> {
    let mut tasks = Vec::new();
    if programme.file.is_lottery() {
        tasks.extend(of_the_draw(connection, visitor, programme).await?);
    }
    tasks.extend(of_companies(connection, visitor, programme).await?);
    Ok(tasks)
}

/// The next act of the draw, or the notices that follow it.
async fn of_the_draw(
    connection: &impl ConnectionTrait,
    visitor: &Visitor,
    programme: &Programme,
) -> Result<Option<TaskView>> {
    let id = &programme.file.id;
    let row = draw::Entity::find_by_id(id.clone()).one(connection).await?;
    let selection = &programme.file.selection;
    let (freeze, draw) = (
        selection.freeze_at.map(from_tokyo),
        selection.draw_at.map(from_tokyo),
    );
    let opens = programme
        .file
        .courses
        .iter()
        .map(|course| from_tokyo(course.opens))
        .min();
    let task = |key: &str, page: &str, from: Option<Timestamp>, until: Option<Timestamp>| TaskView {
        what: visitor.say(key),
        href: visitor.href(&format!("/desk/{id}/{page}")),
        urgent: from.is_none_or(|from| visitor.now >= from),
        when: window(visitor, from, until),
    };
    Ok(match row.as_ref().map(|row| row.state.as_str()) {
        None if opens.is_some_and(|opens| visitor.now >= opens) => {
            Some(task("agenda-charter", "draw", None, freeze))
        }
        Some("chartered") => Some(task("agenda-freeze", "draw", freeze, draw)),
        Some("frozen") => Some(task("agenda-draw", "draw", draw, None)),
        Some("drawn") => {
            let results = notice::Entity::find()
                .filter(notice::Column::ProgrammeId.eq(id))
                .filter(notice::Column::Kind.eq("result"))
                .filter(notice::Column::State.ne("discarded"))
                .one(connection)
                .await?;
            match results.as_ref().map(|row| row.state.as_str()) {
                None => Some(task("agenda-prepare", "notices", None, None)),
                Some("prepared") => Some(task("agenda-release", "notices", None, None)),
                Some(_) => None,
            }
        }
        _ => None,
    })
}

/// Answers and documents that companies owe.
async fn of_companies(
    connection: &impl ConnectionTrait,
    visitor: &Visitor,
    programme: &Programme,
) -> Result<Vec<TaskView>> {
    let id = &programme.file.id;
    let states = overview::by_state(connection, id).await?;
    let mut tasks = Vec::new();
    for (state, key) in [
        (StateName::Offered, "agenda-answers"),
        (StateName::Confirmed, "agenda-documents"),
    ] {
        let Some(number) = states.get(&state).copied().filter(|number| *number > 0) else {
            continue;
        };
        let due: Option<Option<At>> = application::Entity::find()
            .select_only()
            .column(application::Column::DueAt)
            .filter(application::Column::ProgrammeId.eq(id))
            .filter(application::Column::State.eq(state.as_str()))
            .filter(application::Column::DueAt.is_not_null())
            .order_by_asc(application::Column::DueAt)
            .into_tuple()
            .one(connection)
            .await?;
        let due = due.flatten().map(At::instant);
        tasks.push(TaskView {
            what: visitor.say1(key, "number", number),
            href: visitor.href(&format!("/desk/{id}/applications?state={}", state.as_str())),
            urgent: due.is_some_and(|due| visitor.now >= due),
            when: window(visitor, None, due),
        });
    }
    Ok(tasks)
}

/// 「7月4日（金）12時から 7月8日（火）10時まで」
fn window(visitor: &Visitor, from: Option<Timestamp>, until: Option<Timestamp>) -> String {
    let from = from.filter(|from| visitor.now < *from);
    let from = from.map(|at| visitor.say1("agenda-from", "at", visitor.words.deadline(at)));
    let until = until.map(|at| visitor.say1("agenda-until", "at", visitor.words.deadline(at)));
    from.into_iter().chain(until).collect::<Vec<_>>().join(" ")
}
