//! Every certificate that a process of ours shows: renewals are taken over as they appear, and it is said in
//! time which one ends. A gateway has no database, so this needs none.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{error, info, warn};

use super::identity::IdentityError;
use super::shown::{Look, Shown};
use super::validity::Life;
use crate::clock::Clock;
use crate::stop::StopSignal;

/// How often there is a look at the files.
const EVERY: Duration = Duration::from_secs(5);
/// With how many days left it is said that one ends, the last first.
const DAYS_LEFT: [i64; 4] = [1, 7, 15, 30];
/// What is left of its life when it is first said: one that lives a week is renewed in its last days, and
/// all is well until then.
const LAST_PART: i32 = 4;

/// The certificates of a process; a clone holds the same ones.
#[derive(Debug, Clone, Default)]
pub struct Certificates(Arc<Mutex<Vec<Arc<Watched>>>>);

/// When a certificate that is shown ends: what a metric of it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateEnd {
    /// The configuration key of the pair, such as `issuer.tls`.
    pub key: String,
    /// When the first certificate of its chain ends.
    pub not_after: DateTime<Utc>,
}

/// One of them.
#[derive(Debug)]
struct Watched {
    key: String,
    /// It goes when the server or the upstream that showed it is gone.
    shown: Weak<Shown>,
    said: Mutex<Said>,
}

/// What was said of one, so that it is said once.
#[derive(Debug, Default)]
struct Said {
    /// Why what lies there is not taken over.
    refused: Option<String>,
    /// With how many days left it was warned of.
    days_left: Option<i64>,
}

impl Certificates {
    /// Holds one more, under the configuration key that names it.
    pub fn add(&self, key: impl Into<String>, shown: &Arc<Shown>) {
        let watched =
            Watched { key: key.into(), shown: Arc::downgrade(shown), said: Mutex::default() };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| one.shown.strong_count() > 0);
        all.push(Arc::new(watched));
    }

    /// The end of each that is shown now, one for each key. No file is read for it.
    pub fn ends(&self) -> Vec<CertificateEnd> {
        let mut ends: Vec<CertificateEnd> = Vec::new();
        for one in self.all() {
            let Some(shown) = one.shown.upgrade() else { continue };
            // While a gateway is read anew, an upstream has two: the newer one stays.
            ends.retain(|other| other.key != one.key);
            ends.push(CertificateEnd { key: one.key.clone(), not_after: shown.life().end });
        }
        ends
    }

    /// Looks at the files, takes over what was renewed, and says what is to be said. Files are read meanwhile.
    pub fn look(&self, now: DateTime<Utc>) {
        self.all().iter().for_each(|one| one.look(now));
    }

    /// Looks again and again until the stop, on a thread of its own: a disk that hangs holds up nobody else.
    pub async fn keep(self, clock: Clock, stop: StopSignal) {
        while !stop.is_given() {
            let (all, now) = (self.clone(), clock.now());
            if let Err(error) = tokio::task::spawn_blocking(move || all.look(now)).await {
                error!(%error, "the look at certificates broke; trying again");
            }
            tokio::select! {
                () = stop.stopped() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }

    fn all(&self) -> Vec<Arc<Watched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Watched {
    fn look(&self, now: DateTime<Utc>) {
        let Some(shown) = self.shown.upgrade() else { return };
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        match shown.look(now) {
            Ok(Look::TheSame) => said.refused = None,
            Ok(Look::Another) => {
                *said = Said::default();
                self.taken(shown.life());
            }
            Err(fault) => self.refused(&fault, &mut said),
        }
        self.warn(shown.life(), &mut said, now);
    }

    fn taken(&self, life: Life) {
        info!(
            certificate = self.key,
            ends_at = life.end.to_rfc3339(),
            "a renewed certificate was taken over; every connection from now on is shown it"
        );
    }

    fn refused(&self, fault: &IdentityError, said: &mut Said) {
        let fault = fault.to_string();
        if said.refused.as_ref() != Some(&fault) {
            warn!(
                certificate = self.key,
                fault,
                "what lies there now is not taken over; the certificate before it is still shown, and it is \
                 looked at again every few seconds"
            );
        }
        said.refused = Some(fault);
    }

    fn warn(&self, life: Life, said: &mut Said, now: DateTime<Utc>) {
        let Some(days) = days_left(life, now) else { return };
        if said.days_left.is_some_and(|said| said <= days) {
            return;
        }
        said.days_left = Some(days);
        let (certificate, ends_at) = (&self.key, life.end.to_rfc3339());
        if days == 0 {
            error!(
                certificate,
                ends_at,
                "a certificate has ended, and whoever verifies it refuses it; put its renewal in its place: it \
                 is taken over without a restart"
            );
        } else {
            let days_left = (life.end - now).num_days();
            warn!(
                certificate,
                ends_at,
                days_left,
                "a certificate ends before long, and whoever verifies it refuses it from then on; put its \
                 renewal in its place: it is taken over without a restart"
            );
        }
    }
}

/// The warning that is due, by its days; 0 of one that has ended.
pub(super) fn days_left(life: Life, now: DateTime<Utc>) -> Option<i64> {
    let left = life.end - now;
    if left <= TimeDelta::zero() {
        return Some(0);
    }
    let due = DAYS_LEFT.into_iter().find(|days| left <= TimeDelta::days(*days));
    due.filter(|_| left * LAST_PART <= life.end - life.begin)
}
