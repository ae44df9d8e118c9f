//! A value within a document that knows where it stands (RFC 6901).

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::OpenApiFault;

/// How many references lead on from one another; no file that people can read has more.
const MOST_REFERENCES: usize = 8;

#[derive(Debug, Clone)]
pub(super) struct Node<'d> {
    value: &'d Value,
    pointer: String,
}

impl<'d> Node<'d> {
    pub(super) fn root(value: &'d Value) -> Self {
        Self { value, pointer: String::new() }
    }

    pub(super) fn value(&self) -> &'d Value {
        self.value
    }

    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    pub(super) fn member(&self, name: &str) -> Option<Self> {
        self.value.get(name).map(|value| self.below(name, value))
    }

    /// The members of an object; of anything else none.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'d str, Self)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(name, value)| (name.as_str(), self.below(name, value)))
    }

    /// The items of a list; of anything else none.
    pub(super) fn items(&self) -> impl Iterator<Item = Self> {
        let items = self.value.as_array().into_iter().flatten().enumerate();
        items.map(|(number, value)| self.below(&number.to_string(), value))
    }

    pub(super) fn fault(&self, what: impl Into<String>) -> OpenApiFault {
        OpenApiFault { pointer: self.pointer.clone(), what: what.into() }
    }

    /// What stands there, or what it refers to within the same file.
    pub(super) fn followed(&self, root: &Self) -> Result<Self, OpenApiFault> {
        let mut node = self.clone();
        for _ in 0..MOST_REFERENCES {
            let Some(reference) = node.member("$ref") else { return Ok(node) };
            let to = reference.value.as_str().and_then(|to| to.strip_prefix('#'));
            let to = to.ok_or_else(|| {
                reference.fault("it refers to another file; bundle what belongs together into one")
            })?;
            let to = percent_decode_str(to).decode_utf8_lossy().into_owned();
            let value = root.value.pointer(&to);
            let value =
                value.ok_or_else(|| reference.fault("there is no such thing in the file"))?;
            node = Self { value, pointer: to };
        }
        Err(self.fault("its references lead nowhere; write it out"))
    }

    fn below(&self, name: &str, value: &'d Value) -> Self {
        let name = name.replace('~', "~0").replace('/', "~1");
        Self { value, pointer: format!("{}/{name}", self.pointer) }
    }
}
