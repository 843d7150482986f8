//! Lines out of a stream of bytes: RFC 6587, both framings, found out per connection.
//!
//! - **Octet counting** (3.4.1): `MSG-LEN SP MSG`. A frame that starts with up to seven digits and a space is counted;
//!   in a connection that has sent lines before, a `<` must follow, because a line may begin with a number.
//! - **Non-transparent** (3.4.2): LF ends a line, a CR before it goes with it. NUL ends lines instead if the first one in
//!   the connection is followed by `<` and a digit before any LF came; everywhere else a NUL is part of the line.
//!   In a connection that ends lines with NUL, an LF followed by `<` and a digit ends one, too, and NUL is data again.
//!
//! A sender that mixes the framings is read frame by frame: a counted frame may be followed by a line and the other way
//! round. What comes out depends on the bytes alone, never on how reads have split them.

#[cfg(test)]
mod tests;

/// The most that [`Framer::new`] allows for one line, in bytes.
pub const MOST: usize = 1024 * 1024;
/// What a line may have unless something else is configured, in bytes.
pub const USUAL: usize = 64 * 1024;
/// The least that is allowed for one line, in bytes.
const LEAST: usize = 16;
/// Digits of the longest octet count; a longer number is the beginning of a line.
const COUNT_DIGITS: usize = 7;

/// How a line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As its framing says.
    Whole,
    /// It was longer than the limit: so many bytes of it were left out.
    Cut {
        /// Bytes that are missing at its end.
        missing: usize,
    },
    /// The connection ended in the middle of it.
    Unfinished,
}

/// One line without its framing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its bytes, as they came; never empty.
    pub bytes: Vec<u8>,
    /// How it ended.
    pub ending: Ending,
}

/// What ended lines so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Undecided,
    Counted,
    LineFeed,
    Nul,
}

/// Where the reader stands within a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before a frame.
    Start,
    /// In digits that may be a count; they are held.
    Digits,
    /// After digits and a space, in a connection of lines: `<` makes them a count.
    Space { count: usize },
    /// In a counted frame.
    Counted { left: usize },
    /// In a line.
    Line,
    /// After a byte that ends the line if `<` (`bracket` = it was seen) and a digit follow.
    Perhaps { delimiter: u8, bracket: bool },
}

/// Takes a stream of bytes apart.
#[derive(Clone, Debug)]
pub struct Framer {
    limit: usize,
    mode: Mode,
    state: State,
    held: Vec<u8>,
    missing: usize,
}

impl Framer {
    /// For one connection; lines longer than `limit` bytes (16 to [`MOST`]) are cut.
    pub fn new(limit: usize) -> Self {
        Self {
            limit: limit.clamp(LEAST, MOST),
            mode: Mode::Undecided,
            state: State::Start,
            held: Vec::new(),
            missing: 0,
        }
    }

