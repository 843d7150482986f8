//! A row of the outbox as a message.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};

use super::message::Model;

/// Who writes.
#[derive(Clone, Debug)]
pub(super) struct Letterhead {
    pub(super) from: Mailbox,
    pub(super) reply_to: Option<Mailbox>,
}

impl Letterhead {
    /// Plain text in UTF-8, marked as written by a machine (RFC 3834), with a Message-ID that follows from the
    /// mail's id: whoever gets it twice can tell. The error says why nobody can be written to like that.
    pub(super) fn compose(&self, mail: &Model, now: Timestamp) -> Result<Message, String> {
        let to: Mailbox = mail
            .to_address
            .parse()
            .map_err(|error| format!("the address does not read: {error}"))?;
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        let language = HeaderValue::new(
            HeaderName::new_from_ascii_str("Content-Language"),
            mail.language.clone(),
        );
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(one_line(&mail.subject))
            .date(SystemTime::from(now))
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .raw_header(automatic)
            .raw_header(language);
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        builder.body(mail.body.clone()).map_err(|error| error.to_string())
    }
}

/// A header is one line: what somebody typed must not begin another header.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use contracts::ids::MailId;
    use proptest::prelude::*;

    use super::*;
    use crate::store::At;

    fn mail(subject: &str, body: &str) -> Model {
        Model {
            id: MailId(uuid::Uuid::from_u128(7)),
            to_address: "applicant@example.jp".to_owned(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            language: "ja".to_owned(),
            subject_kind: None,
            subject_id: None,
            dedupe_key: None,
            state: super::super::message::WAITING.to_owned(),
            attempts: 0,
            next_at: At(0),
            last_error: None,
            created_at: At(0),
            sent_at: None,
        }
    }

    fn letterhead() -> Letterhead {
        Letterhead {
            from: "事務局 <office@example.jp>".parse().unwrap(),
            reply_to: Some("desk@example.jp".parse().unwrap()),
        }
    }

    fn headers(subject: &str) -> Vec<String> {
        let message = letterhead()
            .compose(&mail(subject, "本文"), Timestamp::UNIX_EPOCH)
            .unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        head.split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn the_headers_are_what_they_should_be() {
        let headers = headers("受付のお知らせ");
        for expected in [
            "To: applicant@example.jp",
            "Reply-To: desk@example.jp",
            "Message-ID: <00000000-0000-0000-0000-000000000007@example.jp>",
            "Auto-Submitted: auto-generated",
            "Content-Language: ja",
            "Content-Type: text/plain; charset=utf-8",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000",
        ] {
            assert!(
                headers.iter().any(|header| header == expected),
                "{expected} in {headers:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_subject_stays_one_header(subject in "(\\PC|[\r\n\t\u{0}]){0,80}") {
            let names: Vec<String> = headers(&subject).iter().filter_map(|line| line.split(':').next().map(str::to_owned)).collect();
            prop_assert_eq!(names.len(), headers("x").len(), "{:?}", names);
        }
    }

    #[test]
    fn an_address_that_does_not_read_is_said() {
        let mut mail = mail("件名", "本文");
        mail.to_address = "nobody".to_owned();
        assert!(
            letterhead()
                .compose(&mail, Timestamp::UNIX_EPOCH)
                .unwrap_err()
                .contains("address")
        );
    }
}
