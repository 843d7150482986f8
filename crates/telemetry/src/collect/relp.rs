//! RELP, the protocol of rsyslog's librelp, on the receiving side: what was acknowledged has been kept.
//!
//! ```text
//! frame   = TXNR SP COMMAND SP DATALEN [SP DATA] LF     ; SP and DATA only if DATALEN > 0
//! TXNR    = 1*9DIGIT      ; from 1 up, by the client; 0 in what the server says unasked
//! COMMAND = 1*32ALPHA     ; open, syslog, close; rsp and serverclose from the server
//! DATALEN = 1*9DIGIT
//! rsp     = "200 OK" | "500 " reason                    ; DATA of an answer
//! ```
//!
//! A session is `open` (offers: version 0, the commands), any number of `syslog` (one line each), `close`. Answers bear
//! the number of what they answer. The client keeps what has not been answered and sends it again in its next
//! session, so a line may come twice, never not at all: an answer to `syslog` leaves only after the log is on disk.
//! The client also bounds how much may be unanswered (its window, 128 frames in librelp); this side bounds it by
//! reading no further while it waits for the log.
//!
//! A frame that cannot be understood is answered with 500 and counted; where its end is unknown, the session ends with
//! `serverclose`. A line longer than the limit is cut, flagged and acknowledged: it would come again for ever.

#[cfg(test)]
mod tests;

use super::framing::{Ending, Line, MOST};

/// Digits of a number, letters of a command.
const NUMBER_DIGITS: usize = 9;
const COMMAND_LETTERS: usize = 32;
/// What is read of `open` and of unknown commands; the rest is passed over.
const OFFER_BYTES: usize = 4096;
/// What the server offers.
const OFFER: &str = "relp_version=0\nrelp_software=mamori\ncommands=syslog";

/// What the session asks its owner to do, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Keep this line; when it is on disk, send [`accepted`] with its number.
    Keep {
        /// Its number.
        number: u32,
        /// The line.
        line: Line,
    },
    /// Send this, after the answers to the lines before.
    Send(Vec<u8>),
    /// A frame was bad, for this reason.
    Bad(Bad),
    /// Close the connection, after everything before was sent.
    Close,
}

/// Why a frame was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bad {
    /// No frame of the protocol.
    Header,
    /// Its length does not lead to its LF.
    Trailer,
    /// A command that the session does not know.
    Command,
    /// `syslog` before `open`, or `open` twice.
    Order,
    /// `open` does not offer version 0, or not the command `syslog`.
    Offer,
    /// `syslog` without a line.
    Empty,
}

impl Bad {
    /// A short name for counters and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Header => "relp-header",
            Self::Trailer => "relp-trailer",
            Self::Command => "relp-command",
            Self::Order => "relp-order",
            Self::Offer => "relp-offer",
            Self::Empty => "relp-empty",
        }
    }
}

/// The answer to a line that is on disk.
pub fn accepted(number: u32) -> Vec<u8> {
    answer(number, "200 OK")
}

fn answer(number: u32, data: &str) -> Vec<u8> {
    let bytes = data.len();
    format!("{number} rsp {bytes} {data}\n").into_bytes()
}

fn refused(number: u32, bad: Bad) -> Vec<u8> {
    answer(number, &format!("500 {}", bad.as_str()))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    BeforeOpen,
    Open,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Number,
    Command,
    Length,
    Data,
    Trailer,
}

/// The receiving side of one session. Pure: bytes in, acts out.
#[derive(Clone, Debug)]
pub struct Session {
    limit: usize,
    phase: Phase,
    part: Part,
    number: u32,
    digits: usize,
    command: String,
    /// Bytes of the data that have not come yet.
    left: usize,
    data: Vec<u8>,
    missing: usize,
}

impl Session {
    /// A session before its `open`; lines longer than `limit` bytes (at most [`MOST`]) are cut.
    pub fn new(limit: usize) -> Self {
        Self {
            limit: limit.clamp(16, MOST),
            phase: Phase::BeforeOpen,
            part: Part::Number,
            number: 0,
            digits: 0,
            command: String::new(),
            left: 0,
            data: Vec::new(),
            missing: 0,
        }
    }

    /// Takes what was read and adds what is to be done. After [`Act::Close`] nothing is read any more.
    pub fn push(&mut self, bytes: &[u8], acts: &mut Vec<Act>) {
        let mut rest = bytes;
        while self.phase != Phase::Closed
            && let Some((&first, after)) = rest.split_first()
        {
            match self.part {
                Part::Data => {
                    let (mine, after) = rest.split_at(self.left.min(rest.len()));
                    self.hold(mine);
                    rest = after;
                    continue;
                }
                Part::Number => self.number(first, acts),
                Part::Command => self.command(first, acts),
                Part::Length => self.length(first, acts),
                Part::Trailer => self.trailer(first, acts),
            }
            rest = after;
        }
    }

