//! `zaakpoort client …`: gives client ids, ends them and brings them back.

use std::path::Path;

use clap::ValueEnum;
use http::Method;
use serde_json::{Value, json};

use super::{binding, client_settings, member, note, print_list, public_key, token_revoke};
use crate::admin::{Session, segment};
use crate::cli::{Authentication, ClientCommand, ClientCreateArgs, YesArgs};
use crate::consent;
use crate::failure::Failure;
use crate::table::Column;

const COLUMNS: &[Column] = &[
    ("client", "client_id"),
    ("role", "role"),
    ("applicatie", "applicatie"),
    ("created", "created_at"),
    ("deleted", "deleted_at"),
];
pub(super) const SHOWN: &[Column] = &[
    ("client", "client_id"),
    ("role", "role"),
    ("applicatie", "applicatie"),
    ("audiences", "audiences"),
    ("extra scopes", "extra_scopes"),
    ("token lifetime (s)", "access_token_lifetime"),
    ("tokens from number", "judged_before"),
    ("created", "created_at"),
    ("deleted", "deleted_at"),
];

pub(crate) async fn run(config: Option<&Path>, command: ClientCommand) -> Result<(), Failure> {
    use ClientCommand as Do;
    match command {
        Do::Create(args) => create(&Session::open(&args.admin, config).await?, &args).await,
        Do::List { applicatie, role, list, admin } => {
            let role = role.as_ref().map(name);
            let deleted = list.deleted.then(|| "true".to_owned());
            let query = [("applicatie", applicatie), ("role", role), ("deleted", deleted)];
            let query = query.into_iter().filter_map(|(name, value)| Some((name, value?)));
            let session = Session::open(&admin, config).await?;
            let query: Vec<(&str, String)> = query.collect();
            let found = session.list("/clients", &query, list.limit).await?;
            print_list(&session, &found, COLUMNS, "no client is like that")
        }
        Do::Show { client_id, admin } => {
            let session = Session::open(&admin, config).await?;
            let client = session.call(Method::GET, &at(&client_id), None).await?;
            session.print(&client, client_settings::shown)
        }
        Do::Change { client_id, unset, settings, admin } => {
            let session = Session::open(&admin, config).await?;
            client_settings::change(&session, &client_id, &settings, &unset).await
        }
        Do::Lint { client_id, profile, admin } => {
            let session = Session::open(&admin, config).await?;
            client_settings::lint(&session, &client_id, profile).await
        }
        Do::Bind { client_id, is, admin } => {
            binding::bind(&Session::open(&admin, config).await?, &client_id, &is).await
        }
        Do::Unbind { client_id, is, admin } => {
            binding::unbind(&Session::open(&admin, config).await?, &client_id, &is).await
        }
        Do::Bindings { client_id, admin } => {
            binding::list(&Session::open(&admin, config).await?, &client_id).await
        }
        Do::Delete { client_id, yes, admin } => {
            delete(&Session::open(&admin, config).await?, &client_id, &yes).await
        }
        Do::Restore { client_id, admin } => {
            restore(&Session::open(&admin, config).await?, &client_id).await
        }
        Do::RevokeTokens { client_id, issued_before, admin } => {
            let session = Session::open(&admin, config).await?;
            token_revoke::of_client(&session, &client_id, issued_before).await
        }
    }
}

async fn create(session: &Session, args: &ClientCreateArgs) -> Result<(), Failure> {
    let mut body = client_settings::settings(&args.settings);
    body.insert("client_id".to_owned(), json!(args.client_id));
    body.insert("applicatie".to_owned(), json!(args.applicatie));
    body.insert("system".to_owned(), json!(args.system.as_ref().map(name)));
    if !args.public_keys.is_empty() {
        let keys: Result<Vec<Value>, Failure> =
            args.public_keys.iter().map(|file| public_key::body(file)).collect();
        body.insert("public_keys".to_owned(), keys?.into());
    }
    let made = session.call(Method::POST, "/clients", Some(body.into())).await;
    let made = made.map_err(client_settings::reworded)?;
    session.print(&made, |made| {
        let id = member(made, "client_id");
        format!("client {id}{}{}", note(made), next_step(&id, args))
    })
}

/// What is still to be done before the client can fetch a token.
fn next_step(id: &str, args: &ClientCreateArgs) -> String {
    use Authentication as How;
    let has_keys = args.settings.jwks_uri.is_some() || !args.public_keys.is_empty();
    match args.settings.authentication.unwrap_or(How::ClientSecret) {
        How::ClientSecret => format!("\nGive it a secret: zaakpoort secret create {id}"),
        How::PrivateKeyJwt if has_keys => {
            format!("\nFetch a token as it will: zaakpoort token --client-id {id} --key FILE")
        }
        How::PrivateKeyJwt => {
            format!("\nGive it a public key: zaakpoort public-key add {id} FILE")
        }
        How::None => "\nIt proves nothing, and needs nothing: people let it have tokens".to_owned(),
    }
}

async fn delete(session: &Session, client_id: &str, yes: &YesArgs) -> Result<(), Failure> {
    let question = format!("Client {client_id} ends: its secrets are revoked, its tokens refused.");
    consent::demand(&question, yes)?;
    let deleted = session.call(Method::DELETE, &at(client_id), None).await?;
    session.print(&deleted, |_| {
        format!(
            "deleted; refused at every connected gateway within a second\n\
             Bring it back, without its secrets: zaakpoort client restore {client_id}"
        )
    })
}

async fn restore(session: &Session, client_id: &str) -> Result<(), Failure> {
    let path = format!("{}/restore", at(client_id));
    let restored = session.call(Method::POST, &path, None).await?;
    session.print(&restored, |_| {
        format!(
            "restored; its old secrets stay revoked\n\
             Give it a new one: zaakpoort secret create {client_id}"
        )
    })
}

/// The word on the command line is the API's own.
pub(super) fn name(value: &impl ValueEnum) -> String {
    let value = value.to_possible_value();
    value.map(|value| value.get_name().to_owned()).unwrap_or_default()
}

pub(super) fn at(client_id: &str) -> String {
    format!("/clients/{}", segment(client_id))
}
