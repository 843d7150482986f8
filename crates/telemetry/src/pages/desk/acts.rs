//! What the secretariat does with an installation.

use std::sync::Arc;

use axum::extract::{Path, State as Held};
use axum::response::Response;
use contracts::companies::Company;
use jiff::civil::Date;
use web::{Flash, Posted, Visitor};

use super::forms::{self, Act, CHECKLIST, Sent};
use super::one;
use super::terms;
use crate::context::Telemetry;
use crate::domain::installation::{Contract, Why};
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::ops::appoint::{FixVisit, NoneSuits, ProposeVisit};
use crate::ops::change::Which;
use crate::ops::data::OrderErasure;
use crate::ops::decide::{Answer, Decide, Leave, NoteContract};
use crate::ops::install::{CorrectInstallation, Exchange, Install, NoteFirstLog, Remove};
use crate::ops::survey::{self, AnswerOffer, CancelInstallation, DoAct, JudgeSurvey, Verdict};
use crate::pages::{problems, said};
use crate::store::entities::installation;

/// `POST /desk/{programme}/installations/{installation}/{act}`
pub(super) async fn act(
    Held(telemetry): Held<Telemetry>,
    Path((programme, id, act)): Path<(String, String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &programme) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    let Some(act) = Act::parse(&act) else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let prefix = forms::id(act, "");
    let mut posted = posted;
    for (name, _) in &mut posted.pairs {
        if let Some(own) = name.strip_prefix(&prefix) {
            *name = own.to_owned();
        }
    }
    match run(&telemetry, &visitor, &terms, &id, act, &posted).await {
        Ok(()) => {
            let path = format!("/desk/{programme}/installations/{id}");
            Flash::done("device-done").redirect(&visitor, &path)
        }
        Err(error) => match problems::sentences(&visitor, &error) {
            Some(errors) => {
                let sent = Sent {
                    act: Some(act),
                    pairs: posted.pairs,
                    errors,
                };
                one::show(&telemetry, &visitor, &terms, &id, &sent).await
            }
            None => problems::page(&visitor, &error),
        },
    }
}

async fn company(telemetry: &Telemetry, row: &installation::Model) -> Result<Company> {
    let company = telemetry.companies.company(row.company_id).await?;
    company.ok_or(Error::NotFound)
}

fn date(posted: &Posted, field: &str) -> Result<Date> {
    said::parse_date(posted.text(field)).ok_or_else(|| Error::required(field))
}

async fn run(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Arc<Terms>,
    id: &str,
    act: Act,
    posted: &Posted,
) -> Result<()> {
    let row = one::find(telemetry, terms, id).await?;
    let which = Which {
        id: row.id,
        version: posted.text("version").parse().ok(),
    };
    let (store, actor, terms) = (&telemetry.store, visitor.actor.clone(), Arc::clone(terms));
    match act {
        Act::Fit | Act::Unfit => {
            let verdict = if act == Act::Fit {
                Verdict::Fit
            } else {
                Verdict::Unfit(posted.text("reason").to_owned())
            };
            let company = company(telemetry, &row).await?;
            let judge = JudgeSurvey {
                terms,
                which,
                verdict,
                company,
                actor,
            };
            store.run(&judge).await.map(|_| ())
        }
        Act::Propose | Act::Book | Act::Unbook => visit(telemetry, visitor, &terms, &row, act, posted).await,
        Act::Install | Act::Exchange | Act::Remove | Act::Correct => {
            device(telemetry, visitor, &terms, &row, act, posted).await
        }
        Act::FirstLog => {
            let device = row.device_id.ok_or(Error::NotFound)?;
            let terms = Arc::clone(&telemetry.terms);
            let at = visitor.now;
            store
                .run(&NoteFirstLog {
                    terms,
                    device,
                    at,
                    actor,
                })
                .await
                .map(|_| ())
        }
        Act::Decide => {
            let answer = match posted.text("decision") {
                "continue" => Answer::Continue,
                "remove" => Answer::Remove,
                _ => return Err(Error::required("decision")),
            };
            store
                .run(&Decide {
                    terms,
                    which,
                    answer,
                    actor,
                })
                .await
        }
        Act::Contract => {
            let number = posted.text("number").to_owned();
            if number.is_empty() {
                return Err(Error::required("number"));
            }
            let from = date(posted, "on")?;
            let contract = Contract { from, number };
            store
                .run(&NoteContract {
                    terms,
                    which,
                    contract,
                    actor,
                })
                .await
        }
        Act::Leave => {
            let why = Why::parse(posted.text("why")).ok_or_else(|| Error::required("why"))?;
            store
                .run(&Leave {
                    terms,
                    which,
                    why,
                    actor,
                })
                .await
        }
        Act::Offer => {
            let accepted = match posted.text("course") {
                "accept" => true,
                "decline" => false,
                _ => return Err(Error::required("course")),
            };
            store
                .run(&AnswerOffer {
                    terms,
                    which,
                    accepted,
                    actor,
                })
                .await
        }
        Act::Moved | Act::Reopen => {
            let act = if act == Act::Moved {
                survey::Act::Moved
            } else {
                survey::Act::Reopen
            };
            store
                .run(&DoAct {
                    terms,
                    which,
                    act,
                    actor,
                })
                .await
        }
        Act::Cancel => {
            let reason = posted.text("reason").to_owned();
            store
                .run(&CancelInstallation {
                    terms,
                    which,
                    reason,
                    actor,
                })
                .await
        }
        Act::Deleted => {
            let note = posted.text("note").to_owned();
            store
                .run(&OrderErasure {
                    terms,
                    which,
                    note,
                    actor,
                })
                .await
        }
    }
}

