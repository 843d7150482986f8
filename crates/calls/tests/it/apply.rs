//! The application before it is sent: what the rules say against it, the close, the other language, the form to stamp.

use calls::domain::application::StateName;
use calls::ops::answer::Answer;

use crate::applicant::{CALL, START, world};
use crate::browser::Browser;
use crate::lottery::{answer, released};
use crate::way::fill_in;
use crate::world::at;

/// A "no" explains and refers on (C2–C5): in the call's own words, with where to go instead, and one may send all the same.
#[tokio::test]
async fn a_no_explains_and_refers_on() {
    let (world, _folder) = world(CALL, START).await;
    let base = format!("/programmes/{CALL}");
    let mut browser = Browser::new(&world);
    fill_in(&mut browser, &world, &[]).await;
    let fine = browser.get(&format!("{base}/apply/check")).await;
    fine.is(200).hides("次の要件を満たしていません");

    let changes = [
        ("prefecture", "大阪府"),
        ("security_utm", "no"),
        ("security_edr", "no"),
    ];
    fill_in(&mut browser, &world, &changes).await;
    let page = browser.get(&format!("{base}/apply/check")).await;
    page.is(200)
        .shows("次の要件を満たしていません")
        .shows("東京都内に主たる事業所を有する中小企業者")
        .shows("UTMやEDR等の一定程度のセキュリティ機器・ソフトウェアを導入し")
        .shows(&format!("href=\"{base}/apply/security?from=check\""))
        .shows("SECURITY ACTION")
        .shows("このまま申し込むこともできます")
        .shows("action=\"/programmes/jissenryoku-2025/apply/send\"")
        .hides("次の表のいずれかに該当する中小企業基本法");
    let english = browser.get(&format!("/en{base}/apply/check")).await;
    english
        .is(200)
        .shows("whose main office is in Tokyo")
        .shows("You may still apply");

    // Each section says what its own answers brought about.
    let company = browser.get(&format!("{base}/apply/company")).await;
    company
        .shows("東京都内に主たる事業所を有する")
        .hides("UTMやEDR等の一定程度");
    let participant = browser.get(&format!("{base}/apply/participant")).await;
    participant.is(200).hides("次の要件を満たしていません");

    browser
        .post(&format!("{base}/apply/send"), &[])
        .await
        .leads_to(&format!("{base}/receipt"));
}

/// "Too large" shows the limits that the requirement speaks of, and what was answered beside them (C2).
#[tokio::test]
async fn the_limits_stand_beside_what_is_too_large() {
    let (world, _folder) = world(CALL, START).await;
    let base = format!("/programmes/{CALL}");
    let mut browser = Browser::new(&world);
    let changes = [("capital_yen", "9000000000"), ("employees", "4321")];
    fill_in(&mut browser, &world, &changes).await;
    for path in ["/apply/check", "/apply/company"] {
        browser
            .get(&format!("{base}{path}"))
            .await
            .is(200)
            .shows("次の表のいずれかに該当する中小企業基本法")
            .shows("資本金及び従業員")
            .shows("<dd>9,000,000,000円</dd>")
            .shows("<dd>4,321</dd>")
            .shows("運営事務局へお問い合わせください");
    }
    let rules = &world.programme.file.eligibility.rules;
    let is_size = |rule: &calls::domain::definition::programme::Rule| {
        rule.kind == calls::domain::definition::programme::RuleKind::SmeBasicAct
    };
    let number = (rules.iter().position(is_size).unwrap() + 1).to_string();
    browser
        .post(&format!("{base}/check"), &[("q", &number), ("answer", "no")])
        .await
        .leads_to(&format!("{base}/check/result"));
    browser
        .get(&format!("/en{base}/check/result"))
        .await
        .shows("100 million yen")
        .shows("please ask the secretariat");
}

/// Who is about to send reads that this alone completes nothing, and where privacy is spoken of (C11).
#[tokio::test]
async fn before_sending_it_is_said_what_is_missing() {
    let (world, _folder) = world(CALL, START).await;
    let mut browser = Browser::new(&world);
    fill_in(&mut browser, &world, &[]).await;
    let privacy = "<a href=\"/privacy\">個人情報の取扱い</a></small></p>";
    browser
        .get(&format!("/programmes/{CALL}/apply/check"))
        .await
        .shows("送信しただけでは、申込みは完了しません")
        .shows(privacy);
    browser
        .get(&format!("/programmes/{CALL}/briefings/briefing-2"))
        .await
        .shows(privacy);
}

