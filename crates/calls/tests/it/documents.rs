//! Documents and public pages: consents, uploads, questionnaire, the draw for everyone, briefings.

use std::sync::Arc;

use calls::domain::application::StateName;
use calls::ops::briefing::{Mode, RegisterForBriefing};
use calls::ops::review_scan::{ReviewScan, Verdict, to_review};
use platform::forms::{Field, FieldKind};
use platform::mail::message;
use platform::text::Language;
use sea_orm::EntityTrait;

use crate::applicant::{CALL, START, by_number, world};
use crate::browser::Browser;
use crate::lottery::released;
use crate::world::{at, clerk};

const COMPANY: [(&str, &str); 3] = [
    ("company", "株式会社みなも製作所"),
    ("address", "東京都江東区若葉町1-2-3"),
    ("signer", "小川 春香"),
];

#[tokio::test]
async fn consents_lead_to_participation() {
    let (world, _folder) = world(CALL, START).await;
    released(&world, 41).await;
    let id = world.in_state(StateName::Offered).await[0];
    let mut browser = by_number(&world, id).await;
    let company = "/status/consents/participation/company";
    let (own_name, _) = world.company_of(id).await;
    let typed: Vec<_> = COMPANY
        .into_iter()
        .map(|(field, value)| {
            (
                field,
                if field == "company" {
                    own_name.as_str()
                } else {
                    value
                },
            )
        })
        .collect();
    browser.get(company).await.leads_to("/status");
    browser.post("/status/accept", &[]).await.leads_to("/status");
    browser
        .get(company)
        .await
        .is(200)
        .shows("（ア）")
        .shows("暴力団等の反社会的勢力");
    browser.get("/status/consents/participation/nobody").await.is(404);
    browser.get("/status/signed/participation").await.is(404);

    let unticked = browser.post(company, &typed).await;
    unticked
        .is(422)
        .shows("チェックを入れてください")
        .shows("小川 春香");
    browser
        .post(company, &[("agree", "yes"), ("company", "あ"), ("address", "い")])
        .await
        .is(422)
        .shows("href=\"#signer\"");
    let agreed: Vec<_> = typed.into_iter().chain([("agree", "yes")]).collect();
    browser
        .post(company, &agreed)
        .await
        .leads_to("/status/signed/participation");
    browser
        .get(company)
        .await
        .leads_to("/status/signed/participation");
    browser
        .get("/status/signed/participation")
        .await
        .is(200)
        .shows("東京都江東区若葉町1-2-3")
        .shows("/status/consents/participation/participant");

    let participant = "/status/consents/participation/participant";
    let name = [("signer", "小川 春香"), ("method", "scan")];
    browser
        .upload(participant, &name, "a.pdf", b"<html>")
        .await
        .is(422)
        .shows("PDF、PNG、JPEGのいずれか");
    browser
        .upload(participant, &name, "", b"")
        .await
        .is(422)
        .shows("ファイルを選んでください");
    let mut large = b"%PDF-1.7".to_vec();
    large.resize(10 * 1024 * 1024 + 1, b' ');
    browser
        .upload(participant, &name, "a.pdf", &large)
        .await
        .is(422)
        .shows("ファイルが大きすぎます");
    large.resize(50 * 1024 * 1024, b' ');
    // No dead end: how large it may be, and back to where it was chosen, if the browser says so.
    browser
        .upload(participant, &name, "a.pdf", &large)
        .await
        .is(413)
        .shows("10MBまで")
        .shows("href=\"/status\">前のページに戻る");
    browser.from = Some(format!("https://mamori.example.jp/en{participant}"));
    browser
        .upload(&format!("/en{participant}"), &name, "a.pdf", &large)
        .await
        .is(413)
        .shows("up to 10 MB")
        .shows(&format!("href=\"/en{participant}\""));
    browser.from = Some("https://mamori.example.jp.example.com/elsewhere".to_owned());
    browser
        .upload(participant, &name, "a.pdf", &large)
        .await
        .is(413)
        .hides("elsewhere");
    browser.from = None;
    large.resize(3 * 1024 * 1024, b' ');
    browser
        .upload(participant, &name, "../../同意書.pdf", &large)
        .await
        .leads_to("/status/signed/participation");

    assert_eq!(world.state(id).await, StateName::Confirmed);
    for part in ["company", "participant"] {
        let path = format!("/status/consents/confidentiality/{part}");
        browser.post(&path, &agreed).await.is(303);
    }
    // The stamped scan counts when somebody has looked at it.
    assert_eq!(world.state(id).await, StateName::Confirmed);
    browser
        .get("/status")
        .await
        .shows("書類を確認しています")
        .hides("書類をお願いします");
    let waiting = to_review(world.store.reader(), id).await.unwrap();
    let accept = ReviewScan {
        programme: Arc::clone(&world.programme),
        application: id,
        signature: waiting[0],
        verdict: Verdict::Accept,
        actor: clerk(1),
    };
    world.store.run(&accept).await.unwrap();
    assert_eq!(world.state(id).await, StateName::Participating);
    browser.get("/status").await.shows("参加が確定しました");
    world.audit_holds().await;
}

