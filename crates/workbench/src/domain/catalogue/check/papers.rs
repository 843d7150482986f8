//! People, documents and the journey.

use super::super::{MeasureId, Medium, Paragraph, Step, TemplateFile};
use super::{Checker, Problem};

/// Blocks that documents may name.
const BLOCKS: [&str; 26] = [
    "important-assets",
    "asset-counts",
    "risk-counts",
    "risk-heat-map",
    "top-risks",
    "treatments",
    "costs",
    "residual",
    "controls",
    "soa",
    "soa-counts",
    "procedures",
    "roles",
    "contacts",
    "recovery-order",
    "scenarios",
    "training",
    "skills",
    "hiring",
    "checklist",
    "external",
    "score",
    "score-history",
    "network-sketch",
    "next-steps",
    "signatures",
];

/// Facts that texts may name in braces.
const FACTS: [&str; 13] = [
    "company",
    "representative",
    "title",
    "date",
    "lead",
    "deputy",
    "it-lead",
    "contact",
    "support",
    "address",
    "version",
    "review-month",
    "rto",
];

/// Conditions without a colon.
const FLAGS: [&str; 8] = [
    "remote",
    "byod",
    "development",
    "website",
    "card-payments",
    "contractors",
    "utm",
    "sites",
];

impl Checker<'_> {
    pub(super) fn people(&mut self) {
        let catalogue = self.catalogue;
        let people = &catalogue.people;
        let file = "people.toml";
        self.unique(file, "role", people.roles.iter().map(|role| role.id.as_str()));
        self.unique(file, "skill", people.skills.iter().map(|skill| skill.id.as_str()));
        self.unique(
            file,
            "training",
            people.trainings.iter().map(|training| training.id.as_str()),
        );
        for role in &people.roles {
            self.texts(file, role.id.as_str(), role.tasks.iter().chain([&role.title]));
            for needed in &role.skills {
                self.skill(file, &needed.id);
                if !(1..=3).contains(&needed.level) {
                    let id = role.id.to_string();
                    self.find(file, Problem::Range { id, what: "level" });
                }
            }
            if let Some(joined) = &role.joined {
                self.role(file, joined);
            }
        }
        for skill in &people.skills {
            self.count(file, "level", 3, skill.levels.len());
            self.texts(
                file,
                skill.id.as_str(),
                skill.levels.iter().chain([&skill.title, &skill.text]),
            );
            if !people
                .frameworks
                .iter()
                .any(|framework| framework.id == skill.framework)
            {
                let id = skill.framework.clone();
                self.find(
                    file,
                    Problem::Unknown {
                        what: "framework",
                        id,
                    },
                );
            }
        }
        for training in &people.trainings {
            self.role(file, &training.audience);
            self.known(file, &training.measures);
            self.texts(file, training.id.as_str(), [&training.title, &training.text]);
            for skill in &training.skills {
                self.skill(file, skill);
            }
        }
        for check in &catalogue.audit.checks {
            self.known("audit.toml", std::slice::from_ref(&check.measure));
            self.texts(
                "audit.toml",
                check.measure.as_str(),
                [&check.question, &check.look],
            );
        }
        self.unique(
            "audit.toml",
            "check",
            catalogue.audit.checks.iter().map(|check| check.measure.as_str()),
        );
    }

    pub(super) fn documents(&mut self) {
        let catalogue = self.catalogue;
        for (template, id) in catalogue.templates.iter().zip(super::super::DOCUMENTS) {
            let file = format!("documents/{id}.toml");
            if template.document.id.as_str() != id {
                let id = template.document.id.to_string();
                self.find(&file, Problem::Unknown { what: "document", id });
            }
            self.template(&file, template);
        }
    }

    fn template(&mut self, file: &str, template: &TemplateFile) {
        let paragraphs = || template.sections.iter().flat_map(|section| &section.paragraphs);
        self.unique(
            file,
            "paragraph",
            paragraphs().map(|paragraph| paragraph.id.as_str()),
        );
        self.unique(
            file,
            "section",
            template.sections.iter().map(|section| section.id.as_str()),
        );
        for section in &template.sections {
            self.texts(file, &section.id, [&section.title]);
        }
        for paragraph in paragraphs() {
            self.paragraph(file, paragraph);
        }
    }

    fn paragraph(&mut self, file: &str, paragraph: &Paragraph) {
        let id = paragraph.id.to_string();
        match (&paragraph.text, &paragraph.block) {
            (Some(text), None) => {
                self.texts(file, &id, [text]);
                for fact in facts_in(&text.ja).chain(facts_in(&text.en)) {
                    if !FACTS.contains(&fact) {
                        let id = fact.to_owned();
                        self.find(file, Problem::Unknown { what: "fact", id });
                    }
                }
            }
            (None, Some(block)) if BLOCKS.contains(&block.as_str()) => {}
            (None, Some(block)) => {
                let id = block.clone();
                self.find(file, Problem::Unknown { what: "block", id });
            }
            _ => self.find(file, Problem::Text { id, language: "ja" }),
        }
        for condition in &paragraph.when {
            let name = condition.strip_prefix('!').unwrap_or(condition);
            let good = match name.split_once(':') {
                Some(("medium", medium)) => Medium::from_name(medium).is_some(),
                Some(("personal", kind)) => ["any", "sensitive", "my-number"].contains(&kind),
                Some(("measure", measure)) => self.catalogue.measure(&MeasureId::from(measure)).is_some(),
                Some(_) => false,
                None => FLAGS.contains(&name),
            };
            if !good {
                let id = condition.clone();
                self.find(
                    file,
                    Problem::Unknown {
                        what: "condition",
                        id,
                    },
                );
            }
        }
    }

    pub(super) fn journey(&mut self) {
        let file = "journey.toml";
        let journey = &self.catalogue.journey;
        for step in Step::ALL {
            let described = self.catalogue.step(step).is_some();
            let visited = journey.stops.iter().any(|stop| stop.steps.contains(&step));
            if !described || !visited {
                let id = step.as_str().to_owned();
                self.find(file, Problem::Unmapped { what: "step", id });
            }
        }
    }
}

/// Names in braces.
fn facts_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
