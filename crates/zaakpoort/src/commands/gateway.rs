//! `zaakpoort gateway`: the gateway alone, and what its upstreams must know.

use std::path::Path;
use std::sync::Mutex;

use autorisaties::ClientId;
#[cfg(feature = "issuer")]
use edge::config::SecretSource;
use edge::operations::Packs;
use edge::part::Part;
use edge::stop::StopSignal;
use gateway::config::{Applicaties, CredentialConfig, KeptConfig, UpstreamConfig};
use gateway::{GatewayConfig, Running, UpstreamKey, upstream_secret};
use secrecy::{ExposeSecret as _, SecretString};

use crate::cli::UpstreamSecretArgs;
use crate::commands::reload::Reloading;
use crate::failure::Failure;
use crate::key_files::WhenLost;
use crate::said::{remark, say};
use crate::settings::{Needs, Settings, in_use};
use crate::{key_files, serving, table};

pub(crate) async fn run(config: Option<&Path>, stop: &StopSignal) -> Result<(), Failure> {
    let file = in_use(config);
    let settings = Settings::load(file.as_deref(), Needs::Gateway)?;
    settings.start_telemetry()?;
    let hangups = serving::prepare(stop)?;
    let part = serving::begin(&settings, stop)?;
    let running = start(settings.gateway()?, settings.packs()?, part)?;
    tracing::info!(address = %running.address(), "gateway listens");
    let reloading = Reloading {
        file,
        started: settings,
        in_force: Mutex::default(),
        reloader: running.reloader(),
        prepare: |_, _| Ok(()),
    };
    tokio::select! {
        ended = running.finished() => serving::ended(ended),
        never = reloading.run(hangups) => match never {},
    }
}

/// Starts a gateway. The key that its own state is sealed under is made if it is not there: it
/// opens nothing else, and without it the state is fetched anew.
pub(crate) fn start(config: &GatewayConfig, packs: Packs, part: Part) -> Result<Running, Failure> {
    if let KeptConfig::At { key, .. } = &config.state {
        key_files::make(key, "the key of the gateway's state", WhenLost::Harmless)?;
    }
    gateway::run(config, packs, part).map_err(|error| Failure::Start(error.to_string()))
}

/// Makes the upstream keys that are files and are not there. One that is in force and gone was lost:
/// upstreams would know nothing of another, so it is left for the reading to tell.
#[cfg(feature = "issuer")]
pub(crate) fn make_keys(
    config: &GatewayConfig,
    in_force: Option<&GatewayConfig>,
) -> Result<(), Failure> {
    let known: Vec<_> = in_force.into_iter().flat_map(keys_of).collect();
    let mut new = keys_of(config).filter(|key| !known.contains(key));
    new.try_for_each(|key| key_files::make(key, "an upstream key", WhenLost::Told))
}

#[cfg(feature = "issuer")]
fn keys_of(config: &GatewayConfig) -> impl Iterator<Item = &SecretSource> {
    config.upstreams.iter().filter_map(|upstream| match &upstream.credential {
        CredentialConfig::Zgw { key, .. } => Some(key),
        _ => None,
    })
}

/// `zaakpoort gateway upstream-secret CLIENT_ID`
pub(crate) fn print_upstream_secret(
    config: Option<&Path>,
    args: &UpstreamSecretArgs,
) -> Result<(), Failure> {
    let settings = Settings::load(config, Needs::Upstreams)?;
    let upstream = choose(settings.gateway()?, args.upstream.as_deref())?;
    let secret = secret_at(upstream, &args.client_id)?;
    remark(format_args!(
        "derived from the id alone, whether or not there is such a client: zaakpoort client show {}",
        table::printable(&args.client_id)
    ));
    remark(told(upstream.applicaties));
    say(format_args!("identifier  {}\nsecret      {}", args.client_id, secret.expose_secret()))
}

/// What the client needs there beside its secret.
const fn told(applicaties: Applicaties) -> &'static str {
    match applicaties {
        Applicaties::All => {
            "give it an applicatie with heeftAlleAutorisaties there: the gateway judges, and must be \
             the only way to it"
        }
        Applicaties::Manual => {
            "its applicatie there is kept by hand (applicaties = \"manual\"): what that lacks the \
             upstream refuses, whatever is allowed here"
        }
        Applicaties::Mirror => {
            "the issuer keeps its applicatie there (applicaties = \"mirror\"), but no API tells it this \
             secret: register both there as \"Client credentials\""
        }
    }
}

/// The secret that an upstream must know for a client.
pub(crate) fn secret_at(
    upstream: &UpstreamConfig,
    client_id: &str,
) -> Result<SecretString, Failure> {
    let client = ClientId::parse(client_id).map_err(|error| Failure::Input(error.to_string()))?;
    let CredentialConfig::Zgw { key, version } = &upstream.credential else {
        return Err(Failure::Input(format!(
            "upstream `{}` needs no secret per client: its credential is not of kind \"zgw\"",
            upstream.name
        )));
    };
    let key = key.read().map_err(|error| Failure::Input(error.to_string()))?;
    let key = UpstreamKey::new(key).map_err(|error| Failure::Input(error.to_string()))?;
    Ok(upstream_secret(&key, &upstream.name, *version, &client))
}

/// The upstream that was named, or the only one.
pub(crate) fn choose<'a>(
    config: &'a GatewayConfig,
    named: Option<&str>,
) -> Result<&'a UpstreamConfig, Failure> {
    let names: Vec<&str> = config.upstreams.iter().map(|one| one.name.as_str()).collect();
    let found = match (named, config.upstreams.as_slice()) {
        (Some(named), all) => all.iter().find(|one| one.name.as_str() == named),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    found.ok_or_else(|| {
        Failure::Input(format!("name one of the upstreams with --upstream: {}", names.join(", ")))
    })
}
