//! Consents at the desk (C15): who has signed, stamped scans and signed copies to be saved; briefings (C17).

use std::sync::Arc;

use axum::http::{StatusCode, header};
use calls::domain::application::StateName;
use calls::domain::definition::consents::Part;
use calls::ops::answer::Answer;
use calls::ops::briefing::{Mode, RegisterForBriefing};
use calls::ops::documents::{Method, SignConsent, Upload};
use contracts::ids::ApplicationId;
use platform::actor::Actor;
use platform::text::Language;

use super::{CALL, COMPANY, Desk};
use crate::lottery::{answer, released};

const OPEN: &str = "2025-06-02T10:00:00";

async fn sign(desk: &Desk, application: ApplicationId, part: Part, method: Method) {
    let sign = SignConsent {
        programme: Arc::clone(&desk.world.programme),
        application,
        consent: desk.world.programme.consents[0].id.clone(),
        part,
        method,
        signer_name: "小川 春香".to_owned(),
        company: (part == Part::Company).then(|| ("みなも商会".to_owned(), "江東区若葉町1-2-3".to_owned())),
        client_address: "192.0.2.10".to_owned(),
        reason: None,
        actor: Actor::Applicant { application },
    };
    desk.world.store.run(&sign).await.unwrap();
}

/// C15: what comes by post counts as well: the clerk scans it, and with the last part participation is fixed.
#[tokio::test]
async fn papers_come_by_post() {
    let desk = Desk::open(CALL, OPEN).await;
    released(&desk.world, 1).await;
    let id = desk.world.in_state(StateName::Offered).await[0];
    let page = format!("/desk/{CALL}/applications/{id}");
    let papers = format!("{page}/papers");
    let pdf: &[u8] = b"%PDF-1.7\n%%EOF\n";
    let one = [("paper", "participation/company"), ("paper_signer", "小川 春香")];
    desk.send_file(&papers, &one, ("scan", "同意書.pdf", pdf))
        .await
        .is(StatusCode::CONFLICT);
    answer(&desk.world, id, Answer::Accept).await.unwrap();
    desk.send_file(&papers, &[], ("scan", "", b""))
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("郵送で届いた書類を記録")
        .has("href=\"#paper_signer\"")
        .has("href=\"#scan\"");
    desk.send_file(&papers, &one, ("scan", "memo.txt", b"no scan"))
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("小川 春香");
    for consent in desk.world.programme.consents.clone() {
        for part in ["company", "participant"] {
            assert_eq!(desk.world.state(id).await, StateName::Confirmed);
            let paper = format!("{}/{part}", consent.id);
            let pairs = [("paper", paper.as_str()), ("paper_signer", "小川 春香")];
            desk.send_file(&papers, &pairs, ("scan", "同意書.pdf", pdf))
                .await
                .is(StatusCode::SEE_OTHER);
        }
    }
    assert_eq!(desk.world.state(id).await, StateName::Participating);
    desk.get(&page)
        .await
        .has("同意書.pdf")
        .has("※提出済み（差し替え）");
    // What counts already is replaced with a reason alone.
    let one = [("paper", "participation/company"), ("paper_signer", "森 一")];
    let newer: &[u8] = b"%PDF-1.7\nnewer\n%%EOF\n";
    desk.send_file(&papers, &one, ("scan", "同意書.pdf", newer))
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("href=\"#paper_reason\"");
    let with_reason: Vec<_> = one
        .into_iter()
        .chain([("paper_reason", "代表者の交代")])
        .collect();
    desk.send_file(&papers, &with_reason, ("scan", "同意書.pdf", newer))
        .await
        .is(StatusCode::SEE_OTHER);
    desk.get(&page)
        .await
        .has("森 一")
        .has("代表者の交代")
        .has("以前に受け取った書類");
    desk.world.audit_holds().await;
}

