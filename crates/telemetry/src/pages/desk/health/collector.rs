//! The collector in words: whether it runs, what waits, what was refused, and from whom.

use std::sync::Arc;

use jiff::Timestamp;
use lake::manifest::Manifest;
use web::Visitor;
use web::view::{Fact, Notice, Tone};

use super::device::{ago, number};
use crate::collect::counters::{Door as Way, Refused as Knocked};
use crate::collect::{NOBODY, Snapshot, UnknownSender, dropped};
use crate::context::Telemetry;
use crate::domain::device::Whereabouts;
use crate::error::{Error, Result};
use crate::ops::health::Stray;

/// Senders and refusals that are shown.
const MOST: usize = 50;
/// Damaged files that are named.
const NAMED: usize = 3;
/// Below this many free bytes somebody looks: the log takes nothing below 512 MB.
const LITTLE: u64 = 5_000_000_000;
/// With more than this waiting the collector is behind.
const MUCH: u64 = 1_000_000_000;

/// A sender that nobody knows.
pub(super) struct Sender {
    pub(super) address: String,
    pub(super) serials: String,
    pub(super) lines: String,
    pub(super) last: String,
}

/// What was refused of late.
pub(super) struct Refused {
    pub(super) address: String,
    pub(super) reason: String,
    /// Whose certificate it says it is, and its serial number; empty if none was shown.
    pub(super) certificate: String,
    pub(super) number: String,
    pub(super) door: &'static str,
    pub(super) times: String,
    pub(super) last: String,
    pub(super) since: String,
}

/// A way in.
pub(super) struct Door {
    pub(super) name: &'static str,
    pub(super) lines: String,
    pub(super) bytes: String,
    pub(super) cut: String,
    pub(super) open: String,
    pub(super) refused: String,
}

/// What must be seen before anything else.
pub(super) fn notices(visitor: &Visitor, snapshot: &Snapshot) -> Vec<Notice> {
    let Some(written) = snapshot.written else {
        let notice = Notice::new(Tone::Info, visitor.say("collector-never"));
        return vec![notice.text(visitor.say("collector-do-never"))];
    };
    let mut notices = Vec::new();
    if !snapshot.is_running(visitor.now) {
        let title = visitor.say1("collector-stopped", "time", ago(visitor, written));
        notices.push(Notice::new(Tone::Bad, title).text(visitor.say("collector-do-stopped")));
    }
    if let Some(since) = snapshot.full_since {
        let title = visitor.say1("collector-full", "time", visitor.words.date_time(since));
        notices.push(Notice::new(Tone::Bad, title).text(visitor.say("collector-do-full")));
    } else if let Some(free) = snapshot.storage.free.filter(|free| *free < LITTLE) {
        let title = visitor.say1("collector-little", "size", size(free));
        notices.push(Notice::new(Tone::Warn, title).text(visitor.say("collector-do-full")));
    }
    if !snapshot.damaged_files.is_empty() {
        let count = u32::try_from(snapshot.damaged_files.len()).unwrap_or(u32::MAX);
        let title = visitor.say_n("collector-files", "count", count);
        let mut text = visitor.say("collector-do-files");
        for file in snapshot.damaged_files.iter().take(NAMED) {
            text = text + " " + file;
        }
        notices.push(Notice::new(Tone::Bad, title).text(text));
    }
    if snapshot.storage.waiting > MUCH {
        let title = visitor.say1("collector-behind", "size", size(snapshot.storage.waiting));
        notices.push(Notice::new(Tone::Warn, title).text(visitor.say("collector-do-behind")));
    }
    notices
}

/// Retention that waits because the clock is not borne out by what was received.
pub(super) async fn held_back(telemetry: &Telemetry, visitor: &Visitor) -> Result<Option<Notice>> {
    let folder = Arc::clone(&telemetry.lake);
    let read = tokio::task::spawn_blocking(move || Manifest::read(&folder)).await;
    let judged = match read {
        Ok(Ok(manifest)) => manifest.and_then(|manifest| manifest.judged),
        // That it does not read is told elsewhere.
        Ok(Err(_)) => None,
        Err(error) => return Err(Error::Figures(error.to_string())),
    };
    let held = judged.filter(|judged| judged.held_back > 0);
    Ok(held.map(|held| {
        let title = visitor.say1("collector-held-back", "day", visitor.words.date(held.clock));
        Notice::new(Tone::Bad, title).text(visitor.say1(
            "collector-do-held-back",
            "files",
            number(visitor, held.held_back),
        ))
    }))
}

/// Appliances that send and stand at no company.
pub(super) fn strays(visitor: &Visitor, strays: &[Stray]) -> Option<Notice> {
    if strays.is_empty() {
        return None;
    }
    let one = |stray: &Stray| {
        let lines = number(visitor, stray.lines);
        let since = visitor.words.date_time(stray.since);
        let place = visitor.say(&format!(
            "device-state-{}",
            stray.place.as_str().replace('_', "-")
        ));
        visitor.words.say_with(
            "collector-stray",
            &[
                ("serial", stray.serial.clone().into()),
                ("place", place.into()),
                ("lines", lines.into()),
                ("since", since.into()),
            ],
        )
    };
    let named: Vec<String> = strays.iter().take(MOST).map(one).collect();
    let mut advice: Vec<&str> = strays.iter().map(|stray| what_to_do(stray.place)).collect();
    advice.sort_unstable();
    advice.dedup();
    let advice: Vec<String> = advice.into_iter().map(|key| visitor.say(key)).collect();
    let text = format!("{} {}", named.join(" / "), advice.join(" "));
    Some(Notice::new(Tone::Warn, visitor.say("collector-strays")).text(text))
}

