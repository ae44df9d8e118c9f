//! `zaakpoort import autorisaties`: what would change, then the change, applicatie by applicatie.

use std::collections::BTreeSet;
use std::path::Path;

use http::{Method, StatusCode};
use serde_json::Value;

use super::source::Source;
use crate::admin::{self, Session};
use crate::cli::ImportAutorisatiesArgs;
use crate::commands::progress::Progress;
use crate::consent;
use crate::failure::Failure;
use crate::said::{self, counted};

mod repeats;
mod taken;

use repeats::{Once, once};
use taken::{Outcome, Taken, preview, question, tell};

pub(super) async fn run(
    config: Option<&Path>,
    args: ImportAutorisatiesArgs,
) -> Result<(), Failure> {
    let source = Source::of(&args.source)?;
    let session = Session::open(&args.admin, config).await?;
    let there = once(read(&source).await?);
    if there.repeats > 0 {
        said::remark(format!(
            "{} of the applicaties there came twice, for the list changed while it was read: others \
             may have been missed; run this again afterwards",
            there.repeats
        ));
    }
    let planned = planned(&session, there).await?;
    preview(&session, &planned, source.root())?;
    let question = question(&planned);
    let (changing, others): (Vec<Taken>, Vec<Taken>) =
        planned.into_iter().partition(Taken::changes_something);
    let done = if changing.is_empty() {
        Vec::new()
    } else {
        consent::demand(&question, &args.yes)?;
        let changing = changing.into_iter().map(|one| one.applicatie).collect();
        each(&session, changing, Mode::Write).await?
    };
    let all: Vec<Taken> = done.into_iter().chain(others).collect();
    tell(&session, &all)?;
    match all.iter().filter(|one| one.is_refused()).count() {
        0 => Ok(()),
        refused => Err(Failure::Refused(format!(
            "{refused} of {} {} not taken over; the reasons stand above",
            counted(all.len(), "applicatie", "applicaties"),
            if refused == 1 { "was" } else { "were" },
        ))),
    }
}

/// What would become of each. What cannot be told apart here is taken over by nobody.
async fn planned(session: &Session, there: Once) -> Result<Vec<Taken>, Failure> {
    let Once { same, changed, .. } = there;
    let shared = given_twice(same.iter().chain(&changed).flat_map(client_ids_of));
    let (clear, unclear): (Vec<Value>, Vec<Value>) =
        same.into_iter().partition(|one| client_ids_of(one).all(|id| !shared.contains(id)));
    let mut planned = each(session, clear, Mode::DryRun).await?;
    let leads_to = |one: &Taken| match &one.outcome {
        Outcome::Said(said) => said["applicatie"].as_str().map(str::to_owned),
        Outcome::Refused(_) => None,
    };
    let goals: Vec<String> = planned.iter().filter_map(leads_to).collect();
    let crowded = given_twice(goals.iter().map(String::as_str));
    for one in &mut planned {
        if leads_to(one).is_some_and(|goal| crowded.contains(&goal)) {
            one.outcome = Outcome::Refused(MERGES.to_owned());
        }
    }
    let refused = |why: &'static str| {
        move |applicatie| Taken { applicatie, outcome: Outcome::Refused(why.to_owned()) }
    };
    planned.extend(unclear.into_iter().map(refused(SHARED)));
    planned.extend(changed.into_iter().map(refused(CHANGED)));
    Ok(planned)
}

const CHANGED: &str = "it changed there while the list was read; run this again";
const SHARED: &str = "one of its client ids stands in another applicatie there too; a client id names \
                      one applicatie (ac-001): make it one there first";
const MERGES: &str = "another applicatie there has client ids of the same applicatie here; make it one \
                      there, or two here, first";

/// What stands there more than once.
fn given_twice<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    texts.filter(|text| !seen.insert(*text)).map(str::to_owned).collect()
}

/// Each client id of an applicatie once.
fn client_ids_of(applicatie: &Value) -> impl Iterator<Item = &str> {
    let ids = applicatie["clientIds"].as_array().into_iter().flatten().filter_map(Value::as_str);
    ids.collect::<BTreeSet<&str>>().into_iter()
}

async fn read(source: &Source) -> Result<Vec<Value>, Failure> {
    let mut progress = Progress::of("reading");
    let heard = |read, all| progress.at(u64::try_from(read).unwrap_or(u64::MAX), all);
    source.applicaties(heard).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    DryRun,
    Write,
}

/// One call, and one commit, for each.
async fn each(
    session: &Session,
    applicaties: Vec<Value>,
    mode: Mode,
) -> Result<Vec<Taken>, Failure> {
    let (word, path) = match mode {
        Mode::DryRun => ("comparing", "/imports/applicaties?dry_run=true"),
        Mode::Write => ("writing", "/imports/applicaties"),
    };
    let all = u64::try_from(applicaties.len()).unwrap_or(u64::MAX);
    let mut progress = Progress::of(word);
    let mut taken = Vec::with_capacity(applicaties.len());
    for (applicatie, done) in applicaties.into_iter().zip(1..) {
        let answer = session.answer(Method::POST, path, Some(applicatie.clone())).await?;
        let body: Value = serde_json::from_slice(answer.body()).unwrap_or(Value::Null);
        let outcome = match answer.status() {
            StatusCode::OK => Outcome::Said(body),
            StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE => {
                Outcome::Refused(reasons(&body))
            }
            status => return Err(admin::refused(status, answer.body())),
        };
        taken.push(Taken { applicatie, outcome });
        progress.at(done, all);
    }
    Ok(taken)
}

/// Where each fault is, and what to do.
fn reasons(body: &Value) -> String {
    let params = body["invalidParams"].as_array().into_iter().flatten();
    let of = |param: &Value| {
        let text = |name: &str| param[name].as_str().unwrap_or_default().to_owned();
        format!("{}: {}", text("name"), text("reason"))
    };
    let reasons: Vec<String> = params.map(of).collect();
    if reasons.is_empty() {
        body["detail"].as_str().unwrap_or("refused").to_owned()
    } else {
        reasons.join("; ")
    }
}
