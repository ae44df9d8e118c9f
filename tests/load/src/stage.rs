//! Everything that runs: the upstream, the proxies before it, the issuer.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fault::{Fault, at};
use crate::process::{Process, free_address};
use crate::requests;

mod ac;
mod administrator;
mod browser;
mod database;
mod gateway;
mod haproxy;
mod issuer;
mod nginx;
mod oauth;
mod oidc_provider;

pub(crate) use ac::Ac;
pub(crate) use gateway::{Gateway, Role};
pub(crate) use issuer::Issuer;
pub(crate) use oauth::OAuth;
pub(crate) use oidc_provider::OidcProvider;

/// A server that listens, and ends when dropped.
pub(crate) struct Server {
    pub(crate) process: Process,
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }
}

/// Where things are kept while they run, and how zaakpoort is run.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) binary: PathBuf,
    pub(crate) under: Option<String>,
}

impl Place {
    /// A folder of its own within.
    pub(crate) fn room(&self, name: &str) -> Result<PathBuf, Fault> {
        let room = self.folder.join(name);
        std::fs::create_dir_all(room.join("keys")).map_err(at(&room))?;
        Ok(room)
    }

    /// Zaakpoort with these arguments.
    pub(crate) fn zaakpoort(&self, arguments: &[&str]) -> Command {
        let mut words = self.under.as_deref().unwrap_or_default().split_whitespace();
        let mut command = match words.next() {
            None => Command::new(&self.binary),
            Some(under) => {
                let mut command = Command::new(under);
                command.args(words).arg(&self.binary);
                command
            }
        };
        command.args(arguments);
        command
    }
}

/// The cheap server behind all proxies.
pub(crate) async fn upstream(place: &Place) -> Result<Server, Fault> {
    let address = free_address()?;
    let myself = std::env::current_exe().map_err(at(Path::new("load")))?;
    let mut command = Command::new(myself);
    command.args(["upstream", &address.to_string()]);
    let mut process = Process::start("upstream", command, &place.folder)?;
    process.answers(address, &requests::plain("/")).await?;
    Ok(Server { process, address })
}

/// nginx as a plain proxy, where it is installed.
pub(crate) async fn nginx(place: &Place, upstream: SocketAddr) -> Result<Option<Server>, Fault> {
    nginx::start(place, upstream).await
}

/// HAProxy that verifies tokens, where it is installed.
pub(crate) async fn haproxy(
    place: &Place,
    upstream: SocketAddr,
    signer: &crate::population::Signer,
) -> Result<Option<Server>, Fault> {
    haproxy::start(place, upstream, signer).await
}

/// A token whose signature does not fit must be refused, or the comparison would mean nothing.
async fn refuses_forgeries(server: &Server, token: &str) -> Result<(), Fault> {
    let signature = token.rfind('.').map_or(0, |dot| dot + 1);
    let other = if token[signature..].starts_with('A') { "B" } else { "A" };
    let forged = format!("{}{other}{}", &token[..signature], &token[signature + 1..]);
    let path = format!("/catalogi/api/v1/zaaktypen/{}", crate::population::uuid(1));
    let mut connection = crate::wire::Connection::open(server.address).await?;
    connection.expect(401, &requests::get(&path, &forged)).await?;
    Ok(())
}
