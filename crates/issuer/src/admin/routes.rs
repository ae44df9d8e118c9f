//! Every path of the admin API, in one list. The OpenAPI document says the same, and a test holds
//! the two together.

use actix_web::web::ServiceConfig;

use super::resource::At;
use super::{
    accesses, api_tokens, apis, applicatie_end, applicaties, audit, autorisaties, bindings,
    client_settings, clients, explain, feed, grants, imports, keys, mirrors, notificaties, openapi,
    public_keys, registration_tokens, secret_imports, secret_rotation, secret_search, secrets,
    tokens, upstream_keys, user_access, users, wholes, zgw_keys,
};

pub(crate) fn configure(service: &mut ServiceConfig) {
    for at in all() {
        service.service(at.into_resource());
    }
}

fn all() -> Vec<At> {
    vec![
        At::path("/openapi.json").get(openapi::get),
        At::path("/applicaties").get(applicaties::list).post(applicaties::create),
        At::path("/applicaties/{id}").get(applicaties::show).delete(applicatie_end::delete),
        At::path("/applicaties/{id}/restore").post(applicatie_end::restore),
        At::path("/applicaties/{id}/autorisaties").get(autorisaties::list).post(autorisaties::add),
        At::path("/applicaties/{id}/autorisaties/{autorisatie}").delete(autorisaties::remove),
        At::path("/clients").get(clients::list).post(clients::create),
        At::path("/clients/{client_id}")
            .get(clients::show)
            .patch(client_settings::change)
            .delete(clients::delete),
        At::path("/clients/{client_id}/lint").get(client_settings::lint),
        At::path("/clients/{client_id}/restore").post(clients::restore),
        At::path("/clients/{client_id}/tokens/revoke").post(tokens::revoke),
        At::path("/clients/{client_id}/secrets").get(secrets::list).post(secrets::create),
        At::path("/clients/{client_id}/secrets/rotate").post(secret_rotation::rotate),
        At::path("/clients/{client_id}/secrets/{id}").delete(secrets::revoke),
        At::path("/clients/{client_id}/api-tokens").post(api_tokens::create),
        At::path("/clients/{client_id}/zgw-keys").post(zgw_keys::create),
        At::path("/clients/{client_id}/public-keys").post(public_keys::create),
        At::path("/clients/{client_id}/upstream-keys").get(upstream_keys::list),
        At::path("/clients/{client_id}/upstream-keys/{upstream}").delete(upstream_keys::forget),
        At::path("/clients/{client_id}/bindings").get(bindings::list).post(bindings::create),
        At::path("/clients/{client_id}/bindings/{id}").delete(bindings::remove),
        At::path("/registration-tokens")
            .get(registration_tokens::list)
            .post(registration_tokens::create),
        At::path("/registration-tokens/{id}").delete(registration_tokens::revoke),
        At::path("/apis").get(apis::list),
        At::path("/apis/{client_id}").get(apis::show).put(apis::put),
        At::path("/apis/{client_id}/accesses").get(accesses::list).post(accesses::ask),
        At::path("/accesses").get(accesses::list_all),
        At::path("/accesses/{id}/approve").post(accesses::approve),
        At::path("/accesses/{id}/refuse").post(accesses::refuse),
        At::path("/accesses/{id}/withdraw").post(accesses::withdraw),
        At::path("/tokens/revoke").post(tokens::revoke_some),
        At::path("/grants").get(grants::list),
        At::path("/grants/{id}").delete(grants::revoke),
        At::path("/secrets").get(secret_search::list),
        At::path("/audit").get(audit::list),
        At::path("/imports/secrets").post(secret_imports::secret),
        At::path("/imports/applicaties").post(imports::applicatie),
        At::path("/desired-state/applicaties").get(wholes::list),
        At::path("/desired-state/applicaties/{id}").get(wholes::show).put(wholes::put),
        At::path("/users").get(users::list).post(users::create),
        At::path("/users/{user}").get(users::show).patch(users::change),
        At::path("/users/{user}/password").post(user_access::set_password),
        At::path("/users/{user}/disable").post(user_access::disable),
        At::path("/users/{user}/enable").post(user_access::enable),
        At::path("/keys").get(keys::list),
        At::path("/keys/rotate").post(keys::rotate),
        At::path("/feed").get(feed::status),
        At::path("/explain").post(explain::explain),
        At::path("/mirrors").get(mirrors::list),
        At::path("/mirrors/{name}/waiting").get(mirrors::waiting),
        At::path("/mirrors/{name}/retry").post(mirrors::retry),
        At::path("/mirrors/{name}/differences").get(mirrors::differences),
        At::path("/mirrors/{name}/sync").post(mirrors::sync),
        At::path("/notificaties").get(notificaties::list),
        At::path("/notificaties/retry").post(notificaties::retry_all),
        At::path("/notificaties/{number}").delete(notificaties::give_up),
        At::path("/notificaties/{number}/retry").post(notificaties::retry),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    type Operations = BTreeSet<(String, String)>;

    fn routed() -> Operations {
        let of = |at: At| {
            let path = at.name().to_owned();
            at.methods().iter().map(|method| (path.clone(), method.to_string())).collect::<Vec<_>>()
        };
        // HEAD comes with every GET (RFC 9110 9.3.2); no document lists it.
        all().into_iter().flat_map(of).filter(|(_, method)| method != "HEAD").collect()
    }

    fn documented() -> Operations {
        let document = serde_json::to_value(openapi::document("https://issuer.example"));
        let document = document.unwrap_or_default();
        let paths = document["paths"].as_object().into_iter().flatten();
        let of = |(path, item): (&String, &serde_json::Value)| {
            let methods = item.as_object().into_iter().flatten();
            let named = methods.map(|(method, _)| (path.clone(), method.to_uppercase()));
            named.collect::<Vec<_>>()
        };
        paths.flat_map(of).collect()
    }

    #[test]
    fn every_route_is_documented_and_everything_documented_is_a_route() {
        let routed = routed();
        assert!(routed.len() > 20, "{routed:?}");
        assert_eq!(routed, documented());
    }
}
