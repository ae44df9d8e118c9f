//! A token by itself, without HTTP: the part of a request's cost that no proxy can save.

use std::hint::black_box;

use tokens::{Expectations, KeySet, UnixTime, UnverifiedToken};

use crate::effort;
use crate::fault::Fault;
use crate::median::median;
use crate::population::{Signer, ZAKEN, name};

/// Tokens of one round.
const TOKENS: usize = 1_000;

/// Microseconds for one token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bare {
    pub(crate) sign: f64,
    pub(crate) verify: f64,
}

/// What signing and verifying cost, in the median of so many rounds.
pub(crate) fn measure(signer: &Signer, rounds: usize) -> Result<Bare, Fault> {
    let keys = KeySet::from_iter([signer.key.verification_key().clone()]);
    let expected = Expectations::new(signer.issuer(), vec![ZAKEN.to_owned()]);
    let (mut signing, mut verifying) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let sign = || (0..TOKENS).map(|_| signer.token(&name(0))).collect::<Result<Vec<_>, _>>();
        let (tokens, seconds) = effort::of_each(TOKENS, sign);
        signing.push(seconds * 1e6);
        let tokens = tokens?;
        let verify = |token: &String| verify(token, &keys, &expected, signer.now());
        let (verified, seconds) = effort::of_each(TOKENS, || tokens.iter().try_for_each(verify));
        verified?;
        verifying.push(seconds * 1e6);
    }
    Ok(Bare { sign: median(signing), verify: median(verifying) })
}

fn verify(token: &str, keys: &KeySet, expected: &Expectations, now: UnixTime) -> Result<(), Fault> {
    let verified = UnverifiedToken::parse(token).and_then(|one| one.verify(keys, expected, now));
    black_box(verified).map(drop).map_err(|error| Fault::Token(error.to_string()))
}
