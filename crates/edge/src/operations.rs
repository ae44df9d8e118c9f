//! Route packs: which operations an API has, what each requires, and where its object is found.
//!
//! Packs are data (`config/operations/*.csv`), compiled in and replaceable by a directory.

use autorisaties::{Component, Requirement, ScopeSet};

/// Which column of a pack is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Flavour {
    /// The standard's own scopes.
    #[default]
    Standard,
    /// What Open Zaak asks for.
    OpenZaak,
}

/// A method that an operation may have; HEAD is judged as GET (RFC 9110 9.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Reading; also HEAD.
    Get,
    /// Creating, searching and actions.
    Post,
    /// Replacing.
    Put,
    /// Changing a part.
    Patch,
    /// Removing.
    Delete,
}

/// Where the type and the level of an operation's object are found (`zgw/domain.md` 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ObjectRule {
    /// No object: the component's scope decides alone.
    None,
    /// In the body or the answer itself.
    Own,
    /// A list: rows are judged one by one.
    List,
    /// A search (`_zoek`): a list asked for with POST.
    Search,
    /// In the object that a member of body or answer points to.
    Parent(Parent),
    /// In the object whose UUID stands in the path.
    Path {
        /// Which segment of the path, counted from 0 below the API's base.
        segment: usize,
    },
    /// Somewhere that no rule describes.
    Other,
}

/// The member of a body or an answer that points to the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parent {
    /// `zaak`.
    Zaak,
    /// `informatieobject`.
    Informatieobject,
    /// `besluit`.
    Besluit,
    /// `gerelateerdAan`: the zaak of a zaaknotitie.
    GerelateerdAan,
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

/// The methods that a path has, as an `Allow` header lists them (RFC 9110 10.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Methods(u8);

impl Methods {
    /// Whether the path has none: it is unknown.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl std::fmt::Display for Methods {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The operations of one component in one flavour, made for lookup.
#[derive(Debug)]
pub struct Pack {}

impl Pack {
    /// The operation of a method and the path's segments below the API's base.
    pub fn find(&self, _method: Method, _segments: &[&str]) -> Option<&Operation> {
        None
    }

    /// The methods that exist at a path, for a 405.
    pub fn methods(&self, _segments: &[&str]) -> Methods {
        Methods::default()
    }

    /// Every operation, in the order of the file.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        std::iter::empty()
    }
}

/// Every pack that was loaded.
#[derive(Debug)]
pub struct Packs {}

impl Packs {
    /// The packs that are compiled in, replaced and added to by `*.csv` of a directory.
    pub fn load(_directory: Option<&std::path::Path>) -> Result<Self, Vec<PackFault>> {
        Ok(Self {})
    }

    /// The pack of a component in a flavour.
    pub fn pack(&self, _component: Component, _flavour: Flavour) -> Option<&Pack> {
        None
    }

    /// Every scope that some pack names: what a client with heeftAlleAutorisaties may ask for.
    pub fn scopes(&self) -> &ScopeSet {
        unreachable!()
    }
}

/// What is wrong with a pack: file, line, reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct PackFault {
    text: String,
}
