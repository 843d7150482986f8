//! The self-diagnosis: one question at a time, back and resume, then the result.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use web::view::{Chip, Tone};
use web::{Page, Posted, Routes, Visitor};

use super::opened::{Opened, base, said};
use super::{OWN, problems};
use crate::context::Workbench;
use crate::domain::book::MAIN_SITE;
use crate::domain::catalogue::Question;
use crate::domain::diagnosis::{Answer, Answers, band, score, share};
use crate::domain::record::{Entry, Slot};
use crate::error::Error;
use crate::ops::write::Change;

pub(super) fn routes() -> Routes<Workbench> {
    Routes::new()
        .get("/workbench/diagnosis", OWN, begin)
        .get("/workbench/diagnosis/result", OWN, result)
        .get("/workbench/diagnosis/{number}", OWN, page)
        .post("/workbench/diagnosis/{number}", OWN, answer)
}

struct Choice {
    id: &'static str,
    label: String,
    hint: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "workbench-question.html")]
struct QuestionPage<'a> {
    v: &'a Visitor,
    part: &'a str,
    question: &'a Question,
    ask: &'a str,
    why: &'a str,
    example: &'a str,
    first_step: &'a str,
    of: usize,
    answered: usize,
    choices: Vec<Choice>,
    version: i64,
    previous: Option<String>,
    action: String,
    theirs: Option<String>,
}

/// `GET /workbench/diagnosis`: on to the first question without an answer, or to the result.
async fn begin(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => {
            Redirect::to(&visitor.href(&next_path(&workbench, own_answers(&opened), 0))).into_response()
        }
        Err(page) => page,
    }
}

fn own_answers<'o>(opened: &'o Opened<'_>) -> Option<&'o Answers> {
    opened.book().answers.get(MAIN_SITE)
}

/// The first question without an answer after `number`, then from the beginning; the result when there is none.
fn next_path(workbench: &Workbench, answers: Option<&Answers>, number: u8) -> String {
    let open = |question: &&Question| !answers.is_some_and(|answers| answers.contains_key(&question.number));
    let questions = &workbench.catalogue.diagnosis.questions;
    let after = questions
        .iter()
        .filter(|question| question.number > number)
        .find(open);
    match after.or_else(|| questions.iter().find(open)) {
        Some(question) => format!("/workbench/diagnosis/{}", question.number),
        None => "/workbench/diagnosis/result".to_owned(),
    }
}

fn question<'w>(workbench: &'w Workbench, number: &str) -> Result<&'w Question, Error> {
    let number: u8 = number.parse().map_err(|_| Error::NotFound)?;
    let found = workbench
        .catalogue
        .diagnosis
        .questions
        .iter()
        .find(|question| question.number == number);
    found.ok_or(Error::NotFound)
}

/// `GET /workbench/diagnosis/{number}`
async fn page(State(workbench): State<Workbench>, Path(number): Path<String>, visitor: Visitor) -> Response {
    let question = match question(&workbench, &number) {
        Ok(question) => question,
        Err(error) => return problems::page(&visitor, &error),
    };
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => show(&workbench, &visitor, &opened, question, None),
        Err(page) => page,
    }
}

fn show(
    workbench: &Workbench,
    visitor: &Visitor,
    opened: &Opened<'_>,
    question: &Question,
    mine: Option<Answer>,
) -> Response {
    let answers = own_answers(opened);
    let stored = answers.and_then(|answers| answers.get(&question.number)).copied();
    let diagnosis = &workbench.catalogue.diagnosis;
    let part = diagnosis.parts.iter().find(|part| part.id == question.part);
    let chosen = mine.or(stored);
    let label = |answer: Answer| visitor.say(&format!("workbench-answer-{}", answer.as_str()));
    let path = format!("/workbench/diagnosis/{}", question.number);
    let page = QuestionPage {
        v: visitor,
        part: part.map_or("", |part| said(visitor, &part.title)),
        question,
        ask: said(visitor, &question.ask),
        why: said(visitor, &question.why),
        example: said(visitor, &question.example),
        first_step: said(visitor, &question.first_step),
        of: diagnosis.questions.len(),
        answered: answers.map_or(0, Answers::len),
        choices: Answer::ALL
            .into_iter()
            .map(|answer| Choice {
                id: answer.as_str(),
                label: label(answer),
                hint: visitor.say(&format!("workbench-answer-{}-hint", answer.as_str())),
                chosen: chosen == Some(answer),
            })
            .collect(),
        version: opened.version(&Slot::answer(MAIN_SITE, question.number)),
        previous: (question.number > 1)
            .then(|| visitor.href(&format!("/workbench/diagnosis/{}", question.number - 1))),
        action: visitor.href(&path),
        theirs: mine.and(stored).map(label),
    };
    let title = visitor.say2(
        "workbench-question",
        "number",
        question.number,
        "title",
        said(visitor, &question.title),
    );
    Page::public(visitor, &title).at(&path).show(&page)
}

