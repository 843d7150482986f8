//! The JSON API as a program sees it: right and wrong input of every kind, words, receipts, the desk.

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::api_client::{Client, Sent, answers, form};
use crate::world::{World, at, clerk};

const CALL: &str = "kojo-2023";
const OPEN: &str = "2023-09-01T10:00:00";
const APPLY: &str = "/api/v1/programmes/kojo-2023/applications";

async fn client(start: &str) -> (Client, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("api.sqlite").display());
    (Client::new(World::new(&url, CALL, start).await), folder)
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// Codes by field of a 422.
#[track_caller]
fn codes(problem: &Value) -> Vec<(String, String)> {
    let errors = problem["errors"].as_array().expect("a list of fields");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let code = |error: &Value| {
        assert!(!text(&error["message"]).is_empty());
        (text(&error["field"]), text(&error["code"]))
    };
    errors.iter().map(code).collect()
}

#[tokio::test]
async fn programmes_are_listed_with_all_their_facts() {
    let (client, _folder) = client(OPEN).await;
    let list = client.get("/api/v1/programmes").await.is(200);
    let ids: Vec<_> = list
        .json
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(ids, ["kojo-2023"], "the others are not published yet");
    let one = client.get("/api/v1/programmes/kojo-2023").await.is(200).json;
    assert_eq!(one["selection"]["method"], "first_come");
    assert_eq!(one["courses"][0]["opens"], "2023-08-25T00:00:00+09:00");
    assert_eq!(one["courses"][0]["closes"], "2024-02-10T00:00:00+09:00");
    assert_eq!(one["courses"][0]["capacity"], 150);
    assert_eq!(one["courses"][0]["places_left"], 150);
    assert_eq!(one["courses"][0]["phase"], "open");
    assert_eq!(one["declarations"].as_array().unwrap().len(), 7);
    let deadlines = one["steps"].as_array().unwrap();
    assert!(
        deadlines.iter().any(|step| step["business_days"].is_u64()),
        "{deadlines:?}"
    );
    let options = &one["form"][0]["questions"][0]["options"];
    assert_eq!(options[0]["id"], "corporation");
    client.world.clock.set(at("2025-06-20T10:00:00"));
    let lottery = client
        .get("/api/v1/programmes/jissenryoku-2025")
        .await
        .is(200)
        .json;
    assert!(!lottery["frames"].as_array().unwrap().is_empty());
    assert_eq!(lottery["courses"][0]["places_left"], Value::Null);
    assert!(lottery["selection"]["draw_at"].is_string());
    let unknown = client.get("/api/v1/programmes/none").await.is(404);
    assert_eq!(unknown.json["type"], "urn:mamori:problem:not-found");
}

/// Every path of the table stands in the description, and nothing else; what it refers to is there.
#[tokio::test]
async fn the_description_describes_every_route() {
    let (client, _folder) = client(OPEN).await;
    let description = client.get("/api/openapi.json").await.is(200).json;
    let mut described = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        described.extend(
            methods
                .as_object()
                .unwrap()
                .keys()
                .map(|method| (path.clone(), method.to_uppercase())),
        );
    }
    let mut routed: Vec<_> = calls::api::routes()
        .table()
        .iter()
        .filter(|route| route.path != "/api/openapi.json")
        .map(|route| (route.path.to_owned(), route.method.to_string()))
        .collect();
    described.sort();
    routed.sort();
    assert_eq!(described, routed);
    let text = description.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(description["components"]["schemas"][name].is_object(), "{name}");
    }
}

