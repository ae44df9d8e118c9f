//! Reading the lines of a pack, and all that may be wrong with them.

use std::sync::Arc;

use autorisaties::{Component, Requirement, ScopeExpression};

use super::Flavour;
use super::fault::{Fact, PackFault, Place};
use super::method::Method;
use super::object::ObjectRule;
use super::template::Template;

const COLUMNS: [&str; 7] =
    ["component", "api_version", "method", "path", "scopes_standard", "scopes_openzaak", "object"];

/// Scopes of the system itself are granted by name only; no pack may hand them out.
const RESERVED: &str = "zaakpoort.";

/// One line of a pack.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) at: Place,
    pub(super) component: Component,
    pub(super) method: Method,
    pub(super) template: Template,
    pub(super) object: ObjectRule,
    standard: Option<Requirement>,
    openzaak: Option<Requirement>,
}

impl Row {
    /// What the operation requires in a flavour; none when that flavour does not have it.
    pub(super) fn requirement(&self, flavour: Flavour) -> Option<&Requirement> {
        match flavour {
            Flavour::Standard => self.standard.as_ref(),
            Flavour::OpenZaak => self.openzaak.as_ref(),
        }
    }
}

/// Reads a pack; a fault in one line does not hide those in the next.
pub(super) fn read(file: &Arc<str>, text: &str, faults: &mut Vec<PackFault>) -> Vec<Row> {
    let whole = Place { file: Arc::clone(file), line: None };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let order = match reader.headers().map(order) {
        Ok(Ok(order)) => order,
        Ok(Err(facts)) => {
            faults.extend(facts.into_iter().map(|fact| PackFault::new(&whole, fact)));
            return Vec::new();
        }
        Err(error) => {
            faults.push(PackFault::new(&whole, Fact::Unreadable(error.to_string())));
            return Vec::new();
        }
    };
    let mut lines = 0;
    let mut rows = Vec::new();
    for record in reader.records() {
        lines += 1;
        match record {
            Ok(record) => rows.extend(placed(file, &record, &order, faults)),
            Err(error) => faults.push(PackFault::new(&whole, Fact::Unreadable(error.to_string()))),
        }
    }
    if lines == 0 {
        faults.push(PackFault::new(&whole, Fact::Empty));
    }
    rows
}

type Order = [usize; COLUMNS.len()];

/// Where each column stands.
fn order(header: &csv::StringRecord) -> Result<Order, Vec<Fact>> {
    let mut facts = Vec::new();
    let unknown = header.iter().filter(|name| !COLUMNS.contains(name));
    facts.extend(unknown.map(|name| Fact::UnknownColumn(name.to_owned())));
    let order = COLUMNS.map(|column| {
        let place = header.iter().position(|name| name == column);
        keep(place.ok_or(Fact::MissingColumn(column)), &mut facts).unwrap_or_default()
    });
    if facts.is_empty() { Ok(order) } else { Err(facts) }
}

fn placed(
    file: &Arc<str>,
    record: &csv::StringRecord,
    order: &Order,
    faults: &mut Vec<PackFault>,
) -> Option<Row> {
    let at = Place { file: Arc::clone(file), line: record.position().map(csv::Position::line) };
    let mut facts = Vec::new();
    let row = row(&at, record, order, &mut facts).filter(|_| facts.is_empty());
    faults.extend(facts.into_iter().map(|fact| PackFault::new(&at, fact)));
    row
}

fn row(
    at: &Place,
    record: &csv::StringRecord,
    order: &Order,
    facts: &mut Vec<Fact>,
) -> Option<Row> {
    if record.len() != COLUMNS.len() {
        facts.push(Fact::Fields { found: record.len(), wanted: COLUMNS.len() });
        return None;
    }
    let [component, version, method, path, standard, openzaak, object] =
        order.map(|place| record.get(place).unwrap_or_default());
    if standard.is_empty() && openzaak.is_empty() {
        facts.push(Fact::NoFlavour);
    }
    if version.is_empty() {
        facts.push(Fact::NoVersion);
    }
    let unknown_method = || Fact::UnknownMethod(method.to_owned());
    let method = keep(Method::parse(method).ok_or_else(unknown_method), facts);
    let template = keep(Template::parse(path).map_err(Fact::from), facts);
    let unknown_component = |_| Fact::UnknownComponent(component.to_owned());
    let component = keep(Component::parse(component).map_err(unknown_component), facts)?;
    let standard = keep(requirement("scopes_standard", standard, component), facts);
    let openzaak = keep(requirement("scopes_openzaak", openzaak, component), facts);
    let template = template?;
    let object = keep(ObjectRule::parse(object, component, &template), facts)?;
    let (standard, openzaak) = (standard?, openzaak?);
    Some(Row { at: at.clone(), component, method: method?, template, object, standard, openzaak })
}

fn requirement(
    column: &'static str,
    text: &str,
    home: Component,
) -> Result<Option<Requirement>, Fact> {
    match text {
        "" => Ok(None),
        "superuser" => Ok(Some(Requirement::SuperuserOnly)),
        _ => {
            let expression = ScopeExpression::parse(text, home)
                .map_err(|error| Fact::Expression { column, reason: error.to_string() })?;
            reserved(&expression).map_or(Ok(()), Err)?;
            Ok(Some(Requirement::Scopes(expression)))
        }
    }
}

fn reserved(expression: &ScopeExpression) -> Option<Fact> {
    let mut names = expression.scopes().map(|(_, scope)| scope.as_str());
    names.find(|name| name.starts_with(RESERVED)).map(|name| Fact::ReservedScope(name.to_owned()))
}

fn keep<T>(part: Result<T, Fact>, facts: &mut Vec<Fact>) -> Option<T> {
    part.map_err(|fact| facts.push(fact)).ok()
}
