//! `zaakpoort token revoke`: tokens that are refused before their end. What they are never stands on the
//! command line.

use std::io::{self, BufRead as _};
use std::path::Path;

use edge::config::SecretSource;
use http::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::member;
use crate::admin::{Session, segment};
use crate::cli::{RevokeArgs, RevokeWhich};
use crate::failure::Failure;

pub(crate) async fn run(config: Option<&Path>, args: &RevokeArgs) -> Result<(), Failure> {
    // Before the administrator is: what cannot be read is no reason to log in.
    let token = token(&args.which)?;
    let session = Session::open(&args.admin, config).await?;
    let (path, body) = match (&args.which, token) {
        (_, Some(token)) => some(json!({ "token": token.expose_secret() })),
        (RevokeWhich { jti: Some(jti), .. }, None) => some(json!({ "jti": jti })),
        (RevokeWhich { user: Some(user), .. }, None) => {
            let user =
                session.call(Method::GET, &format!("/users/{}", segment(user)), None).await?;
            some(json!({ "user": user["id"] }))
        }
        (which, None) => {
            let client = which.client.as_deref().unwrap_or_default();
            (format!("/clients/{}/tokens/revoke", segment(client)), None)
        }
    };
    let revoked = session.call(Method::POST, &path, body).await?;
    session.print(&revoked, told)
}

fn some(body: Value) -> (String, Option<Value>) {
    ("/tokens/revoke".to_owned(), Some(body))
}

fn told(revoked: &Value) -> String {
    let which = match revoked["revoked"].as_str() {
        Some(_) => format!("tokens of {}", member(revoked, "revoked")),
        None => format!("every token that client {} has", member(revoked, "client_id")),
    };
    format!("revoked: {which}; refused at every connected gateway within a second")
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
