//! An upstream's Autorisaties API over https: believed by the authority that is named, and by no other.

use serde_json::json;

use super::{AGAIN, SOON, kept, may};
use crate::cases;
use crate::harness::certificates::{Authority, Valid};
use crate::harness::{Bench, eventually, tls_front};

cases![what_is_written_over_tls_goes_to_who_is_believed_and_to_nobody_else,];

fn what_is_written_over_tls_goes_to_who_is_believed_and_to_nobody_else(bench: &Bench) {
    let mut kept = kept(bench);
    let authority = Authority::new("Gemeente");
    let front = tls_front::start(kept.front.address, authority.pair(&["ac.intern"], Valid::Now));
    let [right, other] = [("ca.pem", authority), ("ander.pem", Authority::new("Anders"))].map(
        |(name, authority)| {
            let path = kept.at.path(name);
            std::fs::write(&path, authority.pem()).unwrap();
            path.display().to_string()
        },
    );
    eventually(SOON, "all is written", || kept.waiting().is_empty());
    let before = kept.front.writes().len();
    let plain = format!("'http://{}/autorisaties/api/v1'", kept.front.address);
    let over_tls =
        format!("'https://{front}/autorisaties/api/v1'\nca = '{other}'\ntls_name = 'ac.intern'");
    kept.starts_with(|text| text.replace(&plain, &over_tls));
    let body = json!({ "clientIds": ["over-tls"], "label": "TLS", "autorisaties": [may("ztc", "catalogi.lezen")] });
    kept.ac.done("POST", "/applicaties", &body);
    let said = "it cannot be reached: its certificate is not signed by an authority that is trusted \
                here; name the authority's certificate with issuer.mirror.ca";
    eventually(SOON, "it is not believed", || kept.error() == said);
    assert_eq!(kept.front.writes().len(), before, "nothing was sent there");
    kept.starts_with(|text| text.replace(&other, &right));
    eventually(AGAIN, "it lies there", || kept.lying("over-tls").len() == 1);
}
