use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn read(pieces: &[&[u8]], limit: usize) -> Vec<Line> {
    let mut framer = Framer::new(limit);
    let mut lines = Vec::new();
    for piece in pieces {
        framer.push(piece, &mut lines);
    }
    framer.finish(&mut lines);
    lines
}

fn whole(lines: &[Line]) -> Vec<&[u8]> {
    for line in lines {
        assert_eq!(line.ending, Ending::Whole, "{line:?}");
    }
    lines.iter().map(|line| line.bytes.as_slice()).collect()
}

#[test]
fn each_framing_is_found_out() {
    let cases: [(&[u8], &[&[u8]]); 12] = [
        (b"5 <1>ab7 <2>c\nde", &[b"<1>ab", b"<2>c\nde"]),
        (b"<1>a\n<2>b\n", &[b"<1>a", b"<2>b"]),
        (b"<1>a\r\n<2>b\r\n", &[b"<1>a", b"<2>b"]),
        (b"<1>a\0<2>b\nc\0<3>d\0", &[b"<1>a", b"<2>b\nc", b"<3>d"]),
        // A NUL that is no delimiter stays, wherever it stands.
        (b"<1>a\0b\n<2>c\0<3>d\n", &[b"<1>a\0b", b"<2>c\0<3>d"]),
        // An LF after a counted frame is no line of its own.
        (b"5 <1>ab\n5 <2>cd\n", &[b"<1>ab", b"<2>cd"]),
        // Without a priority.
        (b"4 a=1b4 a=2c", &[b"a=1b", b"a=2c"]),
        (
            b"date=2026-11-20 a=1\ndate=2026-11-20 a=2\n",
            &[b"date=2026-11-20 a=1", b"date=2026-11-20 a=2"],
        ),
        // Numbers that are no counts.
        (
            b"1,2026/11/20,x\n2026-11-20 y\n1763600000 z\n",
            &[b"1,2026/11/20,x", b"2026-11-20 y", b"1763600000 z"],
        ),
        // Mixed: a count between lines needs its `<`.
        (
            b"<1>a\n6 <2>b\nc<3>d\n7 dwarfs\n",
            &[b"<1>a", b"<2>b\nc", b"<3>d", b"7 dwarfs"],
        ),
        (b"5 <1>ab<2>cd\n5 <3>ef", &[b"<1>ab", b"<2>cd", b"<3>ef"]),
        // From NUL to LF.
        (
            b"<1>a\0<2>b\n<3>c\n<4>d\0e\n",
            &[b"<1>a", b"<2>b", b"<3>c", b"<4>d\0e"],
        ),
    ];
    for (stream, expected) in cases {
        assert_eq!(
            whole(&read(&[stream], USUAL)),
            expected,
            "{}",
            stream.escape_ascii()
        );
    }
}

#[test]
fn a_line_too_long_is_cut_and_the_next_one_is_whole() {
    let long = vec![b'x'; 3 * 1024 * 1024];
    let counted = [format!("{} ", long.len()).as_bytes(), &long, b"5 <1>ab"].concat();
    let ended = [&long[..], b"\n<1>ab\n"].concat();
    for stream in [counted, ended] {
        let lines = read(&[&stream], USUAL);
        assert_eq!(lines.len(), 2);
        let missing = long.len() - USUAL;
        assert_eq!(lines[0].ending, Ending::Cut { missing });
        assert_eq!(lines[0].bytes, long[..USUAL]);
        assert_eq!(
            (&lines[1].bytes[..], lines[1].ending),
            (&b"<1>ab"[..], Ending::Whole)
        );
    }
}

#[test]
fn what_a_broken_connection_leaves_is_kept() {
    for stream in [&b"<1>a\n<2>b"[..], b"4 <1>a9 <2>b"] {
        let lines = read(&[stream], USUAL);
        assert_eq!(lines[1].bytes, b"<2>b");
        assert_eq!(lines[1].ending, Ending::Unfinished);
    }
}

