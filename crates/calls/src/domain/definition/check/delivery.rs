//! Briefings, sessions, visits, surveys (C17, E1–E12).

use business_calendar::OfficeCalendar;
use jiff::civil::{Date, date};

use super::calendar::business_day;
use super::references;
use crate::domain::definition::delivery::{DeliveryFile, Seminars, Visits};
use crate::domain::definition::finding::{Code, Finding, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::Opened;
use crate::domain::definition::programme::{Hours, ProgrammeFile};

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.delivery else { return };
    let data = &file.data;
    super::ids(
        file,
        out,
        "/briefing",
        data.briefings.iter().map(|one| one.id.as_str()),
    );
    super::ids(
        file,
        out,
        "/support",
        data.supports.iter().map(|one| one.id.as_str()),
    );
    super::ids(
        file,
        out,
        "/survey",
        data.surveys.iter().map(|one| one.id.as_str()),
    );
    briefings(file, folder.programme.as_ref(), out);
    if let Some(seminars) = &data.seminars {
        sessions(file, seminars, folder.programme.as_ref(), out);
        hours(file, seminars, out);
    }
    workshops(file, out);
    if let Some(visits) = &data.visits {
        visit_numbers(file, visits, out);
    }
    names(folder, file, out);
}

fn briefings(file: &Opened<DeliveryFile>, programme: Option<&Opened<ProgrammeFile>>, out: &mut Vec<Finding>) {
    // A window that is wrong itself says nothing about briefings.
    let closes = programme
        .filter(|programme| {
            let courses = &programme.data.courses;
            (0..courses.len()).all(|index| {
                courses[index].closes > courses[index].opens
                    && programme.is_sure(&[
                        &format!("/course/{index}/closes"),
                        &format!("/course/{index}/opens"),
                    ])
            })
        })
        .and_then(|programme| programme.data.courses.iter().map(|course| course.closes).max());
    for (index, briefing) in file.data.briefings.iter().enumerate() {
        let at = |key: &str| format!("/briefing/{index}/{key}");
        let starts = briefing.starts;
        if !file.is_sure(&[&at("starts")]) {
            continue;
        }
        if briefing.ends <= starts {
            let message = say(
                "説明会が始まる前に終わっています。",
                "The briefing ends before it begins.",
            );
            file.at(
                out,
                &at("ends"),
                Code::Order,
                message,
                say(
                    format!("{starts} より後にしてください。"),
                    format!("Write a time after {starts}."),
                ),
            );
        }
        if briefing.registration_closes > starts {
            let message = say(
                "説明会が始まった後まで受け付けています。",
                "Registration closes after the briefing has begun.",
            );
            let remedy = say(
                format!(
                    "{starts} 以前にしてください（前日までは {}T00:00:00）。",
                    starts.date()
                ),
                format!(
                    "Write {starts} or earlier (until the day before: {}T00:00:00).",
                    starts.date()
                ),
            );
            file.at(out, &at("registration_closes"), Code::Order, message, remedy);
        }
        if let Some(closes) = closes.filter(|closes| starts >= *closes) {
            let message = say(
                format!("申込みの締切（{closes}）の後の説明会です。"),
                format!("This briefing comes after applications have closed ({closes})."),
            );
            file.at(out, &at("starts"), Code::Order, message, say("", ""));
        }
        if briefing.seats_on_site.is_some() && briefing.venue.is_none() {
            let message = say(
                "会場の席がありますが、会場（venue）がありません。",
                "There are seats on site but no venue.",
            );
            file.at(out, &at("seats_on_site"), Code::MissingKey, message, say("", ""));
        }
    }
}

fn sessions(
    file: &Opened<DeliveryFile>,
    seminars: &Seminars,
    programme: Option<&Opened<ProgrammeFile>>,
    out: &mut Vec<Finding>,
) {
    let calendar = programme.map_or_else(OfficeCalendar::default, |programme| programme.data.calendar());
    for (index, day) in seminars.dates.iter().enumerate() {
        let pointer = format!("/seminars/dates/{index}");
        let number = index + 1;
        business_day(
            file,
            out,
            &calendar,
            &pointer,
            *day,
            &say(format!("第{number}回"), format!("Session {number}")),
        );
        let before = index
            .checked_sub(1)
            .map(|before| (seminars.dates[before], format!("/seminars/dates/{before}")));
        if let Some((before, pointer_before)) = before
            && *day <= before
            && file.is_sure(&[&pointer_before])
        {
            let message = say(
                format!("第{number}回（{day}）が第{index}回（{before}）より後になっていません。"),
                format!("Session {number} ({day}) is not after session {index} ({before})."),
            );
            file.at(
                out,
                &pointer,
                Code::Order,
                message,
                say("日付の順に並べてください。", "Put the dates in order."),
            );
        }
        if let Some(programme) = programme.filter(|programme| programme.is_sure(&["/fiscal_year"])) {
            in_fiscal_year(file, out, &pointer, *day, programme.data.fiscal_year);
        }
    }
}

