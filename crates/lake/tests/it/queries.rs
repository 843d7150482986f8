//! Queries: what they give, their limits, and what damage does to them.

use std::time::Duration;

use firewall_logs::Class;
use jiff::SignedDuration;
use jiff::civil::date;
use lake::{EventFilter, LakeError, Limits, Measure};

use crate::sample::{self, EACH, company, limits};

#[tokio::test]
async fn figures_equal_a_query_over_the_events() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    let ours = lake.company(company(1));
    let set = ours.report_set(date(2026, 10, 15)).unwrap();
    let total = set.total(Measure::Function);
    assert_eq!(
        (total.events, total.blocked, total.detected),
        (EACH, EACH / 2, EACH / 2)
    );
    let hosts = set.ranked(Measure::Host);
    let sql = "SELECT dst_endpoint_ip AS host, count(*) AS n, sum(traffic_bytes_in) AS bytes FROM events GROUP BY host ORDER BY host";
    let by_query = ours.sql(sql, limits()).await.unwrap().to_json().unwrap();
    assert_eq!(by_query.len(), hosts.len());
    for row in by_query {
        let (_, _, figures) = hosts.iter().find(|(host, ..)| *host == row["host"]).unwrap();
        assert_eq!(
            (row["n"].as_u64(), row["bytes"].as_u64()),
            (Some(figures.events), Some(figures.bytes_in))
        );
    }
    let by_table = "SELECT sum(events) AS n FROM rollups WHERE measure = 'function'";
    assert_eq!(
        ours.sql(by_table, limits()).await.unwrap().to_json().unwrap()[0]["n"],
        EACH
    );
    assert_eq!(
        set.days_without_logs(date(2026, 10, 6)),
        [date(2026, 10, 5), date(2026, 10, 6)]
    );
    assert_eq!(set.hours_covered()[&date(2026, 10, 1)].len(), 5);
}

#[tokio::test]
async fn events_come_newest_first_as_the_filter_says() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    let filter = EventFilter {
        from: Some(sample::start() + SignedDuration::from_hours(6)),
        before: Some(sample::start() + SignedDuration::from_hours(30)),
        classes: vec![Class::NetworkActivity],
        function: Some("ips".to_owned()),
        address: Some("192.168.1.2".to_owned()),
        rule: Some("4711".to_owned()),
        columns: vec!["message".to_owned(), "raw".to_owned()],
        limit: 2,
    };
    let answer = lake.company(company(1)).events(&filter, limits()).await.unwrap();
    assert!(answer.is_cut);
    let rows = answer.to_json().unwrap();
    let messages: Vec<&str> = rows.iter().map(|row| row["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["secret of 1, line 8", "secret of 1, line 5"]);
    assert_eq!(rows[0]["raw"], "secret of 1, line 8");
    let all = EventFilter {
        limit: 1000,
        ..EventFilter::default()
    };
    assert_eq!(
        lake.programme().events(&all, limits()).await.unwrap().rows(),
        4 * usize::try_from(EACH).unwrap()
    );
}

#[tokio::test]
async fn limits_hold() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    let all = lake.programme();
    let few = Limits { rows: 5, ..limits() };
    let cut = all.sql("SELECT * FROM events", few).await.unwrap();
    assert_eq!((cut.rows(), cut.is_cut), (5, true));
    let whole = all.sql("SELECT DISTINCT company FROM events", few).await.unwrap();
    assert_eq!((whole.rows(), whole.is_cut), (4, false));
    let no_time = Limits {
        time: Duration::from_millis(1),
        ..limits()
    };
    // Far more pairs than can be counted in that time.
    let many = "SELECT count(*) FROM events a, events b, events c, events d, events e WHERE a.raw > b.raw";
    assert!(matches!(
        all.sql(many, no_time).await,
        Err(LakeError::TimedOut(0))
    ));
    let no_memory = Limits {
        memory: 1000,
        ..limits()
    };
    let sorted = "SELECT message FROM events ORDER BY message DESC";
    assert!(matches!(
        all.sql(sorted, no_memory).await,
        Err(LakeError::TooLarge(_))
    ));
}

#[tokio::test]
async fn mistakes_are_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    for (sql, word) in [
        ("SELEKT 1", "SELEKT"),
        ("SELECT nonsense FROM events", "nonsense"),
        ("SELECT * FROM people", "people"),
    ] {
        let error = lake.programme().sql(sql, limits()).await.unwrap_err();
        assert!(
            matches!(&error, LakeError::Refused(text) if text.contains(word)),
            "{sql}: {error:?}"
        );
    }
}

