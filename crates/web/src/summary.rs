//! The error summary names the field of every line: "会社名: 入力してください" says more than a sentence that could belong
//! to any of six fields. Forms of a programme write it so themselves; pages with fields of their own leave it to this.

use std::borrow::Cow;

/// Where the summary of `components.html` begins.
const SUMMARY: &str = "<div class=\"summary\"";
const LINK: &str = "<a href=\"#";

/// A page's body with the label of its field in front of each line of the summary that does not begin with it.
pub(crate) fn name_fields(body: &str) -> Cow<'_, str> {
    let Some((before, rest)) = split_at(body, SUMMARY) else {
        return Cow::Borrowed(body);
    };
    let Some((summary, after)) = split_at(rest, "</div>") else {
        return Cow::Borrowed(body);
    };
    let mut named = before.to_owned();
    for (index, part) in summary.split(LINK).enumerate() {
        if index > 0 {
            named.push_str(LINK);
        }
        match part.split_once("\">").filter(|_| index > 0) {
            Some((id, text)) => {
                named.push_str(id);
                named.push_str("\">");
                let label = label_of(after, id).filter(|label| !text.starts_with(label.as_str()));
                named.extend(label.map(|label| label + ": "));
                named.push_str(text);
            }
            None => named.push_str(part),
        }
    }
    named.push_str(after);
    Cow::Owned(named)
}

fn split_at<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    text.find(mark).map(|place| text.split_at(place))
}

/// What the control with `id` is called in the page: its label; the legend, where it is one of several; or the sentence
/// beside its box.
fn label_of(page: &str, id: &str) -> Option<String> {
    if let Some((_, label)) = page.split_once(&format!("<label for=\"{id}\"")) {
        return words(label);
    }
    let (before, _) = page.split_once(&format!(" id=\"{id}\""))?;
    let open = |tag: &str| {
        let (_, inside) = before.rsplit_once(&format!("<{tag}"))?;
        (!inside.contains(&format!("</{tag}>"))).then_some(inside)
    };
    if let Some((_, legend)) = open("fieldset").and_then(|inside| inside.split_once("<legend")) {
        return words(legend);
    }
    open("label")?;
    let (_, label) = page[before.len()..].split_once("<span")?;
    words(label)
}

/// The words of an element whose tag is still open, without ※必須 or 任意.
fn words(element: &str) -> Option<String> {
    let (_, inside) = element.split_once('>')?;
    let ends = [
        // Also the two of a field that is asked only after another answer: "must scripted", "must unscripted".
        "<span class=\"must",
        "<span class=\"may",
        "</label>",
        "</legend>",
    ];
    let end = ends.iter().filter_map(|end| inside.find(end)).min()?;
    let mut words = String::new();
    let mut in_tag = false;
    for character in inside[..end].chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            character if !in_tag => words.push(character),
            _ => {}
        }
    }
    let words = words.trim();
    (!words.is_empty()).then(|| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &str = "<div class=\"field\"><label for=\"company\"><span>会社名</span><span class=\"must\">※必須</span></label>\
        <input id=\"company\"></div>\
        <div class=\"field\"><fieldset><legend>参加方法<span class=\"must\">※必須</span></legend>\
        <label class=\"option\"><input type=\"radio\" name=\"mode\" id=\"mode\"><span>会場</span></label></fieldset></div>\
        <label class=\"option\"><input type=\"checkbox\" id=\"agree\"><span>同意します<span class=\"must\">※必須</span></span></label>";

    fn page(lines: &[(&str, &str)]) -> String {
        let lines: String = lines
            .iter()
            .map(|(id, text)| format!("<li><a href=\"#{id}\">{text}</a></li>"))
            .collect();
        format!(
            "<p>前</p>{SUMMARY} role=\"alert\"><h2>確かめて</h2><ul>{lines}</ul></div><a href=\"#company\">戻る</a>{FIELDS}"
        )
    }

    #[test]
    fn every_line_names_its_field() {
        let shown =
            name_fields(&page(&[("company", "入力"), ("mode", "選択"), ("agree", "確認")])).into_owned();
        let expected = page(&[
            ("company", "会社名: 入力"),
            ("mode", "参加方法: 選択"),
            ("agree", "同意します: 確認"),
        ]);
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_field_asked_after_another_answer_is_named_without_its_two_marks() {
        let field = "<label for=\"number\">法人番号 <span class=\"must scripted\">※必須</span>\
            <span class=\"must unscripted\">条件により必須</span></label>";
        let line =
            |text: &str| format!("{SUMMARY}><ul><li><a href=\"#number\">{text}</a></li></ul></div>{field}");
        assert_eq!(name_fields(&line("入力")), line("法人番号: 入力"));
        assert_eq!(name_fields(&line("法人番号: 入力")), line("法人番号: 入力"));
    }

    #[test]
    fn what_is_named_or_unknown_stays() {
        for lines in [
            page(&[("company", "会社名: 入力"), ("mode", "参加方法を選んで")]),
            page(&[("elsewhere", "おかしい")]),
            page(&[]),
            FIELDS.to_owned(),
            format!("{SUMMARY} cut off <a href=\"#company\">"),
            String::new(),
        ] {
            assert_eq!(name_fields(&lines), lines);
        }
    }
}
