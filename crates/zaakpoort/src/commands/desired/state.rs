//! What is there, page by page: each applicatie is held against the file as it comes, so that only what
//! differs is kept.

use std::collections::{HashMap, HashSet};

use http::Method;
use http::header::ETAG;
use serde_json::Value;

use super::file::File;
use super::merge::{self, Strays, text};
use super::normal;
use crate::admin::{Session, segment};
use crate::commands::progress::Progress;
use crate::failure::Failure;
use crate::meant::Meant;

pub(super) const APPLICATIES: &str = "/desired-state/applicaties";

/// What there is of one applicatie of the file.
#[derive(Debug, Clone)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// The same.
    Same,
    /// Another state of it.
    Other(Box<Value>),
    /// What the file names as one is not one there.
    Unclear(String),
}

/// What is there, held against the file.
pub(super) struct State {
    /// For each applicatie of the file.
    pub(super) found: Vec<Found>,
    /// What is there within them and not in the file, in words.
    pub(super) within: Vec<String>,
    /// Applicaties that are not in the file.
    pub(super) strays: Vec<Stray>,
    /// Client ids that are there.
    pub(super) clients: HashSet<String>,
}

/// A thing that is there and not in the file.
#[derive(Debug, Clone)]
pub(super) struct Stray {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) clients: Vec<String>,
    pub(super) meant: Meant,
}

impl State {
    /// Reads all applicaties.
    pub(super) async fn read(
        session: &Session,
        file: &File,
        strays: Strays,
    ) -> Result<Self, Failure> {
        let index = Index::of(file);
        let mut state = Self {
            found: vec![Found::Nothing; file.applicaties.len()],
            within: Vec::new(),
            strays: Vec::new(),
            clients: HashSet::new(),
        };
        let mut progress = Progress::of("reading");
        let mut read = 0;
        let expected = u64::try_from(file.applicaties.len()).unwrap_or(u64::MAX);
        let take = |page: Vec<Value>| {
            for there in page {
                state.take(there, file, &index, strays);
                read += 1;
            }
            progress.at(read, expected.max(read));
            Ok(true)
        };
        session.pages(APPLICATIES, &[("limit", "250".to_owned())], take).await?;
        Ok(state)
    }

    fn take(&mut self, there: Value, file: &File, index: &Index<'_>, strays: Strays) {
        let clients = there["clients"].as_array().into_iter().flatten();
        self.clients.extend(clients.map(|client| text(client, "client_id").to_owned()));
        let places = index.places(&there);
        let [place] = places[..] else {
            for place in &places {
                self.found[*place] = Found::Unclear(format!(
                    "its clients and those of another applicatie of the file belong to one applicatie here, \
                     {} ({}); make it one in the file",
                    text(&there, "label"),
                    text(&there, "id")
                ));
            }
            if places.is_empty() {
                self.strays.push(Stray::of(&there));
            }
            return;
        };
        let wanted = &file.applicaties[place].value;
        let other = match &self.found[place] {
            Found::Nothing => None,
            Found::Unclear(_) => return,
            Found::Same | Found::Other(_) => Some("another applicatie"),
        };
        let named = wanted["id"].as_str().filter(|id| !id.eq_ignore_ascii_case(text(&there, "id")));
        if let Some(other) = other.or(named) {
            self.found[place] = Found::Unclear(format!(
                "what it names is not one applicatie here: {} ({}) has a client of it, and so has, or is, {other}",
                text(&there, "label"),
                text(&there, "id")
            ));
            return;
        }
        let merged = merge::applicatie(wanted, Some(&there), strays);
        let of = |stray| format!("applicatie {}, {stray}", text(&there, "label"));
        self.within.extend(merged.strays.into_iter().map(of));
        let same = normal::applicatie(&merged.body) == normal::applicatie(&there);
        self.found[place] = if same { Found::Same } else { Found::Other(Box::new(there)) };
    }
}

impl Stray {
    fn of(there: &Value) -> Self {
        let clients = there["clients"].as_array().into_iter().flatten();
        Self {
            id: text(there, "id").to_owned(),
            label: text(there, "label").to_owned(),
            clients: clients.map(|client| text(client, "client_id").to_owned()).collect(),
            meant: Meant::State(text(there, "etag").to_owned()),
        }
    }
}

/// Where in the file an applicatie of the issuer may stand.
struct Index<'f> {
    ids: HashMap<String, usize>,
    clients: HashMap<&'f str, usize>,
}

impl<'f> Index<'f> {
    fn of(file: &'f File) -> Self {
        let (mut ids, mut clients) = (HashMap::new(), HashMap::new());
        for (place, thing) in file.applicaties.iter().enumerate() {
            if let Some(id) = thing.value["id"].as_str() {
                ids.insert(id.to_ascii_lowercase(), place);
            }
            for client in thing.value["clients"].as_array().into_iter().flatten() {
                clients.insert(text(client, "client_id"), place);
            }
        }
        Self { ids, clients }
    }

    fn places(&self, there: &Value) -> Vec<usize> {
        let clients = there["clients"].as_array().into_iter().flatten();
        let by_client = clients.filter_map(|one| self.clients.get(text(one, "client_id")));
        let by_id = self.ids.get(text(there, "id"));
        let mut places: Vec<usize> = by_client.chain(by_id).copied().collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// Every API.
pub(super) async fn apis(session: &Session) -> Result<Vec<Value>, Failure> {
    let answer = session.call(Method::GET, "/apis", None).await?;
    Ok(answer["results"].as_array().cloned().unwrap_or_default())
}

/// For which state a change of an API is meant: the one that was listed.
pub(super) async fn meant_for_api(session: &Session, listed: &Value) -> Result<Meant, Failure> {
    let path = format!("/apis/{}", segment(text(listed, "client_id")));
    let answer = session.answer(Method::GET, &path, None).await?;
    let body: Value = serde_json::from_slice(answer.body()).unwrap_or(Value::Null);
    let etag = answer.headers().get(ETAG).and_then(|etag| etag.to_str().ok());
    Ok(match etag {
        Some(etag) if body == *listed => Meant::State(etag.to_owned()),
        // It moved between the two: no state has this name.
        _ => Meant::State("\"moved\"".to_owned()),
    })
}
