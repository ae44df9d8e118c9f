//! For whom a token is (RFC 8707): only for what the client is linked to.

use crate::model::Client;

/// A requested resource or audience that the client is not linked to.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid_target: the client is not linked to a requested resource or audience")]
pub(crate) struct NotLinked;

/// The audiences of the token: what was asked for, else the client's default, else the issuer's.
pub(super) fn choose(
    requested: &[String],
    client: &Client,
    issuer_default: &str,
) -> Result<Vec<String>, NotLinked> {
    let default = client.audiences.first().map_or(issuer_default, String::as_str);
    if requested.is_empty() {
        return Ok(vec![default.to_owned()]);
    }
    let linked = |target: &String| *target == default || client.audiences.contains(target);
    if !requested.iter().all(linked) {
        return Err(NotLinked);
    }
    let mut chosen = requested.to_vec();
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use autorisaties::{ApplicatieId, ClientId, ScopeSet};
    use edge::feed::ChangeNumber;

    use super::*;
    use crate::model::Belongs;
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
        choose(&texts(requested), &client, "https://zaken")
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
}