fn in_fiscal_year(file: &Opened<DeliveryFile>, out: &mut Vec<Finding>, pointer: &str, day: Date, year: i16) {
    if (1900..=9000).contains(&year) && !(date(year, 4, 1)..date(year + 1, 4, 1)).contains(&day) {
        let message = say(
            format!("{day} は {year} 年度にありません。"),
            format!("{day} is not in fiscal year {year}."),
        );
        let remedy = say(
            format!("{year}-04-01 から {}-03-31 までが {year} 年度です。", year + 1),
            format!("Fiscal year {year} runs from {year}-04-01 to {}-03-31.", year + 1),
        );
        file.at(out, pointer, Code::Order, message, remedy);
    }
}

fn hours(file: &Opened<DeliveryFile>, seminars: &Seminars, out: &mut Vec<Finding>) {
    let all: [(&str, Option<Hours>); 3] = [
        ("seminar", seminars.seminar),
        ("workshop", seminars.workshop),
        ("round_table", seminars.round_table),
    ];
    for (key, hours) in all {
        let Some(hours) = hours else { continue };
        let (from, to) = (format!("/seminars/{key}/from"), format!("/seminars/{key}/to"));
        if hours.to <= hours.from && file.is_sure(&[&from]) {
            let message = say("始まる前に終わっています。", "This ends before it begins.");
            file.at(
                out,
                &to,
                Code::Order,
                message,
                say(
                    format!("{} より後にしてください。", hours.from),
                    format!("Write a time after {}.", hours.from),
                ),
            );
        }
    }
}

fn workshops(file: &Opened<DeliveryFile>, out: &mut Vec<Finding>) {
    let count = file
        .data
        .seminars
        .as_ref()
        .map_or(0, |seminars| seminars.dates.len());
    for (index, workshop) in file.data.workshops.iter().enumerate() {
        for (place, number) in workshop.sessions.iter().enumerate() {
            if usize::try_from(*number).map_or(true, |number| !(1..=count).contains(&number)) {
                let message = say(
                    format!("第{number}回の開催日がありません。"),
                    format!("There is no session {number}."),
                );
                let remedy = say(
                    format!("開催日は {count} 回分です。"),
                    format!("There are {count} session dates."),
                );
                file.at(
                    out,
                    &format!("/workshop/{index}/sessions/{place}"),
                    Code::UnknownReference,
                    message,
                    remedy,
                );
            }
        }
    }
}

fn visit_numbers(file: &Opened<DeliveryFile>, visits: &Visits, out: &mut Vec<Finding>) {
    if let (Some(from), Some(to)) = (visits.from, visits.to)
        && to < from
        && file.is_sure(&["/visits/from"])
    {
        let message = say(
            "派遣の期間が始まる前に終わっています。",
            "The period of the visits ends before it begins.",
        );
        file.at(
            out,
            "/visits/to",
            Code::Order,
            message,
            say(
                format!("{from} 以後にしてください。"),
                format!("Write {from} or later."),
            ),
        );
    }
    let mut seen = Vec::new();
    for (index, aim) in visits.aims.iter().enumerate() {
        let pointer = format!("/visits/aim/{index}/number");
        if aim.number == 0 || aim.number > visits.count {
            let message = say(
                format!("第{}回の派遣はありません。", aim.number),
                format!("There is no visit {}.", aim.number),
            );
            file.at(
                out,
                &pointer,
                Code::UnknownReference,
                message,
                say(
                    format!("派遣は {} 回です。", visits.count),
                    format!("There are {} visits.", visits.count),
                ),
            );
        }
        if seen.contains(&aim.number) {
            let message = say(
                format!("第{}回が2回あります。", aim.number),
                format!("Visit {} stands here twice.", aim.number),
            );
            file.at(out, &pointer, Code::Duplicate, message, say("", ""));
        }
        seen.push(aim.number);
    }
}

fn names(folder: &Folder<'_>, file: &Opened<DeliveryFile>, out: &mut Vec<Finding>) {
    if let Some(forms) = references::forms(folder) {
        for (index, survey) in file.data.surveys.iter().enumerate() {
            if let Some(form) = &survey.form {
                forms.expect(file, out, &format!("/survey/{index}/form"), form);
            }
        }
    }
    if let Some(courses) = references::courses(folder) {
        for (index, support) in file.data.supports.iter().enumerate() {
            if let Some(course) = &support.course {
                courses.expect(file, out, &format!("/support/{index}/course"), course);
            }
        }
    }
}
