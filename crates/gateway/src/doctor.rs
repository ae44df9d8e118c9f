//! What a gateway's configuration meets on this machine, looked at without serving anything: its secrets, its issuer, and
//! what the upstreams behind it call their objects.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use edge::client::Client;
use edge::clock::Clock;
use edge::finding::{self, Finding};
use edge::introspection;
use edge::tls::Remedies;
use http::{Request, StatusCode, header};
use http_body_util::Full;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use crate::config::{CredentialConfig, GatewayConfig, KeptConfig};

mod upstream;

const CREDENTIAL: &str = "gateway.credential";
const CLOCK: &str = "clock of the issuer";
const REMEDIES: Remedies = Remedies { trust: "gateway.issuer_ca", name: "gateway.issuer_tls_name" };

/// Looks at everything.
pub async fn examine(config: &GatewayConfig, clock: &Clock) -> Vec<Finding> {
    let now = clock.now();
    let mut found = secrets(config);
    found.extend(config.tls.iter().map(|tls| finding::identity("gateway.tls", tls, now)));
    if let KeptConfig::At { path, .. } = &config.state {
        found.push(finding::room("gateway.state", path));
    }
    issuers(config, clock, &mut found).await;
    for one in &config.upstreams {
        upstream::examine(one, config, clock, &mut found).await;
    }
    found
}

fn secrets(config: &GatewayConfig) -> Vec<Finding> {
    let mut found = vec![finding::secret(CREDENTIAL, &config.credential)];
    found.extend(config.feed_key.iter().map(|key| finding::secret("gateway.feed_key", key)));
    for upstream in &config.upstreams {
        let about = format!("upstream {}: credential", upstream.name);
        let source = match &upstream.credential {
            CredentialConfig::Zgw { key, .. } => key,
            CredentialConfig::Token { token, .. } => token,
            CredentialConfig::OAuth2(_)
            | CredentialConfig::Passthrough
            | CredentialConfig::None => continue,
        };
        found.push(finding::secret(&about, source));
    }
    found
}

/// Whether each issuer knows this gateway. What is asked there is a question that leaves nothing behind.
async fn issuers(config: &GatewayConfig, clock: &Clock, found: &mut Vec<Finding>) {
    // That it cannot be read is told already.
    let Ok(secret) = config.credential.read() else { return };
    let connector = match config.issuer_verification.connector(config.issuer_scheme()) {
        Ok(connector) => connector,
        Err(error) => {
            return found.push(Finding::amiss("gateway.issuer_ca", error.to_string(), ""));
        }
    };
    let client = Client::new(connector, REMEDIES);
    let pair = Zeroizing::new(format!("{}:{}", config.client_id, secret.expose_secret()));
    let basic = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
    for address in &config.issuer_addresses {
        let url = format!("{}{}", address.as_str().trim_end_matches('/'), introspection::PATH);
        let request = Request::post(&url)
            .header(header::AUTHORIZATION, basic.as_str())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::new(Bytes::from_static(b"token=doctor")));
        let Ok(request) = request else { continue };
        match finding::ask(&client, request).await {
            Err(fault) => found.push(Finding::amiss(
                "gateway.issuer_address",
                fault,
                "start the issuer, or name where it is reached",
            )),
            Ok(answer) => {
                found.push(finding::clocks(CLOCK, &answer, clock));
                found.push(known(config, &url, answer.response.status()));
            }
        }
    }
}

fn known(config: &GatewayConfig, url: &str, status: StatusCode) -> Finding {
    let client = config.client_id.as_str();
    match status {
        StatusCode::OK => Finding::well(CREDENTIAL, format!("the issuer knows `{client}` by it")),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Finding::amiss(
            CREDENTIAL,
            format!("the issuer does not know `{client}` by it"),
            format!("zaakpoort secret create {client} --to FILE, and put that there"),
        ),
        status => Finding::amiss(
            "gateway.issuer_address",
            format!("{url} says {status}"),
            "is it the issuer that answers there?",
        ),
    }
}
