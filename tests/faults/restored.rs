//! A database that is put back from a copy: what was given after the copy is gone, and every gateway
//! hears of it, whichever numbers the changes have by then.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use voorbeeldzaken::sample;

use crate::cases;
use crate::gateway::{melder, melding, zaak};
use crate::harness::{
    Bench, Feeds, Installation, Options, OwnGateway, Request, TaskApplication, eventually,
};

cases![
    a_gateway_that_is_connected_takes_the_restored_state_and_allows_nothing_beyond_it,
    a_restored_issuer_that_is_ahead_again_is_not_gone_on_with,
    a_gateway_that_was_down_does_not_go_on_with_what_it_kept_of_a_lost_state,
];

const AGAIN: Duration = Duration::from_secs(20);

/// An installation of which a copy was taken, and what was given after that.
struct Restored {
    at: Installation,
    /// It was there when the copy was taken.
    token: String,
    /// Of a secret and of an application that were not.
    lost: [String; 2],
}

impl Restored {
    /// Takes a copy and goes on; then stops the issuer.
    fn until_the_restore(bench: &Bench) -> Self {
        let mut at = bench.with(&Options::default().split());
        let application = melder(&at);
        at.stop_issuer();
        at.database.back_up(at.folder.path());
        at.start_issuer();
        let token = application.token(&at);
        let (_, secret) = application.new_secret(&at.administrator());
        let renewed = TaskApplication { secret, ..melder(&at) };
        let renewed = TaskApplication { client_id: application.client_id.clone(), ..renewed };
        let lost = [renewed.token(&at), melder(&at).token(&at)];
        add_bijstand(&at, &application);
        let this = Self { at, token, lost };
        eventually(AGAIN, "all of it is allowed", || this.answers(this.at.gateway) == [200; 4]);
        this
    }

    /// Puts the copy in its place, and starts the issuer with it.
    fn restore(&mut self) {
        self.at.database.restore(self.at.folder.path());
        self.at.start_issuer();
    }

    /// What a gateway answers: to what was there, and to what was given after the copy.
    fn answers(&self, gateway: SocketAddr) -> [u16; 4] {
        let bijstand = zaak(sample::ZAAK_BIJSTAND_OPENBAAR);
        let asked = [
            (melding(), &self.token),
            (bijstand, &self.token),
            (melding(), &self.lost[0]),
            (melding(), &self.lost[1]),
        ];
        asked.map(|(path, token)| Request::get(&path).bearer(token).send(gateway).status)
    }

    /// The gateway that was connected allows what the copy allows, and knows what a new one knows.
    fn is_in_force(&self) {
        let said = || self.at.gateway_process().said();
        eventually(AGAIN, "it took everything anew", || Feeds::told_in(&said()).snapshots == 2);
        let ready = || Request::get("/health/ready").send(self.at.gateway).json();
        for _ in 0..3 {
            let [was_there, added, lost @ ..] = self.answers(self.at.gateway);
            assert_eq!((was_there, added), (200, 403), "{}", said());
            // A token of a number beyond the restored one is waited for, in vain.
            assert!(lost.iter().all(|status| [401, 503].contains(status)), "{lost:?}");
        }
        let mut fresh = OwnGateway::new(&self.at, "fresh");
        fresh.start_ready();
        let place = |ready: &Value| (ready["number"].clone(), ready["state"].clone());
        eventually(AGAIN, "both are at one number", || {
            ready()["number"] == fresh.ready()["number"]
        });
        assert_eq!(place(&ready()), place(&fresh.ready()));
        melder(&self.at);
        let now = [200, 403, 401, 401];
        eventually(AGAIN, "the numbers are past it", || self.answers(self.at.gateway) == now);
        assert!((0..10).all(|_| self.answers(self.at.gateway) == now));
    }
}

/// It may read zaken of one more type from now on.
fn add_bijstand(at: &Installation, application: &TaskApplication) {
    let zaaktype = sample::url(&at.public_url(), sample::ZAAKTYPEN, sample::ZAAKTYPE_BIJSTAND);
    let more = json!({ "component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": zaaktype,
        "max_vertrouwelijkheidaanduiding": "openbaar" });
    let path = format!("/applicaties/{}/autorisaties", application.applicatie);
    at.administrator().done("POST", &path, &more);
}

fn a_gateway_that_is_connected_takes_the_restored_state_and_allows_nothing_beyond_it(
    bench: &Bench,
) {
    let mut this = Restored::until_the_restore(bench);
    this.at.stop_issuer();
    this.restore();
    this.is_in_force();
}

/// Its numbers are higher than those of the state that was lost, when the gateway comes back.
fn a_restored_issuer_that_is_ahead_again_is_not_gone_on_with(bench: &Bench) {
    let mut this = Restored::until_the_restore(bench);
    this.at.stop_issuer();
    this.at.gateway_process().freeze();
    this.restore();
    for _ in 0..5 {
        melder(&this.at);
    }
    this.at.gateway_process().thaw();
    this.is_in_force();
}

fn a_gateway_that_was_down_does_not_go_on_with_what_it_kept_of_a_lost_state(bench: &Bench) {
    let mut this = Restored::until_the_restore(bench);
    let mut gateway = OwnGateway::new(&this.at, "own");
    gateway.start_ready();
    assert_eq!(gateway.get(&melding(), &this.lost[1]).status, 200);
    gateway.stop();
    this.at.stop_issuer();
    this.restore();
    gateway.start();
    eventually(AGAIN, "it allows what the copy allows", || {
        for lost in &this.lost {
            let status = gateway.get(&melding(), lost).status;
            assert_ne!(status, 200, "{}", gateway.said());
        }
        gateway.get(&melding(), &this.token).status == 200
    });
    assert!(gateway.said().contains("state found on disk"), "{}", gateway.said());
    this.is_in_force();
    assert!(this.lost.iter().all(|lost| gateway.get(&melding(), lost).status == 401));
}
