//! Values as YAML, in the order that their keys are known in; every text is read back as it was.

use serde_json::Value;

use super::schema::{Holds, Key};

/// Writes the keys of a value, `depth` steps in.
pub(super) fn keys(value: &Value, known: &[Key], depth: usize, text: &mut String) {
    for key in known {
        let Some(value) = value.get(key.name).filter(|value| !value.is_null()) else { continue };
        let name = format!("{}{}:", "  ".repeat(depth), key.name);
        match (key.holds, value) {
            (Holds::List(known), Value::Array(these)) if !these.is_empty() => {
                text.push_str(&format!("{name}\n"));
                these.iter().for_each(|one| item(one, known, depth, text));
            }
            (Holds::Keys(known), _) if !is_empty(value) => {
                text.push_str(&format!("{name}\n"));
                keys(value, known, depth + 1, text);
            }
            _ => text.push_str(&format!("{name} {}\n", flow(value))),
        }
    }
}

/// One of a list: its first key stands behind the hyphen.
fn item(one: &Value, known: &[Key], depth: usize, text: &mut String) {
    let mut lines = String::new();
    keys(one, known, depth + 2, &mut lines);
    let indent = "  ".repeat(depth + 1);
    match lines.get(indent.len() + 2..) {
        Some(rest) => text.push_str(&format!("{indent}- {rest}")),
        None => text.push_str(&format!("{indent}- {{}}\n")),
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty)
}

/// A value on one line.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::Array(these) => {
            format!("[{}]", these.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let one =
                |(name, value): (&String, &Value)| format!("{}: {}", scalar(name), flow(value));
            format!("{{ {} }}", members.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// A text as it is where nobody can take it for anything else; else in quotes, as JSON has them, which YAML
/// reads (YAML 1.2 7.3.1).
pub(super) fn scalar(text: &str) -> String {
    const WORDS: &[&str] =
        &["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    let begins = text.starts_with(|first: char| first.is_ascii_alphabetic());
    let of_word = |letter: char| letter.is_ascii_alphanumeric() || "._/-: ".contains(letter);
    let is_bare_text = begins && text.chars().all(of_word) && !text.ends_with([':', ' ']);
    // YAML 1.2 7.3.3: a colon before a space ends a key.
    let is_plain = is_bare_text && !text.contains(": ");
    if is_plain && !WORDS.contains(&text.to_lowercase().as_str()) {
        return text.to_owned();
    }
    let quoted = Value::from(text).to_string();
    // Line breaks and marks that JSON leaves as they are and a reader of YAML does not.
    let is_bare = |letter: char| {
        letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    quoted
        .chars()
        .map(
            |letter| {
                if is_bare(letter) {
                    format!("\\u{:04x}", u32::from(letter))
                } else {
                    letter.into()
                }
            },
        )
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use proptest::prelude::*;

    use super::super::yaml::{self, Is};
    use super::*;

    fn reads_back(text: &str) {
        for written in [format!("- {}\n", scalar(text)), format!("[{}, x]\n", scalar(text))] {
            let read = yaml::read(&written).unwrap();
            let Is::List(these) = read.is else { panic!("{written}") };
            assert!(matches!(&these[0].is, Is::Text(read) if read == text), "{text:?}: {written}");
        }
    }

    #[test]
    fn a_text_that_looks_like_another_thing_is_read_back_as_a_text() {
        for text in [
            "",
            " ",
            "a",
            "true",
            "No",
            "null",
            "~",
            "1",
            "1e3",
            "0x1",
            "a: b",
            "a:",
            "- a",
            "#a",
            "a #b",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a`",
            "'a'",
            "\"a\"",
            "a\nb",
            "a\tb",
            "\u{85}",
            "\u{2028}",
            "\u{feff}",
            "\u{7f}",
            "é",
            "😀",
            "[a]",
            "{a}",
            "a,b",
            "https://a/b?c=d&e",
            "inf",
            ".nan",
            "=",
            "<<",
            "2027-06-30",
            "a\\b",
            "\0",
        ] {
            reads_back(text);
        }
    }

    proptest! {
        #[test]
        fn every_text_is_read_back_as_it_was(text in any::<String>()) {
            reads_back(&text);
        }
    }
}
