//! serde's refusals in the words of JSON: whoever calls the API does not know Rust's types.

use edge::nearest::nearest;

/// What serde calls a thing, and what JSON does.
const FOUND: &[(&str, &str)] = &[
    ("sequence", "array"),
    ("map", "object"),
    ("floating point", "number"),
    ("integer", "number"),
];
const EXPECTED: &[(&str, &str)] = &[
    ("a sequence", "an array"),
    ("a map", "an object"),
    ("struct ", "an object"),
    ("i64", "a whole number"),
    ("u64", "a whole number, not negative"),
    ("u32", "a whole number, not negative"),
];

/// A refusal as its reader understands it, with the name that was perhaps meant.
pub(super) fn explained(text: &str) -> String {
    if text.starts_with("unknown ") {
        return with_the_nearest(text);
    }
    let wrong = ["invalid type: ", "invalid value: "];
    let Some(kind) = wrong.iter().find(|kind| text.starts_with(**kind)) else {
        return text.to_owned();
    };
    // What was found may be a text of the caller's own: the last one is serde's.
    let Some((found, expected)) = text[kind.len()..].rsplit_once(", expected ") else {
        return text.to_owned();
    };
    format!("{kind}{}, expected {}", worded(found, FOUND), worded(expected, EXPECTED))
}

/// serde names the unknown one and those that are known, each between backticks.
fn with_the_nearest(text: &str) -> String {
    let mut names = text.split('`').skip(1).step_by(2);
    let meant = names.next().and_then(|unknown| nearest(unknown, names));
    meant.map_or_else(|| text.to_owned(), |meant| format!("{text}; did you mean `{meant}`?"))
}

fn worded(text: &str, words: &[(&str, &str)]) -> String {
    let known = words.iter().find_map(|(word, ours)| Some((ours, text.strip_prefix(word)?)));
    known.map_or_else(|| text.to_owned(), |(ours, rest)| format!("{ours}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_and_expected_is_named_as_json_does() {
        for (said, expected) in [
            (
                "invalid type: sequence, expected a string at line 1 column 2",
                "invalid type: array, expected a string at line 1 column 2",
            ),
            (
                "invalid type: floating point `1.5`, expected i64 at line 1 column 2",
                "invalid type: number `1.5`, expected a whole number at line 1 column 2",
            ),
            (
                "invalid type: string \", expected i64\", expected i64 at line 1 column 2",
                "invalid type: string \", expected i64\", expected a whole number at line 1 column 2",
            ),
            ("missing field `label`", "missing field `label`"),
        ] {
            assert_eq!(explained(said), expected);
        }
    }
}
