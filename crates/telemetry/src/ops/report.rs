//! Making, revising and writing reports (M3). The company gets a mail that says there is one; what it says is read
//! after signing in.

use std::sync::Arc;

use contracts::companies::Company;
use contracts::ids::{CompanyId, ReportId};
use platform::actor::Actor;
use platform::entropy::new_id;
use platform::languages::Words;
use platform::mail::{self, Outgoing, SITE};
use platform::store::{At, Operation, Tx};
use platform::text::Language;
use platform::{audit, clock::date_in_tokyo};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;

use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::report::document::month_in_words;
use crate::report::facts::MonthFacts;
use crate::report::month::Month;
use crate::store::entities::report::{self, ADDITIONAL, MONTHLY};
use crate::store::reports;

/// The reason of a revision that the system makes because lines came late; pages say it in the reader's language.
pub const LATE_LINES: &str = "report-reason-late";

/// The reason of a revision that the system makes because files can be read again that were damaged.
pub const RESTORED: &str = "report-reason-restored";

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is new: the first, or a revision.
    New(ReportId, u32),
    /// The figures are those of the newest one; nothing was made and nobody was written to.
    Same(ReportId),
}

/// Makes a company's monthly report, or a revision if its figures changed.
pub struct MakeReport {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Whose.
    pub company: Company,
    /// What it says.
    pub facts: MonthFacts,
    /// Why a revision is made.
    pub reason: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for MakeReport {
    const NAME: &'static str = "make_report";
    type Output = Made;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Made> {
        let month = self.facts.month;
        let newest = reports::newest(
            tx.connection(),
            &self.terms.programme,
            self.company.id,
            month,
            MONTHLY,
        )
        .await?;
        if let Some(newest) = &newest
            && newest.facts()?.as_ref() == Some(&self.facts)
        {
            return Ok(Made::Same(newest.id));
        }
        let mut reason = &*self.reason;
        if let Some(newest) = &newest {
            let unreadable = newest.facts()?.map_or(0, |facts| facts.coverage.unreadable);
            // Figures that were told when all files could be read are not replaced by lower ones.
            if self.facts.coverage.unreadable > unreadable {
                tracing::error!(report = %newest.id, "files of the lake are damaged; the report stays as it is");
                return Ok(Made::Same(newest.id));
            }
            if self.facts.coverage.unreadable < unreadable {
                reason = RESTORED;
            }
        }
        let number = newest.map_or(0, |newest| newest.number) + 1;
        let facts = serde_json::to_string(&self.facts).map_err(|error| Error::Figures(error.to_string()))?;
        let row = report::ActiveModel {
            facts: Set(Some(facts)),
            reason: Set((number > 1).then(|| reason.to_owned())),
            ..blank(tx, &self.terms, self.company.id, month, MONTHLY, number)
        };
        let row = row.insert(tx.connection()).await?;
        told(tx, &self.terms, &self.company, &row, &self.actor).await?;
        Ok(Made::New(row.id, row.number()))
    }
}

/// Writes an additional report by hand.
pub struct WriteReport {
    /// The programme.
    pub terms: Arc<Terms>,
    /// To whom.
    pub company: Company,
    /// About which month.
    pub month: Month,
    /// Title.
    pub title: String,
    /// Text; a blank line separates paragraphs.
    pub body: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for WriteReport {
    const NAME: &'static str = "write_report";
    type Output = ReportId;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<ReportId> {
        for (field, text) in [("title", &self.title), ("body", &self.body)] {
            if text.trim().is_empty() {
                return Err(Error::required(field));
            }
        }
        let company = self.company.id;
        let newest = reports::newest(
            tx.connection(),
            &self.terms.programme,
            company,
            self.month,
            ADDITIONAL,
        )
        .await?;
        let number = newest.map_or(0, |newest| newest.number) + 1;
        let row = report::ActiveModel {
            title: Set(Some(self.title.trim().to_owned())),
            body: Set(Some(self.body.trim().to_owned())),
            ..blank(tx, &self.terms, company, self.month, ADDITIONAL, number)
        };
        let row = row.insert(tx.connection()).await?;
        told(tx, &self.terms, &self.company, &row, &self.actor).await?;
        Ok(row.id)
    }
}

/// Notes that the company opened a report, once.
pub struct NoteOpened {
    /// Which.
    pub report: ReportId,
    /// Whose.
    pub company: CompanyId,
    /// Who.
    pub actor: Actor,
}

impl Operation for NoteOpened {
    const NAME: &'static str = "note_report_opened";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let row = reports::one(tx.connection(), self.company, self.report)
            .await?
            .ok_or(Error::NotFound)?;
        if row.opened_at.is_some() {
            return Ok(());
        }
        let mut row = row.into_active_model();
        row.opened_at = Set(Some(At::from(tx.now())));
        row.update(tx.connection()).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "report.opened",
            subject: ("report", self.report.to_string()),
            before: None,
            after: None,
        });
        Ok(())
    }
}

