//! One attempt through the JSON API.

use std::cell::OnceCell;

use serde_json::{Value, json};

use crate::figures::Figures;
use crate::{Ending, Plan};

thread_local! {
    static AGENT: OnceCell<ureq::Agent> = const { OnceCell::new() };
}

/// Applies once under a key of its own.
pub fn attempt(plan: &Plan, attempt: u64, figures: &mut Figures) -> Ending {
    let url = format!("{}/api/v1/programmes/{}/applications", plan.url, plan.programme);
    let body = application(plan, attempt);
    let sent = AGENT.with(|cell| {
        let agent = cell.get_or_init(|| {
            ureq::Agent::config_builder()
                .http_status_as_error(false)
                .build()
                .into()
        });
        figures.time(|| {
            agent
                .post(&url)
                .header("Idempotency-Key", format!("load-{attempt}"))
                .send_json(&body)
        })
    });
    let mut answer = match sent {
        Ok(answer) => answer,
        Err(error) => return Ending::Failed(error.to_string()),
    };
    let status = answer.status().as_u16();
    let body: Value = answer.body_mut().read_json().unwrap_or_default();
    match status {
        201 => Ending::Receipt(body["receipt"].as_str().unwrap_or_default().to_owned()),
        409 => Ending::Refused,
        status => Ending::Failed(format!("{status} {}", body["title"])),
    }
}

fn application(plan: &Plan, attempt: u64) -> Value {
    let answers = crate::journey::answers(plan, attempt);
    let mut object = serde_json::Map::new();
    for (field, value) in answers {
        match object.entry(field) {
            serde_json::map::Entry::Vacant(place) => {
                place.insert(json!(value));
            }
            serde_json::map::Entry::Occupied(mut place) => {
                let earlier = place.get().clone();
                let mut values = earlier.as_array().cloned().unwrap_or_else(|| vec![earlier]);
                values.push(json!(value));
                place.insert(json!(values));
            }
        }
    }
    json!({ "answers": object })
}
