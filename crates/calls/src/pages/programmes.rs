//! The list of calls and the page of one call (P4, C1, C6, C19).

use std::cmp::Reverse;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use platform::clock::from_tokyo;
use platform::text::Text;
use web::{Page, Visitor};

use super::problems;
use super::publication::draw_notice;
use crate::context::Calls;
use crate::domain::beginning::briefing_hours;
use crate::domain::call_document::{DrawLine, DrawNotice, draw_lines, sme_rows};
use crate::domain::definition::Programme;
use crate::domain::definition::programme::{Course, RuleKind};
use crate::domain::phase::Phase;
use crate::error::Result;
use crate::read;

/// A course as shown.
struct CourseView {
    name: String,
    phase: Phase,
    window: String,
    remaining: Option<String>,
    places: String,
    free: Option<i64>,
}

/// A call as shown in the list.
struct CallView {
    href: String,
    name: String,
    year: String,
    lead: String,
    phase: Phase,
    window: String,
    remaining: Option<String>,
}

#[derive(Template)]
#[template(path = "programmes.html")]
struct ListPage<'a> {
    v: &'a Visitor,
    calls: Vec<CallView>,
}

/// `GET /`
pub(super) async fn list(State(calls): State<Calls>, visitor: Visitor) -> Response {
    let mut views = Vec::new();
    for programme in calls
        .catalogue
        .iter()
        .filter(|programme| programme.file.is_published(visitor.now))
    {
        match call(&calls, &visitor, programme).await {
            Ok(view) => views.push(view),
            Err(error) => return problems::page(&visitor, &error),
        }
    }
    views.sort_by(|one, two| {
        (one.phase != Phase::Open, two.year.as_str()).cmp(&(two.phase != Phase::Open, one.year.as_str()))
    });
    let body = ListPage {
        v: &visitor,
        calls: views,
    }
    .render()
    .unwrap_or_default();
    Page::public(&visitor, &visitor.say("calls-list-title"))
        .render(&body)
        .into_response()
}

async fn call(calls: &Calls, visitor: &Visitor, programme: &Programme) -> Result<CallView> {
    let courses = courses(calls, visitor, programme).await?;
    // The course that says most: an open one first, and among equals the one that closes last.
    let best = programme
        .file
        .courses
        .iter()
        .zip(&courses)
        .min_by_key(|(course, view)| (view.phase != Phase::Open, view.phase, Reverse(course.closes)))
        .map(|(_, view)| view);
    let text = |text: &Text| text.in_language(visitor.language()).to_owned();
    Ok(CallView {
        href: visitor.href(&format!("/programmes/{}", programme.file.id)),
        name: text(&programme.file.short_name),
        year: year(visitor, programme),
        lead: text(&programme.file.lead),
        phase: best.map_or(Phase::Closed, |course| course.phase),
        window: best.map(|course| course.window.clone()).unwrap_or_default(),
        remaining: best.and_then(|course| course.remaining.clone()),
    })
}

fn year(visitor: &Visitor, programme: &Programme) -> String {
    let organiser = programme.file.organiser.in_language(visitor.language());
    let year = fiscal_year(visitor, programme);
    match visitor.language() {
        platform::text::Language::Ja => format!("{year}　{organiser}"),
        platform::text::Language::En => format!("{year}, {organiser}"),
    }
}

/// 令和7年度 · FY2025
pub(super) fn fiscal_year(visitor: &Visitor, programme: &Programme) -> String {
    let year = programme.file.fiscal_year;
    match visitor.language() {
        platform::text::Language::Ja => format!("令和{}年度", i64::from(year) - 2018),
        platform::text::Language::En => format!("FY{year}"),
    }
}

async fn courses(calls: &Calls, visitor: &Visitor, programme: &Programme) -> Result<Vec<CourseView>> {
    let mut views = Vec::new();
    for course in &programme.file.courses {
        let free = match programme.file.is_lottery() {
            true => None,
            false => Some(read::free_places(calls.store.reader(), programme, &course.id).await?),
        };
        views.push(course_view(visitor, course, free));
    }
    Ok(views)
}

