//! Everything that runs at once, and which case asks whom for what.

use std::borrow::Cow;
use std::time::Duration;

use crate::case::{Case, Source};
use crate::fault::Fault;
use crate::kind::{Database, Kind};
use crate::population::{Population, Signer};
use crate::scale::Scale;
use crate::stage::{self, Ac, Gateway, Issuer, OAuth, OidcProvider, Place, Role, Server};
use crate::{requests, usage};

/// All that runs, and what was seen while it started.
pub(super) struct Everything {
    pub(super) upstream: Server,
    pub(super) nginx: Option<Server>,
    pub(super) haproxy: Option<Server>,
    pub(super) few: Gateway,
    /// One that keeps no decisions on record.
    pub(super) unrecorded: Option<Gateway>,
    pub(super) many: Option<Gateway>,
    pub(super) issuer: Option<(Issuer, Server)>,
    pub(super) oidc_provider: Option<OidcProvider>,
    pub(super) oauths: Vec<OAuth>,
    pub(super) acs: Vec<Ac>,
    pub(super) gateway_idle: f64,
    pub(super) issuer_idle: f64,
    pub(super) issuer_starts: Vec<Duration>,
}

impl Everything {
    pub(super) async fn start(
        place: &Place,
        wanted: &[Kind],
        scale: &Scale,
    ) -> Result<Self, Fault> {
        eprintln!("starting everything");
        let upstream = stage::upstream(place).await?;
        let before = upstream.address;
        let population = Population { applicaties: 10, clients: scale.tokens };
        let few = Gateway::start(Role::recorded("few", population), place, before).await?;
        let gateway_idle = usage::resident(few.server.pid());
        let many = if wanted.contains(&Kind::ManyApplicaties) {
            let population =
                Population { applicaties: scale.applicaties, clients: scale.applicaties };
            Some(Gateway::start(Role::recorded("many", population), place, before).await?)
        } else {
            None
        };
        let unrecorded = if wanted.contains(&Kind::Unrecorded) {
            let role = Role::unrecorded("unrecorded", population);
            Some(Gateway::start(role, place, before).await?)
        } else {
            None
        };
        let mut issuer_starts = Vec::new();
        let issuer = if wanted.contains(&Kind::ManyClients) || wanted.contains(&Kind::OneClient) {
            Some(issuer(place, scale, &mut issuer_starts).await?)
        } else {
            None
        };
        let oidc_provider = if wanted.contains(&Kind::OidcProvider) {
            OidcProvider::start(place, scale.clients).await?
        } else {
            None
        };
        let (mut oauths, mut acs) = (Vec::new(), Vec::new());
        for database in Database::EACH {
            if wanted.iter().any(|kind| matches!(kind, Kind::OAuth(_, one) if *one == database)) {
                oauths.extend(OAuth::found(place, database, scale).await?);
            }
            if wanted.iter().any(|kind| matches!(kind, Kind::Ac(_, one) if *one == database)) {
                acs.extend(Ac::found(place, database, scale.applicaties).await?);
            }
        }
        Ok(Self {
            oidc_provider,
            oauths,
            acs,
            nginx: stage::nginx(place, before).await?,
            haproxy: stage::haproxy(place, before, &few.signer).await?,
            issuer_idle: issuer.as_ref().map_or(0.0, |(_, server)| usage::resident(server.pid())),
            upstream,
            few,
            unrecorded,
            many,
            issuer,
            gateway_idle,
            issuer_starts,
        })
    }

