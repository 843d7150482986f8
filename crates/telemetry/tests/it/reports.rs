//! M3 on both databases: generated lines through a real lake into a report whose figures are those of the lines.

use std::path::Path;
use std::sync::Arc;

use contracts::ids::DeviceId;
use firewall_logs::generate::{Attack, DeviceSpec, Generator, Header, Plan, Vendor, spread};
use firewall_logs::{Event, Field, Parser};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lake::wal::Position;
use lake::{Flags, Lake, LakeOptions, Limits, Row};
use platform::jobs::Handler as _;
use platform::on_both_databases;
use platform::text::Language;
use telemetry::error::Error;
use telemetry::jobs::monthly::{All, Monthly, is_due, make_all};
use telemetry::ops::figures::{month_of_all, month_of_one};
use telemetry::ops::install::Exchange;
use telemetry::ops::print::{company_with, lending, print_monthly};
use telemetry::ops::report::{Made, MakeReport, WriteReport};
use telemetry::report::facts::MonthFacts;
use telemetry::report::month::Month;
use uuid::Uuid;

use super::life::{all_to_trial, to_trial};
use super::pages::Browser;
use super::world::{World, at, clerk, company, company_id, day, migrations};

fn october() -> Month {
    "2023-10".parse().unwrap()
}

/// Five days of October with every kind of attack, as one company's device writes them.
fn fill(folder: &Path, device: DeviceId) {
    let devices = vec![DeviceSpec::numbered(1, Vendor::FortiGate, 400)];
    let (from, to) = (at("2023-10-02T00:00:00"), at("2023-10-07T00:00:00"));
    let attacks = spread(&Attack::ALL, &devices, from, to, 7);
    let plan = Plan {
        seed: 7,
        from,
        to,
        devices,
        header: Header::Body,
        attacks,
    };
    let mut generator = Generator::new(&plan);
    let lake = Lake::open(folder, LakeOptions::default()).unwrap();
    let mut writer = lake.writer();
    let mut parser = Parser::new(TimeZone::get("Asia/Tokyo").unwrap());
    let mut line = Vec::new();
    while let Some(written) = generator.next_into(&mut line) {
        let event = parser.parse(&line, written.at);
        push(&mut writer, device, written.at, &event);
        line.clear();
    }
    writer.flush().unwrap();
}

fn push(writer: &mut lake::LakeWriter, device: DeviceId, received: Timestamp, event: &Event<'_>) {
    let time = event
        .integer(Field::Time)
        .and_then(|at| Timestamp::from_millisecond(at).ok());
    let row = Row {
        company: company_id(1),
        device,
        received,
        time: time.unwrap_or(received),
        flags: Flags::default(),
        event,
    };
    assert!(writer.push(row, Position::START));
}

/// One line that the appliance of a company wrote at an hour of 3 October, so often.
fn write_lines(folder: &Path, company: u128, device: DeviceId, hour: u8, times: usize) {
    let lake = Lake::open(folder, LakeOptions::default()).unwrap();
    let mut writer = lake.writer();
    let mut parser = Parser::new(TimeZone::get("Asia/Tokyo").unwrap());
    for second in 0..times {
        let line = format!(
            "date=2023-10-03 time={hour:02}:00:{second:02} devname=\"fw\" devid=\"FGT60F0000000001\" tz=\"+0900\" \
             type=\"utm\" subtype=\"ips\" level=\"alert\" severity=\"high\" srcip=203.0.113.9 dstip=192.168.1.20 \
             action=\"dropped\" attack=\"Web.Shell\" attackid=101"
        );
        let received = at(&format!("2023-10-03T{hour:02}:00:00"));
        let event = parser.parse(line.as_bytes(), received);
        let row = Row {
            company: company_id(company),
            device,
            received,
            time: received,
            flags: Flags::default(),
            event: &event,
        };
        assert!(writer.push(row, Position::START));
    }
    writer.flush().unwrap();
}

/// One number from the events themselves.
async fn counted(world: &World<'_>, what: &str) -> u64 {
    let lake = Lake::read(&world.telemetry.lake).unwrap();
    let sql = format!("SELECT count(*) AS n FROM events WHERE {what}");
    let limits = Limits {
        time: std::time::Duration::from_mins(2),
        ..Limits::default()
    };
    let answer = lake.company(company_id(1)).sql(&sql, limits).await.unwrap();
    let csv = String::from_utf8(answer.to_csv().unwrap()).unwrap();
    csv.trim_start_matches('\u{feff}')
        .lines()
        .nth(1)
        .unwrap()
        .trim()
        .parse()
        .unwrap()
}

