//! The outbox against a real SMTP server (Debian's python3-aiosmtpd, see `smtp_server.py`).

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use jiff::SignedDuration;
use platform::actor::Actor;
use platform::mail::{
    Decide, Decision, Outgoing, Pace, Sender, SmtpOptions, SmtpSecurity, Transport, message, send, waiting,
};
use platform::on_both_databases;
use platform::store::{Operation, Store, StoreError, Tx, platform_migrations};
use platform::text::Language;
use sea_orm::{EntityTrait, QueryOrder};

use crate::support::{execute, given_up};

on_both_databases! {
    migrations: platform_migrations;

    async fn a_mail_arrives_once_and_readable(database: &TestDatabase) {
        let server = Server::start();
        write(&database.store, "applicant@example.jp", Some("receipt/1")).await;
        write(&database.store, "applicant@example.jp", Some("receipt/1")).await;
        let sender = server.sender(&database.store);
        assert_eq!(sender.turn().await.unwrap(), 1);
        assert_eq!(sender.turn().await.unwrap(), 0);
        let taken = server.mails();
        assert_eq!(taken.len(), 1);
        assert!(taken[0].contains("From: =?utf-8?b?"), "{}", taken[0]);
        assert!(taken[0].contains("Reply-To: desk@example.jp"), "{}", taken[0]);
        let mails = mails(&database.store).await;
        assert!(taken[0].contains(&format!("Message-ID: <{}@example.jp>", mails[0].id)), "{}", taken[0]);
        assert_eq!((mails[0].state.as_str(), mails[0].attempts), (message::SENT, 1));
        assert!(mails[0].sent_at.is_some());
    }

    async fn a_rollback_sends_nothing(database: &TestDatabase) {
        let server = Server::start();
        database.store.run(&WriteAndGiveUp).await.unwrap_err();
        assert_eq!(server.sender(&database.store).turn().await.unwrap(), 0);
        assert_eq!(mails(&database.store).await.len(), 0);
    }

    async fn mails_wait_while_the_server_is_down(database: &TestDatabase) {
        let mut server = Server::start();
        let sender = server.sender(&database.store);
        server.stop();
        for number in 0..3 {
            write(&database.store, &format!("a{number}@example.jp"), None).await;
        }
        assert_eq!(sender.turn().await.unwrap(), 1, "one knock is enough");
        for _ in 0..3 {
            assert_eq!(sender.turn().await.unwrap(), 0, "it rests");
        }
        let state = waiting(database.store.reader()).await.unwrap();
        assert_eq!((state.number, state.failed, state.uncertain), (3, 0, 0));
        assert!(state.troubled_since.is_some());
        assert!(state.trouble.unwrap().contains("out of reach"));
        database.advance(SignedDuration::from_secs(10));
        assert_eq!(sender.turn().await.unwrap(), 1, "it knocks again");
        server.start_again();
        database.advance(SignedDuration::from_secs(20));
        while sender.turn().await.unwrap() > 0 {}
        assert_eq!(server.mails().len(), 3);
        assert_eq!(waiting(database.store.reader()).await.unwrap().number, 0);
    }

    async fn a_refusal_is_for_one_mail_only(database: &TestDatabase) {
        let server = Server::start();
        let sender = server.sender(&database.store);
        for name in ["never", "later", "spam", "full", "good"] {
            write(&database.store, &format!("{name}@example.jp"), None).await;
        }
        assert_eq!(sender.turn().await.unwrap(), 5);
        let mut states = Vec::new();
        for mail in mails(&database.store).await {
            let said = mail.last_error.unwrap_or_default();
            let expected = match mail.to_address.split('@').next().unwrap() {
                "never" => "no such person",
                "later" => "come back",
                "spam" => "not wanted",
                "full" => "mailbox full",
                _ => "",
            };
            assert!(said.contains(expected), "{}: {said}", mail.to_address);
            states.push(mail.state);
        }
        assert_eq!(states, ["failed", "waiting", "failed", "waiting", "sent"]);
        assert_eq!(sender.turn().await.unwrap(), 0, "not before the pause is over");
        database.advance(SignedDuration::from_secs(10));
        assert_eq!(sender.turn().await.unwrap(), 2);
        database.advance(SignedDuration::from_secs(10));
        assert_eq!(sender.turn().await.unwrap(), 0, "the pause has grown");
        database.advance(SignedDuration::from_hours(5 * 24));
        assert_eq!(sender.turn().await.unwrap(), 2);
        assert_eq!(waiting(database.store.reader()).await.unwrap().failed, 4, "given up after five days");
    }

    async fn no_answer_is_never_sent_again_by_itself(database: &TestDatabase) {
        let server = Server::start();
        let sender = server.sender(&database.store);
        write(&database.store, "silent@example.jp", None).await;
        write(&database.store, "good@example.jp", None).await;
        assert_eq!(sender.turn().await.unwrap(), 2, "a new connection for the next one");
        database.advance(SignedDuration::from_hours(48));
        assert_eq!(sender.turn().await.unwrap(), 0);
        let found = mails(&database.store).await;
        assert_eq!((found[0].state.as_str(), found[1].state.as_str()), (message::UNCERTAIN, message::SENT));
        assert_eq!(server.mails().len(), 2, "the server had taken both");
        decide(&database.store, Decision::Sent, true).await;
        assert_eq!(mails(&database.store).await[0].state, message::SENT);
        decide(&database.store, Decision::Send, false).await;
    }

    async fn a_crash_in_the_middle_is_for_a_person_to_decide(database: &TestDatabase) {
        let server = Server::start();
        let sender = server.sender(&database.store);
        write(&database.store, "a@example.jp", None).await;
        // What a process leaves behind that dies between taking and noting.
        execute(&database.store, "UPDATE mail SET state = 'sending', attempts = 1").await;
        assert_eq!(sender.turn().await.unwrap(), 0);
        assert_eq!(mails(&database.store).await[0].state, message::SENDING, "somebody may be at it");
        database.advance(SignedDuration::from_mins(15));
        assert_eq!(sender.turn().await.unwrap(), 0);
        assert_eq!(mails(&database.store).await[0].state, message::UNCERTAIN);
        assert_eq!(waiting(database.store.reader()).await.unwrap().uncertain, 1);
        assert_eq!(server.mails().len(), 0);
        decide(&database.store, Decision::Failed, true).await;
        decide(&database.store, Decision::Send, true).await;
        assert_eq!(sender.turn().await.unwrap(), 1);
        assert_eq!(server.mails().len(), 1);
    }

    async fn two_processes_send_each_mail_once(database: &TestDatabase) {
        let server = Server::start();
        for number in 0..15 {
            write(&database.store, &format!("a{number}@example.jp"), None).await;
        }
        let (one, other) = (server.sender(&database.store), server.sender(&database.another_store(2).await));
        let (first, second) = tokio::join!(one.turn(), other.turn());
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first + second, 15, "{first} and {second}");
        assert_eq!(server.mails().len(), 15);
    }

    async fn the_pace_is_kept(database: &TestDatabase) {
        let server = Server::start();
        let pace = Pace { per_minute: 4, per_recipient: 2 };
        let sender = server.sender(&database.store).with_pace(pace);
        for _ in 0..3 {
            write(&database.store, "one@example.jp", None).await;
        }
        for number in 0..3 {
            write(&database.store, &format!("a{number}@example.jp"), None).await;
        }
        let mut taken = sender.turn().await.unwrap() + sender.turn().await.unwrap();
        assert!(taken <= 4, "{taken}");
        assert!(server.mails().iter().filter(|mail| mail.contains("To: one@")).count() <= 2);
        database.advance(SignedDuration::from_mins(1));
        taken += sender.turn().await.unwrap() + sender.turn().await.unwrap();
        assert_eq!(taken, 6);
    }

    async fn the_demo_keeps_its_mails(database: &TestDatabase) {
        write(&database.store, "a@example.jp", None).await;
        write(&database.store, "no address", None).await;
        let from = Sender::mailbox("事務局", "office@example.jp").unwrap();
        let sender = Sender::new(database.store.clone(), Transport::Capture, from);
        assert_eq!(sender.turn().await.unwrap(), 2);
        let states: Vec<String> = mails(&database.store).await.into_iter().map(|mail| mail.state).collect();
        assert_eq!(states, [message::SENT, message::FAILED]);
    }

    async fn a_required_protection_is_not_given_up(database: &TestDatabase) {
        let server = Server::start();
        write(&database.store, "a@example.jp", None).await;
        let options = SmtpOptions { security: SmtpSecurity::Starttls, ..server.options() };
        let from = Sender::mailbox("事務局", "office@example.jp").unwrap();
        let sender = Sender::new(database.store.clone(), Transport::smtp(&options).unwrap(), from);
        sender.turn().await.unwrap();
        let state = waiting(database.store.reader()).await.unwrap();
        assert_eq!(state.number, 1, "it waits until the server is set right");
        assert!(state.trouble.unwrap().contains("STARTTLS"));
        assert_eq!(server.mails().len(), 0);
    }
}

