//! What happened to an installation or a device, from the log.

use std::collections::HashMap;

use platform::audit::{audit_entry, audit_payload};
use platform::identity::accounts;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use web::Visitor;

use crate::error::Result;

/// Entries shown.
const SHOWN: u64 = 100;
/// Values of an entry that people want to read beside its name, as they stand.
const TOLD: [&str; 9] = [
    "serial",
    "technician",
    "reason",
    "defect",
    "from",
    "to",
    "note",
    "wish",
    "fingerprint",
];

/// One entry.
pub(super) struct Entry {
    pub(super) at: String,
    pub(super) who: String,
    pub(super) what: String,
    pub(super) more: String,
}

/// The newest first.
pub(super) async fn of(
    connection: &impl ConnectionTrait,
    visitor: &Visitor,
    kind: &str,
    id: &str,
) -> Result<Vec<Entry>> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::SubjectKind.eq(kind))
        .filter(audit_entry::Column::SubjectId.eq(id))
        .order_by_desc(audit_entry::Column::Seq)
        .limit(SHOWN)
        .all(connection)
        .await?;
    let payloads = audit_payload::Entity::find()
        .filter(audit_payload::Column::Seq.is_in(rows.iter().map(|row| row.seq)))
        .all(connection)
        .await?;
    let payloads: HashMap<i64, audit_payload::Model> =
        payloads.into_iter().map(|one| (one.seq, one)).collect();
    let people = accounts(connection).await?;
    let names: HashMap<String, String> = people
        .into_iter()
        .map(|account| (account.id.to_string(), account.name))
        .collect();
    let entry = |row: audit_entry::Model| Entry {
        at: visitor.words.date_time(row.at.instant()),
        who: match row.actor_kind.as_str() {
            "staff" => names
                .get(&row.actor_id)
                .cloned()
                .unwrap_or_else(|| visitor.say("device-staff")),
            "applicant" => visitor.say("device-company"),
            _ => visitor.say("desk-system"),
        },
        what: visitor.say(&format!("audit-action-{}", row.action.replace(['.', '_'], "-"))),
        more: payloads.get(&row.seq).map(more).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(entry).collect())
}

fn more(payload: &audit_payload::Model) -> String {
    let after = payload
        .after
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let Some(Value::Object(fields)) = after else {
        return String::new();
    };
    let told = TOLD.iter().filter_map(|name| fields.get(*name)?.as_str());
    told.filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" / ")
}
