//! An issuer whose clients authenticate and ask in every way that is measured, on either database.

use std::path::Path;

use super::administrator::{Administrator, parsed, text};
use super::database::Kept;
use super::issuer::launch;
use super::{Place, Server};
use crate::case::Source;
use crate::fault::{Fault, at};
use crate::kind::{Database, Work};
use crate::population::ZAKEN;
use crate::process::free_address;
use crate::requests;
use crate::scale::Scale;
use crate::wire::Connection;

mod clients;
mod people;

use clients::Clients;
use people::People;

/// An issuer with all that its cases need.
pub(crate) struct OAuth {
    pub(crate) database: Database,
    pub(crate) server: Server,
    clients: Clients,
    people: People,
    /// Ends with it.
    _kept: Kept,
}

impl OAuth {
    /// Registers clients and people; none where the database is not installed.
    pub(crate) async fn found(
        place: &Place,
        database: Database,
        scale: &Scale,
    ) -> Result<Option<Self>, Fault> {
        let Some(kept) = Kept::on(database) else { return Ok(None) };
        eprintln!("registering clients and people, {}", database.name());
        let room = place.room(&format!("oauth-{}", kept.name))?;
        let address = free_address()?;
        configure(&room, &address.to_string(), &kept.url)?;
        let (server, _) = launch(place, &room, address).await?;
        let mut admin = Administrator::login(&server).await?;
        let clients = Clients::register(&mut admin, &server, scale.clients).await?;
        let people = People::register(&mut admin, &server, scale).await?;
        Ok(Some(Self { database, server, clients, people, _kept: kept }))
    }

    /// What is sent for a case.
    pub(crate) fn source(&self, work: Work) -> Source<'_> {
        let known = |requests: &'_ [Vec<u8>]| Source::Known(requests.to_vec().into());
        match work {
            Work::Assertion => Source::Asserted(&self.clients.asserters),
            Work::Refresh => Source::Chains(&self.people.chains),
            Work::Opaque => known(&self.clients.opaque),
            Work::UserinfoOfClient => known(&self.clients.userinfo),
            Work::UserinfoOfPerson => known(&self.people.userinfo),
            Work::IntrospectSigned => known(&self.clients.introspect_signed),
            Work::IntrospectOpaque => known(&self.clients.introspect_opaque),
        }
    }

    /// Token requests of clients that show their secret.
    pub(crate) fn token_requests(&self) -> &[Vec<u8>] {
        &self.clients.signed
    }

    /// The forms by which people sign in, one for each browser.
    pub(crate) fn logins(&self) -> &[Vec<u8>] {
        &self.people.logins
    }
}

/// What a token request is answered.
async fn token(connection: &mut Connection, request: &[u8]) -> Result<String, Fault> {
    text(&parsed(connection.expect(200, request).await?)?, "access_token")
}

/// Asks whom a token speaks for.
fn userinfo(token: &str) -> Vec<u8> {
    requests::get("/connect/userinfo", token)
}

fn configure(room: &Path, address: &str, url: &str) -> Result<(), Fault> {
    let file = room.join("zaakpoort.toml");
    let text = format!(
        r#"[issuer]
listen = "{address}"
public_url = "http://{address}"
sealing_key = {{ file = "keys/sealing.key" }}
default_audience = "{ZAKEN}"
database = "{url}"
access_token_lifetime = "12h"
hash_workers = 2
hash_queue = 200
"#
    );
    std::fs::write(&file, text).map_err(at(&file))
}
