//! Calendar files.

use documents::calendar::{Event, When, calendar_file};
use jiff::civil::date;

fn events() -> Vec<Event> {
    vec![
        Event {
            uid: "briefing-1@example.jp".to_owned(),
            when: When::Hours { starts: date(2025, 6, 6).at(13, 30, 0, 0), ends: date(2025, 6, 6).at(15, 0, 0, 0) },
            title: "第1回 オンライン事業説明会; お申込みは前日まで, 先着100名。とても長い題名なので何度も折り返されます".to_owned(),
            place: Some("オンライン\r\n（Zoom）".to_owned()),
            description: Some("一行目\n二行目\\end".to_owned()),
            url: Some("https://example.jp/briefing?a=1,2;b\r\nATTENDEE:x".to_owned()),
        },
        Event {
            uid: "session-1@example.jp".to_owned(),
            when: When::Day(date(2025, 7, 25)),
            title: "第1回セミナー".to_owned(),
            place: None,
            description: None,
            url: None,
        },
    ]
}

#[test]
fn lines_are_short_and_unfold_to_what_was_said() {
    let file = calendar_file(&events(), "2025-05-29T00:00:00Z".parse().unwrap());
    assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
    assert!(!file.replace("\r\n", "").contains(['\r', '\n']), "bare line ends");
    let unfolded = file.replace("\r\n ", "");
    let lines: Vec<&str> = unfolded.split("\r\n").collect();
    for wanted in [
        "DTSTART;TZID=Asia/Tokyo:20250606T133000",
        "DTEND;TZID=Asia/Tokyo:20250606T150000",
        "DTSTART;VALUE=DATE:20250725",
        "DTSTAMP:20250529T000000Z",
        "SUMMARY:第1回 オンライン事業説明会\\; お申込みは前日まで\\, 先着100名。とても長い題名なので何度も折り返されます",
        "LOCATION:オンライン\\n（Zoom）",
        "DESCRIPTION:一行目\\n二行目\\\\end",
        "URL:https://example.jp/briefing?a=1,2;bATTENDEE:x",
    ] {
        assert!(lines.contains(&wanted), "{wanted} is missing in\n{unfolded}");
    }
    assert_eq!(lines.iter().filter(|line| **line == "BEGIN:VEVENT").count(), 2);
    assert!(!lines.iter().any(|line| line.starts_with("ATTENDEE")));
}