/// What is done about an appliance that sends and stands at no company.
pub(in crate::pages::desk) const fn what_to_do(place: Whereabouts) -> &'static str {
    match place {
        // It was taken away and is switched on somewhere.
        Whereabouts::ToClean => "collector-do-strays-taken-away",
        _ => "collector-do-strays",
    }
}

/// The collector itself.
pub(super) fn facts(visitor: &Visitor, snapshot: &Snapshot) -> Vec<Fact> {
    let Some(written) = snapshot.written else {
        return Vec::new();
    };
    let moment = |at: Option<Timestamp>| {
        at.map_or_else(|| visitor.say("health-unknown"), |at| visitor.words.date_time(at))
    };
    let state = if snapshot.is_running(visitor.now) {
        "collector-runs"
    } else {
        "collector-runs-not"
    };
    let storage = &snapshot.storage;
    let free = storage.free.map_or_else(|| visitor.say("health-unknown"), size);
    let lost = dropped(&snapshot.listeners);
    let (places, bytes) = snapshot.damage;
    let mut facts = vec![
        Fact::new(visitor.say("collector-state"), visitor.say(state)).note(visitor.say1(
            "collector-written",
            "time",
            visitor.words.date_time(written),
        )),
        Fact::new(visitor.say("collector-started"), moment(snapshot.started)),
        Fact::new(visitor.say("collector-flushed"), moment(snapshot.flushed)),
        Fact::new(visitor.say("collector-waiting"), size(storage.waiting)).note(visitor.say1(
            "collector-log",
            "size",
            size(storage.log),
        )),
        Fact::new(visitor.say("collector-free"), free),
        Fact::new(visitor.say("collector-dropped"), number(visitor, lost))
            .note(visitor.say("collector-dropped-note")),
    ];
    if let Some(nobody) = snapshot.devices.get(&NOBODY.device) {
        facts.push(Fact::new(
            visitor.say("collector-nobody"),
            number(visitor, nobody.lines),
        ));
    }
    if places > 0 {
        facts.push(Fact::new(visitor.say("collector-damage"), number(visitor, places)).note(size(bytes)));
    }
    facts
}

/// The ways in that somebody used.
pub(super) fn doors(visitor: &Visitor, snapshot: &Snapshot) -> Vec<Door> {
    let used = snapshot
        .listeners
        .iter()
        .filter(|one| one.lines > 0 || one.accepted > 0 || !one.refused.is_empty());
    used.map(|one| Door {
        name: door(one.door),
        lines: number(visitor, one.lines),
        bytes: size(one.bytes),
        cut: number(visitor, one.cut + one.unfinished),
        open: visitor.words.number(one.open.max(0)),
        refused: number(visitor, one.refused.iter().map(|(_, times)| times).sum()),
    })
    .collect()
}

/// Senders that nobody knows, the one with the most lines first.
pub(super) fn senders(visitor: &Visitor, snapshot: &Snapshot) -> Vec<Sender> {
    let mut senders: Vec<(&String, &UnknownSender)> = snapshot.strangers.iter().collect();
    senders.sort_by_key(|(address, sender)| (std::cmp::Reverse(sender.lines), *address));
    senders
        .into_iter()
        .take(MOST)
        .map(|(address, sender)| Sender {
            address: address.clone(),
            serials: sender.serials.iter().cloned().collect::<Vec<_>>().join(", "),
            lines: number(visitor, sender.lines),
            last: sender
                .last
                .map(|at| visitor.words.date_time(at))
                .unwrap_or_default(),
        })
        .collect()
}

/// The last refusals, the newest first.
pub(super) fn refused(visitor: &Visitor, snapshot: &Snapshot) -> Vec<Refused> {
    let mut all: Vec<&Knocked> = snapshot.refused.iter().collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.at));
    all.into_iter()
        .take(MOST)
        .map(|one| refused_line(visitor, one))
        .collect()
}

fn refused_line(visitor: &Visitor, one: &Knocked) -> Refused {
    let knock = &one.knock;
    let shown = knock.certificate.as_ref();
    // How long it has been going on, if it has.
    let since = one.since.filter(|since| one.times > 1 && *since < one.at);
    Refused {
        address: knock.peer.to_string(),
        reason: visitor.say(&format!("refusal-{}", knock.reason.as_str())),
        certificate: shown.map_or_else(String::new, |shown| match shown.subject.is_empty() {
            true => visitor.say("health-refused-nameless"),
            false => shown.subject.clone(),
        }),
        number: shown.map_or_else(String::new, |shown| {
            visitor.say1("health-refused-number", "number", &shown.number)
        }),
        door: door(knock.door),
        times: number(visitor, one.times),
        last: visitor.words.date_time(one.at),
        since: since
            .map(|since| visitor.say1("health-refused-since", "time", visitor.words.date_time(since)))
            .unwrap_or_default(),
    }
}

/// A way in as people write it.
fn door(way: Way) -> &'static str {
    match way {
        Way::Udp => "UDP",
        Way::Tcp => "TCP",
        Way::Tls => "TLS",
        Way::Relp => "RELP",
        Way::RelpTls => "RELP/TLS",
        Way::Import => "Import",
    }
}

/// Bytes in the largest unit of which there is at least one, with one place.
fn size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 4] = [
        ("TB", 1_000_000_000_000),
        ("GB", 1_000_000_000),
        ("MB", 1_000_000),
        ("kB", 1_000),
    ];
    let unit = UNITS.iter().find(|(_, unit)| bytes >= *unit);
    unit.map_or_else(
        || format!("{bytes} B"),
        |(name, unit)| format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_one_place() {
        for (bytes, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_999, "1.9 kB"),
            (37_000_000_000, "37.0 GB"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }
}
