//! TLS in front of an upstream that speaks none: one request a connection, passed on as it came.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

/// Starts one that shows this certificate; ends with the case.
pub(crate) fn start(upstream: SocketAddr, shown: (String, String)) -> SocketAddr {
    asking(upstream, shown, None)
}

/// Starts one that lets in whom this authority vouches for, if one is named.
pub(crate) fn asking(
    upstream: SocketAddr,
    (certificate, key): (String, String),
    authority: Option<&str>,
) -> SocketAddr {
    let chain = CertificateDer::pem_slice_iter(certificate.as_bytes()).map(Result::unwrap);
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = match authority {
        Some(authority) => config.with_client_cert_verifier(verifier(authority)),
        None => config.with_no_client_auth(),
    };
    let config = config.with_single_cert(chain.collect(), key).unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for socket in listener.incoming().map_while(Result::ok) {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            // Who does not believe the certificate breaks off.
            thread::spawn(move || drop(serve(StreamOwned::new(connection, socket), upstream)));
        }
    });
    address
}

fn verifier(authority: &str) -> Arc<dyn ClientCertVerifier> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(authority.as_bytes()) {
        roots.add(certificate.unwrap()).unwrap();
    }
    let provider = Arc::new(default_provider());
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap()
}

fn serve(mut client: impl Read + Write, upstream: SocketAddr) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut buffer = [0; 16 * 1024];
    while !is_whole(&request) {
        match client.read(&mut buffer)? {
            0 => return Ok(()),
            count => request.extend_from_slice(&buffer[..count]),
        }
    }
    // Behind the request line, so that the upstream closes after its answer.
    let line = request.windows(2).position(|two| two == b"\r\n").unwrap_or_default() + 2;
    request.splice(line..line, *b"Connection: close\r\n");
    let mut upstream = TcpStream::connect(upstream)?;
    upstream.write_all(&request)?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer)?;
    client.write_all(&answer)?;
    client.flush()
}

/// The head, and as much of a body as it says.
fn is_whole(request: &[u8]) -> bool {
    let Some(head) = request.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let text = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
    request.len() >= head + 4 + length
}
