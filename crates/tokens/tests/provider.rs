//! Whatever cryptographic provider the process installed for jsonwebtoken, tokens are signed and
//! verified with ours. A test of its own: a provider is installed once in a process.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use jsonwebtoken::crypto::{CryptoProvider, KeyUtils};
use jsonwebtoken::errors::ErrorKind;
use tokens::{
    AccessClaims, Algorithm, Expectations, KeySet, SigningKey, UnixTime, UnverifiedToken, sign,
};

static BROKEN: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::Provider("broken".to_owned()).into()),
    verifier_factory: |_, _| Err(ErrorKind::Provider("broken".to_owned()).into()),
    key_utils: KeyUtils::new_unimplemented(),
};

#[test]
fn a_provider_that_somebody_else_installed_is_not_used() {
    BROKEN.install_default().unwrap();
    let now = UnixTime::new(1_800_000_000);
    let claims = AccessClaims {
        iss: "poort".to_owned(),
        sub: "taakapp".to_owned(),
        aud: "zaken".into(),
        exp: now.plus(300),
        iat: now,
        jti: "1".to_owned(),
        client_id: "taakapp".to_owned(),
        azp: None,
        scope: None,
        zp_credential: None,
        zp_change: 1,
    };
    let key = SigningKey::generate(Algorithm::Es256).unwrap();
    let library_key = jsonwebtoken::EncodingKey::from_ec_der(&key.to_pkcs8());
    let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::ES256);
    assert!(jsonwebtoken::encode(&header, &claims, &library_key).is_err());

    let token = sign(&claims, &key).unwrap();
    let keys = KeySet::from_iter([key.verification_key().clone()]);
    let expected = Expectations::new("poort", vec!["zaken".to_owned()]);
    let verified = UnverifiedToken::parse(&token).unwrap().verify(&keys, &expected, now).unwrap();
    assert_eq!(verified.claims(), &claims);
}
