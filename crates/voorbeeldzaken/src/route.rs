//! From a raw path to what it stands for.

use uuid::Uuid;

use crate::composite::{self, Composite};
use crate::kind::Kind;
use crate::reservation::{self, Reservation};

/// What a path stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// A place in one of the APIs.
    Api(Place),
    /// Test route: stream so many bytes.
    Bytes(u64),
    /// Test route: count the bytes of the body.
    Sink,
    /// Nothing here.
    Nowhere,
}

/// A place in one of the APIs. Where a path has something that is no UUID, nothing can stand: that
/// is `Slot::Odd`, which no thing ever has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) what: What,
    /// The kind of thing that is meant.
    pub(crate) kind: Kind,
    /// What stands for `{main}`.
    pub(crate) main: Slot,
    /// What stands for `{uuid}`.
    pub(crate) uuid: Slot,
}

/// What is at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Collection,
    Item,
    Search,
    Download,
    Lock,
    Unlock,
    Composite(&'static Composite),
    Reservation(&'static Reservation),
}

/// One variable segment of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Slot {
    /// The path has none.
    #[default]
    Absent,
    /// It is no UUID.
    Odd,
    /// It is this one.
    Of(Uuid),
}

impl Route {
    /// Finds the route of a path; compared as it is, without decoding or trimming.
    pub(crate) fn find(path: &str) -> Self {
        if path == "/_sink" {
            return Self::Sink;
        }
        if let Some(count) = path.strip_prefix("/_bytes/") {
            return count.parse().map_or(Self::Nowhere, Self::Bytes);
        }
        Place::find(path).map_or(Self::Nowhere, Self::Api)
    }
}

impl Place {
    /// The methods there, as `Allow` lists them.
    pub(crate) fn allowed(self) -> &'static str {
        match self.what {
            What::Collection => self.kind.shape().collection,
            What::Item => self.kind.shape().item,
            What::Download => "GET, HEAD",
            What::Search
            | What::Lock
            | What::Unlock
            | What::Composite(_)
            | What::Reservation(_) => "POST",
        }
    }

    fn find(path: &str) -> Option<Self> {
        // `_zoek` stands where a uuid could, so it is looked for first.
        Self::search(path)
            .or_else(|| Self::of_a_document(path))
            .or_else(|| Self::composite(path))
            .or_else(|| Self::reservation(path))
            .or_else(|| Kind::ALL.iter().find_map(|kind| Self::of_kind(*kind, path)))
    }

    fn search(path: &str) -> Option<Self> {
        let searched = path.strip_suffix("/_zoek")?;
        let kinds = Kind::ALL.iter().copied();
        let mut kinds = kinds.filter(|kind| !kind.shape().search.is_empty());
        let kind = kinds.find(|kind| kind.shape().path == searched)?;
        Some(Self::at(What::Search, kind, (Slot::Absent, Slot::Absent)))
    }

    fn of_a_document(path: &str) -> Option<Self> {
        let verbs =
            [("/download", What::Download), ("/lock", What::Lock), ("/unlock", What::Unlock)];
        let (item, what) =
            verbs.iter().find_map(|(end, what)| Some((path.strip_suffix(end)?, what)))?;
        let slots = fit(&[Kind::Document.shape().path, "/{uuid}"].concat(), item)?;
        Some(Self::at(*what, Kind::Document, slots))
    }

    fn composite(path: &str) -> Option<Self> {
        composite::ALL.iter().find_map(|composite| {
            let slots = fit(composite.path, path)?;
            Some(Self::at(What::Composite(composite), composite.main.kind, slots))
        })
    }

    fn reservation(path: &str) -> Option<Self> {
        let found = reservation::ALL.iter().find(|reservation| reservation.path == path)?;
        Some(Self::at(What::Reservation(found), found.kind, (Slot::Absent, Slot::Absent)))
    }

    fn of_kind(kind: Kind, path: &str) -> Option<Self> {
        let shape = kind.shape();
        if let Some(slots) = fit(shape.path, path) {
            return (!shape.collection.is_empty()).then(|| Self::at(What::Collection, kind, slots));
        }
        let slots = fit(&[shape.path, "/{uuid}"].concat(), path)?;
        Some(Self::at(What::Item, kind, slots))
    }

    fn at(what: What, kind: Kind, (main, uuid): (Slot, Slot)) -> Self {
        Self { what, kind, main, uuid }
    }
}

