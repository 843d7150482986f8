use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::collect::framing::USUAL;

fn frame(number: u32, command: &str, data: &[u8]) -> Vec<u8> {
    let space = if data.is_empty() { "" } else { " " };
    let head = format!("{number} {command} {}{space}", data.len());
    [head.as_bytes(), data, b"\n"].concat()
}

/// What librelp sends first.
fn open() -> Vec<u8> {
    frame(
        1,
        "open",
        b"relp_version=0\nrelp_software=librelp,1.11.0,http://librelp.adiscon.com\ncommands=syslog",
    )
}

fn acts(pieces: &[&[u8]], limit: usize) -> Vec<Act> {
    let mut session = Session::new(limit);
    let mut acts = Vec::new();
    for piece in pieces {
        session.push(piece, &mut acts);
    }
    acts
}

fn keep(number: u32, bytes: &[u8]) -> Act {
    let line = Line {
        bytes: bytes.to_vec(),
        ending: Ending::Whole,
    };
    Act::Keep { number, line }
}

fn sent(text: &str) -> Act {
    Act::Send(text.as_bytes().to_vec())
}

const OPENED: &str = "1 rsp 58 200 OK\nrelp_version=0\nrelp_software=mamori\ncommands=syslog\n";

#[test]
fn a_session_from_open_to_close() {
    let stream = [
        open(),
        frame(2, "syslog", b"<13>one"),
        frame(3, "syslog", b"<13>two\nmore\n"),
        frame(4, "close", b""),
    ]
    .concat();
    let expected = [
        sent(OPENED),
        keep(2, b"<13>one"),
        keep(3, b"<13>two\nmore"),
        sent("4 rsp 0\n0 serverclose 0\n"),
        Act::Close,
    ];
    assert_eq!(acts(&[&stream], USUAL), expected);
    assert_eq!(accepted(3), b"3 rsp 6 200 OK\n");
}

#[test]
fn a_bad_frame_is_answered_and_the_session_goes_on() {
    let cases: [(Vec<u8>, Bad); 4] = [
        (frame(7, "starttls", b""), Bad::Command),
        (frame(7, "open", b"relp_version=0"), Bad::Order),
        (frame(7, "syslog", b""), Bad::Empty),
        (frame(7, "syslog", b"\n"), Bad::Empty),
    ];
    for (bad, reason) in cases {
        let stream = [open(), bad, frame(8, "syslog", b"next")].concat();
        let refusal = format!("500 {}", reason.as_str());
        let expected = [
            sent(OPENED),
            Act::Bad(reason),
            sent(&format!("7 rsp {} {refusal}\n", refusal.len())),
            keep(8, b"next"),
        ];
        assert_eq!(acts(&[&stream], USUAL), expected, "{reason:?}");
    }
}

#[test]
fn nothing_is_kept_before_an_open_that_suits() {
    let stream = [frame(1, "syslog", b"early"), frame(2, "open", b"relp_version=1")].concat();
    let bad: Vec<Act> = acts(&[&stream], USUAL)
        .into_iter()
        .filter(|act| !matches!(act, Act::Send(_)))
        .collect();
    assert_eq!(bad, [Act::Bad(Bad::Order), Act::Bad(Bad::Offer)]);
}

#[test]
fn a_lost_frame_ends_the_session() {
    let cases: [(&[u8], Bad); 6] = [
        (b"GET / HTTP/1.1\n", Bad::Header),
        (b"\x16\x03\x01\x02\x00", Bad::Header),
        (b"1234567890 open 0\n", Bad::Header),
        (b"0 open 0\n", Bad::Header),
        (b"1 op3n 0\n", Bad::Header),
        (b"1 open 2 abc\n", Bad::Trailer),
    ];
    for (stream, reason) in cases {
        let mut with_more = stream.to_vec();
        with_more.extend(open());
        let acts = acts(&[&with_more], USUAL);
        assert!(acts.contains(&Act::Bad(reason)), "{acts:?}");
        assert_eq!(acts[acts.len() - 2..], [sent("0 serverclose 0\n"), Act::Close]);
    }
}

#[test]
fn a_line_too_long_is_cut_and_acknowledged() {
    let stream = [
        open(),
        frame(2, "syslog", &[b'x'; 100]),
        frame(3, "syslog", b"next"),
    ]
    .concat();
    let acts = acts(&[&stream], 30);
    let Act::Keep { number: 2, line } = &acts[1] else {
        panic!("{acts:?}");
    };
    assert_eq!((line.bytes.len(), line.ending), (30, Ending::Cut { missing: 70 }));
    assert_eq!(acts[2], keep(3, b"next"));
}

fn split<'b>(bytes: &'b [u8], cuts: &[prop::sample::Index]) -> Vec<&'b [u8]> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    places.extend([0, bytes.len()]);
    places.sort_unstable();
    places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect()
}

proptest! {
    #[test]
    fn every_line_of_a_session_is_kept_once_in_order(
        lines in vec(vec(any::<u8>(), 1..200), 0..20),
        cuts in vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let lines: Vec<Vec<u8>> = lines.into_iter().map(|line| [line, b".".to_vec()].concat()).collect();
        let mut stream = open();
        let mut expected = vec![sent(OPENED)];
        for (number, line) in (2..).zip(&lines) {
            stream.extend(frame(number, "syslog", line));
            expected.push(keep(number, line));
        }
        prop_assert_eq!(acts(&split(&stream, &cuts), USUAL), expected);
    }

    #[test]
    fn no_split_of_any_bytes_changes_the_acts(
        pieces in vec(prop_oneof![
            Just(open()), Just(b"\n".to_vec()), Just(b"2 syslog 3 abc\n".to_vec()), Just(b"3 close 0\n".to_vec()),
            Just(b"4 syslog 0 \n".to_vec()), Just(b"5 x 0\n".to_vec()), vec(any::<u8>(), 0..20),
        ], 0..20),
        cuts in vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let stream = pieces.concat();
        prop_assert_eq!(acts(&split(&stream, &cuts), USUAL), acts(&[&stream], USUAL));
    }
}
