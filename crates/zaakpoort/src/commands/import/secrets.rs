//! `zaakpoort import secrets`: the secrets that clients sign with today become keys with an end.

use std::path::Path;

use http::{Method, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::credentials::{self, Credential};
#[cfg(feature = "gateway")]
use super::shared::Sharing;
use crate::admin::{self, Session};
use crate::cli::ImportSecretsArgs;
use crate::commands::progress::Progress;
use crate::consent;
use crate::failure::Failure;
use crate::said::counted;
use crate::table;

/// What became of a secret.
struct Taken {
    client_id: String,
    outcome: &'static str,
    reason: Option<String>,
    /// What is worth knowing of one that was taken over.
    note: Option<String>,
}

pub(super) async fn run(config: Option<&Path>, args: ImportSecretsArgs) -> Result<(), Failure> {
    let until = args.until.of_key("--until")?.to_string();
    let found = credentials::read(&args.from)?;
    let sharing = sharing(config, &args)?;
    let session = Session::open(&args.admin, config).await?;
    let with = sharing.as_ref().map(|sharing| {
        format!(" They stay what the gateways sign with at `{}`.", sharing.upstream())
    });
    let question = format!(
        "{} for ZGW JWTs until {until}.{}",
        counted(found.len(), "secret becomes a key", "secrets become keys"),
        with.unwrap_or_default()
    );
    consent::demand(&question, &args.yes)?;
    let all = take_all(&session, &found, &until, sharing.as_ref()).await?;
    tell(&session, &all)?;
    match all.iter().filter(|one| one.outcome == "refused").count() {
        0 => Ok(()),
        refused => Err(Failure::Refused(format!(
            "{refused} of {} {} not taken over; the reasons stand above",
            counted(all.len(), "secret", "secrets"),
            if refused == 1 { "was" } else { "were" },
        ))),
    }
}

#[cfg(feature = "gateway")]
fn sharing(config: Option<&Path>, args: &ImportSecretsArgs) -> Result<Option<Sharing>, Failure> {
    if args.no_upstream {
        return Ok(None);
    }
    Sharing::with(config, args.upstream.as_deref()).map(Some)
}

/// Without a gateway in this build there is no key to seal under.
#[cfg(not(feature = "gateway"))]
struct Sharing;

#[cfg(not(feature = "gateway"))]
impl Sharing {
    fn upstream(&self) -> &'static str {
        ""
    }

    fn sealed(&self, _: &str, _: &secrecy::SecretString) -> Result<Value, Failure> {
        Ok(Value::Null)
    }
}

#[cfg(not(feature = "gateway"))]
fn sharing(_: Option<&Path>, args: &ImportSecretsArgs) -> Result<Option<Sharing>, Failure> {
    if args.no_upstream {
        return Ok(None);
    }
    Err(Failure::Input("this build has no gateway: say --no-upstream".to_owned()))
}

async fn take_all(
    session: &Session,
    found: &[Credential],
    until: &str,
    sharing: Option<&Sharing>,
) -> Result<Vec<Taken>, Failure> {
    let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let mut progress = Progress::of("writing");
    let mut all = Vec::with_capacity(found.len());
    for (credential, done) in found.iter().zip(1..) {
        all.push(take(session, credential, until, sharing).await?);
        progress.at(done, count);
    }
    Ok(all)
}

async fn take(
    session: &Session,
    credential: &Credential,
    until: &str,
    sharing: Option<&Sharing>,
) -> Result<Taken, Failure> {
    let Credential { identifier, secret, .. } = credential;
    let of = |outcome, reason| Taken { client_id: identifier.clone(), outcome, reason, note: None };
    let mut body = json!({
        "client_id": identifier, "key": secret.expose_secret(), "expires_at": until,
        "label": "imported",
    });
    if let Some(sharing) = sharing {
        match sharing.sealed(identifier, secret) {
            Ok(sealed) => body["upstream_key"] = sealed,
            Err(error) => return Ok(of("refused", Some(error.to_string()))),
        }
    }
    let answer = session.answer(Method::POST, "/imports/secrets", Some(body)).await?;
    let said: Value = serde_json::from_slice(answer.body()).unwrap_or(Value::Null);
    match answer.status() {
        StatusCode::OK => {
            let note = said["note"].as_str().map(str::to_owned);
            Ok(Taken { note, ..of(outcome(&said), None) })
        }
        StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::CONFLICT => {
            Ok(of("refused", said["detail"].as_str().map(str::to_owned)))
        }
        status => Err(admin::refused(status, answer.body())),
    }
}

fn outcome(said: &Value) -> &'static str {
    let is = |what: &str| said[what] == true;
    match () {
        () if is("key_added") => "added",
        () if is("end_changed") => "changed",
        () if is("upstream_key_set") => "shared",
        () => "unchanged",
    }
}

fn tell(session: &Session, all: &[Taken]) -> Result<(), Failure> {
    let of = |one: &Taken| {
        json!({
            "client_id": one.client_id, "outcome": one.outcome, "reason": one.reason,
            "note": one.note,
        })
    };
    let answer = json!({ "results": all.iter().map(of).collect::<Vec<_>>() });
    session.print(&answer, |_| {
        let remarks = all.iter().filter_map(|one| match (&one.reason, &one.note) {
            (Some(reason), _) => Some(format!("! {}: {reason}", one.client_id)),
            (None, Some(note)) => Some(format!("! {}: taken over, but {note}", one.client_id)),
            (None, None) => None,
        });
        let remarks = remarks.map(|remark| table::printable(&remark));
        let count = |word: &str| all.iter().filter(|one| one.outcome == word).count();
        let tally = if count("unchanged") == all.len() {
            format!("Nothing to do: {} as they are.", all.len())
        } else {
            format!(
                "Done: {} added, {} given another end, {} shared with the upstream anew, {} as they \
                 are, {} refused.",
                counted(count("added"), "key", "keys"),
                count("changed"),
                count("shared"),
                count("unchanged"),
                count("refused")
            )
        };
        remarks.chain([tally]).collect::<Vec<_>>().join("\n")
    })
}
