//! A real Chromium, without a window, driven by `WebDriver` as a person drives it: with the
//! keyboard. What its console has said by the end of a case fails that case, unless the case has read it.

use std::time::Duration;

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

mod command;
mod console;
mod driver;
mod look;

pub(crate) use console::Entry;
pub(crate) use driver::{Needed, axe};
pub(crate) use look::Look;

use command::Command;
use driver::Driver;

/// How long a page may take to be there, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) const TAB: char = '\u{E004}';
pub(crate) const ENTER: char = '\u{E007}';
const SHIFT: char = '\u{E008}';

/// A running one, in which nothing was done before.
pub(crate) struct Chromium {
    // In this order they end.
    client: Client,
    runtime: Runtime,
    _driver: Driver,
    _profile: TempDir,
}

/// Where the keyboard is.
#[derive(Debug)]
pub(crate) struct Focus {
    /// What a screen reader calls it.
    pub(crate) name: String,
    /// Whether it is shown to be there.
    pub(crate) visible: bool,
}

impl Chromium {
    /// One whose reader reads Dutch.
    pub(crate) fn start() -> Self {
        Self::with(&json!({}))
    }

    /// One in which no page may run a script.
    pub(crate) fn without_scripts() -> Self {
        Self::with(&json!({ "profile.managed_default_content_settings.javascript": 2 }))
    }

    fn with(preferences: &Value) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let driver = Driver::start(profile.path());
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let wanted = driver::capabilities(profile.path(), preferences);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let connecting = builder.capabilities(wanted).connect(&driver.url);
        let client = runtime.block_on(connecting).unwrap();
        Self { client, runtime, _driver: driver, _profile: profile }
    }

    /// Goes to an address.
    pub(crate) fn open(&self, url: &str) {
        self.runtime.block_on(self.client.goto(url)).unwrap();
    }

    /// Presses a key.
    pub(crate) fn press(&self, key: char) {
        self.enter(&key.to_string());
    }

    /// Types a text wherever the keyboard is.
    pub(crate) fn enter(&self, text: &str) {
        let strokes = text.chars();
        self.strike(strokes.flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]));
    }

    fn strike(&self, strokes: impl IntoIterator<Item = KeyAction>) {
        let keyboard = KeyActions::new("keyboard".to_owned());
        let keys = strokes.into_iter().fold(keyboard, KeyActions::then);
        self.runtime.block_on(self.client.perform_actions(keys)).unwrap();
    }

    /// Presses Tab once for each name: it is what the keyboard comes to, and it shows that it is there.
    pub(crate) fn tab_to(&self, names: &[&str]) {
        for name in names {
            self.press(TAB);
            let focus = self.focus();
            assert_eq!((focus.name.as_str(), focus.visible), (*name, true), "{}", self.text());
        }
    }

    /// Presses Shift and Tab.
    pub(crate) fn tab_back_to(&self, name: &str) {
        let [down, up] = [KeyAction::Down { value: SHIFT }, KeyAction::Up { value: SHIFT }];
        let tab = [KeyAction::Down { value: TAB }, KeyAction::Up { value: TAB }];
        self.strike([down].into_iter().chain(tab).chain([up]));
        assert_eq!(self.focus().name, name);
    }

    /// Where the keyboard is.
    pub(crate) fn focus(&self) -> Focus {
        let found = self.run(
            "const at = document.activeElement, style = getComputedStyle(at);
             const named = at.ariaLabel ?? at.labels?.[0]?.innerText ?? at.innerText;
             const outlined = style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
             return [named.trim(), at.matches(':focus-visible') && outlined];",
        );
        let name = found[0].as_str().unwrap().to_owned();
        Focus { name, visible: found[1].as_bool().unwrap() }
    }

    /// Waits for the page with this title, as somebody does who has pressed Enter.
    pub(crate) fn comes_to(&self, title: &str) {
        let what = format!("a page {title:?}");
        super::eventually(PATIENCE, &what, || self.title().split(" – ").next() == Some(title));
    }

    /// Waits until an address is reached that begins so, and gives the whole.
    pub(crate) fn arrives_at(&self, start: &str) -> url::Url {
        let url = || self.runtime.block_on(self.client.current_url()).unwrap();
        super::eventually(PATIENCE, &format!("at {start}"), || url().as_str().starts_with(start));
        url()
    }

    /// Waits for something on the page.
    pub(crate) fn waits_until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        super::eventually(PATIENCE, what, || is_so(self));
    }

    /// The names of the cookies that it would send here, each of which no script can read.
    pub(crate) fn cookies(&self) -> Vec<String> {
        let all = self.runtime.block_on(self.client.get_all_cookies()).unwrap();
        assert!(all.iter().all(|cookie| cookie.http_only() == Some(true)), "{all:?}");
        all.iter().map(|cookie| cookie.name().to_owned()).collect()
    }

    pub(crate) fn title(&self) -> String {
        self.runtime.block_on(self.client.title()).unwrap()
    }

    /// All that is written on the page.
    pub(crate) fn text(&self) -> String {
        self.run("return document.body.innerText").as_str().unwrap().to_owned()
    }

    /// The text of what a selector finds first; none where it finds nothing.
    pub(crate) fn text_of(&self, selector: &str) -> Option<String> {
        let script = "return document.querySelector(arguments[0])?.innerText";
        self.run_with(script, vec![json!(selector)]).as_str().map(str::to_owned)
    }

    /// Runs a script of ours in the page, and gives what it returns.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.run_with(script, Vec::new())
    }

    pub(crate) fn run_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.runtime.block_on(self.client.execute(script, arguments)).unwrap()
    }

    /// Runs a script that gives its result to its last argument.
    pub(crate) fn run_until_done(&self, script: &str) -> Value {
        self.runtime.block_on(self.client.execute_async(script, Vec::new())).unwrap()
    }

    /// Goes into the first frame of the page.
    pub(crate) fn enter_frame(&self) {
        self.runtime.block_on(self.client.enter_frame(0)).unwrap();
    }

    /// What is seen of the page, as PNG.
    pub(crate) fn picture(&self) -> Vec<u8> {
        self.runtime.block_on(self.client.screenshot()).unwrap()
    }

    /// What the console has said since it was last read.
    pub(crate) fn console(&self) -> Vec<Entry> {
        let read = self.issue(Command::Console);
        serde_json::from_value(read).unwrap()
    }

    /// Has the browser's own tools do something.
    fn tools(&self, name: &'static str, parameters: Value) {
        self.issue(Command::Tools(name, parameters));
    }

    fn issue(&self, command: Command) -> Value {
        self.runtime.block_on(self.client.issue_cmd(command)).unwrap()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let script = "return [location.href, document.body.innerText]";
            let page = self.runtime.block_on(self.client.execute(script, Vec::new()));
            let said = self.runtime.block_on(self.client.issue_cmd(Command::Console));
            eprintln!("the browser shows {page:?}, and its console says {said:#?}");
            return;
        }
        let mut said = self.console();
        said.retain(|entry| !entry.is_a_refusal());
        // The driver ends it in any case; asked so, it leaves its folder in peace.
        let _ = self.runtime.block_on(self.client.clone().close());
        assert!(said.is_empty(), "the console says {said:#?}");
    }
}
