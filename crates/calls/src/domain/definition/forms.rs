//! `forms.toml`: what is asked (P4).
//!
//! Sections that every call shares stand in `programmes/standard.toml` (the same shape) and are taken in with
//! `use = "company"`. Fields that rules read have fixed ids, see [`super::well_known`].

use platform::forms::{Form, Section};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `programmes/<id>/forms.toml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormsFile {
    /// The forms.
    #[serde(default, rename = "form")]
    pub forms: Vec<Form>,
}

/// `programmes/standard.toml`: sections to take in.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandardFile {
    /// The sections.
    #[serde(default, rename = "section")]
    pub sections: Vec<Section>,
}
