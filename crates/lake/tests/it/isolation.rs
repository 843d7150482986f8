//! No SQL sees another company's rows, and none changes anything.

use lake::LakeError;

use crate::sample::{self, EACH, company, limits};

/// What somebody might try in order to see others. Each gives only the own rows, or is refused.
const ATTEMPTS: &[&str] = &[
    "SELECT * FROM events",
    "SELECT * FROM events WHERE 1 = 1 OR company <> ''",
    "SELECT * FROM rollups",
    "SELECT message FROM events",
    "SELECT raw FROM events",
    "SELECT DISTINCT company FROM events",
    "SELECT min(company), max(company), min(message), max(message) FROM events",
    "SELECT company FROM events UNION ALL SELECT company FROM rollups",
    "WITH everything AS (SELECT * FROM events) SELECT message FROM everything",
    "WITH RECURSIVE more AS (SELECT message, 1 AS n FROM events UNION ALL SELECT message, n + 1 FROM more WHERE n < 2) SELECT * FROM more",
    "SELECT (SELECT string_agg(message, ';') FROM events) AS all_of_it",
    "SELECT * FROM events AS mine FULL OUTER JOIN events AS theirs ON mine.company <> theirs.company",
    "SELECT theirs.message FROM events AS mine, events AS theirs",
    "SELECT message FROM events WHERE EXISTS (SELECT 1 FROM events AS other WHERE other.company <> events.company)",
    "SELECT message FROM events WHERE company NOT IN (SELECT company FROM events LIMIT 0)",
    "SELECT message FROM events ORDER BY company DESC LIMIT 50",
    "SELECT message FROM events LIMIT 5 OFFSET 3",
    "SELECT message, row_number() OVER (ORDER BY company) FROM events",
    "SELECT company, array_agg(message) FROM events GROUP BY GROUPING SETS ((company), ())",
    "SELECT * FROM datafusion.public.events",
    "SELECT * FROM public.rollups",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM information_schema.columns",
    "SHOW TABLES",
    "SHOW ALL",
    "DESCRIBE events",
    "EXPLAIN SELECT * FROM events",
    "EXPLAIN ANALYZE VERBOSE SELECT * FROM events",
    "SELECT * FROM 'events/2026-10/0000000003-b1.parquet'",
    "SELECT * FROM \"manifest.json\"",
    "SELECT * FROM read_parquet('events')",
    "SELECT * FROM parquet_metadata('events')",
];

/// What somebody might try in order to change something. All refused.
const CHANGES: &[&str] = &[
    "INSERT INTO events SELECT * FROM events",
    "INSERT INTO rollups SELECT * FROM rollups",
    "UPDATE events SET company = 'x'",
    "DELETE FROM events",
    "DROP TABLE events",
    "TRUNCATE TABLE events",
    "CREATE TABLE mine AS SELECT * FROM events",
    "CREATE VIEW mine AS SELECT * FROM events",
    "CREATE EXTERNAL TABLE everything STORED AS PARQUET LOCATION 'lake://files/events'",
    "CREATE EXTERNAL TABLE passwords STORED AS CSV LOCATION '/etc/passwd'",
    "CREATE SCHEMA other",
    "COPY events TO '/tmp/out.parquet'",
    "COPY (SELECT * FROM events) TO 'lake://files/out.csv'",
    "SET datafusion.catalog.information_schema = true",
    "PREPARE everything AS SELECT * FROM events",
    "BEGIN TRANSACTION",
    "SELECT 1; DROP TABLE events",
    "",
];

#[tokio::test]
async fn no_sql_sees_another_company() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    let mine = lake.company(company(1));
    let mut answered = 0;
    for attempt in ATTEMPTS {
        let answer = match mine.sql(attempt, limits()).await {
            Ok(answer) => answer,
            Err(LakeError::Refused(_) | LakeError::NoQuery) => continue,
            Err(other) => panic!("{attempt}: {other:?}"),
        };
        answered += 1;
        let text = answer.to_table().unwrap();
        for other in [0, 2, 3] {
            assert!(!text.contains(&format!("secret of {other}")), "{attempt}\n{text}");
            assert!(!text.contains(&company(other).to_string()), "{attempt}\n{text}");
        }
    }
    assert!(answered > 15, "{answered}");
    let count = mine
        .sql("SELECT count(*) AS n FROM events", limits())
        .await
        .unwrap();
    assert_eq!(count.to_json().unwrap()[0]["n"], EACH);
    let none = lake
        .company(company(9))
        .sql("SELECT * FROM events", limits())
        .await
        .unwrap();
    assert_eq!(none.rows(), 0);
}

#[tokio::test]
async fn sql_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    let before = lake.manifest();
    for change in CHANGES {
        let ours = lake.company(company(1)).sql(change, limits()).await;
        assert!(ours.is_err(), "{change}: {ours:?}");
        let all = lake.programme().sql(change, limits()).await;
        assert!(all.is_err(), "{change}: {all:?}");
    }
    assert_eq!(lake.manifest(), before);
    assert!(lake.verify(None).unwrap().problems.is_empty());
    assert!(!folder.path().join("out.csv").exists());
}

#[tokio::test]
async fn figures_are_the_companys_own() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::lake(folder.path());
    let month = jiff::civil::date(2026, 10, 1);
    let set = lake.company(company(2)).report_set(month).unwrap();
    assert!(!set.rows.is_empty());
    assert!(set.rows.iter().all(|row| row.company == company(2)));
    assert_eq!(lake.company(company(9)).report_set(month).unwrap().rows, []);
    let sets: Result<Vec<_>, _> = lake.programme().report_sets(month).unwrap().collect();
    let sets = sets.unwrap();
    assert!(sets.iter().map(|(company, _)| *company).is_sorted());
    assert_eq!(sets.len(), 4);
    assert!(
        sets.iter()
            .any(|(company, other)| *company == self::company(2) && *other == set)
    );
}