fn blank(
    tx: &Tx,
    terms: &Terms,
    company: CompanyId,
    month: Month,
    kind: &str,
    number: i32,
) -> report::ActiveModel {
    report::ActiveModel {
        id: Set(new_id::<ReportId>(tx.now(), tx.entropy())),
        programme_id: Set(terms.programme.clone()),
        company_id: Set(company),
        month: Set(month.to_string()),
        kind: Set(kind.to_owned()),
        number: Set(number),
        title: Set(None),
        body: Set(None),
        facts: Set(None),
        reason: Set(None),
        made_at: Set(At::from(tx.now())),
        opened_at: Set(None),
    }
}

/// Notes the report in the log and writes to the company.
async fn told(tx: &Tx, terms: &Terms, company: &Company, row: &report::Model, actor: &Actor) -> Result<()> {
    tx.audit(audit::Entry {
        actor: actor.clone(),
        action: "report.made",
        subject: ("report", row.id.to_string()),
        before: None,
        after: Some(json!({
            "company": row.company_id, "month": row.month, "kind": row.kind, "number": row.number,
        })),
    });
    Ok(mail::send(tx, letter(terms, company, row)?).await?)
}

/// The mail: that there is a report and where; nothing of what it says.
fn letter(terms: &Terms, company: &Company, row: &report::Model) -> Result<Outgoing> {
    let language = Language::from_code(&company.language).unwrap_or(Language::Ja);
    let words = Words::new(language);
    let prefix = if language == Language::En { "/en" } else { "" };
    let made = words.date(date_in_tokyo(row.made_at.instant()));
    let key = match (row.kind.as_str(), row.number) {
        (ADDITIONAL, _) => "report-mail-additional",
        (_, 1) => "report-mail-monthly",
        _ => "report-mail-revised",
    };
    let office = &terms.office;
    let body = [
        words.say_with(
            "mail-greeting",
            &[
                ("company", company.name.as_str().into()),
                ("participant", company.contact_person.as_str().into()),
            ],
        ),
        words.say_with(
            key,
            &[
                ("month", month_in_words(words, row.month()?).into()),
                ("made", made.into()),
            ],
        ),
        words.say_with(
            "mail-where",
            &[("link", format!("{SITE}{prefix}/status/reports").into())],
        ),
        words.say_with(
            "mail-sign",
            &[
                ("office", office.name.in_language(language).into()),
                ("telephone", office.telephone.as_str().into()),
                ("hours", office.hours.in_language(language).into()),
                ("url", office.url.as_str().into()),
            ],
        ),
    ];
    Ok(Outgoing {
        to: company.mail.clone(),
        subject: words.say_with(
            "report-mail-subject",
            &[("programme", terms.name.in_language(language).into())],
        ),
        body: body.join("\n\n") + "\n",
        language,
        subject_of: Some(("report", row.id.to_string())),
        dedupe_key: Some(format!("report/{}", row.id)),
    })
}
