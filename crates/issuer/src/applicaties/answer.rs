//! Answers: an applicatie, or a page of them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use serde::Serialize;

use crate::app::App;
use crate::config::Version;
use crate::register::{Representation, Vocabulary};
use crate::store::shown::Shown;

/// The fields of the version that is served.
pub(super) fn vocabulary(app: &App) -> Vocabulary {
    match app.autorisaties.version {
        Version::V1_0_0 => Vocabulary::V1_0,
        Version::V1_1_0 => Vocabulary::V1_1,
    }
}

/// One applicatie.
pub(super) fn one(status: StatusCode, shown: &Shown, app: &App) -> HttpResponse {
    let url = app.autorisaties.applicatie_url(shown.applicatie.id);
    let representation = Representation { shown, url: &url, vocabulary: vocabulary(app) };
    let mut answer = HttpResponse::build(status);
    if status == StatusCode::CREATED {
        answer.insert_header((LOCATION, url.as_str()));
    }
    answer.json(representation)
}

/// A page of the list.
#[derive(Serialize)]
struct Page<'a> {
    count: u64,
    next: Option<String>,
    previous: Option<String>,
    results: Vec<Representation<'a>>,
}

/// Where a page stands in the list.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) count: u64,
    pub(super) next: Option<String>,
    pub(super) previous: Option<String>,
}

/// A page of applicaties.
pub(super) fn page(place: Place, results: &[Shown], app: &App) -> HttpResponse {
    let urls: Vec<String> =
        results.iter().map(|shown| app.autorisaties.applicatie_url(shown.applicatie.id)).collect();
    let vocabulary = vocabulary(app);
    let results = results.iter().zip(&urls);
    let results = results.map(|(shown, url)| Representation { shown, url, vocabulary }).collect();
    let Place { count, next, previous } = place;
    HttpResponse::Ok().json(Page { count, next, previous, results })
}
