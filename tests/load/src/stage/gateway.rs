//! A gateway behind a feed that is played, as its own process.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{Place, Server, refuses_forgeries};
use crate::fault::{Fault, at};
use crate::played_issuer::{self, PlayedIssuer};
use crate::population::{Population, Signer, ZAKEN, name};
use crate::process::{Process, free_address};
use crate::requests;

/// A gateway, and who signs the tokens that it takes.
pub(crate) struct Gateway {
    pub(crate) server: Server,
    pub(crate) signer: Signer,
    pub(crate) population: Population,
    /// From its start to the first request that it could judge.
    pub(crate) start: Duration,
    _issuer: PlayedIssuer,
}

/// What a gateway is there for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Role {
    name: &'static str,
    population: Population,
    /// Where its decisions go.
    decisions: &'static str,
}

impl Role {
    /// It keeps its decisions on record, as gateways do, where they take no room.
    pub(crate) const fn recorded(name: &'static str, population: Population) -> Self {
        Self { name, population, decisions: "/dev/null" }
    }

    /// It keeps none.
    pub(crate) const fn unrecorded(name: &'static str, population: Population) -> Self {
        Self { name, population, decisions: "off" }
    }
}

impl Gateway {
    /// Starts one before an upstream, and waits until it judges.
    pub(crate) async fn start(
        role: Role,
        place: &Place,
        upstream: SocketAddr,
    ) -> Result<Self, Fault> {
        let (listener, issuer) = played_issuer::listener().await?;
        let signer = Signer::new(issuer.clone())?;
        let Role { name, population, decisions } = role;
        let played = PlayedIssuer::serve(listener, population.things(&signer.key))?;
        let (room, address) = (place.room(name)?, free_address()?);
        write_secret(&room.join("keys/gateway.secret"), "zp_the-gateways-own-secret")?;
        write_secret(&room.join("keys/upstream.key"), &"k".repeat(64))?;
        let file = room.join("zaakpoort.toml");
        std::fs::write(&file, configuration((address, upstream), &issuer, decisions))
            .map_err(at(&file))?;
        let (server, start) = launch(place, &room, address).await?;
        refuses_forgeries(&server, &signer.token(&self::name(0))?).await?;
        Ok(Self { server, signer, population, start, _issuer: played })
    }
}

async fn launch(
    place: &Place,
    room: &Path,
    address: SocketAddr,
) -> Result<(Server, Duration), Fault> {
    let begun = Instant::now();
    let mut process = Process::start("gateway", place.zaakpoort(&["gateway"]), room)?;
    process.answers(address, &requests::plain("/health/ready")).await?;
    Ok((Server { process, address }, begun.elapsed()))
}

fn configuration(
    (address, upstream): (SocketAddr, SocketAddr),
    issuer: &str,
    decisions: &str,
) -> String {
    format!(
        r#"[gateway.decisions]
to = "{decisions}"
[gateway]
listen = "{address}"
issuer = "{issuer}"
client_id = "gateway"
credential = {{ file = "keys/gateway.secret" }}
[[gateway.upstream]]
name = "zaken"
public_url = "{ZAKEN}"
address = "http://{upstream}"
credential = {{ kind = "zgw", key = {{ file = "keys/upstream.key" }}, version = 1 }}
apis = [
    {{ component = "zrc", path = "/zaken/api/v1" }},
    {{ component = "ztc", path = "/catalogi/api/v1" }},
    {{ component = "drc", path = "/documenten/api/v1" }},
]
"#
    )
}

/// Writes a file that only its owner may read.
fn write_secret(path: &Path, text: &str) -> Result<(), Fault> {
    std::fs::write(path, text).map_err(at(path))?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(at(path))
}
