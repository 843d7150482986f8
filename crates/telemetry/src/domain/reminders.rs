//! Who has to do what next, until when, and what the company is reminded of.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::device::names;
use super::installation::{Choice, Offer, Removal, State};
use super::terms::Terms;
use super::trial;

/// Business days in which either side does what is its turn.
const TURN_DAYS: u32 = 5;
/// Days before the end of the trial on which a company that was asked is asked once more.
const LAST_CALL_DAYS: i64 = 7;

names! {
    /// What comes next. Those of the company stand first, then those of the secretariat.
    Next:
    /// The company fills in the survey.
    Survey = "survey",
    /// The company chooses a time for the installation.
    ChooseInstallation = "choose_installation",
    /// The company says how it goes on.
    Answer = "answer",
    /// The company chooses a time for the removal.
    ChooseRemoval = "choose_removal",
    /// The company says whether it wants the other course.
    AnswerOffer = "answer_offer",
    /// The secretariat decides whether it can be installed.
    Judge = "judge",
    /// The secretariat proposes times for the installation.
    ProposeInstallation = "propose_installation",
    /// The visit takes place, and is noted.
    Install = "install",
    /// The first line is awaited.
    FirstLog = "first_log",
    /// The trial runs.
    Watch = "watch",
    /// The contract is noted.
    Contract = "contract",
    /// The secretariat proposes times for the removal.
    ProposeRemoval = "propose_removal",
    /// The removal takes place, and is noted.
    Remove = "remove",
    /// The secretariat moves the company to the other course.
    Move = "move",
    /// Nothing.
    Nothing = "nothing",
}

impl Next {
    /// It is the company's turn.
    pub const fn is_companys(self) -> bool {
        matches!(
            self,
            Self::Survey | Self::ChooseInstallation | Self::Answer | Self::ChooseRemoval | Self::AnswerOffer
        )
    }

    /// It is the secretariat's turn.
    pub const fn is_desks(self) -> bool {
        !self.is_companys() && !matches!(self, Self::Watch | Self::Nothing)
    }
}

/// What comes next.
pub fn next(state: &State) -> Next {
    match state {
        State::Survey { sent: None } => Next::Survey,
        State::Survey { sent: Some(_) } => Next::Judge,
        State::Ready { .. } => Next::ProposeInstallation,
        State::Proposed { .. } => Next::ChooseInstallation,
        State::Appointed { .. } => Next::Install,
        State::Trial(trial) => match trial.choice {
            Choice::Continue { .. } => Next::Contract,
            Choice::Asked { .. } => Next::Answer,
            _ if trial.first_log.is_none() => Next::FirstLog,
            _ => Next::Watch,
        },
        State::Leaving { visit, .. } => match visit {
            Removal::Open { .. } => Next::ProposeRemoval,
            Removal::Proposed { .. } => Next::ChooseRemoval,
            Removal::Appointed { .. } => Next::Remove,
        },
        State::Unsuitable { offer, .. } => match offer {
            Offer::Open => Next::AnswerOffer,
            Offer::Accepted { .. } => Next::Move,
            Offer::None | Offer::Moved { .. } | Offer::Declined { .. } => Next::Nothing,
        },
        State::Removed { .. } | State::Continued { .. } | State::Cancelled { .. } => Next::Nothing,
    }
}

/// Until when it is to be done, in a state that was entered on `since`.
pub fn due(terms: &Terms, state: &State, since: Date) -> Option<Date> {
    let turn = terms.calendar.add_business_days(since, TURN_DAYS).ok();
    match next(state) {
        Next::Nothing => None,
        Next::Install | Next::Remove => state.appointed().map(|(_, slot)| slot.starts.date()),
        Next::Watch => state
            .trial()
            .map(|trial| trial::asked_on(trial.installed_on, trial.ends_on, terms.ask_days_before)),
        Next::FirstLog => state.trial().and_then(|trial| trial.installed_on.tomorrow().ok()),
        Next::Answer | Next::Contract => state.trial().map(|trial| trial.ends_on),
        _ => turn,
    }
}

names! {
    /// What the company is written to about, each once for the same thing.
    Reminder:
    /// The survey is not filled in yet.
    Survey = "survey",
    /// No time was chosen yet.
    Choose = "choose",
    /// The visit is on the next business day.
    Visit = "visit",
    /// The trial ends soon and the company has not said how it goes on.
    Answer = "answer",
    /// The other course was offered and not answered.
    Offer = "offer",
}

