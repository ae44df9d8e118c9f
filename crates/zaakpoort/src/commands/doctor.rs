//! `zaakpoort doctor`: of everything that must be right on this machine whether it is, or what to do.

use std::path::Path;

use edge::clock::Clock;
use edge::finding::{Finding, Outcome};
#[cfg(feature = "issuer")]
use edge::tls::Trust;
use edge::watched;
use serde_json::{Value, json};

use crate::cli::DoctorArgs;
use crate::failure::Failure;
use crate::said::{counted, printable, say};
use crate::settings::{Needs, Settings, in_use};

pub(crate) async fn run(config: Option<&Path>, args: DoctorArgs) -> Result<(), Failure> {
    let settings = settings(config)?;
    let file =
        in_use(config).map_or_else(|| "the defaults".to_owned(), |file| file.display().to_string());
    let mut found = vec![Finding::well("configuration", format!("{file}: no faults"))];
    found.push(match settings.packs() {
        Ok(_) => Finding::well("operations", "the route packs are read"),
        Err(failure) => Finding::amiss("operations", failure.to_string(), ""),
    });
    let clock = Clock::system();
    #[cfg(feature = "issuer")]
    if let Ok(issuer) = settings.issuer() {
        found.extend(issuer::examine(issuer, &clock, trust(&settings, args.ca)).await);
    }
    #[cfg(feature = "gateway")]
    if let Ok(gateway) = settings.gateway() {
        found.extend(gateway::examine(gateway, &clock).await);
    }
    found.extend(watched(&settings).await);
    if args.json {
        say(json!({ "findings": found.iter().map(member).collect::<Vec<_>>() }))?;
    } else {
        found.iter().try_for_each(|one| say(line(one)))?;
    }
    match found.iter().filter(|one| one.is_amiss()).count() {
        0 => Ok(()),
        amiss => {
            Err(Failure::Start(format!("{} to be done", counted(amiss, "thing is", "things are"))))
        }
    }
}

/// Whether those who watch see what runs here.
async fn watched(settings: &Settings) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(listen) = settings.metrics {
        found.push(watched::metrics(listen).await);
    }
    if let Some(traces) = &settings.traces {
        found.push(watched::traces(traces).await);
    }
    found
}

/// What the file is for: a server that it describes in full, else `up`, which fills in the rest.
#[cfg(all(feature = "issuer", feature = "gateway"))]
fn settings(config: Option<&Path>) -> Result<Settings, Failure> {
    match [Needs::Issuer, Needs::Gateway].map(|needs| Settings::load(config, needs)) {
        [Ok(alone), Err(_)] | [Err(_), Ok(alone)] => Ok(alone),
        [Ok(_), Ok(_)] | [Err(_), Err(_)] => Settings::load(config, Needs::Both),
    }
}

#[cfg(all(feature = "issuer", not(feature = "gateway")))]
fn settings(config: Option<&Path>) -> Result<Settings, Failure> {
    Settings::load(config, Needs::Issuer)
}

#[cfg(not(feature = "issuer"))]
fn settings(config: Option<&Path>) -> Result<Settings, Failure> {
    Settings::load(config, Needs::Gateway)
}

/// Who may have signed what is shown under the issuer's name.
#[cfg(feature = "issuer")]
fn trust(settings: &Settings, named: Option<std::path::PathBuf>) -> Trust {
    #[cfg(feature = "gateway")]
    if let (None, Ok(gateway)) = (&named, settings.gateway()) {
        return gateway.issuer_verification.trust.clone();
    }
    named.map_or(Trust::System, Trust::Only)
}

fn line(finding: &Finding) -> String {
    let about = &finding.about;
    printable(&match &finding.outcome {
        Outcome::Well(said) => format!("ok     {about}: {said}"),
        Outcome::Open(said) => format!("--     {about}: {said}"),
        Outcome::Amiss { fault, advice } if advice.is_empty() => format!("AMISS  {about}: {fault}"),
        Outcome::Amiss { fault, advice } => format!("AMISS  {about}: {fault}\n       do: {advice}"),
    })
}

fn member(finding: &Finding) -> Value {
    let about = &finding.about;
    match &finding.outcome {
        Outcome::Well(said) => json!({ "about": about, "state": "ok", "said": said }),
        Outcome::Open(said) => json!({ "about": about, "state": "open", "said": said }),
        Outcome::Amiss { fault, advice } => {
            json!({ "about": about, "state": "amiss", "said": fault, "advice": advice })
        }
    }
}
