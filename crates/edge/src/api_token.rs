//! What an API token looks like: the issuer makes it, and a gateway knows it by its form.

/// What it begins with, so that one that leaks is found for what it is.
pub const PREFIX: &str = "zpk_";
/// The characters behind it: 256 bits, base64url.
const RANDOM: usize = 43;

/// Whether a text has the form of one.
pub fn is_one(text: &str) -> bool {
    let of_base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let random = text.strip_prefix(PREFIX);
    random.is_some_and(|random| random.len() == RANDOM && random.bytes().all(of_base64url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_token_is_known_by_its_form() {
        let random = "aB3-_".repeat(9);
        let token = format!("{PREFIX}{}", &random[..RANDOM]);
        assert!(is_one(&token));
        for other in ["", PREFIX, &token[1..], &token[..token.len() - 1], &format!("{token}a")] {
            assert!(!is_one(other), "{other}");
        }
        assert!(!is_one(&format!("{PREFIX}{}", "+".repeat(RANDOM))));
    }
}
