//! Type URLs that name one thing twice, as after a move to another host.

use crate::TypeUrl;

/// Pairs of bases: a URL under the first is the same as that URL under the second.
///
/// A base matches at the end of a segment only. Without a match URLs compare byte by byte.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeAliases {
    /// Longest first, so that the narrowest base counts.
    pairs: Vec<(String, String)>,
}

/// Why a set of aliases is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AliasError {
    /// A base that is no absolute URL.
    #[error("`{0}` is no absolute URL")]
    NotAUrl(String),
    /// One base with two meanings.
    #[error("`{0}` is an alias twice")]
    Twice(String),
    /// A base that is itself an alias: what it leads to must be said directly.
    #[error("`{0}` leads to another alias; name the final URL")]
    Chain(String),
}

impl TypeAliases {
    /// Reads pairs of bases, alias first.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self, AliasError> {
        let mut read: Vec<(String, String)> = Vec::new();
        for (from, to) in pairs {
            let (from, to) = (base(&from)?, base(&to)?);
            if read.iter().any(|(known, _)| *known == from) {
                return Err(AliasError::Twice(from));
            }
            read.push((from, to));
        }
        read.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        let aliases = Self { pairs: read };
        match aliases.pairs.iter().find(|(_, to)| aliases.replaced(to).is_some()) {
            Some((_, to)) => Err(AliasError::Chain(to.clone())),
            None => Ok(aliases),
        }
    }

    /// The URL that a URL stands for; itself if no alias matches.
    pub fn canonical(&self, url: &TypeUrl) -> TypeUrl {
        let replaced = self.replaced(url.as_str());
        // Only a URL at the very limit of its length can fail to read back; then it is its own.
        replaced.and_then(|url| TypeUrl::parse(&url).ok()).unwrap_or_else(|| url.clone())
    }

    fn replaced(&self, url: &str) -> Option<String> {
        self.pairs.iter().find_map(|(from, to)| {
            let rest = url.strip_prefix(from.as_str())?;
            (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then(|| format!("{to}{rest}"))
        })
    }
}

fn base(text: &str) -> Result<String, AliasError> {
    let base = text.trim_end_matches('/');
    TypeUrl::parse(base).map_err(|_| AliasError::NotAUrl(text.to_owned()))?;
    Ok(base.to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn aliases(pairs: &[(&str, &str)]) -> Result<TypeAliases, AliasError> {
        TypeAliases::new(pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())))
    }

    fn canonical(aliases: &TypeAliases, url: &str) -> String {
        aliases.canonical(&TypeUrl::parse(url).unwrap()).to_string()
    }

    #[test]
    fn a_url_under_an_alias_is_the_url_under_the_other_base() {
        let aliases = aliases(&[("https://oud/api/", "https://nieuw/v1")]).unwrap();
        assert_eq!(
            canonical(&aliases, "https://oud/api/zaaktypen/1"),
            "https://nieuw/v1/zaaktypen/1"
        );
        assert_eq!(canonical(&aliases, "https://oud/api"), "https://nieuw/v1");
    }

    #[test]
    fn an_alias_matches_at_the_end_of_a_segment_only() {
        let aliases = aliases(&[("https://oud", "https://nieuw")]).unwrap();
        for other in ["https://oudste/x", "https://oud.example/x", "http://oud/x", "https://OUD/x"]
        {
            assert_eq!(canonical(&aliases, other), other);
        }
    }

    #[test]
    fn the_longest_base_counts() {
        let aliases = aliases(&[("https://a", "https://b"), ("https://a/x", "https://c")]).unwrap();
        assert_eq!(canonical(&aliases, "https://a/x/1"), "https://c/1");
        assert_eq!(canonical(&aliases, "https://a/y/1"), "https://b/y/1");
    }

    #[test]
    fn aliases_that_have_no_one_meaning_are_refused() {
        let twice = aliases(&[("https://a", "https://b"), ("https://a/", "https://c")]);
        assert_eq!(twice, Err(AliasError::Twice("https://a".to_owned())));
        let chain = aliases(&[("https://a", "https://b"), ("https://b", "https://c")]);
        assert_eq!(chain, Err(AliasError::Chain("https://b".to_owned())));
        assert_eq!(aliases(&[("a", "https://b")]), Err(AliasError::NotAUrl("a".to_owned())));
    }
}
