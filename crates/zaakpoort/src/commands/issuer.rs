//! `zaakpoort issuer`: the authorization server alone.

use std::io;
use std::path::Path;

use edge::clock::Clock;
use edge::config::SecretSource;
use edge::operations::Packs;
use edge::stop::StopSignal;
use issuer::{Founded, Issuer, IssuerConfig};
use secrecy::ExposeSecret as _;

use crate::failure::Failure;
use crate::settings::Settings;
use crate::{key_files, serving};

pub(crate) async fn run(config: Option<&Path>) -> Result<(), Failure> {
    let settings = Settings::load(config)?;
    settings.log.start()?;
    let packs = settings.packs()?;
    let stop = serving::stop_on_signals()?;
    let gateway = first_gateway(&settings);
    let url = settings.issuer.public_url.as_str().to_owned();
    let tell = move |founded: &Founded| announce(founded, gateway.as_ref(), &url);
    let opened = open(settings.issuer, &packs, &stop, Clock::system(), tell).await?;
    let listening = opened.serve().map_err(|error| Failure::Start(error.to_string()))?;
    tracing::info!(address = %listening.address, "issuer listens");
    serving::ended(listening.server.await)
}

/// Opens an issuer; on the first start its keys are made, and `announce` is told its secrets.
pub(crate) async fn open(
    config: IssuerConfig,
    packs: &Packs,
    stop: &StopSignal,
    clock: Clock,
    announce: impl FnOnce(&Founded) -> io::Result<()>,
) -> Result<Issuer, Failure> {
    refuse_a_lost_key(&config)?;
    key_files::make(&config.sealing_key, "the sealing key")?;
    Issuer::open(config, packs, clock, stop.clone(), announce)
        .await
        .map_err(|error| Failure::Start(error.to_string()))
}

/// Where this installation's first gateway looks for its credential.
#[cfg(feature = "gateway")]
#[expect(clippy::unnecessary_wraps, reason = "a build without gateway has none")]
fn first_gateway(settings: &Settings) -> Option<SecretSource> {
    Some(settings.gateway.credential.clone())
}

#[cfg(not(feature = "gateway"))]
fn first_gateway(_: &Settings) -> Option<SecretSource> {
    None
}

/// A new sealing key for an old database would open nothing in it.
fn refuse_a_lost_key(config: &IssuerConfig) -> Result<(), Failure> {
    let Some(database) = config.database.file() else { return Ok(()) };
    match &config.sealing_key {
        SecretSource::File(key) if !key.exists() && database.exists() => {
            Err(Failure::Start(format!(
                "the sealing key {} is gone, but the database {} is there and opens with nothing \
                 else; put the key file back from your copy",
                key.display(),
                database.display(),
            )))
        }
        _ => Ok(()),
    }
}

/// Leaves the gateway's credential where the gateway reads it.
pub(crate) fn leave_for_gateway(
    founded: &Founded,
    gateway: Option<&SecretSource>,
) -> io::Result<()> {
    match gateway {
        Some(SecretSource::File(path)) => key_files::write(path, &founded.gateway),
        Some(SecretSource::Env(_)) | None => Ok(()),
    }
}

/// Shows the administrator's secret once, and leaves the gateway's where the gateway reads it.
pub(crate) fn announce(
    founded: &Founded,
    gateway: Option<&SecretSource>,
    issuer: &str,
) -> io::Result<()> {
    leave_for_gateway(founded, gateway)?;
    println!(
        "First start. The administrator is client `{}`, and this is its secret. It is shown once:\n\n    {}\n\n\
         Keep it in a file of mode 0600 and name that with --secret-file, as in\n\n    \
         zaakpoort applicatie create --label \"Mijn taakapplicatie\" --issuer {issuer} --secret-file FILE\n",
        issuer::ADMINISTRATOR,
        founded.administrator.expose_secret(),
    );
    io::Write::flush(&mut io::stdout())
}
