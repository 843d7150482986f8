//! `mamori workbench risk`: one risk by one of three methods.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use platform::languages::Words;
use serde_json::{Map, Value, json};
use workbench::domain::risk::{Factors, Grade, Method, Rating};

use super::super::{Outcome, Speech, Tell as _, say};
use super::Printed;

/// Reckons a risk
#[derive(Args)]
pub(in crate::commands) struct Risk {
    /// How it is reckoned: ipa4 (importance × likelihood), product (importance × threat × vulnerability), tokyo4 (value × threat × vulnerability × probability, held against a tolerance).
    #[arg(long, value_enum, default_value_t = Reckoned::Ipa4)]
    method: Reckoned,
    /// Importance of the asset, 1 to 3; of ipa4 and product.
    #[arg(long, value_name = "1-3")]
    importance: Option<i64>,
    /// Value of the asset, 1 to 3; of tokyo4.
    #[arg(long, value_name = "1-3")]
    value: Option<i64>,
    /// Threat: 3 any time, 2 some times a year, 1 normally not.
    #[arg(long, value_name = "1-3")]
    threat: Option<i64>,
    /// Vulnerability: 3 practically no measure, 2 partly, 1 all.
    #[arg(long, value_name = "1-3")]
    vulnerability: Option<i64>,
    /// Probability, 1 to 3; of tokyo4.
    #[arg(long, value_name = "1-3")]
    probability: Option<i64>,
    /// The highest risk that the firm tolerates, 1 to 81; of tokyo4.
    #[arg(long, value_name = "1-81")]
    tolerance: Option<i64>,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t = Printed::Text)]
    format: Printed,
    #[command(flatten)]
    speech: Speech,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Reckoned {
    Ipa4,
    Product,
    Tokyo4,
}

pub(super) fn run(arguments: &Risk) -> Outcome {
    let words = arguments.speech.words();
    let (method, factors) = question(arguments, words)?;
    let rating = method.rate(factors);
    match arguments.format {
        Printed::Json => say(&format!("{:#}", in_json(method, factors, rating))),
        Printed::Text => {
            let level = words.say(&format!("workbench-level-{}", rating.level.as_str()));
            say(&words.tell(
                "workbench-command-risk",
                &[
                    ("risk", &rating.risk),
                    ("highest", &method.highest()),
                    ("level", &level),
                ],
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn question(arguments: &Risk, words: Words) -> Result<(Method, Factors), String> {
    let grade = |option: &str, given: Option<i64>| -> Result<Grade, String> {
        let number = given.ok_or_else(|| words.tell("workbench-command-needs", &[("option", &option)]))?;
        Grade::try_from(number).map_err(|_| {
            words.tell(
                "workbench-command-grade",
                &[("option", &option), ("number", &number)],
            )
        })
    };
    let foreign: &[(&str, Option<i64>)] = match arguments.method {
        Reckoned::Tokyo4 => &[("--importance", arguments.importance)],
        _ => &[
            ("--value", arguments.value),
            ("--probability", arguments.probability),
            ("--tolerance", arguments.tolerance),
        ],
    };
    if let Some((option, _)) = foreign.iter().find(|(_, given)| given.is_some()) {
        return Err(words.tell("workbench-command-foreign", &[("option", option)]));
    }
    let (method, importance, probability) = match arguments.method {
        Reckoned::Ipa4 => (
            Method::Ipa4,
            grade("--importance", arguments.importance)?,
            Grade::One,
        ),
        Reckoned::Product => (
            Method::Product,
            grade("--importance", arguments.importance)?,
            Grade::One,
        ),
        Reckoned::Tokyo4 => {
            let value = grade("--value", arguments.value)?;
            let probability = grade("--probability", arguments.probability)?;
            let tolerance = tolerance(arguments.tolerance, words)?;
            (Method::Tokyo4 { tolerance }, value, probability)
        }
    };
    let factors = Factors {
        importance,
        threat: grade("--threat", arguments.threat)?,
        vulnerability: grade("--vulnerability", arguments.vulnerability)?,
        probability,
    };
    Ok((method, factors))
}

fn tolerance(given: Option<i64>, words: Words) -> Result<u32, String> {
    let option = "--tolerance";
    let number = given.ok_or_else(|| words.tell("workbench-command-needs", &[("option", &option)]))?;
    u32::try_from(number)
        .ok()
        .filter(|number| (1..=81).contains(number))
        .ok_or_else(|| words.tell("workbench-command-tolerance", &[("number", &number)]))
}

fn in_json(method: Method, factors: Factors, rating: Rating) -> Value {
    let mut result = Map::new();
    result.insert("method".to_owned(), json!(method.as_str()));
    let asset = match method {
        Method::Tokyo4 { .. } => "value",
        _ => "importance",
    };
    result.insert(asset.to_owned(), json!(factors.importance));
    result.insert("threat".to_owned(), json!(factors.threat));
    result.insert("vulnerability".to_owned(), json!(factors.vulnerability));
    if let Method::Tokyo4 { tolerance } = method {
        result.insert("probability".to_owned(), json!(factors.probability));
        result.insert("tolerance".to_owned(), json!(tolerance));
    }
    if let Some(likelihood) = rating.likelihood {
        result.insert("likelihood".to_owned(), json!(likelihood));
    }
    result.insert("risk".to_owned(), json!(rating.risk));
    result.insert("level".to_owned(), json!(rating.level));
    Value::Object(result)
}
