//! What is done at each place, once a call is admitted.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, LOCATION};
use serde_json::Value;

use crate::api::{Call, with_header};
use crate::criteria::Criteria;
use crate::deed::Deed;
use crate::expand::Expand;
use crate::front::State;
use crate::kind::{Kind, List};
use crate::problem::Problem;
use crate::route::{Slot, What};
use crate::store::Thing;
use crate::token::Caller;
use crate::wire::Site;
use crate::writing::{self, Extent};
use crate::{documents, etag, listing, locks, multipart, uploads};

type Answer = Result<HttpResponse, Problem>;

/// Does what the call asks for; its method is one of the place's.
pub(crate) fn carry_out(call: &Call<'_>, state: &State, caller: &Caller) -> Answer {
    let site = Site { bases: &call.bases, store: &state.store };
    let deed = Deed { site, caller };
    match (call.place.what, call.request.method().as_str()) {
        (What::Collection, "POST") => create(call, state, &deed),
        (What::Collection, _) => list(call, state, &site),
        (What::Item, "PUT") if call.place.kind == Kind::Bestandsdeel => take_in(call, state, &site),
        (What::Item, "PUT") => change(call, state, Extent::Whole, &deed),
        (What::Item, "PATCH") => change(call, state, Extent::Part, &deed),
        (What::Item, "DELETE") => {
            deed.remove(&call.thing(state)?);
            Ok(HttpResponse::NoContent().finish())
        }
        // HEAD is a GET whose body the server leaves out.
        (What::Item, _) => read(call, state, &site),
        (What::Search, _) => search(call, &site),
        (What::Download, _) => download(call, state),
        (What::Lock, _) => {
            let lock = locks::lock(&call.thing(state)?, &state.store)?;
            Ok(json(StatusCode::OK, &lock))
        }
        (What::Unlock, _) => {
            locks::unlock(&call.thing(state)?, &call.json_if_any()?, &state.store)?;
            Ok(HttpResponse::NoContent().finish())
        }
        (What::Composite(composite), _) if call.place.uuid == Slot::Absent => {
            Ok(json(StatusCode::CREATED, &composite.create(&call.json()?, &deed)?))
        }
        (What::Composite(composite), _) => {
            let thing = call.thing(state)?;
            Ok(json(StatusCode::OK, &composite.change(&thing, &call.json()?, &deed)?))
        }
        (What::Reservation(reservation), _) => {
            Ok(json(StatusCode::CREATED, &reservation.make(&call.json()?, &state.store)?))
        }
    }
}

fn list(call: &Call<'_>, state: &State, site: &Site<'_>) -> Answer {
    let kind = call.place.kind;
    let main = call.main(state)?.map(|main| main.path());
    let criteria = Criteria::of_query(kind, call.query())?;
    let mut found = criteria.select(kind, site);
    if let Some(main) = main {
        found.retain(|thing| thing.main() == Some(main.as_str()));
    }
    answer_list(&found, &criteria, (call.request.path(), kind.shape().list), site)
}

fn search(call: &Call<'_>, site: &Site<'_>) -> Answer {
    let kind = call.place.kind;
    let body = call.json()?;
    // Open Zaak lets a search of zaken go by anything, but not by nothing.
    if kind == Kind::Zaak && body.is_empty() {
        let reason = "Geef ten minste één zoekveld.";
        return Err(Problem::of_all("empty_search_body", reason));
    }
    if kind == Kind::Document && body.get("uuid__in").is_none() {
        return Err(Problem::invalid("uuid__in", "required", "Dit moet ingevuld zijn."));
    }
    let criteria = Criteria::of_body(kind, call.query(), &body)?;
    let found = criteria.select(kind, site);
    answer_list(&found, &criteria, (call.request.path(), List::Pages), site)
}

fn answer_list(
    found: &[Thing],
    criteria: &Criteria,
    written: (&str, List),
    site: &Site<'_>,
) -> Answer {
    Ok(json(StatusCode::OK, &listing::body(found, criteria, written, site)?))
}

fn create(call: &Call<'_>, state: &State, deed: &Deed<'_>) -> Answer {
    let kind = call.place.kind;
    let main = call.main(state)?.map(|main| main.path());
    let body = call.json()?;
    let below = kind.shape().main.map(|(_, member)| member).zip(main.as_deref());
    // A body that names another thing than the path does has its way, as in Open Zaak.
    let preset: Vec<_> = below.into_iter().filter(|(name, _)| body.get(name).is_none()).collect();
    let mut members = writing::create(kind, &body, &preset, &deed.site)?;
    if let Some((name, path)) = below {
        members.entry(name).or_insert_with(|| path.into());
    }
    let thing = deed.create(kind, members);
    let answer = json(StatusCode::CREATED, &deed.site.created(&thing));
    Ok(with_header(answer, LOCATION.as_str(), &deed.site.bases.url(&thing)))
}

fn read(call: &Call<'_>, state: &State, site: &Site<'_>) -> Answer {
    let mut thing = call.thing(state)?;
    if thing.kind == Kind::Document {
        thing = documents::at(&thing, call.query())?;
    }
    // Unlike a list a detail lets pass what it does not know in a query.
    let mut pairs = form_urlencoded::parse(call.query().as_bytes());
    let expand = pairs.find(|(name, _)| name == "expand").map(|(_, value)| value.into_owned());
    let expand = if thing.kind.shape().filters.contains(&"expand") { expand } else { None };
    let expand = Expand::parse(&expand.unwrap_or_default(), thing.kind)?;
    let body = site.expanded(&thing, &expand);
    let tag = etag::of(&body.to_string());
    let answer = if etag::is_known(call.request.headers(), &tag) {
        HttpResponse::NotModified().finish()
    } else {
        json(StatusCode::OK, &body)
    };
    Ok(with_header(answer, ETAG.as_str(), &tag))
}

fn change(call: &Call<'_>, state: &State, extent: Extent, deed: &Deed<'_>) -> Answer {
    let thing = call.thing(state)?;
    let body = call.json()?;
    if thing.kind == Kind::Document {
        locks::check(&thing, &body)?;
    }
    let members = writing::change(&thing, &body, extent, &deed.site)?;
    let changed = deed.change(&thing, members, extent)?;
    Ok(json(StatusCode::OK, &deed.site.body(&changed)))
}

fn download(call: &Call<'_>, state: &State) -> Answer {
    let document = documents::at(&call.thing(state)?, call.query())?;
    let name = document.text("bestandsnaam").replace(['"', '\\', '\r', '\n'], "");
    let answer = HttpResponse::Ok()
        .content_type("application/octet-stream")
        .body(documents::content(&document));
    Ok(with_header(answer, "Content-Disposition", &format!("attachment; filename=\"{name}\"")))
}

fn take_in(call: &Call<'_>, state: &State, site: &Site<'_>) -> Answer {
    let part = call.thing(state)?;
    let field = |name: &str| multipart::field(call.content_type(), &call.body, name);
    if !call.content_type().starts_with("multipart/form-data") {
        return Err(Problem::NotJson);
    }
    let inhoud = field("inhoud");
    let inhoud = inhoud
        .ok_or_else(|| Problem::invalid("inhoud", "required", "Stuur het bestandsdeel mee."))?;
    let lock = field("lock").and_then(|lock| std::str::from_utf8(lock).ok()).unwrap_or_default();
    let part = uploads::take_in(&part, (lock, inhoud), &state.store)?;
    Ok(json(StatusCode::OK, &site.body(&part)))
}

fn json(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status).content_type("application/json").body(body.to_string())
}
