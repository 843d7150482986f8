//! Reading back what [`super::write`] wrote. What somebody else wrote is taken where it has the same parts.

use serde_json::Value;

use super::{Applied, ControlText, Exchange, Files, NAMESPACE, Planned, VERSION};
use crate::domain::plan::Progress;
use crate::domain::soa::Implementation;

/// A file that cannot be taken, and what is missing or wrong in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct Unfit {
    /// `catalog`, `system-security-plan`, `plan-of-action-and-milestones`.
    pub file: &'static str,
    /// The part.
    pub what: String,
}

/// Reads the files.
pub fn read(files: &Files) -> Result<Exchange, Unfit> {
    let catalog = root(&files.catalog, "catalog")?;
    let plan = root(&files.plan, "system-security-plan")?;
    let actions = root(&files.actions, "plan-of-action-and-milestones")?;
    let metadata = part(catalog, "catalog", "metadata")?;
    let at = text(metadata, "catalog", "last-modified")?;
    let controls = list(catalog, "groups")
        .iter()
        .flat_map(|group| list(group, "controls"))
        .map(control)
        .collect::<Result<_, _>>()?;
    let implementation = part(plan, "system-security-plan", "control-implementation")?;
    let rows = list(implementation, "implemented-requirements")
        .iter()
        .map(row)
        .collect::<Result<_, _>>()?;
    let tasks = list(actions, "poam-items")
        .iter()
        .filter(|item| prop(item, "nothing").is_none())
        .map(task)
        .collect::<Result<_, _>>()?;
    Ok(Exchange {
        company: needed(metadata, "catalog", "company")?,
        name: needed(metadata, "catalog", "name")?,
        at: at.parse().map_err(|_| unfit("catalog", "last-modified"))?,
        controls,
        rows,
        tasks,
    })
}

fn unfit(file: &'static str, what: &str) -> Unfit {
    Unfit {
        file,
        what: what.to_owned(),
    }
}

/// The document, if it is of the version that we know.
fn root<'v>(value: &'v Value, file: &'static str) -> Result<&'v Value, Unfit> {
    let document = value.get(file).ok_or_else(|| unfit(file, file))?;
    let metadata = part(document, file, "metadata")?;
    if text(metadata, file, "oscal-version")? == VERSION {
        Ok(document)
    } else {
        Err(unfit(file, "oscal-version"))
    }
}

fn part<'v>(value: &'v Value, file: &'static str, name: &str) -> Result<&'v Value, Unfit> {
    value.get(name).ok_or_else(|| unfit(file, name))
}

fn text<'v>(value: &'v Value, file: &'static str, name: &str) -> Result<&'v str, Unfit> {
    part(value, file, name)?.as_str().ok_or_else(|| unfit(file, name))
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// Values of a property of ours.
fn props<'v>(value: &'v Value, name: &'v str) -> impl Iterator<Item = &'v str> {
    list(value, "props")
        .iter()
        .filter(move |prop| prop["name"] == name && prop["ns"] == NAMESPACE)
        .filter_map(|prop| prop["value"].as_str())
}

fn prop<'v>(value: &'v Value, name: &'v str) -> Option<&'v str> {
    props(value, name).next()
}

fn needed(value: &Value, file: &'static str, name: &str) -> Result<String, Unfit> {
    let found = prop(value, name).map(str::to_owned);
    found.ok_or_else(|| unfit(file, name))
}

fn number(id: &str, file: &'static str) -> Result<String, Unfit> {
    let number = id.strip_prefix("a-").map(str::to_owned);
    number.ok_or_else(|| unfit(file, id))
}

fn control(value: &Value) -> Result<ControlText, Unfit> {
    let file = "catalog";
    let statement = list(value, "parts")
        .iter()
        .find(|part| part["name"] == "statement")
        .ok_or_else(|| unfit(file, "parts"))?;
    Ok(ControlText {
        number: number(text(value, file, "id")?, file)?,
        title: text(value, file, "title")?.to_owned(),
        text: text(statement, file, "prose")?.to_owned(),
    })
}

fn row(value: &Value) -> Result<Applied, Unfit> {
    let file = "system-security-plan";
    let named = needed(value, file, "implementation")?;
    let implementation = Implementation::ALL.into_iter().find(|one| one.as_str() == named);
    Ok(Applied {
        control: number(text(value, file, "control-id")?, file)?,
        implementation: implementation.ok_or_else(|| unfit(file, &named))?,
        reasons: props(value, "reason").map(str::to_owned).collect(),
    })
}

fn task(value: &Value) -> Result<Planned, Unfit> {
    let file = "plan-of-action-and-milestones";
    let progress = needed(value, file, "progress")?;
    let due = prop(value, "due").map(|due| due.parse().map_err(|_| unfit(file, due)));
    let cost = prop(value, "cost-yen").map(|cost| cost.parse().map_err(|_| unfit(file, cost)));
    Ok(Planned {
        measure: needed(value, file, "measure")?,
        title: text(value, file, "title")?.to_owned(),
        text: text(value, file, "description")?.to_owned(),
        owner: prop(value, "owner").unwrap_or_default().to_owned(),
        due: due.transpose()?,
        cost: cost.transpose()?,
        progress: Progress::from_name(&progress).ok_or_else(|| unfit(file, &progress))?,
    })
}