/// `POST /workbench/diagnosis/{number}`: saves one answer and goes on.
async fn answer(
    State(workbench): State<Workbench>,
    Path(number): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let question = match question(&workbench, &number) {
        Ok(question) => question,
        Err(error) => return problems::page(&visitor, &error),
    };
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let Some(answer) = Answer::from_name(posted.text("answer")) else {
        return show(&workbench, &visitor, &opened, question, None);
    };
    let entry = Entry::Answer(MAIN_SITE.to_owned(), question.number, answer);
    let change = Change::put(entry, base(posted.text("version")));
    match opened.write("diagnosis.answered", vec![change]).await {
        Ok(()) => {
            let mut answers = own_answers(&opened).cloned().unwrap_or_default();
            answers.insert(question.number, answer);
            let path = next_path(&workbench, Some(&answers), question.number);
            Redirect::to(&visitor.href(&path)).into_response()
        }
        Err(Error::Conflict(_)) => match Opened::own(&workbench, &visitor).await {
            Ok(opened) => {
                let mut page = show(&workbench, &visitor, &opened, question, Some(answer));
                *page.status_mut() = axum::http::StatusCode::CONFLICT;
                page
            }
            Err(page) => page,
        },
        Err(error) => problems::page(&visitor, &error),
    }
}

struct PartView {
    title: String,
    share: u8,
}

struct RowView {
    href: String,
    number: u8,
    title: String,
    answer: Chip,
}

struct FirstView {
    title: String,
    first_step: String,
}

#[derive(Template)]
#[template(path = "workbench-result.html")]
struct ResultPage<'a> {
    v: &'a Visitor,
    total: i32,
    missing: usize,
    band: Option<(u8, &'a str, &'a str)>,
    parts: Vec<PartView>,
    first: Vec<FirstView>,
    rows: Vec<RowView>,
    go_on: String,
}

/// `GET /workbench/diagnosis/result`
async fn result(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let diagnosis = &workbench.catalogue.diagnosis;
    let answers = opened.book().company_answers(diagnosis.points);
    let score = score(diagnosis, &answers);
    let weak = |number: u8| {
        let answer = answers.get(&number).copied();
        answer.filter(|answer| *answer != Answer::Yes)
    };
    let mut first: Vec<(&Question, Answer)> = diagnosis
        .questions
        .iter()
        .filter_map(|question| weak(question.number).map(|answer| (question, answer)))
        .collect();
    // The basics first, then what is missing altogether.
    first.sort_by_key(|(question, answer)| {
        let part = diagnosis.parts.iter().position(|part| part.id == question.part);
        (part, *answer == Answer::Partly, question.number)
    });
    let page = ResultPage {
        v: &visitor,
        total: score.total,
        missing: score.missing.len(),
        band: score.band.and_then(|_| band(diagnosis, score.total)).map(|band| {
            (
                band.number,
                said(&visitor, &band.title),
                said(&visitor, &band.text),
            )
        }),
        parts: diagnosis
            .parts
            .iter()
            .map(|part| PartView {
                title: said(&visitor, &part.title).to_owned(),
                share: share(diagnosis, &answers, &part.id),
            })
            .collect(),
        first: first
            .iter()
            .take(5)
            .map(|(question, _)| FirstView {
                title: said(&visitor, &question.title).to_owned(),
                first_step: said(&visitor, &question.first_step).to_owned(),
            })
            .collect(),
        rows: diagnosis
            .questions
            .iter()
            .map(|question| RowView {
                href: visitor.href(&format!("/workbench/diagnosis/{}", question.number)),
                number: question.number,
                title: said(&visitor, &question.title).to_owned(),
                answer: chip(&visitor, answers.get(&question.number).copied()),
            })
            .collect(),
        go_on: visitor.href(&next_path(&workbench, Some(&answers), 0)),
    };
    Page::public(&visitor, &visitor.say("workbench-result")).show(&page)
}

fn chip(visitor: &Visitor, answer: Option<Answer>) -> Chip {
    let Some(answer) = answer else {
        return Chip::new(Tone::Mute, visitor.say("workbench-answer-none"));
    };
    let tone = match answer {
        Answer::Yes => Tone::Ok,
        Answer::Partly => Tone::Warn,
        Answer::No => Tone::Bad,
        Answer::Unknown => Tone::Info,
    };
    Chip::new(
        tone,
        visitor.say(&format!("workbench-answer-{}", answer.as_str())),
    )
}
