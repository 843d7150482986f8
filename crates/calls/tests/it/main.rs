//! Use cases on real databases: the same tests on SQLite and PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod api;
mod api_client;
mod api_rush;
mod applicant;
mod apply;
mod browser;
mod centre;
mod companies;
mod desk;
mod documents;
mod draw_acts;
mod first_come;
mod judged;
mod lottery;
mod manual_move;
mod publication;
mod retention;
mod scans;
mod way;
mod world;
