//! The words of header names that speak of who calls, from where, or for what.

use super::Why;

/// Words that count as they are.
const WORDS: &[(&str, Why)] = &[
    ("account", Why::Identity),
    ("acr", Why::Identity),
    ("act", Why::Identity),
    ("addr", Why::Forwarding),
    ("address", Why::Forwarding),
    ("amr", Why::Identity),
    ("anonymous", Why::Identity),
    ("aud", Why::Identity),
    ("azp", Why::Identity),
    ("backend", Why::Rerouting),
    ("bsn", Why::Identity),
    ("dn", Why::Identity),
    ("email", Why::Identity),
    ("group", Why::Identity),
    ("groups", Why::Identity),
    ("ip", Why::Forwarding),
    ("iss", Why::Identity),
    ("jwt", Why::Identity),
    ("key", Why::Identity),
    ("kvk", Why::Identity),
    ("oid", Why::Identity),
    ("oin", Why::Identity),
    ("organisatie", Why::Identity),
    ("organisation", Why::Identity),
    ("organization", Why::Identity),
    ("peer", Why::Forwarding),
    ("port", Why::Forwarding),
    ("proto", Why::Forwarding),
    ("protocol", Why::Forwarding),
    ("realip", Why::Forwarding),
    ("rol", Why::Identity),
    ("role", Why::Identity),
    ("roles", Why::Identity),
    ("rollen", Why::Identity),
    ("route", Why::Rerouting),
    ("rsin", Why::Identity),
    ("saml", Why::Identity),
    ("script", Why::Rerouting),
    ("ssl", Why::Identity),
    ("sso", Why::Identity),
    ("sub", Why::Identity),
    ("target", Why::Rerouting),
    ("tls", Why::Identity),
    ("uid", Why::Identity),
    ("upn", Why::Identity),
    ("upstream", Why::Rerouting),
    ("uri", Why::Rerouting),
    ("uris", Why::Rerouting),
    ("url", Why::Rerouting),
    ("urls", Why::Rerouting),
];

/// What words begin or end with, as `userid` and `accesstoken` do.
const STEMS: &[(&str, Why)] = &[
    ("apikey", Why::Identity),
    ("auth", Why::Identity),
    ("behalf", Why::Identity),
    ("cert", Why::Identity),
    ("claim", Why::Identity),
    ("client", Why::Identity),
    ("consumer", Why::Identity),
    ("cookie", Why::Identity),
    ("credential", Why::Identity),
    ("destination", Why::Rerouting),
    ("forward", Why::Forwarding),
    ("gebruiker", Why::Identity),
    ("host", Why::Rerouting),
    ("https", Why::Forwarding),
    ("identi", Why::Identity),
    ("imperson", Why::Identity),
    ("login", Why::Identity),
    ("medewerker", Why::Identity),
    ("method", Why::Rerouting),
    ("oidc", Why::Identity),
    ("openid", Why::Identity),
    ("original", Why::Rerouting),
    ("overrid", Why::Rerouting),
    ("passw", Why::Identity),
    ("path", Why::Rerouting),
    ("permission", Why::Identity),
    ("principal", Why::Identity),
    ("privilege", Why::Identity),
    // httpoxy: CGI servers read `Proxy` as HTTP_PROXY.
    ("proxy", Why::Rerouting),
    ("redirect", Why::Rerouting),
    ("remote", Why::Forwarding),
    ("rewrit", Why::Rerouting),
    ("scheme", Why::Forwarding),
    ("scope", Why::Identity),
    ("secret", Why::Identity),
    ("session", Why::Identity),
    ("subject", Why::Identity),
    ("tenant", Why::Identity),
    ("token", Why::Identity),
    ("user", Why::Identity),
];

/// What the first telling word of a name speaks of.
pub(super) fn telling(name: &str) -> Option<Why> {
    name.split('-').find_map(|word| whole(word).or_else(|| stem(word)))
}

fn whole(word: &str) -> Option<Why> {
    WORDS.binary_search_by(|(known, _)| (*known).cmp(word)).ok().map(|at| WORDS[at].1)
}

fn stem(word: &str) -> Option<Why> {
    let found = STEMS.iter().find(|(stem, _)| word.starts_with(stem) || word.ends_with(stem));
    found.map(|(_, why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_in_lower_case() {
        for table in [WORDS, STEMS] {
            assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert!(
                table.iter().all(|(word, _)| word.bytes().all(|byte| byte.is_ascii_lowercase()))
            );
        }
    }

    #[test]
    fn every_word_of_the_tables_tells_wherever_it_stands_in_a_name() {
        for (word, why) in WORDS.iter().chain(STEMS) {
            for name in [(*word).to_owned(), format!("x-{word}"), format!("a-{word}-b")] {
                assert_eq!(telling(&name), Some(*why), "{name}");
            }
        }
    }
}
