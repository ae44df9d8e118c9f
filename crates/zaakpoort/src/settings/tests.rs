//! The documented file is what counts without it, and every other way that it shows can be used.

use super::*;

/// Keys that the documented file sets to something else than what counts without them,
/// because it describes an installation in front of Open Zaak on this machine.
const NO_DEFAULTS: &[&str] = &["feed_key", "issuer_address", "feed_key", "flavour"];

fn read(text: &str) -> Result<String, Failure> {
    let document = Document::parse("test", text, []).map_err(|faults| faulty(&faults))?;
    Settings::read(document, Needs::Both).map(|settings| format!("{settings:?}"))
}

/// Every line of the documented file that sets a key, its key, and what counts without it.
fn left_out() -> impl Iterator<Item = (&'static str, &'static str, Result<String, Failure>)> {
    let lines: Vec<&str> = DEFAULTS.lines().collect();
    (0..lines.len()).filter_map(move |at| {
        let (key, _) = lines[at].split_once(" = ")?;
        let without = [&lines[..at], &lines[at + 1..]].concat().join("\n");
        (!key.starts_with(['#', ' '])).then(|| (lines[at], key, read(&without)))
    })
}

#[test]
fn the_documented_value_of_a_key_is_what_counts_without_it() {
    let documented = read(DEFAULTS).unwrap();
    let mut compared = 0;
    for (_, key, without) in left_out().filter(|(_, key, _)| !NO_DEFAULTS.contains(key)) {
        // A key that must be there has no default.
        if let Ok(settings) = without {
            assert_eq!(settings, documented, "without `{key}`");
            compared += 1;
        }
    }
    assert!(compared > 12, "only {compared} keys were left out");
}

#[test]
fn a_value_that_is_not_the_default_says_so() {
    let documented = read(DEFAULTS).unwrap();
    let others = left_out().filter(|(_, key, _)| NO_DEFAULTS.contains(key));
    let keys = others.map(|(line, key, without)| {
        assert_ne!(without.unwrap(), documented, "`{key}` has its default");
        assert!(line.contains("(default: "), "{line}");
        key
    });
    assert_eq!(keys.collect::<Vec<_>>(), NO_DEFAULTS);
}

#[test]
fn the_other_credentials_that_are_documented_can_be_used_as_they_stand() {
    let zgw = DEFAULTS.lines().find(|line| line.starts_with("credential = { kind")).unwrap();
    let others = DEFAULTS.lines().filter_map(|line| line.strip_prefix("# credential = "));
    let with = |other: &str| {
        let text = DEFAULTS.replace(zgw, &format!("credential = {other}"));
        // As its comment says: with the caller's own token nothing can be looked up.
        let passes = other.contains("\"passthrough\"");
        read(&if passes {
            text.replace(r#"objects = "enforce""#, r#"objects = "upstream""#)
        } else {
            text
        })
    };
    let others: Vec<String> = others.map(|other| with(other).unwrap()).collect();
    assert_eq!(others.len(), 4, "token, oauth2, passthrough and none");
    let token = DEFAULTS.lines().find(|line| line.contains("kind = \"token\"")).unwrap();
    let bare = token.trim_start_matches("# ");
    let bare = bare.replace("header = \"Authorization\", scheme = \"Token\", ", "");
    assert_ne!(format!("# {bare}"), token);
    assert_eq!(read(&DEFAULTS.replace(zgw, &bare)).unwrap(), others[0], "its defaults");
}
