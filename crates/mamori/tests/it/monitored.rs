//! Companies with appliances, written into the database of a folder as the pages would have left them.

use platform::clock::from_tokyo;
use sea_orm::{ConnectionTrait as _, Database};

use crate::Folder;

/// The company.
pub const COMPANY: &str = "01990000-0000-7000-8000-000000000001";
/// A company without anything.
pub const OTHER: &str = "01990000-0000-7000-8000-000000000002";
/// The appliance, at the company since 1 October 2025.
pub const DEVICE: &str = "01990000-0000-7000-8000-0000000000d1";
/// Its serial number.
pub const SERIAL: &str = "UTM-0001";

/// The programmes of this project, where the folder itself has none.
pub fn programmes() -> (&'static str, &'static str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programmes");
    ("MAMORI_PROGRAMMES", folder)
}

/// A migrated database with two companies, one of which has an appliance.
pub fn house() -> Folder {
    let folder = Folder::empty();
    folder.run(&["migrate"]).well();
    let since = from_tokyo("2025-10-01T00:00:00".parse().unwrap()).as_microsecond();
    let (device, application) = (blob(DEVICE), blob("01990000-0000-7000-8000-0000000000a1"));
    let (ours, installation) = (blob(COMPANY), blob("01990000-0000-7000-8000-0000000000e1"));
    let company = |id: &str, name: &str| {
        let key = blob(id);
        format!(
            "INSERT INTO company VALUES ({key}, '{id}', '', '{name}', '東京都千代田区見本町1-1', '見本 花子', \
             'hanako@example.jp', '03-0000-0000', 'ja', {since}, {since})"
        )
    };
    let statements = [
        "PRAGMA foreign_keys = OFF".to_owned(),
        company(COMPANY, "見本商店"),
        company(OTHER, "見本食堂"),
        format!("INSERT INTO participation VALUES ({application}, {ours}, 'kojo-2023', 'utm', 1, {since})"),
        format!(
            "INSERT INTO device VALUES ({device}, '{SERIAL}', 'Sample', 'U1', 'auto', 'Asia/Tokyo', 'at_company', '', {since}, {since}, 1)"
        ),
        format!(
            "INSERT INTO placement VALUES ({device}, {since}, {installation}, {ours}, NULL, {device}, {installation})"
        ),
    ];
    execute(&folder, &statements);
    folder
}

/// An id as SQLite holds it.
fn blob(id: &str) -> String {
    format!("X'{}'", id.replace('-', ""))
}

/// Runs statements one after the other on one connection.
pub fn execute(folder: &Folder, statements: &[String]) {
    let url = format!("sqlite:{}", folder.path("data/mamori.sqlite").display());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut options = sea_orm::ConnectOptions::new(url);
        options.max_connections(1);
        let connection = Database::connect(options).await.unwrap();
        for statement in statements {
            connection.execute_unprepared(statement).await.unwrap();
        }
        connection.close().await.unwrap();
    });
}
