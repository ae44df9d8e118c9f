//! What must hold of whatever comes in from outside: properties that the fuzz targets of `tests/fuzz`
//! try to break, and every run of the tests on the inputs that those kept.
//!
//! Each takes any bytes and panics where its property does not hold. Where there is an independent
//! reader (`serde_json`, `url`, a few lines of its own), what we read is held beside what that reads.

mod credential;
mod path;
mod scope;

/// A property and its name, which is that of its fuzz target and of the folder of its inputs.
pub type Property = (&'static str, fn(&[u8]));

/// All of them.
pub const PROPERTIES: [Property; 5] = [
    ("credential", credential::holds),
    ("path", path::holds),
    ("scope", scope::holds),
    ("body", crate::objects::fuzzed::holds),
    ("list", crate::objects::rows::fuzzed::holds),
];

/// Tries the property of this name.
pub fn try_one(name: &str, input: &[u8]) {
    let found = PROPERTIES.iter().find(|(known, _)| *known == name);
    assert!(found.is_some(), "there is no property `{name}`");
    if let Some((_, holds)) = found {
        holds(input);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_property_holds_of_the_inputs_that_were_kept() {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus");
        for (name, holds) in PROPERTIES {
            let files = std::fs::read_dir(kept.join(name)).unwrap();
            let mut tried = 0;
            for file in files.map(|file| file.unwrap().path()) {
                let input = std::fs::read(&file).unwrap();
                let held = std::panic::catch_unwind(|| holds(&input));
                assert!(held.is_ok(), "{} breaks it", file.display());
                tried += 1;
            }
            assert!(tried > 20, "only {tried} inputs of `{name}`");
        }
    }
}
