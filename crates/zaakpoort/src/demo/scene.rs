//! Registers the demo's task application, as an administrator would: it may read and create
//! meldingen that are openbaar, and nothing else.

use edge::config::SecretSource;
use http::Method;
use secrecy::SecretString;
use serde_json::{Value, json};
use voorbeeldzaken::sample;

use super::stage::{CLIENT, Stage};
use crate::admin::{Output, Session};
use crate::failure::Failure;

/// What was registered.
pub(super) struct Scene {
    pub(super) applicatie: String,
    /// The autorisatie that is taken away and given back.
    pub(super) autorisatie: String,
    pub(super) secret: SecretString,
    session: Session,
    body: Value,
}

impl Scene {
    pub(super) async fn register(stage: &Stage) -> Result<Self, Failure> {
        let admin = SecretSource::File(stage.admin_secret.clone()).read();
        let admin = admin.map_err(|error| Failure::Input(error.to_string()))?;
        let session =
            Session::login(stage.reached(), issuer::ADMINISTRATOR, &admin, Output::People);
        let session = session.await?;
        let new = json!({ "label": "Demo: taakapplicatie meldingen" });
        let applicatie = text(&session.call(Method::POST, "/applicaties", Some(new)).await?, "id")?;
        let client = json!({ "client_id": CLIENT, "applicatie": applicatie });
        session.call(Method::POST, "/clients", Some(client)).await?;
        let path = format!("/clients/{CLIENT}/secrets");
        let made = session.call(Method::POST, &path, Some(json!({ "label": "demo" }))).await?;
        let body = json!({
            "component": "zrc",
            "scopes": ["zaken.lezen", "zaken.aanmaken"],
            "zaaktype": sample::url(&stage.gateway, sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING),
            "max_vertrouwelijkheidaanduiding": "openbaar",
        });
        let secret = text(&made, "secret")?.into();
        let mut scene = Self { applicatie, autorisatie: String::new(), secret, session, body };
        scene.give().await?;
        Ok(scene)
    }

    /// Gives the autorisatie.
    pub(super) async fn give(&mut self) -> Result<(), Failure> {
        let path = format!("/applicaties/{}/autorisaties", self.applicatie);
        let made = self.session.call(Method::POST, &path, Some(self.body.clone())).await?;
        self.autorisatie = text(&made, "id")?;
        Ok(())
    }

    /// Takes it away.
    pub(super) async fn take(&self) -> Result<(), Failure> {
        let path = format!("/applicaties/{}/autorisaties/{}", self.applicatie, self.autorisatie);
        self.session.call(Method::DELETE, &path, None).await.map(|_| ())
    }
}

fn text(answer: &Value, name: &str) -> Result<String, Failure> {
    let missing = || Failure::Start(format!("the issuer's answer has no `{name}`"));
    answer.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(missing)
}
