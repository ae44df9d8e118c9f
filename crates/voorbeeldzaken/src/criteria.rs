//! What a list or a `_zoek` asks for, and which things that selects.

use form_urlencoded::Serializer;
use serde_json::Value;

use crate::body::Body;
use crate::expand::Expand;
use crate::fields::Fields;
use crate::kind::{Kind, List, Shape};
use crate::problem::Problem;
use crate::selection::Criterion;
use crate::store::Thing;
use crate::wire::Site;

const PAGE_SIZE: usize = 100;
const LARGEST_PAGE: usize = 500;

/// Members by which zaken can be put in order.
const SORTABLE: [&str; 6] = [
    "startdatum",
    "einddatum",
    "publicatiedatum",
    "archiefactiedatum",
    "registratiedatum",
    "identificatie",
];

/// A question whose parameters are all known here.
pub(crate) struct Criteria {
    /// As the URL has them, for links to other pages.
    pairs: Vec<(String, String)>,
    wanted: Vec<Criterion>,
    ordering: Vec<String>,
    expand: Expand,
    fields: Option<Fields>,
    pub(crate) page_size: usize,
}

impl Criteria {
    /// What the query of a list asks for.
    pub(crate) fn of_query(kind: Kind, query: &str) -> Result<Self, Problem> {
        let shape = kind.shape();
        let pairs = pairs(query);
        let known = |name: &str| shape.filters.contains(&name) || shape.knows_page(name);
        refuse_unknown(&pairs, known)?;
        let wanted = shape.filters.iter().filter_map(|name| {
            let value = last(&pairs, name)?;
            Criterion::read(name, &Value::from(value))
        });
        let wanted = wanted.collect();
        let asked = |name: &str| last(&pairs, name).unwrap_or_default().to_owned();
        let (expand, ordering) = (asked("expand"), asked("ordering"));
        Self::new(kind, pairs, wanted, (&expand, &ordering))
    }

    /// What the body of a `_zoek` asks for; pages are asked for in the query, or in the body too.
    pub(crate) fn of_body(kind: Kind, query: &str, body: &Body) -> Result<Self, Problem> {
        let shape = kind.shape();
        let mut pairs = pairs(query);
        refuse_unknown(&pairs, |name| shape.knows_page(name) || name == "expand")?;
        for name in ["page", "pageSize"] {
            if let Some(number) = body.get(name).and_then(Value::as_u64) {
                pairs.push((name.to_owned(), number.to_string()));
            }
        }
        let names = shape.filters.iter().chain(shape.search);
        let wanted = names.filter_map(|name| Criterion::read(name, body.get(name)?)).collect();
        let text = |name: &str| match body.get(name) {
            Some(Value::Array(list)) => {
                list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")
            }
            Some(Value::String(text)) => text.clone(),
            _ => last(&pairs, name).unwrap_or_default().to_owned(),
        };
        let (expand, ordering) = (text("expand"), text("ordering"));
        let criteria = Self::new(kind, pairs, wanted, (&expand, &ordering))?;
        let fields = if kind == Kind::Zaak { Fields::of(body)? } else { None };
        Ok(Self { fields, ..criteria })
    }

    fn new(
        kind: Kind,
        pairs: Vec<(String, String)>,
        wanted: Vec<Criterion>,
        (expand, ordering): (&str, &str),
    ) -> Result<Self, Problem> {
        let asked = last(&pairs, "pageSize").and_then(|size| size.parse().ok());
        let page_size = asked.filter(|size| (1..=LARGEST_PAGE).contains(size)).unwrap_or(PAGE_SIZE);
        let expand = Expand::parse(expand, kind)?;
        Ok(Self { pairs, wanted, ordering: sorting(ordering)?, expand, fields: None, page_size })
    }

    /// The things it selects, in the order asked for; else newest first.
    pub(crate) fn select(&self, kind: Kind, site: &Site<'_>) -> Vec<Thing> {
        let meets = |thing: &Thing| self.wanted.iter().all(|one| one.is_met_by(thing, site));
        let mut found: Vec<Thing> =
            site.store.list(kind, |_| true).into_iter().filter(meets).collect();
        for by in self.ordering.iter().rev() {
            match by.strip_prefix('-') {
                Some(name) => found.sort_by(|one, other| other.text(name).cmp(one.text(name))),
                None => found.sort_by(|one, other| one.text(by).cmp(other.text(by))),
            }
        }
        found
    }

    /// How one of them is shown.
    pub(crate) fn show(&self, thing: &Thing, site: &Site<'_>) -> Value {
        match &self.fields {
            Some(fields) => site.picked(thing, fields),
            None => site.expanded(thing, &self.expand),
        }
    }

    /// The page that is asked for, when there are so many.
    pub(crate) fn page(&self, pages: usize) -> Option<usize> {
        match last(&self.pairs, "page") {
            None | Some("") => Some(1),
            Some("last") => Some(pages),
            Some(page) => page.parse().ok().filter(|number| (1..=pages).contains(number)),
        }
    }

    /// The URL of another page.
    pub(crate) fn link(&self, path: &str, page: usize) -> String {
        let others = self.pairs.iter().filter(|(name, _)| name != "page");
        let mut pairs: Vec<(&str, String)> =
            others.map(|(name, value)| (name.as_str(), value.clone())).collect();
        pairs.push(("page", page.to_string()));
        pairs.sort();
        format!("{path}?{}", Serializer::new(String::new()).extend_pairs(pairs).finish())
    }
}

impl Shape {
    fn knows_page(&self, name: &str) -> bool {
        self.list == List::Pages && matches!(name, "page" | "pageSize")
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn refuse_unknown(pairs: &[(String, String)], known: impl Fn(&str) -> bool) -> Result<(), Problem> {
    let names = pairs.iter().map(|(name, _)| name.as_str());
    let unknown: Vec<&str> = names.filter(|name| !known(name)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let reason = format!("Deze parameters zijn hier niet bekend: {}.", unknown.join(", "));
    Err(Problem::invalid("nonFieldErrors", "unknown-parameters", reason))
}

fn sorting(ordering: &str) -> Result<Vec<String>, Problem> {
    let by = ordering.split(',').map(str::trim).filter(|by| !by.is_empty());
    let by: Vec<String> = by.map(str::to_owned).collect();
    match by.iter().find(|by| !SORTABLE.contains(&by.strip_prefix('-').unwrap_or(by))) {
        None => Ok(by),
        Some(by) => {
            let reason = format!("Op '{by}' kan niet gesorteerd worden.");
            Err(Problem::invalid("ordering", "invalid_choice", reason))
        }
    }
}

fn last<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}
