//! What a server may not say to a client: the headers that are taken off its answers.

/// Whose answer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// It speaks to the gateway, which signed for the request.
    Upstreams,
    /// It speaks to the client, of the client's own credential: all but what speaks of the
    /// connection is the client's.
    Issuers,
}

/// Headers that speak of the connection, not of the answer (RFC 9110 7.6.1), in lower case.
const HOP: &[&str] = &[
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Others that a client has no use for or may not believe, in lower case.
const OF_UPSTREAM: &[&str] = &[
    // Another address for the same name, where nobody judges (RFC 7838).
    "alt-svc",
    // It would speak of the gateway's credential, or show it.
    "authentication-info",
    "authorization",
    // What caches may keep is said in Cache-Control, and limited there.
    "cdn-cache-control",
    // What runs upstream is nobody's business.
    "server",
    "server-timing",
    // No session of the upstream is the client's.
    "set-cookie",
    "set-cookie2",
    "surrogate-control",
    "via",
    // Challenges are the gateway's.
    "www-authenticate",
    "x-generator",
    "x-powered-by",
    "x-runtime",
    "x-served-by",
];

/// Beginnings of such headers.
const PREFIXES: &[&str] = &[
    // Which origins may read an answer is settled per client, here.
    "access-control-",
    "proxy-",
    "x-accel-",
    "x-aspnet",
    "x-backend",
    "x-debug",
    "x-envoy-",
    "x-forwarded-",
    "x-sendfile",
    "x-varnish",
];

/// Whether a response header stays here. `name` is in lower case.
pub(crate) fn taken_off(name: &str, whose: Whose) -> bool {
    let of_upstream = || {
        OF_UPSTREAM.binary_search(&name).is_ok()
            || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    };
    HOP.binary_search(&name).is_ok() || (whose == Whose::Upstreams && of_upstream())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        for table in [HOP, OF_UPSTREAM] {
            assert!(table.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn an_answer_keeps_what_is_the_clients() {
        for name in ["server", "set-cookie", "access-control-allow-origin", "transfer-encoding"] {
            assert!(taken_off(name, Whose::Upstreams), "{name}");
        }
        for name in ["etag", "location", "content-type", "content-crs", "api-version", "allow"] {
            assert!(!taken_off(name, Whose::Upstreams), "{name}");
        }
    }

    #[test]
    fn the_issuers_answer_keeps_all_but_what_speaks_of_the_connection() {
        for name in ["www-authenticate", "set-cookie", "access-control-allow-origin", "server"] {
            assert!(!taken_off(name, Whose::Issuers), "{name}");
        }
        for name in HOP {
            assert!(taken_off(name, Whose::Issuers), "{name}");
        }
    }
}
