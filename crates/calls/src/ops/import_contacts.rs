//! A contact log that was kept elsewhere (C11): all of it or nothing, and no line twice.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use contracts::ids::{ApplicationId, ContactId};
use jiff::Timestamp;
use platform::actor::Actor;
use platform::audit;
use platform::entropy::new_id;
use platform::store::{At, Operation, Tx};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::change;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::definition::programme::StepKind;
use crate::error::{Error, Invalid, Result};
use crate::store::entities::application::FORGOTTEN;
use crate::store::entities::{application, contact};

/// Results that a log may hold: those that change no state.
pub const OUTCOMES: [&str; 4] = ["absent", "call_back", "wrong_number", "reached"];

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Line of the file, from 1, for messages.
    pub row: usize,
    /// Receipt number.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// `telephone` or `mail`.
    pub channel: &'static str,
    /// One of [`OUTCOMES`].
    pub outcome: &'static str,
    /// What was said.
    pub note: String,
}

impl LogLine {
    /// The same line of the same call is taken once, whatever file it comes in.
    fn key(&self, programme: &str) -> String {
        let fields = json!([
            programme,
            self.number,
            At::from(self.at).0,
            self.channel,
            self.outcome,
            self.note
        ]);
        hex::encode(Sha256::digest(fields.to_string().as_bytes()))
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Lines taken.
    pub taken: usize,
    /// Lines that were there already.
    pub known: usize,
}

/// The use case.
pub struct ImportContacts {
    /// The call.
    pub programme: Arc<Programme>,
    /// The log.
    pub lines: Vec<LogLine>,
    /// Who.
    pub actor: Actor,
}

impl Operation for ImportContacts {
    const NAME: &'static str = "import_contacts";
    type Output = Imported;
    /// [`Error::Invalid`] with the line as field when a receipt number is unknown (`number`), a time lies
    /// ahead (`future`), before the application (`early`), or the application has ended (`ended`); [`Error::NotInCall`]
    /// where the call has no contacts.
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Imported> {
        if self.programme.file.step(StepKind::Contact).is_none() {
            return Err(Error::NotInCall("contact"));
        }
        let looks = look(tx.connection(), &self.programme, &self.lines, tx.now()).await?;
        let wrong = self.lines.iter().zip(&looks).filter_map(|(line, look)| {
            let code = match look.standing {
                Standing::NoApplication => "number",
                Standing::Future => "future",
                Standing::Early => "early",
                Standing::Ended => "ended",
                Standing::New | Standing::Known => return None,
            };
            Some(Invalid {
                field: line.row.to_string(),
                code: code.to_owned(),
                args: Vec::new(),
            })
        });
        let wrong: Vec<Invalid> = wrong.collect();
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let mut imported = Imported::default();
        for (line, look) in self.lines.iter().zip(looks) {
            match look.application {
                Some(application) if look.standing == Standing::New => {
                    let key = line.key(&self.programme.file.id);
                    self.take(tx, application, line, key).await?;
                    imported.taken += 1;
                }
                _ => imported.known += 1,
            }
        }
        Ok(imported)
    }
}

/// What would come of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is taken.
    New,
    /// It was taken before, or stands in the file twice.
    Known,
    /// No application has this receipt number.
    NoApplication,
    /// Its time lies ahead.
    Future,
    /// Its time lies before the application.
    Early,
    /// The application has ended: as at the desk, no contact is recorded for it any more.
    Ended,
}

/// A line held against the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// What would come of it.
    pub standing: Standing,
    /// Whose.
    pub application: Option<ApplicationId>,
    /// Its company, for people who check the numbers.
    pub company: Option<String>,
}

/// What would come of each line at `now`; changes nothing.
pub async fn look(
    connection: &impl ConnectionTrait,
    programme: &Programme,
    lines: &[LogLine],
    now: Timestamp,
) -> Result<Vec<Look>> {
    let applications = applications(connection, programme).await?;
    let mut known = known(connection, programme, lines).await?;
    let look = |line: &LogLine| {
        let found = applications.get(&line.number);
        let standing = match found {
            None => Standing::NoApplication,
            Some(_) if line.at > now => Standing::Future,
            // Logs are kept to the minute.
            Some(found) if line.at.as_second() / 60 < found.submitted_at.instant().as_second() / 60 => {
                Standing::Early
            }
            // What was taken before stays taken, whatever became of the application since.
            Some(found) => match known.insert(line.key(&programme.file.id)) {
                false => Standing::Known,
                true if found.state.is_final() || found.company == FORGOTTEN => Standing::Ended,
                true => Standing::New,
            },
        };
        Look {
            standing,
            application: found.map(|found| found.id),
            company: found.map(|found| found.company.clone()),
        }
    };
    Ok(lines.iter().map(look).collect())
}

/// An application as a line is held against it.
struct Found {
    id: ApplicationId,
    company: String,
    submitted_at: At,
    state: StateName,
}

async fn applications(
    connection: &impl ConnectionTrait,
    programme: &Programme,
) -> Result<HashMap<i64, Found>> {
    let rows: Vec<(i64, ApplicationId, String, At, String)> = application::Entity::find()
        .select_only()
        .columns([
            application::Column::Number,
            application::Column::Id,
            application::Column::CompanyName,
            application::Column::SubmittedAt,
            application::Column::State,
        ])
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .into_tuple()
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|(number, id, company, submitted_at, state)| {
            let found = Found {
                id,
                company,
                submitted_at,
                state: change::named(&state)?,
            };
            Ok((number, found))
        })
        .collect()
}

/// Keys of lines that were taken before.
async fn known(
    connection: &impl ConnectionTrait,
    programme: &Programme,
    lines: &[LogLine],
) -> Result<HashSet<String>> {
    let keys: Vec<String> = lines.iter().map(|line| line.key(&programme.file.id)).collect();
    let mut known = HashSet::new();
    // Databases take a limited number of values in one question.
    for keys in keys.chunks(500) {
        let found: Vec<Option<String>> = contact::Entity::find()
            .select_only()
            .column(contact::Column::ImportKey)
            .filter(contact::Column::ImportKey.is_in(keys))
            .into_tuple()
            .all(connection)
            .await?;
        known.extend(found.into_iter().flatten());
    }
    Ok(known)
}

impl ImportContacts {
    async fn take(&self, tx: &Tx, application: ApplicationId, line: &LogLine, key: String) -> Result<()> {
        let row = contact::Model {
            id: new_id::<ContactId>(tx.now(), tx.entropy()),
            application_id: application,
            at: At::from(line.at),
            staff_id: None,
            channel: line.channel.to_owned(),
            outcome: line.outcome.to_owned(),
            note: line.note.clone(),
            answers: None,
            import_key: Some(key),
        };
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "contact.imported",
            subject: ("application", application.to_string()),
            before: None,
            after: Some(json!({
                "at": line.at.to_string(), "channel": row.channel, "outcome": row.outcome, "note": row.note
            })),
        });
        contact::ActiveModel::from(row).insert(tx.connection()).await?;
        // Whoever has the application's form open sees that somebody was there before.
        let application = change::load(tx, application).await?;
        change::touch(tx, application).await?;
        Ok(())
    }
}
