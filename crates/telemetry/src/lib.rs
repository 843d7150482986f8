//! Appliances at companies, what they log, what is found in it, and the monthly report.
//!
//! # The device's life (M1)
//!
//! ```text
//! survey ──fit──▶ ready ──proposed──▶ proposed ──chosen──▶ appointed ──installed──▶ trial ──contract──▶ continued
//!   │              ▲ ▲                   │ none suits          │                      │ (wish, then contract)
//!   │              └─┴───────────────────┴─────────────────────┤                      │
//!   │ cannot be installed (also at the door)                   │                      │ does not go on, no answer,
//!   ├──────────────────────────────────────────────────────────┤                      │ left the programme, early
//!   ▼                                                          │                      ▼
//! unsuitable ──the other course is offered: open → accepted → moved, or declined    leaving ──taken away──▶ removed
//!   │                                                          │                    (open → proposed → appointed)
//!   └─ cancelled: given up, or left the programme, before anything was installed ◀────┘
//! ```
//!
//! One company has at most one installation that is not over, one appliance stands at most at one company: both are
//! constraints of the database. Nothing is appointed before the company agreed to the costs it bears and to the terms of
//! the data (M6). What the appliance itself does is told by [`domain::device`].

pub mod collect;
pub mod context;
pub mod detect;
pub mod detections;
pub mod directory;
pub mod domain;
pub mod error;
mod facade;
pub mod jobs;
pub mod ops;
pub mod pages;
pub mod report;
mod store;

pub use context::Telemetry;
pub use store::migrations;