async fn facts(world: &World<'_>) -> Result<MonthFacts, Error> {
    let all = month_of_all(&world.telemetry, &world.terms, october()).await?;
    let company = company(company_id(1));
    month_of_one(
        &world.telemetry,
        &world.terms,
        &company,
        &all,
        world.telemetry.store.clock().now(),
    )
    .await
}

on_both_databases! {
    migrations: migrations;

    /// M3: the figures of a report are those of the lines; the same figures make no second report, changed ones a revision.
    async fn a_report_says_what_the_lines_say(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        world.begin(&[1]).await;
        let device = to_trial(&world, 1, "2023-09-12T13:00:00", "UTM-0001").await;
        world.set("2023-11-02T09:00:00");
        assert!(matches!(facts(&world).await, Err(Error::NoLake)), "nothing was collected yet");

        fill(folder.path(), device);
        let facts = facts(&world).await.unwrap();
        let blocked = "disposition_id IN (2, 3, 4, 5, 6, 21)";
        assert_eq!(facts.coverage.events(), counted(&world, "true").await);
        assert_eq!(facts.function("ips").blocked, counted(&world, &format!("metadata_labels = 'ips' AND {blocked}")).await);
        assert_eq!(facts.function("firewall").blocked, counted(&world, &format!("metadata_labels = 'firewall' AND {blocked}")).await);
        let antivirus = facts.function("antivirus");
        assert_eq!(antivirus.total(), counted(&world, "metadata_labels = 'antivirus'").await);
        assert!(antivirus.detected > 0 && facts.hosts[0].serious, "malware that was not stopped was planted");
        let failed: u64 = facts.administrators.iter().map(|one| one.failed).sum();
        assert_eq!(failed, counted(&world, "class_uid = 3002 AND activity_id = 1 AND status_id = 2 AND metadata_labels = 'administration'").await);
        assert!(facts.signatures.iter().all(|one| one.new), "the first month knows no earlier one");
        assert!(facts.peers.is_none(), "one company is not compared");
        assert_eq!(facts.coverage.days.iter().filter(|one| one.is_silent()).count(), 26);

        assert_eq!(make_all(&world.telemetry, &world.terms, october()).await.unwrap().new, 1);
        assert_eq!(make_all(&world.telemetry, &world.terms, october()).await.unwrap().new, 0, "nothing changed");
        let mut changed = facts;
        changed.coverage.lost = Some(3);
        let make = MakeReport {
            terms: Arc::clone(&world.terms),
            company: company(company_id(1)),
            facts: changed,
            reason: Some("記録を確かめ直しました".to_owned()),
            actor: clerk(),
        };
        assert!(matches!(database.store.run(&make).await.unwrap(), Made::New(_, 2)));
        let mails = world.mails(1).await;
        assert_eq!(mails.iter().filter(|subject| subject.contains("レポート")).count(), 2, "{mails:?}");
    }

    /// M3: printed is what was issued; before that, or when it is asked for, what the lake holds, and it says so.
    /// M4: whoever decides a case sees what the appliance saw, of this company alone; each look is noted.
    async fn the_centre_looks_at_a_companys_events(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        world.begin(&[1, 2]).await;
        let device = to_trial(&world, 1, "2023-09-12T13:00:00", "UTM-0001").await;
        world.set("2023-10-07T00:00:00");
        let desk = Browser::of(&world, 0);
        let base = |number: u128| format!("/desk/companies/{}/events", company_id(number).0);
        assert!(desk.get(&base(1)).await.contains("当てはまる記録はありません"), "nothing was collected yet");
        fill(folder.path(), device);

        let span = "from=2023-10-02T00:00&until=2023-10-07T00:00";
        let page = desk.get(&format!("{}?{span}&case={}", base(1), Uuid::from_u128(77))).await;
        assert_eq!(page.matches("<tr role=\"row\"><td").count(), 300);
        assert!(page.contains("新しいものから300件") && page.contains("侵入防止") && page.contains("止めた"), "{page}");
        assert!(page.contains(&format!("href=\"/desk/support/cases/{}\"", Uuid::from_u128(77))), "back to its case");
        let other = desk.get(&format!("{}?{span}", base(2))).await;
        assert!(other.contains("当てはまる記録はありません"), "another company has none of them: {other}");
        let host = page.split("data-label=\"送信元\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
        let host = host.to_owned();
        let one = desk.get(&format!("{}?{span}&host={host}", base(1))).await;
        let rows: Vec<&str> = one.split("<tr role=\"row\"><td").skip(1).collect();
        assert!(!rows.is_empty() && rows.iter().all(|row| row.contains(&host)), "{one}");
        for (query, said) in [
            ("host=zzz", "IPアドレスを"),
            ("from=2023-10-03T00:00&until=2023-10-02T00:00", "31日以内"),
            ("from=2023-01-01T00:00&until=2023-10-02T00:00", "31日以内"),
        ] {
            let refused = desk.get(&format!("{}?{query}", base(1))).await;
            assert!(refused.contains(said) && !refused.contains("<tr role=\"row\"><td"), "{refused}");
        }
        let looks = world.audited("events.read").await;
        assert_eq!(looks.len(), 4, "{looks:?}");
        assert!(looks[1].contains("\"rows\":300") && looks[3].contains(&host), "{looks:?}");
        for path in ["/desk/companies/zzz/events", "/desk/companies/zzz/detections", "/desk/companies/zzz/detections/zzz"] {
            desk.misses(path).await;
        }
    }

    async fn a_report_is_printed_as_it_was_issued_or_as_it_would_be_now(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        world.begin(&[1]).await;
        let device = to_trial(&world, 1, "2023-09-12T13:00:00", "UTM-0001").await;
        world.set("2023-11-02T09:00:00");
        let company = company(company_id(1));
        let print = async |month: &str, fresh| {
            print_monthly(&world.telemetry, &world.terms, &company, month.parse().unwrap(), fresh).await
        };
        assert!(matches!(print("2023-10", false).await, Err(Error::NoLake)));
        fill(folder.path(), device);
        let first = print("2023-10", false).await.unwrap();
        assert_eq!((first.issued, first.is_issued), (None, false));
        assert!(first.document(Language::Ja).issued.iter().any(|line| line.contains("未発行")));
        assert_eq!(make_all(&world.telemetry, &world.terms, october()).await.unwrap().new, 1);
        let issued = print("2023-10", false).await.unwrap();
        assert_eq!((issued.issued.map(|(number, _)| number), issued.is_issued), (Some(1), true));
        assert_eq!(issued.facts, first.facts);
        assert!(!issued.document(Language::En).issued.iter().any(|line| line.contains("Not issued")));
        fill(folder.path(), device);
        let fresh = print("2023-10", true).await.unwrap();
        assert_eq!((fresh.issued.map(|(number, _)| number), fresh.is_issued), (Some(1), false));
        assert_eq!(fresh.facts.coverage.events(), 2 * issued.facts.coverage.events());
        assert_eq!(print("2023-10", false).await.unwrap().facts, issued.facts, "what was issued stays");
        let empty = print("2023-11", false).await.unwrap();
        assert_eq!((empty.facts.coverage.events(), empty.issued), (0, None));

        let with = async |serial: &str, month: &str| {
            company_with(&world.telemetry, serial, month.parse().unwrap()).await.unwrap()
        };
        assert_eq!(with("UTM-0001", "2023-10").await, Some(company.id));
        assert_eq!(with("UTM-0001", "2023-08").await, None, "it stood nowhere yet");
        assert_eq!(with("UTM-0002", "2023-10").await, None);
        let programmes = lending(&world.telemetry, company.id).await.unwrap();
        assert_eq!(programmes.len(), 1);
    }

    /// M3: late lines of one company revise its report alone, though the comparison of all others changes with them.
    async fn late_lines_of_one_company_revise_nobody_elses_report(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        let all: Vec<u128> = (1..=10).collect();
        world.begin(&all).await;
        let days = ["12", "13", "14", "15", "19", "20", "21", "22", "25", "26"];
        let days = days.map(|day| format!("2023-09-{day}T13:00:00"));
        let visits: Vec<_> = all.iter().copied().zip(days.iter().map(String::as_str)).collect();
        let devices = all_to_trial(&world, &visits).await;
        for (company, device) in all.iter().zip(&devices) {
            write_lines(folder.path(), *company, *device, 12, 1);
        }
        world.set("2023-11-02T09:00:00");
        let make = async || make_all(&world.telemetry, &world.terms, october()).await.unwrap();
        assert_eq!((make().await, make().await), (All { new: 10, failed: 0 }, All::default()));
        let before = print_monthly(&world.telemetry, &world.terms, &company(company_id(1)), october(), false).await.unwrap();
        assert_eq!(before.facts.peers.unwrap().companies, 10, "they are compared");

        // As many lines of company 3 that it has more than company 1 now.
        write_lines(folder.path(), 3, devices[2], 13, 20);
        let fresh = print_monthly(&world.telemetry, &world.terms, &company(company_id(3)), october(), true).await.unwrap();
        assert_ne!(fresh.facts.peers, before.facts.peers, "the comparison did change");
        assert_eq!((make().await.new, make().await.new), (1, 0), "company 3 alone");
        let revised = |subjects: Vec<String>| subjects.iter().filter(|subject| subject.contains("レポート")).count();
        assert_eq!(revised(world.mails(1).await), 1, "company 1 got no second mail");
        assert_eq!(revised(world.mails(3).await), 2);
        let bodies = world.bodies(3).await;
        assert!(bodies.iter().any(|body| body.contains("遅れて届いたログを加えました")), "{bodies:?}");
        // What company 1 has says what it said.
        let after = print_monthly(&world.telemetry, &world.terms, &company(company_id(1)), october(), false).await.unwrap();
        assert_eq!(after.facts, before.facts);
    }

    /// M3: one company's error is its own; the others get their report, and how many failed is told.
    async fn one_companys_error_stops_nobody_elses_report(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        world.begin(&[1, 3]).await;
        let first = to_trial(&world, 1, "2023-09-12T13:00:00", "UTM-0001").await;
        to_trial(&world, 3, "2023-09-19T13:00:00", "UTM-0003").await;
        write_lines(folder.path(), 1, first, 12, 1);
        world.set("2023-11-02T09:00:00");
        world.break_installation(1).await;
        let made = make_all(&world.telemetry, &world.terms, october()).await.unwrap();
        assert_eq!(made, All { new: 1, failed: 1 });
        let told = Monthly { telemetry: world.telemetry.clone() }.run("").await;
        assert!(told.is_err_and(|told| told.contains("1 failed")));
    }

    /// M3: a log is due from the moment of the installation on, and an exchange within the month loses neither appliance.
    async fn an_exchange_and_the_hour_of_the_installation_count(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        world.begin(&[1]).await;
        let first = to_trial(&world, 1, "2023-09-12T13:00:00", "UTM-0001").await;
        write_lines(folder.path(), 1, first, 12, 1);
        let second = world.device("UTM-0002").await;
        world.set("2023-09-20T10:30:00");
        let exchange = Exchange {
            terms: Arc::clone(&world.terms),
            which: world.which(1).await,
            device: second,
            defect: "電源が入りません".to_owned(),
            actor: clerk(),
        };
        database.store.run(&exchange).await.unwrap();
        world.set("2023-10-03T09:00:00");
        let facts = print_monthly(&world.telemetry, &world.terms, &company(company_id(1)), "2023-09".parse().unwrap(), true)
            .await
            .unwrap()
            .facts;
        let due = |number: usize| facts.coverage.days[number - 1].due.count_ones();
        assert_eq!([11, 12, 13, 20, 30].map(due), [0, 11, 24, 24, 24]);
        let device = facts.device.unwrap();
        assert_eq!(device.serial, "UTM-0002");
        let earlier: Vec<_> = device.earlier.iter().map(|one| one.serial.as_str()).collect();
        assert_eq!(earlier, ["UTM-0001"]);
    }

    /// M3: a further report by hand needs a title and a text.
    async fn an_additional_report_is_written(database: &TestDatabase) {
        let world = World::new(database);
        world.begin(&[1]).await;
        let write = |title: &str, body: &str| WriteReport {
            terms: Arc::clone(&world.terms),
            company: company(company_id(1)),
            month: october(),
            title: title.to_owned(),
            body: body.to_owned(),
            actor: clerk(),
        };
        for (title, body) in [("", "本文"), ("題名", " \n ")] {
            assert!(matches!(database.store.run(&write(title, body)).await, Err(Error::Invalid(_))));
        }
        database.store.run(&write("見慣れない接続", "一つ目。\n\n二つ目。")).await.unwrap();
        assert_eq!(world.mails(1).await.len(), 2, "the survey's, and this one");
    }
}

/// The second business day, with a holiday before it, and some days for late lines.
#[test]
fn reports_are_made_from_the_second_business_day_on() {
    let calendar = business_calendar::OfficeCalendar::default();
    let due: Vec<i8> = (1..=31)
        .filter(|number| is_due(&calendar, day(&format!("2026-05-{number:02}"))))
        .collect();
    // 1 May is a Friday; 2 to 6 May are a weekend and holidays.
    assert_eq!(due, (7..=17).collect::<Vec<i8>>());
}
