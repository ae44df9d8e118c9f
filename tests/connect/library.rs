//! Somebody else's client: the crate `oauth2`, given nothing but the metadata.

use std::convert::Infallible;
use std::net::SocketAddr;

use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicRequestTokenError};
use oauth2::{AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, Scope};
use oauth2::{HttpRequest, HttpResponse, TokenResponse as _, TokenUrl};
use serde_json::Value;

use super::token::reader;
use crate::cases;
use crate::harness::{Bench, Installation, Request, TaskApplication};

cases![
    oauth2_fetches_a_token_from_the_endpoint_that_the_metadata_names,
    oauth2_authenticates_in_the_body_too,
    oauth2_gets_the_scope_that_it_asks_for,
    oauth2_reads_a_scope_that_is_not_held_as_invalid_scope,
    oauth2_reads_a_wrong_secret_as_invalid_client,
];

type Client =
    BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// The issuer's metadata (RFC 8414).
pub(super) fn metadata(at: &Installation) -> Value {
    Request::get("/.well-known/oauth-authorization-server").send(at.issuer).json()
}

fn client(at: &Installation, application: &TaskApplication) -> Client {
    let endpoint = metadata(at)["token_endpoint"].as_str().unwrap().to_owned();
    BasicClient::new(ClientId::new(application.client_id.clone()))
        .set_client_secret(ClientSecret::new(application.secret.clone()))
        .set_token_uri(TokenUrl::new(endpoint).unwrap())
}

/// Carries a request of the crate over our bare client.
#[expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "the crate's own type"
)]
pub(super) fn carry(request: HttpRequest) -> Result<HttpResponse, Infallible> {
    let uri = request.uri();
    let to: SocketAddr = uri.authority().unwrap().as_str().parse().unwrap();
    let mut sent = Request::new(request.method().as_str(), uri.path());
    for (name, value) in request.headers() {
        sent = sent.header(name.as_str(), value.to_str().unwrap());
    }
    let length = request.body().len().to_string();
    let answer = sent.header("Content-Length", &length).bytes(request.body()).send(to);
    let mut response = http::Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    Ok(response.body(answer.body).unwrap())
}

fn oauth2_fetches_a_token_from_the_endpoint_that_the_metadata_names(bench: &Bench) {
    let at = bench.shared();
    let client = client(&at, &reader(&at));
    let token = client.exchange_client_credentials().request(&carry).unwrap();
    assert_eq!(*token.token_type(), oauth2::basic::BasicTokenType::Bearer);
    assert_eq!(token.expires_in(), Some(std::time::Duration::from_mins(5)));
    assert_eq!(token.scopes(), None);
    assert_eq!(token.access_token().secret().split('.').count(), 3);
}

fn oauth2_authenticates_in_the_body_too(bench: &Bench) {
    let at = bench.shared();
    let client = client(&at, &reader(&at)).set_auth_type(AuthType::RequestBody);
    assert!(client.exchange_client_credentials().request(&carry).is_ok());
}

fn oauth2_gets_the_scope_that_it_asks_for(bench: &Bench) {
    let at = bench.shared();
    let scope = Scope::new("zaken.lezen".to_owned());
    let client = client(&at, &reader(&at));
    let request = client.exchange_client_credentials().add_scope(scope.clone());
    assert_eq!(request.request(&carry).unwrap().scopes(), Some(&vec![scope]));
}

fn refusal(client: &Client, scope: &str) -> BasicErrorResponseType {
    let request = client.exchange_client_credentials().add_scope(Scope::new(scope.to_owned()));
    let refused: BasicRequestTokenError<Infallible> = request.request(&carry).unwrap_err();
    match refused {
        BasicRequestTokenError::ServerResponse(response) => response.error().clone(),
        other => panic!("{other:?}"),
    }
}

fn oauth2_reads_a_scope_that_is_not_held_as_invalid_scope(bench: &Bench) {
    let at = bench.shared();
    let refused = refusal(&client(&at, &reader(&at)), "zaken.verwijderen");
    assert_eq!(refused, BasicErrorResponseType::InvalidScope);
}

fn oauth2_reads_a_wrong_secret_as_invalid_client(bench: &Bench) {
    let at = bench.shared();
    let application = TaskApplication { secret: "geheim".to_owned(), ..reader(&at) };
    let refused = refusal(&client(&at, &application), "zaken.lezen");
    assert_eq!(refused, BasicErrorResponseType::InvalidClient);
}
