//! A served Mamori, and a browser of few words.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Folder;

/// A process on a port of its own, ended with this value.
pub struct Served {
    child: Child,
    address: SocketAddr,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Status line and headers.
    head: String,
    /// The rest.
    pub body: String,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().filter_map(|line| line.split_once(": "));
        fields
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Must have this status and say this.
    #[track_caller]
    pub fn says(&self, status: u16, words: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.body.contains(words), "{words} is not in {}", self.body);
    }
}

/// A form as a page gave it out.
pub struct Form {
    cookie: String,
    token: String,
}

impl Form {
    /// Another character at the end of the token.
    pub fn tamper(&mut self) {
        let last = if self.token.ends_with('A') { 'B' } else { 'A' };
        self.token.pop();
        self.token.push(last);
    }
}

impl Served {
    /// Serves the repository's programmes from `folder`; `settings` are environment variables.
    pub fn start(folder: &Folder, settings: &[(&str, &str)]) -> Self {
        Self::start_as(Command::new(env!("CARGO_BIN_EXE_mamori")), folder, settings)
    }

    /// The same with a command of the shell's around it.
    pub fn start_as(mut command: Command, folder: &Folder, settings: &[(&str, &str)]) -> Self {
        let address = free_address();
        let programmes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
        let mut child = command
            .arg("serve")
            .current_dir(folder.path(""))
            .env_clear()
            .env("LANG", "en_US.UTF-8")
            .env("MAMORI_PROGRAMMES", programmes)
            .env("MAMORI_SERVER__LISTEN", address.to_string())
            .env("MAMORI_SERVER__METRICS_LISTEN", "")
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let answers = lines.any(|line| line.is_ok_and(|line| line.starts_with("Mamori answers")));
        assert!(answers, "it ended before it answered");
        // What it logs from now on must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// Gets a page with further header lines.
    pub fn get(&self, path: &str, headers: &[&str]) -> Answer {
        self.send("GET", path, headers, "")
    }

    /// The form of a page: the browser's cookie and the form's token.
    pub fn form(&self, path: &str) -> Form {
        let page = self.get(path, &[]);
        let cookie = page.header("set-cookie").unwrap();
        Form {
            cookie: cookie.split(';').next().unwrap().to_owned(),
            token: between(&page.body, "name=\"csrf\" value=\"", "\""),
        }
    }

    /// Sends `form` with what was typed, percent-encoded.
    pub fn post(&self, path: &str, form: &Form, typed: &str) -> Answer {
        let cookie = format!("Cookie: {}", form.cookie);
        let headers = [&cookie, "Content-Type: application/x-www-form-urlencoded"];
        self.send("POST", path, &headers, &format!("csrf={}&{typed}", form.token))
    }

    fn send(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let host = self.address;
        let mut lines = vec![format!("{method} {path} HTTP/1.1"), format!("Host: {host}")];
        lines.push("Connection: close".to_owned());
        lines.push(format!("Content-Length: {}", body.len()));
        lines.extend(headers.iter().map(ToString::to_string));
        let request = format!("{}\r\n\r\n{body}", lines.join("\r\n"));
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _either_way = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// A port nobody listens on just now.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

#[track_caller]
fn between(text: &str, start: &str, end: &str) -> String {
    let rest = text.split(start).nth(1);
    let rest = rest.unwrap_or_else(|| panic!("{start} is not in {text}"));
    rest.split(end).next().unwrap_or_default().to_owned()
}
