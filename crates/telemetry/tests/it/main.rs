//! Integration tests of telemetry.

mod collect;
