//! Not read yet.

use super::{Context, Outcome};
use crate::event::Event;

pub(crate) fn looks_like(_body: &str) -> bool {
    false
}

pub(crate) fn parse<'l>(_body: &'l str, _context: &Context<'_, 'l>, _event: &mut Event<'l>) -> Outcome {
    Err("this format is not read yet")
}
