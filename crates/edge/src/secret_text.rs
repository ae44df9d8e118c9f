//! What a client secret looks like, as far as logs and commands must know: `zp_`, the twelve
//! characters that name it, and the rest, which nobody else may read. And a token: base64url that
//! begins as every JSON object does, or with `zp`, a letter for its kind, and `_`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

const PREFIX: &str = "zp_";
const ID_LEN: usize = 12;
const HIDDEN: &str = "_…";
/// `{"` in base64url; what is shorter than the rest is a word of somebody's.
const TOKEN: &str = "eyJ";
const TOKEN_LEN: usize = 24;

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

/// A text, such as the path of a request, with of every secret no more than its id, and no token.
pub fn masked(text: &str) -> Cow<'_, str> {
    if !is_worth_a_look(text) {
        return Cow::Borrowed(text);
    }
    if let Some(masked) = all_hidden(text) {
        return Cow::Owned(masked);
    }
    // In a path, any of its characters may be encoded.
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    all_hidden(&decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether there may be something to hide: a request's path or method is looked at each time, and hardly
/// ever there is.
fn is_worth_a_look(text: &str) -> bool {
    let begins = |two: &[u8]| [PREFIX, TOKEN].iter().any(|one| one.as_bytes().starts_with(two));
    text.as_bytes().windows(2).any(begins) || text.contains('%')
}

fn all_hidden(text: &str) -> Option<String> {
    let without_secrets = hidden(text);
    let without_tokens = tokens_hidden(without_secrets.as_deref().unwrap_or(text));
    without_tokens.or(without_secrets)
}

/// The text without its tokens; none if there is none in it.
fn tokens_hidden(text: &str) -> Option<String> {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let signed = text.match_indices(TOKEN);
    let tokens = signed.chain(text.match_indices("zp").filter_map(|(at, _)| opaque(text, at)));
    let whole = tokens.filter_map(|(at, begins)| {
        let rest = &text[at..];
        let length = rest.find(|c| !is_of_token(c)).unwrap_or(rest.len());
        (length >= TOKEN_LEN).then_some((at, begins, at + length))
    });
    let (at, begins, end) = whole.min()?;
    let rest = &text[end..];
    let rest = tokens_hidden(rest).map_or(Cow::Borrowed(rest), Cow::Owned);
    Some(format!("{}{begins}…{rest}", &text[..at]))
}

/// What a token begins with that says nothing to who holds it: `zpt_` and its like.
fn opaque(text: &str, at: usize) -> Option<(usize, &str)> {
    let begins = text.get(at..at + 4)?;
    let [.., kind, b'_'] = begins.as_bytes() else { return None };
    kind.is_ascii_lowercase().then_some((at, begins))
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
    fn a_token_is_not_shown_at_all() {
        let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl_-";
        assert_eq!(masked(&format!("/zaken/{token}/x?{token}")), "/zaken/eyJ…/x?eyJ…");
        assert_eq!(masked(&format!("{SECRET}/{token}")), "zp_abcdefghij-__…/eyJ…");
        assert_eq!(masked(&token.replace('.', "%2E")), "eyJ…");
        let opaque = "zpr_aB3-_aB3-_aB3-_aB3-_aB3-_aB3-_aB3-_aB3-_aB3";
        assert_eq!(masked(&format!("/a/{opaque}/{token}/{opaque}")), "/a/zpr_…/eyJ…/zpr_…");
        assert_eq!(masked(&opaque.replace('_', "%5f")), "zpr_…");
        for word in ["/eyJaffa/zaken", "eyJ", "Jeey/eyJeyJeyJ", "/zpr_kort/zp", "zpé_"] {
            assert_eq!(masked(word), word);
        }
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
