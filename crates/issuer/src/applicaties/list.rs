//! `GET /applicaties`: all that are shown, newest first, a hundred on a page; or the one that holds
//! certain client ids.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use sea_orm::ConnectionTrait;

use super::answer::{self, Place};
use super::caller::{self, Right};
use super::error::AcError;
use super::query::Query;
use crate::app::App;
use crate::store;
use crate::store::shown::{self, Shown, Stretch};

const ON_A_PAGE: u64 = 100;

/// Lists applicaties.
pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    list(&request, &app).await.unwrap_or_else(|refused| refused.answer(&app))
}

async fn list(request: &HttpRequest, app: &App) -> Result<HttpResponse, AcError> {
    caller::authorize(request, Right::Lezen, app).await?;
    let query = Query::read(request.query_string(), &["clientIds", "page"])?;
    let holding = query.client_ids("clientIds")?;
    let read = if holding.is_empty() {
        store::read_much(&app.db).await?
    } else {
        store::read(&app.db).await?
    };
    let wanted = Wanted::find(&read, &holding).await?;
    let page = page_number(query.last("page"), wanted.count()).ok_or(AcError::NoSuchPage)?;
    let at = |page: u64| app.autorisaties.applicaties_url() + &query.with_page(page);
    let place = Place {
        count: wanted.count(),
        next: (page * ON_A_PAGE < wanted.count()).then(|| at(page + 1)),
        previous: (page > 1).then(|| at(page - 1)),
    };
    let results = wanted.page(&read, page).await?;
    Ok(answer::page(place, &results, app))
}

/// What is listed: everything, or the one that holds the client ids.
pub(super) enum Wanted {
    All(u64),
    Holding(Option<Box<Shown>>),
}

impl Wanted {
    pub(super) async fn find(
        read: &impl ConnectionTrait,
        holding: &[&str],
    ) -> Result<Self, AcError> {
        if holding.is_empty() {
            return Ok(Self::All(shown::count(read).await?));
        }
        Ok(Self::Holding(shown::holding(read, holding).await?.map(Box::new)))
    }

    pub(super) const fn count(&self) -> u64 {
        match self {
            Self::All(count) => *count,
            Self::Holding(Some(_)) => 1,
            Self::Holding(None) => 0,
        }
    }

    pub(super) async fn page(
        self,
        read: &impl ConnectionTrait,
        page: u64,
    ) -> Result<Vec<Shown>, AcError> {
        match self {
            Self::All(_) => {
                let stretch = Stretch { offset: (page - 1) * ON_A_PAGE, limit: ON_A_PAGE };
                Ok(shown::page(read, stretch).await?)
            }
            Self::Holding(one) => Ok(one.map(|one| *one).into_iter().collect()),
        }
    }
}

/// The page that is asked for, if there is one of so many; the first one is always there.
fn page_number(asked: Option<&str>, count: u64) -> Option<u64> {
    let last = count.div_ceil(ON_A_PAGE).max(1);
    let page = match asked {
        None | Some("") => 1,
        Some("last") => last,
        Some(number) => number.parse().ok()?,
    };
    (1..=last).contains(&page).then_some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_there_if_something_stands_on_it_and_the_first_one_always() {
        for (asked, count, expected) in [
            (None, 0, Some(1)),
            (Some(""), 250, Some(1)),
            (Some("1"), 0, Some(1)),
            (Some("2"), 0, None),
            (Some("2"), 100, None),
            (Some("2"), 101, Some(2)),
            (Some("last"), 250, Some(3)),
            (Some("3"), 250, Some(3)),
            (Some("4"), 250, None),
            (Some("0"), 250, None),
            (Some("-1"), 250, None),
            (Some("abc"), 250, None),
            (Some("18446744073709551616"), 250, None),
        ] {
            assert_eq!(page_number(asked, count), expected, "{asked:?} of {count}");
        }
    }
}
