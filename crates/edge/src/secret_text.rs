//! What a client secret looks like, as far as logs and commands must know: `zp_`, the twelve
//! characters that name it, and the rest, which nobody else may read.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

const PREFIX: &str = "zp_";
const ID_LEN: usize = 12;
const HIDDEN: &str = "_…";

/// The id in a secret, which may be named to anybody; none where there is no secret.
pub fn id(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(PREFIX)?;
    let (id, rest) = rest.split_at_checked(ID_LEN)?;
    rest.starts_with('_').then_some(id)
}

/// Whether more of a secret than its id stands in a text, also in the midst of it.
pub fn is_in(text: &str) -> bool {
    first(text).is_some()
}

/// A text, such as the path of a request, with of every secret no more than its id.
pub fn masked(text: &str) -> Cow<'_, str> {
    if let Some(masked) = hidden(text) {
        return Cow::Owned(masked);
    }
    // In a path, any of its characters may be encoded.
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    hidden(&decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The text without its secrets; none if there is none in it.
fn hidden(text: &str) -> Option<String> {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((at, id)) = first(rest) {
        shown.push_str(&rest[..at]);
        shown.push_str(PREFIX);
        shown.push_str(id);
        shown.push_str(HIDDEN);
        let behind = &rest[at + PREFIX.len() + ID_LEN..];
        rest = behind.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "_-".contains(c));
    }
    (!shown.is_empty()).then(|| shown + rest)
}

/// Where the first secret begins, and its id.
fn first(text: &str) -> Option<(usize, &str)> {
    text.match_indices(PREFIX).find_map(|(at, _)| Some((at, id(&text[at..])?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "zp_abcdefghij-__kLmNoP_qRs-tUvWxYzkLmNoPqRstUvWxYzkLmNoPqRs_tUvWxYz0123";

    #[test]
    fn of_a_secret_only_its_id_is_shown() {
        let path = format!("/clients/meld/secrets/{SECRET}/x");
        assert_eq!(masked(&path), "/clients/meld/secrets/zp_abcdefghij-__…/x");
        assert_eq!(masked(&format!("{SECRET} {SECRET}")), "zp_abcdefghij-__… zp_abcdefghij-__…");
        assert!(is_in(&path) && !is_in("/clients/zp_meld/secrets/abcdefghij-_"));
        assert_eq!(masked(&SECRET[..30]), "zp_abcdefghij-__…", "a part of one");
    }

    #[test]
    fn an_encoded_one_is_found_too() {
        let path = format!("/clients/a%20b/{}", SECRET.replace('_', "%5F").replace("zp", "%7a%70"));
        assert_eq!(masked(&path), "/clients/a b/zp_abcdefghij-__…");
    }

    #[test]
    fn whatever_else_is_there_stays() {
        for text in ["/clients/zp_meld", "/zp_", "abcdefghij-_", "/a%20b", "zp_abcdefghij-_", "é"]
        {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn the_id_of_a_secret_can_be_named() {
        assert_eq!(id(SECRET), Some("abcdefghij-_"));
        for text in ["abcdefghij-_", "zp_abcdefghij-_", "zp_meld", ""] {
            assert_eq!(id(text), None, "{text}");
        }
    }
}
