//! Blocks about assets, risks and the plan.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use documents::model::{Block, Cell, Column, Table, Tile, Tone};

use super::Maker;
use crate::domain::assessment::{Counts, Line};
use crate::domain::catalogue::{Medium, StopKind};
use crate::domain::diagnosis;
use crate::domain::ledger::{Asset, AssetId, Personal};
use crate::domain::plan::{Progress, Task};
use crate::domain::risk::{Grade, Level, likelihood};

/// How many risks a summary names.
const TOP: usize = 10;

impl Maker<'_> {
    fn medium(&self, medium: Medium) -> String {
        let text = self.source.catalogue.medium(medium);
        text.map_or_else(String::new, |text| self.text(&text.title).to_owned())
    }

    fn empty(&self, key: &str) -> Vec<Block> {
        vec![Block::paragraph(self.say(key))]
    }

    fn column(&self, key: &str, weight: f64) -> Column {
        Column::new(self.say(key), weight)
    }

    /// Assets of importance 3, those with personal information first.
    pub(super) fn important_assets(&self) -> Vec<Block> {
        let mut assets: Vec<&Asset> = self
            .source
            .book
            .assets
            .values()
            .filter(|asset| asset.importance() == Grade::Three)
            .collect();
        if assets.is_empty() {
            return self.empty("paper-no-important-assets");
        }
        assets.sort_by_key(|asset| (Reverse(asset.personal), asset.medium, asset.title.clone()));
        let rows = assets
            .into_iter()
            .map(|asset| {
                vec![
                    Cell::new(asset.title.as_str()),
                    Cell::new(self.medium(asset.medium)),
                    Cell::new(match asset.personal {
                        Personal::None => "―".to_owned(),
                        kind => self.say(&format!("workbench-personal-{}", kind.as_str())),
                    }),
                    Cell::new(asset.department.as_str()),
                ]
            })
            .collect();
        let columns = vec![
            self.column("workbench-asset-title", 4.0),
            self.column("workbench-medium", 3.0),
            self.column("workbench-personal", 2.0),
            self.column("workbench-asset-department", 2.0),
        ];
        vec![Block::Table(Table::new(columns, rows))]
    }

    /// How many assets on which medium.
    pub(super) fn asset_counts(&self) -> Vec<Block> {
        let mut counts: BTreeMap<Medium, [usize; 2]> = BTreeMap::new();
        for asset in self.source.book.assets.values() {
            let count = counts.entry(asset.medium).or_default();
            count[0] += 1;
            count[1] += usize::from(asset.importance() == Grade::Three);
        }
        if counts.is_empty() {
            return self.empty("paper-no-assets");
        }
        let rows = counts
            .into_iter()
            .map(|(medium, [all, important])| {
                vec![
                    Cell::new(self.medium(medium)).header(),
                    Cell::new(all.to_string()),
                    Cell::new(important.to_string()),
                ]
            })
            .collect();
        let columns = vec![
            self.column("workbench-medium", 4.0),
            self.column("paper-assets", 1.5).centred(),
            self.column("paper-important", 1.5).centred(),
        ];
        vec![Block::Table(Table::new(columns, rows))]
    }

    /// What has to be there again first.
    pub(super) fn recovery_order(&self) -> Vec<Block> {
        let mut assets: Vec<&Asset> = self
            .source
            .book
            .assets
            .values()
            .filter(|asset| asset.availability == Grade::Three)
            .collect();
        if assets.is_empty() {
            return self.empty("paper-no-recovery");
        }
        assets.sort_by_key(|asset| {
            (
                Reverse(asset.importance()),
                asset.business.clone(),
                asset.title.clone(),
            )
        });
        let rto = self.facts("")["rto"].clone();
        let rows = assets
            .into_iter()
            .enumerate()
            .map(|(place, asset)| {
                vec![
                    Cell::new((place + 1).to_string()),
                    Cell::new(asset.title.as_str()),
                    Cell::new(asset.business.as_str()),
                    Cell::new(self.medium(asset.medium)),
                    Cell::new(rto.as_str()),
                ]
            })
            .collect();
        let columns = vec![
            self.column("paper-order", 0.8).centred(),
            self.column("workbench-asset-title", 3.0),
            self.column("workbench-business", 1.5),
            self.column("workbench-medium", 2.5),
            self.column("paper-within", 1.2),
        ];
        vec![Block::Table(Table::new(columns, rows))]
    }

    fn tiles(&self, counts: Counts) -> Block {
        let tile = |level: Level| Tile {
            label: self.say(&format!("workbench-risks-{}", level.as_str())),
            value: self.say1("paper-count", "count", counts.of_level(level)),
            note: None,
            tone: match (level, counts.of_level(level)) {
                (Level::High, 1..) => Tone::Attention,
                _ => Tone::Information,
            },
        };
        Block::Tiles {
            tiles: Level::ALL.into_iter().map(tile).collect(),
        }
    }

    pub(super) fn risk_counts(&self) -> Vec<Block> {
        if self.assessment.lines.is_empty() {
            return self.empty("paper-no-risks");
        }
        let method = format!("workbench-method-{}", self.assessment.method.as_str());
        vec![
            self.tiles(self.assessment.counts()),
            Block::paragraph(self.say(&method)),
        ]
    }

    /// Importance against likelihood, in numbers: the table twin of the picture on the page.
    pub(super) fn heat_map(&self) -> Vec<Block> {
        if self.assessment.lines.is_empty() {
            return Vec::new();
        }
        let rows = [Grade::Three, Grade::Two, Grade::One]
            .into_iter()
            .map(|importance| {
                let label = self.say1("workbench-importance-is", "grade", importance.number());
                let cells = Grade::ALL.into_iter().map(|likely| {
                    let here = |line: &&Line| {
                        line.factors.importance == importance
                            && likelihood(line.factors.threat, line.factors.vulnerability) == likely
                    };
                    Cell::new(self.assessment.lines.iter().filter(here).count().to_string())
                });
                std::iter::once(Cell::new(label).header()).chain(cells).collect()
            });
        let rows = rows.collect();
        let columns = vec![
            Column::new("", 2.0),
            self.column("workbench-likely-1", 1.5).centred(),
            self.column("workbench-likely-2", 1.5).centred(),
            self.column("workbench-likely-3", 1.5).centred(),
        ];
        vec![Block::Table(Table::new(columns, rows))]
    }

    fn asset(&self, id: AssetId) -> &str {
        self.source
            .book
            .assets
            .get(&id)
            .map_or("", |asset| asset.title.as_str())
    }

    fn threat(&self, line: &Line) -> String {
        let threat = self.source.catalogue.threat(&line.threat);
        threat.map_or_else(String::new, |threat| self.text(&threat.title).to_owned())
    }

    fn level(&self, level: Level) -> String {
        self.say(&format!("workbench-level-{}", level.as_str()))
    }

    fn worst(&self) -> Vec<&Line> {
        let mut lines: Vec<&Line> = self
            .assessment
            .lines
            .iter()
            .filter(|line| line.level > Level::Low)
            .collect();
        lines.sort_by_key(|line| line.urgency());
        lines
    }

    /// The worst risks with what is left of each after the plan.
    pub(super) fn top_risks(&self) -> Vec<Block> {
        let lines = self.worst();
        if lines.is_empty() {
            return self.empty("paper-no-high-risks");
        }
        let rows = lines
            .iter()
            .take(TOP)
            .map(|line| {
                vec![
                    Cell::new(self.asset(line.asset)),
                    Cell::new(self.threat(line)),
                    Cell::new(self.level(line.level)),
                    Cell::new(self.level(line.residual_level())),
                ]
            })
            .collect();
        let columns = vec![
            self.column("workbench-asset-title", 3.0),
            self.column("workbench-threat", 3.5),
            self.column("paper-now", 1.0).centred(),
            self.column("workbench-residual", 1.2).centred(),
        ];
        let mut blocks = vec![Block::Table(Table::new(columns, rows))];
        if lines.len() > TOP {
            blocks.push(Block::paragraph(self.say1(
                "paper-more-risks",
                "count",
                lines.len() - TOP,
            )));
        }
        blocks
    }

    pub(super) fn residual(&self) -> Vec<Block> {
        if self.assessment.lines.is_empty() {
            return self.empty("paper-no-risks");
        }
        let mut blocks = vec![self.tiles(self.assessment.residual_counts())];
        let mut accepted: Vec<_> = self.source.book.decisions.iter().collect();
        accepted.sort_by_key(|((asset, threat), _)| (*asset, threat.clone()));
        let rows: Vec<Vec<Cell>> = accepted
            .into_iter()
            .filter_map(|((asset, threat), decision)| {
                let threat = self.source.catalogue.threat(threat)?;
                Some(vec![
                    Cell::new(self.asset(*asset)),
                    Cell::new(self.text(&threat.title)),
                    Cell::new(self.say(&format!("workbench-choice-{}", decision.choice.as_str()))),
                    Cell::new(decision.reason.as_str()),
                ])
            })
            .collect();
        if !rows.is_empty() {
            let columns = vec![
                self.column("workbench-asset-title", 2.5),
                self.column("workbench-threat", 2.5),
                self.column("paper-choice", 1.2),
                self.column("workbench-reason", 3.0),
            ];
            blocks.push(Block::Table(Table::new(columns, rows)));
        }
        blocks
    }

    fn tasks(&self) -> Vec<(String, &Task)> {
        let mut tasks: Vec<_> = self
            .source
            .book
            .tasks
            .iter()
            .filter(|(_, task)| task.progress != Progress::Dropped)
            .collect();
        tasks.sort_by_key(|(id, task)| (task.due, (*id).clone()));
        let title = |id| {
            let measure = self.source.catalogue.measure(id);
            measure.map_or_else(String::new, |measure| self.text(&measure.title).to_owned())
        };
        tasks.into_iter().map(|(id, task)| (title(id), task)).collect()
    }

    pub(super) fn treatments(&self) -> Vec<Block> {
        let tasks = self.tasks();
        if tasks.is_empty() {
            return self.empty("paper-no-tasks");
        }
        let rows = tasks
            .into_iter()
            .map(|(title, task)| {
                vec![
                    Cell::new(title),
                    Cell::new(task.owner.as_str()),
                    Cell::new(
                        task.due
                            .map_or_else(|| "―".to_owned(), |due| self.source.words.date(due)),
                    ),
                    Cell::new(task.cost.map_or_else(|| "―".to_owned(), |cost| self.yen(cost))),
                    Cell::new(self.say(&format!("workbench-progress-{}", task.progress.as_str()))),
                ]
            })
            .collect();
        let columns = vec![
            self.column("paper-measure", 3.6),
            self.column("workbench-owner", 1.8),
            self.column("workbench-due", 2.0),
            self.column("paper-cost", 1.3),
            self.column("paper-progress", 1.1),
        ];
        vec![Block::Table(Table::new(columns, rows))]
    }

    fn yen(&self, yen: i64) -> String {
        self.say1("paper-yen", "yen", self.source.words.number(yen))
    }

    pub(super) fn costs(&self) -> Vec<Block> {
        let tasks = self.tasks();
        let total: i64 = tasks.iter().filter_map(|(_, task)| task.cost).sum();
        let unknown = tasks.iter().filter(|(_, task)| task.cost.is_none()).count();
        let mut blocks = vec![Block::paragraph(self.say1(
            "paper-total-cost",
            "yen",
            self.yen(total),
        ))];
        if unknown > 0 {
            blocks.push(Block::paragraph(self.say1(
                "paper-cost-unknown",
                "count",
                unknown,
            )));
        }
        blocks
    }

    /// What comes next: open tasks, the earliest first; without a plan, what the next stop asks for.
    pub(super) fn next_steps(&self) -> Vec<Block> {
        let open = self
            .tasks()
            .into_iter()
            .filter(|(_, task)| task.progress != Progress::Done);
        let items: Vec<String> = open
            .take(6)
            .map(|(title, task)| match task.due {
                Some(due) => self.source.words.say_with(
                    "paper-next-step",
                    &[
                        ("title", title.into()),
                        ("due", self.source.words.date(due).into()),
                        ("owner", task.owner.as_str().into()),
                    ],
                ),
                None => title,
            })
            .collect();
        if items.is_empty() {
            let stops = &self.source.catalogue.journey.stops;
            let visit = stops.iter().find(|stop| stop.kind == StopKind::Visit);
            return visit.map_or_else(Vec::new, |stop| vec![Block::paragraph(self.text(&stop.prepare))]);
        }
        vec![Block::bullets(items)]
    }

    pub(super) fn score(&self) -> Vec<Block> {
        let catalogue = self.source.catalogue;
        let answers = self.source.book.company_answers(catalogue.diagnosis.points);
        let score = diagnosis::score(&catalogue.diagnosis, &answers);
        let band = score
            .band
            .and_then(|_| diagnosis::band(&catalogue.diagnosis, score.total));
        let text = match band {
            Some(band) => format!("{}　{}", self.text(&band.title), self.text(&band.text)),
            None => self.say1("workbench-missing", "missing", score.missing.len()),
        };
        let mut tiles = vec![Tile {
            label: self.say("workbench-total"),
            value: score.total.to_string(),
            note: Some(self.say("paper-of-100")),
            tone: Tone::Information,
        }];
        tiles.extend(catalogue.diagnosis.parts.iter().map(|part| Tile {
            label: self.text(&part.title).to_owned(),
            value: format!("{} %", diagnosis::share(&catalogue.diagnosis, &answers, &part.id)),
            note: None,
            tone: Tone::Information,
        }));
        vec![Block::Tiles { tiles }, Block::paragraph(text)]
    }
}
