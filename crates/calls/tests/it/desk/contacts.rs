//! Calls whose companies nobody calls have no tools for it (C11), and a correction that corrects nothing is none.

use std::sync::Arc;

use axum::http::StatusCode;
use calls::domain::application::StateName;
use calls::error::Error;
use calls::ops::import_contacts::ImportContacts;
use calls::ops::submission::from_answers;
use platform::audit::audit_entry;
use platform::text::Language;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{CALL, Desk, filled_in};
use crate::world::clerk;

const WITHOUT: &str = "followup-2024";
const OPEN: &str = "2024-07-16T10:00:00";

async fn logged(desk: &Desk) -> u64 {
    let reader = desk.world.store.reader();
    audit_entry::Entity::find().count(reader).await.unwrap()
}

#[tokio::test]
async fn a_call_without_contacts_has_no_tools_for_them() {
    let desk = Desk::open(WITHOUT, OPEN).await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    assert_eq!(desk.world.state(id).await, StateName::Complete);
    let page = format!("/desk/{WITHOUT}/applications/{id}");
    desk.get(&page)
        .await
        .is(StatusCode::OK)
        .has("申込内容を訂正する")
        .has("name=\"decide_kind\"")
        .lacks("連絡の記録")
        .lacks("name=\"contact_outcome\"");
    desk.get(&format!("/desk/{WITHOUT}"))
        .await
        .is(StatusCode::OK)
        .lacks("/import")
        .lacks("きょうまでの連絡");
    // Not only hidden: the server takes none either.
    let before = logged(&desk).await;
    let contact = [
        ("version", "1"),
        ("contact_channel", "telephone"),
        ("contact_outcome", "absent"),
    ];
    desk.post(&format!("{page}/contact"), &contact)
        .await
        .is(StatusCode::NOT_FOUND);
    for path in ["import", "import/template.xlsx"] {
        desk.get(&format!("/desk/{WITHOUT}/{path}"))
            .await
            .is(StatusCode::NOT_FOUND);
    }
    desk.upload(
        &format!("/desk/{WITHOUT}/import"),
        "受付番号,日時,方法,結果\n".as_bytes(),
    )
    .await
    .is(StatusCode::NOT_FOUND);
    desk.post(&format!("/desk/{WITHOUT}/import/take"), &[("rows", "[]")])
        .await
        .is(StatusCode::NOT_FOUND);
    let import = ImportContacts {
        programme: Arc::clone(&desk.world.programme),
        lines: Vec::new(),
        actor: clerk(1),
    };
    assert!(matches!(
        desk.world.store.run(&import).await,
        Err(Error::NotInCall("contact"))
    ));
    assert_eq!(logged(&desk).await, before);
    // A call that has them shows them.
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    desk.get(&format!("/desk/{CALL}"))
        .await
        .has("/import")
        .has("きょうまでの連絡");
}

/// The form sent back as it came: refused in words, and nothing stands in the log.
#[tokio::test]
async fn a_correction_that_corrects_nothing_is_refused() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let form = desk.world.programme.form("application").unwrap().clone();
    let pairs = filled_in(&desk.world.programme, &[]);
    let same = from_answers(&desk.world.programme, &form, &pairs, Language::Ja).unwrap();
    let id = desk.world.submit(same.under_key("one")).await.unwrap().id;
    let page = format!("/desk/{CALL}/applications/{id}");
    let mut sent: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    sent.extend([("version", "1"), ("correct_reason", "6月16日に電話で確認")]);
    let before = logged(&desk).await;
    desk.post(&format!("{page}/correct"), &sent)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("変わったところがありません")
        .has("6月16日に電話で確認");
    assert_eq!(logged(&desk).await, before);
    desk.get(&page)
        .await
        .has("name=\"version\" value=\"1\"")
        .lacks("申込内容を訂正した");
}
