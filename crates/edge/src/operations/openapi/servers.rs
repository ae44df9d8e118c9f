//! Below which path the API lies: what `servers` says of the public name, as far as that is one thing.

use std::collections::BTreeSet;

use url::Url;

use super::node::Node;
use super::{OpenApiFault, Terms};

/// The base path, without a slash at its end; empty at the root.
pub(super) fn base(root: &Node<'_>, terms: Terms<'_>) -> Result<String, OpenApiFault> {
    if let Some(said) = terms.base {
        return Ok(said.trim_end_matches('/').to_owned());
    }
    let Some(servers) = root.member("servers") else { return Ok(String::new()) };
    let here = Url::parse(terms.public_url.as_str()).map_err(|_| root.fault("no public name"))?;
    let all = servers.items().map(|server| address(&server, &here));
    let all = all.collect::<Result<Vec<_>, _>>()?;
    let ours = all.iter().filter(|server| server.origin() == here.origin());
    let ours: BTreeSet<&str> = ours.map(path).collect();
    // A file often names only where its makers serve it; then all of them must agree.
    let paths = if ours.is_empty() { all.iter().map(path).collect() } else { ours };
    let mut paths = paths.into_iter();
    match (paths.next(), paths.next()) {
        (None, _) => Ok(String::new()),
        (Some(only), None) => Ok(only.to_owned()),
        (Some(one), Some(other)) => Err(servers.fault(format!(
            "it is not said which path the API lies below: `{one}/` or `{other}/`; write base = \"{one}\""
        ))),
    }
}

/// RFC 3986 5: what is not absolute is meant below the public name.
fn address(server: &Node<'_>, here: &Url) -> Result<Url, OpenApiFault> {
    let url = server.member("url").and_then(|url| url.value().as_str().map(str::to_owned));
    let mut url = url.ok_or_else(|| server.fault("it has no `url`"))?;
    for (name, variable) in server.member("variables").iter().flat_map(Node::members) {
        let default = variable.member("default");
        let default = default.as_ref().and_then(|default| default.value().as_str());
        url = url.replace(&format!("{{{name}}}"), default.unwrap_or_default());
    }
    here.join(&url).map_err(|why| server.fault(format!("`{url}` is no address: {why}")))
}

fn path(of: &Url) -> &str {
    of.path().trim_end_matches('/')
}
