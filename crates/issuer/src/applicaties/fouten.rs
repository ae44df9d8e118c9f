//! `/ref/fouten/{Class}/`: pages that explain the errors of the Autorisaties API, for people. The
//! member `type` of an error leads here.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType};
use actix_web::web::{Path, get, head, resource};
use actix_web::{HttpResponse, Resource};
use tokens::zgw::ZgwError;

use crate::app::App;
use crate::paths;
use crate::register::CODES;

/// A class of errors; the names are those of the reference implementation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    ValidationError,
    ParseError,
    NotAuthenticated,
    PermissionDenied,
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    UnsupportedMediaType,
    ServiceUnavailable,
    ApiException,
}

impl Class {
    const ALL: [Self; 10] = [
        Self::ValidationError,
        Self::ParseError,
        Self::NotAuthenticated,
        Self::PermissionDenied,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::UnsupportedMediaType,
        Self::ServiceUnavailable,
        Self::ApiException,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::ValidationError => "ValidationError",
            Self::ParseError => "ParseError",
            Self::NotAuthenticated => "NotAuthenticated",
            Self::PermissionDenied => "PermissionDenied",
            Self::NotFound => "NotFound",
            Self::MethodNotAllowed => "MethodNotAllowed",
            Self::NotAcceptable => "NotAcceptable",
            Self::UnsupportedMediaType => "UnsupportedMediaType",
            Self::ServiceUnavailable => "ServiceUnavailable",
            Self::ApiException => "APIException",
        }
    }

    pub(super) const fn status(self) -> StatusCode {
        match self {
            Self::ValidationError | Self::ParseError => StatusCode::BAD_REQUEST,
            Self::NotAuthenticated => StatusCode::UNAUTHORIZED,
            Self::PermissionDenied => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::ApiException => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is wrong in general.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::ValidationError => "De aanvraag voldoet niet aan de regels van de API.",
            Self::ParseError => "De aanvraag is niet te lezen.",
            Self::NotAuthenticated => "Niet vast te stellen is wie dit vraagt.",
            Self::PermissionDenied => "Deze client mag dit niet.",
            Self::NotFound => "Niet gevonden.",
            Self::MethodNotAllowed => "Deze methode kan hier niet.",
            Self::NotAcceptable => "In deze vorm is het antwoord er niet.",
            Self::UnsupportedMediaType => "De inhoud is van een ander type dan hier kan.",
            Self::ServiceUnavailable => "Het lukt nu niet.",
            Self::ApiException => "Er ging iets mis bij de server.",
        }
    }

    /// What to do, for people.
    const fn advice(self) -> &'static str {
        match self {
            Self::ValidationError => {
                "In invalidParams staat elke fout apart: waar (name), welke regel (code) en wat te \
                 doen (reason). Er is niets opgeslagen."
            }
            Self::ParseError => {
                "Controleer dat de inhoud geldige JSON in UTF-8 is, dat geen naam twee keer in één \
                 object staat, en dat er één Authorization-header is. Er is niets opgeslagen."
            }
            Self::NotAuthenticated => {
                "Stuur een access token dat voor deze API is uitgegeven en nog geldig is, of een \
                 ZGW-JWT (HS256) dat is ondertekend met een sleutel die hier bij de client \
                 bekend is."
            }
            Self::PermissionDenied => {
                "Lezen vraagt de scope autorisaties.lezen, wijzigen autorisaties.bijwerken, in een \
                 autorisatie van component ac. De functioneel beheerder kan die toekennen."
            }
            Self::NotFound => {
                "Applicaties zonder autorisaties zijn hier niet zichtbaar, en verwijderde evenmin."
            }
            Self::MethodNotAllowed => "De header Allow noemt de methoden van dit pad.",
            Self::NotAcceptable => "Vraag om application/json.",
            Self::UnsupportedMediaType => "Stuur application/json, niet gecomprimeerd.",
            Self::ServiceUnavailable => {
                "Probeer het over enkele seconden opnieuw. Zegt het antwoord dat de afloop onbekend \
                 is, kijk dan eerst of de wijziging er is."
            }
            Self::ApiException => {
                "Meld de waarde van instance bij de beheerder: dezelfde waarde staat in het log."
            }
        }
    }

    /// Where the page of this class is.
    pub(super) fn url(self, app: &App) -> String {
        app.public_url.join(&format!("{}/{}/", paths::FOUTEN, self.name()))
    }

    fn page(self) -> String {
        let mut page = format!(
            "<!doctype html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n<title>{name} – \
             Autorisaties API</title>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>HTTP-status \
             {status}, klasse <code>{name}</code>.</p>\n<p>{advice}</p>\n",
            name = self.name(),
            title = self.title(),
            status = self.status().as_u16(),
            advice = self.advice(),
        );
        let codes: Vec<(&str, &str)> = match self {
            Self::ValidationError => CODES.to_vec(),
            Self::NotAuthenticated | Self::PermissionDenied => zgw_codes(),
            _ => Vec::new(),
        };
        if !codes.is_empty() {
            page.push_str("<h2>Codes</h2>\n<dl>\n");
            for (code, meaning) in codes {
                page.push_str(&format!("<dt><code>{code}</code></dt>\n<dd>{meaning}</dd>\n"));
            }
            page.push_str("</dl>\n");
        }
        page.push_str("</main>\n</body>\n</html>\n");
        page
    }
}

