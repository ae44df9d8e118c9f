//! A name for what was said: SHA-256 over its parts, so that records can say by what they were made.

use std::fmt;

use aws_lc_rs::digest::{Context, SHA256};

/// A name that was made of what was said.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// `sha256:` and hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Without the name: what means the same may have been said in other words.
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name")
    }
}

/// The digest of parts that come one by one.
pub struct Digest(Context);

impl Digest {
    /// Of nothing yet.
    pub fn begin() -> Self {
        Self(Context::new(&SHA256))
    }

    /// One more part. It is told how long it is, so that no two rows of parts read alike.
    pub fn add(&mut self, part: &[u8]) {
        self.0.update(&(part.len() as u64).to_be_bytes());
        self.0.update(part);
    }

    /// Its name.
    pub fn name(self) -> Name {
        let digits: String =
            self.0.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        Name(format!("sha256:{digits}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(parts: &[&str]) -> String {
        let mut digest = Digest::begin();
        parts.iter().for_each(|part| digest.add(part.as_bytes()));
        digest.name().as_str().to_owned()
    }

    #[test]
    fn the_same_parts_have_the_same_name_and_no_others() {
        assert_eq!(name(&["a", "b"]), name(&["a", "b"]));
        assert_ne!(name(&["a", "b"]), name(&["ab"]));
        assert_ne!(name(&["ab", ""]), name(&["", "ab"]));
        assert_eq!(name(&[]).len(), "sha256:".len() + 64);
    }
}
