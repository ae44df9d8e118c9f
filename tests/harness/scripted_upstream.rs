//! An upstream that answers given bytes, right or wrong, and keeps what it was sent.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A running one; ends with the case.
pub(crate) struct ScriptedUpstream {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<String>>,
}

/// What follows the head of an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tail {
    /// Nothing more.
    End,
    /// So many bytes.
    Bytes(u64),
}

impl ScriptedUpstream {
    pub(crate) fn start(answer: &str, tail: Tail) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(Mutex::new(answer.to_owned()));
        let (kept, said) = (Arc::clone(&heads), Arc::clone(&answer));
        thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let (kept, answer) = (Arc::clone(&kept), said.lock().unwrap().clone());
                // Whoever breaks off gets no answer.
                thread::spawn(move || drop(serve(socket, &kept, &answer, tail)));
            }
        });
        Self { address, heads, answer }
    }

    /// On new connections it answers this.
    pub(crate) fn says(&self, answer: &str) {
        answer.clone_into(&mut self.answer.lock().unwrap());
    }

    /// The heads of the requests that it got.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// One request on each connection.
fn serve(
    mut socket: TcpStream,
    kept: &Mutex<Vec<String>>,
    answer: &str,
    tail: Tail,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    let mut read = Vec::new();
    let head = loop {
        let count = socket.read(&mut buffer)?;
        read.extend_from_slice(&buffer[..count]);
        match read.windows(4).position(|window| window == b"\r\n\r\n") {
            Some(head) => break head + 4,
            None if count == 0 => return Ok(()),
            None => {}
        }
    };
    let text = String::from_utf8_lossy(&read[..head]).to_ascii_lowercase();
    kept.lock().unwrap().push(text.clone());
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut left = length.map_or(0, |length| length.parse::<usize>().unwrap());
    left = left.saturating_sub(read.len() - head);
    while left > 0 {
        match socket.read(&mut buffer)? {
            0 => return Ok(()),
            count => left = left.saturating_sub(count),
        }
    }
    socket.write_all(answer.as_bytes())?;
    let Tail::Bytes(mut left) = tail else { return Ok(()) };
    while left > 0 {
        let size = left.min(buffer.len() as u64);
        socket.write_all(&buffer[..usize::try_from(size).unwrap_or_default()])?;
        left -= size;
    }
    Ok(())
}
