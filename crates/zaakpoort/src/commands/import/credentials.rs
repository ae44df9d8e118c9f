//! Files with the secrets of clients: a setup configuration of Open Zaak, or CSV. What stands in
//! them is never repeated in an error, but for identifiers.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use edge::config::SecretSource;
use secrecy::{ExposeSecret as _, SecretString};

use crate::failure::Failure;

mod setup;
mod table;

/// A client and its secret.
#[derive(Debug)]
pub(super) struct Credential {
    pub(super) identifier: String,
    pub(super) secret: SecretString,
    place: Place,
}

/// Where in the file it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In this line.
    Line(u64),
    /// It is the so-manieth of a list.
    Number(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Number(number) => write!(f, "number {number}"),
        }
    }
}

/// Reads a file, by the end of its name.
pub(super) fn read(file: &Path) -> Result<Vec<Credential>, Failure> {
    let fault = |why: String| Failure::Input(format!("--from {}: {why}", file.display()));
    let text = SecretSource::File(file.to_owned()).read();
    let text = text.map_err(|error| Failure::Input(format!("--from: {error}")))?;
    let text = text.expose_secret();
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let read = if extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml") {
        setup::read(text)
    } else {
        table::read(text)
    };
    read.and_then(plain).map_err(fault)
}

/// All of them, if each can only mean one thing.
fn plain(found: Vec<Credential>) -> Result<Vec<Credential>, String> {
    if found.is_empty() {
        return Err("there are no secrets in it".to_owned());
    }
    let mut places = HashMap::new();
    for Credential { identifier, secret, place } in &found {
        if identifier.contains(char::is_control) {
            return Err(format!("the identifier of {place} {CONTROL}"));
        }
        if identifier.is_empty() {
            return Err(format!("the identifier of {place} is empty"));
        }
        if let Some(first) = places.insert(identifier, place) {
            return Err(format!(
                "`{identifier}` stands in it twice, in {first} and {place}; keep the one with the \
                 secret that is in use"
            ));
        }
        let secret = secret.expose_secret();
        if secret.trim() != secret {
            return Err(format!(
                "the secret in {place} (`{identifier}`) begins or ends with white space; take that \
                 away, or, if it is part of the secret, give it by itself: `zaakpoort zgw-key \
                 create {identifier} --key-file FILE`"
            ));
        }
        if secret.contains(char::is_control) {
            return Err(format!("the secret in {place} (`{identifier}`) {CONTROL}"));
        }
    }
    Ok(found)
}

const CONTROL: &str = "has a line break, a tab or another control character in it";

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// What is read of a file with this name, and this in it.
    fn file(name: &str, text: &str, mode: u32) -> Result<Vec<(String, String)>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let pair = |one: Credential| (one.identifier, one.secret.expose_secret().to_owned());
        let read = read(&path).map(|all| all.into_iter().map(pair).collect());
        read.map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_as_any_file_with_a_secret() {
        let text = "identifier,secret\na,geheim\n";
        assert!(file("x.csv", text, 0o600).is_ok());
        let refused = file("x.csv", text, 0o640).unwrap_err();
        assert!(refused.contains("may be read by others (mode 0640); run: chmod 600"), "{refused}");
    }

    #[test]
    fn who_stands_in_it_twice_is_named_with_both_places() {
        let refused = file("x.csv", "identifier,secret\na,x\nb,y\na,hush\n", 0o600).unwrap_err();
        assert!(refused.contains("`a` stands in it twice, in line 2 and line 4"), "{refused}");
        let yaml = "vng_api_common_credentials:\n  items:\n  - {identifier: a, secret: x}\n  \
                    - {identifier: a, secret: hush}\n";
        let refused = file("x.yml", yaml, 0o600).unwrap_err();
        assert!(refused.contains("`a` stands in it twice, in number 1 and number 2"), "{refused}");
        assert!(!refused.contains("hush"), "{refused}");
    }

    #[test]
    fn white_space_around_a_secret_is_told_and_not_taken_away() {
        let yaml = |secret: &str| {
            format!(
                "vng_api_common_credentials:\n  items:\n  - identifier: a\n    secret: {secret}\n"
            )
        };
        for (name, text, place) in [
            ("x.csv", "identifier,secret\na, hush\n".to_owned(), "line 2"),
            ("x.csv", "identifier,secret\nb,y\na,\"hush \"\n".to_owned(), "line 3"),
            ("x.yaml", yaml("' hush'"), "number 1"),
            ("x.yaml", yaml("|\n      hush\n"), "number 1"),
        ] {
            let refused = file(name, &text, 0o600).unwrap_err();
            let told = format!("the secret in {place} (`a`) begins or ends with white space");
            assert!(refused.contains(&told) && !refused.contains("hush"), "{refused}");
        }
    }

    #[test]
    fn a_control_character_is_in_no_identifier_and_no_secret() {
        let yaml = |identifier: &str, secret: &str| {
            format!(
                "vng_api_common_credentials:\n  items:\n  - identifier: {identifier}\n    secret: \
                 {secret}\n"
            )
        };
        for (name, text, told) in [
            ("x.csv", "identifier,secret\na,hu\tsh\n".to_owned(), "the secret in line 2 (`a`)"),
            ("x.csv", "identifier,secret\na,hu\0sh\n".to_owned(), "the secret in line 2 (`a`)"),
            ("x.csv", "identifier,secret\na,hu\rsh\n".to_owned(), "the secret in line 2 (`a`)"),
            ("x.csv", "identifier,secret\na,\"hu\u{85}sh\"\n".to_owned(), "the secret in line 2"),
            (
                "x.csv",
                "identifier,secret\na\u{1b}b,hush\n".to_owned(),
                "the identifier of line 2 has",
            ),
            ("x.yaml", yaml("a", "\"hu\\nsh\""), "the secret in number 1 (`a`)"),
            ("x.yaml", yaml("a", "\"hu\\0sh\""), "the secret in number 1 (`a`)"),
            ("x.yaml", yaml("a", "|-\n      hu\n      sh"), "the secret in number 1 (`a`)"),
            ("x.yaml", yaml("\"a\\tb\"", "hush"), "the identifier of number 1 has"),
        ] {
            let refused = file(name, &text, 0o600).unwrap_err();
            assert!(refused.contains(told) && refused.contains(CONTROL), "{text:?}: {refused}");
            assert!(!refused.contains("hu"), "{refused}");
        }
    }

    #[test]
    fn an_empty_file_and_an_empty_identifier_are_told() {
        for text in ["identifier,secret\n", "identifier,secret"] {
            let refused = file("x.csv", text, 0o600).unwrap_err();
            assert!(refused.contains("there are no secrets in it"), "{refused}");
        }
        let refused = file("x.csv", "identifier,secret\n ,x\n", 0o600).unwrap_err();
        assert!(refused.contains("the identifier of line 2 is empty"), "{refused}");
    }
}
