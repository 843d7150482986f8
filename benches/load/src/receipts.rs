//! Whether what was acknowledged was kept.

use crate::client::{PATIENCE, agent};
use crate::journey::receipt_number;
use crate::plan::{Plan, Proof, Receipt};

/// Looks every receipt up at a server; those that it does not know, with why.
pub fn lost(plan: &Plan, receipts: &[Receipt]) -> Vec<String> {
    let agent = agent(PATIENCE);
    let missing = |receipt: &Receipt| {
        let found = look_up(&agent, plan, receipt);
        match found {
            Ok(number) if number == receipt.number => None,
            Ok(other) => Some(format!("{}: the server says {other:?}", receipt.number)),
            Err(error) => Some(format!("{}: {error}", receipt.number)),
        }
    };
    receipts.iter().filter_map(missing).collect()
}

fn look_up(agent: &ureq::Agent, plan: &Plan, receipt: &Receipt) -> Result<String, String> {
    let base = plan.url(receipt.attempt);
    let request = match &receipt.proof {
        Proof::Token { href, token } => agent
            .get(format!("{base}{href}"))
            .header("authorization", format!("Bearer {token}")),
        Proof::Cookie(cookie) => agent
            .get(format!("{base}/programmes/{}/receipt", plan.programme))
            .header("cookie", cookie),
    };
    let mut answer = request.call().map_err(|error| error.to_string())?;
    let status = answer.status().as_u16();
    let text = answer
        .body_mut()
        .read_to_string()
        .map_err(|error| error.to_string())?;
    match status {
        200 => receipt_number(&text).ok_or_else(|| "no number".to_owned()),
        status => Err(status.to_string()),
    }
}
