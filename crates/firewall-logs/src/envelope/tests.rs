use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;

fn tokyo() -> Clock {
    Clock::new(TimeZone::fixed(jiff::tz::offset(9)))
}

fn received() -> Timestamp {
    "2026-11-03T00:10:00Z".parse().unwrap()
}

/// Opens a line; gives the header's time, host and app, and the body.
fn opened(line: &str) -> (Option<String>, Option<&str>, Option<&str>, &str) {
    let (header, body) = open(line, &tokyo(), received());
    let time = header
        .time
        .map(|time| Timestamp::from_millisecond(time).unwrap().to_string());
    (time, header.host, header.app, body)
}

const AT: &str = "2026-11-03T00:05:07Z";

#[test]
fn forms_of_rfc_3164() {
    for line in [
        "<189>Nov  3 09:05:07 fw-1 app[12]: body text",
        "<189>Nov 03 2026 09:05:07 fw-1 app: body text",
        "<189>Nov 3 09:05:07 2026 fw-1 app: body text",
        "<189>2026-11-03T09:05:07+09:00 fw-1 app: body text",
        "<189>2026:11:03-09:05:07 fw-1 app[1]: body text",
        "<189>Nov  3 00:05:07 UTC fw-1 app: body text",
        "<189>Nov 02 2026 20:05:07 EDT fw-1 app: body text",
        "<189>Nov  2 20:05:07 EDT fw-1 app: body text",
        "Nov  3 09:05:07 fw-1 app: body text",
        "73 <189>Nov  3 09:05:07 fw-1 app[12]: body text",
        "\u{feff}<189>Nov  3 09:05:07 fw-1 app: body text\r\n",
        "<189>Nov  3 09:05:07 fw-1 app: body text\0",
        "<189>Nov  3 09:05:07 fw-1 app: body text#015#012",
    ] {
        let expected = (Some(AT.to_owned()), Some("fw-1"), Some("app"), "body text");
        assert_eq!(opened(line), expected, "{line}");
    }
}

#[test]
fn priorities() {
    let (header, _) = open("<189>x", &tokyo(), received());
    assert_eq!((header.facility, header.severity), (Some(23), Some(5)));
    for line in ["<192>x", "<>x", "<1x", "<abc>x"] {
        let (header, body) = open(line, &tokyo(), received());
        assert_eq!((header.severity, body), (None, line), "{line}");
    }
}

#[test]
fn rfc_5424_with_structured_data() {
    let (time, host, app, body) = opened(
        "<165>1 2026-11-03T09:05:07.003+09:00 fw-1 app 12 ID1 [a@1 k=\"v ] \\\" \"][b@2] \u{feff}body text",
    );
    assert_eq!(
        (time.as_deref(), host, app, body),
        (
            Some("2026-11-03T00:05:07.003Z"),
            Some("fw-1"),
            Some("app"),
            "body text"
        )
    );
    assert_eq!(opened("<165>1 - - - - - - body text").3, "body text");
    assert_eq!(
        opened("<165>1 - fw-1 app - - [a@1 k=\"v\"]").3,
        "[a@1 k=\"v\"]",
        "the data are all there is"
    );
    assert_eq!(
        opened("<165>1 - fw-1 app - - [action:\"Drop\"; x:\"1\"]").3,
        "[action:\"Drop\"; x:\"1\"]",
        "no data by the standard"
    );
}

#[test]
fn bodies_are_left_alone() {
    for body in [
        "date=2026-11-03 time=09:05:07 logid=1",
        "CEF:0|a|b|c|d|e|f|g=h",
        "LEEF:1.0|a|b|c|d|",
        "%ASA-6-302013: Built outbound TCP connection",
        "1,2026/11/03 09:05:07,0123,TRAFFIC,end",
        "{\"timestamp\":\"2026-11-03T09:05:07+0900\"}",
        "",
    ] {
        for front in ["", "<134>"] {
            let line = format!("{front}{body}");
            let (header, found) = open(&line, &tokyo(), received());
            assert_eq!((header.host, found), (None, body), "{line}");
        }
        let line = format!("<134>Nov  3 09:05:07 fw-1 {body}");
        let (header, found) = open(&line, &tokyo(), received());
        let host = (!body.is_empty()).then_some("fw-1");
        assert_eq!(
            (header.host, found),
            (host, if body.is_empty() { "fw-1" } else { body }),
            "{line}"
        );
    }
}

#[test]
fn the_turn_of_the_year() {
    let after: Timestamp = "2026-12-31T15:00:05Z".parse().unwrap();
    let (header, _) = open("<1>Dec 31 23:59:58 fw-1 x: y", &tokyo(), after);
    assert_eq!(
        header.time,
        Some(
            "2026-12-31T14:59:58Z"
                .parse::<Timestamp>()
                .unwrap()
                .as_millisecond()
        )
    );
}

proptest! {
    #[test]
    fn any_text_has_a_body_that_is_part_of_it(front in "(<[0-9]{0,4}>)?(1 )?(Nov  3 09:05:07 |2026-11-03T09:05:07Z |- )?", rest in "\\PC{0,80}") {
        let line = format!("{front}{rest}");
        let (_, body) = open(&line, &tokyo(), received());
        prop_assert!(line.contains(body));
    }
}
