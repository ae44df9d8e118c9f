//! A software statement among the metadata (RFC 7591 2.3): what somebody vouches for whom we trust. It wins
//! over what the application says itself.

use tokens::statement::Unverified;

use super::error::RegistrationError;
use super::members::Members;
use crate::app::App;

/// One that was verified.
pub(super) struct Statement {
    /// As it was sent.
    pub(super) text: String,
    /// Who vouches.
    pub(super) issuer: String,
}

const MEMBER: &str = "software_statement";
/// What stands for one thing: who vouches for one of them vouches against the others.
const ALIKE: [(&str, &[&str]); 3] =
    [("jwks", &["jwks_uri"]), ("jwks_uri", &["jwks"]), ("client_name", &["client_name#"])];

/// Verifies the statement, if there is one, and puts what it says in the place of what was sent.
pub(super) fn apply(
    members: &mut Members,
    app: &App,
) -> Result<Option<Statement>, RegistrationError> {
    let Some(value) = members.value(MEMBER) else { return Ok(None) };
    let text = value.as_str().ok_or(RegistrationError::NoStatement)?.to_owned();
    let statement = Unverified::parse(&text)?;
    let issuer = statement.issuer().to_owned();
    let keys = app.statement_issuers.keys_of(&issuer).ok_or(RegistrationError::Unapproved)?;
    let said = statement.verify(&keys, app.clock.unix())?;
    for (_, others) in ALIKE.iter().filter(|(named, _)| said.contains_key(*named)) {
        others.iter().for_each(|other| members.remove(other));
    }
    members.extend(said);
    Ok(Some(Statement { text, issuer }))
}
