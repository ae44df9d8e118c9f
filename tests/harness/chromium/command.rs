//! What Chromium's driver does beyond the standard.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// One thing to do.
#[derive(Debug)]
pub(super) enum Command {
    /// Give what the console has said, and forget it.
    Console,
    /// Have the browser's tools do something (Chrome `DevTools` Protocol).
    Tools(&'static str, Value),
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let end = match self {
            Self::Console => "se/log",
            Self::Tools(..) => "goog/cdp/execute",
        };
        base.join(&format!("session/{}/{end}", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = match self {
            Self::Console => json!({ "type": "browser" }),
            Self::Tools(name, parameters) => json!({ "cmd": name, "params": parameters }),
        };
        (Method::POST, Some(body.to_string()))
    }
}
