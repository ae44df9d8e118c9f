//! A collector of traces that the case plays itself: it takes what comes as OTLP has it (protobuf over HTTP),
//! and keeps the spans.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use prost::Message as _;
use serde_json::json;

use super::played_notificaties::{answer, request, value_of};

/// A span, as far as cases look at it.
#[derive(Debug, Clone)]
pub(crate) struct TakenSpan {
    pub(crate) service: String,
    pub(crate) name: String,
    pub(crate) trace: String,
    pub(crate) span: String,
    pub(crate) parent: String,
    pub(crate) is_server: bool,
    pub(crate) is_error: bool,
    pub(crate) facts: BTreeMap<String, String>,
}

/// A running one; ends with the case.
pub(crate) struct PlayedCollector {
    pub(crate) address: SocketAddr,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Default)]
struct Taken {
    spans: Vec<TakenSpan>,
    bytes: Vec<u8>,
}

impl PlayedCollector {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let taken = Arc::<Mutex<Taken>>::default();
        let theirs = Arc::clone(&taken);
        thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let taken = Arc::clone(&theirs);
                // Whoever breaks off gets no answer.
                thread::spawn(move || drop(serve(socket, &taken)));
            }
        });
        Self { address, taken }
    }

    /// Where spans are sent.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}/v1/traces", self.address)
    }

    /// All that came, of this name.
    pub(crate) fn named(&self, name: &str) -> Vec<TakenSpan> {
        let taken = self.taken.lock().unwrap();
        taken.spans.iter().filter(|span| span.name == name).cloned().collect()
    }

    /// How many came.
    pub(crate) fn count(&self) -> usize {
        self.taken.lock().unwrap().spans.len()
    }

    /// Whether this text was anywhere in what came.
    pub(crate) fn was_told(&self, text: &str) -> bool {
        let taken = self.taken.lock().unwrap();
        taken.bytes.windows(text.len()).any(|bytes| bytes == text.as_bytes())
    }
}

fn serve(mut socket: TcpStream, taken: &Mutex<Taken>) -> std::io::Result<()> {
    let mut read = Vec::new();
    while let Some((head, body)) = request(&mut socket, &mut read)? {
        let is_otlp = head.starts_with("POST /v1/traces HTTP/1.1\r\n")
            && value_of(&head, "content-type") == Some("application/x-protobuf");
        let batch = ExportTraceServiceRequest::decode(&body[..]).ok().filter(|_| is_otlp);
        let Some(batch) = batch else {
            answer(&mut socket, 400, &json!({ "detail": "that is no batch of spans" }))?;
            continue;
        };
        let mut taken = taken.lock().unwrap();
        taken.bytes.extend_from_slice(&body);
        taken.spans.extend(spans(batch));
        drop(taken);
        answer(&mut socket, 200, &json!({}))?;
    }
    Ok(())
}

fn spans(batch: ExportTraceServiceRequest) -> Vec<TakenSpan> {
    const SERVER: i32 = 2;
    const ERROR: i32 = 2;
    let mut found = Vec::new();
    for of_one in batch.resource_spans {
        let resource = facts(of_one.resource.map(|it| it.attributes).unwrap_or_default());
        let spans = of_one.scope_spans.into_iter().flat_map(|scope| scope.spans);
        found.extend(spans.map(|span| TakenSpan {
            service: resource.get("service.name").cloned().unwrap_or_default(),
            trace: hex(&span.trace_id),
            span: hex(&span.span_id),
            parent: hex(&span.parent_span_id),
            is_server: span.kind == SERVER,
            is_error: span.status.is_some_and(|status| status.code == ERROR),
            facts: facts(span.attributes),
            name: span.name,
        }));
    }
    found
}

fn facts(said: Vec<KeyValue>) -> BTreeMap<String, String> {
    let text = |value| match value {
        Value::StringValue(text) => text,
        Value::IntValue(number) => number.to_string(),
        Value::BoolValue(truth) => truth.to_string(),
        other => format!("{other:?}"),
    };
    let fact = |one: KeyValue| Some((one.key, text(one.value?.value?)));
    said.into_iter().filter_map(fact).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
