//! `mamori calendar …`: national holidays and a secretariat's business days (C21).

use std::process::ExitCode;

use business_calendar::{era, holidays};
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{InWords as _, Outcome, Programmes, Tell as _, say, words_of_locale};

#[derive(Subcommand)]
pub(super) enum Command {
    /// The nth business day after a date, by the calendar of a programme's secretariat.
    Add(Add),
    /// The national holidays of a year, a line each: date, tab, name.
    Holidays {
        /// Year.
        year: i16,
    },
}

#[derive(Args)]
pub(super) struct Add {
    /// Id of the programme whose closing days count.
    #[arg(long, value_name = "ID")]
    programme: String,
    /// Date to count from; day 1 is the first business day after it.
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Date,
    /// How many business days.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = count)]
    business_days: u32,
    #[command(flatten)]
    programmes: Programmes,
}

/// Most business days that are counted: those of forty years.
const MOST: u32 = 10_000;

fn count(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|count| (1..=MOST).contains(count));
    number.ok_or_else(|| words_of_locale().tell("calendar-count", &[("most", &MOST)]))
}

pub(super) fn run(command: Command) -> Outcome {
    match command {
        Command::Add(add) => run_add(&add),
        Command::Holidays { year } => run_holidays(year),
    }
}

fn run_add(add: &Add) -> Outcome {
    let words = words_of_locale();
    let programme = add.programmes.get(&add.programme, words)?;
    let calendar = programme.file.calendar();
    let day = calendar
        .add_business_days(add.from, add.business_days)
        .map_err(|error| error.in_words(words))?;
    let japanese = era::to_japanese_with_weekday(day).map_err(|error| error.in_words(words))?;
    say(&format!("{day}\n{japanese}"));
    Ok(ExitCode::SUCCESS)
}

fn run_holidays(year: i16) -> Outcome {
    for holiday in holidays(year).map_err(|error| error.in_words(words_of_locale()))? {
        say(&format!("{}\t{}", holiday.date, holiday.name));
    }
    Ok(ExitCode::SUCCESS)
}
