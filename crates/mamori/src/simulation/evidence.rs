//! What the database holds after a simulation, read once for all checks.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use calls::domain::application::{State, StateName};
use calls::domain::definition::Programme;
use calls::error::Result;
use calls::ops::draw::bundle;
use calls::read::facts::{self, ApplicationFacts, Counter};
use contracts::ids::ApplicationId;
use fair_draw::{Bundle, Receipt};
use jiff::Timestamp;
use platform::audit::{audit_entry, audit_payload};
use platform::mail::message;
use platform::store::{Store, StoreError};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use super::checks::Violation;
use super::world::World;

/// Rows read at once.
const PAGE: u64 = 5_000;

/// One entry of the audit log, as far as the checks need it.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// As in the log.
    pub action: String,
    /// The application it was done to.
    pub application: Option<ApplicationId>,
    /// What changed.
    pub change: Change,
}

/// What a deed changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An application arrived.
    Arrived {
        /// Receipt number as printed.
        number: String,
        /// Course.
        course: String,
        /// First state.
        state: StateName,
    },
    /// An application went from one state to another.
    State {
        /// From.
        before: State,
        /// To.
        after: State,
    },
    /// A course was decided.
    Course {
        /// Which.
        course: String,
    },
    /// Something else.
    Other,
}

/// The draw as everybody can check it.
#[derive(Clone, Debug)]
pub struct DrawEvidence {
    /// The public bundle.
    pub bundle: Vec<u8>,
    /// The same, opened; or why it cannot be opened.
    pub opened: std::result::Result<Bundle, String>,
    /// Receipts of everyone on the list.
    pub receipts: Vec<(ApplicationId, Receipt)>,
}

/// A receipt that the simulation was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// The key it was asked for under.
    pub key: String,
    /// The application.
    pub id: ApplicationId,
    /// Its number.
    pub number: i64,
}

/// Letters by application and event (`receipt`, `offer` …): how many of each are in the outbox.
pub type Letters = HashMap<(ApplicationId, String), u64>;

/// Everything that the checks look at.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The call.
    pub programme: Arc<Programme>,
    /// Applications by number.
    pub applications: Vec<ApplicationFacts>,
    /// Counters of a first-come call's courses.
    pub places: Vec<Counter>,
    /// Counters of the briefings.
    pub seats: Vec<Counter>,
    /// The audit log in order.
    pub deeds: Vec<Deed>,
    /// Entries of the audit chain, or where it breaks.
    pub audit: std::result::Result<i64, String>,
    /// Letters to applicants.
    pub letters: Letters,
    /// Letters to those who registered for a briefing.
    pub briefing_letters: u64,
    /// The draw, once there was one.
    pub draw: Option<DrawEvidence>,
    /// Receipts that were given.
    pub acknowledged: Vec<Acknowledged>,
    /// Operations that ended otherwise than they should.
    pub surprises: Vec<Violation>,
    /// All operations.
    pub operations: u64,
}

impl Evidence {
    /// Reads everything.
    pub async fn gather(world: &World) -> Result<Self> {
        let (store, programme) = (&world.store, &world.programme);
        let reader = store.reader();
        let (letters, briefing_letters) = letters(store).await?;
        let acknowledged = world.people.iter().map(|person| Acknowledged {
            key: person.key.clone(),
            id: person.id,
            number: person.number,
        });
        Ok(Self {
            programme: Arc::clone(programme),
            applications: facts::applications(reader, programme).await?,
            places: facts::places(reader, programme).await?,
            seats: facts::briefing_seats(reader, programme).await?,
            deeds: deeds(store).await?,
            audit: match platform::audit::verify(reader).await? {
                Ok(verified) => Ok(verified.entries),
                Err(broken) => Err(broken.to_string()),
            },
            letters,
            briefing_letters,
            draw: draw(store, programme).await?,
            acknowledged: acknowledged.collect(),
            surprises: world.ledger.surprises.clone(),
            operations: world.ledger.operations,
        })
    }