    fn number(&mut self, byte: u8, acts: &mut Vec<Act>) {
        match byte {
            b'0'..=b'9' if self.digits < NUMBER_DIGITS => {
                self.number = self.number * 10 + u32::from(byte - b'0');
                self.digits += 1;
            }
            b' ' if self.digits > 0 && self.number > 0 => self.part = Part::Command,
            // librelp ends its frames with one LF; more of them between frames harm nobody.
            b'\n' if self.digits == 0 => {}
            _ => self.lost(Bad::Header, acts),
        }
    }

    fn command(&mut self, byte: u8, acts: &mut Vec<Act>) {
        match byte {
            b' ' if !self.command.is_empty() => {
                self.part = Part::Length;
                self.digits = 0;
            }
            _ if byte.is_ascii_alphabetic() && self.command.len() < COMMAND_LETTERS => {
                self.command.push(char::from(byte));
            }
            _ => self.lost(Bad::Header, acts),
        }
    }

    fn length(&mut self, byte: u8, acts: &mut Vec<Act>) {
        match byte {
            b'0'..=b'9' if self.digits < NUMBER_DIGITS => {
                self.left = self.left * 10 + usize::from(byte - b'0');
                self.digits += 1;
            }
            b' ' if self.digits > 0 && self.left > 0 => self.part = Part::Data,
            b' ' if self.digits > 0 => self.part = Part::Trailer,
            b'\n' if self.digits > 0 && self.left == 0 => self.frame(acts),
            _ => self.lost(Bad::Header, acts),
        }
    }

    fn hold(&mut self, bytes: &[u8]) {
        let limit = if self.command == "syslog" {
            self.limit
        } else {
            OFFER_BYTES
        };
        let room = limit - self.data.len().min(limit);
        let (kept, left_out) = bytes.split_at(room.min(bytes.len()));
        self.data.extend_from_slice(kept);
        self.missing += left_out.len();
        self.left -= bytes.len();
        if self.left == 0 {
            self.part = Part::Trailer;
        }
    }

    fn trailer(&mut self, byte: u8, acts: &mut Vec<Act>) {
        if byte == b'\n' {
            self.frame(acts);
        } else {
            acts.push(Act::Send(refused(self.number, Bad::Trailer)));
            self.lost(Bad::Trailer, acts);
        }
    }

    /// A whole frame is there.
    fn frame(&mut self, acts: &mut Vec<Act>) {
        let outcome = match (self.command.as_str(), self.phase) {
            ("open", Phase::BeforeOpen) => self.open(acts),
            ("syslog", Phase::Open) => self.syslog(acts),
            ("close", _) => {
                acts.push(Act::Send(
                    format!("{} rsp 0\n0 serverclose 0\n", self.number).into_bytes(),
                ));
                acts.push(Act::Close);
                self.phase = Phase::Closed;
                Ok(())
            }
            ("open" | "syslog", _) => Err(Bad::Order),
            _ => Err(Bad::Command),
        };
        if let Err(bad) = outcome {
            acts.push(Act::Bad(bad));
            acts.push(Act::Send(refused(self.number, bad)));
        }
        self.next();
    }

    fn open(&mut self, acts: &mut Vec<Act>) -> Result<(), Bad> {
        let offer = String::from_utf8_lossy(&self.data);
        let value = |name: &str| {
            let mut lines = offer.lines();
            lines.find_map(|line| line.trim().strip_prefix(name)?.strip_prefix('='))
        };
        let is_version = value("relp_version").is_none_or(|version| version == "0");
        let has_syslog = value("commands").is_none_or(|all| all.split(',').any(|one| one.trim() == "syslog"));
        if !(is_version && has_syslog) {
            return Err(Bad::Offer);
        }
        self.phase = Phase::Open;
        acts.push(Act::Send(answer(self.number, &format!("200 OK\n{OFFER}"))));
        Ok(())
    }

    fn syslog(&mut self, acts: &mut Vec<Act>) -> Result<(), Bad> {
        let mut bytes = std::mem::take(&mut self.data);
        if self.missing == 0 {
            while matches!(bytes.last(), Some(b'\n' | b'\r')) {
                bytes.pop();
            }
        }
        if bytes.is_empty() {
            return Err(Bad::Empty);
        }
        let ending = match self.missing {
            0 => Ending::Whole,
            missing => Ending::Cut { missing },
        };
        acts.push(Act::Keep {
            number: self.number,
            line: Line { bytes, ending },
        });
        Ok(())
    }

    /// Where the next frame begins is unknown: the session ends. The client comes again with what was not answered.
    fn lost(&mut self, bad: Bad, acts: &mut Vec<Act>) {
        acts.push(Act::Bad(bad));
        acts.push(Act::Send(b"0 serverclose 0\n".to_vec()));
        acts.push(Act::Close);
        self.phase = Phase::Closed;
    }

    fn next(&mut self) {
        self.part = Part::Number;
        self.number = 0;
        self.digits = 0;
        self.command.clear();
        self.left = 0;
        self.data.clear();
        self.missing = 0;
    }
}
