//! A name for a token that does not give it away, for keys of caches.

use aws_lc_rs::digest;

/// SHA-256 of a token's text: of the whole token, so that no two tokens share a cache entry.
pub fn token_digest(token: &str) -> [u8; 32] {
    sha256(token.as_bytes())
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base64url;

    #[test]
    fn the_digest_is_sha_256_of_the_text() {
        // FIPS 180-2, appendix B.1.
        let of_abc = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
        assert_eq!(base64url::encode(token_digest("abc")), of_abc);
    }

    #[test]
    fn two_tokens_that_differ_in_their_last_letter_have_two_digests() {
        assert_ne!(token_digest("a.b.c"), token_digest("a.b.d"));
    }
}
