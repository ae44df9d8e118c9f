//! What a verifier expects of the claims of a token whose signature fits.

use crate::{AccessClaims, TokenError, UnixTime};

/// The longest leeway in seconds; what asks for more gets this.
pub const MAX_LEEWAY: i64 = 60;

/// Whose tokens a verifier takes, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectations {
    /// The `iss`, letter by letter.
    pub issuer: String,
    /// For whom they are.
    pub audience: Meant,
    /// Seconds by which clocks may differ, both ways: 0 to [`MAX_LEEWAY`]; what lies outside is
    /// taken as the nearer end.
    pub leeway: i64,
}

/// For whom a token must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// For the verifier: one of these names must be in `aud`, letter by letter.
    For(Vec<String>),
    /// For whomever: the verifier issued it, and wants to know it again.
    ForAnyone,
}

impl Expectations {
    /// Ten seconds, unless configured otherwise.
    pub const DEFAULT_LEEWAY: i64 = 10;

    /// One issuer and the verifier's names, with the default leeway.
    pub fn new(issuer: impl Into<String>, audiences: Vec<String>) -> Self {
        let audience = Meant::For(audiences);
        Self { issuer: issuer.into(), audience, leeway: Self::DEFAULT_LEEWAY }
    }

    /// What an issuer expects of a token of its own, whomever it is for.
    pub fn own(issuer: impl Into<String>) -> Self {
        let audience = Meant::ForAnyone;
        Self { issuer: issuer.into(), audience, leeway: Self::DEFAULT_LEEWAY }
    }

    /// Whether claims that the issuer itself said of a token are those of one for this verifier.
    pub fn met(&self, claims: &AccessClaims, now: UnixTime) -> Result<(), TokenError> {
        self.met_by(claims, None, now)
    }

    pub(crate) fn met_by(
        &self,
        claims: &AccessClaims,
        nbf: Option<UnixTime>,
        now: UnixTime,
    ) -> Result<(), TokenError> {
        if claims.iss != self.issuer {
            return Err(TokenError::WrongIssuer);
        }
        if let Meant::For(names) = &self.audience
            && !names.iter().any(|name| claims.aud.contains(name))
        {
            return Err(TokenError::WrongAudience);
        }
        within((claims.iat, nbf, claims.exp), now, self.leeway)
    }
}

/// Whether a token that ends at `exp` is still good. RFC 7519 4.1.4: not on that second any more.
pub(crate) fn before_end(exp: UnixTime, now: UnixTime, leeway: i64) -> bool {
    now < exp.plus(bounded(leeway))
}

/// Whether a token of these moments is in force: when it was issued, from when on it counts, and until when.
pub(crate) fn within(
    (iat, nbf, exp): (UnixTime, Option<UnixTime>, UnixTime),
    now: UnixTime,
    leeway: i64,
) -> Result<(), TokenError> {
    // RFC 7519 4.1.5: good from that second on.
    let reached = |moment: UnixTime| moment <= now.plus(bounded(leeway));
    if !before_end(exp, now, leeway) {
        return Err(TokenError::Expired { exp });
    }
    if let Some(nbf) = nbf.filter(|nbf| !reached(*nbf)) {
        return Err(TokenError::NotYetValid { nbf });
    }
    if !reached(iat) {
        return Err(TokenError::IssuedInTheFuture { iat });
    }
    Ok(())
}

fn bounded(leeway: i64) -> i64 {
    leeway.clamp(0, MAX_LEEWAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, claims, expectations};

    #[test]
    fn what_the_issuer_itself_said_of_a_token_is_judged_as_the_tokens_own_claims_are() {
        let (good, exp, iat) = (claims(), claims().exp, NOW.plus(1));
        let elsewhere = AccessClaims { iss: "https://elders".to_owned(), ..claims() };
        let for_another = AccessClaims { aud: "https://ander".into(), ..claims() };
        let to_come = AccessClaims { iat, ..claims() };
        for (claims, now, verdict) in [
            (&good, NOW, Ok(())),
            (&good, exp, Err(TokenError::Expired { exp })),
            (&elsewhere, NOW, Err(TokenError::WrongIssuer)),
            (&for_another, NOW, Err(TokenError::WrongAudience)),
            (&to_come, NOW, Err(TokenError::IssuedInTheFuture { iat })),
        ] {
            assert_eq!(expectations().met(claims, now), verdict);
        }
    }
}
