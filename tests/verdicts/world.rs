//! What there is to be asked for, as the upstream itself lists it: a zaak, a document and a besluit for every cell of the
//! table and every state that decides, and what belongs to each.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;
use voorbeeldzaken::sample;
use voorbeeldzaken::sample::grid::{BESLUITTYPEN, INFORMATIEOBJECTTYPEN, ZAAKTYPEN};

use super::asking::{Asked, Line};
use super::bodies::belongs_by;
use super::making::Upload;
use super::table::{BESLUITEN, Cell, DOCUMENTEN, LEVELS, ZAKEN};
use crate::harness;

/// How far a zaak is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Far {
    /// It has no status yet.
    New,
    Open,
    Closed,
}

/// What belongs to a zaak, in lists of all zaken together, and in lists of its own.
const OF_ZAKEN: &[&str] = &[
    "klantcontacten",
    "resultaten",
    "rollen",
    "statussen",
    "substatussen",
    "zaakcontactmomenten",
    "zaakinformatieobjecten",
    "zaaknotities",
    "zaakobjecten",
    "zaakverzoeken",
];
const OF_ONE_ZAAK: &[&str] = &["zaakeigenschappen", "besluiten", "audittrail"];
const OF_DOCUMENTS: &[&str] = &["gebruiksrechten", "objectinformatieobjecten", "verzendingen"];
const OF_BESLUITEN: &[&str] = &["besluitinformatieobjecten"];
const OF_ONE: &[&str] = &["audittrail"];

/// Where everything stands: paths, by what decides of them.
#[derive(Debug, Default)]
pub(super) struct World {
    zaken: HashMap<(Cell, Far), String>,
    documents: HashMap<(Cell, bool), String>,
    /// By type and the path of the zaak, which is empty where there is none.
    besluiten: HashMap<(usize, String), String>,
    /// By the list that it stands in and the path of what it belongs to.
    parts: HashMap<(String, String), Value>,
    /// Documents of which the bytes are still to come.
    pub(super) uploads: HashMap<(Cell, bool), Upload>,
}

impl World {
    /// Looks at all there is, as one who may see it.
    pub(super) fn seen(line: &mut Line, token: &str) -> Self {
        let mut list = |path: &str| {
            let asked = Asked::get(path).by(token);
            line.list(&asked).unwrap_or_else(|answer| panic!("{path}: {answer:?}"))
        };
        let mut world = Self::default();
        list(sample::ZAKEN).iter().for_each(|zaak| world.see_zaak(zaak));
        list(sample::DOCUMENTEN).iter().for_each(|document| world.see_document(document));
        list(sample::BESLUITEN).iter().for_each(|besluit| world.see_besluit(besluit));
        let all = [(ZAKEN, OF_ZAKEN), (DOCUMENTEN, OF_DOCUMENTS), (BESLUITEN, OF_BESLUITEN)];
        for (base, name) in
            all.iter().flat_map(|(base, of)| of.iter().map(move |name| (base, name)))
        {
            let path = format!("{base}/{name}");
            for part in list(&path) {
                let main = path_of(&part[belongs_by(name)]);
                world.parts.insert((path.clone(), main), part);
            }
        }
        for (path, main) in world.below().filter(|(path, main)| path.starts_with(main)) {
            if let Some(part) = list(&path).pop() {
                world.parts.insert((path, main), part);
            }
        }
        world
    }

    fn see_zaak(&mut self, zaak: &Value) {
        let far = match (&zaak["einddatum"], &zaak["status"]) {
            (Value::String(_), _) => Far::Closed,
            (_, Value::String(_)) => Far::Open,
            _ => Far::New,
        };
        if let Some(cell) = cell(zaak, "zaaktype", ZAAKTYPEN) {
            self.zaken.insert((cell, far), path_of(&zaak["url"]));
        }
    }

    fn see_document(&mut self, document: &Value) {
        let ready = document["isGereedVoorPublicatie"] == true;
        let cell = cell(document, "informatieobjecttype", INFORMATIEOBJECTTYPEN);
        if let Some(cell) = cell.filter(|_| document["locked"] == false) {
            self.documents.insert((cell, ready), path_of(&document["url"]));
        }
    }

    fn see_besluit(&mut self, besluit: &Value) {
        let zaak = besluit["zaak"].as_str().filter(|zaak| !zaak.is_empty());
        let zaak = zaak.map(|_| path_of(&besluit["zaak"])).unwrap_or_default();
        if let Some(of_type) = place(&besluit["besluittype"], BESLUITTYPEN) {
            self.besluiten.insert((of_type, zaak), path_of(&besluit["url"]));
        }
    }

    /// Each list in which something must stand that belongs to one of the objects, and that object.
    pub(super) fn below(&self) -> impl Iterator<Item = (String, String)> + use<> {
        let begun = |(_, far): &(Cell, Far)| *far != Far::New;
        let zaken = self.zaken.iter().filter(|(of, _)| begun(of)).map(|(_, zaak)| zaak);
        let zaken = zaken.map(|zaak| (zaak, ZAKEN, OF_ZAKEN, OF_ONE_ZAAK));
        let documents = self.documents.values();
        let documents = documents.map(|document| (document, DOCUMENTEN, OF_DOCUMENTS, OF_ONE));
        let besluiten = self.besluiten.values();
        let besluiten = besluiten.map(|besluit| (besluit, BESLUITEN, OF_BESLUITEN, OF_ONE));
        let mut all = Vec::new();
        for (main, base, together, own) in zaken.chain(documents).chain(besluiten) {
            let together = together.iter().map(|name| format!("{base}/{name}"));
            let own = own.iter().map(|name| format!("{main}/{name}"));
            all.extend(together.chain(own).map(|list| (list, main.clone())));
        }
        all.into_iter()
    }

    pub(super) fn zaak(&self, cell: Cell, far: Far) -> &str {
        &self.zaken[&(cell, far)]
    }

    /// None while it is still to be made.
    pub(super) fn document(&self, cell: Cell, ready: bool) -> Option<&str> {
        self.documents.get(&(cell, ready)).map(String::as_str)
    }

    /// One that belongs to the zaak at this path, or with an empty path to none.
    pub(super) fn besluit(&self, of_type: usize, zaak: &str) -> &str {
        &self.besluiten[&(of_type, zaak.to_owned())]
    }

    /// Every document.
    pub(super) fn uuids_of_documents(&self) -> Vec<&str> {
        self.documents.values().map(|path| last(path)).collect()
    }

    /// What stands in this list and belongs to this.
    pub(super) fn part(&self, list: &str, main: &str) -> Option<&Value> {
        self.parts.get(&(list.to_owned(), main.to_owned()))
    }
}

/// The type and the level of an object; none when it is of another type.
fn cell(object: &Value, member: &str, types: [Uuid; 2]) -> Option<Cell> {
    let level = object["vertrouwelijkheidaanduiding"].as_str()?;
    let level = LEVELS.iter().position(|known| *known == level)?;
    Some(Cell { of_type: place(&object[member], types)?, level })
}

fn place(url: &Value, types: [Uuid; 2]) -> Option<usize> {
    let ends = |uuid: &Uuid| url.as_str().is_some_and(|url| url.ends_with(&uuid.to_string()));
    types.iter().position(ends)
}

/// The path of a URL that is under our name.
pub(super) fn path_of(url: &Value) -> String {
    url.as_str().and_then(|url| url.strip_prefix(harness::ZAKEN)).unwrap().to_owned()
}

/// The last segment of a path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}
