//! The sample upstream as a program of its own, for a trial of an installation: it keeps nothing.
//!
//!     voorbeeldzaken LISTEN PUBLIC_URL TRUSTED
//!
//! TRUSTED is a file with a client id and its secret on each line, as `zaakpoort gateway upstream-secret` prints them;
//! it is read again with each request that is asked for after it changed.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use voorbeeldzaken::{Content, Credentials, Crs, Options};

const USAGE: &str = "usage: voorbeeldzaken LISTEN PUBLIC_URL TRUSTED\n\
                     as in: voorbeeldzaken 0.0.0.0:8000 https://zaken.gemeente.example /keys/trusted";
const LOOK: Duration = Duration::from_secs(1);

#[actix_web::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [listen, public_url, trusted] = arguments.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let Ok(listen) = listen.parse::<SocketAddr>() else {
        eprintln!("{listen} is no address such as 0.0.0.0:8000\n{USAGE}");
        return ExitCode::from(2);
    };
    match serve(listen, public_url, PathBuf::from(trusted)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("voorbeeldzaken: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(listen: SocketAddr, public_url: &str, trusted: PathBuf) -> std::io::Result<()> {
    let credentials = Credentials::default();
    let running = voorbeeldzaken::start(Options {
        listen,
        public_url: public_url.to_owned(),
        credentials: credentials.clone(),
        content: Content::Handful,
        crs: Crs::Assumed,
    })?;
    println!("voorbeeldzaken listens on {}", running.address());
    tokio::select! {
        never = follow(&trusted, &credentials) => match never {},
        asked = tokio::signal::ctrl_c() => asked,
    }
}

/// Reads the file again when it has changed.
async fn follow(file: &Path, credentials: &Credentials) -> std::convert::Infallible {
    let mut read: Option<SystemTime> = None;
    loop {
        let changed = file.metadata().and_then(|found| found.modified()).ok();
        if changed.is_some() && changed != read {
            read = changed;
            trust(&std::fs::read_to_string(file).unwrap_or_default(), credentials);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Lines of two words; what `upstream-secret` prints has each of the two behind its name.
fn trust(text: &str, credentials: &Credentials) {
    let mut identifier = None;
    for line in text.lines() {
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["identifier", client] => identifier = Some((*client).to_owned()),
            ["secret", secret] => {
                if let Some(client) = identifier.take() {
                    credentials.insert(&client, secret);
                }
            }
            [client, secret] => credentials.insert(client, secret),
            _ => {}
        }
    }
}
