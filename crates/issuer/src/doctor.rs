//! What an issuer's configuration meets on this machine, looked at without serving anything: its secrets, its
//! database, its certificate, and what others are told under its name.

use std::collections::BTreeSet;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use edge::client::Client;
use edge::clock::Clock;
use edge::finding::{self, Finding};
use edge::scheme::Scheme;
use edge::tls::{Remedies, Trust, Verification};
use http::Request;
use http_body_util::Full;
use serde_json::Value;

use crate::config::IssuerConfig;
use crate::paths;
use crate::restoring;
use crate::store::audit_records::{self, AuditFilter};
use crate::store::{self, Db, StoreError, copies, key_lives};

const DATABASE: &str = "issuer.database";
const PUBLIC_URL: &str = "issuer.public_url";
const BACKUP: &str = "backup";
const CLOCK: &str = "clock";
/// A backup older than this was forgotten.
const OLD: TimeDelta = TimeDelta::hours(48);
const REMEDIES: Remedies = Remedies { trust: "--ca", name: "issuer.public_url" };

/// Looks at everything; `trust` is who may have signed what is shown under its name.
pub async fn examine(config: &IssuerConfig, clock: &Clock, trust: Trust) -> Vec<Finding> {
    let now = clock.now();
    let mut found = secrets(config);
    found.extend(config.transport.tls.iter().map(|tls| finding::identity("issuer.tls", tls, now)));
    let signing = database(config, clock, &mut found).await;
    served(config, clock, (trust, signing), &mut found).await;
    found
}

fn secrets(config: &IssuerConfig) -> Vec<Finding> {
    let told = config.autorisaties.notificaties.as_ref();
    let named = [
        ("issuer.sealing_key", Some(&config.sealing_key)),
        ("issuer.feed_key", config.feed_key.as_ref()),
        ("issuer.webhook.secret", config.webhook.as_ref().map(|webhook| &webhook.secret)),
        ("autorisaties.notificaties.secret", told.map(|told| &told.secret)),
    ];
    let named = named.into_iter().filter_map(|(about, source)| Some((about, source?)));
    let mirrors = config.mirrors.iter().map(|mirror| ("issuer.mirror.secret", &mirror.secret));
    named.chain(mirrors).map(|(about, source)| finding::secret(about, source)).collect()
}

/// Looks at the database; gives the keys that others must know, if it says so much.
async fn database(
    config: &IssuerConfig,
    clock: &Clock,
    found: &mut Vec<Finding>,
) -> Option<BTreeSet<String>> {
    if let Some(file) = config.database.file() {
        found.push(finding::room(DATABASE, file));
        if !file.exists() {
            found.push(Finding::amiss(
                DATABASE,
                format!("there is none at {}", config.database.name()),
                "an issuer makes it on its first start; if there was one, zaakpoort restore --from BACKUP",
            ));
            return None;
        }
    }
    match opened(config).await {
        Ok(db) => inside(config, &db, clock, found).await,
        Err(error) => {
            found.push(Finding::amiss(DATABASE, error.to_string(), ""));
            None
        }
    }
}

/// As an issuer opens it that is to write; nothing of its shape may be missing.
async fn opened(config: &IssuerConfig) -> Result<Db, StoreError> {
    if copies::is_marked(&config.database).await? {
        return Err(StoreError::Unfinished);
    }
    store::open(&config.database).await
}

async fn inside(
    config: &IssuerConfig,
    db: &Db,
    clock: &Clock,
    found: &mut Vec<Finding>,
) -> Option<BTreeSet<String>> {
    match store::lacking(&config.database).await {
        Ok(lacking) if lacking.is_empty() => {}
        Ok(lacking) => {
            let fault = format!("its shape lacks {}", lacking.join(", "));
            let advice =
                "run `zaakpoort migrate`, or start an issuer of this version, which does so itself";
            found.push(Finding::amiss(DATABASE, fault, advice));
            return None;
        }
        Err(error) => {
            found.push(Finding::amiss(DATABASE, error.to_string(), ""));
            return None;
        }
    }
    // As any write begins; it is rolled back.
    found.push(match store::write(db).await {
        Ok(_) => {
            Finding::well(DATABASE, format!("{}, up to date and writable", config.database.name()))
        }
        Err(error) => Finding::amiss(
            DATABASE,
            error.to_string(),
            "see that it may be written: disk, permissions, and that the server is no standby",
        ),
    });
    found.push(match restoring::opens(config).await {
        Ok(()) => Finding::well("issuer.sealing_key", "it opens what is sealed in the database"),
        Err(error) => Finding::amiss("issuer.sealing_key", error.to_string(), ""),
    });
    if let Ok(Some(theirs)) = store::time(db).await {
        found.push(finding::apart("clock of the database", clock.ahead_of(theirs)));
    }
    let read = store::read(db).await.ok()?;
    let backup = AuditFilter { act: Some("database.backup".to_owned()), ..AuditFilter::default() };
    let last = audit_records::page(&read, backup, (None, 1)).await.ok()?;
    found.push(backed_up(last.first().map(|line| line.at), clock.now()));
    let keys = key_lives::all(&read).await.ok()?;
    let known = keys.iter().filter(|key| key.phase.verifies());
    Some(known.map(|key| key.kid.to_string()).collect())
}

