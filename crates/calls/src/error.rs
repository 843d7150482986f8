//! What can go wrong in this context. Pages and the API translate it; nothing here is a sentence for people.

use jiff::Timestamp;
use platform::forms::FieldError;
use platform::store::StoreError;

use crate::domain::application::Refusal;
use crate::domain::judgement::Objection;

/// An operation's refusal or failure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such thing, or it is not this actor's to see.
    #[error("not found")]
    NotFound,
    /// The actor may not do this.
    #[error("not allowed: {0}")]
    Denied(String),
    /// The state does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Somebody else changed it in between: look again.
    #[error("changed by somebody else in between")]
    Stale,
    /// The window opens later.
    #[error("applications are taken from {opens}")]
    NotOpenYet {
        /// When.
        opens: Timestamp,
    },
    /// The window has closed.
    #[error("applications were taken until {closed}")]
    Closed {
        /// When.
        closed: Timestamp,
    },
    /// All places of the course are taken (D2).
    #[error("all places of {course} are taken")]
    Full {
        /// Which course.
        course: String,
    },
    /// The idempotency key was used for something else.
    #[error("this idempotency key was used for another application")]
    KeyReused,
    /// Answers that cannot be taken.
    #[error("{} field(s) need another answer", .0.len())]
    Invalid(Vec<Invalid>),
    /// A reason is required and missing (C16).
    #[error("a reason is required")]
    ReasonMissing,
    /// Nothing would be different afterwards.
    #[error("it changes nothing")]
    Unchanged,
    /// The person who prepared something may not release it.
    #[error("whoever prepared it cannot release it")]
    SamePerson,
    /// The call has no such thing: course, form, consent, step.
    #[error("the call has no {0}")]
    NotInCall(&'static str),
    /// Something is in another state than the operation needs (a draw that is frozen already …).
    #[error("out of order: {0}")]
    OutOfOrder(&'static str),
    /// The time for it has not come.
    #[error("not before {from}")]
    TooEarly {
        /// From when on.
        from: Timestamp,
    },
    /// The time for it is over.
    #[error("this was to be done before {until}")]
    TooLate {
        /// Until when it could be done.
        until: Timestamp,
    },
    /// Applications of one corporate number would enter a draw side by side: their receipt numbers, a group for each
    /// company (D1). Somebody decides which one counts and ends the others.
    #[error("the same company stands behind {}", groups(.0))]
    Duplicates(Vec<Vec<i64>>),
    /// The rules of the call stand against it (C2–C5): they are not met, or somebody must decide and say why (C4).
    #[error("{0}")]
    Against(Objection),
    /// Applications on the list to be frozen that do not qualify, or about which nobody decided: their receipt numbers
    /// (draw-v1, 3).
    #[error("not settled yet: {}", crate::ops::submit::codes(.0))]
    Unsettled(Vec<i64>),
    /// A charter or randomness that the method refuses (draw-v1): [`crate::draw_words`] says it to people.
    #[error(transparent)]
    Unsound(Box<fair_draw::Failure>),
}

fn groups(groups: &[Vec<i64>]) -> String {
    let groups = groups.iter().map(|group| crate::ops::submit::codes(group));
    groups.collect::<Vec<_>>().join("; ")
}

impl From<fair_draw::CharterError> for Error {
    fn from(error: fair_draw::CharterError) -> Self {
        Self::Unsound(Box::new(error.into()))
    }
}

impl From<fair_draw::BeaconError> for Error {
    fn from(error: fair_draw::BeaconError) -> Self {
        Self::Unsound(Box::new(error.into()))
    }
}

/// One field that needs another answer: the field, a code, what the message needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Field id.
    pub field: String,
    /// What is wrong, as in the forms engine.
    pub code: String,
    /// Arguments for the message.
    pub args: Vec<(String, String)>,
}

/// Shorthand.
pub type Result<T> = std::result::Result<T, Error>;

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

impl From<FieldError> for Invalid {
    fn from(error: FieldError) -> Self {
        Self {
            field: error.field,
            code: error.code.to_owned(),
            args: Vec::new(),
        }
    }
}

impl Invalid {
    /// An answer is missing.
    pub fn required(field: &str) -> Self {
        Self {
            field: field.to_owned(),
            code: "required".to_owned(),
            args: Vec::new(),
        }
    }
}
