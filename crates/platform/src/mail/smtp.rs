//! Talking to the SMTP server, step by step, so that it is known how far a mail came.
//!
//! Before the text was handed over a mail can safely be tried again. Once its last byte is on the way, only the
//! server's answer tells; without one nobody knows.

use std::time::Duration;

use lettre::message::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};

/// How long the server may take for one answer. RFC 5321 would wait up to ten minutes; who is slower counts as gone.
const PATIENCE: Duration = Duration::from_mins(1);

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, required.
    Starttls,
    /// None: only on this machine.
    None,
}

/// How to reach the SMTP server.
#[derive(Clone)]
pub struct SmtpOptions {
    /// Host.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub security: SmtpSecurity,
    /// User and password.
    pub credentials: Option<(String, String)>,
}

impl std::fmt::Debug for SmtpOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{} ({:?})", self.host, self.port, self.security)
    }
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The server took it.
    Sent,
    /// The server will never take this mail.
    Failed(String),
    /// The server does not take this mail now.
    Later(String),
    /// The server itself is the trouble: no mail would get through.
    Unreachable(String),
    /// It was handed over and no answer came.
    Uncertain(String),
}

/// A connection that is ready for mails.
pub(super) struct Line {
    connection: AsyncSmtpConnection,
}

impl Line {
    /// Connects, protects, signs in. The error is the server's or the network's.
    pub(super) async fn open(options: &SmtpOptions, tls: Option<&TlsParameters>) -> Result<Self, Error> {
        let hello = ClientId::default();
        let place = (options.host.as_str(), options.port);
        let at_once = tls.filter(|_| options.security == SmtpSecurity::Tls).cloned();
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(place, Some(PATIENCE), &hello, at_once, None).await?;
        if let (SmtpSecurity::Starttls, Some(tls)) = (options.security, tls) {
            connection.starttls(tls.clone(), &hello).await?;
        }
        if let Some((user, password)) = &options.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .await?;
        }
        Ok(Self { connection })
    }

    /// Hands one mail over.
    pub(super) async fn hand_over(&mut self, message: &Message) -> Outcome {
        let text = message.formatted();
        let envelope = message.envelope();
        let parameters = if self
            .connection
            .server_info()
            .supports_feature(Extension::EightBitMime)
        {
            vec![MailParameter::Body(MailBodyParameter::EightBitMime)]
        } else {
            Vec::new()
        };
        // Whoever refuses the sender refuses every mail: that is for the operator, not for this mail.
        let sender = Mail::new(envelope.from().cloned(), parameters);
        if let Err(error) = self.connection.command(sender).await {
            return Outcome::Unreachable(reason("the sender was refused", &error));
        }
        for address in envelope.to() {
            if let Err(error) = self
                .connection
                .command(Rcpt::new(address.clone(), Vec::new()))
                .await
            {
                return self.refused(&error).await;
            }
        }
        if let Err(error) = self.connection.command(Data).await {
            return self.refused(&error).await;
        }
        match self.connection.message(&text).await {
            Ok(_) => Outcome::Sent,
            Err(error) if error.status().is_some() => self.refused(&error).await,
            Err(error) => Outcome::Uncertain(reason("no answer after the text was handed over", &error)),
        }
    }

    /// A refusal leaves the connection usable for the next mail, if the server agrees.
    async fn refused(&mut self, error: &Error) -> Outcome {
        let said = reason("refused", error);
        if error.is_permanent() && self.connection.command(Rset).await.is_ok() {
            return Outcome::Failed(said);
        }
        if error.is_permanent() {
            return Outcome::Failed(said);
        }
        if error.status().is_some_and(|code| u16::from(code) != 421)
            && self.connection.command(Rset).await.is_ok()
        {
            return Outcome::Later(said);
        }
        Outcome::Unreachable(said)
    }

    /// Takes leave.
    pub(super) async fn close(mut self) {
        if let Err(error) = self.connection.quit().await {
            tracing::debug!(%error, "the mail server did not say goodbye");
        }
    }
}

/// What is shown at the desk: the library's words with the server's in them.
pub(super) fn reason(what: &str, error: &Error) -> String {
    let mut text = format!("{what}: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        source = inner.source();
    }
    text
}
