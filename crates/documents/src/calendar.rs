//! Calendar files (iCalendar, RFC 5545) for briefings and sessions. Small enough to need no engine.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// When an event takes place, on the clock in Tokyo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// From one moment to another.
    Hours {
        /// Start.
        starts: DateTime,
        /// End.
        ends: DateTime,
    },
    /// A whole day.
    Day(Date),
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The same for the same event for ever, and different from every other's: `briefing-1@programme.host`.
    pub uid: String,
    /// When.
    pub when: When,
    /// Title.
    pub title: String,
    /// Place.
    pub place: Option<String>,
    /// More about it.
    pub description: Option<String>,
    /// Its page.
    pub url: Option<String>,
}

/// Japan has had no daylight saving since 1951, so the zone is one line of offsets.
const TOKYO: [&str; 8] = [
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Tokyo",
    "BEGIN:STANDARD",
    "DTSTART:19510909T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// A calendar file with `events`. `made_at` stands in it as the state of the information.
pub fn calendar_file(events: &[Event], made_at: Timestamp) -> String {
    let mut out = String::new();
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mamori//Mamori//JA",
        "CALSCALE:GREGORIAN",
    ] {
        fold(line, &mut out);
    }
    for line in TOKYO {
        fold(line, &mut out);
    }
    for event in events {
        for line in lines(event, made_at) {
            fold(&line, &mut out);
        }
    }
    fold("END:VCALENDAR", &mut out);
    out
}

fn lines(event: &Event, made_at: Timestamp) -> Vec<String> {
    let stamp = made_at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ");
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", escaped(&event.uid)),
        format!("DTSTAMP:{stamp}"),
    ];
    match event.when {
        When::Hours { starts, ends } => {
            lines.push(format!(
                "DTSTART;TZID=Asia/Tokyo:{}",
                starts.strftime("%Y%m%dT%H%M%S")
            ));
            lines.push(format!(
                "DTEND;TZID=Asia/Tokyo:{}",
                ends.strftime("%Y%m%dT%H%M%S")
            ));
        }
        // The end of a whole day is the next day, which is also what a file without an end means.
        When::Day(day) => lines.push(format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d"))),
    }
    lines.push(format!("SUMMARY:{}", escaped(&event.title)));
    let texts = [("LOCATION", &event.place), ("DESCRIPTION", &event.description)];
    for (name, text) in texts {
        lines.extend(text.as_ref().map(|text| format!("{name}:{}", escaped(text))));
    }
    // An address is no text: it is not escaped, but it must not end the line.
    let url = event
        .url
        .as_ref()
        .map(|url| url.chars().filter(|character| !character.is_control()));
    lines.extend(url.map(|url| format!("URL:{}", url.collect::<String>())));
    lines.push("END:VEVENT".to_owned());
    lines
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\\' | ';' | ',' => out.extend(['\\', character]),
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(' '),
            _ if character.is_control() => {}
            _ => out.push(character),
        }
    }
    out
}

/// Lines of at most 75 octets, broken between characters.
fn fold(line: &str, out: &mut String) {
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > 75 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(character);
        length += character.len_utf8();
    }
    out.push_str("\r\n");
}
