//! For whom a client calls, as the upstream's audit trail is to have it. A name gives no rights.

use std::fmt;
use std::sync::Arc;

use autorisaties::ClientId;
use tokens::zgw;

/// The person behind a request. No text is longer than an audit trail holds, and none has control
/// characters.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct User {
    id: Option<Box<str>>,
    representation: Option<Box<str>>,
    said_by: SaidBy,
}

/// Whose word it is that this is the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum SaidBy {
    /// The issuer's, before whom they signed in.
    Issuer,
    /// The client's alone.
    Client,
}

/// In whose name an upstream is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) client: &'a ClientId,
    pub(crate) user: Option<&'a Arc<User>>,
}

impl SaidBy {
    /// As records have it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Client => "client",
        }
    }
}

impl User {
    /// Whom a client says that it calls for, if it says anything.
    pub(crate) fn said_by_client(id: Option<&str>, representation: Option<&str>) -> Option<Self> {
        let (id, representation) = (id.map(Box::from), representation.map(Box::from));
        let said_by = SaidBy::Client;
        (id.is_some() || representation.is_some()).then_some(Self { id, representation, said_by })
    }

    /// Who the issuer says that it is. It tells gateways of people by their id alone, so that is
    /// their name too.
    pub(crate) fn said_by_issuer(subject: &str) -> Option<Self> {
        let id = zgw::is_user_text(subject).then(|| Box::from(subject));
        let representation = id.clone();
        id.is_some().then_some(Self { id, representation, said_by: SaidBy::Issuer })
    }

    /// `user_id`.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whose word it is.
    pub(crate) const fn said_by(&self) -> SaidBy {
        self.said_by
    }

    /// `user_representation`.
    pub(crate) fn representation(&self) -> Option<&str> {
        self.representation.as_deref()
    }
}

/// Without the name: that is the person's own, and belongs in no log.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "User(said by {:?})", self.said_by)
    }
}

impl<'a> Caller<'a> {
    /// One that asks for nobody but itself.
    pub(crate) const fn alone(client: &'a ClientId) -> Self {
        Self { client, user: None }
    }
}
