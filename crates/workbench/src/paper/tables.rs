//! Blocks about standards, the statement of applicability, procedures and the audit.

use documents::model::{Block, Cell, Column, Fact, Table};

use super::Maker;
use crate::domain::catalogue::{Area, Control, Measure};
use crate::domain::measures::Status;
use crate::domain::soa::{Implementation, Reason, Row, statement};

impl Maker<'_> {
    fn area(&self, area: Area) -> Block {
        Block::heading(2, self.say(&format!("workbench-area-{}", area.as_str())))
    }

    fn statement(&self) -> Vec<Row> {
        statement(self.source.catalogue, self.source.book, &self.assessment)
    }

    /// The rule of every control that applies, by theme.
    pub(super) fn controls(&self) -> Vec<Block> {
        let catalogue = self.source.catalogue;
        let rows = self.statement();
        let mut blocks = Vec::new();
        for area in Area::ALL {
            let of_area = catalogue
                .controls
                .iter()
                .zip(&catalogue.standards)
                .zip(&rows)
                .filter(|((control, _), row)| control.theme == area && row.applies);
            let facts: Vec<Fact> = of_area
                .map(|((control, standard), _)| {
                    let mark = self.say(if standard.required {
                        "workbench-required"
                    } else {
                        "workbench-optional"
                    });
                    Fact {
                        label: format!("{} {}（{mark}）", control.number, self.text(&control.title)).into(),
                        blocks: vec![Block::paragraph(self.text(&standard.statement))],
                    }
                })
                .collect();
            if !facts.is_empty() {
                blocks.push(self.area(area));
                blocks.push(Block::Facts { facts });
            }
        }
        blocks
    }

    fn reason(&self, control: &Control, reason: &Reason) -> String {
        match reason {
            Reason::Risks { count } => self.say1("workbench-reason-risks", "count", count),
            Reason::Law => self.say("workbench-reason-law"),
            Reason::Baseline => self.text(&control.because).to_owned(),
            Reason::InPlace => self.say("workbench-reason-in-place"),
            Reason::Decided { reason } => reason.clone(),
            Reason::NotNeeded => self.text(&control.otherwise).to_owned(),
        }
    }

    /// All 93 rows.
    pub(super) fn soa(&self) -> Vec<Block> {
        let rows = self.statement();
        let mut blocks = Vec::new();
        for area in Area::ALL {
            let pairs = self.source.catalogue.controls.iter().zip(&rows);
            let cells = pairs
                .filter(|(control, _)| control.theme == area)
                .map(|(control, row)| self.soa_row(control, row))
                .collect();
            let columns = vec![
                Column::new(self.say("workbench-control"), 2.6),
                Column::new(self.say("workbench-applies"), 0.8).centred(),
                Column::new(self.say("workbench-why"), 4.2),
                Column::new(self.say("workbench-state"), 1.2),
            ];
            blocks.push(self.area(area));
            blocks.push(Block::Table(Table::new(columns, cells)));
        }
        blocks
    }

    fn soa_row(&self, control: &Control, row: &Row) -> Vec<Cell> {
        let reasons = row
            .reasons
            .iter()
            .map(|reason| Block::paragraph(self.reason(control, reason)));
        vec![
            Cell::new(format!("{} {}", control.number, self.text(&control.title))).header(),
            Cell::new(if row.applies { "○" } else { "―" }),
            Cell::blocks(reasons.collect()),
            Cell::new(self.say(&format!("workbench-soa-{}", row.implementation.as_str()))),
        ]
    }

    pub(super) fn soa_counts(&self) -> Vec<Block> {
        let rows = self.statement();
        let cells = Implementation::ALL
            .into_iter()
            .map(|one| {
                let count = rows.iter().filter(|row| row.implementation == one).count();
                vec![
                    Cell::new(self.say(&format!("workbench-soa-{}", one.as_str()))).header(),
                    Cell::new(count.to_string()),
                ]
            })
            .collect();
        let columns = vec![
            Column::new(self.say("workbench-state"), 3.0),
            Column::new(self.say("paper-controls"), 1.0).centred(),
        ];
        vec![Block::Table(Table::new(columns, cells))]
    }

    fn in_use(&self, measure: &Measure) -> bool {
        matches!(
            self.assessment.planned.get(&measure.id),
            Some(Status::Done | Status::Partly)
        )
    }

    fn role(&self, measure: &Measure) -> String {
        let role = self.source.catalogue.role(&measure.owner);
        role.map_or_else(String::new, |role| self.text(&role.title).to_owned())
    }

    /// The procedure of every measure in place or planned, by area.
    pub(super) fn procedures(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for area in Area::ALL {
            let rows: Vec<Vec<Cell>> = self
                .source
                .catalogue
                .measures
                .iter()
                .filter(|measure| measure.area == area && self.in_use(measure))
                .map(|measure| {
                    let cycle = self.say(&format!("workbench-cycle-{}", measure.cycle.as_str()));
                    vec![
                        Cell::new(self.text(&measure.title)).header(),
                        Cell::new(self.text(&measure.procedure)),
                        Cell::new(self.role(measure)),
                        Cell::new(cycle),
                    ]
                })
                .collect();
            if rows.is_empty() {
                continue;
            }
            let columns = vec![
                Column::new(self.say("paper-measure"), 2.4),
                Column::new(self.say("paper-procedure"), 4.6),
                Column::new(self.say("workbench-owner"), 1.5),
                Column::new(self.say("paper-cycle"), 1.0),
            ];
            blocks.push(self.area(area));
            blocks.push(Block::Table(Table::new(columns, rows)));
        }
        if blocks.is_empty() {
            blocks.push(Block::paragraph(self.say("paper-no-measures")));
        }
        blocks
    }

    /// Checks of measures in place or planned, with room for a pen.
    pub(super) fn checklist(&self) -> Vec<Block> {
        let catalogue = self.source.catalogue;
        let mut blocks = Vec::new();
        for area in Area::ALL {
            let rows: Vec<Vec<Cell>> = catalogue
                .audit
                .checks
                .iter()
                .filter_map(|check| Some((check, catalogue.measure(&check.measure)?)))
                .filter(|(_, measure)| measure.area == area && self.in_use(measure))
                .map(|(check, _)| {
                    vec![
                        Cell::new(self.text(&check.question)),
                        Cell::new(self.text(&check.look)),
                        Cell::new("□"),
                        Cell::new(""),
                    ]
                })
                .collect();
            if rows.is_empty() {
                continue;
            }
            let columns = vec![
                Column::new(self.say("paper-question"), 3.4),
                Column::new(self.say("paper-look"), 3.2),
                Column::new(self.say("paper-good"), 0.6).centred(),
                Column::new(self.say("paper-finding"), 2.0),
            ];
            blocks.push(self.area(area));
            blocks.push(Block::Table(Table::new(columns, rows)));
        }
        if blocks.is_empty() {
            blocks.push(Block::paragraph(self.say("paper-no-measures")));
        }
        blocks
    }

    pub(super) fn external(&self) -> Vec<Block> {
        let facts = self.source.catalogue.audit.external.iter();
        let facts = facts.map(|one| Fact::new(self.text(&one.title), self.text(&one.text)));
        vec![Block::Facts {
            facts: facts.collect(),
        }]
    }
}
