//! The map: all steps, what is done, what the next workshop needs and what the expert will look at.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::view::{Chip, Tone};
use web::{Page, Visitor};

use super::opened::{Opened, said};
use crate::context::Workbench;
use crate::domain::assessment::{Assessment, Counts};
use crate::domain::catalogue::{Step, StopKind};
use crate::domain::diagnosis::{band, score};
use crate::domain::journey::{Far, Outline};
use crate::domain::risk::Level;

/// Where a step is worked on.
pub(super) const fn path_of(step: Step) -> &'static str {
    match step {
        Step::Diagnosis => "/workbench/diagnosis",
        Step::Environment => "/workbench/environment",
        Step::Ledger => "/workbench/ledger",
        Step::Threats => "/workbench/threats",
        Step::Risk => "/workbench/risks",
        Step::Treatment => "/workbench/plan",
        Step::Standards => "/workbench/documents/control-standards",
        Step::Soa => "/workbench/soa",
        Step::Procedures => "/workbench/documents/procedures",
        Step::Continuity => "/workbench/documents",
        Step::People => "/workbench/documents",
        Step::Audit => "/workbench/documents/audit-plan",
        Step::Summary => "/workbench/documents/executive-summary",
        // What the declaration needs first is the policy.
        Step::Declaration => "/workbench/documents/basic-policy",
    }
}

struct StepView {
    href: String,
    title: String,
    text: String,
    chip: Chip,
    minutes: String,
}

struct StopView {
    title: String,
    prepare: String,
    look: String,
    steps: Vec<(String, String)>,
}

struct Standing {
    value: String,
    label: String,
    tone: Tone,
    href: String,
}

#[derive(Template)]
#[template(path = "workbench-home.html")]
struct HomePage<'a> {
    v: &'a Visitor,
    company: &'a str,
    active: bool,
    next: Option<(String, String, bool)>,
    stop: Option<StopView>,
    standings: Vec<Standing>,
    steps: Vec<StepView>,
    done: usize,
}

/// `GET /workbench`
pub(super) async fn page(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let catalogue = &workbench.catalogue;
    let outline: Outline = opened.shelf.seen.keys().cloned().collect();
    let assessment = opened.assess();
    let next = outline.next(catalogue);
    let page = HomePage {
        v: &visitor,
        company: &opened.company.name,
        active: opened.active,
        next: next.map(|step| {
            let begun = outline.far(catalogue, step).is_begun();
            (
                visitor.href(path_of(step)),
                title(&workbench, &visitor, step),
                begun,
            )
        }),
        stop: outline.next_stop(catalogue).map(|stop| {
            let key = match stop.kind {
                StopKind::Workshop => "workbench-workshop",
                StopKind::Visit => "workbench-visit",
            };
            let open = |step: &&Step| !outline.far(catalogue, **step).is_done();
            StopView {
                title: visitor.say2(key, "number", stop.number, "title", said(&visitor, &stop.title)),
                prepare: said(&visitor, &stop.prepare).to_owned(),
                look: said(&visitor, &stop.look).to_owned(),
                steps: stop
                    .steps
                    .iter()
                    .filter(open)
                    .map(|step| (visitor.href(path_of(*step)), title(&workbench, &visitor, *step)))
                    .collect(),
            }
        }),
        standings: standings(&workbench, &visitor, &opened, &assessment),
        steps: Step::ALL
            .into_iter()
            .map(|step| step_view(&workbench, &visitor, &outline, step))
            .collect(),
        done: Step::ALL
            .into_iter()
            .filter(|step| outline.far(catalogue, *step).is_done())
            .count(),
    };
    Page::public(&visitor, &visitor.say("workbench-title")).show(&page)
}

fn title(workbench: &Workbench, visitor: &Visitor, step: Step) -> String {
    workbench
        .catalogue
        .step(step)
        .map_or_else(String::new, |text| said(visitor, &text.title).to_owned())
}

fn step_view(workbench: &Workbench, visitor: &Visitor, outline: &Outline, step: Step) -> StepView {
    let text = workbench.catalogue.step(step);
    let far = outline.far(&workbench.catalogue, step);
    StepView {
        href: visitor.href(path_of(step)),
        title: title(workbench, visitor, step),
        text: text.map_or_else(String::new, |text| said(visitor, &text.text).to_owned()),
        chip: chip(visitor, far),
        minutes: text.map_or_else(String::new, |text| {
            visitor.say1("workbench-minutes", "minutes", text.minutes)
        }),
    }
}

fn chip(visitor: &Visitor, far: Far) -> Chip {
    if far.is_done() {
        Chip::new(Tone::Ok, visitor.say("workbench-done"))
    } else if far.is_begun() {
        let text = visitor.say2("workbench-far", "done", far.done, "of", far.of);
        Chip::new(Tone::Warn, text)
    } else {
        Chip::new(Tone::Info, visitor.say("workbench-todo"))
    }
}

fn standings(
    workbench: &Workbench,
    visitor: &Visitor,
    opened: &Opened<'_>,
    assessment: &Assessment,
) -> Vec<Standing> {
    let diagnosis = &workbench.catalogue.diagnosis;
    let answers = opened.book().company_answers(diagnosis.points);
    let score = score(diagnosis, &answers);
    let mut standings = Vec::new();
    if !answers.is_empty() {
        let label = match score.band.and_then(|_| band(diagnosis, score.total)) {
            Some(band) => said(visitor, &band.title).to_owned(),
            None => visitor.say1("workbench-missing", "missing", score.missing.len()),
        };
        standings.push(Standing {
            value: score.total.to_string(),
            label: visitor.say1("workbench-score-of", "label", label),
            tone: Tone::Info,
            href: visitor.href("/workbench/diagnosis/result"),
        });
    }
    if !opened.book().assets.is_empty() {
        let Counts { high, medium, .. } = assessment.counts();
        let count = |value: usize, level: Level, tone: Tone| Standing {
            value: value.to_string(),
            label: visitor.say(&format!("workbench-risks-{}", level.as_str())),
            tone: if value == 0 { Tone::Ok } else { tone },
            href: visitor.href(&format!("/workbench/risks?level={}", level.as_str())),
        };
        standings.push(count(high, Level::High, Tone::Bad));
        standings.push(count(medium, Level::Medium, Tone::Warn));
    }
    standings
}
