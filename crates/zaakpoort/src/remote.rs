//! HTTP calls to the issuer and the gateway, for the commands.

use std::time::Duration;

use bytes::Bytes;
use edge::scheme::Scheme;
use edge::tls::{ConnectFault, Connector, Remedies, Trust, Verification};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use crate::failure::Failure;

const PATIENCE: Duration = Duration::from_secs(10);
const MAX_ANSWER: usize = 4 * 1024 * 1024;
/// A page of a hundred applicaties, each with thousands of autorisaties.
const MAX_PAGE: usize = 256 * 1024 * 1024;

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

/// A server that several requests go to, over connections that are kept.
#[derive(Debug)]
pub(crate) struct Remote {
    client: Client<Connector, Full<Bytes>>,
    most: usize,
    remedies: Remedies,
    hint: &'static str,
}

impl Remote {
    /// A server at an address, believed if it is `trust`ed.
    pub(crate) fn at(url: &str, trust: &Trust) -> Result<Self, Failure> {
        let scheme = if url.starts_with("https:") { Scheme::Https } else { Scheme::Http };
        let connector = Verification { trust: trust.clone(), name: None }.connector(scheme);
        let connector = connector.map_err(|error| Failure::Input(format!("--ca: {error}")))?;
        let client = Client::builder(TokioExecutor::new()).build(connector);
        let hint = "; is it running (`zaakpoort up`), and is --issuer right?";
        Ok(Self { client, most: MAX_ANSWER, remedies: REMEDIES, hint })
    }

    /// One that is not the issuer, and may answer at length.
    pub(crate) fn elsewhere(url: &str, trust: &Trust) -> Result<Self, Failure> {
        let remedies = Remedies { trust: "--from-ca", name: "--from" };
        let hint = "; is --from right?";
        Ok(Self { most: MAX_PAGE, remedies, hint, ..Self::at(url, trust)? })
    }

    /// Sends a request, and reads the whole answer.
    pub(crate) async fn send(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Bytes>, Failure> {
        let at = request.uri().to_string();
        let answer = async {
            let sent = self.client.request(request).await;
            let (head, body) = sent.map_err(|error| self.unreachable(&at, &error))?.into_parts();
            let body = Limited::new(body, self.most).collect().await.map_err(|error| {
                Failure::Unreachable(format!("{at} did not answer in full: {error}"))
            })?;
            Ok(Response::from_parts(head, body.to_bytes()))
        };
        let silent = |_| Failure::Unreachable(format!("{at} did not answer within {PATIENCE:?}"));
        tokio::time::timeout(PATIENCE, answer).await.map_err(silent)?
    }

    fn unreachable(&self, at: &str, error: &hyper_util::client::legacy::Error) -> Failure {
        let fault = ConnectFault::of(error, self.remedies);
        let hint = if fault.is_of_tls() { "" } else { self.hint };
        Failure::Unreachable(format!("cannot reach {at}: {fault}{hint}"))
    }
}

/// Sends one request, to a server that is believed if it is `trust`ed, and reads the whole answer.
pub(crate) async fn send(
    request: Request<Full<Bytes>>,
    trust: &Trust,
) -> Result<Response<Bytes>, Failure> {
    Remote::at(&request.uri().to_string(), trust)?.send(request).await
}
