//! The desk's pages of a company's detections: the list, and one with the rule's explanation and what it stands on.

use std::net::IpAddr;

use askama::Template;
use axum::extract::{Path, Query, State as Held};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use contracts::ReadError;
use contracts::companies::Company;
use contracts::ids::{CaseId, CompanyId, DetectionId};
use contracts::support::Severity;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use platform::clock::{from_tokyo, in_tokyo};
use platform::store::StoreError;
use web::form::OptionView;
use web::view::{Chip, Fact, Pagination, Tone};
use web::{Access, Page, Routes, Visitor, error, menu};

use super::events;
use super::list::{self, Filter};
use super::table::SEVERITIES;
use crate::context::Telemetry;
use crate::detect::{Detection, severity_name};

/// Lines of a page.
const SIZE: u64 = 50;

/// The pages with their access.
pub fn routes() -> Routes<Telemetry> {
    // Lines of a company: for those who work on its cases.
    const READ: Access = Access::Staff("support.read");
    Routes::new()
        .get("/desk/companies/{company}/detections", READ, show_list)
        .get("/desk/companies/{company}/detections/{detection}", READ, show_one)
        .get("/desk/companies/{company}/events", READ, events::show)
}

/// Why a page cannot be shown.
pub(super) enum Trouble {
    NotFound,
    Lake(String),
    Store(StoreError),
    Read(ReadError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Trouble {
    pub(super) fn page(&self, visitor: &Visitor) -> Response {
        let (status, key) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "error-not-found"),
            Self::Store(error) if error.is_unavailable() => {
                (StatusCode::SERVICE_UNAVAILABLE, "error-unavailable")
            }
            Self::Store(error) => {
                tracing::error!(%error, "detections could not be read");
                (StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
            }
            Self::Lake(error) => {
                tracing::error!(error, "a company's events could not be read");
                (StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
            }
            Self::Read(error) => {
                tracing::error!(%error, "a company could not be read");
                (StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
            }
        };
        error::page(visitor, status, key)
    }
}

struct Line {
    href: String,
    severity: Chip,
    title: String,
    about: String,
    when: String,
    events: String,
}

#[derive(Template)]
#[template(path = "detections.html")]
struct ListPage<'a> {
    v: &'a Visitor,
    base: String,
    company: &'a str,
    rules: Vec<OptionView>,
    severities: Vec<OptionView>,
    from: String,
    until: String,
    lines: Vec<Line>,
    pages: Pagination,
}

#[derive(Template)]
#[template(path = "detection.html")]
struct OnePage<'a> {
    v: &'a Visitor,
    base: String,
    company: &'a str,
    title: &'a str,
    severity: Chip,
    description: &'a str,
    advice: &'a str,
    facts: Vec<Fact>,
    /// The case that it stands in: address and number.
    case: Option<(String, String)>,
    /// What else the appliance saw around it.
    events: String,
    sample: Vec<(String, String)>,
}

/// `GET /desk/companies/{company}/detections`
async fn show_list(
    Held(desk): Held<Telemetry>,
    Path(company): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    visitor: Visitor,
) -> Response {
    let body = async {
        // What is no id is no company either.
        let company = company.parse().map_err(|_| Trouble::NotFound)?;
        list_page(&desk, &visitor, company, &pairs).await
    };
    match body.await {
        Ok(body) => framed(&visitor, &visitor.say("detections"), &body),
        Err(trouble) => trouble.page(&visitor),
    }
}

/// `GET /desk/companies/{company}/detections/{detection}`
async fn show_one(
    Held(desk): Held<Telemetry>,
    Path((company, detection)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let body = async {
        let company = company.parse().map_err(|_| Trouble::NotFound)?;
        let detection = detection.parse().map_err(|_| Trouble::NotFound)?;
        one_page(&desk, &visitor, company, detection).await
    };
    match body.await {
        Ok((title, body)) => framed(&visitor, &title, &body),
        Err(trouble) => trouble.page(&visitor),
    }
}

pub(super) fn framed(visitor: &Visitor, title: &str, body: &str) -> Response {
    let links = menu::support_centre(visitor, 0);
    Page::desk(visitor, title, "", links).render(body).into_response()
}

pub(super) async fn company_of(desk: &Telemetry, id: CompanyId) -> Result<Company, Trouble> {
    let company = desk.companies.company(id).await.map_err(Trouble::Read)?;
    company.ok_or(Trouble::NotFound)
}

async fn list_page(
    desk: &Telemetry,
    visitor: &Visitor,
    id: CompanyId,
    pairs: &[(String, String)],
) -> Result<String, Trouble> {
    let company = company_of(desk, id).await?;
    let asked = Asked::read(pairs);
    let reader = desk.store.reader();
    let (found, total) = list::of_company(reader, id, &asked.filter, ((asked.page - 1) * SIZE, SIZE)).await?;
    let base = visitor.href(&format!("/desk/companies/{id}/detections"));
    let rules = list::rules_of(reader, id).await?;
    let rules = rules.into_iter().map(|(rule, title)| OptionView {
        chosen: asked.filter.rule.as_deref() == Some(&*rule),
        label: title.in_language(visitor.language()).to_owned(),
        id: rule,
        exclusive: false,
    });
    let severities = SEVERITIES.iter().rev().map(|(severity, _)| OptionView {
        chosen: asked.filter.least == Some(*severity),
        label: severity_word(visitor, *severity),
        id: severity_name(*severity).to_owned(),
        exclusive: false,
    });
    let page = ListPage {
        v: visitor,
        company: &company.name,
        rules: rules.collect(),
        severities: severities.collect(),
        from: asked.from.map(|day| day.to_string()).unwrap_or_default(),
        until: asked.until.map(|day| day.to_string()).unwrap_or_default(),
        lines: found.iter().map(|found| line(visitor, &base, found)).collect(),
        pages: Pagination {
            page: asked.page,
            size: SIZE,
            total,
            address: format!("{base}?{}page=", asked.address()),
        },
        base,
    };
    Ok(page.render().unwrap_or_default())
}

/// What the address asks for.
#[derive(Default)]
struct Asked {
    filter: Filter,
    from: Option<Date>,
    until: Option<Date>,
    page: u64,
}

impl Asked {
    fn read(pairs: &[(String, String)]) -> Self {
        let value = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map_or("", |(_, value)| value.trim())
        };
        let day = |name: &str| value(name).parse::<Date>().ok();
        let (from, until) = (day("from"), day("until"));
        let start = |day: Date| -> Timestamp { from_tokyo(day.to_datetime(jiff::civil::Time::midnight())) };
        let mut severities = SEVERITIES.iter().map(|(severity, _)| *severity);
        let filter = Filter {
            // A rule's id is a UUID: anything else asks for nothing.
            rule: value("rule").parse::<uuid::Uuid>().ok().map(|id| id.to_string()),
            least: severities.find(|severity| severity_name(*severity) == value("least")),
            from: from.map(start),
            until: until.and_then(|day| day.tomorrow().ok()).map(start),
        };
        let page = value("page").parse().unwrap_or(1).clamp(1, 1_000_000);
        Self {
            filter,
            from,
            until,
            page,
        }
    }

    /// The same without the page, ending with `&` where there is anything. Nothing in it needs escaping.
    fn address(&self) -> String {
        let least = self
            .filter
            .least
            .map(|severity| severity_name(severity).to_owned());
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        [
            ("rule", self.filter.rule.clone()),
            ("least", least),
            ("from", day(self.from)),
            ("until", day(self.until)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}&", value?)))
        .collect()
    }
}

async fn one_page(
    desk: &Telemetry,
    visitor: &Visitor,
    id: CompanyId,
    detection: DetectionId,
) -> Result<(String, String), Trouble> {
    let company = company_of(desk, id).await?;
    let found = list::one(desk.store.reader(), id, detection).await?;
    let found = found.ok_or(Trouble::NotFound)?;
    let language = visitor.language();
    let title = found.title.in_language(language).to_owned();
    let case = desk.support.case_of(id, detection).await.map_err(Trouble::Read)?;
    // A rule that was taken away since has no explanation any more.
    let told = desk.rules.explain(&found.rule);
    let page = OnePage {
        v: visitor,
        base: visitor.href(&format!("/desk/companies/{id}/detections")),
        company: &company.name,
        title: &title,
        severity: severity_chip(visitor, found.severity),
        description: told
            .as_ref()
            .map_or("", |told| told.description.in_language(language)),
        advice: told
            .as_ref()
            .and_then(|told| told.advice)
            .map_or("", |advice| advice.in_language(language)),
        facts: facts(visitor, &found),
        case: case.map(|case| {
            let href = visitor.href(&format!("/desk/support/cases/{}", case.id));
            (href, format!("S-{:05}", case.number))
        }),
        events: around(visitor, id, &found, case.map(|case| case.id)),
        sample: found
            .sample
            .iter()
            .map(|sample| (visitor.words.date_time(sample.at), sample.line.clone()))
            .collect(),
    };
    let body = page.render().unwrap_or_default();
    Ok((title, body))
}

/// The company's events of the same host from an hour before to an hour after.
fn around(visitor: &Visitor, company: CompanyId, found: &Detection, case: Option<CaseId>) -> String {
    let hour = SignedDuration::from_hours(1);
    let local = |at: Timestamp| in_tokyo(at).strftime("%Y-%m-%dT%H:%M").to_string();
    let from = found.first.checked_sub(hour).unwrap_or(found.first);
    let until = found.last.checked_add(hour).unwrap_or(found.last);
    let mut path = format!(
        "/desk/companies/{company}/events?from={}&until={}",
        local(from),
        local(until)
    );
    // Only an address can be looked for; it needs no escaping but for its colons, which a query may hold.
    if let Some(host) = found
        .host
        .as_deref()
        .filter(|host| host.parse::<IpAddr>().is_ok())
    {
        path.push_str(&format!("&host={host}"));
    }
    if let Some(case) = case {
        path.push_str(&format!("&case={case}"));
    }
    visitor.href(&path)
}

fn facts(visitor: &Visitor, found: &Detection) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new(
            visitor.say("detection-first"),
            visitor.words.date_time(found.first),
        ),
        Fact::new(visitor.say("detection-last"), visitor.words.date_time(found.last)),
        Fact::new(visitor.say("detection-events"), number(visitor, found.events)),
    ];
    if let Some(host) = &found.host {
        facts.push(Fact::new(visitor.say("detection-host"), host));
    }
    if !found.group.is_empty() && found.host.as_ref() != found.group.first() {
        facts.push(Fact::new(visitor.say("detection-about"), found.group.join(" ")));
    }
    facts.push(Fact::new(visitor.say("detection-rule"), &found.rule));
    facts
}

fn line(visitor: &Visitor, base: &str, found: &Detection) -> Line {
    let about = found.host.clone().unwrap_or_else(|| found.group.join(" "));
    Line {
        href: format!("{base}/{}", found.id),
        severity: severity_chip(visitor, found.severity),
        title: found.title.in_language(visitor.language()).to_owned(),
        about,
        when: visitor.words.date_time(found.last),
        events: number(visitor, found.events),
    }
}

fn number(visitor: &Visitor, number: u64) -> String {
    visitor.words.number(i64::try_from(number).unwrap_or(i64::MAX))
}

fn severity_word(visitor: &Visitor, severity: Severity) -> String {
    visitor.say(&format!("rules-severity-{}", severity_name(severity)))
}

fn severity_chip(visitor: &Visitor, severity: Severity) -> Chip {
    Chip::new(Tone::of(severity), severity_word(visitor, severity))
}
