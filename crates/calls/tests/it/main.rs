//! Use cases on real databases: the same tests on SQLite and PostgreSQL.

mod desk;
mod first_come;
mod lottery;
mod world;
