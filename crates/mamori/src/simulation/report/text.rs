//! The report for people, in their language.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use calls::domain::definition::programme::ProgrammeFile;
use platform::languages::Words;
use platform::text::Text;

use super::{Figures, Invariant, Outcome, Report, Timing};

/// The whole report on a call of `programme`.
pub fn describe(report: &Report, programme: &ProgrammeFile, words: Words) -> String {
    let name = programme.short_name.in_language(words.language());
    let mut out = words.say_with(
        "simulation-title",
        &[
            ("programme", name.into()),
            ("applicants", grouped(report.applicants as u64).into()),
            ("seed", report.seed.to_string().into()),
            (
                "database",
                words
                    .say(&format!("simulation-database-{}", report.database))
                    .into(),
            ),
        ],
    );
    out.push('\n');
    let figures = &report.figures;
    let door = figures
        .door
        .iter()
        .map(|(answer, number)| (words.say(&format!("simulation-door-{}", dashed(answer))), *number));
    section(&mut out, &words.say("simulation-door"), door);
    section(
        &mut out,
        &words.say("simulation-states"),
        states(&figures.states, words),
    );
    parts(&mut out, figures, programme, words);
    let moves = [
        ("simulation-lifts", figures.lifts),
        ("simulation-lapses", figures.lapses),
    ];
    section(
        &mut out,
        &words.say("simulation-moves"),
        moves.map(|(key, number)| (words.say(key), number)).into_iter(),
    );
    let letters = figures
        .letters
        .iter()
        .map(|(event, number)| (words.say(&format!("simulation-letter-{event}")), *number));
    section(&mut out, &words.say("simulation-letters"), letters);
    timings(&mut out, report, words);
    invariants(&mut out, &report.invariants, words);
    let broken = report
        .invariants
        .iter()
        .filter(|invariant| invariant.outcome == Outcome::Failed)
        .count();
    let conclusion = match broken {
        0 => words.say("simulation-all-hold"),
        broken => words.say_with("simulation-broken", &[("number", broken.to_string().into())]),
    };
    let _ = writeln!(out, "\n{conclusion}");
    out
}

fn states(by_state: &BTreeMap<&'static str, u64>, words: Words) -> impl Iterator<Item = (String, u64)> {
    let states = calls::domain::application::StateName::ALL.into_iter();
    states.filter_map(move |state| {
        let number = by_state.get(state.as_str())?;
        Some((words.say(&format!("state-{}", state.as_str())), *number))
    })
}

/// Each frame and each course with its name.
fn parts(out: &mut String, figures: &Figures, programme: &ProgrammeFile, words: Words) {
    let mut part = |key: &str, name: Option<&Text>, id: &str, by_state| {
        let name = name.map_or(id, |name| name.in_language(words.language()));
        let title = words.say_with(key, &[("name", name.into())]);
        section(out, &title, states(by_state, words));
    };
    for (id, by_state) in &figures.frames {
        let frame = programme.frames.iter().find(|frame| frame.id == *id);
        part("simulation-frames", frame.map(|frame| &frame.name), id, by_state);
    }
    if figures.courses.len() > 1 {
        for (id, by_state) in &figures.courses {
            let course = programme.course(id);
            part(
                "simulation-courses",
                course.map(|course| &course.name),
                id,
                by_state,
            );
        }
    }
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = (String, u64)>) {
    let _ = writeln!(out, "\n{title}");
    for (name, number) in lines {
        let _ = writeln!(out, "  {} {:>10}", padded(&name, 44), grouped(number));
    }
}

fn timings(out: &mut String, report: &Report, words: Words) {
    let _ = writeln!(
        out,
        "\n{} {} {} {}",
        padded(&words.say("simulation-timings"), 34),
        aligned(&words.say("simulation-operations"), 12),
        aligned(&words.say("simulation-seconds"), 10),
        aligned(&words.say("simulation-per-second"), 12),
    );
    for timing in report.timings.iter().chain([&report.total]) {
        let _ = writeln!(out, "  {}", timing_line(timing, words));
    }
    if let Some(bytes) = report.memory_peak {
        let mebibytes = grouped(bytes / 1024 / 1024);
        let _ = writeln!(
            out,
            "  {}",
            words.say_with("simulation-memory", &[("mebibytes", mebibytes.into())])
        );
    }
}

fn timing_line(timing: &Timing, words: Words) -> String {
    let name = words.say(&format!("simulation-phase-{}", timing.phase));
    format!(
        "{} {:>12} {:>10.2} {:>12.0}",
        padded(&name, 32),
        grouped(timing.operations),
        timing.seconds,
        timing.per_second
    )
}

fn invariants(out: &mut String, invariants: &[Invariant], words: Words) {
    let _ = writeln!(out, "\n{}", words.say("simulation-invariants"));
    for invariant in invariants {
        let mark = words.say(match invariant.outcome {
            Outcome::Ok => "simulation-ok",
            Outcome::Failed => "simulation-failed",
            Outcome::NotApplicable => "simulation-not-applicable",
        });
        let name = words.say(&format!("simulation-invariant-{}", invariant.name));
        let examined = match invariant.outcome {
            Outcome::NotApplicable => String::new(),
            _ => grouped(invariant.examined as u64),
        };
        let _ = writeln!(out, "  {} {} {examined:>10}", padded(&mark, 6), padded(&name, 68));
        for violation in &invariant.violations {
            let values = [
                ("subject", violation.subject.as_str().into()),
                ("expected", violation.expected.as_str().into()),
                ("found", violation.found.as_str().into()),
            ];
            let _ = writeln!(
                out,
                "         {}",
                words.say_with("simulation-violation", &values)
            );
        }
        let more = invariant.violated - invariant.violations.len();
        if more > 0 {
            let more = words.say_with("simulation-more", &[("number", grouped(more as u64).into())]);
            let _ = writeln!(out, "         {more}");
        }
    }
}

/// Message keys have hyphens.
fn dashed(name: &str) -> String {
    name.replace('_', "-")
}

/// 12,345
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Columns on a terminal: a Japanese character takes two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|character| if character >= '\u{1100}' { 2 } else { 1 })
        .sum()
}

fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

fn aligned(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_columns() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(
            (width("席 a"), padded("席", 4), aligned("席", 4)),
            (4, "席  ".to_owned(), "  席".to_owned())
        );
    }
}
