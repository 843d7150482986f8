//! Excel workbooks (Office Open XML).

mod read;
mod write;

pub use read::read;
pub use write::write;
