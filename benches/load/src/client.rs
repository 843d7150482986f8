//! One person's connection to a server.

use std::time::Duration;

use crate::figures::Figures;

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Where it leads to, as a path.
    pub location: String,
    /// The page.
    pub text: String,
}

/// A browser: one connection, one cookie, no assets.
pub struct Browser {
    agent: ureq::Agent,
    base: String,
    cookie: Option<String>,
}

/// A client that follows nothing by itself and waits for an answer for `patience` at most.
pub fn agent(patience: Duration) -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(patience))
        .build()
        .into()
}

/// How long a person waits for an answer.
pub const PATIENCE: Duration = Duration::from_secs(30);

impl Browser {
    /// A new one; `cookie` from an earlier visit.
    pub fn new(base: &str, cookie: Option<String>) -> Self {
        Self {
            agent: agent(PATIENCE),
            base: base.to_owned(),
            cookie,
        }
    }

    /// The cookie by which the server knows this browser.
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// Gets a page.
    pub fn get(&mut self, kind: &'static str, path: &str, figures: &mut Figures) -> Result<Answer, String> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let answer = figures.time(kind, || whole(request.call()))?;
        Ok(self.take(answer))
    }

    /// Sends a form.
    pub fn post(
        &mut self,
        kind: &'static str,
        path: &str,
        fields: &[(String, String)],
        figures: &mut Figures,
    ) -> Result<Answer, String> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", &self.base);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let body = encoded(fields);
        let answer = figures.time(kind, || whole(request.send(body.as_str())))?;
        Ok(self.take(answer))
    }

    fn take(&mut self, (answer, cookie): (Answer, Option<String>)) -> Answer {
        if cookie.is_some() {
            self.cookie = cookie;
        }
        answer
    }
}

type Sent = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

/// The whole answer: its time ends with its last byte.
fn whole(sent: Sent) -> Result<(Answer, Option<String>), String> {
    let mut response = sent.map_err(|error| error.to_string())?;
    let header = |name: &str| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.map(str::to_owned)
    };
    let cookie = header("set-cookie").and_then(|line| line.split(';').next().map(str::to_owned));
    let location = header("location").unwrap_or_default();
    let status = response.status().as_u16();
    let text = response
        .body_mut()
        .read_to_string()
        .map_err(|error| error.to_string())?;
    let answer = Answer {
        status,
        location,
        text,
    };
    Ok((answer, cookie))
}

/// `application/x-www-form-urlencoded`.
fn encoded(fields: &[(String, String)]) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        if !body.is_empty() {
            body.push('&');
        }
        percent(&mut body, name);
        body.push('=');
        percent(&mut body, value);
    }
    body
}

fn percent(body: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            body.push(char::from(byte));
        } else {
            body.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_encoded() {
        let fields = [
            ("a b".to_owned(), "守&=".to_owned()),
            ("c".to_owned(), String::new()),
        ];
        assert_eq!(encoded(&fields), "a%20b=%E5%AE%88%26%3D&c=");
    }
}
