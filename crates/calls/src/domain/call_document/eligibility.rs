//! Who may apply (C2–C5).

use documents::model::{Block, Cell, Column, Table};
use platform::text::Language;

use super::super::definition::Programme;
use super::super::definition::programme::RuleKind;
use super::super::eligibility::sme::{SmeClass, current};
use super::lines;
use super::voice::Voice;

/// The rules in the call's words, with the table of sizes under the rule that speaks of it.
pub(super) fn rules(programme: &Programme, voice: Voice) -> Vec<Block> {
    let eligibility = &programme.file.eligibility;
    let mut blocks = lines::paragraphs([voice.text(&eligibility.intro)]);
    for rule in &eligibility.rules {
        blocks.push(Block::paragraph(voice.text(&rule.text)));
        blocks.extend(
            rule.exception
                .as_ref()
                .map(|text| Block::paragraph(voice.text(text))),
        );
        if rule.kind == RuleKind::SmeBasicAct {
            blocks.push(sme_table(voice));
        }
    }
    blocks
}

pub(super) fn has_size_rule(programme: &Programme) -> bool {
    let mut rules = programme.file.eligibility.rules.iter();
    rules.any(|rule| rule.kind == RuleKind::SmeBasicAct)
}

/// Industry and limit, for pages: SME Basic Act, article 2(1), the largest limits first, as the calls print it.
pub fn sme_rows(language: Language) -> Vec<(String, String)> {
    let voice = Voice::new(language);
    let mut classes: Vec<&SmeClass> = current().classes.iter().collect();
    classes.sort_by_key(|class| std::cmp::Reverse((class.capital_yen, class.employees)));
    let row = |class: &SmeClass| (voice.text(&class.name()).to_owned(), limit(class, voice));
    classes.into_iter().map(row).collect()
}

/// The same as a table of the printed call.
pub(super) fn sme_table(voice: Voice) -> Block {
    let row = |(industry, limit): (String, String)| vec![Cell::new(industry).header(), Cell::new(limit)];
    let rows = sme_rows(voice.language).into_iter().map(row).collect();
    Block::Table(Table {
        caption: None,
        columns: vec![
            Column::new(voice.say("call-sme-industry"), 1.0),
            Column::new(voice.say("call-sme-limit"), 1.0),
        ],
        header: true,
        rows,
        beside: 1,
    })
}

fn limit(class: &SmeClass, voice: Voice) -> String {
    let capital = capital(class.capital_yen, voice);
    let employees = voice
        .words
        .number(i64::try_from(class.employees).unwrap_or(i64::MAX));
    voice.with(
        "call-sme-row",
        &[("capital", capital.into()), ("employees", employees.into())],
    )
}

/// 3億円, 5,000万円 · 300 million yen
fn capital(yen: u64, voice: Voice) -> String {
    const OKU: u64 = 100_000_000;
    const MAN: u64 = 10_000;
    const MILLION: u64 = 1_000_000;
    match voice.language {
        Language::Ja if yen.is_multiple_of(OKU) => voice.number("call-yen-oku", yen / OKU),
        Language::Ja if yen.is_multiple_of(MAN) => voice.number("call-yen-man", yen / MAN),
        Language::En if yen.is_multiple_of(MILLION) => voice.number("call-yen-million", yen / MILLION),
        _ => voice.number("call-yen", yen),
    }
}

/// ア … キ
pub(super) fn declarations(programme: &Programme, voice: Voice) -> Vec<Block> {
    let declarations = &programme.file.eligibility.declarations;
    if declarations.is_empty() {
        return Vec::new();
    }
    let items = declarations
        .iter()
        .map(|one| (one.mark.clone(), vec![Block::paragraph(voice.text(&one.text))]));
    vec![Block::marked(items)]
}
