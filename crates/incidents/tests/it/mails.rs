//! Mails: to the company about news in its case, and to whoever is on duty at the centre.

use contracts::ids::CaseId;
use contracts::support::Severity;
use incidents::Incidents;
use incidents::domain::case::Verdict;
use incidents::ops::alert::raise;
use incidents::ops::write::{Note, WriteNote};
use jiff::SignedDuration;
use platform::clock::Clock as _;
use platform::mail::message;
use platform::testing::TestDatabase;

use crate::world::{
    addressee, call, company_id, decide, detected, incidents, mails, migrations, staff, take,
};

async fn write(incidents: &Incidents, case: CaseId) {
    let write = WriteNote {
        vault: incidents.vault.clone(),
        company: incidents.addressee(company_id(1)).await.unwrap(),
        case,
        note: Note::ToCompany,
        text: "LANケーブルを抜いてください".to_owned(),
        actor: staff(1),
    };
    incidents.store.run(&write).await.unwrap();
}

/// Mails to an address, the first one first.
async fn to(database: &TestDatabase, address: &str) -> Vec<message::Model> {
    let mut found = mails(database).await;
    found.retain(|mail| mail.to_address == address);
    found.sort_by_key(|mail| mail.next_at);
    found
}

fn minutes(database: &TestDatabase, minutes: i64) {
    database.advance(SignedDuration::from_mins(minutes));
}

platform::on_both_databases! {
    migrations: migrations;

    async fn news_name_their_case_and_come_together(database: &TestDatabase) {
        let incidents = incidents(database);
        assert_eq!(incidents.addressee(company_id(1)).await.unwrap(), Some(addressee(1)));
        let case = call(&incidents, 1, Severity::High).await;
        let start = database.clock.now();
        for _ in 0..3 {
            write(&incidents, case).await;
            minutes(database, 1);
        }
        let sent = to(database, "person1@example.jp").await;
        assert_eq!(sent.len(), 2, "one at once, one for what followed");
        assert_eq!(sent[0].next_at.instant(), start);
        assert_eq!(sent[1].next_at.instant(), start + SignedDuration::from_mins(15));
        assert!(sent.iter().all(|mail| mail.subject.contains("S-00001")));
        let body = &sent[0].body;
        for part in ["S-00001", "050-0000-0119", "試験事業事務局", "小川 春香", "パスワード"] {
            assert!(body.contains(part), "{part}: {body}");
        }
        assert!(!body.contains("LAN"), "what the news is stays on the page: {body}");
        minutes(database, 60);
        write(&incidents, case).await;
        let sent = to(database, "person1@example.jp").await;
        assert_eq!((sent.len(), sent[2].next_at.instant()), (3, database.clock.now()));
    }

    /// Nobody has to press F5 to learn of a critical case, or that a clock runs out.
    async fn duty_is_alerted_once_of_a_case_and_each_clock(database: &TestDatabase) {
        let incidents = incidents(database);
        let host = Some("192.168.10.23");
        take(&incidents, detected(database, 1, 1, host, Severity::Low)).await.unwrap();
        assert_eq!(raise(&incidents).await.unwrap(), 0, "a case that can wait");
        take(&incidents, detected(database, 2, 1, host, Severity::Medium)).await.unwrap();
        assert_eq!(raise(&incidents).await.unwrap(), 0);
        let case = take(&incidents, detected(database, 3, 1, host, Severity::Critical)).await.unwrap();
        assert_eq!(raise(&incidents).await.unwrap(), 1, "it has become worse");
        assert_eq!(raise(&incidents).await.unwrap(), 0);
        minutes(database, 19);
        assert_eq!(raise(&incidents).await.unwrap(), 0);
        minutes(database, 1);
        assert_eq!(raise(&incidents).await.unwrap(), 1, "ten minutes are left");
        minutes(database, 30);
        assert_eq!(raise(&incidents).await.unwrap(), 0, "once for each clock");
        write(&incidents, case).await;
        minutes(database, 100);
        assert_eq!(raise(&incidents).await.unwrap(), 1, "the decision is late");
        decide(&incidents, case, Verdict::Incident).await.unwrap();
        minutes(database, 1000);
        assert_eq!(raise(&incidents).await.unwrap(), 0);
        take(&incidents, detected(database, 4, 1, host, Severity::Critical)).await.unwrap();
        assert_eq!(raise(&incidents).await.unwrap(), 1, "it has to be decided anew");
        assert_eq!(raise(&incidents).await.unwrap(), 0);

        let sent = to(database, "duty@example.jp").await;
        let subjects: Vec<&str> = sent.iter().map(|mail| mail.subject.as_str()).collect();
        assert_eq!(subjects, [
            "【緊急】S-00001 新しい件です",
            "【緊急】S-00001 最初の連絡の期限が近づいています",
            "【緊急】S-00001 判断の期限が過ぎました",
            "【緊急】S-00001 再開した件です。あらためて判断してください",
        ]);
        for mail in &sent {
            assert_eq!(mail.subject_id.as_deref(), Some(case.to_string().as_str()));
            assert!(mail.body.contains("Critical"), "in both languages: {}", mail.body);
            for private in ["みなも", "192.168", "小川", "person1", "止められなかった"] {
                assert!(!mail.body.contains(private) && !mail.subject.contains(private), "{private}");
            }
        }
    }

    async fn a_bad_detection_that_joins_is_told_once_an_hour(database: &TestDatabase) {
        let incidents = incidents(database);
        let host = Some("192.168.10.23");
        take(&incidents, detected(database, 1, 1, host, Severity::Critical)).await.unwrap();
        assert_eq!(raise(&incidents).await.unwrap(), 1);
        minutes(database, 5);
        for (number, severity, told) in [(2, Severity::Medium, 0), (3, Severity::High, 1), (4, Severity::Critical, 0)] {
            take(&incidents, detected(database, number, 1, host, severity)).await.unwrap();
            assert_eq!(raise(&incidents).await.unwrap(), told, "{number}");
        }
        let sent = to(database, "duty@example.jp").await;
        assert_eq!(sent[1].subject, "【緊急】S-00001 新しい検知が加わりました");
    }

    async fn without_an_address_those_who_work_on_cases_are_alerted(database: &TestDatabase) {
        use platform::actor::{Actor, Role};
        use platform::clock::SystemClock;
        use platform::identity::{Identity, Passwords, Settings};
        use platform::vault::MasterKey;
        let mut incidents = incidents(database);
        incidents.duty = std::sync::Arc::new([]);
        call(&incidents, 1, Severity::Critical).await;
        assert_eq!(raise(&incidents).await.unwrap(), 0, "there is nobody yet");
        let identity = Identity::new(
            database.store.clone(),
            std::sync::Arc::new(SystemClock),
            MasterKey::new([7; 32]),
            Passwords::default(),
            Settings::default(),
        );
        for (mail, role) in [("helps@example.jp", Role::Support), ("reads@example.jp", Role::Secretariat)] {
            let made = identity.create_account(&Actor::System("test"), mail, "担当", &[role], None).await;
            made.unwrap();
        }
        assert_eq!(raise(&incidents).await.unwrap(), 1);
        assert_eq!(to(database, "helps@example.jp").await.len(), 1);
        assert_eq!(to(database, "reads@example.jp").await.len(), 0);
    }
}
