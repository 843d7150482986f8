//! The list of companies' keys, and what is done with them.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use contracts::ids::CompanyId;
use platform::vault::{
    self, DestructionState, ReleaseDestruction, RequestDestruction, Rotate, WithdrawDestruction,
};
use web::view::{Chip, Tone};
use web::{Flash, Posted, Visitor};

use super::super::desk::Desk;
use super::super::{problems, said};
use crate::context::Incidents;
use crate::error::{Error, Result};

struct KeyView {
    generation: i64,
    id: String,
    created: String,
    state: Chip,
}

struct CompanyView {
    id: String,
    name: String,
    keys: Vec<KeyView>,
    rotate: Option<String>,
    destroy: Option<String>,
}

struct DestructionView {
    name: String,
    asked: String,
    reason: String,
    release: Option<String>,
    withdraw: Option<String>,
    certificate: Option<String>,
    state: String,
}

#[derive(Template)]
#[template(path = "desk-keys.html")]
struct KeysPage<'a> {
    v: &'a Visitor,
    error: Option<String>,
    companies: Vec<CompanyView>,
    destructions: Vec<DestructionView>,
}

/// `GET /desk/keys`
pub(super) async fn page(State(incidents): State<Incidents>, visitor: Visitor) -> Response {
    show(&incidents, &visitor, None).await
}

async fn show(incidents: &Incidents, visitor: &Visitor, error: Option<String>) -> Response {
    let has_errors = error.is_some();
    let page = match body(incidents, visitor, error).await {
        Ok(page) => page,
        Err(error) => return problems::page(visitor, &error),
    };
    match Desk::new(incidents, visitor, &visitor.say("keys-title")).await {
        Ok(desk) if has_errors => problems::invalid(desk.with_errors(true).at("/desk/keys").show(&page)),
        Ok(desk) => desk.show(&page),
        Err(page) => page,
    }
}

async fn body<'a>(
    incidents: &Incidents,
    visitor: &'a Visitor,
    error: Option<String>,
) -> Result<KeysPage<'a>> {
    let reader = incidents.store.reader();
    let mut by_company: BTreeMap<CompanyId, Vec<vault::CompanyKey>> = BTreeMap::new();
    for key in vault::all_keys(reader).await? {
        by_company.entry(key.company_id).or_default().push(key);
    }
    let prepares = visitor.may("vault.prepare");
    let mut companies = Vec::new();
    for (id, keys) in by_company {
        let company = incidents.company(id).await?;
        let living = keys.iter().any(|key| key.wrapped.is_some());
        let path = |act: &str| visitor.href(&format!("/desk/keys/{id}/{act}"));
        companies.push(CompanyView {
            id: id.to_string(),
            name: company.map_or_else(|| visitor.say("support-company-gone"), |company| company.name),
            keys: keys.iter().map(|key| key_view(visitor, key)).collect(),
            rotate: (prepares && living).then(|| path("rotate")),
            destroy: (prepares && living).then(|| path("destroy")),
        });
    }
    companies.sort_by(|one, other| one.name.cmp(&other.name));
    let destructions = vault::destructions(reader, None).await?;
    Ok(KeysPage {
        v: visitor,
        error,
        companies,
        destructions: destructions
            .iter()
            .map(|one| destruction_view(visitor, one))
            .collect(),
    })
}

fn key_view(visitor: &Visitor, key: &vault::CompanyKey) -> KeyView {
    let (tone, word) = if key.destroyed_at.is_some() {
        (Tone::Bad, "keys-destroyed")
    } else if key.retired_at.is_some() {
        (Tone::Mute, "keys-retired")
    } else {
        (Tone::Ok, "keys-active")
    };
    KeyView {
        generation: key.generation,
        id: key.id.to_string(),
        created: said::when(visitor, key.created_at.instant()),
        state: Chip::new(tone, visitor.say(word)),
    }
}

