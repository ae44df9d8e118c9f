//! Whether those who watch see this process, for `zaakpoort doctor`: its metrics, and the collector of its
//! traces.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::Full;

use crate::client::Client;
use crate::finding::{self, Finding};
use crate::metrics;
use crate::scheme::Scheme;
use crate::telemetry::TracesConfig;
use crate::tls::{Remedies, Trust, TrustError, Verification};

const METRICS: &str = "metrics.listen";
const TRACES: &str = "traces.endpoint";
/// Plain http has nothing to believe.
const NONE: Remedies = Remedies { trust: "", name: "" };

/// Whether metrics are told where the configuration says.
pub async fn metrics(listen: SocketAddr) -> Finding {
    let url = format!("http://{}{}", reachable(listen), metrics::PATH);
    let plain = Verification { trust: Trust::System, name: None };
    let client = plain.connector(Scheme::Http).map(|connector| Client::new(connector, NONE));
    match ask(client, Request::get(&url).body(Full::default())).await {
        Ok(status) if status.is_success() => Finding::well(METRICS, format!("told at {url}")),
        Ok(status) => Finding::amiss(
            METRICS,
            format!("{url} says {status}"),
            "another server has that address: give metrics an address of their own",
        ),
        Err(fault) => Finding::amiss(
            METRICS,
            fault,
            "start the server; each process needs an address of its own for them",
        ),
    }
}

/// Whether a collector takes traces; it is sent none.
pub async fn traces(config: &TracesConfig) -> Finding {
    let url = config.endpoint();
    // A message without spans is one, and in protobuf it is empty.
    let none = Request::post(url.as_str())
        .header(header::CONTENT_TYPE, "application/x-protobuf")
        .body(Full::default());
    match ask(config.client(), none).await {
        Ok(status) if status.is_success() => Finding::well(TRACES, format!("{url} takes traces")),
        Ok(status) => Finding::amiss(
            TRACES,
            format!("{url} says {status}"),
            "name where the collector takes OTLP over HTTP in protobuf; most do at port 4318, /v1/traces",
        ),
        Err(fault) => Finding::amiss(
            TRACES,
            fault,
            "start the collector, or take [traces] out: what is not sent is lost",
        ),
    }
}

async fn ask(
    client: Result<Client, TrustError>,
    request: Result<Request<Full<Bytes>>, http::Error>,
) -> Result<StatusCode, String> {
    let client = client.map_err(|error| error.to_string())?;
    let request = request.map_err(|error| error.to_string())?;
    Ok(finding::ask(&client, request).await?.response.status())
}

/// Where somebody on this machine reaches who listens everywhere.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let address = match listen.ip() {
        IpAddr::V4(any) if any.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(any) if any.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        one => one,
    };
    SocketAddr::new(address, listen.port())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn who_listens_everywhere_is_reached_on_this_machine() {
        for (listen, at) in [
            ("0.0.0.0:9464", "127.0.0.1:9464"),
            ("[::]:9464", "[::1]:9464"),
            ("10.0.0.3:9464", "10.0.0.3:9464"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()), at.parse().unwrap());
        }
    }
}