    /// Takes what was read and adds the lines that are complete.
    pub fn push(&mut self, bytes: &[u8], lines: &mut Vec<Line>) {
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            match self.state {
                State::Start => rest = self.start(first, rest),
                State::Digits => rest = self.digits(first, rest),
                State::Space { count } if first == b'<' => self.count(count),
                State::Space { .. } => self.state = State::Line,
                State::Counted { left } => rest = self.counted(left, rest, lines),
                State::Line => rest = self.line(rest, lines),
                State::Perhaps { delimiter, bracket } => {
                    rest = self.perhaps(delimiter, bracket, rest, lines);
                }
            }
        }
    }

    /// The connection has ended: adds what is held.
    pub fn finish(&mut self, lines: &mut Vec<Line>) {
        let ending = match self.state {
            State::Perhaps { bracket: false, .. } => Ending::Whole,
            _ if self.missing > 0 => Ending::Cut {
                missing: self.missing,
            },
            _ => Ending::Unfinished,
        };
        if let State::Perhaps {
            delimiter,
            bracket: true,
        } = self.state
        {
            self.hold(&[delimiter, b'<']);
        }
        self.emit(ending, lines);
    }

    /// Bytes held of a line that is not complete.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// Delimiters before a frame stand for empty lines, or for an LF that a sender adds after a counted frame.
    fn start<'b>(&mut self, first: u8, rest: &'b [u8]) -> &'b [u8] {
        match first {
            b'\n' | b'\r' | 0 => return &rest[1..],
            b'1'..=b'9' => self.state = State::Digits,
            _ => self.state = State::Line,
        }
        rest
    }

    fn digits<'b>(&mut self, first: u8, rest: &'b [u8]) -> &'b [u8] {
        if first.is_ascii_digit() && self.held.len() < COUNT_DIGITS {
            self.hold(&[first]);
            return &rest[1..];
        }
        if first != b' ' {
            self.state = State::Line;
            return rest;
        }
        let count = self
            .held
            .iter()
            .fold(0, |count, digit| count * 10 + usize::from(digit - b'0'));
        if matches!(self.mode, Mode::Undecided | Mode::Counted) {
            self.count(count);
        } else {
            self.hold(b" ");
            self.state = State::Space { count };
        }
        &rest[1..]
    }

    fn count(&mut self, left: usize) {
        self.held.clear();
        self.missing = 0;
        self.mode = Mode::Counted;
        self.state = State::Counted { left };
    }

    fn counted<'b>(&mut self, left: usize, rest: &'b [u8], lines: &mut Vec<Line>) -> &'b [u8] {
        let (mine, after) = rest.split_at(left.min(rest.len()));
        self.hold(mine);
        let left = left - mine.len();
        self.state = State::Counted { left };
        if left == 0 {
            self.end(lines);
        }
        after
    }

    fn line<'b>(&mut self, rest: &'b [u8], lines: &mut Vec<Line>) -> &'b [u8] {
        let found = match self.mode {
            Mode::Undecided | Mode::Nul => memchr::memchr2(b'\n', 0, rest),
            Mode::Counted | Mode::LineFeed => memchr::memchr(b'\n', rest),
        };
        let Some(at) = found else {
            self.hold(rest);
            return &[];
        };
        self.hold(&rest[..at]);
        let delimiter = rest[at];
        match (self.mode, delimiter) {
            (Mode::Undecided, 0) | (Mode::Nul, b'\n') => {
                self.state = State::Perhaps {
                    delimiter,
                    bracket: false,
                };
            }
            (Mode::Nul, _) => self.end_line(Mode::Nul, lines),
            _ => self.end_line(Mode::LineFeed, lines),
        }
        &rest[at + 1..]
    }

    fn perhaps<'b>(
        &mut self,
        delimiter: u8,
        bracket: bool,
        rest: &'b [u8],
        lines: &mut Vec<Line>,
    ) -> &'b [u8] {
        match (bracket, rest[0]) {
            (false, b'<') => {
                self.state = State::Perhaps {
                    delimiter,
                    bracket: true,
                };
                return &rest[1..];
            }
            (true, b'0'..=b'9') => {
                let mode = if delimiter == 0 { Mode::Nul } else { Mode::LineFeed };
                self.end_line(mode, lines);
                self.hold(b"<");
            }
            (false, _) => self.hold(&[delimiter]),
            (true, _) => self.hold(&[delimiter, b'<']),
        }
        self.state = State::Line;
        rest
    }

    /// Ends a line of the non-transparent framing.
    fn end_line(&mut self, mode: Mode, lines: &mut Vec<Line>) {
        if self.missing == 0 && mode != Mode::Nul && self.held.last() == Some(&b'\r') {
            self.held.pop();
        }
        self.mode = mode;
        self.end(lines);
    }

    fn end(&mut self, lines: &mut Vec<Line>) {
        let ending = match self.missing {
            0 => Ending::Whole,
            missing => Ending::Cut { missing },
        };
        self.emit(ending, lines);
    }

    fn emit(&mut self, ending: Ending, lines: &mut Vec<Line>) {
        let bytes = std::mem::take(&mut self.held);
        if !bytes.is_empty() {
            lines.push(Line { bytes, ending });
        }
        self.missing = 0;
        self.state = State::Start;
    }

    /// Keeps bytes of the current line, up to the limit.
    fn hold(&mut self, bytes: &[u8]) {
        let room = self.limit - self.held.len().min(self.limit);
        let (kept, left_out) = bytes.split_at(room.min(bytes.len()));
        self.held.extend_from_slice(kept);
        self.missing += left_out.len();
    }
}
