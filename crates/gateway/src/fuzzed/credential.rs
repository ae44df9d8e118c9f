//! Of what a request presents one credential is taken, or none; and what is refused is not repeated.

use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use actix_web::test::TestRequest;
use secrecy::ExposeSecret as _;

use crate::credential::{self, Presented};
use crate::refusal::{Refused, Rest};

/// What stands in every value, and so in every secret; and in no answer.
const MARK: &str = "ZqMark";

/// Takes the first line as a query, and each other as `Name: value`, with `$` for [`MARK`].
pub(super) fn holds(input: &[u8]) {
    let mut lines = input.split(|byte| *byte == b'\n');
    let query = lines.next().and_then(|line| std::str::from_utf8(line).ok()).unwrap_or_default();
    let Ok(uri) = actix_web::http::Uri::try_from(format!("/zaken/api/v1/zaken?{query}")) else {
        return;
    };
    let mut headers = HeaderMap::new();
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let Ok(name) = HeaderName::from_bytes(&line[..colon]) else { continue };
        let value = marked(line[colon + 1..].trim_ascii());
        let Ok(value) = HeaderValue::from_bytes(&value) else { continue };
        headers.append(name, value);
    }
    let mut request = TestRequest::with_uri(&uri.to_string());
    for (name, value) in &headers {
        request = request.append_header((name.clone(), value.clone()));
    }
    match credential::from(&request.to_http_request()) {
        Ok(presented) => is_the_only_one(&presented, &headers, uri.query().unwrap_or_default()),
        Err(refusal) => {
            let said = format!("{refusal} {refusal:?}");
            assert!(!said.contains(MARK), "{said}");
            let answer = Refused::from(refusal).answer(Rest::Nothing, "zaken");
            let said = format!("{:?}", answer.headers());
            assert!(
                matches!(answer.status().as_u16(), 400 | 401) && !said.contains(MARK),
                "{said}"
            );
        }
    }
}

fn marked(value: &[u8]) -> Vec<u8> {
    let mark = |byte: &u8| if *byte == b'$' { MARK.as_bytes().to_vec() } else { vec![*byte] };
    value.iter().flat_map(mark).collect()
}

fn is_the_only_one(presented: &Presented, headers: &HeaderMap, query: &str) {
    let (secret, of_a_key) = match presented {
        Presented::Jwt(token) | Presented::Opaque { token, .. } | Presented::Explain(token) => {
            (token, false)
        }
        Presented::ApiToken(token) => (token, true),
    };
    let secret = secret.expose_secret();
    let has = |value: &HeaderValue| {
        value.as_bytes().windows(secret.len().max(1)).any(|part| part == secret.as_bytes())
    };
    let authorizations: Vec<_> = headers.get_all(AUTHORIZATION).collect();
    let holders = headers.get_all("x-api-key").chain(authorizations.iter().copied());
    assert!(!secret.is_empty() && holders.filter(|value| has(value)).count() == 1);
    assert!(authorizations.len() <= 1 && (of_a_key || authorizations.len() == 1));
    assert!(secret.bytes().all(|byte| byte.is_ascii_graphic() && byte != b','));
    let names = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned());
    assert!(!names.into_iter().any(|name| name == "access_token"), "{query}");
}
