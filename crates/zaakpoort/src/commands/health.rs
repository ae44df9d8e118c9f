//! `zaakpoort health`: whether a server is ready, where nothing else is there to ask.

use bytes::Bytes;
use edge::tls::Trust;
use http::Request;
use http_body_util::Full;

use crate::cli::HealthArgs;
use crate::failure::Failure;
use crate::remote::Remote;
use crate::said::{printable, say};

pub(crate) async fn run(args: HealthArgs) -> Result<(), Failure> {
    let path = if args.live { "/health/live" } else { "/health/ready" };
    let url = format!("{}{path}", args.server.trim_end_matches('/'));
    let request = Request::get(&url)
        .body(Full::<Bytes>::default())
        .map_err(|error| Failure::Input(format!("{url}: {error}")))?;
    let trust = args.ca.map_or(Trust::System, Trust::Only);
    let answer = Remote::asked(&url, &trust)?.send(request).await?;
    let said = String::from_utf8_lossy(answer.body());
    let said = printable(said.trim());
    if answer.status().is_success() {
        return say(said);
    }
    Err(Failure::Refused(format!("{url} says {}: {said}", answer.status())))
}
