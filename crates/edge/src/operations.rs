//! Route packs: which operations an API has, what each requires, and where its object is found.
//!
//! Packs are data (`config/operations/*.csv`), compiled in and replaceable by a directory: a new
//! version of an API is a file, not code. What no pack lists is refused. Reading starts at
//! [`Packs::load`]; a request is looked up with [`Pack::find`]. Of an API outside the standard the
//! configuration lists operations itself: [`Listed`].

use autorisaties::{Component, Requirement};

mod fault;
mod listed;
mod method;
mod object;
pub mod openapi;
mod pack;
mod packs;
mod row;
mod template;

pub use fault::PackFault;
pub use listed::{AnsweredBy, Listed};
pub use method::{Method, Methods};
pub use object::{ObjectRule, Parent};
pub use pack::Pack;
pub use packs::Packs;
pub use template::{Template, TemplateError, is_uuid};

/// Which column of a pack is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Flavour {
    /// The scopes that the standard asks for.
    #[default]
    Standard,
    /// The scopes that Open Zaak 1.30 asks for.
    OpenZaak,
}

impl Flavour {
    /// Every flavour.
    pub const ALL: [Self; 2] = [Self::Standard, Self::OpenZaak];
}

/// One operation of an API.
#[derive(Debug, Clone)]
pub struct Operation {
    component: Component,
    method: Method,
    template: String,
    requirement: Requirement,
    object: ObjectRule,
    name: String,
}

impl Operation {
    /// The component whose autorisaties count.
    pub fn component(&self) -> Component {
        self.component
    }

    /// Its method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Its path below the API's base, such as `/zaken/{uuid}`.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// What a caller must hold.
    pub fn requirement(&self) -> &Requirement {
        &self.requirement
    }

    /// Where its object is found.
    pub fn object(&self) -> ObjectRule {
        self.object
    }

    /// Its name for people and logs, such as `zrc GET /zaken/{uuid}`.
    pub fn name(&self) -> &str {
        &self.name
    }
}

#[cfg(test)]
mod tests;
