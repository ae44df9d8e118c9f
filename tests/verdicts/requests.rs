//! From a row and a cell to the request that asks it.

use serde_json::{Value, json};
use uuid::Uuid;

use super::asking::{Asked, BOUNDARY, Content};
use super::bodies::{self, type_url, url};
use super::composites;
use super::making::{Making, Upload};
use super::table::{BESLUITEN, Cell, DOCUMENTEN, Row, ZAKEN};
use super::variants;
use super::world::{Far, last, path_of};

/// One verdict that is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    pub(super) row: Row,
    pub(super) cell: Cell,
    pub(super) expected: char,
}

impl Question {
    /// The request, without anybody's token.
    pub(super) fn asked(self, making: &mut Making<'_>) -> Asked {
        if self.row.operation.root() == "bestandsdelen" {
            return self.sending(&making.world.uploads[&(self.cell, self.is_ready())]);
        }
        let main = self.main(making);
        let target = self.target(&main, making);
        let none_match = self.row.variant.has("if-none-match");
        let headers = none_match.then(|| ("If-None-Match", "*".to_owned())).into_iter().collect();
        let method = self.row.operation.method;
        let body = match method {
            "POST" | "PUT" | "PATCH" => Content::Json(self.body(&main, making)),
            _ => Content::Nothing,
        };
        Asked { method, target, headers, body }
    }

    /// The path of the object that decides.
    pub(super) fn main(self, making: &mut Making<'_>) -> String {
        let (variant, world) = (self.row.variant, making.world);
        let named = variant.value("zaak").filter(|_| !self.names_its_zaak());
        match (self.row.operation.base(), named) {
            (ZAKEN, _) if variant.has("closed") => world.zaak(self.cell, Far::Closed).to_owned(),
            (ZAKEN, _) if variant.has("first") => world.zaak(self.cell, Far::New).to_owned(),
            (ZAKEN, _) => world.zaak(self.cell, Far::Open).to_owned(),
            (DOCUMENTEN, _) => world.document(self.cell, self.is_ready()).unwrap().to_owned(),
            (_, zaak) => {
                let zaak = zaak.map(|named| making.zaak(named)).unwrap_or_default();
                world.besluit(self.cell.of_type, &zaak).to_owned()
            }
        }
    }

    /// Whether the upstream itself leaves it as it was: a type, and what a part belongs to.
    pub(super) fn is_fixed_upstream(self) -> bool {
        let variant = self.row.variant;
        variant.has("type=other") || variant.value("to").is_some() || self.links_anew()
    }

    /// An update that names another document.
    fn links_anew(self) -> bool {
        let changes = matches!(self.row.operation.method, "PUT" | "PATCH");
        changes && self.row.variant.value("document").is_some()
    }

    /// Whether the zaak of the variant stands in the body of something new, and not in a besluit that is there.
    fn names_its_zaak(self) -> bool {
        let operation = self.row.operation;
        operation.method == "POST" && operation.root() != "besluitinformatieobjecten"
    }

    fn is_ready(self) -> bool {
        !self.row.variant.has("unready")
    }

    fn target(self, main: &str, making: &mut Making<'_>) -> String {
        let operation = self.row.operation;
        let base = operation.base();
        let segments: Vec<&str> = operation.path.split('/').skip(1).collect();
        let collection = || format!("{base}/{}", segments[0]);
        match segments[..] {
            ["import", ..] => {
                format!("{base}{}", operation.path).replace("{uuid}", &Uuid::nil().to_string())
            }
            [_] if self.row.variant.has("parent") => {
                let member = bodies::belongs_by(operation.root());
                format!("{}?{member}={}", collection(), url(main).as_str().unwrap())
            }
            [_] | [_, "_zoek"] => format!("{base}{}", operation.path),
            ["zaken" | "enkelvoudiginformatieobjecten" | "besluiten", _] => main.to_owned(),
            [root, _] if root.starts_with("zaak_") => format!("{}/{}", collection(), last(main)),
            [_, _] => path_of(&making.part(&collection(), main)["url"]),
            [_, _, below] => format!("{main}/{below}"),
            [_, _, below, _] => path_of(&making.part(&format!("{main}/{below}"), main)["url"]),
            _ => panic!("{operation:?}"),
        }
    }

