//! Applications as lines of a table: the inbox and the list share them.

use std::collections::HashMap;

use contracts::ids::ApplicationId;
use jiff::Timestamp;
use jiff::civil::Date;
use platform::clock::{date_in_tokyo, in_tokyo};
use platform::forms::Answers;
use platform::text::Text;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use web::Visitor;

use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::definition::well_known as field;
use crate::domain::facts::fold_for_search;
use crate::error::Result;
use crate::ops::submit::code;
use crate::store::entities::contact;
use crate::store::queries::applications::{self, Due, Filter, Line, Sort};
use crate::store::queries::duplicates;

/// Lines on a page.
pub(super) const SIZE: u64 = 50;

/// Deadlines one can ask for, with their names in addresses.
const DUE: [&str; 4] = ["overdue", "today", "week", "none"];

/// What the address asks for.
pub(super) struct Asked {
    pub(super) filter: Filter,
    /// Words as typed.
    pub(super) text: String,
    /// The same as they stand in the address.
    sealed: Option<String>,
    /// One of [`DUE`].
    due: Option<&'static str>,
    pub(super) sort: Sort,
    pub(super) descending: bool,
    /// From 0.
    pub(super) page: u64,
}

impl Asked {
    /// Reads the query; what it does not know it leaves out.
    pub(super) fn read(visitor: &Visitor, programme: &Programme, pairs: &[(String, String)]) -> Self {
        let value = |name: &str| {
            let found = pairs.iter().find(|(key, value)| key == name && !value.is_empty());
            found.map(|(_, value)| value.as_str())
        };
        let sealed = value("find").and_then(|sealed| Some((sealed, super::search::open(visitor, sealed)?)));
        let text = sealed.as_ref().map_or("", |(_, text)| text.trim()).to_owned();
        let words: Vec<String> = text
            .split_whitespace()
            .map(fold_for_search)
            .filter(|word| !word.is_empty())
            .collect();
        let due = value("due").and_then(|due| DUE.into_iter().find(|one| *one == due));
        Self {
            filter: Filter {
                programme: programme.file.id.clone(),
                text: (!words.is_empty()).then(|| words.join(" ")),
                states: value("state").and_then(StateName::parse).into_iter().collect(),
                frame: value("frame").map(str::to_owned),
                course: value("course").map(str::to_owned),
                outcome: value("outcome").map(str::to_owned),
                due: due.map(|due| until(visitor.now, due)),
                duplicates: value("duplicates").is_some(),
            },
            sealed: sealed.map(|(sealed, _)| sealed.to_owned()),
            due,
            text,
            sort: value("sort").and_then(Sort::parse).unwrap_or_default(),
            descending: value("dir") == Some("desc"),
            page: value("page")
                .and_then(|page| page.parse::<u64>().ok())
                .unwrap_or(1)
                .clamp(1, 100_000)
                - 1,
        }
    }

    /// The query that asks for the same with another order or page.
    pub(super) fn query(&self, sort: Sort, descending: bool, page: u64) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        let mut add = |name: &str, value: Option<&str>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                out.append_pair(name, value);
            }
        };
        add("find", self.sealed.as_deref());
        add("state", self.filter.states.first().map(|state| state.as_str()));
        add("frame", self.filter.frame.as_deref());
        add("course", self.filter.course.as_deref());
        add("outcome", self.filter.outcome.as_deref());
        add("due", self.due);
        add("duplicates", self.filter.duplicates.then_some("only"));
        let name = Sort::ALL
            .iter()
            .find(|(_, one)| *one == sort)
            .map(|(name, _)| *name);
        add("sort", name.filter(|_| sort != Sort::default()));
        add("dir", descending.then_some("desc"));
        let number = (page + 1).to_string();
        add("page", (page > 0).then_some(&number));
        out.finish()
    }

    /// The address below `base` that asks for it.
    pub(super) fn href(&self, base: &str, sort: Sort, descending: bool, page: u64) -> String {
        let query = self.query(sort, descending, page);
        if query.is_empty() {
            base.to_owned()
        } else {
            format!("{base}?{query}")
        }
    }

    /// Deadlines to choose from.
    pub(super) fn due_choices(&self, visitor: &Visitor) -> Vec<Choice> {
        let choice = |id: &'static str| Choice {
            id: id.to_owned(),
            label: visitor.say(&format!("desk-due-{id}")),
            chosen: self.due == Some(id),
        };
        DUE.map(choice).into()
    }

    /// Only filter and order, for exports.
    pub(super) fn same(&self) -> String {
        self.query(self.sort, self.descending, 0)
    }

    /// Whether anything is filtered.
    pub(super) fn is_filtered(&self) -> bool {
        let filter = &self.filter;
        filter.text.is_some()
            || !filter.states.is_empty()
            || filter.frame.is_some()
            || filter.course.is_some()
            || filter.outcome.is_some()
            || filter.due.is_some()
            || filter.duplicates
    }
}

