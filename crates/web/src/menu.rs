//! The desk's navigation: one list, whichever context shows the page.

use crate::page::Link;
use crate::visitor::Visitor;

/// What a programme has, as far as the navigation shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sections {
    /// The programme's id.
    pub programme: String,
    /// Places are drawn.
    pub draw: bool,
    /// Companies sign consents.
    pub consents: bool,
    /// There are briefings.
    pub briefings: bool,
    /// It lends appliances.
    pub appliances: bool,
}

/// Numbers beside entries, by what follows the programme's address: `("/notices", 3)`.
pub type Counts<'c> = [(&'c str, u64)];

/// Around the pages of a programme.
pub fn programme(visitor: &Visitor, sections: &Sections, counts: &Counts<'_>) -> Vec<Link> {
    let base = format!("/desk/{}", sections.programme);
    let entries = [
        ("", "desk-inbox", true),
        ("/applications", "desk-applications", true),
        ("/draw", "desk-draw", sections.draw),
        ("/notices", "desk-notices", true),
        ("/consents", "desk-consents", sections.consents),
        ("/briefings", "desk-briefings", sections.briefings),
        ("/roster", "desk-roster", true),
        ("/installations", "device-installations", sections.appliances),
        ("/visits", "device-visits", sections.appliances),
        ("/reports", "reports-desk-title", sections.appliances),
    ];
    let entries = entries.into_iter().filter(|(.., is_there)| *is_there);
    let mut links: Vec<Link> = entries
        .map(|(path, key, _)| {
            let count = counts.iter().find(|(of, _)| *of == path);
            let place = format!("{base}{path}");
            match path {
                "" => exactly(visitor, &place, key),
                _ => within(visitor, &place, key),
            }
            .with_count(count.map_or(0, |(_, count)| *count))
        })
        .collect();
    links.extend(house(visitor));
    links
}

/// Around pages that belong to no programme.
pub fn without_programme(visitor: &Visitor) -> Vec<Link> {
    let mut links = vec![exactly(visitor, "/desk", "desk-choose-programme")];
    links.extend(house(visitor));
    links
}

/// Around the support centre's pages, with the number of open cases.
pub fn support_centre(visitor: &Visitor, open: u64) -> Vec<Link> {
    let may = |action: &str| visitor.may(action);
    let is_centre = may("support.work");
    let entries = [
        ("/desk/support", "support-queue", may("support.read")),
        ("/desk/support/new", "support-new", is_centre),
        ("/desk/support/visits", "support-visits", may("support.read")),
        (
            "/desk/support/hand-over",
            "support-hand-over",
            may("support.read"),
        ),
        (
            "/desk/devices/health",
            "device-health",
            is_centre && may("appliances.read"),
        ),
        ("/desk/support/figures", "support-figures", may("support.figures")),
        ("/desk/keys", "keys-title", may("vault.read")),
        ("/desk", "desk-choose-programme", may("desk.read")),
    ];
    let entries = entries.into_iter().filter(|(.., is_there)| *is_there);
    let link = |(path, key, _)| match path {
        "/desk/support" => exactly(visitor, path, key).with_count(open),
        _ => exactly(visitor, path, key),
    };
    entries.map(link).collect()
}

/// What belongs to no programme: the support centre, the stock, companies' keys, mails and the log.
fn house(visitor: &Visitor) -> Vec<Link> {
    let mut links = Vec::new();
    if visitor.may("support.read") {
        links.push(within(visitor, "/desk/support", "support-centre"));
    } else if visitor.may("support.figures") {
        links.push(within(visitor, "/desk/support/figures", "support-figures"));
    }
    if visitor.site.menu.iter().any(|sections| sections.appliances) {
        links.push(within(visitor, "/desk/devices", "device-stock"));
    }
    if visitor.may("vault.read") {
        links.push(within(visitor, "/desk/keys", "keys-title"));
    }
    links.push(within(visitor, "/desk/mails", "desk-mails"));
    if visitor.may("desk.audit") {
        links.push(within(visitor, "/desk/audit", "desk-audit"));
    }
    links
}

fn exactly(visitor: &Visitor, path: &str, key: &str) -> Link {
    Link {
        current: visitor.path == path,
        ..Link::new(visitor.href(path), visitor.say(key))
    }
}

/// Also for the pages below it.
fn within(visitor: &Visitor, path: &str, key: &str) -> Link {
    let below = visitor.path.strip_prefix(path);
    Link {
        current: below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        ..Link::new(visitor.href(path), visitor.say(key))
    }
}
