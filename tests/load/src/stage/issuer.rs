//! An issuer on SQLite, as its own process, with clients that were registered through its admin API.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::administrator::Administrator;
use super::{Place, Server};
use crate::fault::{Fault, at};
use crate::population::ZAKEN;
use crate::process::{Process, free_address};
use crate::requests;

/// An issuer with clients; started as often as is asked.
pub(crate) struct Issuer {
    place: Place,
    room: PathBuf,
    address: SocketAddr,
    /// One token request of each client.
    pub(crate) requests: Vec<Vec<u8>>,
}

impl Issuer {
    /// Makes the database, and registers so many clients.
    pub(crate) async fn found(place: &Place, clients: usize) -> Result<Self, Fault> {
        let (room, address) = (place.room("issuer")?, free_address()?);
        let file = room.join("zaakpoort.toml");
        std::fs::write(&file, configuration(address)).map_err(at(&file))?;
        let (server, _) = launch(place, &room, address).await?;
        let requests = Administrator::login(&server).await?.register(clients).await?;
        Ok(Self { place: place.clone(), room, address, requests })
    }

    /// Starts it on its database; how long it took to the first answer.
    pub(crate) async fn start(&self) -> Result<(Server, Duration), Fault> {
        launch(&self.place, &self.room, self.address).await
    }
}

pub(super) async fn launch(
    place: &Place,
    room: &Path,
    address: SocketAddr,
) -> Result<(Server, Duration), Fault> {
    let begun = Instant::now();
    let mut process = Process::start("issuer", place.zaakpoort(&["issuer"]), room)?;
    process.answers(address, &requests::plain("/health/ready")).await?;
    Ok((Server { process, address }, begun.elapsed()))
}

fn configuration(address: SocketAddr) -> String {
    format!(
        r#"[issuer]
listen = "{address}"
public_url = "http://{address}"
sealing_key = {{ file = "keys/sealing.key" }}
default_audience = "{ZAKEN}"
hash_workers = 2
hash_queue = 200
"#
    )
}
