//! Issuers that are away, or say nothing.

use std::net::TcpListener;

use actix_web::test::TestRequest;
use edge::scheme::Scheme;
use edge::tls::Verification;
use tokio::net::TcpSocket;

use super::*;
use crate::route::Way;
use crate::testing::{config, routes, upstream};

#[tokio::test]
async fn an_issuer_that_is_silent_is_given_up_and_one_that_is_away_not_asked_first_again() {
    let away = TcpSocket::new_v4().unwrap();
    away.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let addresses = [away.local_addr().unwrap(), silent.local_addr().unwrap()];
    let addresses = addresses.map(|at| Url::parse(&format!("http://{at}/")).unwrap());
    let connector = Verification::default().connector(Scheme::Http).unwrap();
    let patience = Duration::from_millis(50);
    let issuer = Issuer { patience, ..Issuer::new(&addresses, connector, None) };
    let routes = routes(&config(vec![upstream("openzaak", "https://zaken.example")]));
    let request = TestRequest::with_uri("/autorisaties/api/v1/applicaties")
        .insert_header(("host", "zaken.example"))
        .to_http_request();
    let Ok(Way::ToIssuer(target)) = routes.find(&request) else { panic!("it is the issuer's") };
    let answered = issuer.answer(target, &request, Payload::None).await;
    let Err(Refusal::Issuer(IssuerFault::TimedOut(after))) = answered else { panic!("answered") };
    assert_eq!((after, issuer.first.get()), (patience, 1));
}
