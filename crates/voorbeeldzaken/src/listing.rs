//! Lists: filters, pages, and the refusal of query parameters that nobody knows.

use form_urlencoded::Serializer;
use serde_json::{Value, json};

use crate::kind::{Kind, MAXIMUM_LEVEL, Shape};
use crate::level;
use crate::problem::Problem;
use crate::store::{Store, Thing};
use crate::wire::Bases;

const PAGE_SIZE: usize = 100;
const LARGEST_PAGE: usize = 500;

/// The body of one page of a list.
pub(crate) fn page(
    kind: Kind,
    query: &str,
    bases: &Bases,
    store: &Store,
) -> Result<Value, Problem> {
    let query = Query::parse(query, kind.shape())?;
    let found: Vec<Thing> = store.list(kind).into_iter().filter(|t| query.selects(t)).collect();
    let pages = found.len().div_ceil(query.page_size).max(1);
    let number = query.page_number(pages).ok_or(Problem::NotFound)?;
    let path = format!("{}{}", bases.request, kind.shape().path);
    let shown = found.iter().skip((number - 1) * query.page_size).take(query.page_size);
    Ok(json!({
        "count": found.len(),
        "next": (number < pages).then(|| query.link(&path, number + 1)),
        "previous": (number > 1).then(|| query.link(&path, number - 1)),
        "results": shown.map(|thing| bases.body(thing)).collect::<Value>(),
    }))
}

/// A query whose parameters are all known here.
struct Query {
    pairs: Vec<(String, String)>,
    page_size: usize,
}

impl Query {
    fn parse(query: &str, shape: &Shape) -> Result<Self, Problem> {
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let known =
            |name: &str| matches!(name, "page" | "pageSize") || shape.filters.contains(&name);
        let unknown: Vec<&str> =
            pairs.iter().map(|(name, _)| name.as_str()).filter(|name| !known(name)).collect();
        if !unknown.is_empty() {
            let reason = format!("Deze parameters zijn hier niet bekend: {}.", unknown.join(", "));
            return Err(Problem::invalid("nonFieldErrors", "unknown-parameters", reason));
        }
        let asked = last(&pairs, "pageSize").and_then(|size| size.parse().ok());
        let page_size = asked.filter(|size| (1..=LARGEST_PAGE).contains(size)).unwrap_or(PAGE_SIZE);
        Ok(Self { pairs, page_size })
    }

    fn page_number(&self, pages: usize) -> Option<usize> {
        match last(&self.pairs, "page") {
            None | Some("") => Some(1),
            Some("last") => Some(pages),
            Some(page) => page.parse().ok().filter(|number| (1..=pages).contains(number)),
        }
    }

    fn selects(&self, thing: &Thing) -> bool {
        thing.kind.shape().filters.iter().all(|filter| match last(&self.pairs, filter) {
            None | Some("") => true,
            Some(level) if *filter == MAXIMUM_LEVEL => {
                level::rank(thing.text("vertrouwelijkheidaanduiding")) <= level::rank(level)
            }
            Some(wanted) => [wanted, path_of(wanted)].contains(&thing.text(filter)),
        })
    }

    fn link(&self, path: &str, page: usize) -> String {
        let mut pairs: Vec<(&str, String)> = self
            .pairs
            .iter()
            .filter(|(name, _)| name != "page")
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        pairs.push(("page", page.to_string()));
        pairs.sort();
        format!("{path}?{}", Serializer::new(String::new()).extend_pairs(pairs).finish())
    }
}

fn last<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// Lists compare URLs by their path alone, as Open Zaak does.
fn path_of(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or("", |(_, rest)| rest);
    after_scheme.find('/').map_or("", |slash| &after_scheme[slash..])
}
