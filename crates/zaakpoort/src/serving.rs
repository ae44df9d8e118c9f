//! Runs servers until they are told to stop.

use edge::stop::StopSignal;

use crate::failure::Failure;

/// From here on SIGTERM and Ctrl-C give the stop signal; without this they end the process.
pub(crate) fn heed_signals(stop: &StopSignal) -> Result<(), Failure> {
    stop.on_signals().map_err(|error| {
        Failure::Start(format!("the signals SIGTERM and SIGINT cannot be listened to: {error}"))
    })
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
