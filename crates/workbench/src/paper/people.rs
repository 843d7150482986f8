//! Blocks about people: roles, skills, training, exercises, whom to call.

use documents::model::{Block, Cell, Column, Fact, Table};

use super::Maker;
use crate::domain::catalogue::{Role, Way};

impl Maker<'_> {
    /// Who holds a role, as far as the company told.
    fn holder(&self, role: &Role) -> String {
        let facts = self.facts("");
        let fact = match role.id.as_str() {
            "top-management" => "representative",
            "security-lead" => "lead",
            "deputy-lead" => "deputy",
            "it-lead" => "it-lead",
            "everyone" => return self.say("paper-everyone"),
            _ => match &role.joined {
                Some(joined) => {
                    return self
                        .source
                        .catalogue
                        .role(joined)
                        .map_or_else(String::new, |joined| self.holder(joined));
                }
                None => "lead",
            },
        };
        match facts[fact].as_str() {
            "" => self.say("paper-undecided"),
            name => name.to_owned(),
        }
    }

    pub(super) fn roles(&self) -> Vec<Block> {
        let roles = &self.source.catalogue.people.roles;
        let facts = roles.iter().map(|role| Fact {
            label: format!("{}　{}", self.text(&role.title), self.holder(role)).into(),
            blocks: vec![Block::bullets(role.tasks.iter().map(|task| self.text(task)))],
        });
        vec![Block::Facts {
            facts: facts.collect(),
        }]
    }

    /// What each role has to be able to do, and at which level.
    pub(super) fn skills(&self) -> Vec<Block> {
        let people = &self.source.catalogue.people;
        let mut rows = Vec::new();
        for role in &people.roles {
            for needed in &role.skills {
                let Some(skill) = people.skills.iter().find(|skill| skill.id == needed.id) else {
                    continue;
                };
                let level = usize::from(needed.level).saturating_sub(1);
                let framework = people
                    .frameworks
                    .iter()
                    .find(|framework| framework.id == skill.framework);
                rows.push(vec![
                    Cell::new(self.text(&role.title)).header(),
                    Cell::new(self.text(&skill.title)),
                    Cell::new(needed.level.to_string()),
                    Cell::new(skill.levels.get(level).map_or("", |text| self.text(text))),
                    Cell::new(framework.map_or("", |framework| self.text(&framework.title))),
                ]);
            }
        }
        let columns = vec![
            Column::new(self.say("paper-role"), 1.8),
            Column::new(self.say("paper-skill"), 2.0),
            Column::new(self.say("paper-level"), 0.7).centred(),
            Column::new(self.say("paper-able"), 3.6),
            Column::new(self.say("paper-framework"), 1.6),
        ];
        vec![Block::Table(Table::new(columns, rows))]
    }

    pub(super) fn hiring(&self) -> Vec<Block> {
        let ways = self.source.catalogue.people.hiring.iter();
        let facts = ways.map(|way| Fact {
            label: self.text(&way.title).into(),
            blocks: vec![
                Block::paragraph(self.text(&way.text)),
                Block::paragraph(self.text(&way.when)),
            ],
        });
        vec![Block::Facts {
            facts: facts.collect(),
        }]
    }

    pub(super) fn training(&self) -> Vec<Block> {
        let people = &self.source.catalogue.people;
        let rows = people
            .trainings
            .iter()
            .map(|training| {
                let audience = self.source.catalogue.role(&training.audience);
                let way = match training.way {
                    Way::Alone => "alone",
                    Way::Inside => "inside",
                    Way::Outside => "outside",
                };
                vec![
                    Cell::blocks(vec![
                        Block::paragraph(documents::model::RichText::new().bold(self.text(&training.title))),
                        Block::paragraph(self.text(&training.text)),
                    ]),
                    Cell::new(audience.map_or("", |role| self.text(&role.title))),
                    Cell::new(self.say(&format!("workbench-cycle-{}", training.cycle.as_str()))),
                    Cell::new(self.say1("paper-minutes", "minutes", training.minutes)),
                    Cell::new(self.say(&format!("paper-way-{way}"))),
                    Cell::new(""),
                ]
            })
            .collect();
        let columns = vec![
            Column::new(self.say("paper-training"), 4.0),
            Column::new(self.say("paper-audience"), 1.6),
            Column::new(self.say("paper-cycle"), 1.1),
            Column::new(self.say("paper-time"), 0.9),
            Column::new(self.say("paper-way"), 1.0),
            Column::new(self.say("paper-done-on"), 1.2),
        ];
        vec![Block::Table(Table::new(columns, rows))]
    }

    /// Exercises with what comes next and what a good answer has.
    pub(super) fn scenarios(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for scenario in &self.source.catalogue.scenarios {
            blocks.push(Block::heading(2, self.text(&scenario.title)));
            blocks.push(Block::paragraph(self.text(&scenario.text)));
            let rows = scenario
                .turns
                .iter()
                .enumerate()
                .map(|(place, turn)| {
                    vec![
                        Cell::new((place + 1).to_string()),
                        Cell::blocks(vec![
                            Block::paragraph(self.text(&turn.text)),
                            Block::paragraph(
                                documents::model::RichText::new().bold(self.text(&turn.question)),
                            ),
                        ]),
                        Cell::new(self.text(&turn.good)),
                    ]
                })
                .collect();
            let columns = vec![
                Column::new("", 0.4).centred(),
                Column::new(self.say("paper-event"), 4.0),
                Column::new(self.say("paper-good-answer"), 4.0),
            ];
            blocks.push(Block::Table(Table::new(columns, rows)));
        }
        blocks
    }

    pub(super) fn contacts(&self) -> Vec<Block> {
        let facts = self.facts("");
        let blank = self.say("paper-blank");
        let told = |fact: &str| match facts[fact].as_str() {
            "" => blank.clone(),
            text => text.to_owned(),
        };
        let rows = [
            ("paper-contact-lead", told("lead")),
            ("paper-contact-deputy", told("deputy")),
            ("paper-contact-inside", told("contact")),
            ("paper-contact-support", told("support")),
            ("paper-contact-police", blank.clone()),
            ("paper-contact-ipa", self.say("paper-contact-ipa-value")),
            ("paper-contact-privacy", self.say("paper-contact-privacy-value")),
            ("paper-contact-insurer", blank.clone()),
            ("paper-contact-bank", blank.clone()),
        ];
        let rows = rows
            .into_iter()
            .map(|(label, value)| vec![Cell::new(self.say(label)).header(), Cell::new(value)])
            .collect();
        let columns = vec![
            Column::new(self.say("paper-whom"), 2.0),
            Column::new(self.say("paper-how"), 4.0),
        ];
        vec![Block::Table(Table::new(columns, rows))]
    }

    /// What the questionnaire told about the network, as facts.
    pub(super) fn network(&self) -> Vec<Block> {
        let answers = &self.source.book.environment;
        let sections = &self.source.catalogue.environment.sections;
        let fields = sections
            .iter()
            .filter(|section| ["network", "protection", "devices"].contains(&section.id.as_str()))
            .flat_map(|section| &section.fields);
        let facts: Vec<Fact> = fields
            .filter(|field| answers.get(&field.id).is_some())
            .map(|field| {
                let values = answers.values(&field.id);
                let words: Vec<String> = values
                    .iter()
                    .map(|value| {
                        let option = field.options.iter().find(|option| option.id == *value);
                        option.map_or_else(|| value.clone(), |option| self.text(&option.label).to_owned())
                    })
                    .collect();
                Fact::new(self.text(&field.label), words.join("、"))
            })
            .collect();
        if facts.is_empty() {
            return vec![Block::paragraph(self.say("paper-no-environment"))];
        }
        vec![Block::Facts { facts }]
    }
}
