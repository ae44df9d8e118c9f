//! The cases: what each is called, how much of it a round has, and what it may cost.

use crate::answers::Expected;
use crate::scale::Scale;

/// The cases, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Direct,
    Nginx,
    HaProxy,
    OneToken,
    ManyTokens,
    Unrecorded,
    NeverSeen,
    FewApplicaties,
    ManyApplicaties,
    OneClient,
    ManyClients,
    OidcProvider,
    OAuth(Work, Database),
    Ac(Asked, Database),
}

/// What else an issuer does for clients and APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// A token for an assertion that the client signed.
    Assertion,
    /// A token that says nothing.
    Opaque,
    /// The next token of a chain.
    Refresh,
    UserinfoOfClient,
    UserinfoOfPerson,
    IntrospectSigned,
    IntrospectOpaque,
}

impl Work {
    const ALL: [Self; 7] = [
        Self::Assertion,
        Self::Opaque,
        Self::Refresh,
        Self::UserinfoOfClient,
        Self::UserinfoOfPerson,
        Self::IntrospectSigned,
        Self::IntrospectOpaque,
    ];

    fn name(self, scale: &Scale) -> String {
        let Scale { clients, connections, .. } = scale;
        match self {
            Self::Assertion => format!("private_key_jwt ES256, {clients} clients"),
            Self::Opaque => format!("opaque tokens, {clients} clients"),
            Self::Refresh => format!("refresh rotation, {connections} chains"),
            Self::UserinfoOfClient => format!("userinfo, {clients} tokens of clients in turn"),
            Self::UserinfoOfPerson => "userinfo, a token of a person".to_owned(),
            Self::IntrospectSigned => format!("introspection, {clients} JWTs in turn"),
            Self::IntrospectOpaque => format!("introspection, {clients} opaque tokens in turn"),
        }
    }

    /// Whether each request writes to the database.
    const fn writes(self) -> bool {
        match self {
            Self::Assertion | Self::Opaque | Self::Refresh => true,
            Self::UserinfoOfClient
            | Self::UserinfoOfPerson
            | Self::IntrospectSigned
            | Self::IntrospectOpaque => false,
        }
    }

    const fn target(self) -> Option<f64> {
        match self {
            Self::Assertion | Self::Opaque | Self::Refresh => None,
            Self::UserinfoOfClient
            | Self::UserinfoOfPerson
            | Self::IntrospectSigned
            | Self::IntrospectOpaque => Some(60.0),
        }
    }

    const fn expected(self) -> Expected {
        match self {
            Self::Assertion | Self::Opaque | Self::Refresh => Expected::NewToken,
            Self::UserinfoOfClient => {
                Expected::Text("\"preferred_username\":\"service-account-taakapp-")
            }
            Self::UserinfoOfPerson => Expected::Text("\"preferred_username\":\"jan.jansen"),
            Self::IntrospectSigned | Self::IntrospectOpaque => Expected::Text("\"active\":true"),
        }
    }
}

/// What the Autorisaties API is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    FirstPage,
    LastPage,
    Consumer,
    ClientIds,
}

impl Asked {
    const ALL: [Self; 4] = [Self::FirstPage, Self::LastPage, Self::Consumer, Self::ClientIds];
}