    pub(super) fn cases(&self, wanted: &[Kind], scale: &Scale) -> Result<Vec<Case<'_>>, Fault> {
        let signer = &self.few.signer;
        let in_turn = requests::by_scope(signer, scale.tokens, scale.tokens)?;
        let mut cases = Vec::new();
        for kind in wanted {
            let Some(server) = self.server(*kind) else { continue };
            cases.push(Case {
                kind: *kind,
                address: server.address,
                pid: server.pid(),
                source: self.source(*kind, &in_turn, scale)?,
                rounds: Vec::new(),
            });
        }
        Ok(cases)
    }

    /// Who is asked; none where it is not there.
    fn server(&self, kind: Kind) -> Option<&Server> {
        match kind {
            Kind::Direct => Some(&self.upstream),
            Kind::Nginx => self.nginx.as_ref(),
            Kind::HaProxy => self.haproxy.as_ref(),
            Kind::OneToken | Kind::ManyTokens | Kind::NeverSeen | Kind::FewApplicaties => {
                Some(&self.few.server)
            }
            Kind::Unrecorded => self.unrecorded.as_ref().map(|unrecorded| &unrecorded.server),
            Kind::ManyApplicaties => self.many.as_ref().map(|many| &many.server),
            Kind::OneClient | Kind::ManyClients => self.issuer.as_ref().map(|(_, server)| server),
            Kind::OidcProvider => self.oidc_provider.as_ref().map(|peer| &peer.server),
            Kind::OAuth(_, database) => self.oauth(database).map(|oauth| &oauth.server),
            Kind::Ac(_, database) => self.ac(database).map(|ac| &ac.server),
        }
    }

    fn oauth(&self, database: Database) -> Option<&OAuth> {
        self.oauths.iter().find(|oauth| oauth.database == database)
    }

    fn ac(&self, database: Database) -> Option<&Ac> {
        self.acs.iter().find(|ac| ac.database == database)
    }

    fn source(&self, kind: Kind, in_turn: &[Vec<u8>], scale: &Scale) -> Result<Source<'_>, Fault> {
        let by_type = |gateway: &Gateway| {
            requests::by_type(&gateway.signer, gateway.population, scale.tokens)
        };
        let token_requests = || match &self.issuer {
            Some((issuer, _)) => &issuer.requests[..],
            None => &[],
        };
        let signer: &Signer = &self.few.signer;
        Ok(match kind {
            Kind::Direct | Kind::Nginx | Kind::HaProxy | Kind::ManyTokens => {
                Source::Known(Cow::Owned(in_turn.to_vec()))
            }
            Kind::Unrecorded => match &self.unrecorded {
                Some(one) => {
                    let in_turn = requests::by_scope(&one.signer, scale.tokens, scale.tokens)?;
                    Source::Known(Cow::Owned(in_turn))
                }
                None => Source::Known(Cow::Borrowed(&[])),
            },
            Kind::OneToken => Source::Known(Cow::Owned(in_turn[..1].to_vec())),
            Kind::NeverSeen => Source::Fresh(signer, scale.tokens),
            Kind::FewApplicaties => Source::Known(Cow::Owned(by_type(&self.few)?)),
            Kind::ManyApplicaties => match &self.many {
                Some(many) => Source::Known(Cow::Owned(by_type(many)?)),
                None => Source::Known(Cow::Borrowed(&[])),
            },
            Kind::OneClient => Source::Known(Cow::Borrowed(&token_requests()[..1])),
            Kind::ManyClients => Source::Known(Cow::Borrowed(token_requests())),
            Kind::OidcProvider => {
                let requests = self.oidc_provider.as_ref().map(|peer| &peer.requests[..]);
                Source::Known(Cow::Borrowed(requests.unwrap_or_default()))
            }
            Kind::OAuth(work, database) => match self.oauth(database) {
                Some(oauth) => oauth.source(work),
                None => Source::Known(Cow::Borrowed(&[])),
            },
            Kind::Ac(asked, database) => {
                let requests = self.ac(database).map(|ac| ac.requests(asked));
                Source::Known(Cow::Owned(requests.unwrap_or_default()))
            }
        })
    }
}

/// An issuer with its clients, on a database that is there already.
async fn issuer(
    place: &Place,
    scale: &Scale,
    starts: &mut Vec<Duration>,
) -> Result<(Issuer, Server), Fault> {
    let issuer = Issuer::found(place, scale.clients).await?;
    for _ in 1..scale.starts {
        starts.push(issuer.start().await?.1);
    }
    let (server, start) = issuer.start().await?;
    starts.push(start);
    Ok((issuer, server))
}
