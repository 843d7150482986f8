//! Days on which the secretariat must be there (C21).

use business_calendar::{Closed, OfficeCalendar, era};
use jiff::civil::{Date, Weekday};
use platform::text::Text;

use crate::domain::definition::finding::{Code, Finding, say};
use crate::domain::definition::opened::Opened;

/// Reports `date` at `pointer` of `file` when the office is closed then. `what` names the day.
pub(super) fn business_day<T>(
    file: &Opened<T>,
    out: &mut Vec<Finding>,
    calendar: &OfficeCalendar,
    pointer: &str,
    date: Date,
    what: &Text,
) {
    let Ok(closed) = calendar.why_closed(date) else {
        let message = say(
            format!("{date} の祝日は分かりません。"),
            format!("The holidays of {} are not known.", date.year()),
        );
        file.at(
            out,
            pointer,
            Code::WrongValue,
            message,
            say("年を確かめてください。", "Check the year."),
        );
        return;
    };
    let Some(closed) = closed else { return };
    let (reason_ja, reason_en) = match closed {
        Closed::Weekend => (
            format!("{}曜日", era::weekday(date)),
            format!("a {}", weekday(date)),
        ),
        Closed::Holiday(name) => (format!("祝日（{name}）"), format!("a national holiday ({name})")),
        Closed::ClosingDay(label) => (
            format!("閉局日（{label}）"),
            format!("a closing day of the secretariat ({label})"),
        ),
    };
    let remedy = calendar.next_business_day_on_or_after(date).map_or_else(
        |_| say("", ""),
        |next| {
            say(
                format!("次の営業日は {next} です。"),
                format!("The next business day is {next}."),
            )
        },
    );
    let message = say(
        format!("{}（{date}）が営業日ではありません: {reason_ja}です。", what.ja),
        format!("{} ({date}) is not a business day: it is {reason_en}.", what.en),
    );
    file.at(out, pointer, Code::NotBusinessDay, message, remedy);
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
