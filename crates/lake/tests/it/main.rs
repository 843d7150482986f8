//! The lake over its files, as its users use it.

mod wal_killed;
