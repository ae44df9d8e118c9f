//! The sample zaak API as the system behind the gateway, in a thread of its own.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc;
use std::thread;

use voorbeeldzaken::{Content, Credentials, Crs, Options, Running, Seen};

/// A running upstream, and what it saw.
pub(crate) struct Upstream {
    running: Option<Running>,
    credentials: Credentials,
    ended: Option<thread::JoinHandle<()>>,
    end: Option<tokio::sync::oneshot::Sender<()>>,
}

impl Upstream {
    /// Starts one whose objects are known under this origin.
    pub(crate) fn start(public_url: &str) -> Self {
        Self::start_with(Content::Handful, public_url)
    }

    /// Starts one that holds this.
    pub(crate) fn start_with(content: Content, public_url: &str) -> Self {
        let credentials = Credentials::default();
        let options = Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_url: public_url.to_owned(),
            credentials: credentials.clone(),
            content,
            crs: Crs::Assumed,
        };
        let (started, handle) = mpsc::channel();
        let (end, ended) = tokio::sync::oneshot::channel();
        let thread = thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                started.send(voorbeeldzaken::start(options).unwrap()).unwrap();
                // Dropped or sent, it ends.
                let _ = ended.await;
            });
        });
        let running = handle.recv().unwrap();
        Self { running: Some(running), credentials, ended: Some(thread), end: Some(end) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.running.as_ref().unwrap().address()
    }

    /// Lets a client in.
    pub(crate) fn trusts(&self, client_id: &str, secret: &str) {
        self.credentials.insert(client_id, secret);
    }

    /// Has again what it held at its start, or when it settled.
    pub(crate) fn reset(&self) {
        self.running.as_ref().unwrap().reset();
    }

    /// Goes on as if what stands at these paths, and hangs below it, had never been there.
    pub(crate) fn hides(&self, paths: &BTreeSet<String>) {
        self.running.as_ref().unwrap().hide(|path| paths.contains(path));
    }

    /// What it holds now is what it goes back to.
    pub(crate) fn settle(&self) {
        self.running.as_ref().unwrap().settle();
    }

    /// Keeps so many requests from now on: by itself it keeps the last 1,000.
    pub(crate) fn remembers(&self, most: usize) {
        self.running.as_ref().unwrap().keep_requests(most);
    }

    /// Forgets what it saw.
    pub(crate) fn forgets(&self) {
        self.running.as_ref().unwrap().forget_requests();
    }

    /// What it saw of one request, told apart by a mark in its target.
    pub(crate) fn saw(&self, mark: &str) -> Vec<Seen> {
        let seen = self.running.as_ref().unwrap().requests();
        seen.into_iter().filter(|seen| seen.target.contains(mark)).collect()
    }

    /// What it saw that holds a mark anywhere: in the target, a header or the body.
    pub(crate) fn traces(&self, mark: &str) -> Vec<Seen> {
        let holds = |bytes: &[u8]| bytes.windows(mark.len()).any(|part| part == mark.as_bytes());
        let mut seen = self.running.as_ref().unwrap().requests();
        seen.retain(|seen| {
            seen.target.contains(mark)
                || seen.headers.iter().any(|(name, value)| name.contains(mark) || holds(value))
                || holds(&seen.body.start)
        });
        seen
    }

    /// How many requests it saw in all.
    pub(crate) fn count(&self) -> usize {
        self.running.as_ref().unwrap().requests().len()
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.ended.take() {
            let _ = thread.join();
        }
    }
}