async fn visit(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Arc<Terms>,
    row: &installation::Model,
    act: Act,
    posted: &Posted,
) -> Result<()> {
    let which = Which {
        id: row.id,
        version: posted.text("version").parse().ok(),
    };
    let (store, actor) = (&telemetry.store, visitor.actor.clone());
    let company = company(telemetry, row).await?;
    let slot = |value: &str| said::parse_slot(terms, value);
    let terms = Arc::clone(terms);
    match act {
        Act::Propose => {
            let slots = posted
                .many("slot")
                .iter()
                .filter_map(|value| slot(value))
                .collect();
            store
                .run(&ProposeVisit {
                    terms,
                    which,
                    slots,
                    company,
                    actor,
                })
                .await
        }
        Act::Book => {
            let slot = slot(posted.text("slot")).ok_or_else(|| Error::required("slot"))?;
            let agrees = posted.has("agree");
            let chosen = false;
            store
                .run(&FixVisit {
                    terms,
                    which,
                    slot,
                    chosen,
                    agrees,
                    company,
                    actor,
                })
                .await
        }
        _ => {
            let wish = String::new();
            store
                .run(&NoneSuits {
                    terms,
                    which,
                    wish,
                    actor,
                })
                .await
        }
    }
}

async fn device(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Arc<Terms>,
    row: &installation::Model,
    act: Act,
    posted: &Posted,
) -> Result<()> {
    let which = Which {
        id: row.id,
        version: posted.text("version").parse().ok(),
    };
    let (store, actor, terms) = (&telemetry.store, visitor.actor.clone(), Arc::clone(terms));
    let chosen = || {
        posted
            .text("device")
            .parse()
            .map_err(|_| Error::required("device"))
    };
    match act {
        Act::Install => {
            let ticked = posted.many("check");
            let checked = CHECKLIST
                .iter()
                .filter(|one| ticked.iter().any(|tick| tick == *one));
            let install = Install {
                device: chosen()?,
                on: date(posted, "on")?,
                technician: posted.text("technician").to_owned(),
                checklist: checked.map(|one| (*one).to_owned()).collect(),
                company: company(telemetry, row).await?,
                terms,
                which,
                actor,
            };
            store.run(&install).await.map(|_| ())
        }
        Act::Correct => {
            let correct = CorrectInstallation {
                on: date(posted, "on")?,
                reason: posted.text("reason").to_owned(),
                company: company(telemetry, row).await?,
                terms,
                which,
                actor,
            };
            store.run(&correct).await
        }
        Act::Exchange => {
            let (device, defect) = (chosen()?, posted.text("defect").to_owned());
            store
                .run(&Exchange {
                    terms,
                    which,
                    device,
                    defect,
                    actor,
                })
                .await
        }
        _ => {
            let (on, company) = (date(posted, "on")?, company(telemetry, row).await?);
            store
                .run(&Remove {
                    terms,
                    which,
                    on,
                    company,
                    actor,
                })
                .await
        }
    }
}