/// The uuid of the thing of a kind that a path is of.
pub(crate) fn uuid_of(kind: Kind, path: &str) -> Option<Uuid> {
    match fit(&[kind.shape().path, "/{uuid}"].concat(), path)? {
        (_, Slot::Of(uuid)) => Some(uuid),
        _ => None,
    }
}

/// Reads a UUID in its one spelling with hyphens, in either case.
pub(crate) fn uuid(segment: &str) -> Option<Uuid> {
    (segment.len() == 36).then(|| Uuid::try_parse(segment).ok()).flatten()
}

/// What stands for `{main}` and `{uuid}` of a template in a path that it fits.
fn fit(template: &str, path: &str) -> Option<(Slot, Slot)> {
    let (mut main, mut one) = (Slot::Absent, Slot::Absent);
    let (mut segments, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (segments.next(), given.next()) {
            (None, None) => return Some((main, one)),
            (Some(same), Some(segment)) if same == segment => {}
            (Some("{main}"), Some(segment)) => main = Slot::read(segment)?,
            (Some("{uuid}"), Some(segment)) => one = Slot::read(segment)?,
            _ => return None,
        }
    }
}

impl Slot {
    fn read(segment: &str) -> Option<Self> {
        (!segment.is_empty()).then(|| uuid(segment).map_or(Self::Odd, Self::Of))
    }

    /// The uuid, when there is one.
    pub(crate) fn uuid(self) -> Option<Uuid> {
        match self {
            Self::Of(uuid) => Some(uuid),
            Self::Absent | Self::Odd => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::ZAAK_MELDING_OPENBAAR;

    fn at(what: What, kind: Kind, main: Slot, uuid: Slot) -> Route {
        Route::Api(Place { what, kind, main, uuid })
    }

    #[test]
    fn a_path_is_found_as_it_is_and_not_repaired() {
        let zaak = format!("/zaken/api/v1/zaken/{ZAAK_MELDING_OPENBAAR}");
        let own = Slot::Of(ZAAK_MELDING_OPENBAAR);
        let all = at(What::Collection, Kind::Zaak, Slot::Absent, Slot::Absent);
        assert_eq!(Route::find("/zaken/api/v1/zaken"), all);
        assert_eq!(Route::find(&zaak), at(What::Item, Kind::Zaak, Slot::Absent, own));
        for path in ["/zaken/api/v1/zaken/", "/zaken/api/v1//zaken", "/zaken/api/v1/%7Aaken"] {
            assert_eq!(Route::find(path), Route::Nowhere, "{path}");
        }
        assert_eq!(Route::find(&format!("{zaak}/")), Route::Nowhere);
        let below = at(What::Collection, Kind::Zaakeigenschap, own, Slot::Absent);
        assert_eq!(Route::find(&format!("{zaak}/zaakeigenschappen")), below);
    }

    #[test]
    fn a_segment_that_is_no_uuid_names_nothing() {
        let odd = at(What::Item, Kind::Zaak, Slot::Absent, Slot::Odd);
        assert_eq!(Route::find("/zaken/api/v1/zaken/een"), odd);
    }

    #[test]
    fn what_can_be_searched_is_not_taken_for_an_item() {
        let search = at(What::Search, Kind::Zaak, Slot::Absent, Slot::Absent);
        assert_eq!(Route::find("/zaken/api/v1/zaken/_zoek"), search);
        let status = at(What::Item, Kind::Status, Slot::Absent, Slot::Odd);
        assert_eq!(Route::find("/zaken/api/v1/statussen/_zoek"), status);
    }

    #[test]
    fn the_test_routes_are_found() {
        assert_eq!(Route::find("/_bytes/17"), Route::Bytes(17));
        assert_eq!(Route::find("/_bytes/veel"), Route::Nowhere);
        assert_eq!(Route::find("/_sink"), Route::Sink);
    }
}
