//! `zaakpoort import autorisaties`: what would change, then the change, applicatie by applicatie.

use std::collections::BTreeSet;
use std::path::Path;

use http::{Method, StatusCode};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::source::Source;
use crate::admin::{self, Output, Session};
use crate::cli::ImportAutorisatiesArgs;
use crate::consent;
use crate::failure::Failure;
use crate::said::{self, say};

/// An applicatie there, and what became of it here.
struct Taken {
    applicatie: Value,
    outcome: Outcome,
}

enum Outcome {
    /// The issuer's own answer.
    Said(Value),
    /// It cannot be taken over: where, and why.
    Refused(String),
}

impl Taken {
    fn is(&self, word: &str) -> bool {
        matches!(&self.outcome, Outcome::Said(said) if said["outcome"] == word)
    }

    fn is_refused(&self) -> bool {
        matches!(self.outcome, Outcome::Refused(_))
    }

    fn changes_something(&self) -> bool {
        self.is("created") || self.is("updated")
    }
}

pub(super) async fn run(
    config: Option<&Path>,
    args: ImportAutorisatiesArgs,
) -> Result<(), Failure> {
    let source = Source::of(&args.source)?;
    let session = Session::open(&args.admin, config).await?;
    let there = read(&source).await?;
    let planned = planned(&session, there).await?;
    if session.output == Output::People {
        planned.iter().filter_map(line).try_for_each(say)?;
        say(format!(
            "{} at {}: {}.",
            planned.len(),
            args.source.from,
            tally(&planned, "would be")
        ))?;
    }
    let to_do = planned.iter().filter(|one| one.changes_something()).count();
    let (changing, others): (Vec<Taken>, Vec<Taken>) =
        planned.into_iter().partition(Taken::changes_something);
    let done = if to_do == 0 {
        Vec::new()
    } else {
        consent::demand(&format!("{to_do} applicaties change here."), &args.yes)?;
        let changing = changing.into_iter().map(|one| one.applicatie).collect();
        each(&session, changing, Mode::Write).await?
    };
    let all: Vec<Taken> = done.into_iter().chain(others).collect();
    tell(&session, &all)?;
    match all.iter().filter(|one| one.is_refused()).count() {
        0 => Ok(()),
        refused => Err(Failure::Refused(format!(
            "{refused} of {} applicaties were not taken over; the reasons stand above",
            all.len()
        ))),
    }
}

/// What would become of each. What cannot be told apart here is taken over by nobody.
async fn planned(session: &Session, there: Vec<Value>) -> Result<Vec<Taken>, Failure> {
    let shared = given_twice(there.iter().flat_map(client_ids_of));
    let (clear, unclear): (Vec<Value>, Vec<Value>) =
        there.into_iter().partition(|one| client_ids_of(one).all(|id| !shared.contains(id)));
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
    let refused = |applicatie| Taken { applicatie, outcome: Outcome::Refused(SHARED.to_owned()) };
    planned.extend(unclear.into_iter().map(refused));
    Ok(planned)
}

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
    let bar = progress("reading");
    let there = source
        .applicaties(|read, count| {
            bar.set_length(count);
            bar.set_position(u64::try_from(read).unwrap_or_default());
        })
        .await;
    bar.finish_and_clear();
    there
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
    let bar = progress(word);
    bar.set_length(u64::try_from(applicaties.len()).unwrap_or_default());
    let mut taken = Vec::with_capacity(applicaties.len());
    for applicatie in applicaties {
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
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(taken)
}

/// Shown on a terminal alone.
fn progress(word: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
    let bar = ProgressBar::new(0).with_message(word);
    style.map_or(bar.clone(), |style| bar.with_style(style))
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

/// One that changes or cannot, as a line; what stays as it is has none.
fn line(one: &Taken) -> Option<String> {
    let ids = one.applicatie["clientIds"].as_array().into_iter().flatten();
    let ids: Vec<&str> = ids.filter_map(Value::as_str).collect();
    let name = format!("{} ({})", one.applicatie["label"].as_str().unwrap_or("?"), ids.join(", "));
    let line = match &one.outcome {
        Outcome::Refused(why) => format!("! {name}: {why}"),
        Outcome::Said(said) if one.is("created") => {
            format!("+ {name}: {} autorisaties", said["autorisaties_added"])
        }
        Outcome::Said(said) if one.is("updated") => format!("~ {name}: {}", changes(said)),
        Outcome::Said(_) => return None,
    };
    Some(said::printable(&line))
}

fn changes(said: &Value) -> String {
    let changes = said["changes"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let of = |change: &str| match change {
        "autorisaties" => format!(
            "autorisaties (+{} -{})",
            said["autorisaties_added"], said["autorisaties_removed"]
        ),
        "client_ids" => format!("client_ids{}", ended(said)),
        other => other.to_owned(),
    };
    changes.map(of).collect::<Vec<_>>().join(", ")
}

/// Who ends with it.
fn ended(said: &Value) -> String {
    let ended = said["clients_ended"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let ended: Vec<&str> = ended.collect();
    if ended.is_empty() {
        return String::new();
    }
    format!(" ({} ends here, its secrets revoked and its tokens refused)", ended.join(", "))
}

fn tally(all: &[Taken], verb: &str) -> String {
    let count = |word: &str| all.iter().filter(|one| one.is(word)).count();
    let refused = all.iter().filter(|one| one.is_refused()).count();
    format!(
        "{} {verb} created, {} {verb} changed, {} as they are, {refused} refused",
        count("created"),
        count("updated"),
        count("unchanged")
    )
}

/// What was done, in the end.
fn tell(session: &Session, all: &[Taken]) -> Result<(), Failure> {
    let of = |one: &Taken| {
        let (outcome, reason) = match &one.outcome {
            Outcome::Said(said) => (said["outcome"].clone(), Value::Null),
            Outcome::Refused(why) => (json!("refused"), json!(why)),
        };
        json!({
            "client_ids": one.applicatie["clientIds"], "label": one.applicatie["label"],
            "outcome": outcome, "reason": reason,
        })
    };
    let answer = json!({ "results": all.iter().map(of).collect::<Vec<_>>() });
    session.print(&answer, |_| {
        if all.iter().any(Taken::changes_something) {
            format!("Done: {}.", tally(all, "were"))
        } else {
            "Nothing to do.".to_owned()
        }
    })
}
