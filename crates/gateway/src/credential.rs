//! Step 2: the one credential of a request, chosen by its form; nothing falls through to another kind.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use edge::authorization::{Authorization, AuthorizationError};
use edge::opaque::{ACCESS_TOKEN, API_TOKEN};
use edge::peer::Peer;
use secrecy::{ExposeSecret, SecretString};

use crate::query;
use crate::refusal::{Beside, Refusal};

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
/// The scheme in which the issuer has verdicts explained.
const EXPLAIN: &str = "explain";

/// What a request presents; made by [`from`] alone.
#[derive(Debug)]
pub(crate) enum Presented {
    /// A Bearer token of the form of a JWT.
    Jwt(SecretString),
    /// A Bearer token of the form of our opaque ones.
    Opaque {
        token: SecretString,
        /// Whence it came: who invents many waits alone.
        from: IpAddr,
    },
    /// An API token.
    ApiToken(SecretString),
    /// Leave of the issuer's to have a verdict explained.
    Explain(SecretString),
}

/// The credential of a request.
pub(crate) fn from(request: &HttpRequest) -> Result<Presented, Refusal> {
    let query = request.uri().query().unwrap_or_default();
    classify(request.headers(), query, Peer::of(request).address())
}

fn classify(headers: &HeaderMap, query: &str, from: IpAddr) -> Result<Presented, Refusal> {
    let authorization = Authorization::of(headers);
    // RFC 6750 2.3 and 5.3: a token in a URL ends up in logs and histories. It is never used.
    if query::has(query, "access_token") {
        let beside =
            if matches!(authorization, Ok(None)) { Beside::Nothing } else { Beside::Header };
        return Err(Refusal::TokenInQuery(beside));
    }
    let mut keys = api_keys(headers);
    match (&authorization, keys.next(), keys.next()) {
        (Ok(None), Some(key), None) => return Ok(Presented::ApiToken(key)),
        (_, None, _) => {}
        _ => return Err(Refusal::SeveralCredentials),
    }
    match authorization {
        Ok(None) => Err(Refusal::NoCredential),
        Ok(Some(Authorization::Bearer(token))) => bearer(token, from),
        Ok(Some(Authorization::Token(token))) if API_TOKEN.has_form_of(token.expose_secret()) => {
            Ok(Presented::ApiToken(token))
        }
        Ok(Some(Authorization::Token(_))) if !is_list(headers) => Err(Refusal::NotAnApiToken),
        Ok(Some(Authorization::Other(scheme))) if scheme.eq_ignore_ascii_case(EXPLAIN) => {
            leave(headers).map(Presented::Explain).ok_or(if is_list(headers) {
                Refusal::SeveralCredentials
            } else {
                Refusal::SchemeNotTaken
            })
        }
        Ok(Some(Authorization::Basic(_) | Authorization::Token(_) | Authorization::Other(_))) => {
            Err(if is_list(headers) {
                Refusal::SeveralCredentials
            } else {
                Refusal::SchemeNotTaken
            })
        }
        Err(error) => Err(unreadable(error, headers)),
    }
}

/// What stands behind the scheme, if that is a JWT.
fn leave(headers: &HeaderMap) -> Option<SecretString> {
    let (_, leave) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let of_jwt = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let leave = Some(leave.trim()).filter(|leave| leave.bytes().all(of_jwt))?;
    is_jwt(leave).then(|| SecretString::from(leave))
}

/// Whether a token has three parts, none of them empty.
fn is_jwt(token: &str) -> bool {
    let mut parts = token.split('.');
    let three = parts.by_ref().take(3).filter(|part| !part.is_empty()).count() == 3;
    three && parts.next().is_none()
}

/// The credential in the value of an `Authorization` header that came in another way.
pub(crate) fn in_value(value: &str, from: IpAddr) -> Result<Presented, Refusal> {
    let value = HeaderValue::from_str(value).map_err(|_| Refusal::Malformed)?;
    let headers = HeaderMap::from_iter([(AUTHORIZATION, value)]);
    classify(&headers, "", from)
}

/// API tokens as clients of other systems send their keys. Whatever else stands there is none of ours, and
/// reaches no upstream.
fn api_keys(headers: &HeaderMap) -> impl Iterator<Item = SecretString> {
    let texts = headers.get_all(API_KEY).filter_map(|key| key.to_str().ok()).map(str::trim);
    texts.filter(|key| API_TOKEN.has_form_of(key)).map(SecretString::from)
}

fn bearer(token: SecretString, from: IpAddr) -> Result<Presented, Refusal> {
    // What no issuer of ours gives out is not worth asking about.
    if ACCESS_TOKEN.has_form_of(token.expose_secret()) {
        return Ok(Presented::Opaque { token, from });
    }
    if is_jwt(token.expose_secret()) { Ok(Presented::Jwt(token)) } else { Err(Refusal::NotAToken) }
}

fn unreadable(error: AuthorizationError, headers: &HeaderMap) -> Refusal {
    match error {
        AuthorizationError::Several => Refusal::SeveralCredentials,
        _ if is_list(headers) => Refusal::SeveralCredentials,
        AuthorizationError::NoScheme | AuthorizationError::NoCredentials => Refusal::Malformed,
        AuthorizationError::BearerNotAToken => Refusal::NotAToken,
        AuthorizationError::BasicNotBase64
        | AuthorizationError::BasicNotUtf8
        | AuthorizationError::BasicWithoutColon
        | AuthorizationError::BasicControlCharacter
        | AuthorizationError::TokenNotAKey => Refusal::SchemeNotTaken,
    }
}

