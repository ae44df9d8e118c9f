//! An upstream that answers byte for byte by a plan, and keeps the requests that it got.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A running one.
pub(crate) struct Raw {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone)]
pub(crate) enum Plan {
    /// Say this, and keep the connection.
    Say(&'static str),
    /// Say this and close.
    SayAndClose(String),
    /// Read the request's head, then close without a word.
    Close,
    /// Read the request's head and never answer.
    Silence,
}

/// A whole answer.
pub(crate) const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

impl Raw {
    /// Every connection follows the steps from its beginning; the last one repeats.
    pub(crate) async fn start(steps: &'static [Plan]) -> Self {
        Self::by(|_, step| steps[step.min(steps.len() - 1)].clone()).await
    }

    /// Answers by a request's head, and by how many came before it on its connection.
    pub(crate) async fn by(
        plan: impl Fn(&str, usize) -> Plan + Send + Sync + Clone + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, plan.clone(), Arc::clone(&kept)));
            }
        });
        Self { address, heads }
    }

    /// Where it is reached.
    pub(crate) fn url(&self) -> url::Url {
        format!("http://{}", self.address).parse().unwrap()
    }

    /// The heads of the requests that it got.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// How many requests it got.
    pub(crate) fn requests(&self) -> usize {
        self.heads.lock().unwrap().len()
    }
}

async fn serve(
    mut stream: TcpStream,
    plan: impl Fn(&str, usize) -> Plan,
    heads: Arc<Mutex<Vec<String>>>,
) {
    for step in 0.. {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte).await {
                Ok(1) => head.push(byte[0]),
                _ => return,
            }
        }
        let head = String::from_utf8(head).unwrap();
        heads.lock().unwrap().push(head.clone());
        match plan(&head, step) {
            Plan::Say(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Plan::SayAndClose(text) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                return;
            }
            Plan::Close => return,
            Plan::Silence => std::future::pending().await,
        }
    }
}
