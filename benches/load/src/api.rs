//! One attempt through the JSON API.

use std::cell::OnceCell;

use serde_json::{Map, Value, json};

use crate::client::{PATIENCE, agent};
use crate::company::answers;
use crate::figures::Figures;
use crate::plan::{Ending, Plan, Proof, Receipt};

thread_local! {
    static AGENT: OnceCell<ureq::Agent> = const { OnceCell::new() };
}

/// Applies once under a key of its own; the same attempt has the same key in every run.
pub fn attempt(plan: &Plan, attempt: u64, figures: &mut Figures) -> Ending {
    let url = format!(
        "{}/api/v1/programmes/{}/applications",
        plan.url(attempt),
        plan.programme
    );
    let body = application(plan, attempt);
    let sent = AGENT.with(|cell| {
        let agent = cell.get_or_init(|| agent(PATIENCE));
        figures.time("application", || {
            let request = agent
                .post(&url)
                .header("idempotency-key", format!("load-{attempt}"));
            let mut answer = request.send_json(&body).map_err(|error| error.to_string())?;
            let text = answer
                .body_mut()
                .read_to_string()
                .map_err(|error| error.to_string())?;
            Ok((answer.status().as_u16(), text))
        })
    });
    let (status, text): (u16, String) = match sent {
        Ok(answer) => answer,
        Err(error) => return Ending::Failed(error),
    };
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    let word = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    match status {
        // 200 is the first receipt again: an earlier try with this key had come through.
        200 | 201 => Ending::Receipt(Receipt {
            attempt,
            number: word("receipt"),
            proof: Proof::Token {
                href: word("href"),
                token: word("token"),
            },
        }),
        409 => Ending::Refused,
        status => Ending::Failed(format!("{status} {}", word("title"))),
    }
}

fn application(plan: &Plan, attempt: u64) -> Value {
    let mut object = Map::new();
    for (field, value) in answers(plan, attempt) {
        let place = object.entry(field).or_insert(Value::Null);
        *place = match place.take() {
            Value::Null => json!(value),
            Value::Array(mut values) => {
                values.push(json!(value));
                Value::Array(values)
            }
            one => json!([one, value]),
        };
    }
    json!({ "answers": object })
}