/// The rows of the page that is asked for, and how many there are in all. Beyond the last page (an old bookmark, fewer
/// rows than before) the last one is shown.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    asked: &mut Asked,
    (sort, descending): (Sort, bool),
) -> Result<(Vec<Line>, u64)> {
    let read = async |page| applications::page(connection, &asked.filter, sort, descending, page, SIZE).await;
    let (mut rows, total) = read(asked.page).await?;
    let last = total.saturating_sub(1) / SIZE;
    if asked.page > last {
        rows = read(last).await?.0;
        asked.page = last;
    }
    Ok((rows, total))
}

fn until(now: Timestamp, due: &str) -> Due {
    let tonight = super::end_of_today(now);
    match due {
        "overdue" => Due::Until(now.into()),
        "today" => Due::Between(now.into(), tonight.into()),
        "week" => Due::Between(
            now.into(),
            (tonight + jiff::SignedDuration::from_hours(6 * 24)).into(),
        ),
        _ => Due::Nothing,
    }
}

/// A line as shown.
pub(super) struct LineView {
    pub(super) href: String,
    pub(super) number: String,
    pub(super) company: String,
    pub(super) place: String,
    pub(super) frame: String,
    pub(super) course: String,
    pub(super) state: String,
    pub(super) chip: &'static str,
    pub(super) outcome: Option<String>,
    pub(super) due: String,
    pub(super) due_note: String,
    /// `over`, `today` or nothing.
    pub(super) row: &'static str,
    pub(super) security: String,
    pub(super) employees: String,
    pub(super) rank: String,
    pub(super) twins: Option<String>,
    pub(super) contacts: String,
}

/// What a line needs besides itself.
pub(super) struct Around<'a> {
    pub(super) programme: &'a Programme,
    pub(super) twins: HashMap<ApplicationId, Vec<i64>>,
    pub(super) contacts: HashMap<ApplicationId, Vec<contact::Model>>,
}

/// Contacts of these applications, oldest first.
pub(super) async fn contacts(
    connection: &impl ConnectionTrait,
    lines: &[Line],
) -> Result<HashMap<ApplicationId, Vec<contact::Model>>> {
    let rows = contact::Entity::find()
        .filter(contact::Column::ApplicationId.is_in(lines.iter().map(|line| line.id)))
        .order_by_asc(contact::Column::At)
        .all(connection)
        .await?;
    let mut by_application: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        by_application.entry(row.application_id).or_default().push(row);
    }
    Ok(by_application)
}

/// Receipt numbers of applications that look like the same company, for the lines shown.
pub(super) async fn twins(
    connection: &impl ConnectionTrait,
    programme: &Programme,
    lines: &[Line],
) -> Result<HashMap<ApplicationId, Vec<i64>>> {
    let keys = lines.iter().map(|line| line.company_key.clone()).collect();
    let numbers = lines
        .iter()
        .filter_map(|line| line.corporate_number.clone())
        .collect();
    Ok(duplicates::twins_among(connection, &programme.file.id, keys, numbers).await?)
}

