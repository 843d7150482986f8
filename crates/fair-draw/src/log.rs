//! The public log: append-only JSON lines, each naming the hash of the one before.
//!
//! A line is compact JSON with its members in this order: `seq` (from 1), `at`, `label`, `event`, `code`,
//! `previous`; an `override` has `reason` and `signature` after them. `code` is `null` save for `ineligible`
//! (the public reason code) and `override` (`seat` or `remove`). `previous` is the SHA-256 of the line before
//! without its line feed, 64 zeros in the first line. An override's `signature` is the organiser's Ed25519
//! signature over the 32 raw bytes of the SHA-256 of the same line written without its `signature` member.
//!
//! A log may end after any line: that is an earlier state of the same log. Who wants to know that nothing was
//! left out at the end compares [`Log::head`] with the one published. Times are as recorded; order is `seq`.

use std::fmt::Write as _;

use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::charter::{parse_signature, signature_text};
use crate::digest::{Digest, lines};
use crate::moment::Moment;
use crate::receipt::Label;
use crate::state::{Refusal, State};

/// What a line records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The seat was offered: always to the next in the order that the draw gives.
    Offered,
    /// The offer was accepted.
    Accepted,
    /// The offer, or the accepted seat, was given back.
    Declined,
    /// The offer was not answered in time.
    Lapsed,
    /// The entry turned out not to be eligible.
    Ineligible {
        /// Public reason code: 1 to 64 of `a`–`z`, `0`–`9`, `_`, `-`.
        code: String,
    },
    /// A manual move, in public.
    Override(Override),
}

/// A manual move with its reason and the organiser's signature. Made by [`Log::append_override`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    action: Move,
    reason: String,
    signature: Signature,
}

/// What a manual move does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// A waiting entry gets a seat out of turn, as an offer. It takes a free seat, or that of the entry lifted
    /// last if it was not yet offered (who then waits again); never one beyond the capacity.
    Seat,
    /// The entry leaves the draw.
    Remove,
}

impl Override {
    /// What was done.
    pub const fn action(&self) -> Move {
        self.action
    }

    /// Why, in the organiser's words.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Number of the line, from 1.
    pub seq: u64,
    /// When it was recorded.
    pub at: Moment,
    /// Whom it concerns.
    pub label: Label,
    /// What happened.
    pub event: Event,
    /// Hash of the line before.
    pub previous: Digest,
    text: String,
}

impl LogLine {
    /// The line's bytes without line feed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of [`LogLine::text`]: what the next line names.
    pub fn hash(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }
}

/// The log of one draw.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Log {
    lines: Vec<LogLine>,
}

/// Why a log is refused: the line, from 1, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("log line {line}: {cause}")]
pub struct LogError {
    /// Number of the line, from 1.
    pub line: usize,
    /// What is wrong.
    #[serde(flatten)]
    pub cause: Refusal,
}

#[derive(Clone, Serialize, Deserialize)]
struct Record {
    seq: u64,
    at: Moment,
    label: Label,
    event: String,
    code: Option<String>,
    previous: Digest,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    signature: Option<String>,
}

impl Record {
    fn text(&self) -> String {
        serde_json::to_string(self).expect("a record holds only text and numbers")
    }

    /// What the organiser signs for an override.
    fn digest_to_sign(&self) -> Digest {
        let unsigned = Self {
            signature: None,
            ..self.clone()
        };
        Digest::of(unsigned.text().as_bytes())
    }

    fn event(&self) -> Option<Event> {
        let bare = self.reason.is_none() && self.signature.is_none();
        match (self.event.as_str(), self.code.as_deref()) {
            ("offered", None) if bare => Some(Event::Offered),
            ("accepted", None) if bare => Some(Event::Accepted),
            ("declined", None) if bare => Some(Event::Declined),
            ("lapsed", None) if bare => Some(Event::Lapsed),
            ("ineligible", Some(code)) if bare => Some(Event::Ineligible {
                code: code.to_owned(),
            }),
            ("override", Some(code)) => self.manual_move(code).map(Event::Override),
            _ => None,
        }
    }

    fn manual_move(&self, code: &str) -> Option<Override> {
        let action = match code {
            "seat" => Move::Seat,
            "remove" => Move::Remove,
            _ => return None,
        };
        let signature = parse_signature(self.signature.as_deref()?).ok()?;
        Some(Override {
            action,
            reason: self.reason.clone()?,
            signature,
        })
    }
}

impl Log {
    /// A log without lines.
    pub const fn new() -> Self {
        Self { lines: Vec::new() }
    }

