//! Tries the property `list`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| gateway::fuzzed::try_one("list", input));
