//! A post office that takes every letter and forgets it, so that the server's mails leave as they would.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// An SMTP server on loopback, for as long as this process lives.
#[derive(Clone, Debug)]
pub struct Postbox {
    port: u16,
    letters: Arc<AtomicU64>,
}

impl Postbox {
    /// Opens one.
    pub fn open() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let letters = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&letters);
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let counted = Arc::clone(&counted);
                // A broken connection is the sender's to try again.
                std::thread::spawn(move || talk(&connection, &counted).unwrap_or_default());
            }
        });
        Ok(Self { port, letters })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Letters taken so far.
    pub fn letters(&self) -> u64 {
        self.letters.load(Ordering::Relaxed)
    }
}

fn talk(connection: &TcpStream, letters: &AtomicU64) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection);
    let mut out = connection;
    let mut line = Vec::new();
    let mut in_letter = false;
    out.write_all(b"220 postbox\r\n")?;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if in_letter {
            if line == b".\r\n" {
                in_letter = false;
                letters.fetch_add(1, Ordering::Relaxed);
                out.write_all(b"250 taken\r\n")?;
            }
            continue;
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_slice() {
            b"DATA" => {
                in_letter = true;
                out.write_all(b"354 go on\r\n")?;
            }
            b"EHLO" => out.write_all(b"250-postbox\r\n250 8BITMIME\r\n")?,
            b"QUIT" => return out.write_all(b"221 bye\r\n"),
            _ => out.write_all(b"250 ok\r\n")?,
        }
    }
}
