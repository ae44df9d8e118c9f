//! Which parameters of a path are UUIDs: the one type that the gateway's own templates tell apart.

use std::collections::HashSet;

use super::OpenApiFault;
use super::node::Node;

/// By their names. What an operation says of a parameter goes before what its path says.
pub(super) fn uuids(
    operation: &Node<'_>,
    item: &Node<'_>,
    root: &Node<'_>,
) -> Result<HashSet<String>, OpenApiFault> {
    let mut uuids = HashSet::new();
    for of in [item, operation] {
        let Some(parameters) = of.member("parameters") else { continue };
        for parameter in parameters.items() {
            let parameter = parameter.followed(root)?;
            if text(&parameter, "in") != Some("path") {
                continue;
            }
            let Some(name) = text(&parameter, "name") else {
                return Err(parameter.fault("it has no `name`"));
            };
            let is_uuid = is_uuid(&parameter, root)?;
            if is_uuid {
                uuids.insert(name.to_owned())
            } else {
                uuids.remove(name)
            };
        }
    }
    Ok(uuids)
}

fn is_uuid(parameter: &Node<'_>, root: &Node<'_>) -> Result<bool, OpenApiFault> {
    let Some(schema) = parameter.member("schema") else { return Ok(false) };
    // What a schema says beside a reference (3.1) may narrow it, so that more is let through here: the
    // upstream has the last word on values.
    let schema = if schema.member("format").is_some() { schema } else { schema.followed(root)? };
    Ok(text(&schema, "format") == Some("uuid"))
}

fn text<'d>(of: &Node<'d>, name: &str) -> Option<&'d str> {
    of.member(name)?.value().as_str()
}
