//! Who has a seat: two passes over the ranking, the first time and after every decline.

use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Write as _};

use serde::Serialize;

use crate::charter::Frame;
use crate::digest::lines;
use crate::rank::{Ranked, Ranking};
use crate::receipt::Label;

/// Why an entry has its seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    /// Pass 1: its frame was under its minimum.
    Minimum,
    /// Pass 2: its frame was under its maximum.
    Open,
}

impl fmt::Display for Pass {
    /// `1` or `2`, as in `seats.csv`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Minimum => "1",
            Self::Open => "2",
        })
    }
}

/// An entry that gets a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Placement {
    /// Who.
    pub label: Label,
    /// In which frame.
    pub frame: String,
    /// In which pass.
    pub pass: Pass,
}

/// The seats of the first draw, in order: pass 1 in rank order, then pass 2 in rank order.
pub fn seats(ranking: &Ranking, frames: &[Frame], capacity: u32) -> Vec<Placement> {
    redraw(ranking, frames, capacity, &BTreeSet::new(), &BTreeSet::new())
}

/// The same function again with those in `kept` holding their seats and those in `out` gone: who is newly seated,
/// in the order in which offers are made. Labels that are not in the ranking are ignored; nobody in `kept` is
/// ever unseated, whatever the capacity.
pub fn redraw(
    ranking: &Ranking,
    frames: &[Frame],
    capacity: u32,
    kept: &BTreeSet<Label>,
    out: &BTreeSet<Label>,
) -> Vec<Placement> {
    let mut table = Table::new(frames, capacity);
    for held in kept.iter().filter_map(|label| ranking.get(label)) {
        table.count(&held.frame);
    }
    let mut waiting: Vec<&Ranked> = ranking
        .iter()
        .filter(|ranked| !kept.contains(&ranked.label) && !out.contains(&ranked.label))
        .collect();
    let mut placed = Vec::new();
    for pass in [Pass::Minimum, Pass::Open] {
        waiting.retain(|ranked| {
            let seated = table.admits(&ranked.frame, pass);
            if seated {
                table.count(&ranked.frame);
                placed.push(Placement {
                    label: ranked.label,
                    frame: ranked.frame.clone(),
                    pass,
                });
            }
            !seated
        });
    }
    placed
}

/// The bytes to publish as `seats.csv`: lines `seat,label,frame,pass\n`, no header, seat from 1.
pub fn seats_bytes(placements: &[Placement]) -> Vec<u8> {
    lines(placements, |out, number, seat| {
        writeln!(out, "{number},{},{},{}", seat.label, seat.frame, seat.pass)
    })
}

/// Seats taken so far, in all and by frame.
struct Table<'a> {
    free: u32,
    frames: HashMap<&'a str, (&'a Frame, u32)>,
}

impl<'a> Table<'a> {
    fn new(frames: &'a [Frame], capacity: u32) -> Self {
        let frames = frames
            .iter()
            .map(|frame| (frame.id.as_str(), (frame, 0)))
            .collect();
        Self {
            free: capacity,
            frames,
        }
    }

    fn admits(&self, frame: &str, pass: Pass) -> bool {
        let limit_is_open = self.frames.get(frame).is_some_and(|(frame, taken)| match pass {
            Pass::Minimum => *taken < frame.minimum,
            Pass::Open => frame.maximum.is_none_or(|maximum| *taken < maximum),
        });
        self.free > 0 && limit_is_open
    }

    fn count(&mut self, frame: &str) {
        self.free = self.free.saturating_sub(1);
        if let Some((_, taken)) = self.frames.get_mut(frame) {
            *taken += 1;
        }
    }
}
