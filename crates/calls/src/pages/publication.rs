//! The published call to read, to print and to keep (C1), and its dates for a calendar.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use documents::calendar::{Event, When, calendar_file};
use documents::html::{STYLE_SHEET, fragment};
use jiff::civil::Date;
use platform::clock::from_tokyo;
use platform::text::Language;
use web::{Page, Visitor};

use super::{press, problems};
use crate::context::Calls;
use crate::domain::beginning::{hours_of, venue_words};
use crate::domain::call_document::{DrawNotice, call_document};
use crate::domain::definition::Programme;
use crate::domain::definition::delivery::{Briefing, Seminars};
use crate::domain::definition::programme::Course;
use crate::error::Result;
use crate::ops::draw;

#[derive(Template)]
#[template(path = "call.html")]
struct CallPage<'a> {
    v: &'a Visitor,
    base: String,
    name: &'a str,
    title: &'a str,
    subtitle: &'a str,
    issued: &'a [String],
    body: String,
}

/// `GET /programmes/{programme}/call`: the whole call in the page.
pub(super) async fn text(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let notice = match draw_notice(&calls, &visitor, &programme).await {
        Ok(notice) => notice,
        Err(error) => return problems::page(&visitor, &error),
    };
    let document = call_document(&programme, &notice, visitor.language());
    let page = CallPage {
        v: &visitor,
        base: visitor.href(&format!("/programmes/{}", programme.file.id)),
        name: programme.file.short_name.in_language(visitor.language()),
        title: &document.title,
        subtitle: document.subtitle.as_deref().unwrap_or_default(),
        issued: &document.issued,
        body: fragment(&document, 2),
    };
    Page::public(&visitor, &document.full_title()).show(&page)
}

/// `GET /call-document.css`: the style of [`text`]; it belongs to the document, not to the site.
pub(super) async fn style(_: Visitor) -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], STYLE_SHEET).into_response()
}

/// `GET /programmes/{programme}/call.pdf`
pub(super) async fn pdf(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let language = visitor.language();
    let suffix = match language {
        Language::Ja => "",
        Language::En => "-en",
    };
    let name = format!("{}{suffix}.pdf", programme.file.id);
    let notice = match draw_notice(&calls, &visitor, &programme).await {
        Ok(notice) => notice,
        Err(error) => return problems::page(&visitor, &error),
    };
    press::kept(&visitor, call_document(&programme, &notice, language), &name).await
}

/// What is known of the call's draw, with the address of its page.
pub(super) async fn draw_notice(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
) -> Result<DrawNotice> {
    if !programme.file.is_lottery() {
        return Ok(DrawNotice::NotYet);
    }
    let path = visitor.href(&format!("/programmes/{}/draw", programme.file.id));
    let page = format!("{}{path}", visitor.site.base_url);
    draw::notice(calls.store.reader(), programme, page).await
}

/// `GET /programmes/{programme}/dates.ics`: the close, briefings and seminar days.
pub(super) async fn dates(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let file = calendar_file(&events(&visitor, &programme), visitor.now);
    let name = format!("attachment; filename=\"{}.ics\"", programme.file.id);
    press::download(file, "text/calendar; charset=utf-8", &name)
}

/// `GET /programmes/{programme}/sessions.ics`: the seminar and workshop days alone, for whoever takes part (E1).
pub(super) async fn sessions(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let days: Vec<Event> = day_events(&visitor, &programme).collect();
    if days.is_empty() {
        return problems::page(&visitor, &crate::error::Error::NotInCall("seminars"));
    }
    let name = format!("attachment; filename=\"{}-sessions.ics\"", programme.file.id);
    press::download(
        calendar_file(&days, visitor.now),
        "text/calendar; charset=utf-8",
        &name,
    )
}

/// `GET /programmes/{programme}/briefings/{briefing}/date.ics`
pub(super) async fn briefing_date(
    State(calls): State<Calls>,
    Path((id, briefing)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let Some(found) = programme.delivery.briefing(&briefing) else {
        return problems::page(&visitor, &crate::error::Error::NotInCall("briefing"));
    };
    let file = calendar_file(&[briefing_event(&visitor, &programme, found)], visitor.now);
    let name = format!("attachment; filename=\"{}-{}.ics\"", programme.file.id, found.id);
    press::download(file, "text/calendar; charset=utf-8", &name)
}

fn events(visitor: &Visitor, programme: &Programme) -> Vec<Event> {
    let closes = programme
        .file
        .courses
        .iter()
        .map(|course| close_event(visitor, programme, course));
    let briefings = programme
        .delivery
        .briefings
        .iter()
        .map(|briefing| briefing_event(visitor, programme, briefing));
    closes
        .chain(briefings)
        .chain(day_events(visitor, programme))
        .collect()
}

fn day_events(visitor: &Visitor, programme: &Programme) -> impl Iterator<Item = Event> {
    programme.delivery.seminars.iter().flat_map(|seminars| {
        let dates = (1..).zip(&seminars.dates);
        dates.map(|(number, date)| day_event(visitor, programme, seminars, number, *date))
    })
}

/// An event of the call: its title begins with the programme's name.
fn event(visitor: &Visitor, programme: &Programme, id: &str, when: When, what: &str) -> Event {
    let file = &programme.file;
    Event {
        uid: format!("{id}@{}.mamori", file.id),
        when,
        title: format!("{} {what}", file.short_name.in_language(visitor.language())),
        place: None,
        description: None,
        url: Some(format!(
            "{}{}",
            visitor.site.base_url,
            visitor.href(&format!("/programmes/{}", file.id))
        )),
    }
}

fn close_event(visitor: &Visitor, programme: &Programme, course: &Course) -> Event {
    let when = When::Hours {
        starts: course.closes,
        ends: course.closes,
    };
    let what = match programme.file.courses.len() {
        1 => visitor.say("calls-ics-close"),
        _ => format!(
            "{} {}",
            course.name.in_language(visitor.language()),
            visitor.say("calls-ics-close")
        ),
    };
    let closes = visitor.words.deadline(from_tokyo(course.closes));
    Event {
        description: Some(visitor.say1("calls-window-until", "closes", closes)),
        ..event(visitor, programme, &format!("close-{}", course.id), when, &what)
    }
}

fn briefing_event(visitor: &Visitor, programme: &Programme, briefing: &Briefing) -> Event {
    let when = When::Hours {
        starts: briefing.starts,
        ends: briefing.ends,
    };
    let language = visitor.language();
    let place = briefing.venue.as_ref().map(|venue| {
        let (name, address) = (
            venue.name.in_language(language),
            venue.address.in_language(language),
        );
        format!("{name} {address}")
    });
    let what = visitor.say("calls-briefings");
    Event {
        place: Some(place.unwrap_or_else(|| visitor.say("briefing-online"))),
        ..event(visitor, programme, &briefing.id, when, &what)
    }
}

/// A seminar day: from the first hour to the last one of the day, as far as the call names them.
fn day_event(
    visitor: &Visitor,
    programme: &Programme,
    seminars: &Seminars,
    number: u32,
    date: Date,
) -> Event {
    let when = match hours_of(seminars) {
        Some((starts, ends)) => When::Hours {
            starts: date.to_datetime(starts),
            ends: date.to_datetime(ends),
        },
        None => When::Day(date),
    };
    let what = visitor.say1("calls-ics-day", "number", number);
    let venue = programme.file.venue.as_ref();
    Event {
        place: venue.map(|venue| venue_words(venue, visitor.words)),
        ..event(visitor, programme, &format!("session-{number}"), when, &what)
    }
}