    fn body(self, main: &str, making: &mut Making<'_>) -> Value {
        let operation = self.row.operation;
        match operation.path.rsplit('/').next().unwrap() {
            "_zoek" => self.searching(making),
            "lock" => json!({}),
            "unlock" => self.unlocking(main, making),
            _ if operation.root().contains("reserve") => bodies::reservation(),
            _ if operation.root() == "import" => json!({}),
            _ if operation.root().contains('_') => composites::body(self, making),
            _ => {
                let mut body = variants::put_into(self.plain(main, making), self, making);
                if self.needs_lock() {
                    body["lock"] = making.lock(main);
                }
                body
            }
        }
    }

    /// Who is refused never shows the lock; then there need be none.
    fn needs_lock(self) -> bool {
        let operation = self.row.operation;
        let changes = matches!(operation.method, "PUT" | "PATCH");
        changes && operation.root() == "enkelvoudiginformatieobjecten" && self.expected == 'a'
    }

    fn searching(self, making: &Making<'_>) -> Value {
        match self.row.operation.base() {
            ZAKEN => {
                let types = [type_url("zaaktype", 0), type_url("zaaktype", 1)];
                json!({ "zaaktype__in": types })
            }
            _ => json!({ "uuid__in": making.world.uuids_of_documents() }),
        }
    }

    fn unlocking(self, main: &str, making: &mut Making<'_>) -> Value {
        // Who is refused never shows it either.
        let lock = (self.expected == 'a').then(|| making.lock(main));
        match self.row.variant.value("lock") {
            Some("given") => json!({ "lock": lock.unwrap_or_else(|| "gegeven".into()) }),
            _ => json!({}),
        }
    }

    /// A new thing of this kind, or the same as it was, or a change that decides nothing.
    fn plain(self, main: &str, making: &mut Making<'_>) -> Value {
        let operation = self.row.operation;
        let list = operation.list();
        if operation.method == "PATCH" {
            return bodies::change(list);
        }
        let mut body = match (operation.base(), list) {
            (_, "zaken") => return bodies::zaak(self.cell),
            (_, "enkelvoudiginformatieobjecten") => {
                return bodies::document(self.cell, self.is_ready());
            }
            (BESLUITEN, "besluiten") => {
                let zaak = self.row.variant.value("zaak").map(|named| making.zaak(named));
                return bodies::besluit(self.cell.of_type, zaak.as_deref());
            }
            _ => bodies::part(list),
        };
        body[bodies::belongs_by(list)] = url(main);
        match list {
            // A zaak's own list, which names besluiten.
            "besluiten" => body["besluit"] = url(making.world.besluit(0, "")),
            "objectinformatieobjecten" => body["object"] = url(&making.zaak("0/openbaar")),
            // The document that it names already.
            "zaakinformatieobjecten" if operation.method == "PUT" => {
                let link = making.part(&format!("{ZAKEN}/{list}"), main);
                body["informatieobject"] = link["informatieobject"].clone();
            }
            _ => {}
        }
        body
    }

    /// A part of a document, with the lock that its maker got.
    fn sending(self, upload: &Upload) -> Asked {
        let lock = if self.expected == 'a' { &upload.lock } else { "gegeven" };
        let part = |name: &str, more: &str, value: &str| {
            format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n"
            )
        };
        let file = "; filename=\"brief.txt\"\r\nContent-Type: application/octet-stream";
        let body = part("inhoud", file, "brief")
            + &part("lock", "", lock)
            + &format!("--{BOUNDARY}--\r\n");
        let method = self.row.operation.method;
        Asked {
            method,
            target: upload.part.clone(),
            headers: Vec::new(),
            body: Content::Parts(body),
        }
    }
}
