//! The table as its files say it: who asks, what is asked, and what must come of it.

use serde_json::Value;

const APPLICATIES: &str = include_str!("applicaties.json");
const VERDICTS: &str = include_str!("verdicts.tsv");

pub(super) const ZAKEN: &str = "/zaken/api/v1";
pub(super) const DOCUMENTEN: &str = "/documenten/api/v1";
pub(super) const BESLUITEN: &str = "/besluiten/api/v1";

/// The first segments below two of them; all others are of the third.
const OF_DOCUMENTEN: &[&str] = &[
    "bestandsdelen",
    "document_registreren",
    "documentnummer_reserveren",
    "enkelvoudiginformatieobjecten",
    "gebruiksrechten",
    "import",
    "objectinformatieobjecten",
    "verzendingen",
];
const OF_BESLUITEN: &[&str] = &["besluit_verwerken", "besluiten", "besluitinformatieobjecten"];

/// From the lowest to the highest.
pub(super) const LEVELS: [&str; 8] = [
    "openbaar",
    "beperkt_openbaar",
    "intern",
    "zaakvertrouwelijk",
    "vertrouwelijk",
    "confidentieel",
    "geheim",
    "zeer_geheim",
];

/// One of two types, and the place of a level among the eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Cell {
    pub(super) of_type: usize,
    pub(super) level: usize,
}

impl Cell {
    /// Every type at every level.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let levels = |of_type| (0..LEVELS.len()).map(move |level| Self { of_type, level });
        (0..2).flat_map(levels)
    }

    /// Reads `1/geheim`, and whatever word stands behind it.
    pub(super) fn named(text: &str) -> (Self, Option<&str>) {
        let mut parts = text.split('/');
        let of_type = parts.next().unwrap().parse().unwrap();
        let wanted = parts.next().unwrap();
        let level = LEVELS.iter().position(|level| *level == wanted).unwrap();
        (Self { of_type, level }, parts.next())
    }

    pub(super) fn level(self) -> &'static str {
        LEVELS[self.level]
    }
}

/// What one applicatie is told, asking one thing of every cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) applicatie: &'static str,
    pub(super) operation: Operation,
    pub(super) variant: Variant,
    pub(super) verdicts: &'static str,
}

/// A method and a path below the component's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
}

impl Operation {
    /// The first segment: a collection, or what is done.
    pub(super) fn root(self) -> &'static str {
        self.path.split('/').nth(1).unwrap()
    }

    /// The list that it is about: the first segment, or one below a zaak.
    pub(super) fn list(self) -> &'static str {
        let below = self.path.split('/').nth(3);
        below
            .filter(|list| matches!(*list, "zaakeigenschappen" | "besluiten"))
            .unwrap_or(self.root())
    }

    /// Where its component stands.
    pub(super) fn base(self) -> &'static str {
        let is_one_of = |roots: &[&str]| roots.contains(&self.root());
        if is_one_of(OF_DOCUMENTEN) {
            DOCUMENTEN
        } else if is_one_of(OF_BESLUITEN) {
            BESLUITEN
        } else {
            ZAKEN
        }
    }
}

/// The words that tell one case of an operation from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Variant(pub(super) &'static str);

impl Variant {
    pub(super) fn has(self, word: &str) -> bool {
        self.0.split(' ').any(|one| one == word)
    }

    /// What stands behind `name=`.
    pub(super) fn value(self, name: &str) -> Option<&'static str> {
        self.0.split(' ').find_map(|one| one.strip_prefix(name)?.strip_prefix('='))
    }
}

impl Row {
    /// What its letters are about, in their order: every type at every level, or every type (at a level that nobody
    /// names), or nothing in particular.
    pub(super) fn cells(self) -> Vec<Cell> {
        let letters = self.verdicts.len();
        match letters {
            16 => Cell::all().collect(),
            _ => (0..letters).map(|of_type| Cell { of_type, level: 0 }).collect(),
        }
    }

    /// Whether one answer holds the verdicts of all cells: a list, not asked by parent.
    pub(super) fn is_one_list(self) -> bool {
        self.is_list() && !self.variant.has("parent")
    }

    pub(super) fn is_list(self) -> bool {
        let collection = !self.operation.path.contains('{') && self.operation.method == "GET";
        collection || self.operation.path.ends_with("/_zoek")
    }

    /// Whether it may change anything.
    pub(super) fn writes(self) -> bool {
        !matches!(self.operation.method, "GET" | "HEAD") && !self.is_list()
    }
}

/// Every applicatie, each also a client of its name.
pub(super) fn applicaties() -> Vec<Value> {
    serde_json::from_str(APPLICATIES).unwrap()
}

/// Every row, in the order of the file.
pub(super) fn rows() -> Vec<Row> {
    VERDICTS.lines().skip(1).map(row).collect()
}

fn row(line: &'static str) -> Row {
    let fields: Vec<&'static str> = line.split('\t').collect();
    let [applicatie, operation, variant, verdicts] = fields[..] else { panic!("{line}") };
    let (method, path) = operation.split_once(' ').unwrap();
    Row { applicatie, operation: Operation { method, path }, variant: Variant(variant), verdicts }
}
