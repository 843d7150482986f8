//! Work that outlives a request: rows written in the transaction that causes them.

pub mod job;
