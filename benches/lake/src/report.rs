//! The report set of one company, and of all.

use std::path::Path;
use std::time::Duration;

use jiff::civil::date;
use lake::{Lake, Limits};

use lake_bench::{measured, median};

/// What the report asks, as an analyst would put it to the events.
const QUESTIONS: [&str; 8] = [
    "SELECT metadata_labels, date_trunc('day', time), count(*), count(*) FILTER (WHERE disposition_id IN (2, 3, 4, 5, 6, 21)) FROM events GROUP BY 1, 2",
    "SELECT firewall_rule_uid, firewall_rule_name, max(severity_id), count(*) FROM events WHERE metadata_labels IN ('ips', 'anomaly', 'waf') GROUP BY 1, 2 ORDER BY 4 DESC LIMIT 10",
    "SELECT malware_name, count(*) FROM events WHERE malware_name IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
    "SELECT http_request_url_categories, count(*) FROM events GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
    "SELECT app_name, count(*), sum(traffic_bytes_in), sum(traffic_bytes_out) FROM events GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
    "SELECT src_endpoint_ip, src_endpoint_location_country, count(*) FROM events WHERE disposition_id IN (2, 3, 4, 5, 6, 15, 21) GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10",
    "SELECT dst_endpoint_ip, count(*) FROM events WHERE metadata_labels IN ('ips', 'antivirus', 'command-and-control') GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
    "SELECT date_trunc('hour', time), count(*) FROM events GROUP BY 1",
];

pub fn report(folder: &Path) {
    let lake = Lake::read(folder).expect("a lake");
    let month = date(2026, 10, 1);
    let sets = || {
        lake.programme()
            .report_sets(month)
            .expect("figures")
            .map(|set| set.expect("figures"))
    };
    let mut sizes: Vec<_> = sets()
        .map(|(company, set)| (set.total(lake::Measure::Function).events, company))
        .collect();
    sizes.sort();
    let (events, middle) = sizes[sizes.len() / 2];
    println!("{} companies, the median one has {events} events", sizes.len());
    let ours = lake.company(middle);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .expect("a runtime");
    let limits = Limits {
        time: Duration::from_mins(10),
        ..Limits::default()
    };
    let from_events = || {
        runtime.block_on(async {
            for question in QUESTIONS {
                ours.sql(question, limits).await.expect(question);
            }
        });
    };
    say("first time, from events", 1, from_events);
    say("median company, from events", 5, from_events);
    say("median company, from figures", 5, || {
        ours.report_set(month).expect("figures");
    });
    say("all companies, from figures", 5, || {
        std::hint::black_box(sets().count());
    });
}

fn say(what: &str, rounds: usize, work: impl Fn()) {
    let times: Vec<Duration> = (0..rounds).map(|_| measured(&work).0).collect();
    println!("{what}: {:.4} CPU s", median(times).as_secs_f64());
}
