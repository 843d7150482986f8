//! Stamped scans (C15): the secretariat looks at them before they count; a part signed wrongly is signed again.

use std::sync::Arc;

use calls::domain::application::StateName;
use calls::domain::definition::consents::Part;
use calls::error::Error;
use calls::ops::answer::Answer;
use calls::ops::documents::{Method, SignConsent, Upload};
use calls::ops::review_scan::{ReviewScan, Verdict, to_review};
use contracts::ids::{ApplicationId, SignatureId};
use platform::actor::Actor;
use platform::audit::{audit_entry, audit_payload};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::applicant::{CALL, START, by_number, world};
use crate::browser::mails;
use crate::lottery::{answer, released};
use crate::world::{World, at, clerk, on_both};

/// A Friday; the Monday after it is a holiday (海の日).
const FRIDAY: &str = "2025-07-18T16:00:00";

fn scan(contents: &[u8]) -> Method {
    Method::Scan(Upload {
        name: "同意書 押印.pdf".to_owned(),
        media_type: "application/pdf",
        contents: contents.to_vec(),
    })
}

async fn sign(world: &World, id: ApplicationId, consent: &str, part: Part, method: Method) -> SignConsent {
    let company = world.company_of(id).await;
    SignConsent {
        programme: Arc::clone(&world.programme),
        application: id,
        consent: consent.to_owned(),
        part,
        method,
        signer_name: "小川 春香".to_owned(),
        company: (part == Part::Company).then_some(company),
        client_address: "192.0.2.1".to_owned(),
        reason: None,
        actor: Actor::Applicant { application: id },
    }
}

fn review(world: &World, id: ApplicationId, signature: SignatureId, verdict: Verdict) -> ReviewScan {
    ReviewScan {
        programme: Arc::clone(&world.programme),
        application: id,
        signature,
        verdict,
        actor: clerk(3),
    }
}

fn back(reason: &str) -> Verdict {
    Verdict::SendBack {
        reason: reason.to_owned(),
    }
}

/// Somebody with a place who has signed everything but the company's part of the first consent.
async fn almost(world: &World) -> ApplicationId {
    released(world, 41).await;
    let id = world.in_state(StateName::Offered).await[0];
    answer(world, id, Answer::Accept).await.unwrap();
    world.clock.set(at(FRIDAY));
    for (consent, part) in [
        ("participation", Part::Participant),
        ("confidentiality", Part::Company),
        ("confidentiality", Part::Participant),
    ] {
        let signed = sign(world, id, consent, part, Method::Typed).await;
        assert_eq!(world.store.run(&signed).await.unwrap(), StateName::Confirmed);
    }
    id
}

/// What the log keeps of an action on an application: before and after.
async fn logged(world: &World, id: ApplicationId, action: &str) -> Vec<(String, String)> {
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::SubjectId.eq(id.to_string()))
        .filter(audit_entry::Column::Action.eq(action))
        .order_by_asc(audit_entry::Column::Seq)
        .all(world.store.reader())
        .await
        .unwrap();
    let mut found = Vec::new();
    for entry in entries {
        let payload = audit_payload::Entity::find_by_id(entry.seq)
            .one(world.store.reader())
            .await
            .unwrap()
            .unwrap();
        found.push((
            payload.before.unwrap_or_default(),
            payload.after.unwrap_or_default(),
        ));
    }
    found
}

