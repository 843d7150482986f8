//! Who the programme is: id, year, contacts, and what a person still has to look at.

use crate::domain::definition::finding::{Code, Finding, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::Opened;
use crate::domain::definition::programme::ProgrammeFile;
use crate::domain::definition::site::SiteFile;

pub(super) fn check(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.programme else { return };
    id(file, folder.name, out);
    contacts(file, out);
    if let Some(file) = &folder.site {
        site(file, out);
    }
    for (index, path) in file.data.review.iter().enumerate() {
        file.at(
            out,
            &format!("/review/{index}"),
            Code::Review,
            say(
                format!("「{path}」はまだ人が確かめていません。"),
                format!("\"{path}\" has not been looked at by a person yet."),
            ),
            say(
                "確かめたら review から消してください。残っているあいだは公開できません。",
                "Take it out of `review` once it is right; until then the programme cannot be published.",
            ),
        );
    }
}

fn id(file: &Opened<ProgrammeFile>, folder: &str, out: &mut Vec<Finding>) {
    let id = file.data.id.as_str();
    if !super::super::is_programme_id(id) {
        let remedy = say(
            "英小文字で始め、英小文字・数字・ハイフンだけを使ってください。",
            "Begin with a lower-case letter and use lower-case letters, digits and hyphens only.",
        );
        file.at(
            out,
            "/id",
            Code::WrongValue,
            say(
                format!("「{id}」は id に使えません。"),
                format!("\"{id}\" cannot be an id."),
            ),
            remedy,
        );
    } else if id != folder {
        let message = say(
            format!("id「{id}」がフォルダの名前「{folder}」と違います。"),
            format!("The id \"{id}\" differs from the folder's name \"{folder}\"."),
        );
        let remedy = say(
            format!("id = \"{folder}\" とするか、フォルダの名前を変えてください。"),
            format!("Write id = \"{folder}\", or rename the folder."),
        );
        file.at(out, "/id", Code::WrongValue, message, remedy);
    }
}

fn contacts(file: &Opened<ProgrammeFile>, out: &mut Vec<Finding>) {
    let operator = &file.data.operator;
    let shape = operator.mail.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !operator.mail.contains(char::is_whitespace)
    });
    if !shape {
        let message = say(
            format!("「{}」はメールアドレスではありません。", operator.mail),
            format!("\"{}\" is not a mail address.", operator.mail),
        );
        file.at(out, "/operator/mail", Code::WrongValue, message, say("", ""));
    }
    let urls = [
        ("/operator/url".to_owned(), Some(&operator.url)),
        (
            "/operator/original_form_url".to_owned(),
            operator.original_form_url.as_ref(),
        ),
    ];
    let referrals = file.data.referrals.iter().enumerate();
    let urls = urls
        .into_iter()
        .chain(referrals.map(|(index, one)| (format!("/referral/{index}/url"), one.url.as_ref())));
    for (pointer, url) in urls {
        address(file, out, &pointer, url);
    }
}

/// Addresses on the programme's own pages.
fn site(file: &Opened<SiteFile>, out: &mut Vec<Finding>) {
    let data = &file.data;
    for (list, items) in [("news", &data.news), ("information", &data.information)] {
        for (index, item) in items.iter().enumerate() {
            address(file, out, &format!("/{list}/{index}/url"), item.url.as_ref());
        }
    }
    for (index, link) in data.links.iter().enumerate() {
        address(file, out, &format!("/link/{index}/url"), link.url.as_ref());
    }
}

fn address<T>(file: &Opened<T>, out: &mut Vec<Finding>, pointer: &str, url: Option<&String>) {
    let Some(url) = url.filter(|url| !is_web_address(url)) else {
        return;
    };
    let message = say(
        format!("「{url}」は Web のアドレスではありません。"),
        format!("\"{url}\" is not a web address."),
    );
    let remedy = say("https:// から書いてください。", "Begin it with https://.");
    file.at(out, pointer, Code::WrongValue, message, remedy);
}

fn is_web_address(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && !url.contains(char::is_whitespace)
}
