//! What the table asks for and the upstream does not begin with: documents that are ready for publication and others
//! that are not, besluiten of closed zaken, parts to upload, locks. It is made through the gateway, by one who may do everything.

use serde_json::{Value, json};

use super::asking::{Asked, Content, Line};
use super::bodies::{self, belongs_by, url};
use super::table::{BESLUITEN, Cell, DOCUMENTEN};
use super::world::{Far, World, last};

/// The zaken that besluiten belong to, beside none.
const OF_BESLUITEN: [&str; 3] = ["0/openbaar/closed", "1/geheim/closed", "1/zeer_geheim"];

/// Who makes it, and what there is.
pub(super) struct Making<'a> {
    pub(super) line: &'a mut Line,
    pub(super) maker: &'a str,
    pub(super) world: &'a World,
}

/// A part of a document that is still to be sent.
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) part: String,
    pub(super) lock: String,
}

/// All that the table asks for, once what lacks of it was made.
pub(super) fn complete(line: &mut Line, maker: &str) -> World {
    let world = World::seen(line, maker);
    Making { line: &mut *line, maker, world: &world }.mains();
    let world = World::seen(line, maker);
    let mut making = Making { line: &mut *line, maker, world: &world };
    world.below().for_each(|(list, main)| drop(making.part(&list, &main)));
    let all = Cell::all().flat_map(|cell| [(cell, true), (cell, false)]);
    let uploads = all.map(|(cell, ready)| ((cell, ready), making.upload(cell, ready))).collect();
    let mut world = World::seen(line, maker);
    world.uploads = uploads;
    world
}

impl Making<'_> {
    fn mains(&mut self) {
        for (cell, ready) in Cell::all().flat_map(|cell| [(cell, true), (cell, false)]) {
            if self.world.document(cell, ready).is_none() {
                self.make(&documents(), bodies::document(cell, ready));
            }
        }
        let zaken = OF_BESLUITEN.map(|named| Some(self.zaak(named)));
        for zaak in zaken.iter().chain([&None]) {
            for of_type in 0..2 {
                let body = bodies::besluit(of_type, zaak.as_deref());
                self.make(&format!("{BESLUITEN}/besluiten"), body);
            }
        }
    }

    /// A zaak that a variant names.
    pub(super) fn zaak(&self, named: &str) -> String {
        let (cell, state) = Cell::named(named);
        let far = if state == Some("closed") { Far::Closed } else { Far::Open };
        self.world.zaak(cell, far).to_owned()
    }

    /// A document that a variant names.
    pub(super) fn document(&self, named: &str) -> String {
        let (cell, state) = Cell::named(named);
        self.world.document(cell, state != Some("unready")).unwrap().to_owned()
    }

    /// What stands in a list and belongs to this; made, when there is none.
    pub(super) fn part(&mut self, list: &str, main: &str) -> Value {
        if let Some(part) = self.world.part(list, main) {
            return part.clone();
        }
        let mut body = bodies::part(last(list));
        body[belongs_by(last(list))] = url(main);
        match last(list) {
            "zaakinformatieobjecten" | "besluitinformatieobjecten" => {
                body["informatieobject"] = url(&self.document("0/openbaar"));
            }
            "objectinformatieobjecten" => body["object"] = url(&self.zaak("0/openbaar")),
            "besluiten" => body["besluit"] = url(self.world.besluit(0, "")),
            _ => {}
        }
        self.make(list, body)
    }

    /// The lock of a document, which is locked for it.
    pub(super) fn lock(&mut self, document: &str) -> Value {
        self.make(&format!("{document}/lock"), json!({}))["lock"].clone()
    }

    fn upload(&mut self, cell: Cell, ready: bool) -> Upload {
        let mut body = bodies::document(cell, ready);
        body["inhoud"] = Value::Null;
        let made = self.make(&documents(), body);
        let lock = made["lock"].as_str().unwrap().to_owned();
        Upload { part: super::world::path_of(&made["bestandsdelen"][0]["url"]), lock }
    }

    fn make(&mut self, target: &str, body: Value) -> Value {
        let (target, headers, body) = (target.to_owned(), Vec::new(), Content::Json(body));
        let asked = Asked { method: "POST", target, headers, body }.by(self.maker);
        let answer = self.line.ask(&asked);
        let (target, text) = (&asked.target, answer.text());
        assert!(matches!(answer.status, 200 | 201), "POST {target}: {} {text}", answer.status);
        answer.json()
    }
}

fn documents() -> String {
    format!("{DOCUMENTEN}/enkelvoudiginformatieobjecten")
}
