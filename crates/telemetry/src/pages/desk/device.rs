//! One appliance: where it is and was, its certificates, what is done to it by itself.

use askama::Template;
use axum::extract::{Path, State as Held};
use axum::response::Response;
use contracts::ids::DeviceId;
use platform::clock::date_in_tokyo;
use platform::store::At;
use web::form::{FieldView, OptionView};
use web::view::{Chip, Fact};
use web::{Flash, Posted, Visitor};

use super::health::what_to_do;
use super::history::{self, Entry};
use super::{answer, files, in_stock, stock as list};
use crate::context::Telemetry;
use crate::domain::device::Handling;
use crate::domain::directory::Fingerprint;
use crate::error::{Error, Result};
use crate::ops::certificate::{IssueCertificate, RevokeCertificate};
use crate::ops::devices::HandleDevice;
use crate::pages::problems;
use crate::store::entities::{certificate, device};
use crate::store::{installations, stock};

struct Certificate {
    fingerprint: String,
    issued: String,
    state: Chip,
    reason: String,
    valid: bool,
}

struct Stay {
    href: String,
    company: String,
    from: String,
    to: String,
}

#[derive(Template)]
#[template(path = "device.html")]
struct DevicePage<'a> {
    v: &'a Visitor,
    base: String,
    action: String,
    errors: &'a [(String, String)],
    serial: &'a str,
    state: Chip,
    facts: Vec<Fact>,
    certificates: Vec<Certificate>,
    may_issue: bool,
    stays: Vec<Stay>,
    version: i64,
    handling: String,
    history: Vec<Entry>,
}

fn parse(id: &str) -> Result<DeviceId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// `GET /desk/devices/{device}`
pub(super) async fn page(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    show(&telemetry, &visitor, &id, &[], &[]).await
}

async fn show(
    telemetry: &Telemetry,
    visitor: &Visitor,
    id: &str,
    sent: &[(String, String)],
    errors: &[(String, String)],
) -> Response {
    let wrong = !errors.is_empty();
    match body(telemetry, visitor, id, sent, errors).await {
        Ok((serial, body)) => answer(wrong, in_stock(telemetry, visitor, &serial, wrong, &body)),
        Err(error) => problems::page(visitor, &error),
    }
}

async fn body(
    telemetry: &Telemetry,
    visitor: &Visitor,
    id: &str,
    sent: &[(String, String)],
    errors: &[(String, String)],
) -> Result<(String, String)> {
    let reader = telemetry.store.reader();
    let row = stock::device(reader, parse(id)?).await?.ok_or(Error::NotFound)?;
    let certificates = stock::certificates(reader, row.id).await?;
    let place = row.whereabouts()?;
    let base = visitor.href("/desk/devices");
    let may = visitor.may("desk.work");
    let handlings = if may { place.handlings() } else { Vec::new() };
    let page = DevicePage {
        v: visitor,
        action: format!("{base}/{}", row.id),
        base,
        errors,
        serial: &row.serial,
        state: list::place(visitor, place),
        facts: {
            let mut facts = facts(visitor, &row);
            facts.extend(sends(telemetry, visitor, row.id).await?);
            facts
        },
        certificates: certificates.iter().map(|one| shown(visitor, one)).collect(),
        may_issue: may,
        stays: stays(telemetry, visitor, row.id).await?,
        version: row.version,
        handling: match handlings.is_empty() {
            true => String::new(),
            false => web::form::render(visitor, &fields(visitor, &handlings, sent, errors)),
        },
        history: history::of(reader, visitor, "device", &row.id.to_string()).await?,
    };
    Ok((row.serial.clone(), page.render().unwrap_or_default()))
}

fn facts(visitor: &Visitor, row: &device::Model) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new(visitor.say("device-vendor"), row.vendor.as_str()),
        Fact::new(visitor.say("device-model"), row.model.as_str()),
        Fact::new(
            visitor.say("device-format"),
            visitor.say(&format!("device-format-{}", row.line_format().as_str())),
        ),
        Fact::new(visitor.say("device-zone"), row.zone.as_str()),
    ];
    if !row.note.is_empty() {
        facts.push(Fact::new(visitor.say("device-note"), row.note.as_str()));
    }
    facts
}

/// That it sends though it stands at no company: these lines are nobody's.
async fn sends(telemetry: &Telemetry, visitor: &Visitor, device: DeviceId) -> Result<Option<Fact>> {
    let snapshot = crate::jobs::collected::read(telemetry).await?;
    let strays = crate::ops::health::strays(telemetry, &snapshot).await?;
    let own = strays.into_iter().find(|stray| stray.device == device);
    Ok(own.map(|stray| {
        let lines = visitor
            .words
            .number(i64::try_from(stray.lines).unwrap_or(i64::MAX));
        let since = visitor.words.date_time(stray.since);
        let said = visitor.say2("device-sends-lines", "lines", lines, "since", since);
        Fact::new(visitor.say("device-sends"), said).note(visitor.say(what_to_do(stray.place)))
    }))
}