/// `Bearer a, Bearer b`: servers join two headers in this way, and some read the first, some the last.
fn is_list(headers: &HeaderMap) -> bool {
    headers.get_all(AUTHORIZATION).any(|value| value.as_bytes().contains(&b','))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn outcome(values: &[&str], query: &str) -> String {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(
                AUTHORIZATION,
                HeaderValue::from_bytes(value.as_bytes()).unwrap_or(HeaderValue::from_static("")),
            );
        }
        match classify(&headers, query, HERE) {
            Ok(Presented::Jwt(token)) => token.expose_secret().to_owned(),
            Ok(Presented::ApiToken(token)) => format!("key {}", token.expose_secret()),
            Ok(Presented::Explain(leave)) => format!("explain {}", leave.expose_secret()),
            Ok(Presented::Opaque { token, .. }) => format!("opaque {}", token.expose_secret()),
            Err(refusal) => format!("{refusal:?}"),
        }
    }

    #[test]
    fn sd3_10_an_api_key_in_a_header_of_its_own_is_the_api_token_and_the_one_credential() {
        let key = format!("zpk_{}", "aB3-_".repeat(9).split_at(43).0);
        let outcome = |keys: &[&str], authorization: Option<&str>| {
            let mut headers = HeaderMap::new();
            for value in keys {
                headers.append(
                    API_KEY,
                    HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("")),
                );
            }
            if let Some(value) = authorization {
                headers.append(
                    AUTHORIZATION,
                    HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("")),
                );
            }
            match classify(&headers, "", HERE) {
                Ok(Presented::ApiToken(token)) => token.expose_secret().to_owned(),
                other => format!("{other:?}"),
            }
        };
        assert_eq!(outcome(&[&key], None), key);
        assert_eq!(outcome(&["andermans-sleutel", &key], None), key);
        assert_eq!(outcome(&["andermans-sleutel"], None), "Err(NoCredential)");
        assert_eq!(outcome(&[&key, &key], None), "Err(SeveralCredentials)");
        assert_eq!(outcome(&[&key], Some("Bearer a.b.c")), "Err(SeveralCredentials)");
        assert!(outcome(&["andermans-sleutel"], Some("Bearer a.b.c")).starts_with("Ok(Jwt("));
    }

    #[test]
    fn exactly_one_credential_of_a_known_form_is_taken() {
        let opaque = format!("zpt_{}", "aB3-_".repeat(9).split_at(43).0);
        let (held, known) = (format!("Bearer {opaque}"), format!("opaque {opaque}"));
        let key = format!("Token zpk_{}", &opaque[4..]);
        let known_key = format!("key zpk_{}", &opaque[4..]);
        let (short, long) = (&held[..held.len() - 1], format!("{held}A"));
        for (values, query, expected) in [
            (&[held.as_str()][..], "", known.as_str()),
            (&[short], "", "NotAToken"),
            (&[&long], "", "NotAToken"),
            (&["Bearer a.b.c"][..], "", "a.b.c"),
            (&["bearer a.b.c"], "zaak=https%3A%2F%2Fx", "a.b.c"),
            (&["BEARER   a.b.c"], "", "a.b.c"),
            (&[], "", "NoCredential"),
            (&["Bearer"], "", "Malformed"),
            (&["Bearer "], "", "Malformed"),
            (&[""], "", "Malformed"),
            (&["a.b.c"], "", "SchemeNotTaken"),
            (&["Bearer abc"], "", "NotAToken"),
            (&["Bearer a.b"], "", "NotAToken"),
            (&["Bearer a..c"], "", "NotAToken"),
            (&["Bearer a.b.c.d.e"], "", "NotAToken"),
            (&["Bearer a.b.\u{e9}"], "", "NotAToken"),
            (&["Bearer a.b.c d"], "", "NotAToken"),
            (&["Bearer a.b.c, Bearer d.e.f"], "", "SeveralCredentials"),
            (&["Bearer a.b.c,"], "", "SeveralCredentials"),
            (&["Bearer a.b.c", "Bearer d.e.f"], "", "SeveralCredentials"),
            (&["Bearer a.b.c", "Bearer a.b.c"], "", "SeveralCredentials"),
            (&["Basic YTpi"], "", "SchemeNotTaken"),
            (&["Basic !"], "", "SchemeNotTaken"),
            (&["Token 0123456789"], "", "NotAnApiToken"),
            (&["Token a, Token b"], "", "SeveralCredentials"),
            (&[&key], "", &known_key),
            (&[&key.replace("Token", "tOKEN")], "", &known_key),
            (&[&key.replace("Token", "Bearer")], "", "NotAToken"),
            (&[&held.replace("Bearer", "Token")], "", "NotAnApiToken"),
            (&["DPoP a.b.c"], "", "SchemeNotTaken"),
            (&["Explain a.b.c"], "", "explain a.b.c"),
            (&["Explain"], "", "SchemeNotTaken"),
            (&["Explain a.b"], "", "SchemeNotTaken"),
            (&["Explain a.b.c d"], "", "SchemeNotTaken"),
            (&["Explain a.b.c, Bearer d.e.f"], "", "SeveralCredentials"),
            (&[], "access_token=a.b.c", "TokenInQuery(Nothing)"),
            (&["Bearer a.b.c"], "x=1&access_token=a.b.c", "TokenInQuery(Header)"),
            (&["Bearer a.b.c"], "access%5Ftoken", "TokenInQuery(Header)"),
        ] {
            assert_eq!(outcome(values, query), expected, "{values:?} {query}");
        }
    }
}
