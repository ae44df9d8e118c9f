//! `zaakpoort grant …`: what people let clients do while they are away, and its end.

use std::path::Path;

use http::Method;

use super::print_list;
use crate::admin::{Session, segment};
use crate::cli::{GrantCommand, YesArgs};
use crate::consent;
use crate::failure::Failure;
use crate::table::Column;

const COLUMNS: &[Column] = &[
    ("id", "id"),
    ("client", "client_id"),
    ("user", "username"),
    ("scopes", "scopes"),
    ("given", "created_at"),
    ("ends", "ends_at"),
];

pub(crate) async fn run(config: Option<&Path>, command: GrantCommand) -> Result<(), Failure> {
    match command {
        GrantCommand::List { client, user, limit, admin } => {
            let query = [("client", client), ("user", user)];
            let query = query.into_iter().filter_map(|(name, value)| Some((name, value?)));
            let query: Vec<(&str, String)> = query.collect();
            let session = Session::open(&admin, config).await?;
            let found = session.list("/grants", &query, limit).await?;
            print_list(&session, &found, COLUMNS, "no grant can be refreshed")
        }
        GrantCommand::Revoke { grant, yes, admin } => {
            revoke(&Session::open(&admin, config).await?, &grant, &yes).await
        }
    }
}

async fn revoke(session: &Session, grant: &str, yes: &YesArgs) -> Result<(), Failure> {
    consent::demand(&format!("Grant {grant} ends, with every token that came of it."), yes)?;
    let path = format!("/grants/{}", segment(grant));
    let revoked = session.call(Method::DELETE, &path, None).await?;
    session.print(&revoked, |_| format!("grant {grant} has ended; in force within a second"))
}
