//! How long a large draw takes: `cargo bench -p fair-draw`. Prints medians of eleven runs; asserts nothing.

use std::time::{Duration, Instant};

use fair_draw::{Digest, Entries, Entry, Frame, draw, label, seats};

fn main() {
    let frame = |id: &str| Frame {
        id: id.to_owned(),
        minimum: 1_000,
        maximum: Some(20_000),
    };
    let frames = [frame("a"), frame("b"), frame("c")];
    let entry = |index: usize| {
        let frame = &frames[index % frames.len()].id;
        let label = label("bench", &format!("R{index:06}"), frame, &format!("{index:032x}"));
        Entry {
            label,
            frame: frame.clone(),
        }
    };
    let entries = Entries::freeze((0..100_000).map(entry), &frames).expect("labels differ, frames are known");
    let (charter_hash, randomness) = (Digest::of(b"charter"), Digest::of(b"randomness"));
    let mut ranked = Vec::new();
    let mut seated = Vec::new();
    for _ in 0..11 {
        let start = Instant::now();
        let ranking = draw(&charter_hash, &entries, &randomness);
        ranked.push(start.elapsed());
        let seats = seats(&ranking, &frames, 50_000);
        seated.push(start.elapsed());
        assert_eq!(
            seats.len(),
            50_000,
            "three frames of up to 20,000 fill 50,000 seats"
        );
    }
    println!(
        "100,000 entries ranked in {} ms, ranked and seated in {} ms",
        median(ranked).as_millis(),
        median(seated).as_millis()
    );
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
