//! What is read at the start only. Each key is listed, on one side or the other, so that a new one
//! cannot be forgotten.

use super::GatewayConfig;

impl GatewayConfig {
    /// The keys that a running gateway cannot take over from another configuration, and that differ
    /// there.
    pub(crate) fn fixed_that_differ_in(&self, other: &Self) -> Vec<&'static str> {
        let Self {
            listen,
            tls,
            trusted_proxies,
            stop_delay,
            issuer,
            issuer_addresses,
            issuer_verification,
            client_id,
            credential,
            max_staleness,
            when_stale,
            state,
            type_aliases,
            decisions,
            // Not said by a file.
            insider: _,
            digest: _,
            // Taken over.
            leeway: _,
            feed_key: _,
            zgw_max_age: _,
            answers: _,
            forwarded_header: _,
            realm: _,
            max_judged_body: _,
            max_judged_answer: _,
            foreign_issuers: _,
            upstreams: _,
        } = self;
        let fixed = [
            ("gateway.listen", *listen == other.listen),
            ("gateway.tls", *tls == other.tls),
            ("gateway.trusted_proxies", *trusted_proxies == other.trusted_proxies),
            ("gateway.stop_delay", *stop_delay == other.stop_delay),
            ("gateway.issuer", *issuer == other.issuer),
            ("gateway.issuer_address", *issuer_addresses == other.issuer_addresses),
            ("gateway.issuer_ca", issuer_verification.trust == other.issuer_verification.trust),
            ("gateway.issuer_tls_name", issuer_verification.name == other.issuer_verification.name),
            ("gateway.client_id", *client_id == other.client_id),
            ("gateway.credential", *credential == other.credential),
            ("gateway.max_staleness", *max_staleness == other.max_staleness),
            ("gateway.when_stale", *when_stale == other.when_stale),
            ("gateway.state", *state == other.state),
            ("gateway.decisions", *decisions == other.decisions),
            ("gateway.type_alias", *type_aliases == other.type_aliases),
        ];
        let differ = fixed.into_iter().filter(|(_, same)| !same);
        differ.map(|(key, _)| key).collect()
    }
}