/// A call that has closed promises nothing to whoever answers its questions, and speaks of nothing they typed (C6).
#[tokio::test]
async fn a_closed_call_promises_nothing() {
    let (world, _folder) = world(CALL, START).await;
    let base = format!("/programmes/{CALL}");
    world.clock.set(at("2025-07-03T10:00:00"));
    let mut browser = Browser::new(&world);
    for number in 1..=world.programme.file.eligibility.rules.len() {
        let number = number.to_string();
        browser
            .get(&format!("{base}/check?q={number}"))
            .await
            .shows("に終了しました")
            .hides("入力した内容は読めますが");
        browser
            .post(&format!("{base}/check"), &[("q", &number), ("answer", "unsure")])
            .await
            .is(303);
    }
    browser
        .get(&format!("{base}/check/result"))
        .await
        .shows("受付は終了しました")
        .shows("今回はお申し込みいただけません")
        .shows("次の募集が決まると、募集の一覧に載ります")
        .hides("申し込めます")
        .hides("お電話で確かめます")
        .hides("入力した内容は読めますが");
    browser
        .get(&format!("/en{base}/check/result"))
        .await
        .shows("you cannot apply this time")
        .hides("You can apply");
    browser
        .get(&format!("{base}/apply"))
        .await
        .hides("入力した内容は読めますが");
}

/// What the call leaves to the secretariat is said as that.
#[tokio::test]
async fn what_is_open_is_said_to_be_open() {
    let (world, _folder) = world("kojo-2023", "2023-08-25T10:00:00").await;
    let mut browser = Browser::new(&world);
    let changes = [("past_programmes", "kojo-2022"), ("equal_subsidy", "no")];
    fill_in(&mut browser, &world, &changes).await;
    browser
        .get("/programmes/kojo-2023/apply/check")
        .await
        .is(200)
        .shows("ご回答だけでは決まりません")
        .hides("次の要件を満たしていません");
}

/// After the close a draft says so on every page, can be read, and offers nothing that no longer works (C6).
#[tokio::test]
async fn after_the_close_a_draft_is_read() {
    let (world, _folder) = world(CALL, START).await;
    let base = format!("/programmes/{CALL}");
    let mut browser = Browser::new(&world);
    fill_in(&mut browser, &world, &[("company_name", "水面堂")]).await;
    let open = browser.get(&format!("{base}/apply/company")).await;
    open.shows("value=\"水面堂\"")
        .shows("保存して次へ")
        .hides("受付は");

    world.clock.set(at("2025-06-30T17:00:00"));
    let said = "申込みの受付は 令和7年6月30日（月） 17時 に終了しました";
    let section = browser.get(&format!("{base}/apply/company")).await;
    section
        .is(200)
        .shows(said)
        .shows("水面堂")
        .hides("<input id=")
        .hides("保存して次へ");
    section.shows("入力した内容は読めますが");
    let tasks = browser.get(&format!("{base}/apply")).await;
    tasks
        .shows(said)
        .shows(&format!("href=\"{base}/apply/check\""))
        .hides("入力内容をすべて消す")
        .hides("内容を確認する");

    // What was typed before the close and sent after it is kept, right or wrong.
    let late = [("company_name", "水面堂"), ("employees", "たくさん")];
    browser
        .post(&format!("{base}/apply/company"), &late)
        .await
        .leads_to(&format!("{base}/apply/company"));
    browser
        .get(&format!("{base}/apply/company"))
        .await
        .shows("たくさん");
    browser
        .post(&format!("{base}/apply/send"), &[])
        .await
        .leads_to(&format!("{base}/apply"));
}

/// Changing the language sends what was typed along: nothing is lost, and no fault is found with it.
#[tokio::test]
async fn the_language_changes_without_loss() {
    let (world, _folder) = world(CALL, START).await;
    let base = format!("/programmes/{CALL}");
    let mut browser = Browser::new(&world);
    fill_in(&mut browser, &world, &[]).await;
    let switch = ("other-language", "en");
    let page = browser.get(&format!("{base}/apply/company")).await;
    page.shows(&format!("formaction=\"/en{base}/apply/company\""))
        .hides("hreflang");
    // The number is asked of companies only: it is kept for whoever says afterwards that they are one.
    let typed = [
        ("company_name", "水面堂 & 支店"),
        ("employees", "二十とすこし"),
        ("corporate_number", "123"),
        switch,
    ];
    let path = format!("/en{base}/apply/company");
    browser.post(&path, &typed).await.leads_to(&path);
    browser
        .get(&path)
        .await
        .is(200)
        .shows("Number of regular employees")
        .shows("value=\"水面堂 &#38; 支店\"")
        .shows("value=\"二十とすこし\"")
        .shows("value=\"123\"")
        .hides("aria-invalid");

    let asked = [("number", "R5"), ("email", "a@"), switch];
    let page = browser.post("/en/return", &asked).await;
    page.is(200)
        .shows("value=\"R5\"")
        .shows("value=\"a@\"")
        .hides("aria-invalid");
    assert_eq!(crate::browser::mails(&world).await.len(), 0);
}

