//! Plain HTTP calls to the issuer and the gateway, for the commands.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use crate::failure::Failure;

const PATIENCE: Duration = Duration::from_secs(10);
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// Sends one request and reads the whole answer.
pub(crate) async fn send(request: Request<Full<Bytes>>) -> Result<Response<Bytes>, Failure> {
    let at = request.uri().to_string();
    let client = Client::builder(TokioExecutor::new()).build_http();
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
    let why = std::error::Error::source(error).map_or_else(
        || error.to_string(),
        |cause| {
            std::error::Error::source(cause).map_or_else(|| cause.to_string(), ToString::to_string)
        },
    );
    Failure::Unreachable(format!(
        "cannot reach {at}: {why}; is it running (`zaakpoort up`), and is --issuer right?"
    ))
}