/// Why a ZGW JWT is refused, and what to do.
pub(super) const fn of_zgw(why: ZgwError) -> &'static str {
    match why {
        ZgwError::Undecodable(_) => "Het token is geen JWT; is het helemaal overgenomen?",
        ZgwError::NoClientId => "Zet de claim client_id in het JWT.",
        ZgwError::UnknownClient => {
            "Deze client_id is hier niet bekend, of heeft geen geldige sleutel voor ZGW-JWT's."
        }
        ZgwError::InvalidAlgorithm => "Onderteken het JWT met HS256.",
        ZgwError::BadSignature => "De handtekening past bij geen geldige sleutel van deze client.",
        ZgwError::NotANumber { .. } => "De claims exp en nbf zijn getallen, in seconden.",
        ZgwError::NotYetValid { .. } => "Het JWT is nog niet geldig; klopt de klok van de client?",
        ZgwError::Expired { .. } => "Het JWT is over zijn exp heen; maak een nieuw.",
        ZgwError::Audience => "Laat de claim aud weg: een ZGW-JWT heeft die niet.",
        ZgwError::Subject => "De claim sub is een tekst, of ontbreekt.",
        ZgwError::TokenId => "De claim jti is een tekst, of ontbreekt.",
        ZgwError::NoIat => "Zet de claim iat in het JWT, in seconden sinds 1970.",
        ZgwError::IatNotANumber => "De claim iat is een getal, in seconden sinds 1970.",
        ZgwError::TooOld { .. } => "Het JWT is een uur of ouder; maak een nieuw.",
        ZgwError::IatInTheFuture { .. } => {
            "De iat ligt meer dan een minuut in de toekomst; klopt de klok van de client?"
        }
    }
}

fn zgw_codes() -> Vec<(&'static str, &'static str)> {
    vec![
        ("not_authenticated", "Er is geen token meegestuurd."),
        ("authentication_failed", "Het access token is niet (meer) geldig voor deze API."),
        ("permission_denied", "De client heeft de benodigde scope niet."),
        ("jwt-decode-error", "Het token is geen JWT."),
        ("missing-client-identifier", "Het JWT heeft geen client_id."),
        ("invalid-client-identifier", "De client is niet bekend, of heeft geen geldige sleutel."),
        ("invalid-jwt-signature", "De handtekening past bij geen sleutel van de client."),
        ("jwt-invalidalgorithmerror", "Het JWT is niet met HS256 ondertekend."),
        ("jwt-missing-iat-claim", "Het JWT heeft geen iat."),
        ("jwt-expired", "Het JWT is een uur of ouder."),
        ("jwt-expiredsignatureerror", "Het JWT is over zijn exp heen."),
        ("jwt-immaturesignatureerror", "Het JWT is nog niet geldig, of uit de toekomst."),
        ("jwt-decodeerror", "Een claim met een tijd is geen getal."),
        ("jwt-invalidaudienceerror", "Het JWT heeft een aud."),
        ("jwt-invalidsubjecterror", "De claim sub is geen tekst."),
        ("jwt-invalidjtierror", "De claim jti is geen tekst."),
    ]
}

/// The pages.
pub(super) fn service() -> Resource {
    let path = format!("{}/{{class}}/", paths::FOUTEN);
    resource(path).route(get().to(page)).route(head().to(page))
}

async fn page(class: Path<String>) -> HttpResponse {
    let class = Class::ALL.into_iter().find(|one| one.name() == class.as_str());
    let Some(class) = class else { return HttpResponse::NotFound().finish() };
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'"))
        .body(class.page())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_a_page_that_says_what_to_do() {
        for class in Class::ALL {
            let page = class.page();
            assert!(page.contains(class.title()) && page.contains(class.advice()), "{page}");
            assert!(page.contains(&format!("<code>{}</code>", class.name())), "{page}");
        }
    }
}
