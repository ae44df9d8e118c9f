//! HAProxy with `jwt_verify`: the same ES256 tokens, before the same upstream.

use std::net::SocketAddr;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use tokens::Jwk;

use super::{Place, Server, refuses_forgeries};
use crate::fault::{Fault, at};
use crate::population::{Signer, name};
use crate::process::{Process, free_address, installed};
use crate::requests;

/// What stands before the point of a P-256 key in its `SubjectPublicKeyInfo` (RFC 5480 2).
const P256: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];

pub(super) async fn start(
    place: &Place,
    upstream: SocketAddr,
    signer: &Signer,
) -> Result<Option<Server>, Fault> {
    let Some(haproxy) = installed("haproxy") else { return Ok(None) };
    let (room, address) = (place.room("haproxy")?, free_address()?);
    let key = room.join("issuer.pem");
    let pem = pem(&signer.key.verification_key().to_jwk());
    std::fs::write(&key, pem.ok_or(Fault::Answer("the key has no point"))?).map_err(at(&key))?;
    let file = room.join("haproxy.cfg");
    let text = configuration(address, upstream, &key.display().to_string());
    std::fs::write(&file, text).map_err(at(&file))?;
    let mut command = Command::new(haproxy);
    command.arg("-db").arg("-f").arg(&file);
    let mut process = Process::start("haproxy", command, &room)?;
    let token = signer.token(&name(0))?;
    process.answers(address, &requests::get("/", &token)).await?;
    let server = Server { process, address };
    refuses_forgeries(&server, &token).await?;
    Ok(Some(server))
}

/// The least that is safe: one algorithm, the signature, the end.
fn configuration(address: SocketAddr, upstream: SocketAddr, key: &str) -> String {
    format!(
        "global
    nbthread 2
    maxconn 4096
defaults
    mode http
    http-reuse always
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend zaken
    bind {address}
    http-request set-var(txn.bearer) http_auth_bearer
    http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')
    http-request set-var(txn.exp) var(txn.bearer),jwt_payload_query('$.exp','int')
    http-request set-var(txn.now) date()
    http-request deny deny_status 401 unless {{ var(txn.alg) -m str ES256 }}
    http-request deny deny_status 401 unless {{ var(txn.bearer),jwt_verify(txn.alg,\"{key}\") 1 }}
    http-request deny deny_status 401 if {{ var(txn.exp),sub(txn.now) -m int lt 0 }}
    default_backend upstream
backend upstream
    server upstream {upstream}
"
    )
}

fn pem(jwk: &Jwk) -> Option<String> {
    let coordinate = |text: &Option<String>| URL_SAFE_NO_PAD.decode(text.as_deref()?).ok();
    let der = [P256, &coordinate(&jwk.x)?, &coordinate(&jwk.y)?].concat();
    let lines = STANDARD.encode(der);
    let lines: String = lines
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8_lossy(line).into_owned() + "\n")
        .collect();
    Some(format!("-----BEGIN PUBLIC KEY-----\n{lines}-----END PUBLIC KEY-----\n"))
}
