//! What an upstream may not say to a client: the headers that are taken off its answers.

/// Response headers that a client has no use for or may not believe, in lower case.
const NAMES: &[&str] = &[
    "connection",
    "keep-alive",
    // What runs upstream is nobody's business.
    "server",
    // No session of the upstream is the client's.
    "set-cookie",
    "set-cookie2",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    // Challenges are the gateway's.
    "www-authenticate",
    "x-powered-by",
];

/// Beginnings of response headers that are taken off.
const PREFIXES: &[&str] = &[
    // Which origins may read an answer is settled per client, here.
    "access-control-",
    "proxy-",
    "x-accel-",
];

/// Whether a response header stays here. `name` is in lower case.
pub(crate) fn taken_off(name: &str) -> bool {
    NAMES.binary_search(&name).is_ok() || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(NAMES.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn an_answer_keeps_what_is_the_clients() {
        for name in ["server", "set-cookie", "access-control-allow-origin", "transfer-encoding"] {
            assert!(taken_off(name), "{name}");
        }
        for name in ["etag", "location", "content-type", "content-crs", "api-version", "allow"] {
            assert!(!taken_off(name), "{name}");
        }
    }
}
