//! Makes in a new issuer what was there when the recording began.

use std::net::SocketAddr;

use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::counterparts::Counterparts;
use crate::fault::Fault;
use crate::issuer::Issuer;
use crate::seed::{Applicatie, Seed, StandIns};
use crate::wire;

/// An administrator with a token.
pub(crate) struct Administrator {
    address: SocketAddr,
    token: String,
}

impl Administrator {
    /// With the secret that the first start showed.
    pub(crate) fn login(issuer: &Issuer) -> Result<Self, Fault> {
        let form = format!(
            "grant_type=client_credentials&scope=zaakpoort.admin&client_id=beheerder&client_secret={}",
            issuer.secret()?
        );
        let mut administrator = Self { address: issuer.address, token: String::new() };
        let kind = "application/x-www-form-urlencoded";
        let answer = administrator.post("/connect/token", kind, &form, 200)?;
        administrator.token = member(&answer, "access_token")?;
        Ok(administrator)
    }

    /// Makes all applicaties with their clients, the oldest first; the keys are good until then.
    /// Says what stands for what.
    pub(crate) fn plant(
        &self,
        seed: &Seed,
        expires_at: &str,
    ) -> Result<(Counterparts, StandIns), Fault> {
        let (planted, stand_ins) = seed.planted();
        let mut known = Counterparts::default();
        for applicatie in &planted {
            let id = member(&self.make("/applicaties", &body(applicatie)?)?, "id")?;
            if let Some(url) = &applicatie.url {
                known.learn(url, &id);
            }
            for client_id in &applicatie.client_ids {
                let client = json!({ "client_id": client_id, "applicatie": id });
                self.make("/clients", &client)?;
                if let Some(key) = seed.keys.get(client_id).filter(|key| !key.is_empty()) {
                    let key = json!({ "label": "replay", "expires_at": expires_at, "key": key });
                    self.make(&format!("/clients/{}/zgw-keys", encoded(client_id)), &key)?;
                }
            }
        }
        Ok((known, stand_ins))
    }

    fn make(&self, path: &str, body: &Value) -> Result<Answer, Fault> {
        self.post(&format!("/admin/v1{path}"), "application/json", &body.to_string(), 201)
    }

    fn post(&self, path: &str, kind: &str, body: &str, status: u16) -> Result<Answer, Fault> {
        let mut head = format!("POST {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        if !self.token.is_empty() {
            head += &format!("Authorization: Bearer {}\r\n", self.token);
        }
        head += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
        let answer = wire::send(self.address, (head + body).as_bytes(), "POST")
            .map_err(|source| Fault::Connection { address: self.address, source })?;
        if answer.status == status {
            return Ok(answer);
        }
        let told = String::from_utf8_lossy(&answer.body).into_owned();
        Err(Fault::Refused { what: format!("POST {path}"), status: answer.status, body: told })
    }
}

/// An applicatie in the words of the admin API.
fn body(applicatie: &Applicatie) -> Result<Value, Fault> {
    let autorisaties = applicatie.autorisaties.iter().map(autorisatie);
    Ok(json!({
        "label": applicatie.label,
        "heeft_alle_autorisaties": applicatie.heeft_alle_autorisaties,
        "autorisaties": autorisaties.collect::<Result<Vec<_>, _>>()?,
    }))
}

/// The members that say something; the name of the component is only shown.
fn autorisatie(shown: &Value) -> Result<Value, Fault> {
    let shown = shown.as_object().ok_or_else(|| seed("has an autorisatie that is no object"))?;
    let mut given = Map::new();
    for (name, value) in shown.iter().filter(|(_, value)| **value != "") {
        let name = match name.as_str() {
            "componentWeergave" => continue,
            "maxVertrouwelijkheidaanduiding" => "max_vertrouwelijkheidaanduiding",
            "component" | "scopes" | "zaaktype" | "informatieobjecttype" | "besluittype" => name,
            _ => return Err(seed(&format!("has an autorisatie with `{name}`"))),
        };
        given.insert(name.to_owned(), value.clone());
    }
    Ok(Value::Object(given))
}

fn seed(why: &str) -> Fault {
    Fault::Seed(why.to_owned())
}

fn member(answer: &Answer, name: &str) -> Result<String, Fault> {
    let text = answer.json()[name].as_str().map(str::to_owned);
    text.ok_or_else(|| Fault::Refused {
        what: format!("the wish for `{name}`"),
        status: answer.status,
        body: "it is not in the answer".to_owned(),
    })
}

/// As one segment of a path (RFC 3986 2.1).
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn an_applicatie_is_told_in_the_words_of_the_admin_api() {
        let shown: Applicatie = serde_json::from_value(json!({
            "clientIds": ["a"], "label": "A", "heeftAlleAutorisaties": false,
            "autorisaties": [{
                "component": "zrc", "componentWeergave": "Zaken", "scopes": ["zaken.lezen"],
                "zaaktype": "http://x.example/1", "maxVertrouwelijkheidaanduiding": "geheim",
                "besluittype": "",
            }],
        }))
        .unwrap();
        let expected = json!({
            "label": "A", "heeft_alle_autorisaties": false,
            "autorisaties": [{
                "component": "zrc", "scopes": ["zaken.lezen"],
                "zaaktype": "http://x.example/1", "max_vertrouwelijkheidaanduiding": "geheim",
            }],
        });
        assert_eq!(body(&shown).unwrap(), expected);
    }

    #[test]
    fn an_autorisatie_with_more_than_is_known_is_not_made_smaller() {
        let more = json!({ "component": "zrc", "scopes": [], "alleenEigen": true });
        assert!(matches!(autorisatie(&more), Err(Fault::Seed(_))));
    }

    #[test]
    fn a_client_id_becomes_one_segment() {
        assert_eq!(encoded("a/b c~1"), "a%2Fb%20c~1");
    }
}
