//! From a raw path to what it stands for.

use uuid::Uuid;

use crate::kind::Kind;

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

/// A place in one of the APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// All things of a kind.
    Collection(Kind),
    /// One thing; no identifier when the segment is not a UUID, so that nothing can stand there.
    Item(Kind, Option<Uuid>),
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
        Kind::ALL.iter().find_map(|kind| Place::below(*kind, path)).map_or(Self::Nowhere, Self::Api)
    }
}

impl Place {
    /// The kind of things at this place.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Collection(kind) | Self::Item(kind, _) => kind,
        }
    }

    fn below(kind: Kind, path: &str) -> Option<Self> {
        let rest = path.strip_prefix(kind.shape().path)?;
        if rest.is_empty() {
            return Some(Self::Collection(kind));
        }
        let segment = rest.strip_prefix('/')?;
        (!segment.is_empty() && !segment.contains('/')).then(|| Self::Item(kind, uuid(segment)))
    }
}

/// Reads a UUID in its one spelling with hyphens, in either case.
pub(crate) fn uuid(segment: &str) -> Option<Uuid> {
    (segment.len() == 36).then(|| Uuid::try_parse(segment).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::ZAAK_MELDING_OPENBAAR;

    #[test]
    fn a_path_is_found_as_it_is_and_not_repaired() {
        let zaak = format!("/zaken/api/v1/zaken/{ZAAK_MELDING_OPENBAAR}");
        let found = Place::Item(Kind::Zaak, Some(ZAAK_MELDING_OPENBAAR));
        assert_eq!(Route::find("/zaken/api/v1/zaken"), Route::Api(Place::Collection(Kind::Zaak)));
        assert_eq!(Route::find(&zaak), Route::Api(found));
        for path in ["/zaken/api/v1/zaken/", "/zaken/api/v1//zaken", "/zaken/api/v1/%7Aaken"] {
            assert_eq!(Route::find(path), Route::Nowhere, "{path}");
        }
        assert_eq!(Route::find(&format!("{zaak}/")), Route::Nowhere);
    }

    #[test]
    fn a_segment_that_is_no_uuid_names_nothing() {
        let found = Place::Item(Kind::Zaak, None);
        assert_eq!(Route::find("/zaken/api/v1/zaken/een"), Route::Api(found));
    }

    #[test]
    fn the_test_routes_are_found() {
        assert_eq!(Route::find("/_bytes/17"), Route::Bytes(17));
        assert_eq!(Route::find("/_bytes/veel"), Route::Nowhere);
        assert_eq!(Route::find("/_sink"), Route::Sink);
    }
}
