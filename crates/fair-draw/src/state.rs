//! Where everybody stands: a pure function of ranking and log.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::charter::Frame;
use crate::log::{Event, Log, LogError, Move};
use crate::rank::Ranking;
use crate::receipt::Label;
use crate::seats::{Pass, redraw, seats};

/// Why a line of the log, or an event to be recorded, is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Refusal {
    #[error("the last line has no line feed")]
    LogMissingFinalNewline,
    #[error("the line is not in the exact form of the log")]
    LogLineForm,
    #[error("the line should have number {expected}, not {found}")]
    WrongSequence { expected: u64, found: u64 },
    #[error("the line does not name the hash of the line before")]
    BrokenChain,
    #[error("the label is not among the entries")]
    UnknownLabel,
    #[error("the next offer goes to {}, not to this label", expected.map_or("nobody".to_owned(), |label| label.to_string()))]
    NotNextOffer { expected: Option<Label> },
    #[error("the label has no open offer")]
    NotOffered,
    #[error("the label left the draw before")]
    AlreadyOut,
    #[error("the reason code is not 1 to 64 of a-z, 0-9, '_' and '-'")]
    BadReasonCode,
    #[error("a manual move needs a reason")]
    EmptyReason,
    #[error("a manual move needs the organiser's signature")]
    OverrideNeedsSignature,
    #[error("the manual move is not signed by the organiser")]
    OverrideSignature,
    #[error("the label is not waiting")]
    NotWaiting,
    #[error("no seat is free for a manual move")]
    NoFreeSeat,
}

/// How far an entry with a seat has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Not told yet.
    Pending,
    /// Offered, not answered.
    Offered,
    /// Accepted.
    Accepted,
}

/// How an entry left the draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Departure {
    /// Gave the seat back.
    Declined,
    /// Did not answer in time.
    Lapsed,
    /// Turned out not to be eligible, for this public reason code.
    Ineligible(String),
    /// Taken out by a manual move.
    Removed,
}

/// Where one entry stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// Has a seat.
    Seated {
        /// How far the offer has come.
        progress: Progress,
    },
    /// Waits.
    Waiting {
        /// Place in the waiting list, from 1, in rank order.
        position: usize,
    },
    /// Has left the draw and does not come back.
    Out {
        /// How.
        departure: Departure,
    },
}

/// An entry with a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seated {
    /// Who.
    pub label: Label,
    /// In which frame.
    pub frame: String,
    /// In which pass; `None` for a manual move.
    pub pass: Option<Pass>,
    /// How far the offer has come.
    pub progress: Progress,
    /// Whether it came up after the first draw.
    pub lifted: bool,
}

/// Seats, waiting list and those who left, after the events seen so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State<'a> {
    ranking: &'a Ranking,
    frames: &'a [Frame],
    capacity: u32,
    seated: Vec<Seated>,
    out: BTreeMap<Label, Departure>,
}

impl<'a> State<'a> {
    /// The state right after the draw: the seats of the first draw, nobody told yet.
    pub fn new(ranking: &'a Ranking, frames: &'a [Frame], capacity: u32) -> Self {
        let seated = seats(ranking, frames, capacity)
            .into_iter()
            .map(|placement| Seated {
                label: placement.label,
                frame: placement.frame,
                pass: Some(placement.pass),
                progress: Progress::Pending,
                lifted: false,
            })
            .collect();
        Self {
            ranking,
            frames,
            capacity,
            seated,
            out: BTreeMap::new(),
        }
    }

    /// The state after a whole log.
    ///
    /// # Errors
    /// [`LogError`] with the first line that the rules do not allow. Signatures of overrides are checked by
    /// [`Log::verify_overrides`].
    pub fn replay(
        ranking: &'a Ranking,
        frames: &'a [Frame],
        capacity: u32,
        log: &Log,
    ) -> Result<Self, LogError> {
        let mut state = Self::new(ranking, frames, capacity);
        for (index, line) in log.lines().iter().enumerate() {
            state.apply(line.label, &line.event).map_err(|cause| LogError {
                line: index + 1,
                cause,
            })?;
        }
        Ok(state)
    }