/// What happens by itself on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// A mail.
    Remind(Reminder),
    /// The question how the company goes on.
    Ask,
    /// The trial has ended without an answer: a removal is to be arranged.
    End,
}

/// What is due on `today` for an installation in a state that was entered on `since`.
pub fn due_today(terms: &Terms, state: &State, since: Date, today: Date) -> Option<Due> {
    match state {
        State::Trial(trial) => {
            let asked_on = trial::asked_on(trial.installed_on, trial.ends_on, terms.ask_days_before);
            let last_call = trial.ends_on.saturating_sub(LAST_CALL_DAYS.days());
            match trial.choice {
                Choice::Continue { .. } | Choice::Remove { .. } => None,
                _ if today > trial.ends_on => Some(Due::End),
                Choice::NotAsked if today >= asked_on => Some(Due::Ask),
                Choice::Asked { .. } if today >= last_call => Some(Due::Remind(Reminder::Answer)),
                Choice::NotAsked | Choice::Asked { .. } => None,
            }
        }
        _ => match state.appointed() {
            Some((_, slot)) => {
                let day = slot.starts.date();
                let tomorrow = terms.calendar.add_business_days(today, 1).ok()?;
                (today < day && day <= tomorrow).then_some(Due::Remind(Reminder::Visit))
            }
            None => {
                let turn = terms.calendar.add_business_days(since, TURN_DAYS).ok()?;
                let reminder = match next(state) {
                    Next::Survey => Reminder::Survey,
                    Next::ChooseInstallation | Next::ChooseRemoval => Reminder::Choose,
                    Next::AnswerOffer => Reminder::Offer,
                    _ => return None,
                };
                (today >= turn).then_some(Due::Remind(reminder))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use contracts::ids::DeviceId;
    use jiff::Timestamp;
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::domain::installation::Trial;
    use crate::domain::installation::tests::terms;
    use crate::domain::visit::Slot;

    fn trial(choice: Choice) -> State {
        State::Trial(Trial {
            device: DeviceId(Uuid::nil()),
            installed_on: date(2023, 9, 12),
            ends_on: date(2023, 12, 11),
            first_log: Some(Timestamp::UNIX_EPOCH),
            choice,
        })
    }

    #[test]
    fn the_company_is_asked_reminded_and_then_visited() {
        let terms = terms();
        let since = date(2023, 9, 12);
        let asked = Choice::Asked {
            at: Timestamp::UNIX_EPOCH,
        };
        let on = |choice, today| due_today(&terms, &trial(choice), since, today);
        assert_eq!(on(Choice::NotAsked, date(2023, 11, 10)), None);
        assert_eq!(on(Choice::NotAsked, date(2023, 11, 11)), Some(Due::Ask));
        assert_eq!(on(asked, date(2023, 12, 3)), None);
        assert_eq!(on(asked, date(2023, 12, 4)), Some(Due::Remind(Reminder::Answer)));
        assert_eq!(on(asked, date(2023, 12, 11)), Some(Due::Remind(Reminder::Answer)));
        assert_eq!(on(asked, date(2023, 12, 12)), Some(Due::End));
        let wanted = Choice::Continue {
            at: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(on(wanted, date(2023, 12, 12)), None, "the contract is noted late");
    }

    #[test]
    fn a_visit_on_monday_is_called_to_mind_on_friday() {
        let terms = terms();
        let slot = Slot {
            starts: date(2023, 9, 11).at(9, 0, 0, 0),
            minutes: 120,
        };
        let state = State::Appointed { slot };
        let on = |today| due_today(&terms, &state, date(2023, 9, 1), today);
        assert_eq!(on(date(2023, 9, 7)), None);
        for day in 8..=10 {
            assert_eq!(
                on(date(2023, 9, day)),
                Some(Due::Remind(Reminder::Visit)),
                "{day}"
            );
        }
        assert_eq!(on(date(2023, 9, 11)), None, "the day itself");
    }

    #[test]
    fn a_survey_is_called_to_mind_after_five_business_days() {
        let terms = terms();
        let on = |today| due_today(&terms, &State::begin(), date(2023, 9, 1), today);
        assert_eq!(on(date(2023, 9, 7)), None);
        assert_eq!(on(date(2023, 9, 8)), Some(Due::Remind(Reminder::Survey)));
        assert_eq!(
            due(&terms, &State::begin(), date(2023, 9, 1)),
            Some(date(2023, 9, 8))
        );
    }

    #[test]
    fn a_turn_is_either_sides() {
        for next in Next::ALL {
            assert!(!(next.is_companys() && next.is_desks()), "{next:?}");
        }
    }
}
