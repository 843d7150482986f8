//! Use cases on real databases: the same tests on SQLite and PostgreSQL.

mod applicant;
mod browser;
mod documents;
mod first_come;
mod lottery;
mod world;