#[tokio::test]
async fn a_receipt_reads_its_own_application_and_no_other() {
    let (client, _folder) = client(OPEN).await;
    let sent = client.apply(APPLY, "key-1", &answers(1)).await.is(201);
    let href = sent.json["href"].as_str().unwrap().to_owned();
    assert_eq!(sent.headers[header::LOCATION], href.as_str());
    assert_eq!(sent.json["receipt"], "R00001");
    let again = client.apply(APPLY, "key-1", &answers(1)).await.is(200);
    assert_eq!(again.json, sent.json, "the same receipt, with its token");
    let other = client.apply(APPLY, "key-1", &answers(2)).await.is(409);
    assert_eq!(other.json["type"], "urn:mamori:problem:key-reused");
    let stranger = client.apply(APPLY, "key-2", &answers(2)).await.is(201);

    let own = client
        .with_token(&href, sent.json["token"].as_str().unwrap())
        .await
        .is(200);
    assert_eq!(own.json["receipt"], "R00001");
    assert_eq!(own.json["answers"]["company_name"], "株式会社みなも1");
    for token in [stranger.json["token"].as_str().unwrap(), "", "x"] {
        client.with_token(&href, token).await.is(404);
    }
    client.get(&href).await.is(404);
    client.get("/api/v1/applications/none").await.is(404);
    assert_eq!(client.world.free("utm").await, 148);
}

/// A company leaves by the token of its receipt: once, in the state that it read, and nobody else's application.
#[tokio::test]
async fn an_application_is_withdrawn_by_its_receipt() {
    let (client, _folder) = client(OPEN).await;
    let sent = client.apply(APPLY, "key-1", &answers(1)).await.is(201).json;
    let other = client.apply(APPLY, "key-2", &answers(2)).await.is(201).json;
    let path = format!("{}/withdrawal", sent["href"].as_str().unwrap());
    let leave = async |token: &Value, body: Value| {
        let mut request = Sent::new(Method::POST, &path);
        let token = token.as_str().unwrap();
        request.headers.push(("authorization", format!("Bearer {token}")));
        client.send(request.json(&body)).await
    };
    let body = json!({ "state": "received", "reason": "人手が足りません" });
    leave(&other["token"], body.clone()).await.is(404);
    leave(&json!("x"), body.clone()).await.is(404);
    let token = &sent["token"];
    leave(token, json!({})).await.is(422);
    let unknown = leave(token, json!({ "state": "gone" })).await.is(422);
    assert_eq!(codes(&unknown.json), [("state".to_owned(), "choice".to_owned())]);
    let long = json!({ "state": "received", "reason": "長".repeat(1001) });
    assert_eq!(codes(&leave(token, long).await.is(422).json)[0].1, "too_long");
    let stale = leave(token, json!({ "state": "complete" })).await.is(409);
    assert_eq!(stale.json["type"], "urn:mamori:problem:changed");
    assert_eq!(client.world.free("utm").await, 148);
    for _ in 0..2 {
        let left = leave(token, body.clone()).await.is(200);
        assert_eq!(left.json["state"], "withdrawn");
        assert_eq!(left.json["detail"]["reason"], "人手が足りません");
    }
    assert_eq!(client.world.free("utm").await, 149);
    leave(token, json!({ "state": "withdrawn" })).await.is(409);

    let programme = client.get("/api/v1/programmes/kojo-2023").await.is(200).json;
    let sections = programme["form"].as_array().unwrap();
    let questions = sections
        .iter()
        .flat_map(|section| section["questions"].as_array().unwrap());
    let mut past = questions.filter(|question| question["id"] == "past_programmes");
    let alone: Vec<_> = past.next().unwrap()["options"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|option| option["exclusive"] == true)
        .map(|option| &option["id"])
        .collect();
    assert_eq!(alone, ["none"]);
}

/// The salt of a draw's receipt is made to be shown; it must open nothing.
#[tokio::test]
async fn what_is_shown_to_check_a_draw_opens_nothing() {
    let (client, _folder) = client(OPEN).await;
    let sent = client.apply(APPLY, "key-1", &answers(1)).await.is(201);
    let salt = client.salt().await;
    assert_ne!(sent.json["token"], salt.as_str());
    client
        .with_token(sent.json["href"].as_str().unwrap(), &salt)
        .await
        .is(404);
}

