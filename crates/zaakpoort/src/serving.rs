//! Runs servers until they are told to stop.

use edge::stop::StopSignal;

use crate::failure::Failure;

/// A stop signal that SIGTERM and Ctrl-C give.
pub(crate) fn stop_on_signals() -> Result<StopSignal, Failure> {
    let stop = StopSignal::new();
    stop.on_signals().map_err(|error| {
        Failure::Start(format!("the signals SIGTERM and SIGINT cannot be listened to: {error}"))
    })?;
    Ok(stop)
}

/// What a server that ended by itself means.
pub(crate) fn ended(result: std::io::Result<()>) -> Result<(), Failure> {
    result.map_err(|error| Failure::Start(format!("a server stopped: {error}")))
}
