//! node-oidc-provider: an issuer of other people that signs the same tokens, and keeps nothing.

use std::process::Command;

use super::{Place, Server};
use crate::fault::Fault;
use crate::population::name;
use crate::process::{Process, free_address, installed, target};
use crate::requests;

/// Its server, and one token request of each client.
pub(crate) struct OidcProvider {
    pub(crate) server: Server,
    pub(crate) requests: Vec<Vec<u8>>,
}

impl OidcProvider {
    /// Starts it with so many clients, where `tests/load/peers/install` has put it.
    pub(crate) async fn start(place: &Place, clients: usize) -> Result<Option<Self>, Fault> {
        let script = target().join("peers/oidc-provider.mjs");
        let Some(node) = installed("node").filter(|_| script.is_file()) else { return Ok(None) };
        let address = free_address()?;
        let mut command = Command::new(node);
        command.arg(script).args([address.port().to_string(), clients.to_string()]);
        command.env("NODE_ENV", "production");
        let mut process = Process::start("oidc-provider", command, &place.room("oidc-provider")?)?;
        let requests: Vec<_> = (0..clients).map(request).collect();
        process.answers(address, &request(0)).await?;
        Ok(Some(Self { server: Server { process, address }, requests }))
    }
}

/// As `oidc-provider.mjs` registers them.
fn request(client: usize) -> Vec<u8> {
    let secret = format!("{:0<48}", format!("geheim-{client}-"));
    let asked = "grant_type=client_credentials&scope=zaken.lezen";
    requests::asking((&name(client), &secret), asked)
}