struct Write {
    to: String,
    dedupe_key: Option<String>,
}

impl Operation for Write {
    const NAME: &'static str = "test.write_mail";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        let mail = Outgoing {
            to: self.to.clone(),
            subject: "【試験】応募を受け付けました".to_owned(),
            body: "髙橋　花子 様\r\n\r\n受け付けました。\r\n.\r\n点だけの行の後。".to_owned(),
            language: Language::Ja,
            subject_of: Some(("application", "1".to_owned())),
            dedupe_key: self.dedupe_key.clone(),
        };
        send(tx, mail).await
    }
}

struct WriteAndGiveUp;

impl Operation for WriteAndGiveUp {
    const NAME: &'static str = "test.write_and_give_up";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        Write {
            to: "a@example.jp".to_owned(),
            dedupe_key: None,
        }
        .run(tx)
        .await?;
        Err(given_up())
    }
}

async fn write(store: &Store, to: &str, dedupe_key: Option<&str>) {
    let mail = Write {
        to: to.to_owned(),
        dedupe_key: dedupe_key.map(str::to_owned),
    };
    store.run(&mail).await.unwrap();
}

async fn mails(store: &Store) -> Vec<message::Model> {
    message::Entity::find()
        .order_by_asc(message::Column::Id)
        .all(store.reader())
        .await
        .unwrap()
}

