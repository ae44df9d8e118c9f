//! `zaakpoort registration-token …`: what applications register themselves with.

use std::path::Path;

use http::Method;
use serde_json::json;

use super::client_settings::{said, word};
use super::shown_once::{self, Thing};
use super::{member, print_list};
use crate::admin::{Session, segment};
use crate::cli::{RegistrationTokenCommand, YesArgs};
use crate::consent;
use crate::failure::Failure;
use crate::table::Column;

const TOKEN: Thing = Thing {
    member: "token",
    file: "token_file",
    name: "registration token",
    of: "applicatie",
    revoked_by: |made| format!("zaakpoort registration-token revoke {}", member(made, "id")),
    even_the_last: "",
};

const COLUMNS: &[Column] = &[
    ("id", "id"),
    ("label", "label"),
    ("applicatie", "applicatie"),
    ("state", "state"),
    ("used", "used"),
    ("of", "uses"),
    ("expires", "expires_at"),
];

pub(crate) async fn run(
    config: Option<&Path>,
    command: RegistrationTokenCommand,
) -> Result<(), Failure> {
    use RegistrationTokenCommand as C;
    match command {
        C::Create { applicatie, label, uses, expires, scopes, profile, to, admin } => {
            let session = Session::open(&admin, config).await?;
            let body = said([
                ("applicatie", json!(applicatie)),
                ("label", json!(label)),
                ("uses", json!(uses)),
                ("expires_at", json!(expires.map(|end| end.to_string()))),
                ("scopes", json!(scopes)),
                ("profile", word(profile.as_ref())),
            ]);
            let made = ("/registration-tokens", body.into());
            shown_once::make(&session, made, to.as_deref(), TOKEN).await
        }
        C::List { applicatie, limit, admin } => {
            let session = Session::open(&admin, config).await?;
            let query: Vec<(&str, String)> =
                applicatie.into_iter().map(|id| ("applicatie", id)).collect();
            let found = session.list("/registration-tokens", &query, limit).await?;
            print_list(&session, &found, COLUMNS, "there is no registration token")
        }
        C::Revoke { id, yes, admin } => {
            revoke(&Session::open(&admin, config).await?, &id, &yes).await
        }
    }
}

async fn revoke(session: &Session, id: &str, yes: &YesArgs) -> Result<(), Failure> {
    consent::demand(&format!("Nothing registers with registration token {id} any more."), yes)?;
    let path = format!("/registration-tokens/{}", segment(id));
    let revoked = session.call(Method::DELETE, &path, None).await?;
    session.print(&revoked, |_| format!("registration token {id} is revoked; its clients stay"))
}
