//! Charts as SVG of our own making, the same for the page and the PDF.
//!
//! Each chart has a text for those who do not see it, and its numbers belong into a table beside it. Series differ by
//! brightness as well as by colour, so that a print in grey still reads.

mod axis;
mod bars;
mod days;
mod hours;
mod svg;

pub use bars::{Bar, bars};
pub use days::{Day, Days, days};
pub use hours::{Hour, HourRow, Hours, hours};

/// How much room a drawing has. Letters are as large in either, so the narrow one is no smaller copy of the wide one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// A column of paper or of a wide screen.
    Wide,
    /// A telephone held upright.
    Narrow,
}

impl Room {
    /// Width in the drawing's own units.
    const fn width(self) -> f64 {
        match self {
            Self::Wide => 680.0,
            Self::Narrow => 340.0,
        }
    }
}

/// A kind of thing that a chart shows, with its colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
}

/// Colours of charts: of the design system, told apart in grey as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// What was prevented: the dark blue of the design system.
    Key,
    /// What needs a look.
    Attention,
    /// What is there for comparison.
    Quiet,
}

impl Colour {
    const fn hex(self) -> &'static str {
        match self {
            Self::Key => "#0017c1",
            Self::Attention => "#e25100",
            Self::Quiet => "#8c8c94",
        }
    }
}
