//! What is to happen when: the simulation jumps from one instant to the next.

use std::collections::BTreeMap;

use calls::ops::briefing::Mode;
use contracts::ids::NoticeId;
use jiff::Timestamp;

use super::arrivals::Arrival;
use super::people::PersonIndex;

/// One thing to do. At one instant they happen in the order in which they stand here.
#[derive(Clone, Debug)]
pub enum Act {
    /// The charter is published.
    Charter,
    /// A briefing's registrations come in, more than it has seats.
    Register(usize, Mode),
    /// One more tries after registration has closed.
    RegisterLate(usize),
    /// Somebody sends an application.
    Arrive(Arrival),
    /// The secretariat calls for the nth time, from 0.
    Contact(PersonIndex, usize),
    /// Somebody withdraws or is excluded.
    Leave(PersonIndex),
    /// The desk clears up before the freeze.
    ClearUp,
    /// The list is frozen.
    Freeze,
    /// It is drawn.
    Draw,
    /// The result notices are written.
    Prepare,
    /// A second person releases them.
    Release(NoticeId),
    /// Somebody answers an offer.
    Answer(PersonIndex),
    /// Somebody answers too late.
    AnswerLate(PersonIndex),
    /// Offers whose time is over lapse.
    Lapse,
    /// Somebody sends their documents.
    Documents(PersonIndex),
}

impl Act {
    const fn order(&self) -> u8 {
        match self {
            Self::Charter => 0,
            Self::Register(..) => 1,
            Self::RegisterLate(_) => 2,
            Self::Arrive(_) => 3,
            Self::Contact(..) => 4,
            Self::Leave(_) => 5,
            Self::ClearUp => 6,
            Self::Freeze => 7,
            Self::Draw => 8,
            Self::Prepare => 9,
            Self::Release(_) => 10,
            Self::Answer(_) => 11,
            Self::AnswerLate(_) => 12,
            Self::Lapse => 13,
            Self::Documents(_) => 14,
        }
    }
}

/// Everything that is still to happen.
#[derive(Debug, Default)]
pub struct Agenda {
    acts: BTreeMap<(Timestamp, u8), Vec<Act>>,
    now: Option<Timestamp>,
}

impl Agenda {
    /// Notes something. What lies in the past happens at once: the clock only goes forward.
    pub fn add(&mut self, at: Timestamp, act: Act) {
        let at = self.now.map_or(at, |now| at.max(now));
        self.acts.entry((at, act.order())).or_default().push(act);
    }

    /// The next instant with everything of one kind that happens then, in the order in which it was noted.
    pub fn next(&mut self) -> Option<(Timestamp, Vec<Act>)> {
        let ((at, _), acts) = self.acts.pop_first()?;
        self.now = Some(at);
        Some((at, acts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn by_time_then_by_kind_then_as_noted() {
        let mut agenda = Agenda::default();
        agenda.add(at(5), Act::Lapse);
        agenda.add(at(5), Act::AnswerLate(PersonIndex(2)));
        agenda.add(at(5), Act::AnswerLate(PersonIndex(1)));
        agenda.add(at(3), Act::Freeze);
        assert!(matches!(agenda.next(), Some((time, acts)) if time == at(3) && acts.len() == 1));
        let late = agenda.next().unwrap().1;
        assert!(matches!(
            late[..],
            [Act::AnswerLate(PersonIndex(2)), Act::AnswerLate(PersonIndex(1))]
        ));
        assert!(matches!(agenda.next().unwrap().1[..], [Act::Lapse]));
    }

    #[test]
    fn the_clock_never_goes_back() {
        let mut agenda = Agenda::default();
        agenda.add(at(10), Act::Freeze);
        agenda.next();
        agenda.add(at(1), Act::Draw);
        assert_eq!(agenda.next().unwrap().0, at(10));
    }
}
