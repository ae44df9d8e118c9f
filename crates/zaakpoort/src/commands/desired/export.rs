//! `zaakpoort export`: what is there, as the file that `plan` and `apply` read. The same state gives the same
//! file, line by line.

use std::path::Path;

use secrecy::SecretString;
use serde_json::{Value, json};

use super::merge::{as_given, text as member};
use super::state::{self, APPLICATIES};
use super::{schema, written};
use crate::admin::Session;
use crate::commands::progress::Progress;
use crate::failure::Failure;
use crate::said;
use crate::secret_file::SecretFile;

const TOP: &str = "\
# What Zaakpoort has: APIs, applicaties, their autorisaties and their clients.
#
#   zaakpoort plan FILE    says what differs from this file (exit code 2 if anything does)
#   zaakpoort apply FILE   makes it as this file says; what is not in it stays, unless you say --prune
#
# Secrets do not stand here, nor do keys of ZGW JWTs: those that an apply is to give stand under `zgw_keys` of a
# client, as { secret: { file: NAME.key }, until: 2027-06-30 }. Neither do clients that registered themselves.
";

/// The whole file.
pub(super) async fn text(session: &Session) -> Result<String, Failure> {
    let mut text = format!("{TOP}version: 1\n");
    let mut apis = state::apis(session).await?;
    apis.sort_by_key(|api| member(api, "client_id").to_owned());
    apis.iter_mut().for_each(tidy);
    written::keys(&json!({ "apis": apis }), schema::FILE, 0, &mut text);
    let mut begun = false;
    let mut progress = Progress::of("reading");
    let mut read = 0;
    let take = |page: Vec<Value>| {
        for there in &page {
            if !begun {
                text.push_str("applicaties:\n");
                begun = true;
            }
            let mut one = String::new();
            written::keys(
                &json!({ "applicaties": [applicatie(there)] }),
                schema::FILE,
                0,
                &mut one,
            );
            text.push_str(one.strip_prefix("applicaties:\n").unwrap_or(&one));
        }
        read += u64::try_from(page.len()).unwrap_or(u64::MAX);
        progress.at(read, read);
        Ok(true)
    };
    session.pages(APPLICATIES, &[("limit", "250".to_owned())], take).await?;
    if !begun {
        text.push_str("applicaties: []\n");
    }
    Ok(text)
}

/// As one would write it: without what counts when nothing is said.
fn applicatie(there: &Value) -> Value {
    let mut one = there.clone();
    let ours = there["clients"].as_array().into_iter().flatten();
    let ours = ours.filter(|client| client["registered_itself"] != true);
    let clients: Vec<Value> = ours.map(client).collect();
    let has_clients = !clients.is_empty();
    one["clients"] = clients.into();
    if let Some(members) = one.as_object_mut() {
        // It is known by its client ids, in any installation.
        if has_clients {
            members.remove("id");
        }
        members.remove("etag");
    }
    tidy(&mut one);
    one
}

fn client(there: &Value) -> Value {
    let mut client = as_given(there);
    let keys = there["public_keys"].as_array().into_iter().flatten();
    client["public_keys"] = keys.map(|jwk| json!({ "jwk": jwk })).collect();
    tidy(&mut client);
    client
}

fn tidy(one: &mut Value) {
    if let Some(members) = one.as_object_mut() {
        members.retain(|_, value| match value {
            Value::Bool(answer) => *answer,
            Value::Null => false,
            Value::Array(these) => !these.is_empty(),
            Value::Object(members) => !members.is_empty(),
            _ => true,
        });
    }
}

/// Writes a new file that its owner alone can read.
pub(super) fn keep(path: &Path, text: &str) -> Result<(), Failure> {
    let place = SecretFile::reserve(path)?;
    let text = SecretString::from(text.trim_end().to_owned());
    let kept = place.keep(&text).map_err(|why| Failure::Input(why.to_string()))?;
    said::remark(format_args!("written: {}", kept.display()));
    Ok(())
}
