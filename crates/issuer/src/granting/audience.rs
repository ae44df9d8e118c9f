//! For whom a token is (RFC 8707): only for what the client is linked to.

use autorisaties::{Scope, ScopeSet};

use super::scope::{Granted, NotHeld};
use crate::model::{Access, Api, Client};
use crate::settings::Tolerance;

/// Scopes that say something of the token, and of no API.
const OF_NO_API: [&str; 5] = ["openid", "profile", "email", "offline_access", "vo_info"];

/// A requested resource or audience that the client is not linked to.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid_target: the client is not linked to a requested resource or audience")]
pub(crate) struct NotLinked;

/// What a client is linked to, and what it gets.
#[derive(Debug)]
pub(crate) struct Linked<'a> {
    pub(crate) client: &'a Client,
    /// The APIs that it may call.
    pub(crate) apis: &'a [(&'a Api, &'a Access)],
    pub(crate) granted: &'a Granted,
}

/// The audiences of the token: what was asked for, else what follows from its scopes, else the
/// client's default, else the issuer's.
pub(crate) fn choose(
    requested: &[String],
    linked: &Linked<'_>,
    issuer_default: &str,
) -> Result<Vec<String>, NotLinked> {
    let default = linked.default(issuer_default);
    let mut chosen = if requested.is_empty() {
        linked.usual(default)
    } else if requested.iter().all(|target| target == default || linked.to(target)) {
        requested.to_vec()
    } else {
        return Err(NotLinked);
    };
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

/// Of these scopes, what those can use whom the token is for: where it names APIs and nobody else, the
/// scopes of other APIs go (RFC 8707 2.2).
pub(crate) fn usable(
    scopes: &ScopeSet,
    apis: &[(&Api, &Access)],
    audience: &[String],
) -> Result<ScopeSet, NotHeld> {
    let is_named = |api: &Api| audience.iter().any(|target| api.is_named(target));
    let is_of_an_api = |target: &String| apis.iter().any(|(api, _)| api.is_named(target));
    if !audience.iter().all(is_of_an_api) {
        return Ok(scopes.clone());
    }
    let is_of = |scope: &Scope, named: bool| {
        let mut apis = apis.iter().filter(|(api, _)| is_named(api) == named);
        apis.any(|(_, access)| access.scopes.contains(scope.as_str()))
    };
    let stays = |scope: &&Scope| is_of(scope, true) || !is_of(scope, false);
    let left: ScopeSet = scopes.iter().filter(stays).cloned().collect();
    if left.is_empty() { Err(NotHeld::OfAnother) } else { Ok(left) }
}

impl Linked<'_> {
    /// Of what is granted, what those can use whom the token is for.
    pub(crate) fn usable(&self, audience: &[String]) -> Result<Granted, NotHeld> {
        match self.granted {
            Granted::Held => Ok(Granted::Held),
            Granted::These(scopes) => usable(scopes, self.apis, audience).map(Granted::These),
        }
    }

    fn default<'d>(&'d self, of_the_issuer: &'d str) -> &'d str {
        // As ACM/IDM Vlaanderen has it: who names no API gets a token for itself.
        let own = self.client.oauth.assertions.tolerance == Tolerance::Acm;
        let otherwise = if own { self.client.id.as_str() } else { of_the_issuer };
        self.client.audiences.first().map_or(otherwise, String::as_str)
    }

    fn to(&self, target: &String) -> bool {
        let of_an_api = || self.apis.iter().any(|(api, _)| api.is_named(target));
        self.client.audiences.contains(target) || of_an_api()
    }

    /// Scopes of an API make it the audience, unless the client's default is said.
    fn usual(&self, default: &str) -> Vec<String> {
        let own = self.client.oauth.assertions.tolerance == Tolerance::Acm;
        let Granted::These(scopes) = self.granted else { return vec![default.to_owned()] };
        if own || !self.client.audiences.is_empty() {
            return vec![default.to_owned()];
        }
        let meant = |(_, access): &&(&Api, &Access)| {
            access.scopes.iter().any(|scope| scopes.contains(scope.as_str()))
        };
        let meant: Vec<&(&Api, &Access)> = self.apis.iter().filter(meant).collect();
        let of_an_api = |scope: &str| {
            meant.iter().any(|(_, access)| access.scopes.contains(scope))
                || OF_NO_API.contains(&scope)
        };
        let others = scopes.iter().any(|scope| !of_an_api(scope.as_str()));
        let names = meant.iter().map(|(api, _)| api.audience().to_owned());
        let default = (others || meant.is_empty()).then(|| default.to_owned());
        names.chain(default).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::collections::BTreeMap;

    use autorisaties::{ApplicatieId, ClientId};
    use chrono::DateTime;
    use edge::feed::ChangeNumber;

    use super::*;
    use crate::model::{AccessState, Belongs, Mark, Owner};
    use crate::settings::OAuth;

    fn ask(requested: &[&str], linked: &[&str]) -> Result<Vec<String>, NotLinked> {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let client = Client {
            id: ClientId::parse("app").unwrap(),
            belongs: Belongs::To(ApplicatieId::new(uuid::Uuid::nil())),
            audiences: texts(linked),
            extra_scopes: ScopeSet::default(),
            access_token_lifetime: None,
            issued_before: ChangeNumber::NONE,
            oauth: OAuth::default(),
        };
        let linked = Linked { client: &client, apis: &[], granted: &Granted::Held };
        choose(&texts(requested), &linked, "https://zaken")
    }

    fn just(audience: &str) -> Vec<String> {
        vec![audience.to_owned()]
    }

    #[test]
    fn without_request_the_clients_default_counts_and_beneath_it_the_issuers() {
        assert_eq!(ask(&[], &[]), Ok(just("https://zaken")));
        assert_eq!(ask(&[], &["https://a", "https://b"]), Ok(just("https://a")));
    }

    #[test]
    fn only_what_the_client_is_linked_to_may_be_named() {
        assert_eq!(ask(&["https://b"], &["https://a", "https://b"]), Ok(just("https://b")));
        assert_eq!(ask(&["https://zaken"], &[]), Ok(just("https://zaken")));
        assert_eq!(ask(&["https://zaken"], &["https://a"]), Err(NotLinked));
        assert_eq!(ask(&["https://a", "https://c"], &["https://a"]), Err(NotLinked));
        assert_eq!(ask(&["https://a/"], &["https://a"]), Err(NotLinked));
    }

    fn scopes(list: &str) -> ScopeSet {
        ScopeSet::parse_list(list).unwrap()
    }

    fn access(scopes_of: &str) -> (Api, Access) {
        let id = |text: &str| ClientId::parse(text).unwrap();
        let api = Api {
            id: id("b3f43c85"),
            reference: "DAO".to_owned(),
            resources: vec!["https://dao.example".to_owned(), "https://dao2.example".to_owned()],
            scopes: scopes(scopes_of),
            owner: Owner::default(),
        };
        let access = Access {
            id: uuid::Uuid::nil(),
            client: id("app"),
            api: id("b3f43c85"),
            scopes: scopes(scopes_of),
            attributes: BTreeMap::new(),
            state: AccessState::Approved,
            note: String::new(),
            requested: Mark { at: DateTime::default(), by: String::new() },
            decided: None,
        };
        (api, access)
    }

    fn with_an_api(
        requested: &[&str],
        granted: &str,
        body: &str,
    ) -> Result<Vec<String>, NotLinked> {
        let (api, access) = access("dao_depzorg dao_lbbs");
        let oauth = OAuth::parse(&serde_json::from_str(body).unwrap()).unwrap();
        let client = ClientId::parse("app").unwrap();
        let client = Client::of_an_applicatie(client, ApplicatieId::new(uuid::Uuid::nil()));
        let client = Client { oauth, ..client };
        let apis = [(&api, &access)];
        let granted = Granted::These(scopes(granted));
        let linked = Linked { client: &client, apis: &apis, granted: &granted };
        let requested: Vec<String> = requested.iter().map(|text| (*text).to_owned()).collect();
        choose(&requested, &linked, "https://zaken")
    }

    #[test]
    fn an_api_is_named_by_its_id_or_a_resource_of_it_and_without_a_name_meant_by_its_scopes() {
        for (requested, granted, expected) in [
            (&["b3f43c85"][..], "dao_depzorg", &["b3f43c85"][..]),
            (&["https://dao2.example"], "dao_depzorg", &["https://dao2.example"]),
            (&[], "dao_depzorg", &["https://dao.example"]),
            (&[], "dao_depzorg vo_info", &["https://dao.example"]),
            (&[], "dao_depzorg zaken.lezen", &["https://dao.example", "https://zaken"]),
            (&[], "zaken.lezen", &["https://zaken"]),
        ] {
            let expected = expected.iter().map(|one| (*one).to_owned()).collect();
            assert_eq!(with_an_api(requested, granted, "{}"), Ok(expected), "{granted}");
        }
        assert_eq!(with_an_api(&["https://elders"], "dao_depzorg", "{}"), Err(NotLinked));
    }

    #[test]
    fn a_token_for_named_apis_alone_carries_no_scope_of_another() {
        let (dao, of_dao) = access("dao_depzorg gedeeld");
        let (zus, of_zus) = access("zus_lees gedeeld");
        let id = ClientId::parse("zus").unwrap();
        let zus = Api { id, resources: vec!["https://zus.example".to_owned()], ..zus };
        let apis = [(&dao, &of_dao), (&zus, &of_zus)];
        let all = "dao_depzorg gedeeld openid zaken.lezen zus_lees";
        for (audience, left) in [
            (&["b3f43c85"][..], "dao_depzorg gedeeld openid zaken.lezen"),
            (&["https://dao2.example"], "dao_depzorg gedeeld openid zaken.lezen"),
            (&["zus"], "gedeeld openid zaken.lezen zus_lees"),
            (&["zus", "https://dao.example"], all),
            (&["zus", "https://zaken"], all),
            (&["https://zaken"], all),
        ] {
            let audience: Vec<String> = audience.iter().map(|one| (*one).to_owned()).collect();
            assert_eq!(usable(&scopes(all), &apis, &audience), Ok(scopes(left)), "{audience:?}");
        }
        let dao = ["b3f43c85".to_owned()];
        assert_eq!(usable(&scopes("zus_lees"), &apis, &dao), Err(NotHeld::OfAnother));
    }

    #[test]
    fn a_client_as_of_acm_that_names_no_api_gets_a_token_for_itself() {
        let acm = r#"{"token_endpoint_auth_method":"private_key_jwt","assertion_tolerance":"acm"}"#;
        assert_eq!(with_an_api(&[], "dao_depzorg", acm), Ok(just("app")));
        assert_eq!(with_an_api(&["b3f43c85"], "dao_depzorg", acm), Ok(just("b3f43c85")));
    }
}