/// Decides about the first mail.
async fn decide(store: &Store, decision: Decision, expected: bool) {
    let id = mails(store).await[0].id;
    let decide = Decide {
        id,
        actor: Actor::System("test"),
        decision,
    };
    assert_eq!(store.run(&decide).await.unwrap(), expected);
}

/// A running server; stopped when dropped.
struct Server {
    folder: tempfile::TempDir,
    port: u16,
    child: Option<Child>,
}

impl Server {
    fn start() -> Self {
        let mut server = Self {
            folder: tempfile::tempdir().unwrap(),
            port: 0,
            child: None,
        };
        server.start_again();
        server
    }

    fn start_again(&mut self) {
        let port_file = self.folder.path().join("port");
        let _ = std::fs::remove_file(&port_file);
        let mut child = Command::new("/usr/bin/python3")
            .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/smtp_server.py"))
            .args([&port_file, &self.folder.path().join("mails")])
            .arg(self.port.to_string())
            .stdin(Stdio::piped())
            .spawn()
            .expect("python3 with aiosmtpd: apt-get install python3-aiosmtpd");
        self.port = loop {
            if let Ok(text) = std::fs::read_to_string(&port_file) {
                break text.parse().unwrap();
            }
            if let Some(status) = child.try_wait().unwrap() {
                panic!("the mail server ended ({status}); is python3-aiosmtpd installed?");
            }
            std::thread::yield_now();
        };
        self.child = Some(child);
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    fn options(&self) -> SmtpOptions {
        SmtpOptions {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: SmtpSecurity::None,
            credentials: None,
        }
    }

    fn sender(&self, store: &Store) -> Sender {
        let from = Sender::mailbox("事務局", "office@example.jp").unwrap();
        let transport = Transport::smtp(&self.options()).unwrap();
        Sender::new(store.clone(), transport, from).with_reply_to("desk@example.jp".parse().unwrap())
    }

    /// What it has taken so far.
    fn mails(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.folder.path().join("mails")).unwrap_or_default();
        text.lines()
            .map(|line| {
                let mail: serde_json::Value = serde_json::from_str(line).unwrap();
                mail["text"].as_str().unwrap().to_owned()
            })
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
