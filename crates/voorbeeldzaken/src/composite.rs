//! Open Zaak's operations that write several things at once, as data: all of it or nothing.

use serde_json::{Map, Value};

use crate::body::Body;
use crate::deed::Deed;
use crate::kind::Kind;
use crate::problem::Problem;
use crate::store::{Members, Thing};
use crate::wire::Site;
use crate::writing::{self, Extent};

/// An operation on one thing and its parts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Composite {
    /// With `{uuid}` when the thing is there already and changes; without when it is made.
    pub(crate) path: &'static str,
    pub(crate) main: Part,
    parts: &'static [Part],
}

/// A member of the body that holds one thing, or a list of things, to write.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    name: &'static str,
    pub(crate) kind: Kind,
    /// The member that names the main thing, whatever the body says in it.
    link: &'static str,
    holds: Few,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Few {
    One,
    List,
}

const fn part(name: &'static str, kind: Kind, link: &'static str, holds: Few) -> Part {
    Part { name, kind, link, holds }
}

const ZAAK: Part = part("zaak", Kind::Zaak, "", Few::One);
const STATUS: Part = part("status", Kind::Status, "zaak", Few::One);
const RESULTAAT: Part = part("resultaat", Kind::Resultaat, "zaak", Few::One);
const ROLLEN: Part = part("rollen", Kind::Rol, "zaak", Few::List);
const OBJECTEN: Part = part("zaakobjecten", Kind::Zaakobject, "zaak", Few::List);
const DOCUMENTEN: Part =
    part("zaakinformatieobjecten", Kind::Zaakinformatieobject, "zaak", Few::List);

pub(crate) static ALL: [Composite; 7] = [
    Composite {
        path: "/zaken/api/v1/zaak_registreren",
        main: ZAAK,
        parts: &[STATUS, ROLLEN, DOCUMENTEN, OBJECTEN],
    },
    Composite {
        path: "/zaken/api/v1/zaak_afsluiten/{uuid}",
        main: ZAAK,
        parts: &[STATUS, RESULTAAT],
    },
    Composite { path: "/zaken/api/v1/zaak_bijwerken/{uuid}", main: ZAAK, parts: &[STATUS, ROLLEN] },
    Composite { path: "/zaken/api/v1/zaak_opschorten/{uuid}", main: ZAAK, parts: &[STATUS] },
    Composite { path: "/zaken/api/v1/zaak_verlengen/{uuid}", main: ZAAK, parts: &[STATUS] },
    Composite {
        path: "/documenten/api/v1/document_registreren",
        main: part("enkelvoudiginformatieobject", Kind::Document, "", Few::One),
        parts: &[part(
            "zaakinformatieobject",
            Kind::Zaakinformatieobject,
            "informatieobject",
            Few::One,
        )],
    },
    Composite {
        path: "/besluiten/api/v1/besluit_verwerken",
        main: part("besluit", Kind::Besluit, "", Few::One),
        parts: &[part(
            "besluitinformatieobjecten",
            Kind::Besluitinformatieobject,
            "besluit",
            Few::List,
        )],
    },
];

/// Stands for the path of a thing that is yet to be made, while its parts are judged.
const YET_TO_COME: &str = "/";

impl Composite {
    /// Makes the main thing and its parts.
    pub(crate) fn create(&self, body: &Body, deed: &Deed<'_>) -> Result<Value, Problem> {
        let main = within(body, &self.main)?;
        let members = writing::create(self.main.kind, &main, &[], &deed.site);
        let members = members.map_err(|problem| problem.below(self.main.name))?;
        let parts = self.judge(body, &deed.site)?;
        let main = deed.create(self.main.kind, members);
        Ok(self.write(&main, parts, deed))
    }

    /// Changes the main thing and makes its parts.
    pub(crate) fn change(
        &self,
        thing: &Thing,
        body: &Body,
        deed: &Deed<'_>,
    ) -> Result<Value, Problem> {
        let main = within(body, &self.main)?;
        let members = writing::change(thing, &main, Extent::Part, &deed.site);
        let members = members.map_err(|problem| problem.below(self.main.name))?;
        let parts = self.judge(body, &deed.site)?;
        let main = deed.change(thing, members, Extent::Part)?;
        Ok(self.write(&main, parts, deed))
    }

    fn judge(&self, body: &Body, site: &Site<'_>) -> Result<Vec<(&Part, Vec<Members>)>, Problem> {
        let judged =
            self.parts.iter().filter(|part| body.get(part.name).is_some_and(|v| !v.is_null()));
        judged.map(|part| Ok((part, part.judge(body, site)?))).collect()
    }

    /// Nothing is refused any more here.
    fn write(&self, main: &Thing, parts: Vec<(&Part, Vec<Members>)>, deed: &Deed<'_>) -> Value {
        let mut answer = Map::new();
        let path = main.path();
        for (part, all) in parts {
            let made = all.into_iter().map(|mut members| {
                members.insert(part.link.to_owned(), path.as_str().into());
                deed.site.body(&deed.create(part.kind, members))
            });
            let mut made: Vec<Value> = made.collect();
            let shown = match part.holds {
                Few::One => made.pop().unwrap_or_default(),
                Few::List => Value::Array(made),
            };
            answer.insert(part.name.to_owned(), shown);
        }
        // Read last: the parts may have closed it.
        let main = deed.site.store.find(main.kind, main.uuid).unwrap_or_else(|| main.clone());
        answer.insert(self.main.name.to_owned(), deed.site.created(&main));
        Value::Object(answer)
    }
}

impl Part {
    fn judge(&self, body: &Body, site: &Site<'_>) -> Result<Vec<Members>, Problem> {
        let one = |body: &Body, name: &str| {
            let members = writing::create(self.kind, body, &[(self.link, YET_TO_COME)], site);
            members.map_err(|problem| problem.below(name))
        };
        if self.holds == Few::One {
            return Ok(vec![one(&within(body, self)?, self.name)?]);
        }
        let Some(Value::Array(list)) = body.get(self.name) else {
            return Err(Problem::invalid(self.name, "not_a_list", "Dit moet een lijst zijn."));
        };
        let numbered = list.iter().enumerate();
        let judged = numbered.map(|(number, item)| {
            let name = format!("{}.{number}", self.name);
            let item = Body::of(item.clone());
            let item = item.ok_or_else(|| Problem::invalid(&name, "invalid", "Geen object."))?;
            one(&item, &name)
        });
        judged.collect()
    }
}

fn within(body: &Body, part: &Part) -> Result<Body, Problem> {
    let missing = || Problem::invalid(part.name, "required", "Dit moet ingevuld zijn.");
    let given = body.get(part.name).filter(|given| !given.is_null()).ok_or_else(missing)?;
    let no_object = || Problem::invalid(part.name, "invalid", "Dit moet een object zijn.");
    Body::of(given.clone()).ok_or_else(no_object)
}
