//! How long the desk's pages take on a large call, as a clerk gets them, without the network:
//! `cargo bench -p calls --bench desk -- --database URL --programme ID`, with a database that `mamori simulate
//! --database URL` filled. Prints a line a page; asserts nothing.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::middleware::from_fn_with_state;
use calls::Calls;
use contracts::ids::StaffId;
use platform::actor::{Actor, Role};
use platform::clock::{Clock, StillClock, from_tokyo};
use platform::entropy::{Entropy, OsEntropy};
use platform::store::{Store, StoreOptions};
use tower::ServiceExt as _;
use uuid::Uuid;
use web::{Identify, Identity, Site};

const ROUNDS: usize = 30;
/// What a page may take.
const TARGET: Duration = Duration::from_millis(50);
/// What clerks ask for: all, sorted by each kind of column, filtered, searched, far behind, all at once.
const PAGES: [(&str, &str); 9] = [
    ("inbox", ""),
    ("list, by deadline", "/applications"),
    ("list, by company", "/applications?sort=company"),
    (
        "list, by employees, descending",
        "/applications?sort=employees&dir=desc",
    ),
    ("list, last page", "/applications?sort=number&page=180"),
    (
        "list, one outcome, by company",
        "/applications?outcome=eligible&sort=company",
    ),
    (
        "list, searched for a word",
        "/applications?q=%E5%95%86%E5%BA%97&sort=company",
    ),
    ("list, searched for a number", "/applications?q=R04321"),
    (
        "list, filtered, searched, sorted",
        "/applications?q=%E6%A0%AA%E5%BC%8F&outcome=eligible&sort=employees&dir=desc",
    ),
];

struct Clerk;

#[async_trait::async_trait]
impl Identify for Clerk {
    async fn identify(&self, _: &str) -> Option<Identity> {
        Some(Identity {
            actor: Actor::Staff {
                id: StaffId(Uuid::from_u128(1)),
                name: "西村 直子".to_owned(),
                roles: vec![Role::Secretariat],
            },
        })
    }

    fn may(&self, _: &Actor, _: &str) -> bool {
        true
    }
}

#[tokio::main]
async fn main() {
    let option = |name: &str| {
        let mut arguments = std::env::args().skip_while(|argument| argument != name);
        arguments.nth(1)
    };
    let Some(database) = option("--database") else {
        println!("desk: give --database URL of a simulated call");
        return;
    };
    let programme = option("--programme").unwrap_or_else(|| "jissenryoku-2025".to_owned());
    let router = router(&database, &programme).await;
    println!(
        "{:34} {:>9} {:>9} {:>9}  ≤ 50 ms",
        "page", "median", "slowest", "size"
    );
    for (name, path) in PAGES {
        let path = format!("/desk/{programme}{path}");
        get(&router, &path).await;
        let mut times = Vec::new();
        let mut size = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            size = get(&router, &path).await;
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let milliseconds = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
        let median = times[ROUNDS / 2];
        println!(
            "{name:34} {:>9} {:>9} {:>6} KB  {}",
            milliseconds(median),
            milliseconds(times[ROUNDS - 1]),
            size / 1000,
            if median <= TARGET { "reached" } else { "MISSED" }
        );
    }
}

async fn router(database: &str, programme: &str) -> Router {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    let catalogue = calls::programmes::load_folder(&folder)
        .expect("the programmes lie beside the crates")
        .catalogue;
    let call = catalogue.get(programme).expect("a programme of the folder");
    let clock: Arc<dyn Clock> = Arc::new(StillClock::at(from_tokyo(call.file.courses[0].closes)));
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let store = Store::connect(
        &StoreOptions::new(database),
        Arc::clone(&clock),
        Arc::clone(&entropy),
    )
    .await
    .expect("the database opens");
    let site = Arc::new(Site {
        clock,
        entropy,
        identify: Arc::new(Clerk),
        key: [9; 32],
        base_url: "https://mamori.example.jp".to_owned(),
        demo: false,
        clients: web::Clients::open(),
        menu: Vec::new(),
    });
    let state = Calls {
        store,
        catalogue: Arc::new(catalogue),
    };
    calls::pages::routes()
        .into_router()
        .with_state(state)
        .layer(from_fn_with_state(site, web::visitor::identify))
}

async fn get(router: &Router, path: &str) -> usize {
    let request = Request::get(path).header(header::COOKIE, format!("mamori_session={}", "A".repeat(43)));
    let request = request.body(Body::empty()).expect("a path of ours");
    let response = router
        .clone()
        .oneshot(request)
        .await
        .expect("a router always answers");
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
    body.expect("the page is in memory").len()
}