fn answer(field: &Field) -> String {
    match field.kind {
        FieldKind::YesNo => "no".to_owned(),
        FieldKind::Integer => "3".to_owned(),
        _ => field
            .options
            .first()
            .map_or_else(|| "yes".to_owned(), |option| option.id.clone()),
    }
}

#[tokio::test]
async fn a_questionnaire_is_kept_and_sent() {
    let (world, _folder) = world("followup-2024", "2024-07-16T10:00:00").await;
    released(&world, 2).await;
    let id = world.in_state(StateName::Offered).await[0];
    let mut browser = by_number(&world, id).await;
    let path = "/status/forms/questionnaire";
    browser.get(path).await.is(409);
    browser.post("/status/accept", &[]).await.leads_to("/status");
    browser.get("/status").await.shows(path);
    browser.get(path).await.is(200).shows("質問票");
    browser.get("/status/forms/application").await.is(404);

    // Something is wrong: all of it is shown again, and still there after coming back.
    let some = [("computers", "たくさん"), ("network_notes", "二階は無線です")];
    let again = browser.post(path, &some).await;
    again
        .is(422)
        .shows("たくさん")
        .shows("二階は無線です")
        .shows("エラー：");
    browser
        .get(path)
        .await
        .is(200)
        .shows("たくさん")
        .shows("二階は無線です");
    let later = [("computers", "12"), ("later", "yes")];
    browser
        .post(path, &later)
        .await
        .leads_to("/status/forms/questionnaire?saved");
    browser.get(path).await.shows("value=\"12\"");

    let form = world.programme.form("questionnaire").unwrap();
    let fields = form.sections.iter().flat_map(|section| &section.fields);
    let answers: Vec<(String, String)> = fields
        .filter(|field| field.required)
        .map(|field| (field.id.clone(), answer(field)))
        .collect();
    let pairs: Vec<(&str, &str)> = answers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post(path, &pairs).await.leads_to("/status");
    assert_eq!(world.state(id).await, StateName::Participating);
    browser.get(path).await.is(200).shows("送信しました");
    browser.post(path, &later).await.leads_to(path);
    browser.get(path).await.is(200).shows("送信しました");
}

