#![no_main]

use firewall_logs::fuzz;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::lines(None, bytes));
