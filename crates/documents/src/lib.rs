//! Documents from plain data: the heavy engines stand behind this one crate. It knows no web and no database.
//!
//! | what | from | engine |
//! |---|---|---|
//! | PDF, tagged (PDF/UA-1), Japanese typography | [`model::Document`] → [`pdf::Engine`] | Typst |
//! | its HTML twin, as a fragment or a page to print | [`model::Document`] → [`html`] | – |
//! | XLSX, written and read | [`sheet::Sheet`] → [`sheet::xlsx`] | rust_xlsxwriter, calamine |
//! | CSV (UTF-8 with BOM, Shift_JIS), written and read | [`sheet::Sheet`] → [`sheet::csv`] | csv, encoding_rs |
//! | charts as SVG | [`chart`] | – |
//! | calendar file | [`calendar::calendar_file`] | – |
//!
//! Whatever a person typed is data here: it is shown as it stands, never read as markup, formula or file name.

pub mod calendar;
pub mod chart;
mod fonts;
mod glyphs;
pub mod html;
pub mod model;
pub mod pdf;
pub mod sheet;

pub use fonts::{FontError, FontOptions};
