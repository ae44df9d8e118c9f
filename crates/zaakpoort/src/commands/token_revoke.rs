//! `zaakpoort token revoke`: tokens that are refused before their end. What they are never stands on the
//! command line.

use std::io::{self, BufRead as _};
use std::path::Path;

use edge::config::SecretSource;
use http::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::client::at;
use super::member;
use crate::admin::{Session, segment};
use crate::beginning::Beginning;
use crate::cli::{RevokeArgs, RevokeWhich};
use crate::consent;
use crate::failure::Failure;

pub(crate) async fn run(config: Option<&Path>, args: &RevokeArgs) -> Result<(), Failure> {
    if args.which.all {
        consent::demand(&question(args.issued_before), &args.yes)?;
    }
    // Before the administrator is: what cannot be read is no reason to log in.
    let token = token(&args.which)?;
    let session = Session::open(&args.admin, config).await?;
    let body = match (&args.which, token) {
        (_, Some(token)) => json!({ "token": token.expose_secret() }),
        (RevokeWhich { jti: Some(jti), .. }, None) => json!({ "jti": jti }),
        (RevokeWhich { user: Some(user), .. }, None) => {
            let user =
                session.call(Method::GET, &format!("/users/{}", segment(user)), None).await?;
            json!({ "user": user["id"] })
        }
        (RevokeWhich { client: Some(client), .. }, None) => {
            return of_client(&session, client, args.issued_before).await;
        }
        (_, None) => json!({ "all": true }),
    };
    revoke(&session, body, args.issued_before).await
}

fn question(before: Option<Beginning>) -> String {
    let which = before.map(|moment| format!(" issued before {moment}")).unwrap_or_default();
    format!(
        "Every token{which} is refused, of every client: each fetches a new one, with a person where one \
         gave it theirs."
    )
}

/// Those of a client.
pub(super) async fn of_client(
    session: &Session,
    client: &str,
    before: Option<Beginning>,
) -> Result<(), Failure> {
    if before.is_some() {
        return revoke(session, json!({ "client_id": client }), before).await;
    }
    let path = format!("{}/tokens/revoke", at(client));
    let revoked = session.call(Method::POST, &path, None).await?;
    session.print(&revoked, told)
}

async fn revoke(
    session: &Session,
    mut body: Value,
    before: Option<Beginning>,
) -> Result<(), Failure> {
    if let Some(moment) = before {
        body["issued_before"] = moment.to_string().into();
    }
    let revoked = session.call(Method::POST, "/tokens/revoke", Some(body)).await?;
    session.print(&revoked, told)
}

/// What goes on is said too.
fn told(revoked: &Value) -> String {
    let which = match revoked["revoked"].as_str() {
        Some("every:token") => "every token".to_owned(),
        Some(_) => format!("tokens of {}", member(revoked, "revoked")),
        None => format!("every token that client {} has", member(revoked, "client_id")),
    };
    let (before, since) = match revoked["issued_before"].as_str() {
        None => (String::new(), ""),
        Some(_) => (
            format!(" issued before {}, with the grants of then", member(revoked, "issued_before")),
            "; what was given since goes on",
        ),
    };
    format!(
        "revoked: {which}{before}; refused at every connected gateway within a second{since}\n\
         Secrets, keys, API tokens and sessions of people go on"
    )
}

/// The token itself, if it is named by that.
fn token(which: &RevokeWhich) -> Result<Option<SecretString>, Failure> {
    if let Some(file) = &which.file {
        let read = SecretSource::File(file.clone()).read();
        return read.map(Some).map_err(|error| Failure::Input(error.to_string()));
    }
    if !which.stdin {
        return Ok(None);
    }
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    let line = SecretString::from(line);
    match (read, line.expose_secret().trim()) {
        (Ok(_), token) if !token.is_empty() => Ok(Some(token.into())),
        _ => Err(Failure::Input("no token came on stdin".to_owned())),
    }
}