fn destruction_view(visitor: &Visitor, one: &vault::Destruction) -> DestructionView {
    let state = one.progress();
    let waits = state == DestructionState::Requested;
    let path = |act: &str| visitor.href(&format!("/desk/destructions/{}{act}", one.id));
    let (kind, id) = visitor.actor.key();
    let own = one.requested_by == format!("{kind}/{id}");
    DestructionView {
        name: one.company_name.clone(),
        asked: visitor.say2(
            "keys-asked",
            "who",
            &one.requested_name,
            "at",
            said::when(visitor, one.requested_at.instant()),
        ),
        reason: one.reason.clone(),
        release: (waits && visitor.may("vault.release") && !own).then(|| path("/release")),
        withdraw: (waits && visitor.may("vault.prepare")).then(|| path("/withdraw")),
        certificate: (state == DestructionState::Released).then(|| path("")),
        state: visitor.say(&format!("keys-destruction-{}", state.as_str())),
    }
}

/// Does it and says so.
async fn settle(incidents: &Incidents, visitor: &Visitor, outcome: Result<()>, done: &str) -> Response {
    match outcome {
        Ok(()) => Flash::done(done).redirect(visitor, "/desk/keys"),
        Err(Error::Vault(vault::Error::ReasonMissing)) => {
            show(incidents, visitor, Some(visitor.say("keys-reason-missing"))).await
        }
        Err(error) => problems::page(visitor, &error),
    }
}

fn company_of(company: &str) -> Result<CompanyId> {
    company.parse().map_err(|_| Error::NotFound)
}

/// `POST /desk/keys/{company}/rotate`
pub(super) async fn rotate(
    State(incidents): State<Incidents>,
    Path(company): Path<String>,
    visitor: Visitor,
    _posted: Posted,
) -> Response {
    let outcome = async {
        let rotate = Rotate {
            vault: incidents.vault.clone(),
            company: company_of(&company)?,
            actor: visitor.actor.clone(),
        };
        incidents.store.run(&rotate).await?;
        Ok(())
    };
    let outcome = outcome.await;
    settle(&incidents, &visitor, outcome, "keys-rotated").await
}

/// `POST /desk/keys/{company}/destroy`: asks for it.
pub(super) async fn request(
    State(incidents): State<Incidents>,
    Path(company): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let outcome = async {
        let id = company_of(&company)?;
        let company = incidents.company(id).await?;
        let request = RequestDestruction {
            company: id,
            company_name: company.map_or_else(|| id.to_string(), |company| company.name),
            reason: posted.text("reason").to_owned(),
            actor: visitor.actor.clone(),
        };
        incidents.store.run(&request).await?;
        Ok(())
    };
    let outcome = outcome.await;
    settle(&incidents, &visitor, outcome, "keys-requested").await
}

/// `POST /desk/destructions/{destruction}/release`
pub(super) async fn release(
    State(incidents): State<Incidents>,
    Path(destruction): Path<String>,
    visitor: Visitor,
    _posted: Posted,
) -> Response {
    let outcome = async {
        let release = ReleaseDestruction {
            destruction: destruction.parse().map_err(|_| Error::NotFound)?,
            actor: visitor.actor.clone(),
        };
        incidents.store.run(&release).await?;
        Ok(())
    };
    match outcome.await {
        Ok(()) => {
            Flash::done("keys-released").redirect(&visitor, &format!("/desk/destructions/{destruction}"))
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `POST /desk/destructions/{destruction}/withdraw`
pub(super) async fn withdraw(
    State(incidents): State<Incidents>,
    Path(destruction): Path<String>,
    visitor: Visitor,
    _posted: Posted,
) -> Response {
    let outcome = async {
        let withdraw = WithdrawDestruction {
            destruction: destruction.parse().map_err(|_| Error::NotFound)?,
            actor: visitor.actor.clone(),
        };
        incidents.store.run(&withdraw).await?;
        Ok(())
    };
    let outcome = outcome.await;
    settle(&incidents, &visitor, outcome, "keys-withdrawn").await
}
