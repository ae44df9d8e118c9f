//! `zaakpoort token`: fetches a token as a client would, and shows what it says.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::admin::{self, Fetched, Proof};
use crate::assertion;
use crate::cli::TokenArgs;
use crate::failure::Failure;
use crate::said::{printable, say};
use crate::table;

const SECRET_VARIABLE: &str = "ZAAKPOORT_CLIENT_SECRET";

pub(crate) async fn run(config: Option<&Path>, args: TokenArgs) -> Result<(), Failure> {
    // Only `token revoke` goes without, which has no need of it.
    let client_id = args.client_id.as_deref().unwrap_or_default();
    let issuer = admin::issuer(&args.issuer, config)?;
    let mut parameters = vec![("grant_type", "client_credentials")];
    parameters.extend(args.scope.as_deref().map(|scope| ("scope", scope)));
    parameters.extend(args.resource.as_deref().map(|resource| ("resource", resource)));
    let fetched = if let Some(file) = &args.key {
        let key = assertion::key(file, args.algorithm)?;
        let signed = assertion::made(client_id, &issuer.url, &key)?;
        let proof = (client_id, Proof::Assertion(&signed));
        admin::fetch_token(&issuer, proof, &parameters).await?
    } else {
        let secret = admin::secret(args.secret_file.as_deref(), SECRET_VARIABLE)?;
        let proof = (client_id, Proof::Secret(&secret));
        admin::fetch_token(&issuer, proof, &parameters).await?
    };
    let told = if args.raw {
        table::printable(fetched.access_token.expose_secret())
    } else {
        described(&fetched)
    };
    say(printable(&told))
}

fn described(fetched: &Fetched) -> String {
    let token = fetched.access_token.expose_secret();
    let part = |index: usize| -> Option<Value> {
        let part = token.split('.').nth(index)?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
    };
    let lives = fetched.answer.get("expires_in").and_then(Value::as_i64).unwrap_or_default();
    let says = match (part(0), part(1)) {
        (Some(header), Some(claims)) => format!("header {header:#}\nclaims {claims:#}"),
        _ => "opaque: it says nothing to who holds it; gateways and APIs ask the issuer what it stands for"
            .to_owned(),
    };
    format!("{}\n\n{says}\nvalid for {lives} seconds", table::printable(token))
}
