//! What a client may not say to an upstream: the headers that are taken off, and why.
//!
//! WSGI servers fold `X_User_Id` and `X.User.Id` onto `X-User-Id`, so a name passes only if it
//! consists of letters, digits and hyphens; what is left is compared in lower case.

/// Why a header is not forwarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Not `[A-Za-z0-9-]+`: a server upstream may read it as another name.
    Spelling,
    /// Speaks of this connection, not of the request (RFC 9110 7.6.1).
    Hop,
    /// Set by the gateway itself, from what it knows.
    Ours,
    /// A credential, or a statement about who is asking.
    Identity,
    /// A statement about how the request came here.
    Forwarding,
    /// Asks a server to answer another path than the one that was judged.
    Rerouting,
    /// Asks a server to read another method than the one that was judged.
    Method,
}

/// Header names, in lower case; sorted, so that they are found by halving.
const NAMES: &[(&str, Why)] = &[
    ("authentication", Why::Identity),
    ("authorization", Why::Ours),
    ("base-url", Why::Rerouting),
    ("cdn-loop", Why::Forwarding),
    ("client-ip", Why::Forwarding),
    ("connection", Why::Hop),
    ("content-length", Why::Ours),
    ("cookie", Why::Identity),
    ("cookie2", Why::Identity),
    ("destination", Why::Rerouting),
    ("dpop", Why::Identity),
    ("expect", Why::Hop),
    ("forwarded", Why::Forwarding),
    ("from", Why::Identity),
    ("front-end-https", Why::Forwarding),
    ("fsc-authorization", Why::Identity),
    ("host", Why::Ours),
    ("http2-settings", Why::Hop),
    ("keep-alive", Why::Hop),
    ("path-info", Why::Rerouting),
    // httpoxy: CGI servers read it as HTTP_PROXY.
    ("proxy", Why::Rerouting),
    ("remote-addr", Why::Forwarding),
    ("remote-user", Why::Identity),
    ("script-name", Why::Rerouting),
    ("te", Why::Hop),
    ("trailer", Why::Hop),
    ("transfer-encoding", Why::Hop),
    ("true-client-ip", Why::Forwarding),
    ("upgrade", Why::Hop),
    ("via", Why::Forwarding),
    ("x-access-token", Why::Identity),
    ("x-account-id", Why::Identity),
    ("x-api-key", Why::Identity),
    ("x-base-url", Why::Rerouting),
    ("x-cluster-client-ip", Why::Forwarding),
    ("x-destination", Why::Rerouting),
    ("x-email", Why::Identity),
    ("x-forwarded", Why::Forwarding),
    ("x-forwarder-for", Why::Forwarding),
    ("x-groups", Why::Identity),
    ("x-host", Why::Rerouting),
    ("x-http-destinationurl", Why::Rerouting),
    ("x-http-host-override", Why::Rerouting),
    ("x-http-method", Why::Method),
    ("x-http-method-override", Why::Method),
    ("x-id-token", Why::Identity),
    ("x-method", Why::Method),
    ("x-method-override", Why::Method),
    ("x-ms-client-principal", Why::Identity),
    ("x-oin", Why::Identity),
    ("x-organization", Why::Identity),
    ("x-proxy-url", Why::Rerouting),
    ("x-proxyuser-ip", Why::Forwarding),
    ("x-real-ip", Why::Forwarding),
    ("x-request-uri", Why::Rerouting),
    ("x-roles", Why::Identity),
    ("x-rsin", Why::Identity),
    ("x-scheme", Why::Forwarding),
    ("x-script-name", Why::Rerouting),
    ("x-sub", Why::Identity),
    ("x-token", Why::Identity),
    ("x-true-ip", Why::Forwarding),
    ("x-uri", Why::Rerouting),
    ("x-url", Why::Rerouting),
    ("x-url-scheme", Why::Forwarding),
    ("x-username", Why::Identity),
];

