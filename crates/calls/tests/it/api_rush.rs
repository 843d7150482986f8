//! The API under load and at the limits of what can be sent, on both databases.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::api_client::{Client, answers};
use crate::world::on_both;

const CALL: &str = "kojo-2023";
const OPEN: &str = "2023-09-01T10:00:00";
const APPLY: &str = "/api/v1/programmes/kojo-2023/applications";

/// Twelve programs each send the same application six times at once: one receipt each, whoever was first; and whoever
/// sends something else under the key of another is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_makes_one_application_whatever_happens_at_once() {
    on_both(CALL, OPEN, async |world| {
        let client = Client::of(world.clone());
        let mut sent = Vec::new();
        for number in 1..=12_u64 {
            for copy in 0..7 {
                let client = client.clone();
                let company = if copy == 6 { number + 100 } else { number };
                let attempt = tokio::spawn(async move {
                    let answer = client
                        .apply(APPLY, &format!("key-{number}"), &answers(company))
                        .await;
                    (answer.status.as_u16(), answer.json)
                });
                sent.push((number, company, attempt));
            }
        }
        let mut receipts = BTreeSet::new();
        let (mut made, mut refused) = (0, 0);
        for (number, company, attempt) in sent {
            let (status, json) = attempt.await.unwrap();
            match status {
                200 | 201 => {
                    made += i32::from(status == 201);
                    receipts.insert((
                        number,
                        company,
                        json["receipt"].to_string(),
                        json["id"].to_string(),
                    ));
                }
                409 => {
                    assert_eq!(json["type"], "urn:mamori:problem:key-reused");
                    refused += 1;
                }
                other => panic!("{other}: {json}"),
            }
        }
        assert_eq!((made, receipts.len()), (12, 12), "one application for each key");
        // Of each key either six copies or the one stray got it; the others were refused.
        assert!(refused >= 12, "{refused}");
        assert_eq!(world.free("utm").await, 138);
        world.audit_holds().await;
    })
    .await;
}

/// Numbers at the limits, widths of letters, control characters, long text: refused with the field named or taken, never
/// an error of the server, and what is taken can be read back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_are_kept() {
    on_both(CALL, OPEN, async |world| {
        let client = Client::of(world.clone());
        for (index, (field, value, status)) in [
            ("employees", json!(i64::MAX), 422),
            ("employees", json!("９２２３３７２０３６８５４７７５８０８"), 422),
            ("employees", json!(1.5), 422),
            ("employees", json!(0), 201),
            ("employees", json!("２０"), 201),
            ("employees", json!("1,000"), 201),
            ("capital_yen", json!(u64::MAX), 422),
            ("capital_yen", json!("１億円"), 201),
            ("capital_yen", json!("-1"), 422),
            ("company_name", json!("あ".repeat(5000)), 422),
            ("company_name", json!("\u{202e}みなも"), 201),
            ("company_name", json!("𠮷野家🏯"), 201),
            ("company_name", json!("みなも\u{7}"), 422),
            ("company_name", json!("'; DROP TABLE application; --"), 201),
            ("company_name", json!("<script>alert(1)</script>"), 201),
            ("company_kana", json!("ﾐﾅﾓ"), 201),
            ("company_kana", json!("みなも"), 201),
            ("company_kana", json!("水面"), 422),
            ("corporate_number", json!("1990000000101"), 422),
            ("corporate_number", json!("99000000010"), 422),
            ("telephone", json!("０５０－００００－００００"), 201),
            ("telephone", json!("110"), 422),
            ("prefecture", json!("江戸"), 422),
            ("industry", json!("Ｅ"), 201),
            ("industry", json!("Z"), 422),
            ("email", json!("a@b"), 422),
            ("declarations", json!(true), 422),
        ]
        .into_iter()
        .enumerate()
        {
            let number = u64::try_from(index).unwrap() + 1;
            let mut body = answers(number);
            body[field] = value.clone();
            let answer = client.apply(APPLY, &format!("limit-{number}"), &body).await;
            assert_eq!(answer.status.as_u16(), status, "{field} {value}: {}", answer.json);
            if status == 201 {
                let (href, token) = (answer.json["href"].clone(), answer.json["token"].clone());
                let own = client
                    .with_token(href.as_str().unwrap(), token.as_str().unwrap())
                    .await
                    .is(200);
                if field == "company_name" {
                    assert_eq!(own.json["answers"][field], value, "kept as typed");
                }
            } else {
                assert_eq!(answer.json["errors"][0]["field"], field, "{}", answer.json);
            }
        }
        world.audit_holds().await;
    })
    .await;
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(Value::from),
        "[ -~ぁ-んァ-ヶ一-鿋０-９\u{0}\u{1f}\u{7f}\u{200b}\u{feff}]{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,8}", inner, 0..3).prop_map(|map| json!(map)),
        ]
    })
}

/// Whatever stands in one or several fields, the answer is a receipt or a list of fields that were sent or asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anything_in_any_field_gets_an_answer() {
    on_both(CALL, OPEN, async |world| {
        let client = Client::of(world.clone());
        let fields: Vec<String> = answers(1).as_object().unwrap().keys().cloned().collect();
        let changes = prop::collection::vec((prop::sample::select(fields), anything()), 1..4);
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        for number in 1..=100_u64 {
            let changed = changes.new_tree(&mut runner).unwrap().current();
            let mut body = answers(number);
            for (field, value) in changed {
                body[field] = value;
            }
            let answer = client.apply(APPLY, &format!("any-{number}"), &body).await;
            match answer.status.as_u16() {
                201 => {}
                422 => assert!(
                    !answer.json["errors"].as_array().unwrap().is_empty(),
                    "{}",
                    answer.json
                ),
                other => panic!("{other} {} for {body}", answer.json),
            }
        }
        world.audit_holds().await;
    })
    .await;
}
