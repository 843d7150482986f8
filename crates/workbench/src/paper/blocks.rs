//! Blocks by name: what a template may ask for beside its texts.

use documents::model::{Block, SignatureForm, SignatureLine, SignaturePart};

use super::Maker;

impl Maker<'_> {
    /// A block by its name; the checker of the catalogues lets no other name through.
    pub(super) fn block(&self, name: &str) -> Vec<Block> {
        match name {
            "important-assets" => self.important_assets(),
            "asset-counts" => self.asset_counts(),
            "recovery-order" => self.recovery_order(),
            "risk-counts" => self.risk_counts(),
            "risk-heat-map" => self.heat_map(),
            "top-risks" => self.top_risks(),
            "residual" => self.residual(),
            "treatments" => self.treatments(),
            "costs" => self.costs(),
            "next-steps" => self.next_steps(),
            "score" => self.score(),
            "controls" => self.controls(),
            "soa" => self.soa(),
            "soa-counts" => self.soa_counts(),
            "procedures" => self.procedures(),
            "checklist" => self.checklist(),
            "external" => self.external(),
            "roles" => self.roles(),
            "skills" => self.skills(),
            "hiring" => self.hiring(),
            "training" => self.training(),
            "scenarios" => self.scenarios(),
            "contacts" => self.contacts(),
            "network-sketch" => self.network(),
            "signatures" => self.signatures(),
            _ => Vec::new(),
        }
    }

    /// The representative signs.
    fn signatures(&self) -> Vec<Block> {
        let facts = self.facts("");
        let line = |label: &str, value: &str| SignatureLine {
            label: self.say(label),
            value: Some(value.to_owned()).filter(|value| !value.is_empty()),
            seal: None,
        };
        vec![Block::Signatures(SignatureForm {
            date: Some(self.say("paper-date-blank")),
            parts: vec![SignaturePart {
                title: self.say("paper-approved-by"),
                lines: vec![
                    line("paper-company", &facts["company"]),
                    line("paper-representative", &facts["representative"]),
                    SignatureLine {
                        label: self.say("paper-signature"),
                        value: None,
                        seal: Some(self.say("paper-seal")),
                    },
                ],
            }],
        })]
    }
}
