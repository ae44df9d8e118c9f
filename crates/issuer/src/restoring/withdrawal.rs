//! What an act in the audit log withdrew, if it can be done again from its line alone.

use std::slice;

use autorisaties::{ApplicatieId, ClientId};
use chrono::{DateTime, Utc};
use edge::feed::Revocable;
use uuid::Uuid;

use super::AuditLine;
use crate::model::{Belongs, CredentialId};
use crate::revoking;
use crate::store::changes::Subject;
use crate::store::{
    StoreError, Write, api_tokens, applicaties, bindings, clients, credential_records, credentials,
    ending, registration_tokens, users,
};

/// What an act means for a copy that does not know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It is done again here.
    Withdraws(Withdrawal),
    /// Every restore does as much, of everything.
    Done,
    /// Something may allow more than it should until somebody has looked.
    Narrows,
    /// Something that was made or given is not there.
    Lost,
}

/// What ends once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Withdrawal {
    Credential(ClientId, CredentialId),
    /// The one that followed is lost: its client needs a new one in any case.
    Secrets(ClientId),
    Client(ClientId),
    Applicatie(ApplicatieId),
    Autorisatie(ApplicatieId, Uuid),
    Binding(ClientId, Uuid),
    RegistrationToken(CredentialId),
    /// Disabled, or with a password that nobody may know any more.
    User(Uuid),
}

impl Meaning {
    pub(super) fn of(line: &AuditLine) -> Self {
        let (first, second) = line.subject.split_once('/').unwrap_or((&line.subject, ""));
        let client = || ClientId::parse(first).ok();
        let applicatie = || Uuid::parse_str(first).ok().map(ApplicatieId::new);
        let named = || Uuid::parse_str(second).ok();
        let credential = |id: &str| CredentialId::parse(id);
        let withdrawn = match line.act.as_str() {
            "secret.revoke" => client().zip(credential(second)).map(pair(Withdrawal::Credential)),
            "secret.rotate" => client().map(Withdrawal::Secrets),
            "client.delete" => client().map(Withdrawal::Client),
            "applicatie.delete" => applicatie().map(Withdrawal::Applicatie),
            "autorisatie.remove" => applicatie().zip(named()).map(pair(Withdrawal::Autorisatie)),
            "binding.delete" => client().zip(named()).map(pair(Withdrawal::Binding)),
            "registration_token.revoke" => credential(first).map(Withdrawal::RegistrationToken),
            "user.disable" | "user.password" => Uuid::parse_str(first).ok().map(Withdrawal::User),
            other => return Self::of_others(other),
        };
        withdrawn.map_or(Self::Narrows, Self::Withdraws)
    }

    fn of_others(act: &str) -> Self {
        let (kind, deed) = act.split_once('.').unwrap_or((act, ""));
        match (kind, deed) {
            // All tokens, sessions and signing keys of before have ended; the rest changed nothing that
            // somebody is let through by.
            (
                "token" | "tokens" | "grant" | "key" | "feed" | "verdict" | "database"
                | "notificatie" | "mirror",
                _,
            )
            | ("user", "login" | "logout" | "refuse") => Self::Done,
            ("consent", "give")
            | ("client", "register")
            | (_, "create" | "restore" | "add" | "approve" | "enable" | "import" | "request") => {
                Self::Lost
            }
            _ => Self::Narrows,
        }
    }
}

fn pair<A, B, T>(make: impl FnOnce(A, B) -> T) -> impl FnOnce((A, B)) -> T {
    |(first, second)| make(first, second)
}

/// What became of it.
#[derive(Debug)]
pub(super) enum Ended {
    /// It is ended, and these have changed.
    Now(Vec<Subject>),
    /// The copy does not have it.
    NotThere,
    /// It is an administrator's, and would keep everybody out.
    Kept,
}

