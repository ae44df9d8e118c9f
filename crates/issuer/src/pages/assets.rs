//! What pages are drawn with: our own files, compiled in, each under a name that changes with it, so
//! that a browser may keep it for ever.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use actix_web::web::Path;

const FOLDER: &str = "/assets";

/// One file.
pub(crate) struct Asset {
    /// Its path here.
    pub(crate) path: String,
    media_type: &'static str,
    content: &'static [u8],
}

/// The style of all pages.
pub(crate) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_bytes!("../../assets/zaakpoort.css");
    Asset::new("css", "text/css; charset=utf-8", content)
});

/// The mark at the head of a page, and in the tab.
pub(crate) static MARK: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_bytes!("../../assets/zaakpoort.svg");
    Asset::new("svg", "image/svg+xml", content)
});

impl Asset {
    fn new(ending: &str, media_type: &'static str, content: &'static [u8]) -> Self {
        let hash = blake3::hash(content).to_hex();
        let path = format!("{FOLDER}/zaakpoort-{}.{ending}", &hash.as_str()[..16]);
        Self { path, media_type, content }
    }
}

/// `GET /assets/{name}`
pub(crate) async fn get(name: Path<String>) -> HttpResponse {
    let asked = format!("{FOLDER}/{name}");
    let Some(asset) = [&*STYLE, &*MARK].into_iter().find(|asset| asset.path == asked) else {
        return HttpResponse::NotFound().finish();
    };
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, asset.media_type))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(asset.content)
}