#[tokio::test]
async fn everyone_can_check_the_draw() {
    let (world, _folder) = world(CALL, START).await;
    let mut stranger = Browser::new(&world);
    let base = format!("/programmes/{CALL}/draw");
    stranger.get(&base).await.is(200).shows("まだ公開されていません");
    stranger.get(&format!("{base}/bundle.zip")).await.is(404);
    stranger.get("/programmes/kojo-2023/draw").await.is(404);
    released(&world, 42).await;
    let page = stranger.get(&base).await;
    page.is(200).shows("42 件").shows("席をお知らせ");
    // The page that checks opens in the language it is opened from.
    for (language, tag) in [("", "ja"), ("/en", "en")] {
        for path in [
            format!("{language}{base}"),
            format!("{language}/programmes/{CALL}"),
        ] {
            let opener = format!("draw/verifier#{tag}\"");
            stranger.get(&path).await.is(200).shows(&opener);
        }
    }
    // On the call's page who may apply comes before the hashes, and bars can be compared: all have one length.
    let page = stranger.get(&format!("/programmes/{CALL}")).await.text();
    let place = |title: &str| page.find(&format!(">{title}</h2>")).unwrap();
    assert!(place("対象となる会社") < place("事業説明会"));
    assert!(place("事業説明会") < place("抽選のしくみと検証"));
    let lengths = page.split("<progress max=\"").skip(1);
    let lengths: Vec<&str> = lengths.map(|bar| bar.split('"').next().unwrap()).collect();
    assert_eq!(lengths, ["20"; 3]);
    assert!(page.contains("目安を超えています"));
    let verifier = stranger.get(&format!("{base}/verifier")).await;
    assert_eq!(verifier.body, fair_draw::VERIFIER_HTML.as_bytes());
    assert_eq!(
        verifier.headers["content-security-policy"],
        fair_draw::VERIFIER_CSP
    );
    let bundle = stranger.get(&format!("{base}/bundle.zip")).await;
    assert_eq!(bundle.headers["content-type"], "application/zip");

    let id = world.in_state(StateName::Waiting).await[0];
    let mut browser = by_number(&world, id).await;
    browser.get("/status").await.shows("/status/receipt.json");
    let receipt = browser.get("/status/receipt.json").await;
    let receipt = fair_draw::Receipt::parse(&receipt.body).unwrap();
    let report = fair_draw::verify(&bundle.body, Some(&receipt));
    assert!(report.ok, "{report:?}");
    stranger
        .get("/status/receipt.json")
        .await
        .leads_to("/return?to=/status/receipt.json");
}

#[tokio::test]
async fn a_briefing_fills_up_and_closes() {
    let (world, _folder) = world(CALL, START).await;
    let mut browser = Browser::new(&world);
    let path = format!("/programmes/{CALL}/briefings/briefing-2");
    let hours = "令和7年6月12日（木） 13:30〜15:00";
    browser.get(&path).await.is(200).shows("残り 100席");
    browser.get(&format!("/programmes/{CALL}")).await.shows(hours);
    browser
        .get(&format!("/programmes/{CALL}/briefings/none"))
        .await
        .is(404);
    let person = [
        ("mode", "online"),
        ("company", "株式会社みなも製作所"),
        ("name", "小川 春香"),
        ("email", "ogawa@example.jp"),
    ];
    browser.post(&path, &person[..3]).await.is(422).shows("小川 春香");
    browser
        .post(&path, &[("mode", "on_site"), person[1], person[2], person[3]])
        .await
        .is(404);
    for _ in 0..2 {
        browser
            .post(&path, &person)
            .await
            .leads_to(&format!("{path}?done"));
    }
    browser
        .get(&format!("{path}?done"))
        .await
        .shows("説明会の申込みを受け付けました");
    browser.get(&path).await.shows("残り 99席");
    // The mail's link cancels, and the seat is free again; a second time changes nothing.
    let mails = message::Entity::find().all(world.store.reader()).await.unwrap();
    let link = mails[0]
        .body
        .lines()
        .find_map(|line| line.trim().strip_prefix("https://mamori.example.jp"));
    let link = link.unwrap().to_owned();
    browser
        .get(&link)
        .await
        .is(200)
        .shows("申込みを取り消す")
        .shows(hours);
    for _ in 0..2 {
        browser.post(&format!("{link}/cancel"), &[]).await.leads_to(&link);
    }
    browser.get(&link).await.shows("に取り消しました");
    browser.get(&path).await.shows("残り 100席");
    browser.get(&format!("{link}x")).await.is(404);
    browser
        .post(&path, &person)
        .await
        .leads_to(&format!("{path}?done"));
    browser.get(&path).await.shows("残り 99席");
    for number in 0..99 {
        let register = RegisterForBriefing {
            programme: Arc::clone(&world.programme),
            briefing: "briefing-2".to_owned(),
            mode: Mode::Online,
            company: "有限会社あおば".to_owned(),
            name: "森 一".to_owned(),
            email: format!("mori{number}@example.jp"),
            language: Language::Ja,
        };
        world.store.run(&register).await.unwrap();
    }
    browser.get(&path).await.is(200).shows("満席");
    let late = [person[0], person[1], person[2], ("email", "late@example.jp")];
    browser.post(&path, &late).await.is(409).shows("満席");
    world.clock.set(at("2025-06-12T00:00:00"));
    browser.get(&path).await.is(200).shows("締め切りました");
    browser.post(&path, &late).await.is(409).shows("締め切りました");
}
