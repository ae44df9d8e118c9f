//! Tries the property `credential`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| gateway::fuzzed::try_one("credential", input));
