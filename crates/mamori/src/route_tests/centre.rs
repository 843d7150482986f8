//! What the support centre's role reaches, and where it is led.

use axum::http::StatusCode;
use platform::actor::Role;

use super::house::{House, Someone};

/// It reads how the appliances are doing and nothing else of the stock; no link on its pages leads to a refusal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_support_centre_is_led_where_it_may_go() {
    let house = House::build().await;
    let support = Someone::Staff(Role::Support);
    for path in [
        "/desk/devices/health",
        "/desk/support",
        "/desk/support/visits",
        "/desk/support/figures",
    ] {
        let page = house.get(path, support).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        assert!(
            page.text.contains("class=\"brand\" href=\"/desk/support\""),
            "{path}: {}",
            page.text
        );
        assert!(!page.text.contains("事務局<"), "{path}: {}", page.text);
        let links = page.text.split("href=\"/desk").skip(1);
        for link in links.filter_map(|rest| rest.split('"').next()) {
            let link = format!("/desk{link}").replace("&#38;", "&");
            let answer = house.get(&link, support).await;
            assert_ne!(answer.status, StatusCode::FORBIDDEN, "{path} leads to {link}");
        }
    }
    let refused = house.get("/desk/devices", support).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let clerk = house
        .get("/desk/devices/health", Someone::Staff(Role::Secretariat))
        .await;
    assert!(
        clerk.text.contains("class=\"brand\" href=\"/desk\""),
        "{}",
        clerk.text
    );
    for path in ["/desk/companies/zzz/detections", "/desk/companies/zzz/events"] {
        assert_eq!(
            house.get(path, support).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
