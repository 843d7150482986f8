//! Questions, measures, assets, controls and the questionnaire.

use platform::forms::FieldKind;

use super::super::{Area, CONTROLS, Control, Medium};
use super::{Checker, Problem};

impl Checker<'_> {
    pub(super) fn questions(&mut self) {
        let catalogue = self.catalogue;
        let file = "self-diagnosis.toml";
        let diagnosis = &catalogue.diagnosis;
        self.count(file, "question", 25, diagnosis.questions.len());
        self.count(file, "band", 4, diagnosis.bands.len());
        self.unique(
            file,
            "question",
            diagnosis.questions.iter().map(|question| question.number),
        );
        for (place, question) in diagnosis.questions.iter().enumerate() {
            let id = question.number.to_string();
            if usize::from(question.number) != place + 1 {
                self.find(
                    file,
                    Problem::Range {
                        id: id.clone(),
                        what: "number",
                    },
                );
            }
            if !diagnosis.parts.iter().any(|part| part.id == question.part) {
                self.find(
                    file,
                    Problem::Unknown {
                        what: "part",
                        id: question.part.clone(),
                    },
                );
            }
            let texts = [
                &question.title,
                &question.ask,
                &question.why,
                &question.example,
                &question.first_step,
            ];
            self.texts(file, &id, texts);
            match catalogue.by_question.get(&question.number) {
                None => self.find(
                    "mappings/self-diagnosis.toml",
                    Problem::Unmapped { what: "question", id },
                ),
                Some(measures) => self.known("mappings/self-diagnosis.toml", measures),
            }
        }
        let lowest: i32 = diagnosis.points.unknown * 25;
        let ordered = diagnosis.bands.windows(2).all(|pair| pair[0].from > pair[1].from);
        if !ordered || diagnosis.bands.last().is_none_or(|band| band.from > lowest) {
            self.find(
                file,
                Problem::Range {
                    id: "band".to_owned(),
                    what: "from",
                },
            );
        }
        for rule in &catalogue.rules.rules {
            let id = rule.number.to_string();
            self.texts("basic-rules.toml", &id, [&rule.title, &rule.text]);
            match catalogue.by_rule.get(&rule.number) {
                None => self.find(
                    "mappings/basic-rules.toml",
                    Problem::Unmapped { what: "rule", id },
                ),
                Some(measures) => self.known("mappings/basic-rules.toml", measures),
            }
        }
        self.count(
            "management-guideline.toml",
            "item",
            10,
            catalogue.guideline.items.len(),
        );
        self.count(
            "management-guideline.toml",
            "principle",
            3,
            catalogue.guideline.principles.len(),
        );
        for item in &catalogue.guideline.items {
            self.known("management-guideline.toml", &item.measures);
            let texts = [&item.title, &item.text, &item.question];
            self.texts("management-guideline.toml", &item.number.to_string(), texts);
        }
        self.count(
            "security-action.toml",
            "star",
            2,
            catalogue.security_action.stars.len(),
        );
    }

    pub(super) fn measures(&mut self) {
        let catalogue = self.catalogue;
        let file = "measures-1.toml";
        self.unique(
            file,
            "measure",
            catalogue.measures.iter().map(|measure| measure.id.as_str()),
        );
        for measure in &catalogue.measures {
            let id = measure.id.as_str();
            let texts = [
                &measure.title,
                &measure.what,
                &measure.procedure,
                &measure.first_step,
                &measure.evidence,
            ];
            self.texts(file, id, texts);
            self.role(file, &measure.owner);
            for (what, good) in [
                ("effort", (1..=3).contains(&measure.effort)),
                ("cost", measure.cost <= 3),
            ] {
                if !good {
                    self.find(
                        file,
                        Problem::Range {
                            id: id.to_owned(),
                            what,
                        },
                    );
                }
            }
            if catalogue.controls_of(&measure.id).next().is_none() {
                let id = id.to_owned();
                self.find("mappings/annex-a.toml", Problem::Unmapped { what: "measure", id });
            }
        }
    }

    pub(super) fn assets(&mut self) {
        let catalogue = self.catalogue;
        let file = "threats.toml";
        self.unique(
            file,
            "threat",
            catalogue.threats.iter().map(|threat| threat.id.as_str()),
        );
        for medium in Medium::ALL {
            let described = catalogue.medium(medium).is_some();
            let threatened = catalogue.threats.iter().any(|threat| threat.medium == medium);
            if !described || !threatened {
                let id = medium.as_str().to_owned();
                self.find(file, Problem::Unmapped { what: "medium", id });
            }
        }
        for threat in &catalogue.threats {
            self.known(file, &threat.measures);
            self.texts(
                file,
                threat.id.as_str(),
                [&threat.title, &threat.text, &threat.why],
            );
            if threat.measures.is_empty() || threat.harms.is_empty() {
                let id = threat.id.to_string();
                self.find(file, Problem::Unmapped { what: "threat", id });
            }
        }
        let file = "starter-ledger.toml";
        let starter = &catalogue.starter;
        self.unique(file, "row", starter.rows.iter().map(|row| row.id.as_str()));
        self.unique(
            file,
            "sector",
            starter.sectors.iter().map(|sector| sector.id.as_str()),
        );
        for row in &starter.rows {
            for sector in &row.sectors {
                if !starter.sectors.iter().any(|known| known.id == *sector) {
                    let id = sector.to_string();
                    self.find(file, Problem::Unknown { what: "sector", id });
                }
            }
            let texts = [
                &row.business,
                &row.title,
                &row.note,
                &row.users,
                &row.department,
                &row.retention,
            ];
            self.texts(file, row.id.as_str(), texts);
        }
    }

    pub(super) fn controls(&mut self) {
        let catalogue = self.catalogue;
        let file = "annex-a.toml";
        self.count(file, "control", CONTROLS, catalogue.controls.len());
        let numbers = catalogue.controls.iter().map(|control| control.number.as_str());
        self.unique(file, "control", numbers);
        for control in &catalogue.controls {
            let number = control.number.as_str();
            if theme_of(number) != Some(control.theme) {
                let id = number.to_owned();
                self.find(file, Problem::Range { id, what: "theme" });
            }
            let texts = [
                &control.title,
                &control.text,
                &control.otherwise,
                &control.because,
            ];
            self.texts(file, number, texts);
            match catalogue.by_control.get(&control.number) {
                None => {
                    let id = number.to_owned();
                    self.find("mappings/annex-a.toml", Problem::Unmapped { what: "control", id });
                }
                Some(measures) => self.known("mappings/annex-a.toml", measures),
            }
        }
        for number in catalogue.by_control.keys() {
            if catalogue.control(number.as_str()).is_none() {
                let id = number.to_string();
                self.find("mappings/annex-a.toml", Problem::Unknown { what: "control", id });
            }
        }
        let file = "standards.toml";
        let order = |control: &Control, number: &str| control.number.as_str() == number;
        self.count(
            file,
            "standard",
            catalogue.controls.len(),
            catalogue.standards.len(),
        );
        for (control, standard) in catalogue.controls.iter().zip(&catalogue.standards) {
            let number = standard.control.as_str();
            if !order(control, number) {
                let id = number.to_owned();
                self.find(file, Problem::Unknown { what: "control", id });
            }
            self.texts(file, number, [&standard.statement]);
        }
    }

    pub(super) fn environment(&mut self) {
        let catalogue = self.catalogue;
        let file = "mappings/environment.toml";
        let fields: Vec<_> = catalogue
            .environment
            .sections
            .iter()
            .flat_map(|section| &section.fields)
            .collect();
        self.unique(
            "environment.toml",
            "field",
            fields.iter().map(|field| field.id.as_str()),
        );
        for field in &fields {
            let options = field.options.iter().map(|option| &option.label);
            self.texts("environment.toml", &field.id, options.chain([&field.label]));
            let chosen = matches!(
                field.kind,
                FieldKind::Choice | FieldKind::Select | FieldKind::Choices
            );
            if chosen && !field.options.iter().any(|option| option.id == "unknown") {
                let id = field.id.clone();
                self.find("environment.toml", Problem::Unknown { what: "unknown", id });
            }
        }
        for guess in &catalogue.guesses {
            self.known(file, std::slice::from_ref(&guess.measure));
            let field = fields.iter().find(|field| field.id == guess.field);
            let options = field.map(|field| &field.options);
            for is in &guess.is {
                if !options.is_some_and(|options| options.iter().any(|option| option.id == *is)) {
                    let id = format!("{} = {is}", guess.field);
                    self.find(file, Problem::Unknown { what: "option", id });
                }
            }
        }
    }
}

/// The chapter of Annex A that a number belongs to, if there is such a control.
fn theme_of(number: &str) -> Option<Area> {
    let (chapter, rest) = number.split_once('.')?;
    let rest: u8 = rest.parse().ok()?;
    let (theme, last) = match chapter {
        "5" => (Area::Organisational, 37),
        "6" => (Area::People, 8),
        "7" => (Area::Physical, 14),
        "8" => (Area::Technological, 34),
        _ => return None,
    };
    (1..=last).contains(&rest).then_some(theme)
}
