//! The log: people by name, subjects in words, filters; and mails that did not leave.

use std::sync::Arc;

use super::{CALL, Desk, READER};
use crate::world::clerk;
use axum::http::StatusCode;
use platform::actor::{Actor, Role};
use platform::identity::{Identity, Passwords, Settings};
use platform::mail::message;
use platform::vault::MasterKey;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

#[tokio::test]
async fn the_log_says_who_and_what() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    desk.company(2, "株式会社緑町製作所", 1).await;
    let contact = [("version", "1"), ("contact_outcome", "absent")];
    desk.post(&format!("/desk/{CALL}/applications/{id}/contact"), &contact)
        .await
        .is(StatusCode::SEE_OTHER);
    let log = desk.get("/desk/audit").await;
    log.has("R00001 有限会社ひばり通商（")
        .has("連絡を記録した")
        .has("担当1")
        .has(&format!("href=\"/desk/{CALL}/applications/{id}\""));
    desk.get(&format!("/desk/audit?application={id}"))
        .await
        .has("ひばり通商")
        .lacks("緑町製作所");
    desk.get(&format!("/desk/audit?programme={CALL}&number=r2"))
        .await
        .has("緑町製作所")
        .lacks("R00001 ");
    desk.get(&format!("/desk/audit?programme={CALL}&number=R00099"))
        .await
        .has("受付番号の申込みがありません");
    desk.get("/desk/audit?action=contact.recorded")
        .await
        .has("ひばり通商")
        .lacks("緑町製作所");
    let actor = clerk(1).key().1;
    desk.get(&format!("/desk/audit?actor={actor}"))
        .await
        .has("ひばり通商")
        .lacks("緑町製作所");
    desk.get("/desk/audit?actor=system")
        .await
        .has("該当する記録はありません");
    desk.get(&format!("/desk/{CALL}/applications/{id}"))
        .await
        .has(&format!("/desk/audit?application={id}"));
}

/// The same entries as on the page, with the same filter; taking them away stands in the log, too.
#[tokio::test]
async fn the_log_as_a_file() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    desk.company(2, "株式会社緑町製作所", 1).await;
    let file = desk
        .get(&format!("/desk/audit/log.csv?programme={CALL}&number=1"))
        .await;
    file.is(StatusCode::OK)
        .has("\u{feff}番号,日時,だれが,")
        .has("R00001 有限会社ひばり通商")
        .lacks("緑町製作所")
        .lacks(&id.to_string());
    let all = desk.get(&format!("/desk/audit/log.csv?programme={CALL}")).await;
    all.has("ひばり通商").has("緑町製作所");
    desk.get("/desk/audit?action=list.exported")
        .await
        .has("後: </span>監査ログ</dd>");
    desk.get_as(READER, "/desk/audit/log.csv")
        .await
        .is(StatusCode::FORBIDDEN);
    desk.world.audit_holds().await;
}

/// A colleague's name, not the end of an id.
#[tokio::test]
async fn colleagues_have_names() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    let identity = Identity::new(
        desk.world.store.clone(),
        Arc::new(desk.world.clock.clone()),
        MasterKey::new([1; 32]),
        Passwords::with_cost(8, 1),
        Settings::default(),
    );
    let staff = identity
        .create_account(
            &Actor::System("test"),
            "nishimura@example.jp",
            "西村 直子",
            &[Role::Secretariat],
            None,
        )
        .await
        .unwrap();
    let contact = calls::ops::contact::RecordContact {
        programme: Arc::clone(&desk.world.programme),
        application: id,
        version: 1,
        channel: calls::ops::contact::Channel::Telephone,
        outcome: calls::ops::contact::Outcome::Absent,
        note: String::new(),
        answers: None,
        actor: Actor::Staff {
            id: staff,
            name: "西村 直子".to_owned(),
            roles: vec![Role::Secretariat],
        },
    };
    desk.world.store.run(&contact).await.unwrap();
    desk.get(&format!("/desk/{CALL}/applications/{id}"))
        .await
        .has("西村 直子")
        .lacks("担当（");
    desk.get("/desk/audit").await.has("西村 直子");
}

/// SMTP is down: the inbox says so; an unclear mail is decided by a person, and its text is shown to nobody.
#[tokio::test]
async fn mails_that_did_not_leave() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    desk.company(1, "有限会社ひばり通商", 0).await;
    desk.company(2, "株式会社緑町製作所", 1).await;
    let inbox = format!("/desk/{CALL}");
    desk.get(&inbox).await.lacks("メールサーバー");
    let store = &desk.world.store;
    let mails = message::Entity::find().all(store.reader()).await.unwrap();
    let body = mails[0].body.lines().next().unwrap().to_owned();
    let set = async |index: usize, state: &str, error: Option<&str>| {
        let mut row = mails[index].clone().into_active_model();
        row.state = Set(state.to_owned());
        row.last_error = Set(error.map(str::to_owned));
        row.update(store.writer()).await.unwrap();
    };
    set(0, message::UNCERTAIN, Some("no answer")).await;
    set(1, message::WAITING, Some("connection refused")).await;
    desk.get(&inbox)
        .await
        .has("メールサーバーに接続できません")
        .has("届いたか分からないメールが 1 通")
        .has("href=\"/desk/mails\"");
    let page = desk.get("/desk/mails").await;
    page.has("R00001")
        .has("送ったか不明")
        .has("connection refused")
        .has(&mails[0].subject)
        .lacks(&body)
        .lacks(&mails[0].to_address);
    let decide = format!("/desk/mails/{}", mails[0].id);
    desk.get_as(READER, "/desk/mails")
        .await
        .is(StatusCode::OK)
        .lacks(&decide)
        .has("管理者が決めます");
    desk.post_as(READER, &decide, &[("decision", "send")])
        .await
        .is(StatusCode::FORBIDDEN);
    desk.post(&decide, &[("decision", "perhaps")])
        .await
        .is(StatusCode::BAD_REQUEST);
    desk.post(&decide, &[("decision", "leave")])
        .await
        .is(StatusCode::SEE_OTHER);
    let after = message::Entity::find_by_id(mails[0].id)
        .one(store.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(after.state, message::FAILED);
    desk.get("/desk/audit").await.has("メールの扱いを決めた");
    desk.world.audit_holds().await;
}