fn course_view(visitor: &Visitor, course: &Course, free: Option<i64>) -> CourseView {
    let phase = course.phase(visitor.now, free);
    let closes = from_tokyo(course.closes);
    let window = match phase {
        Phase::Upcoming => visitor.say1(
            "calls-window-from",
            "opens",
            visitor.words.date_time(from_tokyo(course.opens)),
        ),
        Phase::Closed => visitor.say1("calls-window-closed", "closes", visitor.words.deadline(closes)),
        Phase::Open | Phase::Full => {
            visitor.say1("calls-window-until", "closes", visitor.words.deadline(closes))
        }
    };
    let places = if course.capacity_is_guide {
        "calls-places-about"
    } else {
        "calls-places-number"
    };
    CourseView {
        name: course.name.in_language(visitor.language()).to_owned(),
        phase,
        window,
        remaining: (phase == Phase::Open).then(|| visitor.words.duration(closes.duration_since(visitor.now))),
        places: visitor.say1(places, "number", course.capacity),
        free,
    }
}

/// A step of the flow as shown.
struct StepView {
    label: String,
    /// What stands in its circle: the number of the label (Step0 → 0), so that both say the same; `None` in a call
    /// whose steps have no labels, which are counted.
    mark: Option<String>,
    title: String,
    text: String,
}

/// A frame with its applications so far.
struct FrameView {
    label: String,
    count: u64,
    minimum: u32,
}

/// A seminar day as shown.
struct DayView {
    number: usize,
    date: String,
    theme: String,
}

/// A briefing as shown.
struct BriefingView {
    id: String,
    when: String,
    place: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "programme.html")]
struct CallPage<'a> {
    v: &'a Visitor,
    base: String,
    year: String,
    name: &'a str,
    lead: &'a str,
    phase: Phase,
    courses: Vec<CourseView>,
    lottery: bool,
    free_of_charge: bool,
    borne: &'a str,
    conditions: Vec<String>,
    /// Industry and limit, where a condition speaks of them.
    sizes: Vec<(String, String)>,
    steps: Vec<StepView>,
    frames: Vec<FrameView>,
    /// The whole length of every bar: the largest of all guides and numbers, so that bars can be compared.
    longest: u64,
    days: Vec<DayView>,
    /// Themes that belong to no single day.
    themes: Vec<String>,
    briefings: Vec<BriefingView>,
    rule: &'a str,
    /// What was fixed for the draw beforehand.
    draw: Vec<DrawLine>,
    /// The charter is published: it and the verifier can be fetched.
    chartered: bool,
    office: &'a str,
    telephone: &'a str,
    hours: &'a str,
    mail: &'a str,
}

