//! Use cases on real databases: the same tests on SQLite and PostgreSQL.

mod draw_acts;
mod first_come;
mod lottery;
mod manual_move;
mod world;
