//! The monthly reports of all companies.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use contracts::support::SupportFigures;
use documents::FontOptions;
use documents::pdf::Engine;
use jiff::SignedDuration;
use jiff::civil::date;
use lake::Lake;
use lake_bench::measured;
use platform::text::Language;
use telemetry::report::collected::Collected;
use telemetry::report::document::{Edition, document};
use telemetry::report::facts::DeviceFacts;
use telemetry::report::gather::{About, gather, totals};
use telemetry::report::peers::compare;

/// The reports of all companies as PDFs, from their figures to the last byte.
pub fn pdfs(folder: &Path) {
    let lake = Lake::read(folder).expect("a lake");
    let month = date(2026, 10, 1);
    let begun = Instant::now();
    let (used, (count, bytes)) = measured(|| {
        let engine = Engine::new(FontOptions::default());
        let sets = || {
            lake.programme()
                .report_sets(month)
                .expect("figures")
                .map(|set| set.expect("figures"))
        };
        let all: Vec<_> = sets().map(|(_, set)| totals(&set)).collect();
        let pdfs = sets().map(|(company, set)| {
            let peers = compare(totals(&set), &all);
            let facts = gather(&set, about(&company.to_string()), &BTreeSet::new(), None, peers);
            let document = document(&facts, &edition(), Language::Ja);
            engine.pdf(&document).expect("a PDF").bytes.len()
        });
        pdfs.fold((0, 0), |(count, bytes), pdf| (count + 1, bytes + pdf))
    });
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!(
        "{count} PDFs of {:.0} kB: {:.1} s, {:.1} CPU s, most memory {}",
        bytes as f64 / f64::from(count) / 1e3,
        begun.elapsed().as_secs_f64(),
        used.as_secs_f64(),
        peak.unwrap_or("unknown").trim()
    );
}

fn about(company: &str) -> About {
    let from = lake_bench::begin();
    About {
        company: company.to_owned(),
        programme: [
            "見本向上支援事業".to_owned(),
            "Sample improvement programme".to_owned(),
        ],
        device: Some(DeviceFacts {
            serial: "FGT40F0000000001".to_owned(),
            model: "FortiGate 40F".to_owned(),
            installed: date(2026, 9, 20),
            trial_end: None,
            answered: false,
            earlier: Vec::new(),
            last_seen: None,
            signatures: None,
            signatures_renewed: None,
            signatures_renewed_on: None,
        }),
        due: vec![(from, from + SignedDuration::from_hours(31 * 24))],
        collected: Collected::default(),
        support: SupportFigures::default(),
    }
}

fn edition() -> Edition {
    Edition {
        made_at: lake_bench::begin() + SignedDuration::from_hours(33 * 24),
        revision: 1,
        reason: None,
        contact: ["見本支援センター".to_owned(), "Sample support centre".to_owned()],
        centre: "050-0000-0119".to_owned(),
        is_draft: false,
    }
}
