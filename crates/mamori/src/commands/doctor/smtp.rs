//! Whether the SMTP server can be reached. No mail is sent, nobody signs in.

use std::io;
use std::time::Duration;

use platform::languages::Words;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::Finding;
use crate::commands::{InWords, Tell as _};
use crate::config::{Mail, MailSecurity};

const LIMIT: Duration = Duration::from_secs(5);
/// More lines than any server greets with.
const MOST_LINES: usize = 100;

pub(super) async fn look(mail: &Mail, words: Words) -> Finding {
    look_within(mail, LIMIT, words).await
}

async fn look_within(mail: &Mail, limit: Duration, words: Words) -> Finding {
    let place = format!("{}:{}", mail.host, mail.port);
    let fail = |message: String| Finding::fail("mail", message, words.say("doctor-mail-remedy"));
    match tokio::time::timeout(limit, greet(mail)).await {
        Err(_late) => {
            let seconds = limit.as_secs().max(1);
            fail(words.tell("doctor-mail-late", &[("place", &place), ("seconds", &seconds)]))
        }
        Ok(Err(trouble)) => fail(format!("{place}: {}", trouble.in_words(words))),
        Ok(Ok(Greeted::Connected)) => {
            Finding::ok("mail", words.tell("doctor-mail-connects", &[("place", &place)]))
        }
        Ok(Ok(Greeted::Offers(offers))) => judge(mail, &place, &offers, words),
    }
}

fn judge(mail: &Mail, place: &str, offers: &[String], words: Words) -> Finding {
    let has_tls = offers.iter().any(|offer| offer.eq_ignore_ascii_case("STARTTLS"));
    if mail.security == MailSecurity::Starttls && !has_tls {
        let message = words.tell("doctor-mail-clear", &[("place", &place)]);
        return Finding::fail("mail", message, words.say("doctor-mail-clear-remedy"));
    }
    Finding::ok("mail", words.tell("doctor-mail-answers", &[("place", &place)]))
}

/// Why the greeting came to nothing.
enum Trouble {
    /// The connection.
    Io(io::Error),
    /// It hung up.
    Closed,
    /// It said something else than it should.
    Said(String),
    /// It does not stop talking.
    Endless,
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl InWords for Trouble {
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::Io(error) => error.in_words(words),
            Self::Closed => words.say("doctor-mail-closed"),
            Self::Said(line) => words.tell("doctor-mail-said", &[("line", line)]),
            Self::Endless => words.say("doctor-mail-endless"),
        }
    }
}

enum Greeted {
    /// TLS from the first byte: only the connection was tried.
    Connected,
    /// What the server offers after EHLO.
    Offers(Vec<String>),
}

async fn greet(mail: &Mail) -> Result<Greeted, Trouble> {
    let stream = TcpStream::connect((mail.host.as_str(), mail.port)).await?;
    if mail.security == MailSecurity::Tls {
        return Ok(Greeted::Connected);
    }
    let mut stream = BufReader::new(stream);
    reply(&mut stream, "220").await?;
    stream.write_all(b"EHLO localhost\r\n").await?;
    let offers = reply(&mut stream, "250").await?;
    stream.write_all(b"QUIT\r\n").await?;
    Ok(Greeted::Offers(offers))
}

/// The lines of one reply without their code, which must be `expected`.
async fn reply(stream: &mut (impl AsyncBufRead + Unpin), expected: &str) -> Result<Vec<String>, Trouble> {
    let mut lines = Vec::new();
    while lines.len() < MOST_LINES {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(Trouble::Closed);
        }
        let line = line.trim_end();
        let Some(rest) = line.strip_prefix(expected) else {
            return Err(Trouble::Said(line.to_owned()));
        };
        lines.push(rest.get(1..).unwrap_or_default().to_owned());
        if !rest.starts_with('-') {
            return Ok(lines);
        }
    }
    Err(Trouble::Endless)
}

#[cfg(test)]
mod tests {
    use platform::text::Language;
    use tokio::net::TcpListener;

    use super::*;
    use crate::commands::doctor::State;

    const WORDS: Words = Words::new(Language::En);

    /// A server that says `greeting`, and `answer` to EHLO; without an answer it closes.
    async fn server(greeting: &'static str, answer: &'static str) -> Mail {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = BufReader::new(stream);
            stream.write_all(greeting.as_bytes()).await.unwrap();
            let mut line = String::new();
            stream.read_line(&mut line).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
            if !answer.is_empty() {
                stream.read_line(&mut line).await.unwrap();
            }
        });
        Mail {
            port,
            security: MailSecurity::Starttls,
            ..Mail::default()
        }
    }

    #[tokio::test]
    async fn a_server_that_offers_starttls_is_well() {
        let mail = server(
            "220 mail.example.jp\r\n",
            "250-mail.example.jp\r\n250-STARTTLS\r\n250 HELP\r\n",
        )
        .await;
        assert_eq!(look(&mail, WORDS).await.state, State::Ok);
    }

    #[tokio::test]
    async fn one_without_starttls_fails_only_if_it_is_wanted() {
        let mail = server("220 mail.example.jp\r\n", "250 mail.example.jp\r\n").await;
        let finding = look(&mail, WORDS).await;
        assert!(finding.state == State::Fail && finding.message.contains("STARTTLS"));
        let mail = server("220-mail\r\n220 mail\r\n", "250 mail.example.jp\r\n").await;
        let mail = Mail {
            security: MailSecurity::None,
            ..mail
        };
        assert_eq!(look(&mail, WORDS).await.state, State::Ok);
    }

    #[tokio::test]
    async fn one_that_refuses_closes_or_is_not_there_fails_with_a_remedy() {
        let refuses = server("554 no service\r\n", "").await;
        let finding = look(&refuses, WORDS).await;
        assert!(finding.message.contains("554"), "{finding:?}");
        let closes = server("220 mail\r\n", "").await;
        assert_eq!(look(&closes, WORDS).await.state, State::Fail);
        let gone = TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap()
            .local_addr()
            .unwrap();
        let mail = Mail {
            port: gone.port(),
            ..Mail::default()
        };
        let finding = look(&mail, WORDS).await;
        assert!(finding.state == State::Fail && finding.remedy.is_some());
        let silent = server("", "").await;
        let finding = look_within(&silent, Duration::from_millis(50), WORDS).await;
        assert!(finding.message.contains("does not answer"), "{finding:?}");
    }
}
