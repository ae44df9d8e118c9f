//! What the gateway says of its own accord: to clients beside an answer, to upstreams beside a request.

use edge::config::{Section, parse};

/// What is said to browsers and caches beside an answer: `answers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answers {
    /// The security headers of the NL API Design Rules, module Transport Security.
    #[default]
    TransportSecurity,
    /// What the upstream said, and that no shared cache keeps it where that said nothing of caches.
    AsTheyCome,
}

/// Whether upstreams are told how a request came here in `Forwarded` (RFC 7239) too: `forwarded_header`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For` and `X-Forwarded-Proto` alone.
    #[default]
    Withheld,
    /// Both.
    Sent,
}

impl Answers {
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let known = [
            ("adr-transport-security", Self::TransportSecurity),
            ("as-they-come", Self::AsTheyCome),
        ];
        section.default("answers", Self::default(), parse::one_of(&known))
    }
}

impl ForwardedHeader {
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let sent = section.default("forwarded_header", false, parse::boolean)?;
        Some(if sent { Self::Sent } else { Self::Withheld })
    }
}