/// The same where an applicant signs and leaves.
#[tokio::test]
async fn the_language_changes_without_loss_after_the_receipt() {
    let (world, _folder) = world(CALL, START).await;
    released(&world, 41).await;
    let offered = world.in_state(StateName::Offered).await[0];
    answer(&world, offered, Answer::Accept).await.unwrap();
    let mut browser = crate::applicant::by_number(&world, offered).await;
    let switch = ("other-language", "en");
    let typed = [("signer", "小川 太郎"), ("company", "水面堂"), switch];
    let page = browser
        .post("/en/status/consents/participation/company", &typed)
        .await;
    page.is(200)
        .shows("小川 太郎")
        .shows("value=\"水面堂\"")
        .hides("aria-invalid");
    let typed = [("reason", "人手が足りません"), ("shown", "confirmed"), switch];
    let page = browser.post("/en/status/decline", &typed).await;
    page.is(200).shows("人手が足りません");
    assert_eq!(world.state(offered).await, StateName::Confirmed);
}

/// A consent to stamp: its page leads to the paper with the company filled in, for nobody but the company (C15).
#[tokio::test]
async fn a_consent_is_printed_to_be_stamped() {
    let (world, _folder) = world(CALL, START).await;
    released(&world, 41).await;
    let offered = world.in_state(StateName::Offered).await[0];
    let mut browser = crate::applicant::by_number(&world, offered).await;
    let paper = "/status/consents/participation/form.pdf";
    browser.get(paper).await.leads_to("/status");
    answer(&world, offered, Answer::Accept).await.unwrap();
    for part in ["company", "participant"] {
        let page = browser
            .get(&format!("/status/consents/participation/{part}"))
            .await;
        page.is(200).shows(&format!("href=\"{paper}\""));
    }
    let file = browser.get(paper).await;
    file.is(200);
    assert_eq!(file.headers["content-type"], "application/pdf");
    assert!(file.body.starts_with(b"%PDF-"));
    browser.get("/status/consents/none/form.pdf").await.is(404);
    let back = format!("/return?to={paper}");
    Browser::new(&world).get(paper).await.leads_to(&back);
}

/// Once participation is fixed, page and mail say what comes first, and the days go into a calendar (E1).
#[tokio::test]
async fn a_fixed_place_says_how_it_begins() {
    let (world, _folder) = world(CALL, START).await;
    released(&world, 41).await;
    let offered = world.in_state(StateName::Offered).await[0];
    answer(&world, offered, Answer::Accept).await.unwrap();
    let mut browser = crate::applicant::by_number(&world, offered).await;
    let (company, address) = world.company_of(offered).await;
    for consent in ["participation", "confidentiality"] {
        for (part, signer) in [("company", "小川 春香"), ("participant", "小川 春香")] {
            let fields = [
                ("company", company.as_str()),
                ("address", address.as_str()),
                ("signer", signer),
                ("agree", "yes"),
            ];
            let path = format!("/status/consents/{consent}/{part}");
            browser.post(&path, &fields).await.is(303);
        }
    }
    assert_eq!(world.state(offered).await, StateName::Participating);
    let calendar = format!("/programmes/{CALL}/sessions.ics");
    let place = "秋葉原UDX 6F（〒101-0021 東京都千代田区外神田4-14-1）";
    let first = "令和7年7月25日（金） 13:00〜17:30";
    let page = browser.get("/status").await;
    page.is(200)
        .shows(first)
        .shows(place)
        .shows("1社につき全4回（約2時間）")
        .shows(&format!("href=\"{calendar}\""))
        .shows("参加を辞退する")
        .hides("取り下げる");
    browser
        .get("/status/withdraw")
        .await
        .is(200)
        .shows("支援は受けられなくなり")
        .hides("あらためて申し込めます");
    browser
        .get("/en/status/withdraw")
        .await
        .shows("Give up my place")
        .hides("apply again");
    let mails = crate::browser::mails(&world).await;
    let mail = mails.iter().find(|mail| mail.subject.contains("参加が確定"));
    let body = &mail.unwrap().body;
    for words in [first, place, "専門家派遣: 1社につき全4回", calendar.as_str()] {
        assert!(body.contains(words), "{words}: {body}");
    }
    let file = browser.get(&calendar).await;
    file.is(200)
        .shows("DTSTART;TZID=Asia/Tokyo:20250725T130000")
        .shows("LOCATION:秋葉原UDX 6F")
        .hides("受付終了");
    assert_eq!(file.text().matches("BEGIN:VEVENT").count(), 10);
    browser
        .get("/programmes/followup-2024/sessions.ics")
        .await
        .is(404);
}

