//! The facade through which other contexts learn of a company's reports.

use contracts::ReadError;
use contracts::ids::{ApplicationId, CompanyId};
use contracts::reports::{Issued, Reports};
use platform::languages::Words;
use platform::text::Language;

use crate::context::Telemetry;
use crate::error::{Error, Result};
use crate::report::document::month_in_words;
use crate::store::entities::report::{self, MONTHLY};
use crate::store::reports;

/// What a report is called in a list.
pub(crate) fn called(words: Words, row: &report::Model) -> Result<String> {
    Ok(match &row.title {
        Some(title) => title.clone(),
        None => format!(
            "{} {}",
            words.say("reports-monthly"),
            month_in_words(words, row.month()?)
        ),
    })
}

/// Whether no later revision takes a report's place.
pub(crate) fn is_newest(row: &report::Model, all: &[report::Model]) -> bool {
    let replaces = |other: &report::Model| {
        other.kind == MONTHLY
            && other.programme_id == row.programme_id
            && other.month == row.month
            && other.number > row.number
    };
    row.kind != MONTHLY || !all.iter().any(replaces)
}

/// What a company can read; nothing of a company without reports is an answer as well.
pub(crate) async fn issued(telemetry: &Telemetry, company: CompanyId) -> Result<Option<Issued>> {
    let rows = reports::of_company(telemetry.store.reader(), company).await?;
    let current: Vec<_> = rows.iter().filter(|row| is_newest(row, &rows)).collect();
    let Some(latest) = current.iter().max_by_key(|row| row.made_at.instant()) else {
        return Ok(None);
    };
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    Ok(Some(Issued {
        count: count(current.len()),
        unread: count(current.iter().filter(|row| row.opened_at.is_none()).count()),
        latest: [
            called(Words::new(Language::Ja), latest)?,
            called(Words::new(Language::En), latest)?,
        ],
    }))
}

#[async_trait::async_trait]
impl Reports for Telemetry {
    async fn issued(&self, application: ApplicationId) -> std::result::Result<Option<Issued>, ReadError> {
        let company = match self.own(application).await {
            Ok((company, _)) => company,
            Err(Error::NotFound) => return Ok(None),
            Err(error) => return Err(ReadError(Box::new(error))),
        };
        issued(self, company)
            .await
            .map_err(|error| ReadError(Box::new(error)))
    }
}
