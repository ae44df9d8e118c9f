//! `zaakpoort issuer`: the authorization server alone.

use std::convert::Infallible;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use edge::config::SecretSource;
use edge::hangup::Hangups;
use edge::operations::Packs;
use edge::part::Part;
use edge::stop::StopSignal;
use issuer::{Founded, Issuer, IssuerConfig};
use secrecy::ExposeSecret as _;

use crate::failure::Failure;
use crate::handover::Handover;
use crate::key_files::WhenLost;
use crate::said::hand_over;
use crate::settings::{Needs, Settings, in_use};
use crate::{key_files, serving};

pub(crate) async fn run(config: Option<&Path>, stop: &StopSignal) -> Result<(), Failure> {
    let file = in_use(config);
    let settings = Settings::load(file.as_deref(), Needs::Issuer)?;
    settings.start_telemetry()?;
    let packs = settings.packs()?;
    let hangups = serving::prepare(stop)?;
    let (part, gateway) = (serving::begin(&settings, stop)?, first_gateway(&settings));
    let config = settings.issuer()?.clone();
    let url = config.public_url.as_str().to_owned();
    let tell = |founded: &Founded, handover: &Handover| announce(founded, handover, &url);
    let opened = open(Opening { config, gateway, packs: &packs }, part, tell).await?;
    let listening = opened.serve().map_err(|error| Failure::Start(error.to_string()))?;
    tracing::info!(address = %listening.address, "issuer listens");
    tokio::select! {
        ended = listening.server => serving::ended(ended),
        never = Relogging { file, settings }.run(hangups) => match never {},
    }
}

/// What it takes to log otherwise while an issuer runs.
struct Relogging {
    file: Option<PathBuf>,
    /// What it was started with.
    settings: Settings,
}

impl Relogging {
    /// Takes over the filter of the log at every signal, and says what is not to be had by it.
    async fn run(self, mut hangups: Hangups) -> Infallible {
        let relogging = Arc::new(self);
        loop {
            hangups.next().await;
            let reading = Arc::clone(&relogging);
            // A disk that hangs holds nobody up.
            let read = tokio::task::spawn_blocking(move || reading.once()).await;
            match read.unwrap_or_else(|error| Err(Failure::Start(error.to_string()))) {
                Ok(filter) => tracing::info!(
                    filter,
                    "of its configuration an issuer reads the log's filter anew, and nothing else; certificates that \
                     were renewed in their places need no signal"
                ),
                Err(failure) => tracing::error!(
                    fault = %failure,
                    "the configuration is not taken over; what was in force stays"
                ),
            }
        }
    }

    /// Returns which lines are logged now.
    fn once(&self) -> Result<String, Failure> {
        let read = Settings::load(self.file.as_deref(), Needs::Issuer)?;
        let fixed = self.settings.fixed_that_differ_in(&read);
        if !fixed.is_empty() {
            return Err(Failure::Start(format!(
                "{}: read at the start only, and changed since; restart the issuer for it, or put it back",
                fixed.join(", ")
            )));
        }
        read.log.refilter()?;
        Ok(read.log.filter().to_owned())
    }
}

/// What an issuer is opened with.
pub(crate) struct Opening<'a> {
    pub(crate) config: IssuerConfig,
    /// Where the first gateway's credential is left, if that is known here.
    pub(crate) gateway: Option<SecretSource>,
    pub(crate) packs: &'a Packs,
}

/// Opens an issuer. On the first start its keys are made, and `announce` is told the secrets and
/// where the first gateway's was left.
pub(crate) async fn open(
    Opening { config, gateway, packs }: Opening<'_>,
    part: Part,
    announce: impl FnOnce(&Founded, &Handover) -> io::Result<()>,
) -> Result<Issuer, Failure> {
    refuse_a_lost_key(&config).await?;
    let handover = Handover::new(gateway, config.database.name());
    refuse_a_lost_database(&config, &handover)?;
    key_files::make(&config.sealing_key, "the sealing key", WhenLost::Fatal)?;
    if let Some(key) = &config.feed_key {
        key_files::make(key, "the key of the feed", WhenLost::Shared)?;
    }
    let tell = |founded: &Founded| {
        handover.leave(&founded.gateway)?;
        announce(founded, &handover)
    };
    // Boxed, for it holds all that an issuer is made of.
    let opened = Box::pin(Issuer::open(config, packs, part, tell)).await;
    let opened = opened.map_err(|error| Failure::Start(error.to_string()))?;
    handover.finish().map_err(|error| Failure::Start(error.to_string()))?;
    Ok(opened)
}

/// Where this installation's first gateway looks for its credential, if that is known here.
#[cfg(feature = "gateway")]
fn first_gateway(settings: &Settings) -> Option<SecretSource> {
    settings.gateway().ok().map(|gateway| gateway.credential.clone())
}

#[cfg(not(feature = "gateway"))]
fn first_gateway(_: &Settings) -> Option<SecretSource> {
    None
}

/// A new sealing key for an old database would open nothing in it.
async fn refuse_a_lost_key(config: &IssuerConfig) -> Result<(), Failure> {
    let SecretSource::File(key) = &config.sealing_key else { return Ok(()) };
    if key.exists() {
        return Ok(());
    }
    let founded = issuer::is_founded(&config.database).await;
    // Another issuer that starts for the first time may have made it meanwhile.
    if !founded.map_err(|error| Failure::Start(error.to_string()))? || key.exists() {
        return Ok(());
    }
    Err(Failure::Start(format!(
        "the sealing key {} is not there, but the database {} is, and opens with nothing else; put \
         the key file there, from your copy or from another issuer of that database",
        key.display(),
        config.database.name(),
    )))
}

/// A new database beside the credential of an old one would be nobody's.
fn refuse_a_lost_database(config: &IssuerConfig, handover: &Handover) -> Result<(), Failure> {
    // In this order: who founds makes the database first, and leaves the credential last.
    let left = handover.refuse_a_second();
    match config.database.file() {
        Some(file) if !file.exists() => left.map_err(|error| Failure::Start(error.to_string())),
        _ => Ok(()),
    }
}

/// Shows the administrator's secret once, and the first gateway's where no file took it.
pub(crate) fn announce(founded: &Founded, handover: &Handover, issuer: &str) -> io::Result<()> {
    hand_over(format_args!(
        "First start. The administrator is client `{}`, and this is its secret. It is shown once:\n\n    {}\n\n\
         Keep it in a file of mode 0600 and name that with --secret-file, as in\n\n    \
         zaakpoort applicatie create --label \"Mijn taakapplicatie\" --issuer {issuer} --secret-file FILE\n",
        issuer::ADMINISTRATOR,
        founded.administrator.expose_secret(),
    ))?;
    match handover.by_hand() {
        None => Ok(()),
        Some(destination) => hand_over(format_args!(
            "The first gateway is client `{}`, and this is its secret. It is shown once:\n\n    {}\n\n\
             {destination}\n",
            issuer::GATEWAY,
            founded.gateway.expose_secret(),
        )),
    }
}
