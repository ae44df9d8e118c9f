//! `zaakpoort demo`: a scratch installation with a sample zaak API behind it, the real calls, and
//! the lines that repeat them.

use edge::stop::StopSignal;

use crate::cli::DemoArgs;
use crate::failure::Failure;
use crate::{said, serving};

mod calls;
mod scene;
mod script;
mod stage;

use scene::Scene;

pub(crate) async fn run(args: DemoArgs, stop: &StopSignal) -> Result<(), Failure> {
    serving::prepare(stop)?;
    let stage = Box::pin(stage::set(stop)).await?;
    let mut scene = Scene::register(&stage).await?;
    let seen = calls::make_all(&stage, &mut scene).await?;
    said::say(script::written(&stage, &scene, &seen))?;
    if !args.once {
        said::say(script::WAITING)?;
        stop.stopped().await;
    }
    stop.stop();
    stage.close().await;
    expected(&seen)
}

/// A demo whose own calls surprise it has shown a fault, and says so.
fn expected(seen: &[calls::Made]) -> Result<(), Failure> {
    let surprises: Vec<String> = seen
        .iter()
        .filter(|made| made.status != made.call.expected)
        .map(|made| {
            format!("{}: {} instead of {}", made.call.title, made.status, made.call.expected)
        })
        .collect();
    if surprises.is_empty() { Ok(()) } else { Err(Failure::Start(surprises.join("; "))) }
}
