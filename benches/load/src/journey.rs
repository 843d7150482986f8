//! One attempt as a person with a browser makes it: every page from the call to the receipt, with its cookie, its form
//! tokens and its redirects. Nothing is taken for granted that a page does not show: links and forms are read from it.

use crate::client::{Answer, Browser};
use crate::company;
use crate::figures::Figures;
use crate::plan::{Ending, Plan, Proof, Receipt};

/// More pages than any journey has.
const LONGEST: usize = 80;

/// Goes from the programme page to the receipt.
pub fn attempt(plan: &Plan, attempt: u64, figures: &mut Figures) -> Ending {
    let mut walk = Walk {
        browser: Browser::new(plan.url(attempt), None),
        base: format!("/programmes/{}", plan.programme),
        answers: company::answers(plan, attempt),
        plan,
        attempt,
        figures,
    };
    walk.go().unwrap_or_else(Ending::Failed)
}

struct Walk<'a> {
    browser: Browser,
    base: String,
    answers: Vec<(String, String)>,
    plan: &'a Plan,
    attempt: u64,
    figures: &'a mut Figures,
}

impl Walk<'_> {
    fn go(&mut self) -> Result<Ending, String> {
        let call = self.browser.get("call", &self.base, self.figures)?;
        ok(&call, "call")?;
        let questions = format!("{}/check", self.base);
        let mut path = linked(&call.text, &questions).ok_or("the call has no link to its questions")?;
        // Each step is a page and what it leads to; the receipt ends the walk.
        for _ in 0..LONGEST {
            let rest = path.strip_prefix(&self.base).unwrap_or(&path).to_owned();
            path = match rest.as_str() {
                "/check/result" => self.result(&path)?,
                "/apply" => self.tasks(&path)?,
                "/apply/check" => match self.send(&path)? {
                    Ok(next) => next,
                    Err(ending) => return Ok(ending),
                },
                "/receipt" => return self.receipt(&path),
                rest if rest.starts_with("/check") => self.question(&path)?,
                rest if rest.starts_with("/apply/") => self.section(&path)?,
                _ => return Err(format!("led to {path}")),
            };
        }
        Err("the journey has no end".to_owned())
    }

    fn question(&mut self, path: &str) -> Result<String, String> {
        let page = self.browser.get("question", path, self.figures)?;
        ok(&page, path)?;
        let number = value(&page.text, "q").ok_or("a question without number")?;
        let index = number.parse::<usize>().unwrap_or(1).saturating_sub(1);
        let answer = self
            .plan
            .questions
            .get(index)
            .ok_or("a question that nobody expected")?;
        let fields = [field("q", &number), field("answer", answer)];
        let answer = self.submit("answer a question", &page, &fields)?;
        led(&answer, "answer a question")
    }

    fn result(&mut self, path: &str) -> Result<String, String> {
        let page = self.browser.get("result", path, self.figures)?;
        ok(&page, path)?;
        let next = format!("{}/apply", self.base);
        linked(&page.text, &next).ok_or_else(|| "the answers do not lead to the form".to_owned())
    }

    fn tasks(&mut self, path: &str) -> Result<String, String> {
        let page = self.browser.get("task list", path, self.figures)?;
        ok(&page, path)?;
        let first = format!("{}/apply/", self.base);
        linked(&page.text, &first).ok_or_else(|| "the task list is empty".to_owned())
    }

    fn section(&mut self, path: &str) -> Result<String, String> {
        let page = self.browser.get("section", path, self.figures)?;
        ok(&page, path)?;
        let asked = |name: &str| page.text.contains(&format!("name=\"{name}\""));
        let fields: Vec<_> = self
            .answers
            .iter()
            .filter(|(name, _)| asked(name))
            .cloned()
            .collect();
        let answer = self.submit("save a section", &page, &fields)?;
        led(&answer, path)
    }

    /// The next path, or how it ended: there is no place left.
    fn send(&mut self, path: &str) -> Result<Result<String, Ending>, String> {
        let page = self.browser.get("check answers", path, self.figures)?;
        ok(&page, path)?;
        let answer = self.submit("send", &page, &[])?;
        if answer.status == 409 {
            return Ok(Err(Ending::Refused));
        }
        led(&answer, "send").map(Ok)
    }

    fn receipt(&mut self, path: &str) -> Result<Ending, String> {
        let page = self.browser.get("receipt", path, self.figures)?;
        ok(&page, path)?;
        let number = receipt_number(&page.text).ok_or("a receipt without number")?;
        Ok(Ending::Receipt(Receipt {
            attempt: self.attempt,
            number,
            proof: Proof::Cookie(self.browser.cookie().unwrap_or_default().to_owned()),
        }))
    }

    /// Sends the form of a page with its hidden token.
    fn submit(
        &mut self,
        kind: &'static str,
        page: &Answer,
        fields: &[(String, String)],
    ) -> Result<Answer, String> {
        // The page's own form is the last one that sends something: the frame's stand before it.
        let main = page
            .text
            .split_once("<main")
            .map_or(page.text.as_str(), |(_, main)| main);
        let form = main
            .split("<form ")
            .skip(1)
            .find(|form| tag(form).contains("method=\"post\""))
            .ok_or_else(|| format!("{kind}: the page has no form"))?;
        let action = attribute(form, "action").ok_or_else(|| format!("{kind}: the form leads nowhere"))?;
        let token = value(form, "csrf").ok_or_else(|| format!("{kind}: the form has no token"))?;
        let fields = [&[field("csrf", &token)], fields].concat();
        self.browser.post(kind, &action, &fields, self.figures)
    }
}

fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn ok(answer: &Answer, what: &str) -> Result<(), String> {
    match answer.status {
        200 => Ok(()),
        status => Err(format!("{what}: {status} {}", answer.location)),
    }
}

fn led(answer: &Answer, what: &str) -> Result<String, String> {
    match answer.status {
        303 if !answer.location.is_empty() => Ok(answer.location.clone()),
        status => Err(format!("{what}: {status} instead of the next page")),
    }
}

/// The first link of a page that begins with `path`.
fn linked(text: &str, path: &str) -> Option<String> {
    let start = text.find(&format!("href=\"{path}"))? + "href=\"".len();
    text[start..].split('"').next().map(str::to_owned)
}

/// The value of a hidden field.
fn value(text: &str, name: &str) -> Option<String> {
    let start = text.find(&format!("name=\"{name}\""))?;
    attribute(tag(&text[start..]), "value")
}

/// What stands before the end of the tag in which `text` begins.
fn tag(text: &str) -> &str {
    text.split('>').next().unwrap_or_default()
}

fn attribute(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("{name}=\""))?;
    rest.split('"').next().map(|value| value.replace("&amp;", "&"))
}

/// The first receipt number on a page: `R` and five digits.
pub fn receipt_number(text: &str) -> Option<String> {
    text.match_indices('R').find_map(|(start, _)| {
        let number = text.get(start..start + 6)?;
        number[1..]
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| number.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<form method="post" action="/out"><input type="hidden" name="csrf" value="a"></form><main>
        <form id="form" method="post" action="/programmes/x/check?a=1&amp;b=2" novalidate><input type="hidden" name="csrf" value="token">
        <a href="/programmes/x/apply/company?from=check">…</a><p class="number">R00214</p>"#;

    #[test]
    fn pages_are_read() {
        assert_eq!(value(PAGE, "csrf").as_deref(), Some("a"));
        let form = PAGE.split_once("<main").unwrap().1;
        assert_eq!(value(form, "csrf").as_deref(), Some("token"));
        assert_eq!(
            attribute(form, "action").as_deref(),
            Some("/programmes/x/check?a=1&b=2")
        );
        assert_eq!(
            linked(PAGE, "/programmes/x/apply/").as_deref(),
            Some("/programmes/x/apply/company?from=check")
        );
        assert_eq!(receipt_number(PAGE).as_deref(), Some("R00214"));
        assert_eq!(receipt_number("R2024 令和R0"), None);
    }
}