/// Whoever has applied reads what comes next (C19).
#[tokio::test]
async fn what_comes_next_is_named() {
    let (world, _folder) = world("followup-2024", "2024-07-16T10:00:00").await;
    let course = world.programme.file.courses[0].id.clone();
    let id = world.apply(1, &course, None).await;
    let mut browser = Browser::of(&world, id, 1).await;
    browser
        .get("/status")
        .await
        .shows("次は「")
        .shows("8月21日（水）以降");
}

/// Where a form alone is asked for, it has its name (C14).
#[tokio::test]
async fn a_questionnaire_is_called_by_its_name() {
    let (world, _folder) = world("followup-2024", "2024-07-16T10:00:00").await;
    released(&world, 2).await;
    let id = world.in_state(StateName::Offered).await[0];
    answer(&world, id, Answer::Accept).await.unwrap();
    let mut browser = crate::applicant::by_number(&world, id).await;
    browser
        .get("/status")
        .await
        .shows("「質問票」への回答をお送りいただくと、参加確定です")
        .shows("ご回答いただくもの")
        .hides("書類");
    let mails = crate::browser::mails(&world).await;
    let mail = mails
        .iter()
        .find(|mail| mail.subject.contains("参加の意思を受け付けました"));
    assert!(mail.unwrap().body.contains("「質問票」へのご回答をお願いします"));
}

/// How often links are sent is said to everybody alike; who asks too often from one place reads when to go on.
#[tokio::test]
async fn the_limit_of_links_is_said() {
    let (world, _folder) = world(CALL, START).await;
    let mut browser = Browser::new(&world);
    let fields = [
        ("programme", CALL),
        ("number", "R99999"),
        ("email", "person1＠example.jp"),
    ];
    browser.post("/return", &fields).await.leads_to("/return/sent");
    browser
        .get("/return/sent")
        .await
        .shows("1件の申込みにつき1時間に3通まで");
    world.clock.set(at("2025-06-02T10:20:00"));
    for _ in 1..20 {
        browser.post("/return", &fields).await.is(303);
    }
    let refused = browser.post("/return", &fields).await;
    refused.is(429).shows("20回").shows("令和7年6月2日（月） 11時");
    assert_eq!(refused.headers["retry-after"], "2400");
    world.clock.set(at("2025-06-02T11:00:00"));
    browser.post("/return", &fields).await.leads_to("/return/sent");

    let blank = [
        ("programme", CALL),
        ("number", "R1"),
        ("email", "per son@example.jp"),
    ];
    browser
        .post("/return", &blank)
        .await
        .is(422)
        .shows("途中に空白")
        .shows("value=\"per son@example.jp\"");
}

/// A mistake is told once, by the field's name alone: without its marks, and with numbers as people write them.
#[tokio::test]
async fn a_mistake_is_named_once() {
    let (world, _folder) = world(CALL, START).await;
    let mut browser = Browser::new(&world);
    fill_in(&mut browser, &world, &[]).await;
    let path = format!("/programmes/{CALL}/apply/company");
    let typed = [
        ("kind", "corporation"),
        ("corporate_number", "123"),
        ("employees", "99999999"),
    ];
    let page = browser.post(&path, &typed).await;
    page.is(422)
        .shows("<a href=\"#corporate_number\">法人番号: 13桁の数字で入力してください</a>")
        .shows("1,000,000以下の数を入力してください</a>");
    let page = browser.post(&format!("/en{path}"), &typed).await;
    page.is(422)
        .shows("<a href=\"#corporate_number\">Corporate number: Enter 13 digits</a>")
        .shows("Enter 1,000,000 or less</a>");
}

/// Without script a condition is read, not guessed.
#[tokio::test]
async fn a_condition_stands_in_words() {
    let (world, _folder) = world(CALL, START).await;
    let mut browser = Browser::new(&world);
    fill_in(&mut browser, &world, &[]).await;
    let path = format!("/programmes/{CALL}/apply/company");
    browser
        .get(&path)
        .await
        .shows("id=\"corporate_number-when\">事業の形：「会社」を選んだ場合は必須です。")
        .shows("aria-describedby=\"corporate_number-when corporate_number-hint\"");
    browser
        .get(&format!("/en{path}"))
        .await
        .shows("Required if you chose “Company” for: Form of business");
}
