//! The demo's calls as lines for a second terminal: a POSIX shell and curl, nothing else.

use secrecy::ExposeSecret as _;

use super::calls::{Call, Made};
use super::scene::Scene;
use super::stage::{CLIENT, Stage};

pub(super) const WAITING: &str = "\
# Everything stays up: paste these lines into a second terminal, a POSIX shell with curl.
# Ctrl-C here ends it and removes every trace.";

const WIDTH: usize = 100;

/// Everything that was done, with what came back.
pub(super) fn written(stage: &Stage, scene: &Scene, made: &[Made]) -> String {
    let (last, first) = match made.split_last() {
        Some((last, first)) => (Some(last), first),
        None => (None, made),
    };
    let mut lines = vec![heading(stage), token(stage, scene)];
    lines.extend(first.iter().map(line));
    lines.push(remove(stage, scene));
    lines.extend(last.map(line));
    lines.join("\n\n") + "\n"
}

fn heading(stage: &Stage) -> String {
    format!(
        "# Zaakpoort demo: issuer {}, gateway {}, a sample zaak API behind it.\n\
         # Each call below was made just now; the number is what came back.",
        stage.issuer, stage.gateway,
    )
}

/// The token is taken out of the answer by the shell itself.
fn token(stage: &Stage, scene: &Scene) -> String {
    format!(
        "# A token, for client id and secret (200)\n\
         ANSWER=$(curl -s -u '{CLIENT}:{}' -d grant_type=client_credentials {}/connect/token)\n\
         TOKEN=${{ANSWER#*\\\"access_token\\\":\\\"}}; TOKEN=${{TOKEN%%\\\"*}}; echo \"$ANSWER\"",
        scene.secret.expose_secret(),
        stage.issuer,
    )
}

fn line(made: &Made) -> String {
    format!("# {} ({})\n{}", made.call.title, made.status, curl(&made.call))
}

fn curl(call: &Call) -> String {
    let mut words = vec!["curl -s -w '\\n%{http_code}\\n'".to_owned()];
    if call.shows_headers {
        words.push("-i".to_owned());
    }
    if call.method != http::Method::GET {
        words.push(format!("-X {}", call.method));
    }
    if call.with_token {
        words.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
    }
    if let Some(body) = &call.body {
        words.push("-H 'Content-Type: application/json'".to_owned());
        words.push(format!("-d '{body}'"));
    }
    words.push(call.url.clone());
    folded(&words)
}

/// One command over as few lines as fit.
fn folded(words: &[String]) -> String {
    let mut lines = vec![String::new()];
    for word in words {
        let last = lines.last_mut().map(std::mem::take).unwrap_or_default();
        let joined = if last.is_empty() { word.clone() } else { format!("{last} {word}") };
        if last.is_empty() || joined.len() <= WIDTH {
            lines.pop();
            lines.push(joined);
        } else {
            lines.pop();
            lines.push(last);
            lines.push(format!("  {word}"));
        }
    }
    lines.join(" \\\n")
}

/// The binary by its own path: it may not be on PATH.
fn remove(stage: &Stage, scene: &Scene) -> String {
    let binary = std::env::current_exe()
        .map_or_else(|_| "zaakpoort".to_owned(), |path| format!("'{}'", path.display()));
    let command = [
        format!("{binary} autorisatie remove"),
        format!("{} {}", scene.applicatie, scene.autorisatie),
        format!("--issuer {}", stage.issuer),
        format!("--secret-file '{}'", stage.admin_secret.display()),
    ];
    format!("# Take the autorisatie away; in force within a second\n{}", folded(&command))
}
