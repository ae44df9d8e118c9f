//! What the members of things hold: which values, who writes them, what they link to.

use serde_json::{Map, Value};

use super::Kind;

/// What a member holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Free text, empty when absent.
    Text,
    /// Free text that must be given.
    RequiredText,
    /// A date, today when absent.
    Date,
    /// A moment, now when absent.
    Moment,
    /// A name of the thing, made up with this prefix when absent.
    Identification(&'static str),
    /// A vertrouwelijkheidaanduiding, that of the type when absent.
    Level,
    /// Any JSON; this when absent.
    Any(Blank),
    /// The URL of the thing's type; must be given, never changes.
    Type(Kind),
    /// A type by its URL, or by its name alone; must be given.
    TypeOrName(Kind),
    /// The URL of another thing here; must be given, never changes.
    Parent(Kind),
    /// The URL of another thing here; must be given, may change.
    Movable(Kind),
    /// The URL of another thing here, or empty.
    Link(Kind),
    /// The URL of anything, here or elsewhere.
    Reference,
    /// Kept by the server itself, which answers this to begin with.
    Kept(Blank),
    /// The newest thing of a kind that names this one in a member, or null.
    Newest(Kind, &'static str),
    /// All things of a kind that name this one in a member.
    Every(Kind, &'static str),
    /// Whether no newer thing of its kind has the same main thing.
    IsNewest,
    /// The bytes of a document: written in base64, read as the URL to download them from.
    Inhoud,
    /// The parts of a document that is still to be uploaded.
    Parts,
}

/// What stands where nothing was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blank {
    Null,
    Text,
    List,
    Object,
    False,
    One,
}

impl Holds {
    /// The kind of thing whose URL it is.
    pub(crate) fn target(self) -> Option<Kind> {
        match self {
            Self::Type(kind)
            | Self::TypeOrName(kind)
            | Self::Parent(kind)
            | Self::Movable(kind)
            | Self::Link(kind) => Some(kind),
            _ => None,
        }
    }

    /// Whether no caller writes it, or an update that leaves it out leaves it alone.
    pub(crate) fn is_the_servers(self) -> bool {
        matches!(
            self,
            Self::Kept(_)
                | Self::Newest(..)
                | Self::Every(..)
                | Self::IsNewest
                | Self::Parts
                | Self::Identification(_)
                | Self::Level
        )
    }
}

impl Blank {
    /// It, as JSON.
    pub(crate) fn value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Text => Value::String(String::new()),
            Self::List => Value::Array(Vec::new()),
            Self::Object => Value::Object(Map::new()),
            Self::False => Value::Bool(false),
            Self::One => Value::from(1),
        }
    }
}