#[tokio::test]
async fn every_wrong_field_is_named_in_the_language_asked_for() {
    let (client, _folder) = client(OPEN).await;
    let mut wrong = answers(1);
    wrong["kind"] = json!({ "a": 1 });
    wrong["employees"] = json!(-3);
    wrong["company_name"] = json!("a\u{0}b");
    wrong["email"] = json!("nobody");
    wrong["employes"] = json!(3);
    wrong["address"] = json!("x".repeat(10_000));
    wrong["telephone"] = Value::Null;
    wrong["declarations"] = json!(["ア"]);
    let refused = client.apply(APPLY, "key-1", &wrong).await.is(422);
    let mut found = codes(&refused.json);
    found.sort();
    let expected = [
        ("address", "too_long"),
        ("company_name", "control"),
        ("declarations", "all_ticks"),
        ("email", "email"),
        ("employees", "too_small"),
        ("employes", "unknown"),
        ("kind", "shape"),
        ("telephone", "required"),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(field, code)| ((*field).to_owned(), (*code).to_owned()))
        .collect();
    assert_eq!(found, expected, "{}", refused.json);
    let message = |problem: &Value| {
        let errors = problem["errors"].as_array().unwrap();
        let error = errors.iter().find(|error| error["field"] == "employes").unwrap();
        error["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(message(&refused.json), "この項目はありません");
    let mut english = Sent::new(Method::POST, APPLY);
    english
        .headers
        .push(("accept-language", "fr, en;q=0.9, ja;q=0.1".to_owned()));
    english.headers.push(("idempotency-key", "key-1".to_owned()));
    let refused = client
        .send(english.json(&json!({ "answers": wrong })))
        .await
        .is(422);
    assert_eq!(message(&refused.json), "There is no such field");
    assert_eq!(client.world.count().await.len(), 0, "nothing was taken");
}

#[tokio::test]
async fn broken_requests_are_refused_each_in_its_way() {
    let (client, _folder) = client(OPEN).await;
    let good = json!({ "answers": answers(1) }).to_string().into_bytes();
    let deep = format!(
        "{{\"answers\":{{\"x\":{}1{}}}}}",
        "[".repeat(5000),
        "]".repeat(5000)
    );
    for (kind, key, body, status, problem) in [
        ("application/json", "", good.clone(), 400, "key-missing"),
        ("application/json", " ", good.clone(), 400, "key-missing"),
        (
            "application/json",
            &*"k".repeat(201),
            good.clone(),
            400,
            "key-missing",
        ),
        ("text/plain", "k", good.clone(), 415, "not-json-type"),
        ("", "k", good.clone(), 415, "not-json-type"),
        ("application/json", "k", b"{".to_vec(), 400, "not-json"),
        ("application/json", "k", Vec::new(), 400, "not-json"),
        ("application/json", "k", b"[1e400]".to_vec(), 400, "not-json"),
        ("application/json", "k", deep.into_bytes(), 400, "not-json"),
        (
            "application/json",
            "k",
            b"{\"answers\":{\"x\":\"\x83\x7d\"}}".to_vec(),
            400,
            "not-utf8",
        ),
        ("application/json", "k", b"[]".to_vec(), 422, "shape"),
        ("application/json", "k", b"{\"answer\":{}}".to_vec(), 422, "shape"),
        ("application/json", "k", b"{\"answers\":3}".to_vec(), 422, "shape"),
        ("application/json", "k", vec![b' '; 300_000], 413, "too-large"),
    ] {
        let mut request = Sent::new(Method::POST, APPLY);
        for (name, value) in [("content-type", kind), ("idempotency-key", key)] {
            if !value.is_empty() {
                request.headers.push((name, value.to_owned()));
            }
        }
        request.body = body;
        let answer = client.send(request).await.is(status);
        assert_eq!(
            answer.json["type"],
            format!("urn:mamori:problem:{problem}"),
            "{kind} {key}"
        );
        assert_eq!(answer.json["status"], status);
    }
    let mut charset = Sent::new(Method::POST, APPLY);
    charset
        .headers
        .push(("content-type", "Application/JSON; charset=utf-8".to_owned()));
    charset.headers.push(("idempotency-key", "k".to_owned()));
    charset.body = good;
    client.send(charset).await.is(201);
    let nowhere = client
        .apply("/api/v1/programmes/none/applications", "k", &answers(1))
        .await;
    nowhere.is(404);
    let method = client.send(Sent::new(Method::DELETE, APPLY)).await.is(405);
    assert_eq!(method.json["type"], "urn:mamori:problem:method");
    assert_eq!(method.headers[header::ALLOW], "POST");
}

/// C6, D2: before, after and when the places are gone; a receipt given before is still given again.
#[tokio::test]
async fn closed_full_and_not_open_yet_are_conflicts() {
    let (client, folder) = client("2023-08-24T23:59:59").await;
    client.apply(APPLY, "early", &answers(1)).await.is(404);
    // The same call, published some weeks before it opens.
    let programmes = folder.path().join("programmes");
    let real = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    copy(&real, &programmes);
    let file = programmes.join("kojo-2023/programme.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace("publish_at = 2023-08-25", "publish_at = 2023-08-01");
    std::fs::write(&file, text).unwrap();
    let client = Client::with(client.world.clone(), &programmes);
    let early = client.apply(APPLY, "early", &answers(1)).await.is(409);
    assert_eq!(early.json["type"], "urn:mamori:problem:not-open");
    assert!(
        early.json["detail"]
            .as_str()
            .unwrap()
            .contains("2023-08-25T00:00:00+09:00")
    );
    client.world.clock.set(at(OPEN));
    let first = client.apply(APPLY, "first", &answers(1)).await.is(201);
    for number in 1000..1149 {
        client.world.apply(number, "utm", None).await;
    }
    let full = client.apply(APPLY, "late", &answers(2)).await.is(409);
    assert_eq!(full.json["type"], "urn:mamori:problem:full");
    let programme = client.get("/api/v1/programmes/kojo-2023").await.is(200);
    assert_eq!(programme.json["courses"][0]["phase"], "full");
    assert_eq!(programme.json["courses"][0]["places_left"], 0);
    client.world.clock.set(at("2024-03-01T00:00:00"));
    let closed = client.apply(APPLY, "closed", &answers(2)).await.is(409);
    assert_eq!(closed.json["type"], "urn:mamori:problem:closed");
    // Nobody is asked to mend a form that nobody takes any more.
    let empty = client.apply(APPLY, "empty", &json!({})).await.is(409);
    assert_eq!(empty.json["type"], "urn:mamori:problem:closed");
    let again = client.apply(APPLY, "first", &answers(1)).await.is(200);
    assert_eq!(again.json["receipt"], first.json["receipt"]);
}

/// The same company twice is shown, never dropped; widths of letters make no difference.
#[tokio::test]
async fn the_same_company_twice_is_shown_at_the_desk() {
    let (client, _folder) = client(OPEN).await;
    let mut one = answers(1);
    one["corporate_number"] = json!("5990000000235");
    let mut two = answers(2);
    two["corporate_number"] = json!("５９９０００００００２３５");
    let mut three = answers(1);
    three["company_name"] = json!("（株）ミナモ１");
    three["kind"] = json!("sole_proprietor");
    three.as_object_mut().unwrap().remove("corporate_number");
    client.apply(APPLY, "1", &one).await.is(201);
    client.apply(APPLY, "2", &two).await.is(201);
    client.apply(APPLY, "3", &three).await.is(201);
    let list = client
        .desk("/api/v1/desk/kojo-2023/applications?sort=number")
        .await
        .is(200);
    let lines = list.json["applications"].as_array().unwrap();
    assert_eq!(lines[0]["duplicates"], json!(["R00002", "R00003"]), "{lines:?}");
    assert_eq!(lines[1]["duplicates"], json!(["R00001"]));
    assert_eq!(lines[1]["corporate_number"], "5990000000235");
}

#[tokio::test]
async fn the_desk_is_filtered_sorted_and_paged_and_refuses_what_it_does_not_know() {
    let (client, _folder) = client(OPEN).await;
    for number in 1..=7 {
        client
            .world
            .apply(number, if number == 7 { "assessment" } else { "utm" }, None)
            .await;
    }
    let list = "/api/v1/desk/kojo-2023/applications";
    client.get(list).await.is(401);
    let page = client
        .desk(&format!("{list}?sort=number&dir=desc&size=3&page=2"))
        .await
        .is(200);
    let receipts: Vec<_> = page.json["applications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["receipt"].clone())
        .collect();
    assert_eq!(receipts, ["R00004", "R00003", "R00002"]);
    assert_eq!(page.json["total"], 7);
    let one = client
        .desk(&format!("{list}?q=R00005&state=received&state=complete"))
        .await
        .is(200);
    assert_eq!(one.json["total"], 1);
    assert_eq!(
        client
            .desk(&format!("{list}?course=assessment"))
            .await
            .is(200)
            .json["total"],
        1
    );
    for (query, code) in [
        ("state=recieved", "value"),
        ("course=none", "value"),
        ("frame=none", "value"),
        ("outcome=", "value"),
        ("sort=name", "value"),
        ("dir=up", "value"),
        ("page=0", "between"),
        ("page=-1", "between"),
        ("page=99999999999999999999", "between"),
        ("size=501", "between"),
        ("q=%00", "control"),
        ("stat=received", "unknown"),
    ] {
        let refused = client.desk(&format!("{list}?{query}")).await.is(400);
        assert_eq!(refused.json["type"], "urn:mamori:problem:query");
        assert_eq!(codes(&refused.json)[0].1, code, "{query}");
    }
    let long = format!("{list}?q={}", "x".repeat(201));
    assert_eq!(codes(&client.desk(&long).await.is(400).json)[0].1, "too_long");
    assert_eq!(
        client.desk(&format!("{list}?q=%25_%27")).await.is(200).json["total"],
        0
    );
    client.desk("/api/v1/desk/none/applications").await.is(404);
    client.desk(&format!("{list}/none")).await.is(404);
}

/// C3, C4, C8, C11, C13, C16 through the API; two clerks cannot overwrite each other.
#[tokio::test]
async fn the_desk_works_through_the_api() {
    let (client, _folder) = client(OPEN).await;
    let id = client.world.apply(1, "utm", None).await;
    let one = format!("/api/v1/desk/kojo-2023/applications/{id}");
    let contacts = format!("{one}/contacts");
    let absent = json!({ "version": 1, "outcome": "absent", "note": "留守番電話" });
    let called = client.post(&contacts, &absent).await.is(200);
    assert_eq!(called.json["version"], 2);
    assert_eq!(called.json["contacts"][0]["note"], "留守番電話");
    let stale = client.post(&contacts, &absent).await.is(409);
    assert_eq!(stale.json["type"], "urn:mamori:problem:changed");
    for (change, field, code) in [
        (json!({ "outcome": "gone" }), "outcome", "value"),
        (json!({ "channel": "fax" }), "channel", "value"),
        (
            json!({ "outcome": "complete", "course": "none" }),
            "course",
            "value",
        ),
        (json!({ "outcome": "not_met" }), "reason", "required"),
        (
            json!({ "outcome": "not_met", "reason": "x", "refer_to": ["none"] }),
            "refer_to",
            "value",
        ),
        (json!({ "note": "a\u{0}" }), "note", "control"),
        (json!({ "note": "あ".repeat(4001) }), "note", "too_long"),
        (
            json!({ "outcome": "reached", "answers": { "none": 1 } }),
            "none",
            "unknown",
        ),
    ] {
        let mut body = json!({ "version": 2, "outcome": "absent" });
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let refused = client.post(&contacts, &body).await.is(422);
        let found = codes(&refused.json);
        assert!(
            found.contains(&(field.to_owned(), code.to_owned())),
            "{body}: {found:?}"
        );
    }
    let check = form(&client.world.programme, "contact_check");
    let complete = json!({ "version": 2, "outcome": "complete", "course": "utm", "answers": check });
    let complete = client.post(&contacts, &complete).await.is(200);
    assert_eq!(complete.json["state"], "offered", "{}", complete.json);
    let version = complete.json["version"].as_i64().unwrap();
    let answer = format!("{one}/answer");
    client
        .post(&answer, &json!({ "version": version, "answer": "perhaps" }))
        .await
        .is(422);
    client
        .post(&answer, &json!({ "version": version - 1, "answer": "accept" }))
        .await
        .is(409);
    let accepted = client
        .post(&answer, &json!({ "version": version, "answer": "accept" }))
        .await
        .is(200);
    assert_eq!(accepted.json["state"], "confirmed");

    let version = accepted.json["version"].as_i64().unwrap();
    let decisions = format!("{one}/decisions");
    for (body, field, code) in [
        (
            json!({ "version": version, "kind": "delete", "reason": "x" }),
            "kind",
            "value",
        ),
        (
            json!({ "version": version, "kind": "exclude", "reason": " " }),
            "reason",
            "required",
        ),
        (
            json!({ "version": version, "kind": "refer", "reason": "x" }),
            "refer_to",
            "required",
        ),
    ] {
        let refused = client.post(&decisions, &body).await.is(422);
        assert_eq!(codes(&refused.json), [(field.to_owned(), code.to_owned())]);
    }
    client
        .post(
            &decisions,
            &json!({ "version": version, "kind": "exception", "reason": "x" }),
        )
        .await
        .is(409);
    let mut right = answers(1);
    right["employees"] = json!(21);
    let corrections = format!("{one}/corrections");
    let silent = json!({ "version": version, "reason": "", "answers": right });
    let refused = client.post(&corrections, &silent).await.is(422);
    assert_eq!(
        codes(&refused.json),
        [("reason".to_owned(), "required".to_owned())]
    );
    let corrected = json!({ "version": version, "reason": "電話で確認", "answers": right });
    let corrected = client.post(&corrections, &corrected).await.is(200);
    assert_eq!(corrected.json["answers"]["employees"], 21);
    let version = version + 1;
    let excluded = json!({ "version": version, "kind": "exclude", "reason": "虚偽の申告" });
    let excluded = client.post(&decisions, &excluded).await.is(200);
    assert_eq!(excluded.json["state"], "excluded");
    assert_eq!(excluded.json["detail"]["reason"], "虚偽の申告");
    let over = json!({ "version": version + 1, "kind": "refuse", "reason": "x" });
    client.post(&decisions, &over).await.is(409);
    assert_eq!(client.world.free("utm").await, 150, "the place is free again");
    client.world.audit_holds().await;
    let acted = client.acted_by(&clerk(1)).await;
    assert!(acted >= 5, "each act stands in the log under its clerk, {acted}");
}

/// C12: nobody releases what they prepared; nothing can be prepared before the draw.
#[tokio::test]
async fn notices_draw_and_roster() {
    let (client, _folder) = client(OPEN).await;
    let base = "/api/v1/desk/kojo-2023";
    assert_eq!(
        client.desk(&format!("{base}/notices")).await.is(200).json,
        json!([])
    );
    client.post(&format!("{base}/notices"), &json!({})).await.is(409);
    client.desk(&format!("{base}/notices/none")).await.is(404);
    let nobody = uuid::Uuid::from_u128(1);
    client
        .post(&format!("{base}/notices/{nobody}/release"), &json!({}))
        .await
        .is(404);
    client.desk(&format!("{base}/draw")).await.is(404);
    assert_eq!(
        client.desk(&format!("{base}/roster")).await.is(200).json,
        json!([])
    );
}
