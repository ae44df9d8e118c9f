//! What `zaakpoort doctor` finds: of each thing that it looks at whether that is well, or what to do.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Request, header};
use http_body_util::Full;

use crate::client::{Answer, Bounds, Client};
use crate::clock::Clock;
use crate::config::SecretSource;
use crate::tls::Identity;

/// How long a server may take that is asked.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(5), body: 1024 * 1024 };
/// How far clocks may be apart before tokens suffer.
const APART: TimeDelta = TimeDelta::seconds(5);
/// How long before its end a certificate is to be renewed.
const RENEWAL: TimeDelta = TimeDelta::days(14);
/// Less room than this is told of, in bytes.
const ROOM: u64 = 256 * 1024 * 1024;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, as the configuration calls it.
    pub about: String,
    /// How it is.
    pub outcome: Outcome,
}

/// How something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As it must be.
    Well(String),
    /// Nobody can say from here; it is no fault.
    Open(String),
    /// A fault, and what to do about it; that may stand in the fault's own words.
    Amiss {
        /// What is wrong.
        fault: String,
        /// What to do.
        advice: String,
    },
}

impl Finding {
    /// As it must be.
    pub fn well(about: &str, said: impl Into<String>) -> Self {
        Self { about: about.to_owned(), outcome: Outcome::Well(said.into()) }
    }

    /// Not to be known.
    pub fn open(about: &str, said: impl Into<String>) -> Self {
        Self { about: about.to_owned(), outcome: Outcome::Open(said.into()) }
    }

    /// A fault.
    pub fn amiss(about: &str, fault: impl Into<String>, advice: impl Into<String>) -> Self {
        let outcome = Outcome::Amiss { fault: fault.into(), advice: advice.into() };
        Self { about: about.to_owned(), outcome }
    }

    /// Whether something is to be done.
    pub const fn is_amiss(&self) -> bool {
        matches!(self.outcome, Outcome::Amiss { .. })
    }
}

/// Whether a secret can be read, and by nobody else.
pub fn secret(about: &str, source: &SecretSource) -> Finding {
    match source.read() {
        Ok(_) => Finding::well(about, "it is there, and its owner's alone"),
        Err(error) => Finding::amiss(
            about,
            error.to_string(),
            "put it there, mode 0600, owned by the user that zaakpoort runs as",
        ),
    }
}

/// Whether a certificate is a pair with its key, and good for a while yet.
pub fn identity(about: &'static str, identity: &Identity, now: DateTime<Utc>) -> Finding {
    let advice =
        "put the pair there that was made together, the certificates that signed it behind its own";
    if let Err(error) = identity.load(about, now) {
        return Finding::amiss(about, error.to_string(), advice);
    }
    match identity.load(about, now + RENEWAL) {
        Ok(_) => Finding::well(about, "certificate and key are a pair, for two weeks at least"),
        Err(error) => Finding::amiss(
            about,
            format!("within two weeks: {error}"),
            "renew it now: a server that runs takes it over by itself",
        ),
    }
}

/// Whether the clock of a server and ours agree.
pub fn clocks(about: &str, answer: &Answer, clock: &Clock) -> Finding {
    let said = answer.response.headers().get(header::DATE).and_then(|date| date.to_str().ok());
    let Some(theirs) = said.and_then(|date| DateTime::parse_from_rfc2822(date).ok()) else {
        return Finding::open(about, "it does not say what time it has");
    };
    // It says whole seconds.
    apart(about, clock.ahead_of(theirs.with_timezone(&Utc)) - TimeDelta::milliseconds(500))
}

/// Whether two clocks are near enough.
pub fn apart(about: &str, ahead: TimeDelta) -> Finding {
    if ahead.abs() <= APART {
        return Finding::well(about, "both clocks agree");
    }
    let (seconds, way) =
        (ahead.num_seconds().abs(), if ahead > TimeDelta::zero() { "ahead" } else { "behind" });
    Finding::amiss(
        about,
        format!("the clock of this machine is {seconds} seconds {way}"),
        "set both by NTP: timedatectl set-ntp true",
    )
}

/// Whether there is room where something is written.
pub fn room(about: &str, file: &Path) -> Finding {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    match rustix::fs::statvfs(folder) {
        Err(error) => Finding::amiss(
            about,
            format!("{}: {error}", folder.display()),
            "make that folder, for the user that zaakpoort runs as",
        ),
        Ok(found) => enough(about, folder, found.f_bavail.saturating_mul(found.f_frsize)),
    }
}

fn enough(about: &str, folder: &Path, free: u64) -> Finding {
    let said = format!("{} MiB free in {}", free / (1024 * 1024), folder.display());
    if free < ROOM {
        return Finding::amiss(about, said, "make room: what is not written is not done");
    }
    Finding::well(about, said)
}

/// Asks a server; the error is what to say.
pub async fn ask(client: &Client, request: Request<Full<Bytes>>) -> Result<Answer, String> {
    let at = request.uri().to_string();
    match client.call(request, BOUNDS).await {
        Ok(answer) if answer.is_whole => Ok(answer),
        Ok(_) => Err(format!("{at} did not answer in full")),
        Err(error) => Err(format!("{at}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_told_which_way() {
        assert!(!apart("clock", TimeDelta::seconds(5)).is_amiss());
        for (seconds, way) in [(6, "6 seconds ahead"), (-6, "6 seconds behind")] {
            let found = format!("{:?}", apart("clock", TimeDelta::seconds(seconds)));
            assert!(found.contains(way), "{found}");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_has_no_room() {
        assert!(room("state", Path::new("/no/such/folder/file")).is_amiss());
        assert!(!format!("{:?}", room("state", Path::new("file"))).contains("No such file"));
    }

    #[test]
    fn a_disk_that_is_nearly_full_is_told() {
        assert!(!enough("state", Path::new("/data"), ROOM).is_amiss());
        assert!(enough("state", Path::new("/data"), ROOM - 1).is_amiss());
    }
}
