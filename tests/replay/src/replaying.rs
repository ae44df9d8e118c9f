//! A replay from its start to its report: seed, then pair after pair in the recorded order.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use edge::clock::Clock;

use crate::administrator::Administrator;
use crate::answer::Answer;
use crate::cli::Cli;
use crate::compare::disagreements;
use crate::counterparts::Counterparts;
use crate::fault::{Fault, at};
use crate::file;
use crate::gaps::Gaps;
use crate::issuer::{self, Issuer};
use crate::masked::Eyes;
use crate::pair::Pair;
use crate::report::{Replayed, Report};
use crate::request::Translator;
use crate::seed::Seed;
use crate::token::Keys;
use crate::wire;

/// The differences of this project.
const DIFFERENCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/differences.toml");
/// How long the keys are good for: longer than any replay.
const A_DAY: Duration = Duration::from_hours(24);

/// Does what the command line asks for.
pub(crate) fn run(cli: &Cli) -> Result<Report, Fault> {
    let (seed, pairs) = (file::seed(&cli.seed)?, file::pairs(&cli.pairs)?);
    let differences = cli.differences.as_deref().unwrap_or(Path::new(DIFFERENCES));
    let differences = file::differences(differences)?;
    let faults = differences.faults(&pairs);
    if cli.dry_run {
        return dry(&seed, &pairs, faults);
    }
    let chosen = |pair: &&Pair| cli.only.as_ref().is_none_or(|part| pair.name.contains(part));
    let pairs: Vec<&Pair> = pairs.iter().filter(chosen).collect();
    let binary = match &cli.zaakpoort {
        Some(binary) => binary.canonicalize().map_err(at(binary))?,
        None => issuer::built()?,
    };
    let issuer = Issuer::start(&binary)?;
    Ok(Report::of(&replay(&seed, &pairs, &issuer)?, &differences, faults))
}

/// Sends every pair in turn, and compares.
fn replay(seed: &Seed, pairs: &[&Pair], issuer: &Issuer) -> Result<Vec<Replayed>, Fault> {
    let clock = Clock::system();
    let expires_at = (clock.now() + A_DAY).to_rfc3339();
    let (mut known, stand_ins) = Administrator::login(issuer)?.plant(seed, &expires_at)?;
    let (translator, origin) = (translator(seed, issuer.address)?, issuer.origin());
    let gaps = Gaps::known().map_err(|error| Fault::Seed(format!("gaps.jsonl: {error}")))?;
    let mut replayed = Vec::new();
    for pair in pairs {
        if let Some(missed) = gaps.before(pair) {
            let request = translator.request(&missed, &known, clock.unix().as_secs())?;
            // What it did is seen by the pair itself.
            drop(wire::send(issuer.address, &request, &missed.method));
        }
        let request = translator.request(pair, &known, clock.unix().as_secs())?;
        let answer = wire::send(issuer.address, &request, &pair.method);
        if let Ok(answer) = &answer {
            learn(&mut known, pair, answer);
        }
        let eyes = Eyes { known: &known, stand_ins: &stand_ins, origin: &origin };
        let (answered, disagreements) = match answer {
            Ok(answer) => (answer.brief(), disagreements(pair, &answer, &eyes)),
            Err(error) => ("nothing".to_owned(), vec![format!("no answer: {error}")]),
        };
        replayed.push(Replayed { name: pair.name.clone(), answered, disagreements });
    }
    Ok(replayed)
}

fn translator(seed: &Seed, to: SocketAddr) -> Result<Translator<'_>, Fault> {
    let nobody = || Fault::Seed("has no client that may do everything".to_owned());
    let keys = Keys::new(seed.keys.clone(), seed.versatile().ok_or_else(nobody)?);
    Ok(Translator { base: &seed.base, keys, to })
}

/// What was made there and here by the same request stands for each other.
fn learn(known: &mut Counterparts, pair: &Pair, answer: &Answer) {
    let here = answer.json();
    if let (201, 201, Some(there), Some(here)) =
        (pair.status, answer.status, pair.response_body["url"].as_str(), here["url"].as_str())
    {
        known.learn(there, here);
    }
}

/// Makes all requests, and counts them.
fn dry(seed: &Seed, pairs: &[Pair], faults: Vec<String>) -> Result<Report, Fault> {
    let clock = Clock::system();
    let translator = translator(seed, ([127, 0, 0, 1], 80).into())?;
    let known = Counterparts::default();
    let mut bytes = 0;
    for pair in pairs {
        bytes += translator.request(pair, &known, clock.unix().as_secs())?.len();
    }
    let count = |is: fn(&Pair) -> bool| pairs.iter().filter(|pair| is(pair)).count();
    let (planted, _) = seed.planted();
    let figures = format!(
        "applicaties {} / pairs {} / with credentials {} / with a body {} / bytes {bytes}",
        planted.len(),
        pairs.len(),
        count(|pair| pair.auth.is_some()),
        count(|pair| matches!(pair.body.bytes(), Ok(Some(_)))),
    );
    let holds = faults.is_empty();
    Ok(Report { text: faults.into_iter().chain([figures]).collect::<Vec<_>>().join("\n"), holds })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_both_made_stands_for_each_other_and_nothing_else_does() {
        for (there, here, learnt) in [(201, 201, true), (200, 201, false), (201, 400, false)] {
            let pair: Pair = serde_json::from_value(json!({
                "name": "een", "method": "POST", "path": "/autorisaties", "query": "",
                "auth": null, "request_headers": {}, "request_body": null, "status": there,
                "response_headers": {}, "response_body": { "url": "http://oud.example/een" },
            }))
            .unwrap();
            let body = json!({ "url": "http://nieuw.example/uno" }).to_string().into_bytes();
            let mut known = Counterparts::default();
            learn(&mut known, &pair, &Answer { status: here, headers: Vec::new(), body });
            assert_eq!(known.of("een"), learnt.then_some("uno"), "{there} {here}");
        }
    }
}