    /// Carries out one event. Whoever leaves the draw is replaced at once, in the same step.
    ///
    /// # Errors
    /// [`Refusal`]; the state is as before then.
    pub fn apply(&mut self, label: Label, event: &Event) -> Result<(), Refusal> {
        if self.ranking.get(&label).is_none() {
            return Err(Refusal::UnknownLabel);
        }
        if self.out.contains_key(&label) {
            return Err(Refusal::AlreadyOut);
        }
        match event {
            Event::Offered => self.offer(label)?,
            Event::Accepted => self.accept(label)?,
            // An offer, a place taken, or the waiting list: whoever is in the draw may leave it.
            Event::Declined => self.leave(label, Departure::Declined),
            Event::Lapsed => {
                self.expect_progress(label, &[Progress::Offered])?;
                self.leave(label, Departure::Lapsed);
            }
            Event::Ineligible { code } if is_reason_code(code) => {
                self.leave(label, Departure::Ineligible(code.clone()));
            }
            Event::Ineligible { .. } => return Err(Refusal::BadReasonCode),
            Event::Override(manual) if manual.reason().trim().is_empty() => return Err(Refusal::EmptyReason),
            Event::Override(manual) => match manual.action() {
                Move::Seat => self.seat_out_of_turn(label)?,
                Move::Remove => self.leave(label, Departure::Removed),
            },
        }
        Ok(())
    }

    /// Those with a seat: the first draw's in seat order, then everybody lifted since, in order.
    pub fn seated(&self) -> &[Seated] {
        &self.seated
    }

    /// Those who are to be offered a seat now, in the order in which it must be done.
    pub fn pending(&self) -> impl Iterator<Item = &Seated> {
        self.seated
            .iter()
            .filter(|seated| seated.progress == Progress::Pending)
    }

    /// The waiting list in rank order.
    pub fn waiting(&self) -> impl Iterator<Item = Label> {
        let seated = self.labels_seated();
        self.ranking
            .iter()
            .map(|ranked| ranked.label)
            .filter(move |label| !seated.contains(label) && !self.out.contains_key(label))
    }

    /// Those who left, and how.
    pub const fn out(&self) -> &BTreeMap<Label, Departure> {
        &self.out
    }

    /// Where one entry stands; `None` for a label that is not in the draw.
    pub fn standing(&self, label: &Label) -> Option<Standing> {
        if let Some(departure) = self.out.get(label) {
            return Some(Standing::Out {
                departure: departure.clone(),
            });
        }
        if let Some(seated) = self.seated.iter().find(|seated| seated.label == *label) {
            return Some(Standing::Seated {
                progress: seated.progress,
            });
        }
        let index = self.waiting().position(|waiting| waiting == *label)?;
        Some(Standing::Waiting { position: index + 1 })
    }

    fn labels_seated(&self) -> BTreeSet<Label> {
        self.seated.iter().map(|seated| seated.label).collect()
    }

    fn offer(&mut self, label: Label) -> Result<(), Refusal> {
        let next = self
            .seated
            .iter_mut()
            .find(|seated| seated.progress == Progress::Pending);
        match next {
            Some(seated) if seated.label == label => {
                seated.progress = Progress::Offered;
                Ok(())
            }
            other => Err(Refusal::NotNextOffer {
                expected: other.map(|seated| seated.label),
            }),
        }
    }

    fn accept(&mut self, label: Label) -> Result<(), Refusal> {
        self.expect_progress(label, &[Progress::Offered])?.progress = Progress::Accepted;
        Ok(())
    }

    fn expect_progress(&mut self, label: Label, allowed: &[Progress]) -> Result<&mut Seated, Refusal> {
        self.seated
            .iter_mut()
            .find(|seated| seated.label == label && allowed.contains(&seated.progress))
            .ok_or(Refusal::NotOffered)
    }

    fn leave(&mut self, label: Label, departure: Departure) {
        self.out.insert(label, departure);
        self.seated.retain(|seated| seated.label != label);
        let out = self.out.keys().copied().collect();
        let lifted = redraw(
            self.ranking,
            self.frames,
            self.capacity,
            &self.labels_seated(),
            &out,
        );
        self.seated.extend(lifted.into_iter().map(|placement| Seated {
            label: placement.label,
            frame: placement.frame,
            pass: Some(placement.pass),
            progress: Progress::Pending,
            lifted: true,
        }));
    }

    fn seat_out_of_turn(&mut self, label: Label) -> Result<(), Refusal> {
        if self.seated.iter().any(|seated| seated.label == label) {
            return Err(Refusal::NotWaiting);
        }
        if self.seated.len() as u64 >= u64::from(self.capacity) {
            let displaced = |seated: &Seated| seated.lifted && seated.progress == Progress::Pending;
            let index = self
                .seated
                .iter()
                .rposition(displaced)
                .ok_or(Refusal::NoFreeSeat)?;
            self.seated.remove(index);
        }
        let frame = self
            .ranking
            .get(&label)
            .ok_or(Refusal::UnknownLabel)?
            .frame
            .clone();
        self.seated.push(Seated {
            label,
            frame,
            pass: None,
            progress: Progress::Offered,
            lifted: true,
        });
        Ok(())
    }
}

fn is_reason_code(code: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    (1..=64).contains(&code.len()) && code.bytes().all(fits)
}
