//! In which language somebody reads: the one that a client wishes for them, or their browser; else Dutch.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;

/// By which a client wishes for one (OpenID Connect Core 3.1.2.1).
pub(crate) const UI_LOCALES: &str = "ui_locales";

/// A language that pages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Dutch,
    English,
}

impl Language {
    /// What the browser asks for (RFC 9110 12.5.4).
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let asked = request.headers().get_all(ACCEPT_LANGUAGE);
        let asked: Vec<&str> = asked.filter_map(|value| value.to_str().ok()).collect();
        Self::preferred(&asked.join(","))
    }

    /// What a client wishes, else what the browser asks for.
    pub(crate) fn wished(wish: Option<Self>, request: &HttpRequest) -> Self {
        wish.unwrap_or_else(|| Self::of(request))
    }

    /// The wish that stands in a query or a form; one that stands there twice counts as absent (RFC 6749
    /// 3.1).
    pub(crate) fn wished_in(pairs: &str) -> Option<Self> {
        let pairs = form_urlencoded::parse(pairs.as_bytes());
        let mut wishes = pairs.filter(|(name, _)| name == UI_LOCALES);
        let (_, locales) = wishes.next()?;
        if wishes.next().is_some() { None } else { Self::first_of(&locales) }
    }

    /// The first of `ui_locales` that pages are written in. What is unknown is passed over: it is no error
    /// (OpenID Connect Core 3.1.2.1).
    pub(crate) fn first_of(locales: &str) -> Option<Self> {
        let named = |tag: &str| match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "nl" => Some(Self::Dutch),
            "en" => Some(Self::English),
            _ => None,
        };
        locales.split(' ').find_map(named)
    }

    /// Of two that are wanted as much, the one that is named first; Dutch where neither is.
    fn preferred(asked: &str) -> Self {
        let mut best: Option<(u16, Self)> = None;
        for (language, weight) in asked.split(',').filter_map(range) {
            if weight > 0 && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, language));
            }
        }
        best.map_or(Self::Dutch, |(_, language)| language)
    }

    /// For the attribute `lang` (RFC 5646).
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// One of two, each in its language.
    pub(crate) fn pick<T>(self, dutch: T, english: T) -> T {
        match self {
            Self::Dutch => dutch,
            Self::English => english,
        }
    }
}

/// `en-GB;q=0.8`: a language of ours, and its weight in thousandths; none for others.
fn range(text: &str) -> Option<(Language, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next()?.to_ascii_lowercase();
    let language = match tag.split('-').next()? {
        "nl" | "*" => Language::Dutch,
        "en" => Language::English,
        _ => return None,
    };
    let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    Some((language, weight.map_or(1_000, thousandths)))
}

/// RFC 9110 12.4.2: `0` to `1` with at most three decimals; what is no weight weighs nothing.
fn thousandths(text: &str) -> u16 {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    match (whole, format!("{decimals:0<3}").parse::<u16>()) {
        ("0", Ok(weight)) if digits => weight,
        ("1", Ok(0)) if digits => 1_000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_is_wanted_most_is_taken_and_dutch_where_none_is() {
        for (asked, language) in [
            ("", Language::Dutch),
            ("nl", Language::Dutch),
            ("en", Language::English),
            ("en-GB,en;q=0.9", Language::English),
            ("en;q=0.5, nl;q=0.7", Language::Dutch),
            ("nl;q=0.5, en-US;q=0.7", Language::English),
            ("nl,en", Language::Dutch),
            ("en,nl", Language::English),
            ("de,fr;q=0.9", Language::Dutch),
            ("de, en;q=0.1", Language::English),
            ("*", Language::Dutch),
            ("en;q=0", Language::Dutch),
            ("en;q=0.5,*;q=0.4", Language::English),
            ("EN-us", Language::English),
            ("en;q=2", Language::Dutch),
            ("en;q=x", Language::Dutch),
            ("english", Language::Dutch),
            (";;q=,,=", Language::Dutch),
        ] {
            assert_eq!(Language::preferred(asked), language, "{asked}");
        }
    }

    #[test]
    fn the_first_tag_that_is_known_is_what_a_client_wishes() {
        for (locales, wish) in [
            ("nl", Some(Language::Dutch)),
            ("en", Some(Language::English)),
            ("fr en-GB nl", Some(Language::English)),
            ("fr-CA nl-BE en", Some(Language::Dutch)),
            ("EN-us", Some(Language::English)),
            ("  en ", Some(Language::English)),
            ("", None),
            ("fr de-DE", None),
            ("english", None),
            ("en,nl", None),
            ("en;q=0.5", None),
            ("*", None),
            ("en\0", None),
            ("-en", None),
        ] {
            assert_eq!(Language::first_of(locales), wish, "{locales:?}");
        }
    }

    #[test]
    fn a_wish_is_found_among_what_is_asked_if_it_stands_there_once() {
        for (pairs, wish) in [
            ("ui_locales=en", Some(Language::English)),
            ("a=nl&ui_locales=fr+en%2DGB&b", Some(Language::English)),
            ("%75i_locales=nl%20en", Some(Language::Dutch)),
            ("ui_locales=en&ui_locales=en", None),
            ("ui_locales=&ui_locales=en", None),
            ("ui_locales", None),
            ("UI_LOCALES=en&locales=en", None),
            ("ui_locales=%ff", None),
            ("", None),
        ] {
            assert_eq!(Language::wished_in(pairs), wish, "{pairs}");
        }
    }
}
