//! Where the object of an operation is found: the column `object` of a pack.

use autorisaties::Component;

use super::fault::Fact;
use super::template::Template;

/// Where the type and the level of an operation's object are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ObjectRule {
    /// No object: the component's scopes decide alone.
    None,
    /// `self`: in the body, the stored object and the answer.
    Own,
    /// `list`: the rows of the answer are judged one by one.
    List,
    /// `search`: a list that is asked for with POST (`_zoek`).
    Search,
    /// `parent:...`: in the object that a member of body, stored object and answer points to.
    Parent(Parent),
    /// `path:...`: in the zaak, document or besluit whose UUID stands in the path.
    Path {
        /// Which segment of the path holds the UUID, counted from 0 below the API's base.
        segment: usize,
    },
    /// `parts`: in several parts of the body, each of them an object or a link to one.
    Parts,
    /// `lock`: in the document that the body's `lock` opens. No request tells which it is, and whoever
    /// has the lock was let to the document when it was given.
    Lock,
}

/// The member of a body or an answer that points to the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parent {
    /// The zaak that a status, a rol, ... belongs to.
    Zaak,
    /// The zaak that a zaaknotitie is about.
    GerelateerdAan,
    /// The document that gebruiksrechten, ... belong to.
    Informatieobject,
    /// The besluit that a besluitinformatieobject belongs to.
    Besluit,
}

impl Parent {
    const ALL: [Self; 4] =
        [Self::Zaak, Self::GerelateerdAan, Self::Informatieobject, Self::Besluit];

    /// The member's name, as the standard writes it.
    pub fn member(self) -> &'static str {
        match self {
            Self::Zaak => "zaak",
            Self::GerelateerdAan => "gerelateerdAan",
            Self::Informatieobject => "informatieobject",
            Self::Besluit => "besluit",
        }
    }

    /// The component that the object belongs to.
    pub fn component(self) -> Component {
        match self {
            Self::Zaak | Self::GerelateerdAan => Component::Zrc,
            Self::Informatieobject => Component::Drc,
            Self::Besluit => Component::Brc,
        }
    }
}

impl ObjectRule {
    pub(super) fn parse(
        text: &str,
        component: Component,
        template: &Template,
    ) -> Result<Self, Fact> {
        if !component.is_typed() && !text.is_empty() {
            return Err(Fact::ObjectWithoutType { component, rule: text.to_owned() });
        }
        match text.split_once(':') {
            None => Self::plain(text),
            Some(("parent", member)) => Self::parent(member, component),
            Some(("path", parameter)) => match template.position(parameter) {
                Some(segment) => Ok(Self::Path { segment }),
                None => Err(Fact::NoSuchParameter(parameter.to_owned())),
            },
            Some(_) => Err(Fact::UnknownObject(text.to_owned())),
        }
    }

    fn plain(text: &str) -> Result<Self, Fact> {
        match text {
            "" => Ok(Self::None),
            "self" => Ok(Self::Own),
            "list" => Ok(Self::List),
            "search" => Ok(Self::Search),
            "parts" => Ok(Self::Parts),
            "lock" => Ok(Self::Lock),
            _ => Err(Fact::UnknownObject(text.to_owned())),
        }
    }

    fn parent(member: &str, component: Component) -> Result<Self, Fact> {
        let parent = Parent::ALL.into_iter().find(|parent| parent.member() == member);
        match parent {
            Some(parent) if parent.component() == component => Ok(Self::Parent(parent)),
            _ => Err(Fact::UnknownParent { component, member: member.to_owned() }),
        }
    }
}
