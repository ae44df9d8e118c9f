//! Why a body cannot be judged: the caller's to mend, so each says what to send instead.

/// What is wrong with a body that a verdict hangs on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BodyFault {
    /// Only JSON is judged.
    #[error("a body that is judged must be sent as Content-Type: application/json, once")]
    ContentType,
    /// JSON on the wire is UTF-8 (RFC 8259 8.1).
    #[error("a body that is judged must be UTF-8; leave out the charset or say charset=utf-8")]
    Charset,
    /// Compressed content is not judged.
    #[error("a body that is judged must come without Content-Encoding")]
    ContentEncoding,
    /// U+FEFF in front (RFC 8259 8.1).
    #[error("the body begins with a byte order mark; leave it out")]
    ByteOrderMark,
    /// Broken UTF-8.
    #[error("the body is not UTF-8")]
    NotUtf8,
    /// An escape that is half a character.
    #[error("the body has a \\u escape that is half of a surrogate pair")]
    LoneSurrogate,
    /// Not JSON.
    #[error("the body is not JSON (RFC 8259): it goes wrong at byte {at}")]
    NotJson {
        /// Counted from 0.
        at: u64,
    },
    /// The top level.
    #[error("the body must be a JSON object")]
    NotAnObject,
    /// Nesting.
    #[error("the body nests deeper than {most} levels")]
    TooDeep {
        /// The limit.
        most: usize,
    },
    /// Too many names to compare.
    #[error("the body has objects with too many members")]
    TooManyNames,
    /// Two readings.
    #[error(
        "an object in the body has two members whose names are equal after lower-casing and \
         removing underscores; send each once"
    )]
    TwoNamesFold,
    /// Another spelling of a member that decides.
    #[error("spell the member `{member}` exactly so")]
    Spelling {
        /// How it is spelled.
        member: &'static str,
    },
    /// A name or a value that decides, too long.
    #[error("the body has a member name, or a value that decides, of more than {most} bytes")]
    TextTooLong {
        /// The limit, in bytes.
        most: usize,
    },
    /// Too many links to judge.
    #[error("the body has more than {most} members that a verdict hangs on; send it in parts")]
    TooManyLinks {
        /// The limit.
        most: usize,
    },
    /// A link is not there.
    #[error("the body has no member `{member}`; it must be the URL of an object")]
    NoLink {
        /// Which.
        member: &'static str,
    },
    /// A link is no URL.
    #[error("the member `{member}` must be a string with the URL of an object")]
    NotALink {
        /// Which.
        member: &'static str,
    },
    /// Two places say whose it is.
    #[error("the member `{member}` must be the URL of the object in the path")]
    NotOfThePath {
        /// Which.
        member: &'static str,
    },
    /// The object's type is not there.
    #[error("the body has no member `{member}`; it must be the URL of a type")]
    NoType {
        /// Which.
        member: &'static str,
    },
    /// The object's type is no URL.
    #[error("the member `{member}` must be a string with the URL of a type")]
    NotAType {
        /// Which.
        member: &'static str,
    },
    /// The level is none of the eight.
    #[error(
        "the member `vertrouwelijkheidaanduiding` must be one of the eight levels, or left out"
    )]
    NotALevel,
}