/// `GET /programmes/{programme}`
pub(super) async fn page(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match render(&calls, &visitor, &programme).await {
        Ok(body) => {
            let title = programme.file.short_name.in_language(visitor.language());
            Page::public(&visitor, title).render(&body).into_response()
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn render(calls: &Calls, visitor: &Visitor, programme: &Programme) -> Result<String> {
    let file = &programme.file;
    let language = visitor.language();
    let courses = courses(calls, visitor, programme).await?;
    let counts = read::count_by_frame(calls.store.reader(), programme).await?;
    let frames = file.frames.iter().map(|frame| FrameView {
        label: visitor.words.say_with(
            "calls-frame-label",
            &[
                ("name", frame.name.in_language(language).into()),
                ("number", frame.minimum.into()),
            ],
        ),
        count: counts.get(&frame.id).copied().unwrap_or_default(),
        minimum: frame.minimum,
    });
    let frames: Vec<FrameView> = frames.collect();
    let labelled = file.steps.iter().any(|step| step.label.is_some());
    let steps = file.steps.iter().map(|step| StepView {
        mark: labelled.then(|| mark(step.label.as_deref())),
        label: step.label.clone().unwrap_or_default(),
        title: step.title.in_language(language).to_owned(),
        text: step.text.in_language(language).to_owned(),
    });
    let notice = draw_notice(calls, visitor, programme).await?;
    let page = CallPage {
        v: visitor,
        draw: draw_lines(programme, &notice, visitor.words),
        chartered: matches!(notice, DrawNotice::Chartered(_)),
        base: visitor.href(&format!("/programmes/{}", file.id)),
        year: year(visitor, programme),
        name: file.name.in_language(language),
        lead: file.lead.in_language(language),
        phase: courses
            .iter()
            .map(|course| course.phase)
            .min_by_key(|phase| (*phase != Phase::Open, *phase))
            .unwrap_or(Phase::Closed),
        courses,
        lottery: file.is_lottery(),
        free_of_charge: file.fee.yen == 0,
        borne: file
            .fee
            .borne_by_company
            .as_ref()
            .map_or("", |text| text.in_language(language)),
        sizes: if file
            .eligibility
            .rules
            .iter()
            .any(|rule| rule.kind == RuleKind::SmeBasicAct)
        {
            sme_rows(language)
        } else {
            Vec::new()
        },
        conditions: file
            .eligibility
            .rules
            .iter()
            .map(|rule| rule.text.in_language(language).to_owned())
            .collect(),
        steps: steps.collect(),
        longest: longest(&frames),
        frames,
        days: days(visitor, programme),
        themes: themes_apart(visitor, programme),
        briefings: briefings(visitor, programme),
        rule: file.selection.rule.in_language(language),
        office: file.operator.office.in_language(language),
        telephone: &file.operator.telephone,
        hours: file.operator.hours.in_language(language),
        mail: &file.operator.mail,
    };
    Ok(page.render().unwrap_or_default())
}

fn longest(frames: &[FrameView]) -> u64 {
    let lengths = frames.iter().map(|frame| frame.count.max(frame.minimum.into()));
    lengths.max().unwrap_or_default()
}

/// The number at the end of a step's label; a dash for a step without one between others that have one.
fn mark(label: Option<&str>) -> String {
    let label = label.unwrap_or_default();
    let name = label.trim_end_matches(|letter: char| letter.is_ascii_digit());
    match &label[name.len()..] {
        "" => "–".to_owned(),
        number => number.to_owned(),
    }
}

fn days(visitor: &Visitor, programme: &Programme) -> Vec<DayView> {
    let Some(seminars) = &programme.delivery.seminars else {
        return Vec::new();
    };
    let themes = &programme.delivery.themes;
    // Themes belong to days only where the call has as many of one as of the other.
    let theme = |index: usize| match themes.len() == seminars.dates.len() {
        true => themes[index].title.in_language(visitor.language()).to_owned(),
        false => String::new(),
    };
    let day = |(index, date): (usize, &jiff::civil::Date)| DayView {
        number: index + 1,
        date: visitor.words.date(*date),
        theme: theme(index),
    };
    seminars.dates.iter().enumerate().map(day).collect()
}

/// Where the call has more themes than days, or fewer, nothing says which day has which: they are listed apart.
fn themes_apart(visitor: &Visitor, programme: &Programme) -> Vec<String> {
    let days = programme
        .delivery
        .seminars
        .as_ref()
        .map_or(0, |seminars| seminars.dates.len());
    let themes = &programme.delivery.themes;
    if themes.len() == days {
        return Vec::new();
    }
    let title = |theme: &crate::domain::definition::delivery::Theme| {
        theme.title.in_language(visitor.language()).to_owned()
    };
    themes.iter().map(title).collect()
}

fn briefings(visitor: &Visitor, programme: &Programme) -> Vec<BriefingView> {
    let view = |briefing: &crate::domain::definition::delivery::Briefing| BriefingView {
        id: briefing.id.clone(),
        when: briefing_hours(briefing, visitor.words),
        place: briefing.venue.as_ref().map_or_else(
            || visitor.say("briefing-online"),
            |venue| {
                format!(
                    "{} / {}",
                    venue.name.in_language(visitor.language()),
                    visitor.say("briefing-online")
                )
            },
        ),
        open: visitor.now < from_tokyo(briefing.registration_closes),
    };
    programme.delivery.briefings.iter().map(view).collect()
}
