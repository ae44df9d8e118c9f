//! What a client may not say to an upstream: the headers that are taken off, and why.
//!
//! WSGI servers fold `X_User_Id` and `X.User.Id` onto `X-User-Id`, so a name passes only if it
//! consists of letters, digits and hyphens. Well-known names are decided first; any other by what
//! its words speak of, since nobody knows every name that some server believes.

mod words;

/// Why a header is not forwarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Not `[A-Za-z0-9-]+`: a server upstream may read it as another name.
    Spelling,
    /// Speaks of this connection, not of the request (RFC 9110 7.6.1).
    Hop,
    /// Set by the gateway itself, from what it knows.
    Ours,
    /// A credential, or a statement about who is asking and what they may.
    Identity,
    /// A statement about how the request came here.
    Forwarding,
    /// Asks a server to answer another path, or by another method, than the one that was judged.
    Rerouting,
}

/// What decides names that servers made up: their beginnings, in lower case.
const VENDORS: &[(&str, Why)] = &[
    ("cf-", Why::Forwarding),
    ("fastly-", Why::Forwarding),
    ("fly-", Why::Forwarding),
    ("wl-", Why::Forwarding),
    ("x-accel-", Why::Rerouting),
    ("x-appengine-", Why::Identity),
    ("x-arr-", Why::Forwarding),
    ("x-azure-", Why::Forwarding),
    ("x-envoy-", Why::Rerouting),
    ("x-goog-", Why::Identity),
    ("x-ms-", Why::Identity),
    // Not `x-nlx-logrecord-id`, which names the log line and nobody.
    ("x-nlx-request-", Why::Identity),
    ("x-pomerium-", Why::Identity),
    ("x-vo-", Why::Identity),
    ("x-zaakpoort-", Why::Identity),
];

/// What may be said though a word of it is telling, or is said so often that no word is looked at.
fn well_known(name: &str) -> bool {
    let families = ["accept-", "content-", "if-", "sec-ch-", "sec-fetch-"];
    matches!(
        name,
        "accept"
            | "content-type"
            | "user-agent"
            | "origin"
            | "referer"
            | "range"
            | "tracestate"
            | "x-request-id"
            | "x-correlation-id"
            | "x-audit-toelichting"
            | "x-nlx-logrecord-id"
            | "idempotency-key"
            | "access-control-request-method"
            | "access-control-request-headers"
    ) || families.iter().any(|family| name.starts_with(family))
}

/// Names that no word gives away.
fn named(name: &str) -> Option<Why> {
    match name {
        "authorization" | "content-length" | "host" | "traceparent" => Some(Why::Ours),
        "connection" | "expect" | "http2-settings" | "keep-alive" | "te" | "trailer"
        | "transfer-encoding" | "upgrade" => Some(Why::Hop),
        "dpop" | "from" => Some(Why::Identity),
        "cdn-loop" | "via" => Some(Why::Forwarding),
        _ => None,
    }
}

/// Whether a request header stays here. `name` is in lower case, as `http` keeps names.
pub(crate) fn taken_off(name: &str) -> Option<Why> {
    if let Some(why) = named(name) {
        return Some(why);
    }
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Some(Why::Spelling);
    }
    if well_known(name) {
        return None;
    }
    let vendor = VENDORS.iter().find(|(prefix, _)| name.starts_with(prefix));
    vendor.map(|(_, why)| *why).or_else(|| words::telling(name))
}

#[cfg(test)]
mod tests;
