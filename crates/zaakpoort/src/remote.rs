//! HTTP calls to the issuer and the gateway, for the commands.

use std::time::Duration;

use bytes::Bytes;
use edge::client::{Bounds, CallError, Client};
use edge::scheme::Scheme;
use edge::tls::{Remedies, Trust, Verification};
use http::{Request, Response};
use http_body_util::Full;

use crate::failure::Failure;

const PATIENCE: Duration = Duration::from_secs(10);
/// A page of applicaties, each with thousands of autorisaties.
const MAX_ANSWER: usize = 64 * 1024 * 1024;
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
    client: Client,
    most: usize,
    hint: &'static str,
}

impl Remote {
    /// A server at an address, believed if it is `trust`ed.
    pub(crate) fn at(url: &str, trust: &Trust) -> Result<Self, Failure> {
        let hint = "; is it running (`zaakpoort up`), and is --issuer right?";
        Ok(Self { client: client(url, trust, REMEDIES)?, most: MAX_ANSWER, hint })
    }

    /// One that is not the issuer, and may answer at length.
    pub(crate) fn elsewhere(url: &str, trust: &Trust) -> Result<Self, Failure> {
        let remedies = Remedies { trust: "--from-ca", name: "--from" };
        let hint = "; is --from right?";
        Ok(Self { client: client(url, trust, remedies)?, most: MAX_PAGE, hint })
    }

    /// A server that is asked how it is.
    pub(crate) fn asked(url: &str, trust: &Trust) -> Result<Self, Failure> {
        let remedies = Remedies { trust: "--ca", name: "URL" };
        let hint = "; is it running, and does it listen there?";
        Ok(Self { client: client(url, trust, remedies)?, most: MAX_ANSWER, hint })
    }

    /// Sends a request, and reads the whole answer.
    pub(crate) async fn send(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Bytes>, Failure> {
        let at = request.uri().to_string();
        let bounds = Bounds { time: PATIENCE, body: self.most };
        match self.client.call(request, bounds).await {
            Ok(answer) if answer.is_whole => Ok(answer.response),
            Ok(_) => Err(Failure::Unreachable(format!("{at} did not answer in full"))),
            Err(error) => Err(self.unreachable(&at, &error)),
        }
    }

    fn unreachable(&self, at: &str, error: &CallError) -> Failure {
        Failure::Unreachable(match error {
            CallError::Unreachable(fault) if fault.is_of_tls() => {
                format!("cannot reach {at}: {fault}")
            }
            CallError::Unreachable(fault) => format!("cannot reach {at}: {fault}{}", self.hint),
            CallError::Broken(_) | CallError::Silent(_) => {
                format!("cannot reach {at}: {error}{}", self.hint)
            }
        })
    }
}

fn client(url: &str, trust: &Trust, remedies: Remedies) -> Result<Client, Failure> {
    let scheme = if url.starts_with("https:") { Scheme::Https } else { Scheme::Http };
    let connector = Verification { trust: trust.clone(), name: None }.connector(scheme);
    let connector =
        connector.map_err(|error| Failure::Input(format!("{}: {error}", remedies.trust)))?;
    Ok(Client::new(connector, remedies))
}

/// Sends one request, to a server that is believed if it is `trust`ed, and reads the whole answer.
pub(crate) async fn send(
    request: Request<Full<Bytes>>,
    trust: &Trust,
) -> Result<Response<Bytes>, Failure> {
    Remote::at(&request.uri().to_string(), trust)?.send(request).await
}
