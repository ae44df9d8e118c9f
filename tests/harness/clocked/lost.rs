//! A machine that is lost: a copy of its database that was kept elsewhere, and the new machine that
//! gets it.

use edge::config::Document;

use super::{Clocked, issuer_of};

impl Clocked {
    /// Makes a copy of the database, which is kept elsewhere.
    pub(crate) fn back_up(&mut self) {
        self.end();
        self.database.back_up(self.folder.path());
        self.launch();
    }

    /// The machine is lost, and a new one gets the copy, and the audit log that was kept elsewhere. Gives
    /// what had been withdrawn since.
    pub(crate) fn restore(&mut self, log: &str) -> Vec<issuer::AuditLine> {
        self.end();
        self.database.restore(self.folder.path());
        let config = issuer_of(&mut Document::parse("clocked", &self.text, []).unwrap());
        let log = issuer::parse_audit(log).unwrap();
        let restored = issuer::restore(&config, &log, self.clock.now());
        let restored = actix_web::rt::System::new().block_on(restored).unwrap();
        self.launch();
        restored.withdrawn
    }
}
