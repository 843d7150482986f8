//! Rules of the device's life (M1, M6). Pure: no input or output, no clock, no randomness.

pub mod data;
pub mod device;
pub mod directory;
pub mod health;
pub mod installation;
pub mod reminders;
pub mod stock_list;
pub mod survey;
pub mod terms;
pub mod trial;
pub mod visit;
