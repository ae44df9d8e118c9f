//! Which API tokens and keys of ZGW JWTs were taken here, and when: reported to the issuer once a minute, and once more at
//! the end. Nobody else sees them used. No request waits for it, and none fails with it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use edge::client::Answer;
use edge::clock::Clock;
use edge::uses::{self, MOST_REPORTED, Minute, Noted, Report, Uses};

use crate::feed::Until;
use crate::ground::Ground;
use crate::issuers::{Call, CallFault, Issuers};

/// How long the last report may take: a stop waits for it.
const ENDING: Duration = Duration::from_secs(1);

/// What it takes to report.
#[derive(Debug)]
pub(crate) struct Reporter {
    uses: Arc<Uses>,
    issuers: Arc<Issuers>,
    clock: Clock,
}

impl Reporter {
    /// Of what is used while a gateway stands on this.
    pub(crate) fn on(ground: &Ground) -> Self {
        Self {
            uses: Arc::clone(&ground.uses),
            issuers: Arc::clone(&ground.issuers),
            clock: ground.clock.clone(),
        }
    }

    /// Reports until the last request was judged. An issuer in the same process hears the stop signal
    /// too, so what there is then is reported before it ends.
    pub(crate) async fn run(self, until: Until) {
        tokio::select! {
            () = until.stopping.stopped() => {}
            () = until.judged.stopped() => {}
            never = self.uses.hand_on(&self.clock, |these| self.report(these)) => match never {},
        }
        self.end().await;
        until.judged.stopped().await;
        self.end().await;
    }

    async fn report(&self, these: Arc<Noted>) -> Result<(), CallFault> {
        let these: Vec<(&str, Minute)> = these.iter().map(|(id, at)| (&**id, *at)).collect();
        for some in these.chunks(MOST_REPORTED) {
            self.issuers.call(&reporting(some), taken, |_, _| ()).await?;
        }
        Ok(())
    }

    async fn end(&self) {
        let taken = self.uses.take();
        if taken.is_empty() {
            return;
        }
        match tokio::time::timeout(ENDING, self.report(taken.these())).await {
            Ok(Ok(())) => taken.settle(),
            Ok(Err(fault)) => tracing::warn!(%fault, "{FORGOTTEN}"),
            Err(_) => tracing::warn!("{FORGOTTEN}"),
        }
    }
}

const FORGOTTEN: &str =
    "the issuer has not heard when API tokens and keys of ZGW JWTs were last used here";

fn reporting(these: &[(&str, Minute)]) -> Call {
    let uses = these.iter().map(|(id, at)| ((*id).to_owned(), *at)).collect();
    // A map of texts and numbers always becomes one.
    let body = serde_json::to_vec(&Report { uses }).unwrap_or_default();
    Call { path: uses::PATH, media_type: "application/json", body: Bytes::from(body) }
}

fn taken(answer: &Answer) -> Result<(), CallFault> {
    let status = answer.response.status();
    if status.is_success() { Ok(()) } else { Err(CallFault::Status(status)) }
}
