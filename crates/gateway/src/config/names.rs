//! The names and paths by which the configuration speaks of upstreams.

use crate::health::{LIVE, READY};
use crate::route::AUTORISATIES;
use crate::route::path::CanonicalPath;

/// The name of an upstream: 1 to 50 of `[a-z0-9-]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UpstreamName(String);

impl UpstreamName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let of_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=50).contains(&text.len()) && text.bytes().all(of_name) {
            return Ok(Self(text.to_owned()));
        }
        Err("1 to 50 lower-case letters, digits and hyphens")
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for UpstreamName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The path that an API's operations lie under; canonical, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePath(String);

impl BasePath {
    /// Reads a path such as `/zaken/api/v1`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let path = CanonicalPath::parse(text).map_err(|fault| fault.to_string())?;
        if text.ends_with('/') {
            return Err("a path such as /zaken/api/v1, without a slash at the end".to_owned());
        }
        let above = |own: &str| is_below(own, text);
        // The gateway answers these itself, whatever the host.
        if above(LIVE) || above(READY) {
            return Err(format!("{} is the gateway's own", path.as_str()));
        }
        not_ours(if above(AUTORISATIES) { AUTORISATIES } else { text })?;
        Ok(Self(text.to_owned()))
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Refuses a path that no upstream has a say in.
pub(super) fn not_ours(path: &str) -> Result<(), String> {
    if path == LIVE || path == READY {
        return Err(format!("{path} is the gateway's own"));
    }
    if is_below(path, AUTORISATIES) {
        return Err(format!("{AUTORISATIES} is the AC, and the AC is the issuer's; remove it"));
    }
    Ok(())
}

fn is_below(path: &str, base: &str) -> bool {
    path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
