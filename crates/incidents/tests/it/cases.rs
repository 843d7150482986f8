//! Cases from the call to the end (M4): who may do what in which order, what stays sealed, what is counted.

use contracts::ids::CaseId;
use contracts::support::{Severity, SupportCentre, SupportFigures};
use incidents::domain::case::{StateName, Verdict};
use incidents::domain::clocks::Owed;
use incidents::domain::entry::{Kind, Outcome, Way};
use incidents::error::Error;
use incidents::ops::close::{CloseCase, ReopenCase};
use incidents::ops::hand_over::{HandOver, ReadHandOver};
use incidents::ops::merge::MergeCase;
use incidents::ops::rewrap::RewrapAll;
use incidents::ops::step::RecordStep;
use incidents::ops::take::TakeCase;
use incidents::ops::write::{CompanyWrites, Note, WriteNote};
use incidents::read::{CaseFile, Confided};
use incidents::{CentreFigures, Incidents};
use jiff::SignedDuration;
use platform::actor::Actor;
use platform::clock::{Clock, date_in_tokyo};
use platform::testing::TestDatabase;
use platform::vault::{MasterKey, ReleaseDestruction, RequestDestruction, Vault};
use sea_orm::{ConnectionTrait, Statement};

use crate::world::{
    CALL, addressee, applicant, call, close, company, company_id, decide, detected, file, incidents, mails,
    migrations, staff, take, texts,
};

/// Everything that a table holds, as one text.
async fn dump(database: &TestDatabase, sql: &str) -> String {
    let reader = database.store.reader();
    let rows = reader
        .query_all_raw(Statement::from_string(reader.get_database_backend(), sql))
        .await
        .unwrap();
    let text = |row: &sea_orm::QueryResult| row.try_get_by_index::<Option<String>>(0).unwrap();
    rows.iter().filter_map(text).collect::<Vec<_>>().join("\n")
}

async fn write(incidents: &Incidents, case: CaseId, note: Note, text: &str) {
    let write = WriteNote {
        vault: incidents.vault.clone(),
        company: Some(addressee(1)),
        case,
        note,
        text: text.to_owned(),
        actor: staff(1),
    };
    incidents.store.run(&write).await.unwrap();
}

async fn company_writes(
    incidents: &Incidents,
    number: u128,
    case: CaseId,
    text: &str,
) -> Result<CaseId, Error> {
    let writes = CompanyWrites {
        vault: incidents.vault.clone(),
        company: company_id(number),
        case,
        text: text.to_owned(),
        actor: applicant(number),
    };
    incidents.store.run(&writes).await
}

