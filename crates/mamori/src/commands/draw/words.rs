//! A report on a bundle, in the reader's language.

use std::fmt::Write as _;

use calls::draw_words::failure;
use fair_draw::{
    ApplicantFacts, Bundle, Departure, Facts, Failure, Progress, Report, Source, Standing, Step, StepReport,
};
use platform::languages::{Value, Words};

/// How the record lies in its ZIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// As it was written, as far as can be seen.
    AsPublished,
    /// A sound record that somebody unpacked and packed again.
    Again,
}

/// The whole report. `bundle` is there when it verifies: then its times and where everybody stands are told too.
pub(super) fn describe(report: &Report, bundle: Option<&Bundle>, packing: Packing, words: Words) -> String {
    let mut out = match &report.facts.draw_id {
        Some(draw) => words.say_with("draw-verify-title", &[("draw", draw.as_str().into())]),
        None => words.say("draw-verify-title-unnamed"),
    };
    out.push_str("\n\n");
    for step in &report.steps {
        line(&mut out, step, &report.facts, words);
    }
    let facts = facts(report, bundle, words);
    if !facts.is_empty() {
        out.push('\n');
    }
    for (name, value) in facts {
        add(&mut out, &format!("{}: {value}", words.say(name)));
    }
    if let Some(warning) = warning(report.facts.source) {
        add(&mut out, &format!("\n{}", words.say(warning)));
    }
    add(&mut out, &format!("\n{}", conclusion(report, packing, words)));
    out
}

fn add(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn line(out: &mut String, step: &StepReport, facts: &Facts, words: Words) {
    let mark = if step.ok { "ok" } else { "failed" };
    let text = match &step.cause {
        Some(cause) => failure(cause, words),
        None => held(step.step, facts, words),
    };
    writeln!(out, "{mark:<7} {:<10} {text}", step.step.as_str()).expect("writing to a String cannot fail");
}

/// The sentence on a step that held.
fn held(step: Step, facts: &Facts, words: Words) -> String {
    let key = match (step, facts.source) {
        (Step::Beacon, Some(Source::Balls)) => "draw-verify-ok-beacon-balls".to_owned(),
        _ => format!("draw-verify-ok-{step}"),
    };
    let values = [
        ("entries", facts.entries.unwrap_or_default().into()),
        ("round", facts.round.unwrap_or_default().to_string().into()),
        ("seats", facts.seats.unwrap_or_default().into()),
    ];
    words.say_with(&key, &values)
}

fn facts(report: &Report, bundle: Option<&Bundle>, words: Words) -> Vec<(&'static str, String)> {
    let facts = &report.facts;
    let text = |value: &Option<fair_draw::Digest>| value.map(|digest| digest.to_string());
    let terms = bundle.map(|bundle| bundle.charter().terms());
    let moment = |moment: &fair_draw::Moment| format!("{} ({moment})", words.date_time(moment.instant()));
    let all = [
        ("draw-verify-fact-charter-hash", text(&facts.charter_hash)),
        ("draw-verify-fact-organiser", facts.organiser.clone()),
        ("draw-verify-fact-list-hash", text(&facts.list_hash)),
        (
            "draw-verify-fact-closes",
            terms.map(|terms| moment(&terms.closes_at)),
        ),
        (
            "draw-verify-fact-freeze",
            terms.map(|terms| moment(&terms.freeze_at)),
        ),
        ("draw-verify-fact-draw", terms.map(|terms| moment(&terms.draw_at))),
        ("draw-verify-fact-source", source(facts, words)),
        (
            "draw-verify-fact-standing",
            bundle.and_then(|bundle| counts(bundle, words)),
        ),
        ("draw-verify-fact-log-head", text(&facts.log_head)),
        (
            "draw-verify-fact-line",
            facts.applicant.as_ref().map(|one| applicant(one, words)),
        ),
    ];
    all.into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn source(facts: &Facts, words: Words) -> Option<String> {
    let key = match facts.source? {
        Source::Quicknet => "draw-verify-source-quicknet",
        Source::OtherChain => "draw-verify-source-other-chain",
        Source::Balls => "draw-verify-source-balls",
    };
    let round = facts.round.unwrap_or_default().to_string();
    Some(words.say_with(key, &[("round", round.into())]))
}

fn warning(source: Option<Source>) -> Option<&'static str> {
    match source? {
        Source::Quicknet => None,
        Source::OtherChain => Some("draw-verify-warning-other-chain"),
        Source::Balls => Some("draw-verify-warning-balls"),
    }
}

fn counts(bundle: &Bundle, words: Words) -> Option<String> {
    let state = bundle.state().ok()?;
    let seated = |progress| {
        let seats = state.seated().iter();
        Value::from(seats.filter(|seat| seat.progress == progress).count())
    };
    let values = [
        ("pending", seated(Progress::Pending)),
        ("offered", seated(Progress::Offered)),
        ("accepted", seated(Progress::Accepted)),
        ("waiting", state.waiting().count().into()),
        ("out", state.out().len().into()),
    ];
    Some(words.say_with("draw-verify-counts", &values))
}

fn applicant(facts: &ApplicantFacts, words: Words) -> String {
    let values = [
        ("line", facts.line.to_string().into()),
        ("rank", facts.rank.to_string().into()),
        ("standing", standing(&facts.standing, words).into()),
    ];
    words.say_with("draw-verify-line", &values)
}

fn standing(standing: &Standing, words: Words) -> String {
    let key = match standing {
        Standing::Seated { progress } => match progress {
            Progress::Pending => "draw-verify-seated-pending",
            Progress::Offered => "draw-verify-seated-offered",
            Progress::Accepted => "draw-verify-seated-accepted",
        },
        Standing::Waiting { position } => {
            return words.say_with(
                "draw-verify-waiting",
                &[("position", position.to_string().into())],
            );
        }
        Standing::Out { departure } => match departure {
            Departure::Declined => "draw-verify-out-declined",
            Departure::Lapsed => "draw-verify-out-lapsed",
            Departure::Ineligible(code) => {
                return words.say_with("draw-verify-out-ineligible", &[("code", code.as_str().into())]);
            }
            Departure::Removed => "draw-verify-out-removed",
        },
    };
    words.say(key)
}

fn conclusion(report: &Report, packing: Packing, words: Words) -> String {
    let Some(step) = report.failed else {
        return words.say("draw-verify-passed");
    };
    if packing == Packing::Again {
        return words.say("draw-verify-repacked");
    }
    // Some other file says nothing about any draw.
    let is_wrong_file = report
        .steps
        .iter()
        .any(|step| matches!(&step.cause, Some(Failure::Container(error)) if error.is_wrong_file()));
    if is_wrong_file {
        return words.say("draw-verify-wrong-file");
    }
    let key = match step {
        Step::Receipt => "draw-verify-failed-receipt",
        _ => "draw-verify-failed",
    };
    let name = words.say(&format!("draw-verify-step-{step}"));
    words.say_with(key, &[("step", name.into())])
}

#[cfg(test)]
mod tests;
