//! Lists: what is searched for stays out of addresses, filters and duplicates, two clerks on one application.

use axum::http::StatusCode;

use super::{ANNA, BRUNO, CALL, Desk};

/// A name that was searched for stands in no address, and the address opens for nobody else.
#[tokio::test]
async fn a_search_is_no_address() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    desk.company(1, "有限会社ひばり通商", 0).await;
    desk.company(2, "株式会社緑町製作所", 1).await;
    for page in ["", "/applications"] {
        let path = format!("/desk/{CALL}{page}");
        let sent = desk.post(&path, &[("q", "ひばり"), ("sort", "number")]).await;
        sent.is(StatusCode::SEE_OTHER);
        assert!(
            sent.location.starts_with(&format!("{path}?find=")),
            "{}",
            sent.location
        );
        assert!(!sent.location.contains("%E3"), "{}", sent.location);
        desk.get_as(ANNA, &sent.location)
            .await
            .has("ひばり通商")
            .has("value=\"ひばり\"")
            .lacks("緑町製作所");
        // To another sign-in it is no search at all.
        desk.get_as(BRUNO, &sent.location)
            .await
            .has("ひばり通商")
            .has("緑町製作所");
    }
    let cleared = desk
        .post(&format!("/desk/{CALL}/applications"), &[("q", " ")])
        .await;
    assert_eq!(cleared.location, format!("/desk/{CALL}/applications"));
}

/// Possible duplicates and deadlines can be asked for, and the export gives the same.
#[tokio::test]
async fn duplicates_and_deadlines() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    desk.company(1, "有限会社ひばり通商", 0).await;
    desk.company(2, "東雲運送株式会社", 1).await;
    let twin = desk.company(3, "東雲運送株式会社", 1).await;
    let list = format!("/desk/{CALL}/applications");
    let only = desk.search(&list, &[("duplicates", "only")]).await;
    only.has("R00002")
        .has("R00003")
        .lacks("ひばり通商")
        .has("checked");
    desk.get(&format!("/desk/{CALL}/export.csv?duplicates=only"))
        .await
        .has("R00003")
        .lacks("ひばり通商");
    desk.get(&format!("/desk/{CALL}/applications/{twin}"))
        .await
        .has(">R00002</a>");
    desk.get(&format!("{list}?due=overdue"))
        .await
        .has("該当する申込みはありません");
    desk.world.clock.set(crate::world::at("2025-06-30T10:00:00"));
    desk.get(&format!("{list}?due=overdue"))
        .await
        .has("ひばり通商")
        .has("value=\"overdue\" selected");
    desk.get(&format!("{list}?due=none")).await.lacks("ひばり通商");
}

/// The second of two clerks sees what the first one did meanwhile, and keeps what was typed.
#[tokio::test]
async fn the_second_clerk_sees_what_changed() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    let page = format!("/desk/{CALL}/applications/{id}");
    let seen = desk.get_as(BRUNO, &page).await.hidden("seen");
    let first = [
        ("version", "1"),
        ("contact_outcome", "absent"),
        ("contact_note", "呼出音のみ"),
    ];
    desk.post(&format!("{page}/contact"), &first)
        .await
        .is(StatusCode::SEE_OTHER);
    let second = [
        ("version", "1"),
        ("seen", &seen),
        ("decide_kind", "refuse"),
        ("decide_reason", "対象の業種ではないため"),
    ];
    let answer = desk.post_as(BRUNO, &format!("{page}/decide"), &second).await;
    answer.is(StatusCode::CONFLICT).has("対象の業種ではないため");
    let text = answer.text();
    let meanwhile = text.split("あなたが開いたあとの変更").nth(1).unwrap();
    let meanwhile = meanwhile.split("</div>").next().unwrap();
    assert!(
        meanwhile.contains("担当1") || meanwhile.contains("担当（0001）"),
        "{meanwhile}"
    );
    assert!(
        meanwhile.contains("連絡を記録した") && meanwhile.contains("呼出音のみ"),
        "{meanwhile}"
    );
    assert!(
        !meanwhile.contains("申込みを受け付けた"),
        "what was there before is no news"
    );
}

/// An old bookmark, or fewer rows than before: beyond the last page the last one is shown, not emptiness.
#[tokio::test]
async fn beyond_the_last_page_stands_the_last_one() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    for number in 1..=52 {
        desk.company(number, &format!("有限会社ひばり通商{number}"), 0)
            .await;
    }
    for page in ["", "/applications"] {
        for asked in ["2", "999", "100000", "99999999999999999999"] {
            let shown = desk.get(&format!("/desk/{CALL}{page}?page={asked}")).await;
            let shown = shown.is(StatusCode::OK);
            if asked.len() > 10 {
                // No number at all is no page that was asked for.
                shown.has("52 件中 1〜50 件");
            } else {
                shown
                    .has("52 件中 51〜52 件")
                    .has("前の50件")
                    .lacks("次の50件")
                    .has("有限会社ひばり通商5");
            }
        }
    }
    desk.search(&format!("/desk/{CALL}/applications"), &[("q", "どこにもない")])
        .await
        .is(StatusCode::OK)
        .has("該当する申込みはありません");
}