#[tokio::test]
async fn nothing_but_queries_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    for sql in [
        "DROP TABLE events",
        "DELETE FROM events",
        "INSERT INTO events SELECT * FROM events",
        "COPY (SELECT 1) TO '/tmp/stolen.csv'",
        "SET datafusion.execution.batch_size = 1",
        "EXPLAIN SELECT 1",
    ] {
        let answer = lake.programme().sql(sql, limits()).await;
        assert!(matches!(answer, Err(LakeError::NoQuery)), "{sql}: {answer:?}");
    }
}

#[tokio::test]
async fn the_columns_of_a_table_can_be_asked() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    for (table, column) in [("events", "src_endpoint_ip"), ("rollups", "measure")] {
        let answer = lake
            .programme()
            .sql(&format!("DESCRIBE {table}"), limits())
            .await
            .unwrap();
        let rows = answer.to_json().unwrap();
        let mut names = rows.iter().map(|row| row["column_name"].as_str().unwrap());
        assert!(names.any(|name| name == column), "{rows:?}");
    }
    let unknown = lake.programme().sql("DESCRIBE nothing", limits()).await;
    assert!(matches!(unknown, Err(LakeError::Refused(_))), "{unknown:?}");
}

/// No limit of memory knows of a value that is as long as one says.
#[tokio::test]
async fn no_value_is_as_long_as_one_says() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    for long in [
        "repeat('a', 2000000000)",
        "lpad('a', 2000000000)",
        "rpad('a', 2000000000, 'b')",
        "array_repeat('a', 2000000000)",
        "list_repeat('a', 2000000000)",
        "array_resize([1], 2000000000)",
        "generate_series(1, 2000000000)",
        "range(2000000000)",
    ] {
        let answer = lake.programme().sql(&format!("SELECT {long}"), limits()).await;
        assert!(matches!(answer, Err(LakeError::Refused(_))), "{long}: {answer:?}");
    }
}

#[tokio::test]
async fn a_damaged_file_is_named_and_the_rest_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    let manifest = lake.manifest();
    for file in manifest.files.iter().filter(|file| file.may_hold(company(1))) {
        let path = folder.path().join(&file.path);
        let sound = std::fs::read(&path).unwrap();
        let mut bytes = sound.clone();
        let at = bytes.len() / 3;
        bytes[at] ^= 0x20;
        std::fs::write(&path, bytes).unwrap();
        // A reader that has never seen the file whole.
        let reader = lake::Lake::read(folder.path()).unwrap();
        let answer = reader
            .company(company(1))
            .sql("SELECT count(*) AS n FROM events", limits())
            .await
            .unwrap();
        // Damaged figures take nothing from whoever asked for events.
        let (named, lost) = match file.kind.is_events() {
            true => (
                vec![file.path.clone()],
                file.companies.as_ref().unwrap()[&company(1)],
            ),
            false => (Vec::new(), 0),
        };
        assert_eq!(answer.damaged, named);
        assert_eq!(answer.to_json().unwrap()[0]["n"], EACH - lost);
        let figures = reader.company(company(1)).report_set(date(2026, 10, 1)).unwrap();
        assert_eq!(figures.damaged.is_empty(), file.kind.is_events());
        let sets = reader.programme().report_sets(date(2026, 10, 1)).unwrap();
        let of_all: Vec<_> = sets.map(Result::unwrap).collect();
        assert_eq!(of_all.len(), 4, "whoever lost everything is among them");
        assert!(
            of_all
                .iter()
                .all(|(_, set)| set.damaged.is_empty() == figures.damaged.is_empty())
        );
        std::fs::write(&path, sound).unwrap();
    }
}

#[tokio::test]
async fn answers_have_three_forms() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    let sql =
        "SELECT src_endpoint_ip AS address, traffic_bytes_in AS bytes FROM events ORDER BY bytes LIMIT 1";
    let answer = lake.company(company(1)).sql(sql, limits()).await.unwrap();
    assert_eq!(
        answer.to_json_lines().unwrap(),
        b"{\"address\":\"203.0.113.80\",\"bytes\":0}\n"
    );
    assert_eq!(answer.to_csv().unwrap(), b"address,bytes\n203.0.113.80,0\n");
    assert!(answer.to_table().unwrap().contains("| 203.0.113.80 | 0     |"));
    let none = lake.company(company(9)).sql(sql, limits()).await.unwrap();
    assert_eq!(none.to_csv().unwrap(), b"address,bytes\n");
    assert!(none.to_table().unwrap().contains("address"));
}