/// Beginnings of header names, in lower case.
const PREFIXES: &[(&str, Why)] = &[
    ("cf-", Why::Forwarding),
    ("client-cert", Why::Identity),
    ("fastly-", Why::Forwarding),
    ("proxy-", Why::Hop),
    ("remote-", Why::Identity),
    ("ssl-", Why::Identity),
    ("x-accel-", Why::Rerouting),
    ("x-amzn-oidc-", Why::Identity),
    ("x-anonymous-", Why::Identity),
    ("x-auth-", Why::Identity),
    ("x-authenticated-", Why::Identity),
    ("x-client-", Why::Identity),
    ("x-consumer-", Why::Identity),
    ("x-credential-", Why::Identity),
    ("x-envoy-", Why::Rerouting),
    ("x-forwarded-", Why::Forwarding),
    ("x-goog-", Why::Identity),
    ("x-jwt-", Why::Identity),
    // Not `x-nlx-logrecord-id`, which names the log line and nobody.
    ("x-nlx-request-", Why::Identity),
    ("x-original-", Why::Rerouting),
    ("x-remote-", Why::Identity),
    ("x-rewrite-", Why::Rerouting),
    ("x-ssl-", Why::Identity),
    ("x-user", Why::Identity),
    ("x-vo-", Why::Identity),
    ("x-webauth-", Why::Identity),
    ("x-zaakpoort-", Why::Identity),
];

/// Whether a request header stays here. `name` is in lower case, as `http` keeps names.
pub(crate) fn taken_off(name: &str) -> Option<Why> {
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Some(Why::Spelling);
    }
    let exact = NAMES.binary_search_by(|(known, _)| (*known).cmp(name)).ok();
    exact.map(|at| NAMES[at].1).or_else(|| by_prefix(name))
}

fn by_prefix(name: &str) -> Option<Why> {
    PREFIXES.iter().find(|(prefix, _)| name.starts_with(prefix)).map(|(_, why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_in_lower_case() {
        assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let names = NAMES.iter().chain(PREFIXES).map(|(name, _)| *name);
        assert!(names.clone().all(|name| name.to_ascii_lowercase() == name));
    }

    /// As HTTP libraries hand a name over: parsed, so in lower case.
    fn as_parsed(name: &str) -> String {
        http::HeaderName::from_bytes(name.as_bytes()).map(|n| n.to_string()).unwrap_or_default()
    }

    fn spellings(name: &str) -> Vec<String> {
        let mut first = true;
        let title: String = name
            .chars()
            .map(|c| {
                let letter = if first { c.to_ascii_uppercase() } else { c };
                first = c == '-';
                letter
            })
            .collect();
        let lower = name.to_owned();
        let others = [name.replace('-', "_"), name.replacen('-', "_", 1), name.replace('-', ".")];
        [lower.clone(), title.clone(), name.to_ascii_uppercase(), title.replace('-', "_")]
            .into_iter()
            .chain(others)
            .collect()
    }

    #[test]
    fn every_name_is_taken_off_in_every_spelling() {
        let prefixed =
            PREFIXES.iter().map(|(prefix, _)| format!("{}-id", prefix.trim_end_matches('-')));
        for name in NAMES.iter().map(|(name, _)| (*name).to_owned()).chain(prefixed) {
            for spelling in spellings(&name) {
                assert!(taken_off(&as_parsed(&spelling)).is_some(), "{spelling}");
            }
        }
    }

    #[test]
    fn what_a_client_may_say_passes() {
        for name in [
            "accept",
            "accept-crs",
            "content-crs",
            "content-type",
            "user-agent",
            "if-none-match",
            "range",
            "origin",
            "traceparent",
            "x-request-id",
            "x-audit-toelichting",
            "x-nlx-logrecord-id",
        ] {
            assert_eq!(taken_off(name), None, "{name}");
        }
    }

    #[test]
    fn a_name_with_an_underscore_or_a_dot_does_not_pass() {
        assert_eq!(taken_off("x_audit_toelichting"), Some(Why::Spelling));
        assert_eq!(taken_off("x.audit.toelichting"), Some(Why::Spelling));
        assert_eq!(taken_off("x-audit_toelichting"), Some(Why::Spelling));
    }
}
