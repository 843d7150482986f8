//! What goes in comes out.

use std::collections::BTreeSet;
use std::io::Read as _;

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use sea_orm_migration::MigrationName;

use super::{Later, Note, Place, later_migrations, migrations};
use crate::audit;
use crate::backup::{BackupError, Member, check, create, restore, rows, snapshot, tables};

#[tokio::test]
async fn what_was_backed_up_comes_back_on_either_database() {
    let sources = Place::filled("from").await;
    for (number, source) in sources.iter().enumerate() {
        let (file, summary) = source.backup().await;
        assert_eq!(check(&file).unwrap(), summary);
        for target in Place::empty(&format!("to{number}")).await {
            let restored = restore(&target.store, &migrations(), &file).await.unwrap();
            assert_eq!(restored.audit.entries, 3);
            assert_eq!(restored.waiting_jobs, 3);
            let verified = audit::verify(target.store.reader()).await.unwrap().unwrap();
            assert_eq!(verified.entries, 4, "the restore itself is noted");
            target.run("INSERT INTO a_kinds (parent) VALUES (2)").await;
            assert_eq!(
                target.number("SELECT CAST(MAX(id) AS bigint) FROM a_kinds").await,
                3
            );
            target.store.run(&Note(9)).await.unwrap();
            if target.store.backend() == DatabaseBackend::Postgres {
                let deferrable = "SELECT COUNT(*) FROM pg_constraint WHERE condeferrable";
                assert_eq!(target.number(deferrable).await, 0);
            }
        }
    }
}

#[tokio::test]
async fn both_databases_write_the_same_lines() {
    let mut archives = Vec::new();
    for place in Place::filled("same").await {
        let (_, summary) = place.backup().await;
        let of_ours: Vec<Member> = summary
            .manifest
            .tables
            .into_iter()
            .filter(|member| ["a_kinds", "z_word"].contains(&member.table.as_str()))
            .collect();
        archives.push(of_ours);
    }
    assert!(archives.iter().all(|archive| *archive == archives[0]));
}

#[tokio::test]
async fn a_new_table_is_not_forgotten() {
    for place in Place::filled("newcomer").await {
        place
            .run("CREATE TABLE \"New comer\" (id integer PRIMARY KEY, \"a\"\"b\" text)")
            .await;
        place.run("INSERT INTO \"New comer\" VALUES (1, 'x')").await;
        let (file, _) = place.backup().await;
        let archive = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
        let members: BTreeSet<String> = archive
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect();
        let sql = match place.store.backend() {
            DatabaseBackend::Sqlite => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            }
            _ => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
        };
        let statement = Statement::from_string(place.store.backend(), sql);
        let rows = place.store.reader().query_all_raw(statement).await.unwrap();
        assert!(rows.len() > 6);
        for row in rows {
            let table: String = row.try_get_by_index(0).unwrap();
            let there = members.contains(&format!("tables/{table}.jsonl"));
            assert_eq!(there, table != "seaql_migrations", "{table}");
        }
    }
}

#[tokio::test]
async fn a_table_that_cannot_be_held_is_named() {
    for place in Place::filled("unsupported").await {
        place.run("CREATE TABLE keyless (a integer)").await;
        let file = place.folder.path().join("backup.zip");
        let error = create(&place.store, &file, "0.1.0")
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains("keyless"), "{error}");
        place.run("DROP TABLE keyless").await;
        place
            .run("CREATE TABLE odd (a integer PRIMARY KEY, b date)")
            .await;
        let error = create(&place.store, &file, "0.1.0")
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains("odd") && error.contains('b'), "{error}");
        let left = std::fs::read_dir(place.folder.path()).unwrap();
        let left = left.filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .contains("zip")
        });
        assert_eq!(left.count(), 0, "nothing half done stays");
    }
}

#[tokio::test]
async fn a_snapshot_sees_one_state() {
    for place in Place::filled("snapshot").await {
        let snapshot = snapshot(&place.store).await.unwrap();
        let tables = tables(&snapshot).await.unwrap();
        let jobs = tables.iter().find(|table| table.name == "job").unwrap();
        let before = rows::export(&snapshot, jobs, |_| Ok(())).await.unwrap();
        place.store.run(&Note(5)).await.unwrap();
        let after = rows::export(&snapshot, jobs, |_| Ok(())).await.unwrap();
        assert_eq!((before.rows, before.sha256), (after.rows, after.sha256));
    }
}

#[tokio::test]
async fn pages_leave_out_no_row_and_repeat_none() {
    for place in Place::filled("pages").await {
        // Keys that sort differently by collation, more of them than a page.
        let words: Vec<String> = (0..1203)
            .map(|number| format!("('{}{number}')", ["a", "B", "ä", "あ", "_"][number % 5]))
            .collect();
        place
            .run(&format!("INSERT INTO z_word VALUES {}", words.join(", ")))
            .await;
        let (file, summary) = place.backup().await;
        let member = summary
            .manifest
            .tables
            .iter()
            .find(|member| member.table == "z_word");
        assert_eq!(member.unwrap().rows, 1208);
        let mut archive = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
        let mut text = String::new();
        archive
            .by_name("tables/z_word.jsonl")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text.lines().collect::<BTreeSet<_>>().len(), 1208);
    }
}

#[tokio::test]
async fn restoring_refuses_an_occupied_place_and_names_what_is_there() {
    let places = Place::filled("occupied").await;
    for place in &places {
        let (file, _) = place.backup().await;
        let error = restore(&place.store, &migrations(), &file).await.unwrap_err();
        assert!(matches!(error, BackupError::NotEmpty(_)));
        assert!(error.to_string().contains("(\"job\", 3)"), "{error}");
    }
}

#[tokio::test]
async fn an_existing_file_is_not_overwritten() {
    let place = Place::filled("existing").await.remove(0);
    let (file, _) = place.backup().await;
    let before = std::fs::read(&file).unwrap();
    let error = create(&place.store, &file, "0.1.0").await.unwrap_err();
    assert!(matches!(error, BackupError::Exists(_)));
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_an_archive() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::filled("mode").await.remove(0);
    let (file, _) = place.backup().await;
    assert_eq!(
        std::fs::metadata(file).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[tokio::test]
async fn an_archive_of_an_older_version_is_brought_up_to_date() {
    let sources = Place::filled("older").await;
    let (file, _) = sources[0].backup().await;
    for target in Place::empty("olderto").await {
        restore(&target.store, &later_migrations(), &file).await.unwrap();
        let japanese = "SELECT COUNT(*) FROM z_word WHERE language = 'ja'";
        assert_eq!(target.number(japanese).await, 5);
        assert!(
            later_migrations()
                .pending(&target.store)
                .await
                .unwrap()
                .is_empty()
        );
        // Columns that came later stand elsewhere in the table; the archive does not mind.
        let (again, _) = target.backup().await;
        let fresh = Place::empty("olderagain").await.remove(0);
        restore(&fresh.store, &later_migrations(), &again).await.unwrap();
        let error = restore(&Place::empty("newer").await[0].store, &migrations(), &again)
            .await
            .unwrap_err();
        assert!(
            matches!(&error, BackupError::Newer { missing, .. } if missing == &[Later.name()]),
            "{error}"
        );
    }
}
