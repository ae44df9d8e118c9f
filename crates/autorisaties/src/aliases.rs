//! Type URLs that name one thing twice, as after a move to another host.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::TypeUrl;

#[cfg(test)]
mod tests;

/// Pairs of bases: a URL under the first is the same as that URL under the second.
///
/// A base matches at the end of a segment only, the longest first. Without a match URLs compare
/// byte by byte. A clone shares the pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeAliases(Arc<[Alias]>);

#[derive(Debug, PartialEq, Eq)]
struct Alias {
    from: String,
    to: String,
}

/// Why pairs of bases do not say of each URL what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AliasError {
    /// A base that is no absolute URL, or has a query or fragment that no type URL continues.
    #[error("`{0}` is no absolute URL without query and fragment")]
    NotABase(String),
    /// One base with two meanings.
    #[error("`{0}` is an alias twice")]
    Twice(String),
    /// A base that an alias leads to, and that another one leads on from.
    #[error("`{to}` is itself renamed by the alias `{from}`; name the final URL")]
    Chain {
        /// Where the one alias leads to.
        to: String,
        /// What the other one renames.
        from: String,
    },
}

impl TypeAliases {
    /// Reads pairs of bases, alias first.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self, AliasError> {
        let mut aliases: Vec<Alias> = pairs.into_iter().map(alias).collect::<Result<_, _>>()?;
        aliases.sort_by(|a, b| {
            (Reverse(a.from.len()), &a.from).cmp(&(Reverse(b.from.len()), &b.from))
        });
        if let Some(twice) = aliases.windows(2).find(|pair| pair[0].from == pair[1].from) {
            return Err(AliasError::Twice(twice[0].from.clone()));
        }
        refuse_chains(&aliases)?;
        Ok(Self(aliases.into()))
    }

    /// The URL that a URL stands for; itself if no alias matches.
    pub fn canonical(&self, url: &TypeUrl) -> TypeUrl {
        let renamed = self.0.iter().find_map(|alias| {
            below(url.as_str(), &alias.from).map(|rest| format!("{}{rest}", alias.to))
        });
        // A URL that its new name makes too long stands for itself: it then matches nothing.
        renamed.and_then(|renamed| TypeUrl::parse(&renamed).ok()).unwrap_or_else(|| url.clone())
    }
}

fn alias((from, to): (String, String)) -> Result<Alias, AliasError> {
    Ok(Alias { from: base(&from)?, to: base(&to)? })
}

fn base(text: &str) -> Result<String, AliasError> {
    let base = text.trim_end_matches('/');
    if base.contains(['?', '#']) || TypeUrl::parse(base).is_err() {
        return Err(AliasError::NotABase(text.to_owned()));
    }
    Ok(base.to_owned())
}

/// Were a renamed URL renamed again, one thing would have two canonical URLs.
fn refuse_chains(aliases: &[Alias]) -> Result<(), AliasError> {
    let overlap = |a: &str, b: &str| below(a, b).is_some() || below(b, a).is_some();
    for Alias { to, .. } in aliases {
        if let Some(next) = aliases.iter().find(|next| overlap(to, &next.from)) {
            return Err(AliasError::Chain { to: to.clone(), from: next.from.clone() });
        }
    }
    Ok(())
}

/// What stands behind a base, if the URL is the base or goes on with another part behind it.
fn below<'a>(url: &'a str, base: &str) -> Option<&'a str> {
    let rest = url.strip_prefix(base)?;
    (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then_some(rest)
}
