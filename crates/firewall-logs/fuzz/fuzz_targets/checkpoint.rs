#![no_main]

use firewall_logs::{Format, fuzz};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::lines(Some(Format::CheckPoint), bytes));
