//! Path templates: literals and typed parameters, such as `/zaken/{zaak_uuid}/besluiten`.

/// A path with parameters, each of them one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// Itself and nothing else.
    Literal(String),
    /// Any UUID; by its name.
    Uuid(String),
    /// Anything but nothing; by its name.
    Any(String),
}

/// Which parameters a path may have.
#[derive(Clone, Copy)]
enum Parameters<'a> {
    /// UUIDs, as the standard's paths have.
    Typed,
    /// Any others too.
    Any,
    /// Any others too; which are UUIDs is said elsewhere.
    Described(&'a dyn Fn(&str) -> bool),
}

/// Why a text is no path with parameters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says itself what is wrong")]
pub enum TemplateError {
    #[error("a path begins with `/` and names something")]
    NotAPath,
    #[error("a path has no empty segment, also not at its end")]
    EmptySegment,
    #[error("`{0}` has a character that no canonical path has unescaped (RFC 3986 2.3)")]
    NotCanonical(String),
    #[error("`{0}` would match every UUID: write {{uuid}}")]
    LiteralUuid(String),
    #[error("`{0}` is not a parameter: its name must end in `uuid`, the one type there is")]
    Untyped(String),
    #[error("`{0}` is not a parameter: its name has letters, digits and `_`")]
    Unnamed(String),
    #[error("`{0}` is not a parameter alone, and one is a whole segment here")]
    Partial(String),
    #[error("the parameter `{0}` stands twice")]
    Twice(String),
}

impl Template {
    /// A path of the standard, whose parameters are UUIDs: `/zaken/{uuid}`.
    pub(super) fn parse(text: &str) -> Result<Self, TemplateError> {
        Self::read(text, Parameters::Typed)
    }

    /// A path of any API: `{uuid}` is a UUID, and `{id}` any one segment.
    pub fn of_any_api(text: &str) -> Result<Self, TemplateError> {
        Self::read(text, Parameters::Any)
    }

    /// A path of an API that says of each parameter what it is; its name says nothing.
    pub(super) fn described(
        text: &str,
        is_uuid: impl Fn(&str) -> bool,
    ) -> Result<Self, TemplateError> {
        Self::read(text, Parameters::Described(&is_uuid))
    }

    fn read(text: &str, parameters: Parameters<'_>) -> Result<Self, TemplateError> {
        let path = text.strip_prefix('/').filter(|path| !path.is_empty());
        let path = path.ok_or(TemplateError::NotAPath)?;
        let segments = path.split('/').map(|segment| Segment::parse(segment, parameters));
        let segments = segments.collect::<Result<Vec<_>, _>>()?;
        for (number, segment) in segments.iter().enumerate() {
            if let Segment::Uuid(name) | Segment::Any(name) = segment
                && segments[..number].contains(segment)
            {
                return Err(TemplateError::Twice(name.clone()));
            }
        }
        Ok(Self { text: text.to_owned(), segments })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Whether both match the same paths, whatever their parameters are called.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let alike = |(one, other): (&Segment, &Segment)| match (one, other) {
            (Segment::Literal(one), Segment::Literal(other)) => one == other,
            (Segment::Uuid(_), Segment::Uuid(_)) | (Segment::Any(_), Segment::Any(_)) => true,
            _ => false,
        };
        self.segments.len() == other.segments.len()
            && self.segments.iter().zip(&other.segments).all(alike)
    }

    /// Which segment a parameter is, counted from 0.
    pub(super) fn position(&self, parameter: &str) -> Option<usize> {
        self.segments
            .iter()
            .position(|segment| matches!(segment, Segment::Uuid(name) if name == parameter))
    }
}

impl Segment {
    fn parse(text: &str, parameters: Parameters<'_>) -> Result<Self, TemplateError> {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        match text.strip_prefix('{') {
            Some(rest) => parameters.read(text, rest.strip_suffix('}')),
            None if text.is_empty() => Err(TemplateError::EmptySegment),
            None if matches!(text, "." | "..") || !text.bytes().all(unreserved) => {
                Err(TemplateError::NotCanonical(text.to_owned()))
            }
            None if is_uuid(text) => Err(TemplateError::LiteralUuid(text.to_owned())),
            None => Ok(Self::Literal(text.to_owned())),
        }
    }
}

impl Parameters<'_> {
    /// A parameter of this name, if it has one; `text` is all of it.
    fn read(self, text: &str, name: Option<&str>) -> Result<Segment, TemplateError> {
        if let Self::Described(is_uuid) = self {
            let name = name.filter(|name| is_described_name(name));
            let name = name.ok_or_else(|| TemplateError::Partial(text.to_owned()))?;
            let kind = if is_uuid(name) { Segment::Uuid } else { Segment::Any };
            return Ok(kind(name.to_owned()));
        }
        match (name.filter(|name| is_name(name)), self) {
            (Some(name), _) if name.ends_with("uuid") => Ok(Segment::Uuid(name.to_owned())),
            (_, Self::Typed) => Err(TemplateError::Untyped(text.to_owned())),
            (Some(name), _) => Ok(Segment::Any(name.to_owned())),
            (None, _) => Err(TemplateError::Unnamed(text.to_owned())),
        }
    }
}

fn is_name(name: &str) -> bool {
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(of_name)
}

/// Other people's names have more signs.
fn is_described_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['{', '}']) && !name.contains(char::is_control)
}

/// Whether a text is a UUID as RFC 9562 4 writes it: 36 characters, hexadecimal in either case.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