impl Withdrawal {
    /// Ends it once more.
    pub(super) async fn again(
        self,
        write: &Write,
        now: DateTime<Utc>,
    ) -> Result<Ended, StoreError> {
        match self {
            Self::Credential(client, id) => {
                if is_administrator(write, &client).await? {
                    return Ok(Ended::Kept);
                }
                let ended = credentials::revoke(write, &client, &id, now).await?;
                Ok(found(ended, Subject::Client(client)))
            }
            Self::Secrets(client) => {
                if is_administrator(write, &client).await? {
                    return Ok(Ended::Kept);
                }
                credential_records::revoke_secrets(write, &client, now).await?;
                Ok(Ended::Now(vec![Subject::Client(client)]))
            }
            Self::Client(client) => {
                if is_administrator(write, &client).await? {
                    return Ok(Ended::Kept);
                }
                let there = clients::find(write, &client).await?.is_some();
                ending::end_clients(write, slice::from_ref(&client), now).await?;
                Ok(found(there, Subject::Client(client)))
            }
            Self::Applicatie(id) => {
                if applicaties::find(write, id).await?.is_none() {
                    return Ok(Ended::NotThere);
                }
                let clients = ending::end_applicatie(write, id, now).await?;
                let clients = clients.into_iter().map(Subject::Client);
                Ok(Ended::Now(clients.chain([Subject::Applicatie(id)]).collect()))
            }
            Self::Autorisatie(applicatie, id) => {
                let removed = applicaties::remove_autorisatie(write, applicatie, id).await?;
                Ok(found(removed, Subject::Applicatie(applicatie)))
            }
            Self::Binding(client, id) => {
                let removed = bindings::remove(write, &client, id).await?;
                Ok(found(removed, Subject::Client(client)))
            }
            Self::RegistrationToken(id) => {
                let ended = registration_tokens::revoke(write, &id, now).await?;
                Ok(if ended { Ended::Now(Vec::new()) } else { Ended::NotThere })
            }
            Self::User(id) => user(write, id, now).await,
        }
    }
}

async fn user(write: &Write, id: Uuid, now: DateTime<Utc>) -> Result<Ended, StoreError> {
    let Some(record) = users::find(write, id).await? else { return Ok(Ended::NotThere) };
    users::set_disabled(write, id, record.disabled_at.or(Some(now))).await?;
    let of = Revocable::user(&id.to_string());
    revoking::put(write, &of, now).await?;
    let clients = api_tokens::revoke_of_user(write, id, now).await?;
    let clients = clients.into_iter().map(Subject::Client);
    Ok(Ended::Now(clients.chain([Subject::Revocation(of)]).collect()))
}

async fn is_administrator(write: &Write, client: &ClientId) -> Result<bool, StoreError> {
    let found = clients::find(write, client).await?;
    Ok(found.is_some_and(|client| client.belongs == Belongs::Administrator))
}

fn found(there: bool, subject: Subject) -> Ended {
    if there { Ended::Now(vec![subject]) } else { Ended::NotThere }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::act::Act;

    fn meaning(act: &str, subject: &str) -> Meaning {
        let (act, subject) = (act.to_owned(), subject.to_owned());
        let line = AuditLine { id: Uuid::nil(), at: DateTime::UNIX_EPOCH, act, subject };
        Meaning::of(&line)
    }

    #[test]
    fn a_deletion_is_done_again_and_a_creation_is_told() {
        let client = ClientId::parse("meldingen").unwrap();
        let deleted = Meaning::Withdraws(Withdrawal::Client(client));
        assert_eq!(meaning("client.delete", "meldingen"), deleted);
        assert_eq!(meaning("client.create", "meldingen"), Meaning::Lost);
    }

    /// What is not understood may have been a withdrawal.
    #[test]
    fn what_is_not_known_is_looked_at_by_somebody() {
        assert_eq!(meaning("something.new", "x"), Meaning::Narrows);
        assert_eq!(meaning("applicatie.update", "x"), Meaning::Narrows);
        assert_eq!(meaning("client.delete", ""), Meaning::Narrows);
        assert_eq!(meaning("token.revoke", "every:token"), Meaning::Done);
        assert_eq!(meaning("key.rotate_at_once", "x"), Meaning::Done);
    }

    #[test]
    fn of_every_act_that_there_is_it_is_said_who_has_to_look() {
        let to_look_at = Act::ALL.iter().map(|act| act.as_str());
        let to_look_at: Vec<_> =
            to_look_at.filter(|act| meaning(act, "") == Meaning::Narrows).collect();
        assert_eq!(
            to_look_at,
            [
                "applicatie.update",
                "applicatie.delete",
                "applicatie.apply",
                "autorisatie.remove",
                "client.change",
                "client.delete",
                "secret.rotate",
                "secret.revoke",
                "upstream_key.drop",
                "binding.delete",
                "registration_token.revoke",
                "api.change",
                "access.refuse",
                "access.withdraw",
                "user.change",
                "user.password",
                "user.disable",
                "consent.withdraw",
            ]
        );
    }
}
