//! A record on the wire: one line of JSON in the fields of the Authorization Decision Log (Logius,
//! 1.0.0), its request and response in the form of `AuthZEN`.

use std::borrow::Cow;
use std::fmt::Display;

use serde::{Serialize, Serializer};
use uuid::Uuid;

use super::Seen;
use super::line::Requires;
use crate::trace::Hex;

#[derive(Serialize)]
pub(super) struct Line<'a> {
    pub(super) trace_id: Shown<Hex<16>>,
    pub(super) span_id: Shown<Hex<8>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parent_span_id: Option<Shown<Hex<8>>>,
    pub(super) event_name: &'static str,
    /// Milliseconds since 1970.
    pub(super) timestamp: i64,
    pub(super) status: &'static str,
    pub(super) resource: Resource<'a>,
    pub(super) attributes: Attributes<'a>,
    pub(super) body: Body<'a>,
}

#[derive(Serialize)]
pub(super) struct Resource<'a> {
    #[serde(rename = "service.name")]
    pub(super) service: &'static str,
    #[serde(rename = "service.instance.id")]
    pub(super) gateway: &'a str,
}

/// By what it was decided, as names of sources.
#[derive(Serialize)]
pub(super) struct Attributes<'a> {
    #[serde(rename = "adl.core.policies")]
    pub(super) policies: Policies<'a>,
    #[serde(rename = "adl.core.configuration")]
    pub(super) configuration: Configuration<'a>,
    #[serde(rename = "adl.fsc.transaction_id", skip_serializing_if = "Option::is_none")]
    pub(super) transaction: Option<Uuid>,
}

#[derive(Serialize)]
pub(super) struct Policies<'a> {
    /// The number of the issuer's change that was in force here.
    #[serde(rename = "zaakpoort.autorisaties", skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<u64>,
    #[serde(rename = "zaakpoort.operations")]
    pub(super) operations: &'a str,
}

#[derive(Serialize)]
pub(super) struct Configuration<'a> {
    #[serde(rename = "zaakpoort.version")]
    pub(super) version: &'static str,
    #[serde(rename = "zaakpoort.gateway")]
    pub(super) gateway: &'a str,
}

#[derive(Serialize)]
pub(super) struct Body<'a> {
    #[serde(rename = "adl.core.request")]
    pub(super) request: Request<'a>,
    #[serde(rename = "adl.core.response")]
    pub(super) response: Response<'a>,
    #[serde(rename = "adl.core.information", skip_serializing_if = "Information::is_nothing")]
    pub(super) information: Information<'a>,
}

#[derive(Serialize)]
pub(super) struct Request<'a> {
    pub(super) subject: Subject<'a>,
    pub(super) action: Action<'a>,
    pub(super) resource: Asked<'a>,
}

#[derive(Serialize)]
pub(super) struct Subject<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<SubjectProperties<'a>>,
}

#[derive(Serialize)]
pub(super) struct SubjectProperties<'a> {
    pub(super) credential: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Action<'a> {
    pub(super) name: &'a str,
    pub(super) properties: ActionProperties<'a>,
}

#[derive(Serialize)]
pub(super) struct ActionProperties<'a> {
    pub(super) method: &'a str,
}

#[derive(Serialize)]
pub(super) struct Asked<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<AskedProperties<'a>>,
}

#[derive(Serialize)]
pub(super) struct AskedProperties<'a> {
    pub(super) upstream: &'a str,
}

#[derive(Serialize)]
pub(super) struct Response<'a> {
    pub(super) decision: bool,
    pub(super) context: Context<'a>,
}

#[derive(Serialize)]
pub(super) struct Context<'a> {
    pub(super) verdict: &'static str,
    /// Of a refusal its code, of a permit what gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule: Option<&'static str>,
    /// Said of an upstream in shadow: what the rule refuses was let through, what it narrows was shown whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) enforced: Option<bool>,
    /// What went wrong beside the verdict, or instead of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure: Option<&'static str>,
    /// The scopes that the operation asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) requires: Option<Shown<Requires<'a>>>,
    /// How it was answered; not at all, if the client did not wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) http_status: Option<u16>,
}

#[derive(Serialize)]
pub(super) struct Information<'a> {
    pub(super) objects: &'a [Seen],
}

impl Information<'_> {
    fn is_nothing(&self) -> bool {
        self.objects.is_empty()
    }
}

impl Serialize for Seen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Object<'a> {
            kind: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            uuid: Option<&'a str>,
            #[serde(rename = "type")]
            of: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            level: Option<&'a str>,
        }
        let level = self.level.as_ref().map(|level| level.as_str());
        let (of, uuid) = (self.object_type.as_str(), self.uuid.as_deref());
        Object { kind: self.kind, uuid, of, level }.serialize(serializer)
    }
}

/// What is written as it is shown.
pub(super) struct Shown<T>(pub(super) T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