fn shown(visitor: &Visitor, row: &certificate::Model) -> Certificate {
    Certificate {
        fingerprint: row.fingerprint.clone(),
        issued: visitor.words.date(date_in_tokyo(row.issued_at.instant())),
        state: list::validity(visitor, Some(row)),
        reason: row.revoked_reason.clone().map_or_else(String::new, |reason| {
            let key = format!("device-revoked-{}", reason.replace('_', "-"));
            if visitor.words.has(&key) {
                visitor.say(&key)
            } else {
                reason
            }
        }),
        valid: row.revoked_at.is_none_or(|at| at > At::from(visitor.now)),
    }
}

async fn stays(telemetry: &Telemetry, visitor: &Visitor, device: DeviceId) -> Result<Vec<Stay>> {
    let reader = telemetry.store.reader();
    let rows = stock::stays(reader, device).await?;
    let ids = rows.iter().map(|row| row.installation_id).collect();
    let installations = installations::by_ids(reader, ids).await?;
    let stay = |row: &crate::store::entities::placement::Model| {
        let installation = installations.iter().find(|one| one.id == row.installation_id)?;
        Some(Stay {
            href: visitor.href(&format!(
                "/desk/{}/installations/{}",
                installation.programme_id, installation.id
            )),
            company: installation.company_name.clone(),
            from: visitor.words.date(date_in_tokyo(row.from_at.instant())),
            to: row
                .to_at
                .map(|at| visitor.words.date(date_in_tokyo(at.instant())))
                .unwrap_or_default(),
        })
    };
    Ok(rows.iter().filter_map(stay).collect())
}

fn fields(
    visitor: &Visitor,
    handlings: &[Handling],
    sent: &[(String, String)],
    errors: &[(String, String)],
) -> Vec<FieldView> {
    let typed = |name: &str| {
        let found = sent.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let error = |name: &str| {
        let found = errors.iter().find(|(key, _)| key == name);
        found.map(|(_, error)| error.clone())
    };
    let option = |handling: &Handling| {
        let name = handling.as_str();
        OptionView::new(
            name,
            visitor.say(&format!("device-handling-{name}")),
            typed("handling") == name,
        )
    };
    let options = handlings.iter().map(option).collect();
    vec![
        FieldView::radio("handling", visitor.say("device-handling"), options)
            .required()
            .error(error("handling")),
        FieldView::line("note", visitor.say("device-note"))
            .value(typed("note"))
            .error(error("note")),
    ]
}

/// `POST /desk/devices/{device}/certificate`: made now, given out once.
pub(super) async fn issue(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    visitor: Visitor,
    _posted: Posted,
) -> Response {
    let device = match parse(&id) {
        Ok(device) => device,
        Err(error) => return problems::page(&visitor, &error),
    };
    let issue = IssueCertificate {
        authority: &telemetry.authority,
        device,
        actor: visitor.actor.clone(),
    };
    match telemetry.store.run(&issue).await {
        Ok(bundle) => {
            let name = format!("{}.pem", bundle.serial);
            files::attachment(&name, "application/x-pem-file", bundle.pem.into_bytes())
        }
        Err(error) => refused(&telemetry, &visitor, &id, &[], &error).await,
    }
}

async fn refused(
    telemetry: &Telemetry,
    visitor: &Visitor,
    id: &str,
    sent: &[(String, String)],
    error: &Error,
) -> Response {
    match problems::sentences(visitor, error) {
        Some(errors) => show(telemetry, visitor, id, sent, &errors).await,
        None => problems::page(visitor, error),
    }
}

fn done(visitor: &Visitor, id: &str) -> Response {
    Flash::done("device-done").redirect(visitor, &format!("/desk/devices/{id}"))
}

/// `POST /desk/devices/{device}/revoke`
pub(super) async fn revoke(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let parsed = parse(&id).and_then(|device| {
        let fingerprint = Fingerprint::parse(posted.text("fingerprint")).ok_or(Error::NotFound)?;
        Ok((device, fingerprint))
    });
    let (device, fingerprint) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return problems::page(&visitor, &error),
    };
    let revoke = RevokeCertificate {
        fingerprint,
        device,
        reason: posted.text("reason").to_owned(),
        actor: visitor.actor.clone(),
    };
    match telemetry.store.run(&revoke).await {
        Ok(()) => done(&visitor, &id),
        Err(error) => refused(&telemetry, &visitor, &id, &[], &error).await,
    }
}

/// `POST /desk/devices/{device}/handle`
pub(super) async fn handle(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let handled = async {
        let handling = Handling::parse(posted.text("handling"));
        let handle = HandleDevice {
            device: parse(&id)?,
            version: posted.text("version").parse().unwrap_or_default(),
            handling: handling.ok_or_else(|| Error::required("handling"))?,
            note: posted.text("note").to_owned(),
            actor: visitor.actor.clone(),
        };
        telemetry.store.run(&handle).await
    };
    match handled.await {
        Ok(_) => done(&visitor, &id),
        Err(error) => refused(&telemetry, &visitor, &id, &posted.pairs, &error).await,
    }
}
