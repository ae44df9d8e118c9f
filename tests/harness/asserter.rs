//! A client that signs its assertions, right and wrong ones, with a key of any algorithm.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use edge::chance;
use edge::clock::Clock;
use serde_json::{Value, json};
use tokens::{Algorithm, SigningKey};

use super::client::encoded;
use super::forge::{compact, message};
use super::{Administrator, Answer, Installation, Request, TaskApplication};

/// What every assertion says that it is (RFC 7523 2.2).
pub(crate) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Made once: such a key takes its time.
static RSA: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(Algorithm::Rs256).unwrap());

/// A private key that signs whatever it is given.
pub(crate) struct Asserter {
    pub(crate) key: SigningKey,
}

impl Asserter {
    /// With a key of its own; RSA keys are the same everywhere.
    pub(crate) fn new(algorithm: Algorithm) -> Self {
        let key = match algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => {
                SigningKey::from_pkcs8(algorithm, &RSA.to_pkcs8()).unwrap()
            }
            Algorithm::Es256 | Algorithm::EdDsa => SigningKey::generate(algorithm).unwrap(),
        };
        Self { key }
    }

    /// The least that a header says.
    pub(crate) fn header(&self) -> Value {
        json!({ "alg": self.key.algorithm().as_str() })
    }

    /// The public half as a client hands it in: with neither name nor algorithm.
    pub(crate) fn jwk(&self) -> Value {
        let mut jwk = serde_json::to_value(self.key.verification_key().to_jwk()).unwrap();
        for member in ["kid", "alg", "use"] {
            jwk.as_object_mut().unwrap().remove(member);
        }
        jwk
    }

    /// A JWT with a right signature, whatever it says.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(&header.to_string(), &claims.to_string())
    }

    /// The same of texts.
    pub(crate) fn sign_text(&self, header: &str, claims: &str) -> String {
        let message = message(header, claims);
        compact(&message, &self.signature(message.as_bytes()))
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        let (pkcs8, random) = (self.key.to_pkcs8(), SystemRandom::new());
        let rsa = |padding: &'static dyn RsaEncoding| {
            let pair = RsaKeyPair::from_pkcs8(&pkcs8).unwrap();
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(padding, &random, message, &mut signature).unwrap();
            signature
        };
        match self.key.algorithm() {
            Algorithm::Rs256 => rsa(&RSA_PKCS1_SHA256),
            Algorithm::Ps256 => rsa(&RSA_PSS_SHA256),
            Algorithm::Es256 => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8);
                pair.unwrap().sign(&random, message).unwrap().as_ref().to_vec()
            }
            Algorithm::EdDsa => {
                let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pkcs8).unwrap();
                pair.sign(message).as_ref().to_vec()
            }
        }
    }
}

/// Seconds since 1970, some from now.
pub(crate) fn from_now(seconds: i64) -> i64 {
    Clock::system().now().timestamp() + seconds
}

/// A name that never comes again.
pub(crate) fn fresh_jti() -> String {
    chance::uuid_v4().unwrap().to_string()
}

/// A client that is registered to authenticate by assertion, with one key.
pub(crate) struct AssertingClient {
    pub(crate) application: TaskApplication,
    pub(crate) with: Asserter,
    /// The id of that key.
    pub(crate) key_id: String,
}

impl AssertingClient {
    /// One of a task application, with more settings.
    pub(crate) fn new(at: &Installation, application: TaskApplication, oauth: Value) -> Self {
        Self::by(at, application, (Asserter::new(Algorithm::Es256), oauth))
    }

    /// One with a key of your choice.
    pub(crate) fn by(
        at: &Installation,
        application: TaskApplication,
        (with, mut oauth): (Asserter, Value),
    ) -> Self {
        let admin = at.administrator();
        let key_id = register(&admin, &application.client_id, &with);
        oauth["token_endpoint_auth_method"] = json!("private_key_jwt");
        let path = format!("/clients/{}", encoded(&application.client_id));
        admin.done("PATCH", &path, &json!({ "oauth": oauth }));
        Self { application, with, key_id }
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.application.client_id
    }

    /// The claims of a good assertion.
    pub(crate) fn claims(&self, at: &Installation) -> Value {
        json!({
            "iss": self.client_id(),
            "sub": self.client_id(),
            "aud": at.issuer_url(),
            "exp": from_now(300),
            "iat": from_now(0),
            "jti": fresh_jti(),
        })
    }

    /// A good assertion.
    pub(crate) fn assertion(&self, at: &Installation) -> String {
        self.with.sign(&self.with.header(), &self.claims(at))
    }

    /// Asks for a token with a good assertion.
    pub(crate) fn ask(&self, at: &Installation) -> Answer {
        ask(at, &self.assertion(at))
    }

    /// Asks for a token with an assertion that says this.
    pub(crate) fn ask_with(&self, at: &Installation, claims: &Value) -> Answer {
        ask(at, &self.with.sign(&self.with.header(), claims))
    }
}

/// Registers a public key of a client, and gives its id.
pub(crate) fn register(admin: &Administrator, client_id: &str, key: &Asserter) -> String {
    let path = format!("/clients/{}/public-keys", encoded(client_id));
    let made = admin.done("POST", &path, &json!({ "label": "e2e", "jwk": key.jwk() }));
    made["id"].as_str().unwrap().to_owned()
}

/// Asks for a token with any assertion.
pub(crate) fn ask(at: &Installation, assertion: &str) -> Answer {
    ask_more(at, assertion, "")
}

/// The same with more parameters.
pub(crate) fn ask_more(at: &Installation, assertion: &str, more: &str) -> Answer {
    let form = format!(
        "grant_type=client_credentials&client_assertion_type={}&client_assertion={}&{more}",
        encoded(TYPE),
        encoded(assertion)
    );
    Request::post("/connect/token").form(&form).send(at.issuer)
}
