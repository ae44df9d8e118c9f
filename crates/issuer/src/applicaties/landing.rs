//! `GET /autorisaties/`: a page for people who open the address of the API in a browser.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType};
use actix_web::web::Data;

use crate::app::App;
use crate::paths;

/// Says what is here, and how to get in.
pub(super) async fn get(app: Data<App>) -> HttpResponse {
    let root = app.autorisaties.public_url.join(paths::AUTORISATIES);
    let version = app.autorisaties.version.as_str();
    let page = format!(
        "<!doctype html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>Autorisaties API</title>\n</head>\n<body>\n<main>\n<h1>Autorisaties API \
         {version}</h1>\n<p>De API staat op <code>{root}</code>.</p>\n<p>Elke aanvraag heeft een \
         access token of een ZGW-JWT nodig: <code>Authorization: Bearer</code>. Lezen vraagt de \
         scope <code>autorisaties.lezen</code>, wijzigen <code>autorisaties.bijwerken</code>.</p>\n\
         <p>Beschrijving (OpenAPI): <a href=\"{root}/openapi.yaml\">YAML</a>, <a \
         href=\"{root}/openapi.json\">JSON</a>.</p>\n\
         </main>\n</body>\n</html>\n"
    );
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'"))
        .body(page)
}
