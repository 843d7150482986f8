//! A glossary of the terms that a report uses, and of no others.

use documents::model::{Block, Fact};

use super::voice::Voice;

/// Terms that are explained where they stand in a report: the message of each is `term-…` and `term-…-what`.
const TERMS: [&str; 12] = [
    "utm",
    "ips",
    "malware",
    "cc",
    "web-filter",
    "app-control",
    "signature",
    "vpn",
    "log",
    "firewall",
    "sandbox",
    "dns",
];

/// The terms found in `blocks`, in the order of the table; nothing if none is.
pub(super) fn blocks(blocks: &[Block], voice: Voice) -> Vec<Block> {
    // What a document says is what it serialises to; the keys of the model are no terms.
    let text = serde_json::to_string(blocks).unwrap_or_default().to_lowercase();
    let facts: Vec<_> = TERMS
        .into_iter()
        .map(|term| (voice.say(&format!("term-{term}")), format!("term-{term}-what")))
        .filter(|(term, _)| text.contains(&term.to_lowercase()))
        .map(|(term, what)| Fact::new(term, voice.say(&what)))
        .collect();
    if facts.is_empty() {
        return Vec::new();
    }
    vec![
        Block::heading(1, voice.say("report-terms")),
        Block::Facts { facts },
    ]
}