/// One line.
pub(super) fn view(visitor: &Visitor, around: &Around<'_>, line: &Line) -> LineView {
    let programme = around.programme;
    let state = StateName::parse(&line.state);
    let due = due(visitor, programme, line.due_at.map(platform::store::At::instant));
    let twins = around.twins.get(&line.id).map(|numbers| {
        let numbers: Vec<String> = numbers.iter().map(|number| code(*number)).collect();
        visitor.say1("desk-duplicate", "numbers", numbers.join(", "))
    });
    let contacts = around.contacts.get(&line.id).map_or(&[][..], Vec::as_slice);
    LineView {
        href: visitor.href(&format!("/desk/{}/applications/{}", programme.file.id, line.id)),
        number: code(line.number),
        company: super::one::company(visitor, &line.company_name),
        place: place(line),
        frame: frame_name(visitor, programme, line.frame.as_deref()),
        course: course_name(visitor, programme, &line.course),
        state: visitor.say(&format!("state-{}", line.state)),
        chip: if due.row == "over" {
            "bad"
        } else {
            state.map_or("mute", chip)
        },
        outcome: (line.outcome != "eligible").then(|| visitor.say(&format!("outcome-{}", line.outcome))),
        due: due.date,
        due_note: due.note,
        row: due.row,
        security: security(visitor, &line.answers),
        employees: visitor.words.number(line.employees),
        rank: line.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        twins,
        // Once the contact ended well, the state says it all.
        contacts: if state == Some(StateName::Received) {
            contacts_in_words(visitor, contacts)
        } else {
            String::new()
        },
    }
}

/// The municipality that an address begins with. 区 and 市 come first: 町田市, 東村山市 and 武蔵村山市 have the letters of
/// towns and villages in their names.
fn municipality(address: &str) -> &str {
    let end_of = |letters: &[char]| {
        let end = address
            .char_indices()
            .skip(1)
            .find(|(_, letter)| letters.contains(letter));
        // 四日市市 has the letter twice.
        end.map(|(at, letter)| at + letter.len_utf8())
            .map(|end| match address[end..].chars().next() {
                Some(letter) if letters.contains(&letter) => end + letter.len_utf8(),
                _ => end,
            })
    };
    // A 市 far into the address belongs to something else (…町1-2-3 市場ビル).
    let near = |end: &usize| address[..*end].chars().count() <= 6;
    let end = end_of(&['区', '市'])
        .filter(near)
        .or_else(|| end_of(&['町', '村']));
    end.map_or(address, |end| &address[..end])
}

/// 江東区: what a clerk needs of an address in a list.
fn place(line: &Line) -> String {
    let town = municipality(&line.address);
    if line.prefecture == "東京都" {
        town.to_owned()
    } else {
        format!("{}{town}", line.prefecture)
    }
}

/// The colour of a state.
pub(super) fn chip(state: StateName) -> &'static str {
    match state {
        StateName::Received | StateName::Offered => "warn",
        StateName::Complete | StateName::Waiting | StateName::Confirmed => "",
        StateName::Participating => "ok",
        _ => "mute",
    }
}

/// A deadline as shown in a list.
pub(super) struct DueView {
    pub(super) date: String,
    pub(super) note: String,
    pub(super) row: &'static str,
}

/// A deadline with what it means today: overdue in business days, or today.
pub(super) fn due(visitor: &Visitor, programme: &Programme, due: Option<Timestamp>) -> DueView {
    let Some(due) = due else {
        return DueView {
            date: String::new(),
            note: String::new(),
            row: "",
        };
    };
    let local = in_tokyo(due);
    let midnight = local.time() == jiff::civil::Time::midnight();
    // A deadline at midnight is the end of the day before.
    let day = if midnight {
        local.date().yesterday().unwrap_or(local.date())
    } else {
        local.date()
    };
    let today = date_in_tokyo(visitor.now);
    let clock = if midnight {
        String::new()
    } else {
        visitor.words.clock(local.time())
    };
    let (note, row) = if due <= visitor.now {
        let days = programme
            .file
            .calendar()
            .business_days_between(day, today)
            .unwrap_or_default();
        (visitor.say_n("desk-overdue", "days", days), "over")
    } else if day == today {
        (
            format!("{} {clock}", visitor.say("desk-today")).trim().to_owned(),
            "today",
        )
    } else {
        (clock, "")
    };
    DueView {
        date: day_of(visitor, day),
        note,
        row,
    }
}

/// A day in a table: with its year unless it is this one.
pub(super) fn day_of(visitor: &Visitor, day: Date) -> String {
    if day.year() == date_in_tokyo(visitor.now).year() {
        visitor.words.day(day)
    } else {
        visitor.words.date(day)
    }
}

