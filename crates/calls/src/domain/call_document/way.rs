//! The way to a place (C19): a flow chart, and under it what the call says about each step.

use documents::model::{Block, Fact, Flow, FlowStep, RichText};

use super::super::definition::Programme;
use super::super::definition::programme::Step;
use super::lines;
use super::voice::Voice;

/// `{{flow}}`
pub(super) fn flow(programme: &Programme, voice: Voice) -> Vec<Block> {
    let steps = &programme.file.steps;
    let chart = steps
        .iter()
        .map(|step| FlowStep {
            label: step.label.clone(),
            title: voice.text(&step.title).to_owned(),
            note: deadline(step, voice),
        })
        .collect();
    let facts = steps.iter().map(|step| fact(step, voice)).collect();
    vec![Block::Flow(Flow { steps: chart }), Block::Facts { facts }]
}

fn deadline(step: &Step, voice: Voice) -> Option<String> {
    let deadline = step.deadline.as_ref()?;
    Some(voice.number("call-deadline", deadline.business_days.into()))
}

fn fact(step: &Step, voice: Voice) -> Fact {
    let title = voice.text(&step.title);
    let label = match &step.label {
        Some(label) => RichText::new().plain(format!("{label}\n{title}")),
        None => title.into(),
    };
    Fact {
        label,
        blocks: lines::paragraphs([voice.text(&step.text)]),
    }
}
