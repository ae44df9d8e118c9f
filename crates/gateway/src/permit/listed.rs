//! The verdict on an operation that the configuration lists: scopes that the client holds now, in the
//! hand of a token that carries them. No applicatie is asked about.

use edge::operations::Listed;

use super::list;
use crate::principal::Principal;
use crate::refusal::Refusal;

/// What is withdrawn is refused whatever the token says; what the token does not say, whatever is held.
pub(super) fn judge(principal: &Principal, operation: &Listed) -> Result<(), Refusal> {
    let Some(needed) = operation.scopes() else { return Ok(()) };
    let scopes = || list(needed.scopes());
    if let Some(missing) = needed.missing(|scope| principal.beside().contains(scope.as_str())) {
        return Err(Refusal::NotGranted { missing, scopes: scopes() });
    }
    let counts =
        |scope: &_| principal.carries(scope) && principal.beside().contains(scope.as_str());
    match needed.missing(counts) {
        Some(missing) => Err(Refusal::NotCarried { missing, scopes: scopes() }),
        None => Ok(()),
    }
}
