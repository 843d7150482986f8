//! The appliance that participants are lent (M1, M6): what it names exists, and a visit fits into its hours.

use jiff::Timestamp;

use super::references;
use crate::domain::definition::finding::{Code, Finding, did_you_mean, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::monitoring::{Monitoring, Obstacle};
use crate::domain::definition::opened::Opened;
use crate::domain::definition::programme::ProgrammeFile;

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.programme else { return };
    let Some(monitoring) = &file.data.monitoring else {
        return;
    };
    names(folder, file, monitoring, out);
    hours(file, monitoring, out);
    for (index, obstacle) in monitoring.obstacles.iter().enumerate() {
        self::obstacle(folder, file, monitoring, (index, obstacle), out);
    }
    if monitoring.data.purposes.is_empty() {
        let message = say("データの利用目的がありません。", "The data has no purpose.");
        let remedy = say(
            "purposes に monitoring などを書いてください。",
            "Write monitoring, for instance, into `purposes`.",
        );
        file.at(
            out,
            "/monitoring/data/purposes",
            Code::WrongValue,
            message,
            remedy,
        );
    }
}

fn names(folder: &Folder<'_>, file: &Opened<ProgrammeFile>, monitoring: &Monitoring, out: &mut Vec<Finding>) {
    if let Some(courses) = references::courses(folder) {
        courses.expect(file, out, "/monitoring/course", &monitoring.course);
        if let Some(other) = &monitoring.other_course {
            courses.expect(file, out, "/monitoring/other_course", other);
        }
    }
    if monitoring.other_course.as_ref() == Some(&monitoring.course) {
        let message = say(
            "機器を設置できない企業に、同じコースを案内しています。",
            "Where no appliance can be installed, the same course is offered.",
        );
        let remedy = say("別のコースにしてください。", "Write another course.");
        file.at(out, "/monitoring/other_course", Code::WrongValue, message, remedy);
    }
    if let Some(forms) = references::forms(folder) {
        forms.expect(file, out, "/monitoring/survey", &monitoring.survey);
    }
}

/// A visit of so many minutes fits into the hours of a day.
fn hours(file: &Opened<ProgrammeFile>, monitoring: &Monitoring, out: &mut Vec<Finding>) {
    let visits = &monitoring.visits;
    let day = |time| {
        Timestamp::UNIX_EPOCH
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date()
            .to_datetime(time)
    };
    let minutes = day(visits.hours.to)
        .duration_since(day(visits.hours.from))
        .as_mins();
    if minutes < i64::from(visits.minutes) {
        let message = say(
            format!(
                "訪問時間帯が{minutes}分しかなく、1回の訪問（{}分）が入りません。",
                visits.minutes
            ),
            format!(
                "The hours of visits are {minutes} minutes long; one visit takes {}.",
                visits.minutes
            ),
        );
        file.at(
            out,
            "/monitoring/visits/minutes",
            Code::Order,
            message,
            say("", ""),
        );
    }
}

fn obstacle(
    folder: &Folder<'_>,
    file: &Opened<ProgrammeFile>,
    monitoring: &Monitoring,
    (index, obstacle): (usize, &Obstacle),
    out: &mut Vec<Finding>,
) {
    let Some(forms) = folder.forms.as_ref().filter(|forms| forms.ids_are_sure("/form")) else {
        return;
    };
    let Some(form) = forms.data.forms.iter().find(|form| form.id == monitoring.survey) else {
        return;
    };
    let fields = || form.sections.iter().flat_map(|section| &section.fields);
    let at = |key: &str| format!("/monitoring/obstacle/{index}/{key}");
    let Some(field) = fields().find(|field| field.id == obstacle.field) else {
        let message = say(
            format!("現場調査のフォームに質問「{}」がありません。", obstacle.field),
            format!("The survey has no field \"{}\".", obstacle.field),
        );
        let ids: Vec<&str> = fields().map(|field| field.id.as_str()).collect();
        let remedy = did_you_mean(&obstacle.field, ids);
        file.at(out, &at("field"), Code::UnknownReference, message, remedy);
        return;
    };
    let mut possible: Vec<&str> = field.options.iter().map(|option| option.id.as_str()).collect();
    if possible.is_empty() {
        possible = vec!["yes", "no"];
    }
    for (place, value) in obstacle.is.iter().enumerate() {
        if !possible.contains(&value.as_str()) {
            let message = say(
                format!("「{}」に答え「{value}」はありません。", field.id),
                format!("\"{}\" has no answer \"{value}\".", field.id),
            );
            let remedy = did_you_mean(value, possible.iter().copied());
            file.at(
                out,
                &at(&format!("is/{place}")),
                Code::UnknownReference,
                message,
                remedy,
            );
        }
    }
}
