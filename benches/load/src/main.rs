//! A rush on a first-come call from a second process: many clients, more attempts than places.
//!
//! `load api --url http://127.0.0.1:8600 --programme kojo-2023 --course utm --clients 50 --attempts 10000`
//!
//! Traffic goes to loopback only, bounded in number; the run stops by itself. Prints one JSON object.

mod api;
mod figures;
mod journey;

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use figures::Figures;

/// What to do.
#[derive(Clone)]
pub struct Plan {
    /// Server, on loopback.
    pub url: String,
    /// The call.
    pub programme: String,
    /// The course.
    pub course: String,
    /// People at once.
    pub clients: u64,
    /// Attempts in all.
    pub attempts: u64,
}

/// How one attempt ended.
pub enum Ending {
    /// A receipt with its number.
    Receipt(String),
    /// Full or closed, said so clearly.
    Refused,
    /// Anything else.
    Failed(String),
}

/// One simulated person: what each attempt does.
pub type Person = fn(&Plan, u64, &mut Figures) -> Ending;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str, default: &str| {
        let place = arguments.iter().position(|argument| argument == name);
        place
            .and_then(|place| arguments.get(place + 1))
            .map_or_else(|| default.to_owned(), Clone::clone)
    };
    let number = |name: &str, default: &str| option(name, default).parse::<u64>().unwrap_or(0);
    let plan = Plan {
        url: option("--url", "http://127.0.0.1:8600"),
        programme: option("--programme", "kojo-2023"),
        course: option("--course", "utm"),
        clients: number("--clients", "50").clamp(1, 500),
        attempts: number("--attempts", "10000").clamp(1, 1_000_000),
    };
    if !["http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
        .iter()
        .any(|local| plan.url.starts_with(local))
    {
        eprintln!("only a server on this machine: {}", plan.url);
        return ExitCode::from(2);
    }
    let person: Person = match arguments.first().map(String::as_str) {
        Some("api") => api::attempt,
        Some("journey") => journey::attempt,
        _ => {
            eprintln!(
                "usage: load api|journey [--url URL] [--programme ID] [--course ID] [--clients N] [--attempts N]"
            );
            return ExitCode::from(2);
        }
    };
    let figures = run(&plan, person);
    println!("{}", figures.report());
    if figures.failed() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run(plan: &Plan, person: Person) -> Figures {
    let next = Arc::new(AtomicU64::new(0));
    let all = Arc::new(Mutex::new(Figures::default()));
    let start = Instant::now();
    let clients: Vec<_> = (0..plan.clients)
        .map(|_| {
            let (plan, next, all) = (plan.clone(), Arc::clone(&next), Arc::clone(&all));
            std::thread::spawn(move || {
                let mut mine = Figures::default();
                loop {
                    let attempt = next.fetch_add(1, Ordering::Relaxed);
                    if attempt >= plan.attempts {
                        break;
                    }
                    let ending = person(&plan, attempt, &mut mine);
                    mine.count(ending);
                }
                all.lock().unwrap_or_else(PoisonError::into_inner).add(mine);
            })
        })
        .collect();
    for client in clients {
        if client.join().is_err() {
            eprintln!("a client stopped early");
        }
    }
    let mut figures = std::mem::take(&mut *all.lock().unwrap_or_else(PoisonError::into_inner));
    figures.seconds = start.elapsed().as_secs_f64();
    figures
}
