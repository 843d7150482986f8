//! Windows, the draw's dates and the closing days (C6, C9, C21, D1).

use business_calendar::OfficeCalendar;
use jiff::civil::{Date, DateTime, date};

use super::calendar::business_day;
use crate::domain::definition::finding::{Code, Finding, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::Opened;
use crate::domain::definition::programme::{Method, ProgrammeFile};

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.programme else { return };
    closings(file, out);
    windows(file, out);
    match file.data.selection.method {
        Method::Lottery => lottery(file, out),
        Method::FirstCome => no_lottery(file, out),
    }
    results(file, out, &file.data.calendar());
}

fn closings(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>) {
    for (index, closing) in file.data.closings.iter().enumerate() {
        let (from, to) = (format!("/closing/{index}/from"), format!("/closing/{index}/to"));
        if closing.to < closing.from && file.is_sure(&[&from]) {
            let message = say(
                format!(
                    "休業期間が始まる前に終わっています（{} から {}）。",
                    closing.from, closing.to
                ),
                format!(
                    "The closing days end before they begin ({} to {}).",
                    closing.from, closing.to
                ),
            );
            file.at(
                out,
                &to,
                Code::Order,
                message,
                say(
                    format!("{} 以後の日にしてください。", closing.from),
                    format!("Write {} or a later day.", closing.from),
                ),
            );
        }
    }
}

fn windows(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>) {
    for (index, course) in file.data.courses.iter().enumerate() {
        let (opens, closes) = (
            format!("/course/{index}/opens"),
            format!("/course/{index}/closes"),
        );
        if course.closes <= course.opens && file.is_sure(&[&opens]) {
            let message = say(
                format!(
                    "受付期間が始まる前に終わっています（{} から {}）。",
                    course.opens, course.closes
                ),
                format!(
                    "The window ends before it begins ({} to {}).",
                    course.opens, course.closes
                ),
            );
            let remedy = say(
                format!("{} より後にしてください。", course.opens),
                format!("Write a time after {}.", course.opens),
            );
            file.at(out, &closes, Code::Order, message, remedy);
        }
        in_fiscal_year(file, out, &opens, course.opens);
        in_fiscal_year(file, out, &closes, course.closes);
        if course.opens < file.data.publish_at && file.is_sure(&["/publish_at"]) {
            let message = say(
                "ページの公開より前に受付が始まります。",
                "Applications open before the page is public.",
            );
            let remedy = say(
                format!("公開は {} です。", file.data.publish_at),
                format!("The page is public from {}.", file.data.publish_at),
            );
            file.at(out, &opens, Code::Order, message, remedy);
        }
    }
}

/// A call may open some months before its fiscal year; anything else is a slip in the year.
fn in_fiscal_year(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>, pointer: &str, moment: DateTime) {
    let year = file.data.fiscal_year;
    if !(1900..=9000).contains(&year) || !file.is_sure(&["/fiscal_year"]) {
        return;
    }
    let (first, last) = (date(year, 1, 1), date(year + 1, 4, 1));
    if moment.date() < first || moment.date() > last {
        let message = say(
            format!("{moment} は {year} 年度にありません。"),
            format!("{moment} is not in fiscal year {year}."),
        );
        let remedy = say(
            format!("{year}-04-01 から {}-03-31 までが {year} 年度です。", year + 1),
            format!("Fiscal year {year} runs from {year}-04-01 to {}-03-31.", year + 1),
        );
        file.at(out, pointer, Code::Order, message, remedy);
    }
}

fn lottery(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>) {
    let selection = &file.data.selection;
    let given = [
        ("freeze_at", selection.freeze_at.is_some()),
        ("draw_at", selection.draw_at.is_some()),
        ("draw_id", selection.draw_id.is_some()),
    ];
    for (key, _) in given.into_iter().filter(|(_, given)| !given) {
        let message = say(
            format!("抽選（lottery）には「{key}」が必要です。"),
            format!("A lottery needs \"{key}\"."),
        );
        file.at_key(out, "/selection", Code::MissingKey, message, say("", ""));
    }
    let calendar = file.data.calendar();
    let (freeze, draw) = ("/selection/freeze_at", "/selection/draw_at");
    if let Some(moment) = selection.freeze_at {
        business_day(
            file,
            out,
            &calendar,
            freeze,
            moment.date(),
            &say("申込一覧の確定日", "The day of the freeze"),
        );
        freeze_after_close(file, out, moment);
    }
    let Some(moment) = selection.draw_at else { return };
    business_day(
        file,
        out,
        &calendar,
        draw,
        moment.date(),
        &say("抽選日", "The day of the draw"),
    );
    let Some(frozen) = selection.freeze_at else { return };
    if file.is_sure(&[freeze]) && moment < frozen.saturating_add(jiff::SignedDuration::from_hours(24)) {
        let message = say(
            format!("抽選（{moment}）が、申込一覧の確定（{frozen}）から24時間たっていません。"),
            format!("The draw ({moment}) is less than 24 hours after the freeze ({frozen})."),
        );
        let remedy = say(
            "確定した一覧を誰でも確かめられるように、24時間以上あけてください。",
            "Leave at least 24 hours, so that anybody can look at the frozen list.",
        );
        file.at(out, draw, Code::Order, message, remedy);
    }
}

fn freeze_after_close(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>, freeze: DateTime) {
    let closes = file
        .data
        .courses
        .iter()
        .enumerate()
        .filter(|(index, _)| file.is_sure(&[&format!("/course/{index}/closes")]));
    let Some(last) = closes.map(|(_, course)| course.closes).max() else {
        return;
    };
    if freeze < last {
        let message = say(
            format!("受付の終わり（{last}）より前に申込一覧を確定しています。"),
            format!("The list is frozen before the last window closes ({last})."),
        );
        let remedy = say(
            format!("{last} 以後にしてください。"),
            format!("Write {last} or later."),
        );
        file.at(out, "/selection/freeze_at", Code::Order, message, remedy);
    }
}

fn no_lottery(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>) {
    let selection = &file.data.selection;
    let given = [
        ("freeze_at", selection.freeze_at.is_some()),
        ("draw_at", selection.draw_at.is_some()),
        ("draw_id", selection.draw_id.is_some()),
    ];
    for (key, _) in given.into_iter().filter(|(_, given)| *given) {
        let message = say(
            format!("先着順（first_come）では「{key}」は使われません。"),
            format!("First come, first served has no \"{key}\"."),
        );
        let remedy = say(
            "消すか、method を \"lottery\" にしてください。",
            "Leave it out, or write method = \"lottery\".",
        );
        file.at_key(
            out,
            &format!("/selection/{key}"),
            Code::WrongValue,
            message,
            remedy,
        );
    }
}

fn results(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>, calendar: &OfficeCalendar) {
    let pointer = "/selection/results_from";
    let Some(day) = file.data.selection.results_from else {
        return;
    };
    business_day(
        file,
        out,
        calendar,
        pointer,
        day,
        &say("結果通知の初日", "The first day of results"),
    );
    let drawn: Option<Date> = file.data.selection.draw_at.map(DateTime::date);
    if drawn.is_some_and(|drawn| day < drawn) && file.is_sure(&["/selection/draw_at"]) {
        let message = say(
            "抽選より前に結果を知らせることになっています。",
            "Results are told before the draw.",
        );
        file.at(
            out,
            pointer,
            Code::Order,
            message,
            say(
                "抽選日以後の営業日にしてください。",
                "Write a business day on or after the draw.",
            ),
        );
    }
}
