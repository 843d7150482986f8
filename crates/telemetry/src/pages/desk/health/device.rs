//! One device in words.

use jiff::Timestamp;
use web::Visitor;
use web::view::Chip;

use super::{spark, tone, word};
use crate::domain::health::{Condition, Health};
use crate::ops::health::InUse;

/// A line of the list.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) company: String,
    pub(super) serial: String,
    pub(super) states: Vec<Chip>,
    pub(super) seen: String,
    pub(super) seen_at: String,
    pub(super) events: String,
    pub(super) bars: String,
    pub(super) bars_in_words: String,
    pub(super) days: String,
    pub(super) which_days: String,
    pub(super) loss: String,
    /// What else is wrong with lines, each in a few words.
    pub(super) besides: Vec<String>,
    pub(super) signatures: String,
    pub(super) renewed: String,
}

/// A number with its thousands apart.
pub(super) fn number(visitor: &Visitor, number: u64) -> String {
    visitor.words.number(i64::try_from(number).unwrap_or(i64::MAX))
}

/// How long ago, in words.
pub(super) fn ago(visitor: &Visitor, at: Timestamp) -> String {
    let time = visitor.now.duration_since(at);
    if time < jiff::SignedDuration::from_mins(1) {
        return visitor.say("health-just-now");
    }
    let time = visitor.words.duration(time);
    visitor.say1("health-ago", "time", time)
}

fn chips(visitor: &Visitor, health: &Health) -> Vec<Chip> {
    let chip = |condition: &Condition| {
        let never = *condition == Condition::Silent && health.last_seen.is_none();
        let text = if never {
            visitor.say("health-never")
        } else {
            word(visitor, *condition)
        };
        Chip::new(tone(*condition), text)
    };
    health.conditions(visitor.now).iter().map(chip).collect()
}

