//! Which kind of token a Bearer is, told by its form before anything of it is believed.

use crate::body::Body;
use crate::{base64url, header, jws};

/// Whether a Bearer is to be judged as an access token: it says so in its `typ`, in any of that
/// type's spellings, and its `alg` is not one of shared keys, nor `none`. All else is for
/// [`zgw::Unverified`](crate::zgw::Unverified) to take or to refuse.
pub fn is_access_token(text: &str) -> bool {
    header_of(text).is_some_and(|header| {
        let says = |member, is: fn(&str) -> bool| header.text(member).is_ok_and(is);
        says("typ", header::is_access_token_type) && says("alg", has_key_pair)
    })
}

/// Whether a Bearer is a JWT that a client signed itself, as ZGW APIs take them: its `alg` says HS256,
/// letter by letter.
pub fn is_zgw_jwt(text: &str) -> bool {
    header_of(text).is_some_and(|header| header.text("alg") == Ok("HS256"))
}

fn header_of(text: &str) -> Option<Body> {
    let [header, ..] = jws::parts(text).ok()?;
    Body::parse(&base64url::decode(header)?).ok()
}

/// A ZGW JWT may have any `typ`, also that of access tokens: its `alg` gives it away.
fn has_key_pair(alg: &str) -> bool {
    let starts = |prefix: &str| {
        alg.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    !starts("HS") && !alg.eq_ignore_ascii_case("none")
}

#[cfg(test)]
mod tests;
