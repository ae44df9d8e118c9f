//! How a page is looked at: in which colours, how wide, and in which language its reader reads.

use std::path::Path;

use serde_json::json;

use super::Chromium;

/// In which colours.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

/// How wide.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Width {
    /// A laptop.
    Wide,
    /// The least that WCAG 1.4.10 asks for: 320 CSS pixels, also what 1280 become at 400 %.
    Narrow,
}

/// How a page is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look(pub(crate) Scheme, pub(crate) Width);

impl Look {
    pub(crate) const ALL: &[Self] = &[
        Self(Scheme::Light, Width::Wide),
        Self(Scheme::Dark, Width::Wide),
        Self(Scheme::Dark, Width::Narrow),
        Self(Scheme::Light, Width::Narrow),
    ];
    /// Two that have nothing in common.
    pub(crate) const OPPOSITE: &[Self] =
        &[Self(Scheme::Light, Width::Wide), Self(Scheme::Dark, Width::Narrow)];

    fn name(self) -> &'static str {
        match self {
            Self(Scheme::Light, Width::Wide) => "light",
            Self(Scheme::Dark, Width::Wide) => "dark",
            Self(Scheme::Light, Width::Narrow) => "light-narrow",
            Self(Scheme::Dark, Width::Narrow) => "dark-narrow",
        }
    }
}

impl Chromium {
    /// From now on its reader reads this language.
    pub(crate) fn reads(&self, language: &str) {
        self.tools("Network.enable", json!({}));
        let headers = json!({ "headers": { "Accept-Language": language } });
        self.tools("Network.setExtraHTTPHeaders", headers);
    }

    /// Looks at the page in another way.
    pub(crate) fn look(&self, Look(scheme, width): Look) {
        let scheme = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.tools("Emulation.setEmulatedMedia", features);
        let size = match width {
            Width::Wide => {
                json!({ "width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": false })
            }
            Width::Narrow => {
                json!({ "width": 320, "height": 1200, "deviceScaleFactor": 2, "mobile": true })
            }
        };
        self.tools("Emulation.setDeviceMetricsOverride", size);
    }

    /// Whether one must scroll sideways to see all of it.
    pub(crate) fn is_too_wide(&self) -> bool {
        self.run("return document.documentElement.scrollWidth > innerWidth").as_bool().unwrap()
    }

    /// Keeps a picture of the page under `target/screenshots`.
    pub(crate) fn keep_picture(&self, page: &str, look: Look) {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let folder = target.join("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{page}-{}.png", look.name())), self.picture()).unwrap();
    }
}