pub(super) fn line(visitor: &Visitor, stock: &str, one: &InUse) -> Line {
    let health = &one.health;
    let dash = || visitor.say("health-unknown");
    let heard = health.last_seen;
    Line {
        href: format!("{stock}/{}", one.device),
        company: one.company.clone(),
        serial: one.serial.clone(),
        states: chips(visitor, health),
        seen: heard.map_or_else(|| visitor.say("health-never-seen"), |at| ago(visitor, at)),
        seen_at: heard.map(|at| visitor.words.date_time(at)).unwrap_or_default(),
        events: number(visitor, health.last_hour()),
        bars: spark::bars(&health.hours),
        bars_in_words: bars_in_words(visitor, health),
        days: match &health.days_without {
            None => dash(),
            Some(days) => visitor.say_n("health-days-count", "count", small(days.len())),
        },
        which_days: which_days(health),
        loss: loss(visitor, health).unwrap_or_else(dash),
        besides: besides(visitor, health),
        signatures: match (&health.signatures, health.renewed) {
            (Some(version), _) => version.clone(),
            (None, Some(_)) => visitor.say("health-no-version"),
            (None, None) => dash(),
        },
        renewed: renewed(visitor, health),
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn bars_in_words(visitor: &Visitor, health: &Health) -> String {
    let total = health.hours.iter().sum();
    let silent = health.hours.iter().filter(|lines| **lines == 0).count();
    visitor.say2("health-bars", "total", number(visitor, total), "silent", silent)
}

/// The days without lines, the last three by name.
fn which_days(health: &Health) -> String {
    const NAMED: usize = 3;
    let days = health.days_without.as_deref().unwrap_or_default();
    let named: Vec<String> = days
        .iter()
        .rev()
        .take(NAMED)
        .map(|day| format!("{}/{}", day.month(), day.day()))
        .collect();
    let more = if days.len() > NAMED { " …" } else { "" };
    format!("{}{more}", named.join(", "))
}

/// Lines lost, and their share.
fn loss(visitor: &Visitor, health: &Health) -> Option<String> {
    let (lost, of) = health.loss?;
    if lost == 0 {
        return Some("0".to_owned());
    }
    let share = visitor.say1("health-share", "percent", percent(lost, of));
    Some(format!("{}{share}", number(visitor, lost)))
}

/// Percent with two places, rounded to the nearest; never 0.00 for something.
fn percent(lost: u64, of: u64) -> String {
    let hundredths = (u128::from(lost) * 10_000 + u128::from(of) / 2) / u128::from(of.max(1));
    let hundredths = hundredths.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn besides(visitor: &Visitor, health: &Health) -> Vec<String> {
    let mut said = Vec::new();
    let counted = [
        ("health-twice", health.duplicates),
        ("health-cut", health.cut),
        ("health-unread-count", health.not_understood),
        ("health-impossible-count", health.impossible),
        ("health-serial-count", health.serial_disagrees),
    ];
    for (key, count) in counted {
        if count > 0 {
            said.push(visitor.say1(key, "count", number(visitor, count)));
        }
    }
    if let Some(clock) = clock(visitor, health) {
        said.push(clock);
    }
    said
}

/// How wrong its clock is.
fn clock(visitor: &Visitor, health: &Health) -> Option<String> {
    let skew = health.skew?;
    let key = if skew > 0 { "health-behind" } else { "health-ahead" };
    let off = jiff::SignedDuration::from_millis(skew.saturating_abs());
    Some(visitor.say1(key, "time", visitor.words.duration(off)))
}

/// When its signatures were renewed last: by this day they are old or not.
fn renewed(visitor: &Visitor, health: &Health) -> String {
    let said = |day| visitor.say1("health-renewed", "day", visitor.words.date(day));
    health.renewed.map(said).unwrap_or_default()
}

/// The columns of the file.
pub(super) const COLUMNS: [&str; 18] = [
    "health-column-programme",
    "desk-column-company",
    "device-serial",
    "device-model",
    "health-column-state",
    "health-column-seen",
    "health-column-events",
    "health-column-days",
    "health-column-which-days",
    "health-column-lines",
    "health-column-lost",
    "health-column-of",
    "health-column-twice",
    "health-column-cut",
    "health-column-unread",
    "health-clock",
    "health-column-signatures",
    "health-column-renewed",
];

/// The same as a row of the file; empty where nobody measured.
pub(super) fn cells(visitor: &Visitor, one: &InUse, programme: &str) -> Vec<String> {
    let health = &one.health;
    let states: Vec<String> = chips(visitor, health).into_iter().map(|chip| chip.text).collect();
    let days = health.days_without.as_ref();
    let named = |days: &Vec<jiff::civil::Date>| -> String {
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        days.join(" ")
    };
    vec![
        programme.to_owned(),
        one.company.clone(),
        one.serial.clone(),
        one.model.clone(),
        states.join(" "),
        health
            .last_seen
            .map(|at| {
                platform::clock::in_tokyo(at)
                    .strftime("%Y-%m-%d %H:%M:%S")
                    .to_string()
            })
            .unwrap_or_default(),
        health.last_hour().to_string(),
        days.map(|days| days.len().to_string()).unwrap_or_default(),
        days.map(named).unwrap_or_default(),
        health.lines.to_string(),
        health.loss.map(|(lost, _)| lost.to_string()).unwrap_or_default(),
        health.loss.map(|(_, of)| of.to_string()).unwrap_or_default(),
        health.duplicates.to_string(),
        health.cut.to_string(),
        health.not_understood.to_string(),
        clock(visitor, health).unwrap_or_default(),
        health.signatures.clone().unwrap_or_default(),
        health.renewed.map(|day| day.to_string()).unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_loss_is_never_nothing() {
        for (lost, of, expected) in [
            (1, 1_000_000, "0.01"),
            (5, 1000, "0.50"),
            (1, 3, "33.33"),
            (7, 7, "100.00"),
        ] {
            assert_eq!(percent(lost, of), expected);
        }
    }

    proptest! {
        #[test]
        fn a_share_lies_between_nothing_and_all(lost in 1u64.., more in any::<u64>()) {
            let share: f64 = percent(lost, lost.saturating_add(more)).parse().unwrap();
            prop_assert!(share > 0.0 && share <= 100.0);
        }
    }
}
