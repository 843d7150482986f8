//! Numbers of places: courses, frames and the whole (C6–C9, D2, D4).

use crate::domain::definition::finding::{Code, Finding, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::Opened;
use crate::domain::definition::programme::ProgrammeFile;

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.programme else { return };
    super::ids(
        file,
        out,
        "/course",
        file.data.courses.iter().map(|course| course.id.as_str()),
    );
    super::ids(
        file,
        out,
        "/frame",
        file.data.frames.iter().map(|frame| frame.id.as_str()),
    );
    courses(file, out);
    for index in 0..file.data.frames.len() {
        frame(file, out, index);
    }
    frames_together(file, out);
}

fn courses(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>) {
    let (courses, capacity) = (&file.data.courses, file.data.selection.capacity);
    if courses.is_empty() {
        if file.is_sure(&["/course"]) {
            let remedy = say(
                "選ぶコースがない募集でも、[[course]] を1つ書いてください。",
                "Write one [[course]], even if there is nothing to choose.",
            );
            file.at_key(
                out,
                "/course",
                Code::MissingKey,
                say("コースがありません。", "There is no course."),
                remedy,
            );
        }
        return;
    }
    for (index, course) in courses.iter().enumerate() {
        if course.capacity == 0 {
            let message = say("定員が 0 です。", "The capacity is 0.");
            file.at(
                out,
                &format!("/course/{index}/capacity"),
                Code::Capacity,
                message,
                say("", ""),
            );
        }
    }
    let sure = (0..courses.len()).all(|index| file.is_sure(&[&format!("/course/{index}/capacity")]));
    let sum: u64 = courses.iter().map(|course| u64::from(course.capacity)).sum();
    if sure && sum != u64::from(capacity) {
        let message = say(
            format!("全体の定員 {capacity} が、コースの定員の合計 {sum} と違います。"),
            format!("The capacity {capacity} differs from the sum {sum} of the courses."),
        );
        let remedy = say(
            format!("{sum} にするか、コースの定員を直してください。"),
            format!("Write {sum}, or mend the courses."),
        );
        file.at(out, "/selection/capacity", Code::Capacity, message, remedy);
    }
}

fn frame(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>, index: usize) {
    let (frame, capacity) = (&file.data.frames[index], file.data.selection.capacity);
    let (least, most) = (
        format!("/frame/{index}/minimum"),
        format!("/frame/{index}/maximum"),
    );
    let Some(maximum) = frame.maximum else { return };
    if frame.minimum > maximum && file.is_sure(&[&least]) {
        let message = say(
            format!(
                "枠の上限 {maximum} が下限 {} より小さくなっています。",
                frame.minimum
            ),
            format!(
                "The frame's maximum {maximum} is less than its minimum {}.",
                frame.minimum
            ),
        );
        file.at(
            out,
            &most,
            Code::Capacity,
            message,
            say(
                format!("{} 以上にしてください。", frame.minimum),
                format!("Write {} or more.", frame.minimum),
            ),
        );
    }
    if maximum > capacity && file.is_sure(&["/selection/capacity"]) {
        let message = say(
            format!("枠の上限 {maximum} が全体の定員 {capacity} を超えています。"),
            format!("The frame's maximum {maximum} exceeds the capacity {capacity}."),
        );
        file.at(out, &most, Code::Capacity, message, say("", ""));
    }
}

fn frames_together(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>) {
    let (frames, capacity) = (&file.data.frames, u64::from(file.data.selection.capacity));
    let sure = |key: &str| {
        file.is_sure(&["/selection/capacity"])
            && (0..frames.len()).all(|index| file.is_sure(&[&format!("/frame/{index}/{key}")]))
    };
    let minimums: u64 = frames.iter().map(|frame| u64::from(frame.minimum)).sum();
    if minimums > capacity && sure("minimum") {
        // At the frame with which the sum runs over.
        let mut sum = 0;
        let over = frames.iter().position(|frame| {
            sum += u64::from(frame.minimum);
            sum > capacity
        });
        let message = say(
            format!("枠の下限の合計 {minimums} が定員 {capacity} を超えています。"),
            format!("The frames' minimums add up to {minimums} and exceed the capacity {capacity}."),
        );
        let remedy = say(
            format!("合計を {capacity} 以下にしてください。"),
            format!("Bring the sum down to {capacity} or less."),
        );
        file.at(
            out,
            &format!("/frame/{}/minimum", over.unwrap_or_default()),
            Code::Capacity,
            message,
            remedy,
        );
    }
    let maximums: Option<u64> = frames.iter().map(|frame| frame.maximum.map(u64::from)).sum();
    if let Some(maximums) = maximums.filter(|sum| !frames.is_empty() && *sum < capacity && sure("maximum")) {
        let message = say(
            format!("枠の上限の合計 {maximums} が定員 {capacity} に足りず、埋まらない席が残ります。"),
            format!(
                "The frames' maximums add up to {maximums}, so that some of the {capacity} places can never be filled."
            ),
        );
        file.at_key(out, "/frame/0/maximum", Code::Capacity, message, say("", ""));
    }
}