platform::on_both_databases! {
    migrations: migrations;

    async fn from_the_call_to_the_end(database: &TestDatabase) {
        let incidents = incidents(database);
        let case = call(&incidents, 1, Severity::Critical).await;
        let opened = file(&incidents, case).await;
        assert_eq!(opened.case.state.name(), StateName::InHand, "whoever takes the call looks after it");
        assert_eq!(opened.case.number, 1);
        assert_eq!(texts(&opened), [CALL, "LANケーブルを抜くよう伝えた"]);
        assert_eq!(opened.case.owed(), Some(Owed::Decision), "they have spoken with a person");
        let two_hours = database.clock.now() + SignedDuration::from_hours(2);
        assert_eq!(opened.case.due, Some(two_hours));
        assert!(matches!(close(&incidents, case).await, Err(Error::Refused(_))), "not before the decision");
        decide(&incidents, case, Verdict::Incident).await.unwrap();
        decide(&incidents, case, Verdict::Event).await.unwrap();
        let decided = file(&incidents, case).await;
        assert_eq!((decided.case.verdict, decided.case.owed()), (Some(Verdict::Event), Some(Owed::Closing)));
        let week = database.clock.now() + SignedDuration::from_hours(7 * 24);
        assert_eq!(decided.case.due, Some(week), "what was decided is still to be closed");
        close(&incidents, case).await.unwrap();
        let closed = file(&incidents, case).await;
        assert_eq!(closed.case.state.name(), StateName::Closed);
        let kinds: Vec<Kind> = closed.entries.iter().map(|entry| entry.kind).collect();
        assert!(kinds.contains(&Kind::Cause) && kinds.contains(&Kind::Prevention));
        assert_eq!(call(&incidents, 2, Severity::Low).await, {
            let other = incidents::read::of_company(database.store.reader(), company_id(2)).await.unwrap();
            assert_eq!(other[0].number, 2);
            other[0].id
        });
        platform::audit::verify(database.store.reader()).await.unwrap().unwrap();
    }

    /// Free text stands sealed in its entry and nowhere else: not in the log, not in mails, not in other columns.
    async fn nothing_confided_leaves_its_place(database: &TestDatabase) {
        let incidents = incidents(database);
        let case = call(&incidents, 1, Severity::High).await;
        decide(&incidents, case, Verdict::Incident).await.unwrap();
        write(&incidents, case, Note::ToCompany, "秘密のお返事").await;
        write(&incidents, case, Note::Told(Way::Telephone), "秘密の電話").await;
        write(&incidents, case, Note::Internal, "秘密のメモ").await;
        close(&incidents, case).await.unwrap();
        for sql in [
            "SELECT after FROM audit_payload",
            "SELECT before FROM audit_payload",
            "SELECT text FROM support_entry",
            "SELECT host FROM support_entry",
            "SELECT detail FROM support_entry",
            "SELECT state_detail FROM support_case",
            "SELECT body FROM mail",
            "SELECT subject FROM mail",
        ] {
            let text = dump(database, sql).await;
            for secret in ["秘密", CALL, "経理", "添付", "外へ"] {
                assert!(!text.contains(secret), "{sql} shows {secret}");
            }
        }
        let letters = mails(database).await;
        assert_eq!(letters.len(), 2, "the decision at once; message and end in one mail later");
        let shown = file(&incidents, case).await.for_company();
        assert!(!texts(&shown).contains(&"秘密のメモ".to_owned()), "notes are the centre's own");
        assert!(texts(&shown).contains(&"秘密のお返事".to_owned()));
        assert!(letters[0].to_address == "person1@example.jp" && !letters[0].body.contains("インシデント"));
    }

    async fn a_company_writes_to_its_own_cases_only(database: &TestDatabase) {
        let incidents = incidents(database);
        let case = call(&incidents, 1, Severity::High).await;
        assert!(matches!(company_writes(&incidents, 2, case, "あ").await, Err(Error::NotFound)));
        assert!(matches!(company_writes(&incidents, 1, case, " ").await, Err(Error::Missing("text"))));
        company_writes(&incidents, 1, case, "まだ直りません").await.unwrap();
        let waiting = file(&incidents, case).await;
        assert_eq!(waiting.case.owed(), Some(Owed::Answer));
        assert_eq!(waiting.case.due, Some(database.clock.now() + SignedDuration::from_hours(1)));
        database.advance(SignedDuration::from_mins(61));
        assert!(file(&incidents, case).await.case.is_late(database.clock.now()));
        write(&incidents, case, Note::Told(Way::Telephone), "折り返した").await;
        assert_eq!(file(&incidents, case).await.case.owed(), Some(Owed::Decision));
        decide(&incidents, case, Verdict::FalseAlarm).await.unwrap();
        close(&incidents, case).await.unwrap();
        company_writes(&incidents, 1, case, "また出ました").await.unwrap();
        let again = file(&incidents, case).await;
        assert_eq!((again.case.state.name(), again.case.owed()), (StateName::InHand, Some(Owed::Answer)));
    }

    async fn two_people_do_not_overwrite_each_other(database: &TestDatabase) {
        let incidents = incidents(database);
        let case = call(&incidents, 1, Severity::High).await;
        let version = file(&incidents, case).await.case.version;
        let over = |version| TakeCase {
            vault: incidents.vault.clone(),
            case,
            version,
            assignee: (staff(2).staff_id().unwrap(), "担当2".to_owned()),
            actor: staff(2),
        };
        incidents.store.run(&over(version)).await.unwrap();
        assert_eq!(file(&incidents, case).await.case.assignee.unwrap().1, "担当2");
        assert!(matches!(incidents.store.run(&over(version)).await, Err(Error::Stale)));
    }

    /// The same thing in two cases: one goes on with what stands in both, as bad as the worse.
    async fn duplicates_are_merged(database: &TestDatabase) {
        let incidents = incidents(database);
        let (first, second) = (
            call(&incidents, 1, Severity::Low).await,
            call(&incidents, 1, Severity::Critical).await,
        );
        let other = call(&incidents, 2, Severity::Low).await;
        let merge = async |case, into| {
            let version = file(&incidents, case).await.case.version;
            let merge = MergeCase { vault: incidents.vault.clone(), case, version, into, actor: staff(1) };
            incidents.store.run(&merge).await
        };
        assert!(matches!(merge(second, other).await, Err(Error::NotTheSame)), "another company's");
        assert!(matches!(merge(second, second).await, Err(Error::NotTheSame)));
        merge(second, first).await.unwrap();
        merge(second, first).await.unwrap();
        let both = file(&incidents, first).await;
        assert_eq!(both.case.severity, Severity::Critical);
        assert_eq!(texts(&both).iter().filter(|text| *text == CALL).count(), 2);
        assert_eq!(both.merged.len(), 1);
        assert_eq!(file(&incidents, second).await.case.merged_into, Some(first));
        // What the company writes to the one that ended arrives at the one that goes on.
        assert_eq!(company_writes(&incidents, 1, second, "追伸").await.unwrap(), first);
        assert!(merge(first, second).await.is_err(), "not back into what ended");
    }

    /// Whoever decided the one did not know of the other, unless both were found to be the same.
    async fn a_merged_case_asks_for_another_decision_unless_it_is_the_same(database: &TestDatabase) {
        let incidents = incidents(database);
        let merge = async |case, into| {
            let version = file(&incidents, case).await.case.version;
            let merge = MergeCase { vault: incidents.vault.clone(), case, version, into, actor: staff(1) };
            incidents.store.run(&merge).await.unwrap();
            file(&incidents, into).await.case
        };
        let first = call(&incidents, 1, Severity::High).await;
        decide(&incidents, first, Verdict::Event).await.unwrap();
        let same = call(&incidents, 1, Severity::High).await;
        decide(&incidents, same, Verdict::Event).await.unwrap();
        assert_eq!(merge(same, first).await.owed(), Some(Owed::Closing));
        let worse = call(&incidents, 1, Severity::High).await;
        decide(&incidents, worse, Verdict::Incident).await.unwrap();
        assert_eq!(merge(worse, first).await.state.name(), StateName::InHand);
        // Opened again, the next one has no decision either, though it once had one.
        decide(&incidents, first, Verdict::Incident).await.unwrap();
        let again = call(&incidents, 1, Severity::High).await;
        decide(&incidents, again, Verdict::Incident).await.unwrap();
        let reason = "再発した".to_owned();
        let version = file(&incidents, again).await.case.version;
        let reopen = ReopenCase { vault: incidents.vault.clone(), case: again, version, reason, actor: staff(2) };
        incidents.store.run(&reopen).await.unwrap();
        assert_eq!(merge(again, first).await.state.name(), StateName::InHand);
    }

    /// A merge makes nothing that was late punctual: what was owed is owed by the case that goes on.
    async fn what_was_owed_before_a_merge_is_owed_after_it(database: &TestDatabase) {
        let incidents = incidents(database);
        let begun = database.clock.now();
        let late = take(&incidents, detected(database, 1, 1, None, Severity::Medium)).await.unwrap();
        database.advance(SignedDuration::from_hours(5));
        let first = call(&incidents, 1, Severity::Medium).await;
        decide(&incidents, first, Verdict::Event).await.unwrap();
        let version = file(&incidents, late).await.case.version;
        let merge = MergeCase { vault: incidents.vault.clone(), case: late, version, into: first, actor: staff(1) };
        incidents.store.run(&merge).await.unwrap();
        let merged = file(&incidents, first).await.case;
        assert_eq!((merged.state.name(), merged.owed()), (StateName::InHand, Some(Owed::Answer)));
        // The call was found to be high: its promises hold for both.
        assert_eq!(merged.due, Some(begun + SignedDuration::from_hours(1)));
        assert!(merged.is_late(database.clock.now()));
        write(&incidents, first, Note::ToCompany, "遅くなりました").await;
        let answered = file(&incidents, first).await.case;
        assert_eq!(answered.owed(), Some(Owed::Decision));
        assert_eq!(answered.due, Some(begun + SignedDuration::from_hours(4)));
    }

    async fn what_is_too_long_is_said_to_be(database: &TestDatabase) {
        let incidents = incidents(database);
        let case = call(&incidents, 1, Severity::High).await;
        decide(&incidents, case, Verdict::Event).await.unwrap();
        let close = |cause: String| CloseCase {
            vault: incidents.vault.clone(),
            company: None,
            case,
            version: 3,
            cause,
            prevention: "更新した".to_owned(),
            actor: staff(1),
        };
        let closed = incidents.store.run(&close("あ".repeat(4001))).await;
        assert!(matches!(closed, Err(Error::TooLong("cause"))));
        assert!(matches!(incidents.store.run(&close(" ".repeat(4001))).await, Err(Error::Missing("cause"))));
    }

    async fn a_case_is_opened_again_with_a_reason(database: &TestDatabase) {
        let incidents = incidents(database);
        let case = call(&incidents, 1, Severity::High).await;
        decide(&incidents, case, Verdict::Event).await.unwrap();
        close(&incidents, case).await.unwrap();
        let reopen = async |reason: &str| {
            let version = file(&incidents, case).await.case.version;
            let reason = reason.to_owned();
            let reopen = ReopenCase { vault: incidents.vault.clone(), case, version, reason, actor: staff(2) };
            incidents.store.run(&reopen).await
        };
        assert!(matches!(reopen("").await, Err(Error::Missing("reason"))));
        reopen("再発した").await.unwrap();
        assert!(matches!(reopen("もう一度").await, Err(Error::Refused(_))));
        let opened = file(&incidents, case).await.case;
        let reopened = database.clock.now();
        assert_eq!(opened.due, Some(reopened + SignedDuration::from_hours(1)));
        // Whoever answers has not decided: that is owed too, from now on.
        database.advance(SignedDuration::from_mins(20));
        write(&incidents, case, Note::ToCompany, "確認しています").await;
        let answered = file(&incidents, case).await.case;
        assert_eq!(answered.owed(), Some(Owed::Decision));
        assert_eq!(answered.due, Some(reopened + SignedDuration::from_hours(4)));
        // What the company writes to a closed case opens it as well, and it is not counted as closed any more.
        decide(&incidents, case, Verdict::Event).await.unwrap();
        close(&incidents, case).await.unwrap();
        company_writes(&incidents, 1, case, "また出ました").await.unwrap();
        assert_eq!(dump(database, "SELECT state FROM support_case WHERE closed_at IS NOT NULL").await, "");
    }

    /// 遠隔駆除 (M4): nothing without the company's consent, and not with one that is yet to come.
    async fn remote_steps_are_recorded(database: &TestDatabase) {
        let incidents = incidents(database);
        let case = call(&incidents, 1, Severity::High).await;
        let now = database.clock.now();
        let step = |host: &str, minutes| RecordStep {
            vault: incidents.vault.clone(),
            case,
            what: "駆除ツールを実行した".to_owned(),
            host: host.to_owned(),
            consent: now + SignedDuration::from_mins(minutes),
            outcome: Outcome::Partly,
            actor: staff(2),
        };
        assert!(matches!(incidents.store.run(&step("PC", 1)).await, Err(Error::Future("consent"))));
        let yesterday = -24 * 60;
        let long_before = incidents.store.run(&step("PC", yesterday - 1)).await;
        assert!(matches!(long_before, Err(Error::Before("consent"))), "nobody knew of it then");
        incidents.store.run(&step("PC", yesterday)).await.unwrap();
        assert!(matches!(incidents.store.run(&step("", -1)).await, Err(Error::Missing("host"))));
        incidents.store.run(&step("経理のパソコン", -1)).await.unwrap();
        let file = file(&incidents, case).await;
        let ours = Confided::Text("経理のパソコン".to_owned());
        let mut steps = file.entries.iter().filter(|entry| entry.kind == Kind::Step);
        let step = steps.find(|step| step.host == ours).unwrap();
        assert_eq!(step.staff.as_deref(), Some("担当2"));
        assert_eq!(step.detail.outcome, Some(Outcome::Partly));
    }

    async fn shifts_hand_over(database: &TestDatabase) {
        let incidents = incidents(database);
        call(&incidents, 1, Severity::High).await;
        let hand_over = |actor: Actor, text: &str| HandOver {
            vault: incidents.vault.clone(),
            text: text.to_owned(),
            actor,
        };
        assert!(incidents.store.run(&hand_over(staff(1), " ")).await.is_err());
        let note = incidents.store.run(&hand_over(staff(1), "様子を見る")).await.unwrap();
        let read = ReadHandOver { note, actor: staff(2) };
        incidents.store.run(&read).await.unwrap();
        incidents.store.run(&read).await.unwrap();
        let receipts = dump(database, "SELECT staff_name FROM support_hand_over_read").await;
        assert_eq!(receipts, "担当2");
        assert!(!dump(database, "SELECT text FROM support_hand_over").await.contains("様子"));
    }

    /// A new key over everything: cases and notes open under it, and under the old one nothing; a wrong one changes nothing.
    async fn everything_is_wrapped_anew_or_nothing(database: &TestDatabase) {
        let before = incidents(database);
        let case = call(&before, 1, Severity::High).await;
        let hand_over = HandOver { vault: before.vault.clone(), text: "様子を見る".to_owned(), actor: staff(1) };
        let note = database.store.run(&hand_over).await.unwrap();
        let (old, new) = (MasterKey::new([7; 32]), MasterKey::new([8; 32]));
        let rewrap = |old: &MasterKey, new: &MasterKey| RewrapAll {
            old: old.clone(),
            new: new.clone(),
            actor: Actor::System("vault"),
        };
        assert!(database.store.run(&rewrap(&new, &old)).await.is_err());
        let done = database.store.run(&rewrap(&old, &new)).await.unwrap();
        assert_eq!((done.keys, done.notes), (1, 1));
        let mut after = before.clone();
        after.vault = Vault::new(new);
        let first = |file: &CaseFile| file.entries.first().map(|entry| entry.text.clone());
        assert!(matches!(first(&file(&after, case).await), Some(Confided::Text(_))));
        let sealed = dump(database, "SELECT text FROM support_hand_over").await;
        let place = format!("support_hand_over/{note}/text");
        assert_eq!(after.vault.open_of_house(&place, &sealed).unwrap(), "様子を見る".as_bytes());
        assert!(before.vault.open_of_house(&place, &sealed).is_err());
    }

    async fn figures_are_counted_by_day_and_company(database: &TestDatabase) {
        let incidents = incidents(database);
        let figures = CentreFigures::new(database.store.clone());
        let today = date_in_tokyo(database.clock.now());
        let case = call(&incidents, 1, Severity::High).await;
        decide(&incidents, case, Verdict::Incident).await.unwrap();
        let other = call(&incidents, 2, Severity::High).await;
        database.advance(SignedDuration::from_hours(24));
        close(&incidents, case).await.unwrap();
        decide(&incidents, other, Verdict::FalseAlarm).await.unwrap();
        let first = figures.figures(company_id(1), today, today).await.unwrap();
        assert_eq!((first.opened, first.closed, first.incidents), (1, 0, 1));
        let named = first.cases.iter().map(|one| (one.number.as_str(), one.incident, one.closed));
        assert_eq!(named.collect::<Vec<_>>(), [("S-00001", true, true)]);
        let alarm = figures.figures(company_id(2), today, today).await.unwrap();
        assert!(alarm.cases.is_empty(), "a false alarm is nothing to follow up");
        assert_eq!(first.first_answer_minutes, Some(0));
        let tomorrow = today.tomorrow().unwrap();
        let second = figures.figures(company_id(1), tomorrow, tomorrow).await.unwrap();
        assert_eq!((second.opened, second.closed, second.incidents), (0, 1, 0));
        let all = figures.count(None, today, tomorrow).await.unwrap();
        assert_eq!((all.opened, all.closed, all.incidents, all.false_alarms), (2, 1, 1, 1));
        // What comes later changes nothing of it: opened again, decided otherwise, merged.
        database.advance(SignedDuration::from_hours(24));
        company_writes(&incidents, 1, case, "また出ました").await.unwrap();
        decide(&incidents, case, Verdict::FalseAlarm).await.unwrap();
        let into = call(&incidents, 1, Severity::High).await;
        let version = file(&incidents, case).await.case.version;
        let merge = MergeCase { vault: incidents.vault.clone(), case, version, into, actor: staff(1) };
        incidents.store.run(&merge).await.unwrap();
        for (day, before) in [(today, first), (tomorrow, second)] {
            let after = figures.figures(company_id(1), day, day).await.unwrap();
            assert_eq!(SupportFigures { cases: Vec::new(), ..after }, SupportFigures { cases: Vec::new(), ..before });
        }
        assert_eq!(figures.count(None, today, tomorrow).await.unwrap(), all);
        let third = tomorrow.tomorrow().unwrap();
        let third = figures.figures(company_id(1), third, third).await.unwrap();
        assert_eq!((third.opened, third.closed, third.false_alarms), (1, 0, 0), "the merged one is the other");
    }

    /// A decision said once more is no other one, an answer counts when it is given, and what was merged is not lost.
    async fn figures_count_each_thing_once(database: &TestDatabase) {
        let incidents = incidents(database);
        let figures = CentreFigures::new(database.store.clone());
        let today = date_in_tokyo(database.clock.now());
        let tomorrow = today.tomorrow().unwrap();
        let found = take(&incidents, detected(database, 1, 1, Some("192.168.10.23"), Severity::High)).await.unwrap();
        let case = call(&incidents, 2, Severity::High).await;
        decide(&incidents, case, Verdict::Incident).await.unwrap();
        database.advance(SignedDuration::from_hours(24));
        decide(&incidents, case, Verdict::Incident).await.unwrap();
        let count = async |day| figures.figures(company_id(2), day, day).await.unwrap().incidents;
        assert_eq!((count(today).await, count(tomorrow).await), (1, 0));
        let into = call(&incidents, 1, Severity::High).await;
        write(&incidents, found, Note::ToCompany, "確認しました").await;
        let version = file(&incidents, found).await.case.version;
        let merge = MergeCase { vault: incidents.vault.clone(), case: found, version, into, actor: staff(1) };
        incidents.store.run(&merge).await.unwrap();
        decide(&incidents, into, Verdict::Incident).await.unwrap();
        let ours = figures.figures(company_id(1), tomorrow, tomorrow).await.unwrap();
        assert_eq!(ours.cases[0].rules, ["detected-not-blocked"], "also of what was merged into it");
        let late = figures.figures(company_id(1), today, today).await.unwrap();
        assert_eq!((late.opened, late.first_answer_minutes), (1, None), "nobody had answered on that day");
        // What was decided to be nothing and is looked into once more is named again.
        let alarm = call(&incidents, 3, Severity::High).await;
        decide(&incidents, alarm, Verdict::FalseAlarm).await.unwrap();
        close(&incidents, alarm).await.unwrap();
        company_writes(&incidents, 3, alarm, "また出ました").await.unwrap();
        let named = figures.figures(company_id(3), tomorrow, tomorrow).await.unwrap().cases;
        assert_eq!(named.len(), 1, "{named:?}");
    }

    /// What was agreed to in a case holds in the one that it was merged into.
    async fn consent_goes_along_with_a_merge(database: &TestDatabase) {
        let incidents = incidents(database);
        let case = call(&incidents, 1, Severity::High).await;
        let agreed = database.clock.now();
        database.advance(SignedDuration::from_hours(9 * 24));
        let into = call(&incidents, 1, Severity::High).await;
        let step = |consent| RecordStep {
            vault: incidents.vault.clone(),
            case: into,
            what: "駆除ツールを実行した".to_owned(),
            host: "PC".to_owned(),
            consent,
            outcome: Outcome::Done,
            actor: staff(2),
        };
        assert!(matches!(incidents.store.run(&step(agreed)).await, Err(Error::Before("consent"))));
        let version = file(&incidents, case).await.case.version;
        let merge = MergeCase { vault: incidents.vault.clone(), case, version, into, actor: staff(1) };
        incidents.store.run(&merge).await.unwrap();
        incidents.store.run(&step(agreed)).await.unwrap();
    }

    /// J, confidentiality consent, part 3: after the destruction the case still stands, and nothing of it can be read.
    async fn a_destroyed_key_leaves_the_figures(database: &TestDatabase) {
        let incidents = incidents(database);
        let case = call(&incidents, 1, Severity::High).await;
        decide(&incidents, case, Verdict::Event).await.unwrap();
        let request = RequestDestruction {
            company: company_id(1),
            company_name: company(1).name,
            reason: "破棄の求め".to_owned(),
            actor: staff(8),
        };
        let destruction = incidents.store.run(&request).await.unwrap();
        let release = ReleaseDestruction { destruction, actor: staff(9) };
        incidents.store.run(&release).await.unwrap();
        let gone: CaseFile = file(&incidents, case).await;
        assert!(texts(&gone).is_empty());
        assert!(gone.entries.iter().any(|entry| entry.text == Confided::Destroyed));
        assert_eq!(gone.case.verdict, Some(Verdict::Event));
    }
}
