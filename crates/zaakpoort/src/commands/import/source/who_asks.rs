//! Who asks another Autorisaties API, and where it is: what was said on the command line and must
//! not be repeated, for an address may hold a password, and a file a secret.

use std::fmt::Display;
use std::path::PathBuf;

use edge::config::SecretSource;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::cli::SourceArgs;
use crate::failure::Failure;

/// By what one is known there.
pub(super) enum Credential {
    Token(SecretString),
    Zgw { client_id: String, key: SecretString },
}

/// The root of the other API.
pub(super) fn root(args: &SourceArgs) -> Result<Url, Failure> {
    let refused = |why: &str| Failure::Input(format!("--from {why}, such as {EXAMPLE}"));
    let url = Url::parse(args.from.trim())
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let mut url = url.ok_or_else(|| refused("is no http or https address of an API"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused(
            "has a user or a password in it, which nobody there is asked for; give the address alone",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused(
            "has a query or a fragment (behind ? or #); give the root of the API alone",
        ));
    }
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/applicaties").unwrap_or(path).to_owned();
    url.set_path(&path);
    Ok(url)
}

const EXAMPLE: &str = "https://openzaak.gemeente.nl/autorisaties/api/v1";

/// Reads what was named.
pub(super) fn credential(args: &SourceArgs) -> Result<Credential, Failure> {
    if let Some(token) = Named::of("token", args.token_file.as_ref(), args.token_env.as_ref()) {
        return token.token().map(Credential::Token);
    }
    let key = Named::of("zgw-key", args.zgw_key_file.as_ref(), args.zgw_key_env.as_ref());
    match (key, &args.zgw_client_id) {
        (Some(key), Some(client_id)) => {
            Ok(Credential::Zgw { client_id: client_id.clone(), key: key.read()? })
        }
        _ => Err(Failure::Input(
            "who asks there? give --token-file, or --zgw-client-id with --zgw-key-file".to_owned(),
        )),
    }
}

/// Where a secret lies, and the option that said so.
struct Named {
    option: String,
    source: SecretSource,
}

impl Named {
    fn of(what: &str, file: Option<&PathBuf>, variable: Option<&String>) -> Option<Self> {
        let (option, source) = match (file, variable) {
            (Some(file), _) => {
                (format!("--{what}-file {}", file.display()), SecretSource::File(file.clone()))
            }
            (None, Some(name)) => (format!("--{what}-env {name}"), SecretSource::Env(name.clone())),
            (None, None) => return None,
        };
        Some(Self { option, source })
    }

    fn refused(&self, why: impl Display) -> Failure {
        Failure::Input(format!("{}: {why}", self.option))
    }

    fn read(&self) -> Result<SecretString, Failure> {
        let secret = self.source.read().map_err(|error| self.refused(error))?;
        if secret.expose_secret().contains(char::is_control) {
            return Err(self.refused(
                "there is a line break or another control character within the secret; nothing \
                 but the secret must stand there, on one line",
            ));
        }
        Ok(secret)
    }

    /// RFC 6750 2.1: what a token is made of goes into a header as it is.
    fn token(&self) -> Result<SecretString, Failure> {
        let token = self.read()?;
        if token.expose_secret().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(token);
        }
        Err(self.refused(
            "there is a space in it, or a letter that no token has; nothing but the token must \
             stand there",
        ))
    }
}