/// Where an issuer keeps its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    pub(crate) const EACH: [Self; 2] = [Self::Sqlite, Self::Postgres];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL, without the server's own",
        }
    }

    /// Where no processor time is told.
    pub(crate) const fn short(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

impl Kind {
    /// All of them, in the order of the table.
    pub(crate) fn all() -> Vec<Self> {
        let one_by_one = [
            Self::Direct,
            Self::Nginx,
            Self::HaProxy,
            Self::OneToken,
            Self::ManyTokens,
            Self::Unrecorded,
            Self::NeverSeen,
            Self::FewApplicaties,
            Self::ManyApplicaties,
            Self::OneClient,
            Self::ManyClients,
            Self::OidcProvider,
        ];
        let oauth = |database| Work::ALL.map(|work| Self::OAuth(work, database));
        let ac = |database| Asked::ALL.map(|asked| Self::Ac(asked, database));
        let on_each = Database::EACH.map(oauth).into_iter().flatten();
        let on_each = on_each.chain(Database::EACH.map(ac).into_iter().flatten());
        one_by_one.into_iter().chain(on_each).collect()
    }

    pub(crate) fn name(self, scale: &Scale) -> String {
        let Scale { tokens, clients, applicaties, .. } = scale;
        match self {
            Self::Direct => "the upstream itself".to_owned(),
            Self::Nginx => "nginx, plain proxy, no check".to_owned(),
            Self::HaProxy => format!("HAProxy, jwt_verify ES256, {tokens} tokens in turn"),
            Self::OneToken => "gateway, one token, judged by scope".to_owned(),
            Self::ManyTokens => format!("gateway, {tokens} tokens in turn, judged by scope"),
            Self::Unrecorded => format!(
                "gateway, {tokens} tokens in turn, judged by scope, without decisions on record"
            ),
            Self::NeverSeen => "gateway, tokens never seen, judged by scope".to_owned(),
            Self::FewApplicaties => {
                format!(
                    "gateway, {tokens} tokens in turn, zaak judged by type, 10 applicaties × 50"
                )
            }
            Self::ManyApplicaties => format!(
                "gateway, {tokens} tokens in turn, zaak judged by type, {applicaties} applicaties × 50"
            ),
            Self::OneClient => "issuer, client_credentials, one client".to_owned(),
            Self::ManyClients => format!("issuer, client_credentials, {clients} clients"),
            Self::OidcProvider => {
                format!(
                    "node-oidc-provider, client_credentials, {clients} clients, secrets in plain text"
                )
            }
            Self::OAuth(work, database) => {
                format!("issuer, {}, {}", work.name(scale), database.name())
            }
            Self::Ac(asked, database) => {
                let asked = match asked {
                    Asked::FirstPage => "page 1".to_owned(),
                    Asked::LastPage => format!("page {}", applicaties.div_ceil(100)),
                    Asked::Consumer => "consumer".to_owned(),
                    Asked::ClientIds => "clientIds=".to_owned(),
                };
                format!("AC, {asked} of {applicaties} applicaties × 50, {}", database.name())
            }
        }
    }

    /// How many requests of it a round has: a page is two hundred times as large as the others, and
    /// what is written takes its time.
    pub(crate) const fn requests(self, scale: &Scale) -> usize {
        match self {
            Self::Ac(Asked::FirstPage | Asked::LastPage, _) => scale.requests.div_ceil(200),
            Self::Ac(Asked::Consumer | Asked::ClientIds, _) => scale.requests.div_ceil(10),
            Self::OAuth(work, _) if work.writes() => scale.requests.div_ceil(10),
            _ => scale.requests,
        }
    }

    /// How many come at once: whoever reads a whole list does so page after page.
    pub(crate) const fn connections(self, scale: &Scale) -> usize {
        match self {
            Self::Ac(Asked::FirstPage | Asked::LastPage, _) => 4,
            _ => scale.connections,
        }
    }

    /// Microseconds of processor time that a request may cost.
    pub(crate) const fn target(self) -> Option<f64> {
        match self {
            Self::ManyTokens | Self::FewApplicaties => Some(25.0),
            Self::NeverSeen => Some(75.0),
            Self::ManyClients => Some(45.0),
            Self::OAuth(work, _) => work.target(),
            _ => None,
        }
    }

    /// What each answer must say.
    pub(crate) const fn expected(self) -> Expected {
        match self {
            Self::OneClient | Self::ManyClients | Self::OidcProvider => Expected::NewToken,
            Self::OAuth(work, _) => work.expected(),
            _ => Expected::Anything,
        }
    }
}
