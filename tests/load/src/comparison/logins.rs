//! What people who sign in cost those who fetch tokens: each password takes a core for a while.

use std::cell::Cell;
use std::time::Duration;

use futures_util::future::{try_join, try_join_all};
use tokio::time::sleep;

use crate::burst::{self, Aim, Order, Requests};
use crate::fault::Fault;
use crate::kind::Kind;
use crate::median::median;
use crate::report::Figure;
use crate::scale::Scale;
use crate::stage::OAuth;
use crate::wire::{Answer, Connection};

/// How often it is measured without logins and with them, in turn.
const ROUNDS: usize = 5;
/// Within this all of them begin; whoever is told to come back does so as much later.
const RAMP: Duration = Duration::from_secs(2);

/// Milliseconds that a token request took.
struct Took {
    p50: f64,
    p99: f64,
}

/// How many times as long a token request takes while people sign in.
pub(super) async fn of(oauth: &OAuth, scale: &Scale) -> Result<[Figure; 4], Fault> {
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        without.push(tokens(oauth, scale).await?);
        with.push(beside_logins(oauth, scale).await?);
    }
    let of = |took: &[Took], figure: fn(&Took) -> f64| median(took.iter().map(figure));
    let times = |figure: fn(&Took) -> f64| {
        median(without.iter().zip(&with).map(|(before, then)| figure(then) / figure(before)))
    };
    let (people, database) = (oauth.logins().len(), oauth.database.short());
    let row = |what: &str| format!("issuer, client_credentials, {what}, {database}");
    let p50 = |took: &Took| took.p50;
    Ok([
        Figure::shown(row("p50"), of(&without, p50), "ms"),
        Figure::shown(row(&format!("p50 with {people} logins queued")), of(&with, p50), "ms"),
        Figure::at_most(2.0, row("p50, with / without logins"), times(p50), "×"),
        Figure::at_most(2.0, row("p99, with / without logins"), times(|took| took.p99), "×"),
    ])
}

async fn beside_logins(oauth: &OAuth, scale: &Scale) -> Result<Took, Fault> {
    let over = Cell::new(false);
    let measured = async {
        sleep(RAMP).await;
        let took = tokens(oauth, scale).await;
        over.set(true);
        took
    };
    let (took, entered) = try_join(measured, sign_in(oauth, &over)).await?;
    if entered == 0 { Err(Fault::Person("nobody came in")) } else { Ok(took) }
}

async fn tokens(oauth: &OAuth, scale: &Scale) -> Result<Took, Fault> {
    let kind = Kind::ManyClients;
    let aim = Aim { address: oauth.server.address, connections: kind.connections(scale) };
    let order = Order {
        requests: Requests::InTurn(oauth.token_requests()),
        count: kind.requests(scale),
        expected: kind.expected(),
    };
    let burst = burst::run(burst::open(aim).await?, order).await?;
    Ok(Took { p50: burst.milliseconds(50.0), p99: burst.milliseconds(99.0) })
}

/// Everybody signs in, again and again until it is over; says how often somebody came in.
async fn sign_in(oauth: &OAuth, over: &Cell<bool>) -> Result<usize, Fault> {
    let (logins, address) = (oauth.logins(), oauth.server.address);
    let each = logins.iter().zip(0_u32..).map(async |(login, number)| {
        sleep(RAMP * number / u32::try_from(logins.len()).unwrap_or(u32::MAX)).await;
        let (mut connection, mut entered) = (Connection::open(address).await?, 0);
        while !over.get() {
            let Answer { status, body, .. } = connection.ask(login).await?;
            match status {
                303 => entered += 1,
                // As many wait as may, in all or from one address.
                503 | 429 => sleep(RAMP).await,
                _ => {
                    let body = String::from_utf8_lossy(body).into_owned();
                    return Err(Fault::Status { address, status, expected: 303, body });
                }
            }
        }
        Ok(entered)
    });
    Ok(try_join_all(each).await?.into_iter().sum())
}