    /// A receipt number as printed, for messages.
    pub fn code(&self, id: ApplicationId) -> String {
        let found = self.applications.iter().find(|one| one.id == id);
        found.map_or_else(|| id.to_string(), |one| calls::ops::submit::code(one.number))
    }
}

async fn draw(store: &Store, programme: &Programme) -> Result<Option<DrawEvidence>> {
    let drawn = calls::read::draw::status(store.reader(), programme).await?;
    if drawn.is_none_or(|status| status.result.is_none()) {
        return Ok(None);
    }
    let bundle = bundle(store.reader(), programme).await?;
    let opened = fair_draw::open(&bundle).map_err(|(step, failure)| format!("{step:?}: {failure}"));
    let receipts = facts::receipts(store.reader(), programme).await?;
    Ok(Some(DrawEvidence {
        bundle,
        opened,
        receipts,
    }))
}

async fn letters(store: &Store) -> std::result::Result<(Letters, u64), StoreError> {
    let rows: Vec<Option<String>> = message::Entity::find()
        .select_only()
        .column(message::Column::DedupeKey)
        .into_tuple()
        .all(store.reader())
        .await?;
    let mut letters = Letters::new();
    let mut briefings = 0;
    for key in rows.into_iter().flatten() {
        let mut parts = key.split('/');
        let (event, of) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        match of.parse() {
            _ if event == "briefing" => briefings += 1,
            Ok(application) => *letters.entry((application, event.to_owned())).or_default() += 1,
            Err(_) => {}
        }
    }
    Ok((letters, briefings))
}

async fn deeds(store: &Store) -> std::result::Result<Vec<Deed>, StoreError> {
    let mut deeds = Vec::new();
    let mut last = 0;
    loop {
        let entries = audit_entry::Entity::find()
            .filter(audit_entry::Column::Seq.gt(last))
            .order_by_asc(audit_entry::Column::Seq)
            .limit(PAGE)
            .all(store.reader())
            .await?;
        let (Some(first), Some(end)) = (entries.first(), entries.last()) else {
            return Ok(deeds);
        };
        let (from, to) = (first.seq, end.seq);
        let payloads = audit_payload::Entity::find()
            .filter(audit_payload::Column::Seq.between(from, to))
            .all(store.reader())
            .await?;
        let payloads: HashMap<i64, audit_payload::Model> =
            payloads.into_iter().map(|row| (row.seq, row)).collect();
        deeds.extend(entries.into_iter().map(|entry| deed(entry, &payloads)));
        last = to;
    }
}

fn deed(entry: audit_entry::Model, payloads: &HashMap<i64, audit_payload::Model>) -> Deed {
    let payload = payloads.get(&entry.seq);
    let before = payload.and_then(|payload| payload.before.as_deref());
    let after = payload.and_then(|payload| payload.after.as_deref());
    let application = (entry.subject_kind == "application")
        .then(|| entry.subject_id.parse().ok())
        .flatten();
    Deed {
        seq: entry.seq,
        at: entry.at.instant(),
        change: change(&entry.action, before, after),
        action: entry.action,
        application,
    }
}

fn change(action: &str, before: Option<&str>, after: Option<&str>) -> Change {
    let value = |text: Option<&str>| text.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let text = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    match action {
        "application.submitted" => value(after).map_or(Change::Other, |after| Change::Arrived {
            number: text(&after, "number"),
            course: text(&after, "course"),
            state: StateName::parse(&text(&after, "state")).unwrap_or(StateName::Withdrawn),
        }),
        "application.course_decided" => value(after).map_or(Change::Other, |after| Change::Course {
            course: text(&after, "course"),
        }),
        _ => {
            let state = |text: Option<&str>| text.and_then(|text| serde_json::from_str::<State>(text).ok());
            match (state(before), state(after)) {
                (Some(before), Some(after)) => Change::State { before, after },
                _ => Change::Other,
            }
        }
    }
}

/// How many deeds there are of each action.
pub fn count_actions(deeds: &[Deed]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for deed in deeds {
        *counts.entry(deed.action.clone()).or_default() += 1;
    }
    counts
}