    /// Reads `log.jsonl` and checks form, numbering and the chain of hashes; what the events mean is checked by
    /// [`State::replay`].
    ///
    /// # Errors
    /// [`LogError`] with the first line that is not as it must be.
    pub fn parse(bytes: &[u8]) -> Result<Self, LogError> {
        let mut log = Self::new();
        for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let parsed = log.parse_line(line).map_err(|cause| LogError {
                line: index + 1,
                cause,
            })?;
            log.lines.push(parsed);
        }
        Ok(log)
    }

    fn parse_line(&self, bytes: &[u8]) -> Result<LogLine, Refusal> {
        let bytes = bytes.strip_suffix(b"\n").ok_or(Refusal::LogMissingFinalNewline)?;
        let text = std::str::from_utf8(bytes).map_err(|_| Refusal::LogLineForm)?;
        let record: Record = serde_json::from_str(text).map_err(|_| Refusal::LogLineForm)?;
        let event = record.event().ok_or(Refusal::LogLineForm)?;
        if record.text() != text {
            return Err(Refusal::LogLineForm);
        }
        let expected = self.lines.len() as u64 + 1;
        if record.seq != expected {
            return Err(Refusal::WrongSequence {
                expected,
                found: record.seq,
            });
        }
        if record.previous != self.head() {
            return Err(Refusal::BrokenChain);
        }
        let Record {
            seq,
            at,
            label,
            previous,
            ..
        } = record;
        Ok(LogLine {
            seq,
            at,
            label,
            event,
            previous,
            text: text.to_owned(),
        })
    }

    /// Records an event of the rule, if `state` allows it, and carries it out in `state`.
    ///
    /// # Errors
    /// [`Refusal`]; log and state are as before then. An [`Event::Override`] is refused: see
    /// [`Log::append_override`].
    pub fn append(
        &mut self,
        state: &mut State<'_>,
        at: Moment,
        label: Label,
        event: Event,
    ) -> Result<&LogLine, Refusal> {
        let (name, code) = match &event {
            Event::Offered => ("offered", None),
            Event::Accepted => ("accepted", None),
            Event::Declined => ("declined", None),
            Event::Lapsed => ("lapsed", None),
            Event::Ineligible { code } => ("ineligible", Some(code.as_str())),
            Event::Override(_) => return Err(Refusal::OverrideNeedsSignature),
        };
        let record = self.next_record(at, label, name, code);
        state.apply(label, &event)?;
        Ok(self.push(record, event))
    }

    /// Records a manual move. `sign` gets the 32 bytes to sign and gives the organiser's signature over them, be
    /// it from a key at hand or from another device.
    ///
    /// # Errors
    /// [`Refusal`]; log and state are as before then.
    pub fn append_override(
        &mut self,
        state: &mut State<'_>,
        at: Moment,
        label: Label,
        (action, reason): (Move, &str),
        organiser: &VerifyingKey,
        sign: impl FnOnce(&Digest) -> Signature,
    ) -> Result<&LogLine, Refusal> {
        let code = match action {
            Move::Seat => "seat",
            Move::Remove => "remove",
        };
        let mut record = self.next_record(at, label, "override", Some(code));
        record.reason = Some(reason.to_owned());
        let digest = record.digest_to_sign();
        let signature = sign(&digest);
        check_override(&digest, &signature, organiser)?;
        record.signature = Some(signature_text(&signature));
        let event = Event::Override(Override {
            action,
            reason: reason.to_owned(),
            signature,
        });
        state.apply(label, &event)?;
        Ok(self.push(record, event))
    }

    fn next_record(&self, at: Moment, label: Label, event: &str, code: Option<&str>) -> Record {
        Record {
            seq: self.lines.len() as u64 + 1,
            at,
            label,
            event: event.to_owned(),
            code: code.map(str::to_owned),
            previous: self.head(),
            reason: None,
            signature: None,
        }
    }

    fn push(&mut self, record: Record, event: Event) -> &LogLine {
        let text = record.text();
        let Record {
            seq,
            at,
            label,
            previous,
            ..
        } = record;
        self.lines.push(LogLine {
            seq,
            at,
            label,
            event,
            previous,
            text,
        });
        self.lines.last().expect("a line was pushed just now")
    }

    /// The lines, first to last.
    pub fn lines(&self) -> &[LogLine] {
        &self.lines
    }

    /// Hash of the last line; [`Digest::ZERO`] for an empty log. Publish it to let others see that no line was
    /// taken off the end.
    pub fn head(&self) -> Digest {
        self.lines.last().map_or(Digest::ZERO, LogLine::hash)
    }

    /// The bytes to publish as `log.jsonl`.
    pub fn bytes(&self) -> Vec<u8> {
        lines(&self.lines, |out, _, line| writeln!(out, "{}", line.text))
    }

    /// Checks the organiser's signature of every override.
    ///
    /// # Errors
    /// [`Refusal::OverrideSignature`] with the line.
    pub fn verify_overrides(&self, organiser: &VerifyingKey) -> Result<(), LogError> {
        for (index, line) in self.lines.iter().enumerate() {
            let Event::Override(manual) = &line.event else {
                continue;
            };
            let failed = |cause| LogError {
                line: index + 1,
                cause,
            };
            let record: Record =
                serde_json::from_str(&line.text).map_err(|_| failed(Refusal::LogLineForm))?;
            check_override(&record.digest_to_sign(), &manual.signature, organiser).map_err(failed)?;
        }
        Ok(())
    }
}

fn check_override(digest: &Digest, signature: &Signature, organiser: &VerifyingKey) -> Result<(), Refusal> {
    organiser
        .verify_strict(digest.as_bytes(), signature)
        .map_err(|_| Refusal::OverrideSignature)
}