/// 2回不在　6月20日（金）, 6月23日（月）, or the last contact's result.
fn contacts_in_words(visitor: &Visitor, contacts: &[contact::Model]) -> String {
    let Some(last) = contacts.last() else {
        return String::new();
    };
    let day = |row: &contact::Model| {
        let date = date_in_tokyo(row.at.instant());
        format!("{}/{}", date.month(), date.day())
    };
    let absent: Vec<&contact::Model> = contacts.iter().filter(|row| row.outcome == "absent").collect();
    if last.outcome == "absent" {
        let days: Vec<String> = absent.iter().map(|row| day(row)).collect();
        let times = u32::try_from(absent.len()).unwrap_or(u32::MAX);
        return format!(
            "{}　{}",
            visitor.say_n("desk-absent-times", "times", times),
            days.join(", ")
        );
    }
    format!("{}　{}", outcome_of_contact(visitor, &last.outcome), day(last))
}

/// The result of a contact in words.
pub(super) fn outcome_of_contact(visitor: &Visitor, outcome: &str) -> String {
    visitor.say(&format!("contact-{}", outcome.replace('_', "-")))
}

fn security(visitor: &Visitor, answers: &str) -> String {
    let answers: Answers = serde_json::from_str(answers).unwrap_or_default();
    let known = [
        (field::SECURITY_UTM, "desk-security-utm"),
        (field::SECURITY_EDR, "desk-security-edr"),
        (field::SECURITY_POLICY, "desk-security-policy"),
    ];
    if known.iter().all(|(id, _)| answers.get(id).is_none()) {
        return String::new();
    }
    let has: Vec<String> = known
        .iter()
        .filter(|(id, _)| answers.yes(id) == Some(true))
        .map(|(_, key)| visitor.say(key))
        .collect();
    if has.is_empty() {
        visitor.say("desk-security-none")
    } else {
        has.join("・")
    }
}

fn named<'a>(visitor: &Visitor, text: Option<&'a Text>, id: &'a str) -> &'a str {
    text.map_or(id, |text| text.in_language(visitor.language()))
}

/// Name of a frame.
pub(super) fn frame_name(visitor: &Visitor, programme: &Programme, id: Option<&str>) -> String {
    let Some(id) = id else { return String::new() };
    let frame = programme.file.frames.iter().find(|frame| frame.id == id);
    named(visitor, frame.map(|frame| &frame.name), id).to_owned()
}

/// Name of a course.
pub(super) fn course_name(visitor: &Visitor, programme: &Programme, id: &str) -> String {
    named(visitor, programme.file.course(id).map(|course| &course.name), id).to_owned()
}

/// One choice of a filter.
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// The call's frames to choose from.
pub(super) fn frames(visitor: &Visitor, programme: &Programme, chosen: Option<&str>) -> Vec<Choice> {
    let frames = programme.file.frames.iter();
    let choice = |id: &String, name: &Text| Choice {
        id: id.clone(),
        label: name.in_language(visitor.language()).to_owned(),
        chosen: chosen == Some(id),
    };
    frames.map(|frame| choice(&frame.id, &frame.name)).collect()
}

/// The call's courses to choose from; none when there is only one.
pub(super) fn courses(visitor: &Visitor, programme: &Programme, chosen: Option<&str>) -> Vec<Choice> {
    let courses = programme
        .file
        .courses
        .iter()
        .filter(|_| programme.file.courses.len() > 1);
    courses
        .map(|course| Choice {
            id: course.id.clone(),
            label: course.name.in_language(visitor.language()).to_owned(),
            chosen: chosen == Some(&course.id),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::municipality;

    #[test]
    fn municipalities_with_the_letters_of_others_in_their_names() {
        for (address, town) in [
            ("江東区若葉町1-2-3", "江東区"),
            ("町田市森野2-2-22", "町田市"),
            ("羽村市緑ヶ丘5-2-1", "羽村市"),
            ("東村山市本町1-2-3", "東村山市"),
            ("武蔵村山市本町1-1-1", "武蔵村山市"),
            ("四日市市諏訪町1-5", "四日市市"),
            ("西多摩郡奥多摩町氷川215-6", "西多摩郡奥多摩町"),
            ("西多摩郡檜原村467-1", "西多摩郡檜原村"),
            ("八丈島八丈町大賀郷2551-2 市場", "八丈島八丈町"),
            ("番地なし", "番地なし"),
        ] {
            assert_eq!(municipality(address), town);
        }
    }
}