/// What a company sent is saved as what it is, never shown in place, and only under its own application.
#[tokio::test]
async fn scans_and_copies_are_saved() {
    let desk = Desk::open(CALL, OPEN).await;
    released(&desk.world, 3).await;
    let offered = desk.world.in_state(StateName::Offered).await;
    answer(&desk.world, offered[0], Answer::Accept).await.unwrap();
    let page = format!("/desk/{CALL}/applications/{}", offered[0]);
    desk.get(&format!("/desk/{CALL}/consents"))
        .await
        .has("1 社のうち 1 社が未着です");
    let scan = Upload {
        name: "同意書\".html".to_owned(),
        media_type: "application/pdf",
        contents: b"%PDF-1.7 <script>alert(1)</script>".to_vec(),
    };
    sign(&desk, offered[0], Part::Company, Method::Scan(scan)).await;
    let shown = desk.get(&page).await;
    shown.has("押印した書類を保存").has("署名済みの控え（PDF）");
    let text = shown.text();
    let href = text.split("/files/").nth(1).unwrap().split('"').next().unwrap();
    let file = desk.get(&format!("{page}/files/{href}")).await;
    file.is(StatusCode::OK).has("%PDF-1.7");
    assert_eq!(file.header(header::CONTENT_TYPE), "application/pdf");
    assert_eq!(file.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    let disposition = file.header(header::CONTENT_DISPOSITION);
    assert!(
        disposition.starts_with("attachment; filename=\"") && !disposition.contains("\".html"),
        "{disposition}"
    );
    assert!(file.header(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
    let foreign = format!("/desk/{CALL}/applications/{}/files/{href}", offered[1]);
    desk.get(&foreign).await.is(StatusCode::NOT_FOUND);
    desk.get_as(COMPANY, &format!("{page}/files/{href}"))
        .await
        .is(StatusCode::FORBIDDEN);
    desk.get(&format!("{page}/files/nothing"))
        .await
        .is(StatusCode::NOT_FOUND);

    let consent = &desk.world.programme.consents[0].id;
    let copy = desk.get(&format!("{page}/consents/{consent}")).await;
    copy.is(StatusCode::OK);
    assert_eq!(copy.header(header::CONTENT_TYPE), "application/pdf");
    assert!(copy.bytes.starts_with(b"%PDF-"));
    desk.get(&format!("{page}/consents/nothing"))
        .await
        .is(StatusCode::NOT_FOUND);

    let overview = format!("/desk/{CALL}/consents");
    desk.get(&overview)
        .await
        .has("会社　0/1")
        .has("参加者　0/1")
        .has("確認待ち")
        .has("未着");
    for consent in &desk.world.programme.consents {
        for part in &consent.parts {
            let mut sign = SignConsent {
                programme: Arc::clone(&desk.world.programme),
                application: offered[0],
                consent: consent.id.clone(),
                part: *part,
                method: Method::Typed,
                signer_name: "小川 春香".to_owned(),
                company: None,
                client_address: String::new(),
                reason: None,
                actor: Actor::Applicant {
                    application: offered[0],
                },
            };
            if *part == Part::Company {
                sign.company = Some(desk.world.company_of(offered[0]).await);
            }
            desk.world.store.run(&sign).await.unwrap();
        }
    }
    desk.get(&overview).await.has("1 社のうち 0 社が未着です");
}

/// C15: the inbox says which scans wait; the clerk accepts one or asks for it again with a reason.
#[tokio::test]
async fn a_clerk_looks_at_scans() {
    let desk = Desk::open(CALL, OPEN).await;
    released(&desk.world, 1).await;
    let id = desk.world.in_state(StateName::Offered).await[0];
    answer(&desk.world, id, Answer::Accept).await.unwrap();
    let scan = Upload {
        name: "同意書.pdf".to_owned(),
        media_type: "application/pdf",
        contents: b"%PDF-1.7".to_vec(),
    };
    sign(&desk, id, Part::Company, Method::Scan(scan)).await;
    let page = format!("/desk/{CALL}/applications/{id}");
    desk.get(&format!("/desk/{CALL}"))
        .await
        .has("確認待ちの書類")
        .has(&format!("{page}#scans"));
    let shown = desk.get(&page).await;
    shown
        .has("受理する")
        .has("同意書.pdf")
        .has("<dt>申込みの記載</dt><dd>株式会社みなも製作所")
        .lacks("申込みの記載と違う");
    let text = shown.text();
    let scan = text.split("/scans/").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("{page}/scans/{scan}");
    desk.post_as(COMPANY, &path, &[("verdict", "accept")])
        .await
        .is(StatusCode::FORBIDDEN);
    desk.post(&path, &[("verdict", "return"), ("scan_reason", " ")])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("href=\"#scan_reason\"")
        .has("id=\"scan_reason\"");
    desk.post(
        &path,
        &[("verdict", "return"), ("scan_reason", "押印がありません")],
    )
    .await
    .is(StatusCode::SEE_OTHER);
    desk.get(&format!("/desk/{CALL}")).await.lacks("確認待ちの書類");
    desk.get(&page).await.has("押印がありません").lacks("受理する");
    desk.post(&path, &[("verdict", "accept")])
        .await
        .is(StatusCode::CONFLICT);
    desk.post(&format!("{page}/scans/nothing"), &[("verdict", "accept")])
        .await
        .is(StatusCode::NOT_FOUND);
    // Signed on the page by another company than applied: the clerk reads that this is why it waits.
    sign(&desk, id, Part::Company, Method::Typed).await;
    desk.get(&page)
        .await
        .has("申込みの記載と違うため")
        .has("みなも商会")
        .has("<dt>申込みの記載</dt><dd>株式会社みなも製作所");
    desk.get("/desk")
        .await
        .has("data-label=\"確認待ちの書類\" class=\"num\">1</td>");
}

/// Registrations stand under their briefing and can be taken away as a file.
#[tokio::test]
async fn briefings_show_who_comes() {
    let desk = Desk::open(CALL, OPEN).await;
    let programme = &desk.world.programme;
    let briefing = &programme.delivery.briefings[0];
    let mode = if briefing.seats_online.is_some() {
        Mode::Online
    } else {
        Mode::OnSite
    };
    let page = format!("/desk/{CALL}/briefings");
    desk.get(&page).await.has("まだ申込みはありません");
    desk.world.clock.set(
        platform::clock::from_tokyo(briefing.registration_closes) - jiff::SignedDuration::from_hours(48),
    );
    let register = RegisterForBriefing {
        programme: Arc::clone(programme),
        briefing: briefing.id.clone(),
        mode,
        company: "=みなも商会".to_owned(),
        name: "小川 春香".to_owned(),
        email: "ogawa@example.jp".to_owned(),
        language: Language::Ja,
    };
    desk.world.store.run(&register).await.unwrap();
    desk.get(&page).await.has("小川 春香").has("1／");
    desk.get(&format!("{page}.csv"))
        .await
        .has("'=みなも商会")
        .has("ogawa@example.jp");
}
