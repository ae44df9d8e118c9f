//! HTTP calls to the issuer and the gateway, for the commands.

use std::time::Duration;

use bytes::Bytes;
use edge::scheme::Scheme;
use edge::tls::{ConnectFault, Remedies, Trust, Verification};
use http::{Request, Response, uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use crate::failure::Failure;

const PATIENCE: Duration = Duration::from_secs(10);
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// What to set when the issuer is not believed.
const REMEDIES: Remedies = Remedies { trust: "--ca", name: "--issuer" };

/// The issuer that a command talks to.
#[derive(Debug, Clone)]
pub(crate) struct Issuer {
    /// Its address, without a slash at the end.
    pub(crate) url: String,
    /// Who must have signed its certificate.
    pub(crate) trust: Trust,
}

/// Sends one request, to a server that is believed if it is `trust`ed, and reads the whole answer.
pub(crate) async fn send(
    request: Request<Full<Bytes>>,
    trust: &Trust,
) -> Result<Response<Bytes>, Failure> {
    let at = request.uri().to_string();
    let scheme = match request.uri().scheme() {
        Some(scheme) if *scheme == uri::Scheme::HTTPS => Scheme::Https,
        _ => Scheme::Http,
    };
    let connector = Verification { trust: trust.clone(), name: None }.connector(scheme);
    let connector = connector.map_err(|error| Failure::Input(format!("--ca: {error}")))?;
    let client = Client::builder(TokioExecutor::new()).build(connector);
    let answer = async {
        let response = client.request(request).await.map_err(|error| unreachable(&at, &error))?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, MAX_ANSWER).collect().await.map_err(|error| {
            Failure::Unreachable(format!("{at} did not answer in full: {error}"))
        })?;
        Ok(Response::from_parts(head, body.to_bytes()))
    };
    let silent = |_| Failure::Unreachable(format!("{at} did not answer within {PATIENCE:?}"));
    tokio::time::timeout(PATIENCE, answer).await.map_err(silent)?
}

fn unreachable(at: &str, error: &hyper_util::client::legacy::Error) -> Failure {
    let fault = ConnectFault::of(error, REMEDIES);
    let hint = "; is it running (`zaakpoort up`), and is --issuer right?";
    let hint = if fault.is_of_tls() { "" } else { hint };
    Failure::Unreachable(format!("cannot reach {at}: {fault}{hint}"))
}
