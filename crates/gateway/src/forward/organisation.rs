//! Whose client calls, as an upstream is told that asks for it.
//!
//! It is what the issuer says in the token (`vo_info`); what a client says in such headers itself was
//! taken off before ([`super::strip`]).

use http::{HeaderName, HeaderValue};
use tokens::OrganisationClaims;

const ORGCODE: HeaderName = HeaderName::from_static("x-vo-orgcode");
const ORGNAAM: HeaderName = HeaderName::from_static("x-vo-orgnaam");
const APPLICATIENAAM: HeaderName = HeaderName::from_static("x-vo-applicatienaam");

/// The headers of an organisation, in UTF-8: for those of its names that are known.
pub(super) fn headers(of: &OrganisationClaims) -> Vec<(HeaderName, HeaderValue)> {
    let named = [
        (ORGCODE, &of.vo_orgcode),
        (ORGNAAM, &of.vo_orgnaam),
        (APPLICATIENAAM, &of.vo_applicatienaam),
    ];
    let header = |(name, value): (HeaderName, &Option<String>)| {
        // The issuer keeps no name with a control character, which alone could stand in no header.
        let value = HeaderValue::from_bytes(value.as_deref()?.as_bytes()).ok()?;
        Some((name, value))
    };
    named.into_iter().filter_map(header).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_said_and_a_code_keeps_its_zero() {
        let known = OrganisationClaims {
            vo_orgcode: Some("0123456789".to_owned()),
            vo_orgnaam: Some("Stad Ni\u{eb}l".to_owned()),
            ..OrganisationClaims::default()
        };
        let said = headers(&known);
        let said: Vec<(&str, &[u8])> =
            said.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let expected: [(&str, &[u8]); 2] =
            [("x-vo-orgcode", b"0123456789"), ("x-vo-orgnaam", "Stad Ni\u{eb}l".as_bytes())];
        assert_eq!(said, expected);
    }
}
