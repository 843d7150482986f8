//! Serves the component gallery on its own: `cargo run -p web --example gallery -- 127.0.0.1:8601`.

use std::sync::Arc;

use platform::actor::Actor;
use platform::clock::StillClock;
use platform::entropy::SeededEntropy;
use web::{Identify, Identity, Site};

struct Nobody;

#[async_trait::async_trait]
impl Identify for Nobody {
    async fn identify(&self, _: &str) -> Option<Identity> {
        None
    }

    fn may(&self, _: &Actor, _: &str) -> bool {
        false
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with("--"));
    let address = words.next().unwrap_or_else(|| "127.0.0.1:8601".to_owned());
    let site = Arc::new(Site {
        clock: Arc::new(StillClock::at("2025-06-20T05:02:00Z".parse()?)),
        entropy: Arc::new(SeededEntropy::new(7)),
        identify: Arc::new(Nobody),
        key: [7; 32],
        base_url: format!("http://{address}"),
        demo: true,
        clients: web::Clients::open(),
        menu: Vec::new(),
    });
    let app = web::shell(&site, web::gallery::routes::<()>().into_router());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{}/_gallery", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}
