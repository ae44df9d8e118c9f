//! The fields of a multipart/form-data body (RFC 7578), as far as an upload needs them.

/// The bytes of one field; none when the body has no such field or is not well formed.
pub(crate) fn field<'a>(content_type: &str, body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let boundary = boundary(content_type)?;
    let delimiter = format!("--{boundary}");
    let mut rest = body.get(find(body, delimiter.as_bytes())? + delimiter.len()..)?;
    loop {
        let part = rest.strip_prefix(b"\r\n")?;
        let next = format!("\r\n{delimiter}");
        let end = find(part, next.as_bytes())?;
        let head_end = find(&part[..end], b"\r\n\r\n")?;
        let head = std::str::from_utf8(&part[..head_end]).ok()?;
        if is_named(head, name) {
            return Some(&part[head_end + 4..end]);
        }
        rest = &part[end + next.len()..];
    }
}

fn boundary(content_type: &str) -> Option<String> {
    let mut parameters = content_type.split(';').map(str::trim);
    if !parameters.next()?.eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters.find_map(|parameter| parameter.strip_prefix("boundary="))?;
    Some(boundary.trim_matches('"').to_owned())
}

fn is_named(head: &str, name: &str) -> bool {
    let mut lines = head.split("\r\n");
    lines.any(|line| {
        let (header, value) = line.split_once(':').unwrap_or_default();
        header.eq_ignore_ascii_case("content-disposition")
            && value.split(';').any(|part| part.trim() == format!("name=\"{name}\""))
    })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=grens";
    const BODY: &[u8] = b"--grens\r\nContent-Disposition: form-data; name=\"lock\"\r\n\r\nabc\r\n\
        --grens\r\nContent-Disposition: form-data; name=\"inhoud\"; filename=\"a\"\r\n\
        Content-Type: text/plain\r\n\r\neen\r\ntwee\r\n--grens--\r\n";

    #[test]
    fn each_field_is_found_with_all_its_bytes() {
        assert_eq!(field(TYPE, BODY, "lock"), Some(b"abc".as_slice()));
        assert_eq!(field(TYPE, BODY, "inhoud"), Some(b"een\r\ntwee".as_slice()));
    }

    #[test]
    fn what_is_not_there_or_not_well_formed_is_none() {
        assert_eq!(field(TYPE, BODY, "anders"), None);
        assert_eq!(field("application/json", BODY, "lock"), None);
        assert_eq!(field(TYPE, &BODY[..60], "lock"), None);
    }
}