/// C15: a scan counts when a clerk has accepted it, not when it was uploaded; sent back, it is handed in again.
#[tokio::test]
async fn a_scan_counts_when_it_is_accepted() {
    on_both(CALL, START, async |world| {
        let id = almost(&world).await;
        let first = sign(&world, id, "participation", Part::Company, scan(b"%PDF-1.7 one")).await;
        assert_eq!(world.store.run(&first).await.unwrap(), StateName::Confirmed);
        // Sent twice, it is one.
        assert_eq!(world.store.run(&first).await.unwrap(), StateName::Confirmed);
        let waiting = to_review(world.store.reader(), id).await.unwrap();
        assert_eq!(waiting.len(), 1);

        for empty in ["", " \n"] {
            let nothing = review(&world, id, waiting[0], back(empty));
            assert!(matches!(
                world.store.run(&nothing).await,
                Err(Error::ReasonMissing)
            ));
        }
        let other = world.in_state(StateName::Offered).await[0];
        assert!(matches!(
            world
                .store
                .run(&review(&world, other, waiting[0], Verdict::Accept))
                .await,
            Err(Error::Stale)
        ));
        let told = mails(&world).await.len();
        let returned = review(&world, id, waiting[0], back("社印が切れています。"));
        assert_eq!(world.store.run(&returned).await.unwrap(), StateName::Confirmed);
        let letters = mails(&world).await;
        assert_eq!(letters.len(), told + 1);
        let letter = letters
            .iter()
            .find(|mail| mail.body.contains("社印が切れています。"))
            .unwrap();
        assert!(letter.body.contains("参加同意書") && letter.body.contains("企業同意部分"));
        // The line with `{site}/return` under it stands only where the site's address is known.
        assert!(
            letter.body.contains("次のページから受付番号とメールアドレスで"),
            "{}",
            letter.body
        );
        assert!(matches!(
            world
                .store
                .run(&review(&world, id, waiting[0], Verdict::Accept))
                .await,
            Err(Error::Stale)
        ));

        // The same file again is looked at again.
        assert_eq!(world.store.run(&first).await.unwrap(), StateName::Confirmed);
        let again = to_review(world.store.reader(), id).await.unwrap();
        let second = sign(&world, id, "participation", Part::Company, scan(b"%PDF-1.7 two")).await;
        world.store.run(&second).await.unwrap();
        // Somebody decides about a scan that another one took the place of meanwhile.
        assert!(matches!(
            world
                .store
                .run(&review(&world, id, again[0], Verdict::Accept))
                .await,
            Err(Error::Stale)
        ));
        let last = to_review(world.store.reader(), id).await.unwrap();
        assert_eq!(last.len(), 1);
        assert_eq!(
            world
                .store
                .run(&review(&world, id, last[0], Verdict::Accept))
                .await
                .unwrap(),
            StateName::Participating
        );
        assert!(to_review(world.store.reader(), id).await.unwrap().is_empty());
        let log = logged(&world, id, "consent.returned").await;
        assert_eq!(log.len(), 1);
        assert!(log[0].0.contains("to_review") && log[0].1.contains("社印が切れています。"));
        assert_eq!(logged(&world, id, "consent.accepted").await.len(), 1);
        assert_eq!(logged(&world, id, "participation.fixed").await.len(), 1);
        world.audit_holds().await;
    })
    .await;
}

/// C15: until participation is fixed the company puts a wrong signer right; afterwards the secretariat alone, with a
/// reason. What stood before stays in the log.
#[tokio::test]
async fn a_wrong_signer_is_put_right() {
    on_both(CALL, START, async |world| {
        let id = almost(&world).await;
        let mut wrong = sign(&world, id, "confidentiality", Part::Company, Method::Typed).await;
        wrong.signer_name = "森 一".to_owned();
        assert_eq!(world.store.run(&wrong).await.unwrap(), StateName::Confirmed);
        let log = logged(&world, id, "consent.corrected").await;
        assert_eq!(log.len(), 1);
        assert!(log[0].0.contains("小川 春香") && log[0].1.contains("森 一"));

        let right = sign(&world, id, "confidentiality", Part::Company, Method::Typed).await;
        assert_eq!(world.store.run(&right).await.unwrap(), StateName::Confirmed);
        let last = sign(&world, id, "participation", Part::Company, Method::Typed).await;
        assert_eq!(world.store.run(&last).await.unwrap(), StateName::Participating);
        assert_eq!(world.store.run(&last).await.unwrap(), StateName::Participating);
        let mut late = sign(&world, id, "confidentiality", Part::Company, Method::Typed).await;
        late.signer_name = "森 一".to_owned();
        assert!(matches!(world.store.run(&late).await, Err(Error::OutOfOrder(_))));
        late.actor = clerk(3);
        late.method = scan(b"%PDF-1.7 paper");
        assert!(matches!(world.store.run(&late).await, Err(Error::ReasonMissing)));
        late.reason = Some("代表者が署名し直した書面が届いたため".to_owned());
        assert_eq!(world.store.run(&late).await.unwrap(), StateName::Participating);
        let log = logged(&world, id, "consent.corrected").await;
        assert_eq!(log.len(), 3);
        assert!(log[1].0.contains("森 一") && log[1].1.contains("小川 春香"));
        assert!(log[2].0.contains("小川 春香") && log[2].1.contains("代表者が署名し直した"));
        world.audit_holds().await;
    })
    .await;
}

