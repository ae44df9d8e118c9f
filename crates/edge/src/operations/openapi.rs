//! The operations of an API as its OpenAPI file describes them (3.0 and 3.1): paths, methods, and the
//! scopes that `security` asks for.
//!
//! Nothing of the file is fetched and nothing guessed: what cannot be read in one way is a fault, which
//! says where it stands (RFC 6901) and what to do.

use std::collections::HashSet;
use std::fmt;

use autorisaties::PlainExpression;
use serde_json::Value;

use super::listed::{AnsweredBy, Listed};
use super::method::Method;
use super::template::Template;
use crate::public_url::PublicUrl;

mod document;
mod node;
mod parameters;
mod security;
mod servers;

pub use document::{DocumentError, MAX_SIZE, load};
use node::Node;

/// Members of a path that are no operations that are served: HEAD goes with GET, OPTIONS is the
/// gateway's to answer, and TRACE nobody's.
const NO_OPERATIONS: [&str; 7] =
    ["summary", "description", "parameters", "servers", "head", "options", "trace"];

/// How a file is read.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The origin that the API is served under.
    pub public_url: &'a PublicUrl,
    /// Below which path, whatever `servers` says.
    pub base: Option<&'a str>,
    /// The paths, as they stand in the file, that are not served.
    pub without: &'a [String],
}

/// One operation, as a file describes it.
#[derive(Debug, Clone)]
pub struct Described {
    /// Where it stands in the file.
    pub pointer: String,
    method: Method,
    template: Template,
    scopes: Option<PlainExpression>,
}

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenApiFault {
    pointer: String,
    what: String,
}

impl Described {
    /// Whether it asks for any scope.
    pub const fn is_secured(&self) -> bool {
        self.scopes.is_some()
    }

    /// Its path, from the root of its host.
    pub fn template(&self) -> &str {
        self.template.as_str()
    }

    /// The operation, answered by the server of the API.
    pub fn listed(&self) -> Listed {
        let (template, scopes) = (self.template.clone(), self.scopes.clone());
        Listed::new(self.method, template, scopes, AnsweredBy::Upstream)
    }
}

/// Every operation of a document.
pub fn describe(document: &Value, terms: Terms<'_>) -> Result<Vec<Described>, Vec<OpenApiFault>> {
    let root = Node::root(document);
    is_openapi(&root).map_err(|fault| vec![fault])?;
    let base = servers::base(&root, terms).map_err(|fault| vec![fault])?;
    let paths = root.member("paths").ok_or_else(|| vec![root.fault("it has no `paths`")])?;
    let mut faults: Vec<_> = unused(&paths, terms.without).collect();
    let mut described = Vec::new();
    for (name, path) in paths.members() {
        if name.starts_with("x-") || terms.without.iter().any(|without| without == name) {
            continue;
        }
        if !name.starts_with('/') {
            faults.push(path.fault("a path begins with `/`"));
            continue;
        }
        match operations(&path, &format!("{base}{name}"), &root) {
            Ok(operations) => described.extend(operations),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(described) } else { Err(faults) }
}

fn is_openapi(root: &Node<'_>) -> Result<(), OpenApiFault> {
    let version = root.member("openapi");
    let version = version.as_ref().and_then(|version| version.value().as_str());
    match version {
        Some(version) if version.starts_with("3.0.") || version.starts_with("3.1.") => Ok(()),
        Some(other) => Err(root.fault(format!("OpenAPI {other} is not read; convert it to 3.1"))),
        None => Err(root.fault("it has no `openapi: 3.…`; of Swagger 2.0 make OpenAPI 3 first")),
    }
}

fn unused<'a>(
    paths: &'a Node<'_>,
    without: &'a [String],
) -> impl Iterator<Item = OpenApiFault> + 'a {
    let unknown = without.iter().filter(|path| paths.member(path).is_none());
    unknown.map(|path| paths.fault(format!("`without` names {path}, which is not there")))
}

/// The operations of one path.
fn operations(
    path: &Node<'_>,
    text: &str,
    root: &Node<'_>,
) -> Result<Vec<Described>, OpenApiFault> {
    // OpenAPI leaves open which of the two counts; elsewhere the reference does.
    let more = path.members().any(|(name, _)| !matches!(name, "$ref" | "summary" | "description"));
    if path.member("$ref").is_some() && more {
        return Err(path.fault("beside `$ref` stands more; write it where that leads"));
    }
    let item = path.followed(root)?;
    if item.member("servers").is_some() {
        return Err(item.fault("servers of a path of its own are not followed; take them out"));
    }
    let mut described = Vec::new();
    for (name, operation) in item.members() {
        let upper = name.to_ascii_uppercase();
        let method = Method::parse(&upper).filter(|_| name == upper.to_ascii_lowercase());
        match method {
            Some(method) => described.push(described_as(method, &operation, &item, (text, root))?),
            None if name.starts_with("x-") || NO_OPERATIONS.contains(&name) => {}
            None => return Err(operation.fault("no method of this name is known; take it out")),
        }
    }
    Ok(described)
}

fn described_as(
    method: Method,
    operation: &Node<'_>,
    item: &Node<'_>,
    (text, root): (&str, &Node<'_>),
) -> Result<Described, OpenApiFault> {
    if operation.member("servers").is_some() {
        return Err(operation.fault("servers of its own are not followed; take them out"));
    }
    let uuids: HashSet<String> = parameters::uuids(operation, item, root)?;
    let template = Template::described(text, |name| uuids.contains(name));
    let template = template.map_err(|why| {
        operation.fault(format!("{why}; name its path in `without`, and it is not served"))
    })?;
    let scopes = security::scopes(operation, root)?;
    Ok(Described { pointer: operation.pointer().to_owned(), method, template, scopes })
}

impl std::error::Error for OpenApiFault {}

impl fmt::Display for OpenApiFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}: {}", self.pointer, self.what)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
