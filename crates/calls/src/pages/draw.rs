//! The public pages of a draw (D1): what was fixed beforehand, the list, the log, and how anyone can check it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fair_draw::BeaconSource;
use jiff::Timestamp;
use web::{Page, Visitor};

use super::{press, problems};
use crate::context::Calls;
use crate::domain::call_document::source_words;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::draw::{self, Public, VerifierPage};

/// A line of the public log as shown.
struct LineView {
    seq: u64,
    at: String,
    label: String,
    event: String,
}

/// An entry as shown: rank once it is drawn, frame, label.
struct EntryView {
    number: usize,
    frame: String,
    label: String,
}

/// What was fixed before the draw.
struct CharterView {
    draw_id: String,
    closes: String,
    freezes: String,
    draws: String,
    capacity: u32,
    frames: Vec<(String, u32)>,
    hash: String,
    organiser: String,
    /// Where the randomness comes from, in words.
    source: String,
    /// The source is not the public one: results prove nothing.
    is_practice: bool,
}

#[derive(Template)]
#[template(path = "draw.html")]
struct DrawPage<'a> {
    v: &'a Visitor,
    base: String,
    name: &'a str,
    rule: &'a str,
    state: &'static str,
    charter: Option<CharterView>,
    list_hash: Option<String>,
    list_lead: String,
    entries: Vec<EntryView>,
    drawn: bool,
    log: Vec<LineView>,
    verifier: String,
    /// The page served now is a later one than the charter names.
    verifier_differs: bool,
}

/// The call of a path, if its places are given by lot.
fn lottery(calls: &Calls, visitor: &Visitor, id: &str) -> std::result::Result<Arc<Programme>, Response> {
    let programme = problems::programme(calls, visitor, id)?;
    if programme.file.is_lottery() {
        Ok(programme)
    } else {
        Err(problems::page(visitor, &Error::NotInCall("draw")))
    }
}