/// C15: a consent in the name of another company, representative or participant is looked at before it counts.
#[tokio::test]
async fn another_name_waits_for_a_look() {
    on_both(CALL, START, async |world| {
        let id = almost(&world).await;
        for (name, address) in [
            ("株式会社まったく別", "東京都江東区若葉町1-2-3"),
            ("", "大阪府大阪市北区1-1"),
        ] {
            let mut other = sign(&world, id, "participation", Part::Company, Method::Typed).await;
            let own = world.company_of(id).await.0;
            let name = if name.is_empty() { own } else { name.to_owned() };
            other.company = Some((name, address.to_owned()));
            assert_eq!(world.store.run(&other).await.unwrap(), StateName::Confirmed);
            assert_eq!(to_review(world.store.reader(), id).await.unwrap().len(), 1);
        }
        let mut other = sign(&world, id, "participation", Part::Company, Method::Typed).await;
        other.signer_name = "別府 誰也".to_owned();
        assert_eq!(world.store.run(&other).await.unwrap(), StateName::Confirmed);
        assert_eq!(to_review(world.store.reader(), id).await.unwrap().len(), 1);
        // The prefecture may stand before the address, and the name may be typed in other widths.
        let mut same = sign(&world, id, "participation", Part::Company, Method::Typed).await;
        same.company = same.company.map(|(name, address)| {
            (
                name.replace("株式会社", "株式会社　"),
                address.replace("東京都", "").replace('-', "－"),
            )
        });
        assert_eq!(world.store.run(&same).await.unwrap(), StateName::Participating);
    })
    .await;
}

/// The company sees what became of its scan, which file it was, and why it came back.
#[tokio::test]
async fn the_company_follows_its_scan() {
    let (world, _folder) = world(CALL, START).await;
    let id = almost(&world).await;
    let mut browser = by_number(&world, id).await;
    let page = "/status/consents/participation/company";
    let (own_name, _) = world.company_of(id).await;
    let fields = [
        ("company", own_name.as_str()),
        ("address", "東京都江東区若葉町1-2-3"),
        ("signer", "小川 春香"),
        ("method", "scan"),
    ];
    browser.get(page).await.shows("運営事務局が内容を確認してから");
    browser
        .upload(page, &fields, "../同意書 押印.pdf", b"%PDF-1.7 one")
        .await
        .leads_to("/status/signed/participation");
    // Day 1 is the Tuesday: Monday is a holiday.
    browser
        .get("/status/signed/participation")
        .await
        .shows("受け取りました")
        .shows("7月24日")
        .shows("同意書 押印.pdf")
        .shows("12 バイト")
        .shows("e6d49ab2abf82176003da667a50ba1d708796b091f2957400c19699badfb6a20")
        .shows("/status/consents/participation/company?again");
    let status = browser.get("/status").await;
    status.shows("確認中").shows("運営事務局の確認が済むと");

    let waiting = to_review(world.store.reader(), id).await.unwrap();
    let returned = review(&world, id, waiting[0], back("社印が<切れています>。"));
    world.store.run(&returned).await.unwrap();
    browser
        .get("/status")
        .await
        .shows("再提出")
        .shows("社印が&#60;切れています&#62;。")
        .shows(page);
    browser
        .get(page)
        .await
        .is(200)
        .shows("社印が&#60;切れています&#62;。");
    let agreed: Vec<_> = fields[..3].iter().copied().chain([("agree", "yes")]).collect();
    browser
        .post(page, &agreed)
        .await
        .leads_to("/status/signed/participation");
    assert_eq!(world.state(id).await, StateName::Participating);
    browser
        .get(&format!("{page}?again"))
        .await
        .leads_to("/status/signed/participation");
    let late: Vec<_> = [("signer", "森 一")]
        .into_iter()
        .chain(agreed.iter().copied().filter(|(name, _)| *name != "signer"))
        .collect();
    browser.post(page, &late).await.is(409);
}
