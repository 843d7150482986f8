//! What a rush is to do, and how an attempt can end.

/// What a rush is to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Servers on loopback; clients go to them in turn.
    pub urls: Vec<String>,
    /// The call.
    pub programme: String,
    /// The course that everybody asks for.
    pub course: String,
    /// Answers to the questions before the form, in their order.
    pub questions: Vec<String>,
    /// People at once.
    pub clients: u64,
    /// Attempts in all.
    pub attempts: u64,
}

impl Plan {
    /// A rush on the copy of the first-come call that [`crate::place::Place`] makes.
    pub fn new(urls: Vec<String>, clients: u64, attempts: u64) -> Self {
        Self {
            urls,
            programme: crate::place::CALL.to_owned(),
            course: "utm".to_owned(),
            questions: ["yes", "yes", "no", "no"].map(str::to_owned).to_vec(),
            clients: clients.clamp(1, 500),
            attempts: attempts.clamp(1, 1_000_000),
        }
    }

    /// The server that an attempt goes to.
    pub fn url(&self, attempt: u64) -> &str {
        let servers = self.urls.len().max(1) as u64;
        let index = usize::try_from(attempt % servers).unwrap_or(0);
        self.urls.get(index).map_or("", String::as_str)
    }

    /// Whether every server is on this machine: nobody else's is ever rushed.
    pub fn is_local(&self) -> bool {
        const LOCAL: [&str; 3] = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"];
        self.urls
            .iter()
            .all(|url| LOCAL.iter().any(|local| url.starts_with(local)))
    }
}

/// A receipt that a server acknowledged, with what proves later that it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which attempt got it.
    pub attempt: u64,
    /// As printed: `R00214`.
    pub number: String,
    /// How it can be looked up.
    pub proof: Proof,
}

/// How a receipt can be looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The application's address in the API and the token that reads it.
    Token {
        /// Path.
        href: String,
        /// Bearer token.
        token: String,
    },
    /// The cookie of the browser that sent the form.
    Cookie(String),
}

/// How one attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With a receipt.
    Receipt(Receipt),
    /// Full or closed, said so clearly.
    Refused,
    /// Anything else.
    Failed(String),
}

/// One simulated person: what each attempt does.
pub type Person = fn(&Plan, u64, &mut crate::figures::Figures) -> Ending;