/// `GET /programmes/{programme}/draw`
pub(super) async fn show(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let programme = match lottery(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match render(&calls, &visitor, &programme).await {
        Ok(body) => Page::public(&visitor, &visitor.say("lottery-title"))
            .render(&body)
            .into_response(),
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn render(calls: &Calls, visitor: &Visitor, programme: &Programme) -> Result<String> {
    let public = draw::public(calls.store.reader(), programme).await?;
    let language = visitor.language();
    let entries = public
        .as_ref()
        .map(|public| entries_view(visitor, programme, public))
        .unwrap_or_default();
    let number = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let page = DrawPage {
        v: visitor,
        list_lead: visitor.say_n("lottery-list-lead", "number", number),
        base: visitor.href(&format!("/programmes/{}", programme.file.id)),
        name: programme.file.short_name.in_language(language),
        rule: programme.file.selection.rule.in_language(language),
        state: match &public {
            None => "lottery-state-none",
            Some(public) if public.ranking.is_some() => "lottery-state-drawn",
            Some(public) if public.entries.is_some() => "lottery-state-frozen",
            Some(_) => "lottery-state-chartered",
        },
        charter: public
            .as_ref()
            .map(|public| charter_view(visitor, programme, public)),
        list_hash: public
            .as_ref()
            .and_then(|public| public.entries.as_ref())
            .map(|entries| entries.hash().to_string()),
        entries,
        drawn: public.as_ref().is_some_and(|public| public.ranking.is_some()),
        log: public
            .as_ref()
            .map(|public| log_view(visitor, public))
            .unwrap_or_default(),
        verifier: public
            .as_ref()
            .map_or_else(fair_draw::verifier_sha256, |public| {
                public.charter.terms().verifier_sha256
            })
            .to_string(),
        verifier_differs: match &public {
            Some(public) => {
                let named = &public.charter.terms().verifier_sha256;
                VerifierPage::with(calls.store.reader(), named).await?.is_none()
            }
            None => false,
        },
    };
    Ok(page.render().unwrap_or_default())
}

fn charter_view(visitor: &Visitor, programme: &Programme, public: &Public) -> CharterView {
    let terms = public.charter.terms();
    let when = |at: Timestamp| visitor.words.date_time(at);
    let (source, is_practice) = source(visitor, public);
    CharterView {
        draw_id: terms.draw_id.clone(),
        closes: visitor.words.deadline(terms.closes_at.instant()),
        freezes: when(terms.freeze_at.instant()),
        draws: when(terms.draw_at.instant()),
        capacity: terms.capacity,
        frames: terms
            .frames
            .iter()
            .map(|frame| (frame_name(visitor, programme, &frame.id), frame.minimum))
            .collect(),
        hash: public.charter.hash().to_string(),
        organiser: public.organiser.clone(),
        source,
        is_practice,
    }
}

/// The source of randomness that the charter names, and whether it is one that nobody can know in advance.
fn source(visitor: &Visitor, public: &Public) -> (String, bool) {
    let terms = public.charter.terms();
    let words = source_words(&terms.beacon, terms.draw_at.instant(), visitor.words);
    let is_practice = matches!(&terms.beacon, BeaconSource::Drand(chain) if !chain.is_quicknet());
    (words, is_practice)
}

fn frame_name(visitor: &Visitor, programme: &Programme, id: &str) -> String {
    let frame = programme.file.frames.iter().find(|frame| frame.id == id);
    frame.map_or_else(
        || visitor.say("lottery-frame-all"),
        |frame| frame.name.in_language(visitor.language()).to_owned(),
    )
}

/// In rank order once it is drawn, before that in the order of the list.
fn entries_view(visitor: &Visitor, programme: &Programme, public: &Public) -> Vec<EntryView> {
    let view = |(index, frame, label): (usize, &str, String)| EntryView {
        number: index + 1,
        frame: frame_name(visitor, programme, frame),
        label,
    };
    match (&public.ranking, &public.entries) {
        (Some(ranking), _) => ranking
            .iter()
            .enumerate()
            .map(|(index, one)| view((index, &one.frame, one.label.to_string())))
            .collect(),
        (None, Some(entries)) => entries
            .iter()
            .enumerate()
            .map(|(index, one)| view((index, &one.frame, one.label.to_string())))
            .collect(),
        (None, None) => Vec::new(),
    }
}

fn log_view(visitor: &Visitor, public: &Public) -> Vec<LineView> {
    use fair_draw::{Event, Move};
    let event = |event: &Event| match event {
        Event::Offered => visitor.say("lottery-event-offered"),
        Event::Accepted => visitor.say("lottery-event-accepted"),
        Event::Declined => visitor.say("lottery-event-declined"),
        Event::Lapsed => visitor.say("lottery-event-lapsed"),
        Event::Ineligible { code } => match code.as_str() {
            "withdrawn" => visitor.say("lottery-event-withdrawn"),
            "excluded" => visitor.say("lottery-event-excluded"),
            "refused" => visitor.say("lottery-event-refused"),
            code => visitor.say1("lottery-event-ineligible", "code", code),
        },
        Event::Override(manual) => {
            let key = match manual.action() {
                Move::Seat => "lottery-event-seat",
                Move::Remove => "lottery-event-remove",
            };
            visitor.say1(key, "reason", manual.reason())
        }
    };
    public
        .log
        .lines()
        .iter()
        .map(|line| LineView {
            seq: line.seq,
            at: visitor.words.date_time(line.at.instant()),
            label: line.label.to_string(),
            event: event(&line.event),
        })
        .collect()
}

/// `GET /programmes/{programme}/draw/bundle.zip`
pub(super) async fn bundle(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let programme = match lottery(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match draw::bundle(calls.store.reader(), &programme).await {
        Ok(bytes) => {
            let name = format!("attachment; filename=\"draw-{}.zip\"", programme.file.id);
            let name =
                HeaderValue::from_str(&name).unwrap_or_else(|_| HeaderValue::from_static("attachment"));
            let kind = HeaderValue::from_static("application/zip");
            (
                [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)],
                bytes,
            )
                .into_response()
        }
        // Before the draw there is no bundle yet.
        Err(Error::OutOfOrder(_)) => problems::page(&visitor, &Error::NotFound),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `GET /programmes/{programme}/draw/charter.json`: the charter byte for byte; its SHA-256 stands with the call.
pub(super) async fn charter(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let programme = match lottery(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match draw::charter(calls.store.reader(), &programme).await {
        Ok(Some(charter)) => {
            let name = format!("attachment; filename=\"charter-{}.json\"", programme.file.id);
            press::download(charter.bytes().to_vec(), "application/json", &name)
        }
        Ok(None) => problems::page(&visitor, &Error::NotFound),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `GET /programmes/{programme}/draw/verifier`: the page that the charter names, byte for byte, so that its hash is the
/// charter's; ours while there is no charter.
pub(super) async fn verifier(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let programme = match lottery(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let named = async {
        let reader = calls.store.reader();
        match draw::charter(reader, &programme).await? {
            Some(charter) => VerifierPage::with(reader, &charter.terms().verifier_sha256).await,
            None => Ok(Some(VerifierPage::ours())),
        }
    };
    let page = match named.await {
        Ok(Some(page)) => page,
        // A charter from before pages were kept, and the program has another one now: the draw's page says so.
        Ok(None) => VerifierPage::ours(),
        Err(error) => return problems::page(&visitor, &error),
    };
    let policy = HeaderValue::from_str(page.policy.trim())
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'; sandbox"));
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
    ];
    (headers, page.page.into_owned()).into_response()
}
