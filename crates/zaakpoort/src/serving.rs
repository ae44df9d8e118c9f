//! Runs servers until they are told to stop.

use edge::clock::Clock;
use edge::hangup::Hangups;
use edge::part::Part;
use edge::stop::StopSignal;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::failure::Failure;
use crate::settings::Settings;

/// Before a server starts. From here on SIGTERM and Ctrl-C give the stop signal, and a SIGHUP waits to
/// be heard; without this they end the process.
pub(crate) fn prepare(stop: &StopSignal) -> Result<Hangups, Failure> {
    allow_many_connections();
    let heard = stop.on_signals().and_then(|()| Hangups::listen());
    heard.map_err(|error| {
        Failure::Start(format!(
            "the signals SIGTERM, SIGINT and SIGHUP cannot be listened to: {error}"
        ))
    })
}

/// What each server of this process is given. From here on its metrics are told, where the configuration
/// says so. Called inside the runtime.
pub(crate) fn begin(settings: &Settings, stop: &StopSignal) -> Result<Part, Failure> {
    let part = Part::begin(Clock::system(), stop);
    if let Some(listen) = settings.metrics {
        let listening = part.metrics.serve(listen);
        let listening = listening.map_err(|error| Failure::Start(error.to_string()))?;
        tracing::info!(address = %listening.address, "metrics are told at /metrics");
        tokio::spawn(listening.server);
    }
    Ok(part)
}

/// Each connection is an open file, and a shell allows 1024; the system usually allows many more
/// to who asks.
fn allow_many_connections() {
    let limits = getrlimit(Resource::Nofile);
    let asked = setrlimit(Resource::Nofile, Rlimit { current: limits.maximum, ..limits });
    if let Err(error) = asked {
        tracing::warn!(%error, allowed = limits.current, "the limit of open files stays as it is");
    }
}

/// Ends with a command, or when nobody wants to wait for it any longer.
pub(crate) async fn until_ended(
    command: impl Future<Output = Result<(), Failure>>,
    stop: &StopSignal,
) -> Result<(), Failure> {
    tokio::select! {
        ended = command => ended,
        () = stop.at_once() => {
            Err(Failure::Start("ended at once; requests that still ran were broken off".to_owned()))
        }
    }
}

/// What a server that ended by itself means.
pub(crate) fn ended(result: std::io::Result<()>) -> Result<(), Failure> {
    result.map_err(|error| Failure::Start(format!("a server stopped: {error}")))
}
