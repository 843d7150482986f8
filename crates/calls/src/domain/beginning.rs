//! How a programme begins for a company whose participation is fixed (E1, E2): the first day with its hours and place, and
//! the visits. Pure.

use jiff::civil::{Date, Time};
use platform::languages::Words;

use super::definition::Programme;
use super::definition::delivery::{Briefing, Seminars, Visits};
use super::definition::programme::Venue;

/// The first seminar or workshop day.
#[derive(Clone, Copy, Debug)]
pub struct FirstDay<'p> {
    /// The day.
    pub date: Date,
    /// From the first hour of the day to the last one, as far as the call names them (JST).
    pub hours: Option<(Time, Time)>,
    /// Where it is.
    pub venue: Option<&'p Venue>,
}

/// What a company should put into its calendar.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'p> {
    /// The first day, where there are days.
    pub first_day: Option<FirstDay<'p>>,
    /// Visits, where there are any.
    pub visits: Option<&'p Visits>,
}

/// How `programme` begins.
pub fn beginning(programme: &Programme) -> Beginning<'_> {
    let seminars = programme.delivery.seminars.as_ref();
    let first = seminars.and_then(|seminars| Some((seminars, seminars.dates.first()?)));
    Beginning {
        first_day: first.map(|(seminars, date)| FirstDay {
            date: *date,
            hours: hours_of(seminars),
            venue: programme.file.venue.as_ref(),
        }),
        visits: programme.delivery.visits.as_ref(),
    }
}

/// One thing to know, with its words line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What: 第1回, 会場, 専門家派遣.
    pub label: String,
    /// One line each.
    pub lines: Vec<String>,
}

/// How `programme` begins, in words.
pub fn beginning_words(programme: &Programme, words: Words) -> Vec<Known> {
    let known = |key: &str, lines: Vec<String>| Known {
        label: words.say(key),
        lines,
    };
    let beginning = beginning(programme);
    let day = beginning
        .first_day
        .map(|day| known("begin-first-day", vec![day_words(&day, words)]));
    let venue = beginning.first_day.and_then(|day| day.venue);
    let venue = venue.map(|venue| known("begin-place", vec![venue_words(venue, words)]));
    let visits = beginning
        .visits
        .map(|visits| known("begin-visits", visits_words(visits, words)));
    [day, venue, visits].into_iter().flatten().collect()
}

fn day_words(day: &FirstDay<'_>, words: Words) -> String {
    match day.hours {
        Some((from, until)) => hours(day.date, from, until, words),
        None => words.date(day.date),
    }
}

/// When a briefing begins and ends (C17): 令和7年6月6日（金） 13:30〜15:00 (JST).
pub fn briefing_hours(briefing: &Briefing, words: Words) -> String {
    let (from, until) = (briefing.starts.time(), briefing.ends.time());
    hours(briefing.starts.date(), from, until, words)
}

fn hours(date: Date, from: Time, until: Time, words: Words) -> String {
    let clock = |time: Time| time.strftime("%-H:%M").to_string();
    words.say_with(
        "begin-hours",
        &[
            ("date", words.date(date).into()),
            ("from", clock(from).into()),
            ("until", clock(until).into()),
        ],
    )
}

/// Name and address of a place in one line.
pub fn venue_words(venue: &Venue, words: Words) -> String {
    let language = words.language();
    let post = venue.postal_code.as_ref().map(|code| format!("〒{code} "));
    let address = format!(
        "{}{}",
        post.unwrap_or_default(),
        venue.address.in_language(language)
    );
    with(venue.name.in_language(language), &address, words)
}

fn visits_words(visits: &Visits, words: Words) -> Vec<String> {
    let say = |text: &Option<_>| {
        let text: Option<&platform::text::Text> = text.as_ref();
        text.map(|text| text.in_language(words.language()).to_owned())
    };
    let times = if visits.at_most {
        "call-visits-at-most"
    } else {
        "call-visits-times"
    };
    let times = words.say_with(times, &[("number", visits.count.to_string().into())]);
    let times = match say(&visits.duration) {
        Some(duration) => with(&times, &duration, words),
        None => times,
    };
    let when = say(&visits.first).or_else(|| say(&visits.period));
    let rest = [when, say(&visits.place)];
    std::iter::once(times).chain(rest.into_iter().flatten()).collect()
}

fn with(what: &str, more: &str, words: Words) -> String {
    words.say_with("begin-with", &[("what", what.into()), ("more", more.into())])
}

/// A day's first and last hour: seminar and workshop are held one after the other.
pub fn hours_of(seminars: &Seminars) -> Option<(Time, Time)> {
    let hours = [&seminars.seminar, &seminars.workshop];
    let starts = hours.iter().filter_map(|hours| Some(hours.as_ref()?.from)).min();
    let ends = hours.iter().filter_map(|hours| Some(hours.as_ref()?.to)).max();
    starts.zip(ends)
}

#[cfg(test)]
mod tests {
    use platform::text::Language;

    use super::*;

    fn programme(id: &str) -> Programme {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
        let loaded = crate::programmes::load_folder(&folder).unwrap();
        Programme::clone(loaded.catalogue.get(id).unwrap())
    }

    /// Everything comes from the call's data: day, hours and place of the seminars, and the visits.
    #[test]
    fn a_programme_says_how_it_begins() {
        let said = |id: &str, language| {
            let words = beginning_words(&programme(id), Words::new(language));
            let line = |known: Known| format!("{}: {}", known.label, known.lines.join(" | "));
            words.into_iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(
            said("jissenryoku-2025", Language::Ja),
            [
                "第1回: 令和7年7月25日（金） 13:00〜17:30",
                "会場: 秋葉原UDX 6F（〒101-0021 東京都千代田区外神田4-14-1）",
                "専門家派遣: 1社につき全4回（約2時間） | \
                 7月中旬から8月上旬を予定しています。参加確定後に日程調整を行い、順次実施いたします。 | \
                 参加企業の都内事業所への訪問、またはオンライン",
            ]
        );
        let english = said("followup-2024", Language::En);
        assert_eq!(
            english,
            ["Visits by experts: 1 for each company (About 1 to 2 hours) | \
              Weekdays (not on Saturdays, Sundays, national holidays or the days around New Year on which the secretariat is closed) | \
              A security expert comes to your company."]
        );
    }
}
