//! What form of answer a caller asks for: media type, and the coordinates of geometry.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::ACCEPT;

use crate::Crs;
use crate::kind::Kind;
use crate::problem::Problem;
use crate::route::{Place, What};

/// The one coordinate reference system that is spoken.
pub(crate) const CRS: &str = "EPSG:4326";

/// Refuses who wants another media type than this place answers in.
pub(crate) fn media_type(request: &HttpRequest, place: Place) -> Result<(), Problem> {
    let Some(asked) = header(request, ACCEPT.as_str()) else { return Ok(()) };
    let spoken: &[&str] = match place.what {
        What::Download => &["*/*", "application/*", "application/octet-stream"],
        _ => &["*/*", "application/*", "application/json", "application/problem+json"],
    };
    let mut ranges = asked.split(',').map(|range| range.split(';').next().unwrap_or_default());
    if asked.trim().is_empty() || ranges.any(|range| spoken.contains(&range.trim())) {
        Ok(())
    } else {
        Err(Problem::NotAcceptable)
    }
}

/// Whether geometry may be among the answers of a place, so that it tells its coordinates.
pub(crate) fn has_geometry(place: Place) -> bool {
    place.kind == Kind::Zaak && matches!(place.what, What::Collection | What::Item | What::Search)
}

/// Refuses who asks for other coordinates than there are, or, where `crs` is demanded, for none.
pub(crate) fn coordinates(request: &HttpRequest, place: Place, crs: Crs) -> Result<(), Problem> {
    // A DELETE answers nothing that could hold coordinates.
    if !has_geometry(place) || request.method() == Method::DELETE {
        return Ok(());
    }
    match header(request, "accept-crs") {
        None if crs == Crs::Demanded => Err(Problem::NoCrs),
        None | Some(CRS) => Ok(()),
        Some(_) => Err(Problem::NotAcceptable),
    }
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}