#[test]
fn a_framer_holds_no_more_than_its_limit() {
    let mut framer = Framer::new(1000);
    let mut lines = Vec::new();
    for _ in 0..1000 {
        framer.push(&[b'x'; 4096], &mut lines);
        assert!(framer.held() <= 1000 && lines.is_empty());
    }
}

#[derive(Clone, Copy, Debug)]
enum Framing {
    Counted,
    LineFeed,
    Return,
    Nul,
}

fn framing() -> impl Strategy<Value = Framing> {
    prop_oneof![
        Just(Framing::Counted),
        Just(Framing::LineFeed),
        Just(Framing::Return),
        Just(Framing::Nul)
    ]
}

fn framed(framing: Framing, line: &[u8]) -> Vec<u8> {
    match framing {
        Framing::Counted => [format!("{} ", line.len()).as_bytes(), line].concat(),
        Framing::LineFeed => [line, b"\n"].concat(),
        Framing::Return => [line, b"\r\n"].concat(),
        Framing::Nul => [line, b"\0"].concat(),
    }
}

/// A line as appliances send it: it begins with a priority, and may hold any byte that its framing allows.
fn line(framing: Framing) -> impl Strategy<Value = Vec<u8>> {
    (0_u8..192, vec(any::<u8>(), 1..60)).prop_map(move |(priority, mut body)| {
        for byte in &mut body {
            let is_taken = match framing {
                Framing::Counted => false,
                Framing::LineFeed | Framing::Return => matches!(*byte, b'\n' | b'\r' | 0),
                // An LF before the first NUL would decide otherwise.
                Framing::Nul => matches!(*byte, b'\n' | 0),
            };
            if is_taken {
                *byte = b'.';
            }
        }
        [format!("<{priority}>").as_bytes(), &body].concat()
    })
}

fn session() -> impl Strategy<Value = (Framing, Vec<Vec<u8>>)> {
    framing().prop_flat_map(|framing| (Just(framing), vec(line(framing), 1..20)))
}

fn split<'b>(bytes: &'b [u8], cuts: &[prop::sample::Index]) -> Vec<&'b [u8]> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    places.extend([0, bytes.len()]);
    places.sort_unstable();
    places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect()
}

proptest! {
    #[test]
    fn what_was_framed_comes_out((framing, sent) in session(), cuts in vec(any::<prop::sample::Index>(), 0..40)) {
        let stream: Vec<u8> = sent.iter().flat_map(|line| framed(framing, line)).collect();
        let lines = read(&split(&stream, &cuts), USUAL);
        prop_assert_eq!(whole(&lines), sent.iter().map(Vec::as_slice).collect::<Vec<_>>());
    }

    #[test]
    fn no_split_of_any_bytes_changes_the_lines(
        pieces in vec(prop_oneof![
            Just(b"\n".to_vec()), Just(b"\r\n".to_vec()), Just(b"\0".to_vec()), Just(b"<1>".to_vec()),
            Just(b"12 ".to_vec()), Just(b"3 <".to_vec()), vec(any::<u8>(), 0..30),
        ], 0..40),
        limit in 16_usize..80,
        cuts in vec(any::<prop::sample::Index>(), 0..60),
    ) {
        let stream = pieces.concat();
        let at_once = read(&[&stream], limit);
        prop_assert_eq!(&read(&split(&stream, &cuts), limit), &at_once);
        for line in &at_once {
            prop_assert!(!line.bytes.is_empty() && line.bytes.len() <= limit);
        }
    }

    /// Nothing of what a mixing sender says gets lost: counted frames between lines, each after a `<`.
    #[test]
    fn senders_may_mix(
        frames in vec(prop_oneof![
            line(Framing::LineFeed).prop_map(|line| (Framing::LineFeed, line)),
            line(Framing::Counted).prop_map(|line| (Framing::Counted, line)),
        ], 1..20),
        cuts in vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let stream: Vec<u8> = frames.iter().flat_map(|(framing, line)| framed(*framing, line)).collect();
        let lines = read(&split(&stream, &cuts), USUAL);
        prop_assert_eq!(whole(&lines), frames.iter().map(|(_, line)| line.as_slice()).collect::<Vec<_>>());
    }
}
