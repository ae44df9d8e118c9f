//! The secrets that clients sign their ZGW JWTs with: read where the file says that they are, and known
//! again by the issuer, which alone can compare them.

use http::{Method, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::diff::{Line, Sign};
use super::file::{File, ZgwKey};
use super::merge::text;
use super::plan::{Does, Step, is_of_the_thing};
use super::state::State;
use crate::admin::{self, Session};
use crate::ending::Ending;
use crate::failure::Failure;
use crate::meant::Meant;

const PATH: &str = "/imports/secrets";
/// What a key is called that the file gives no label.
const LABEL: &str = "imported";

/// What each key of the file takes; nothing where it is there already.
pub(super) async fn steps(
    session: &Session,
    file: &File,
    state: &State,
) -> Result<Vec<Option<Step>>, Failure> {
    let mut steps = Vec::with_capacity(file.zgw_keys.len());
    for key in &file.zgw_keys {
        steps.push(step(session, (file, key), state).await?);
    }
    Ok(steps)
}

async fn step(
    session: &Session,
    (file, key): (&File, &ZgwKey),
    state: &State,
) -> Result<Option<Step>, Failure> {
    let at = |why: &dyn std::fmt::Display| {
        Failure::Config(vec![format!("{}:{}: `zgw_keys`: {why}", file.name, key.line)])
    };
    let until = Ending::parse(&key.until).map_err(|why| at(&why))?;
    let until = until.of_key("`until`").map_err(|why| at(&why))?.to_string();
    let secret = key.secret.read().map_err(|why| at(&why))?;
    let label = if key.label.is_empty() { LABEL } else { &key.label };
    let body = json!({
        "client_id": key.client, "key": secret.expose_secret(), "expires_at": until, "label": label,
    });
    let mut step = Step {
        does: Does::Make,
        name: format!("key for ZGW JWTs of client {}", key.client),
        line: Some(key.line),
        path: PATH.to_owned(),
        body: Some(body),
        meant: Meant::Always,
        differences: vec![Line { sign: Sign::Comes, text: format!("until: {until}") }],
        refused: None,
    };
    if !state.clients.contains(&key.client) {
        return Ok(Some(step));
    }
    let path = format!("{PATH}?dry_run=true");
    let answer = session.answer(Method::POST, &path, step.body.clone()).await?;
    let said: Value = serde_json::from_slice(answer.body()).unwrap_or(Value::Null);
    match answer.status() {
        StatusCode::OK if said["key_added"] == true => {}
        StatusCode::OK if said["end_changed"] == true => {
            step.does = Does::Change;
            step.differences[0].sign = Sign::Differs;
        }
        StatusCode::OK => return Ok(None),
        status if is_of_the_thing(status) => step.refused = Some(text(&said, "detail").to_owned()),
        status => return Err(admin::refused(status, answer.body())),
    }
    Ok(Some(step))
}
