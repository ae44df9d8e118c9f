//! Requests as bytes on a socket of their own, and answers read from it.

use std::io::{self, BufRead, BufReader, ErrorKind, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::answer::Answer;

/// No answer takes this long, unless something hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends these bytes, and reads the answer to a request of this method.
pub(crate) fn send(to: SocketAddr, request: &[u8], method: &str) -> io::Result<Answer> {
    let mut socket = TcpStream::connect(to)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    socket.set_nodelay(true)?;
    // A server may answer, and close, before it has read all: what counts is its answer.
    let written = socket.write_all(request);
    read(&mut BufReader::new(socket), method).map_err(|error| written.err().unwrap_or(error))
}

/// The final answer; interim ones before it are passed over (RFC 9110 15.2).
fn read(from: &mut impl BufRead, method: &str) -> io::Result<Answer> {
    let mut answer = head(from)?;
    while (100..200).contains(&answer.status) {
        answer = head(from)?;
    }
    answer.body = body(from, &answer, method)?;
    Ok(answer)
}

fn head(from: &mut impl BufRead) -> io::Result<Answer> {
    let status_line = line(from)?;
    let mut words = status_line.split(' ');
    let version = words.next().filter(|version| version.starts_with("HTTP/1."));
    let status = words.next().and_then(|status| status.parse().ok());
    let (Some(_), Some(status)) = (version, status) else {
        return Err(broken("it has no status"));
    };
    let mut headers = Vec::new();
    loop {
        let line = line(from)?;
        if line.is_empty() {
            return Ok(Answer { status, headers, body: Vec::new() });
        }
        let (name, value) = line.split_once(':').ok_or_else(|| broken("a header has no colon"))?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
}

/// The body, by the rules of RFC 9112 6.3.
fn body(from: &mut impl BufRead, answer: &Answer, method: &str) -> io::Result<Vec<u8>> {
    if method == "HEAD" || matches!(answer.status, 204 | 304) {
        return Ok(Vec::new());
    }
    if answer.header("Transfer-Encoding").is_some_and(|coding| coding.ends_with("chunked")) {
        return chunks(from);
    }
    let mut body = Vec::new();
    match answer.header("Content-Length") {
        Some(length) => {
            let length = length.parse().map_err(|_| broken("its length is no number"))?;
            body = exactly(from, length)?;
        }
        None => drop(from.read_to_end(&mut body)?),
    }
    Ok(body)
}

fn chunks(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line_of_size = line(from)?;
        let size = line_of_size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| broken("a chunk has no size"))?;
        if size == 0 {
            while !line(from)?.is_empty() {}
            return Ok(body);
        }
        body.extend(exactly(from, size)?);
        if !line(from)?.is_empty() {
            return Err(broken("a chunk is longer than it says"));
        }
    }
}

fn exactly(from: &mut impl BufRead, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut bytes = Vec::new();
    from.read_until(b'\n', &mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let line = text.strip_suffix('\n').ok_or_else(|| io::Error::from(ErrorKind::UnexpectedEof))?;
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

fn broken(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    /// What is read, and what is left over for the next one.
    fn of(method: &str, bytes: &str) -> (Answer, String) {
        let mut rest = bytes.as_bytes();
        let answer = read(&mut rest, method).unwrap();
        (answer, String::from_utf8(rest.to_vec()).unwrap())
    }

    #[test]
    fn a_body_ends_where_its_framing_says() {
        let fixed = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nabc";
        let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;x=y\r\na\n\r\n1\r\nb\r\n0\r\nX: y\r\n\r\nc";
        let closing = "HTTP/1.0 200 OK\r\n\r\nab";
        for (bytes, body, rest) in [(fixed, "ab", "c"), (chunked, "a\nb", "c"), (closing, "ab", "")]
        {
            let (answer, left) = of("GET", bytes);
            assert_eq!((answer.body.as_slice(), left.as_str()), (body.as_bytes(), rest), "{bytes}");
        }
    }

    #[test]
    fn to_head_and_with_some_statuses_there_is_no_body() {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
        assert_eq!(of("HEAD", head).0.body, b"");
        assert_eq!(of("DELETE", "HTTP/1.1 204 No Content\r\n\r\n").0.status, 204);
    }

    #[test]
    fn interim_answers_are_passed_over() {
        let both = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\nLocation:  x \r\n\r\n";
        let (answer, _) = of("POST", both);
        assert_eq!((answer.status, answer.header("location")), (201, Some("x")));
    }

    #[test]
    fn half_an_answer_is_none() {
        for bytes in [
            "",
            "HTTP/1.1 200",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
            "garbage\r\n\r\n",
        ] {
            assert!(read(&mut bytes.as_bytes(), "GET").is_err(), "{bytes:?}");
        }
    }
}