fn backed_up(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Finding {
    let Some(last) = last else {
        return Finding::open(
            BACKUP,
            "none by `zaakpoort backup` so far: what else copies it is not known here",
        );
    };
    let hours = (now - last).num_hours();
    if now - last > OLD {
        let fault = format!("the last is {hours} hours old");
        return Finding::amiss(
            BACKUP,
            fault,
            "zaakpoort backup --to FILE, each night: deploy/backup/nightly",
        );
    }
    Finding::well(BACKUP, format!("the last is {hours} hours old"))
}

/// What others are told under its name.
async fn served(
    config: &IssuerConfig,
    clock: &Clock,
    (trust, signing): (Trust, Option<BTreeSet<String>>),
    found: &mut Vec<Finding>,
) {
    let name = config.public_url.as_str();
    let scheme = if config.public_url.scheme() == "https" { Scheme::Https } else { Scheme::Http };
    let connector = match (Verification { trust, name: None }).connector(scheme) {
        Ok(connector) => connector,
        Err(error) => return found.push(Finding::amiss("--ca", error.to_string(), "")),
    };
    let client = Client::new(connector, REMEDIES);
    let metadata = match got(&client, &config.public_url.join(paths::OPENID)).await {
        Ok((metadata, answer)) => {
            found.push(finding::clocks(CLOCK, &answer, clock));
            metadata
        }
        Err(fault) => {
            let advice = "start the issuer; see that the name leads to it, through every proxy, and that its \
                          certificate is for that name, with those that signed it behind it";
            return found.push(Finding::amiss(PUBLIC_URL, fault, advice));
        }
    };
    if metadata["issuer"] != name {
        let fault = format!("who answers at {name} calls itself {}", metadata["issuer"]);
        let advice =
            "clients compare it byte for byte: set issuer.public_url to the one name that they use";
        return found.push(Finding::amiss(PUBLIC_URL, fault, advice));
    }
    found.push(Finding::well(PUBLIC_URL, format!("{name} answers in that name")));
    found.push(match got(&client, &config.public_url.join(paths::JWKS)).await {
        Ok((keys, _)) => published(&keys, signing),
        Err(fault) => {
            Finding::amiss("jwks", fault, "no gateway and no API can verify a token without it")
        }
    });
}

fn published(keys: &Value, signing: Option<BTreeSet<String>>) -> Finding {
    let kids = keys["keys"].as_array().into_iter().flatten().filter_map(|key| key["kid"].as_str());
    let kids: BTreeSet<String> = kids.map(str::to_owned).collect();
    let Some(signing) = signing else {
        return Finding::open(
            "jwks",
            format!("{} keys; the database does not say which there must be", kids.len()),
        );
    };
    if kids == signing {
        return Finding::well("jwks", format!("{} keys, those of the database", kids.len()));
    }
    let fault = "the keys that are published are not those of the database".to_owned();
    let advice =
        "another issuer answers there, or a cache in front: it may keep them ten minutes at most";
    Finding::amiss("jwks", fault, advice)
}

async fn got(client: &Client, url: &str) -> Result<(Value, edge::client::Answer), String> {
    let request =
        Request::get(url).body(Full::<Bytes>::default()).map_err(|error| error.to_string())?;
    let answer = finding::ask(client, request).await?;
    if !answer.response.status().is_success() {
        return Err(format!("{url} says {}", answer.response.status()));
    }
    let body = serde_json::from_slice(answer.response.body());
    body.map(|body| (body, answer)).map_err(|_| format!("{url} does not answer in JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_of_last_night_is_well_and_one_of_last_week_is_not() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        assert!(!backed_up(Some(now - TimeDelta::hours(30)), now).is_amiss());
        assert!(backed_up(Some(now - TimeDelta::days(7)), now).is_amiss());
        assert!(!backed_up(None, now).is_amiss());
    }
}
