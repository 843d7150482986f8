//! What was made of a line and why: for people who look after a source.

use crate::envelope::Header;
use crate::event::Event;
use crate::formats::Format;

/// Why a line was taken to be of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The caller said so.
    Given,
    /// The source's lines before were of it, and this one can be.
    AsBefore,
    /// It looks like it.
    Looks,
    /// It looks like none.
    Unknown,
}

/// One line explained.
#[derive(Clone, Debug)]
pub struct Explanation<'l> {
    /// The event, with the origins of its values.
    pub event: Event<'l>,
    /// The envelope; `None` for a line that had to be changed before it could be read.
    pub header: Option<Header<'l>>,
    /// The format.
    pub format: Option<Format>,
    /// Why this one.
    pub why: Why,
}
